import { attachProof, type JsonObject, signingInput } from '@lumbung/credential'
import {
  leaveRows,
  logBegan,
  NO_WITNESSES,
  type SeenTree,
  type Sighting,
  sightings,
  treeSeenBefore,
} from '../log/index.ts'
import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { holdOrganisations, issuerOf, registerEntry, signingStopped } from '../trust/index.ts'
import { type SignatureStanding, standingOf } from './rules-resign.ts'
import { AWARD, AWARD_SIGNATURE, logReaders, logSignatures, signatureOf } from './store-log.ts'
import {
  insertSignatures,
  lockDocuments,
  newestSignature,
  replacedOf,
  type SignedBy,
  type SignedPlace,
  signedBy,
} from './store-resign.ts'

/** Credentials in one request to the signer and one transaction. */
const BATCH = 500

/** What became of the credentials of the compromised keys of an issuer. */
export interface Resigned {
  /** Signed anew by the issuer's present key. */
  readonly resigned: number
  /** Of those, signed before the public log could have seen them: for these our own clock was believed. */
  readonly byOwnClock: number
  /** Not proven to be from before the compromise: not believed any more, and for the issuer to look into one by one. */
  readonly refused: number
  /** Of those, the ones that our own rows date before the compromise and that nobody had seen in the log by then. */
  readonly unseen: number
  /** Of those, the ones whose rows aren't what was logged. */
  readonly changed: number
  /**
   * Credentials that were signed anew in an earlier run and wouldn't be now, because an earlier instant of the compromise was
   * declared since: their new signature holds, so that only a withdrawal ends them.
   */
  readonly doubtful: readonly string[]
}

type Needs = Pick<Deps, 'db' | 'clock' | 'signer' | 'logWitnesses'>

/**
 * Signs anew what an issuer signed with a compromised key before the instant of the compromise: the same content with a proof
 * by its present key. The first signed documents stay. What came before is said by the public log: the leaf of the signature
 * was in a tree that the witnesses had cosigned by then, and the stored row is what was logged. Neither the proof's day nor
 * our own clock is believed, because whoever has the key can date the one and may have reached the other; only what is older
 * than the log goes by our clock, and is counted apart (`standingOf`). Safe to break off and to ask again: what was done
 * isn't done twice.
 *
 * Refusals: `trust.not-listed`, `trust.suspended`, `trust.no-key` and the others of `signingStopped`. Throws `SignerError`,
 * and `TreeDamagedError` where the stored log isn't the one that was signed: nothing is signed anew by such a log.
 */
export async function resignCompromised(
  deps: Needs,
  organisationId: string,
  report: (done: number, of: number) => void = () => {},
): Promise<Outcome<Resigned>> {
  const entry = await registerEntry(deps.db, organisationId)
  const stopped = await signingStopped(deps.db, organisationId, deps.clock())
  const [first, ...more] = stopped
  if (entry === null || first !== undefined) return refuse(first ?? { code: 'trust.not-listed' }, ...more)
  const sum = { resigned: 0, byOwnClock: 0, refused: 0, unseen: 0, changed: 0 }
  const doubtful = new Set<string>()
  let seenSoFar = 0
  for (const { verificationMethod, compromisedAt } of entry.keys) {
    if (compromisedAt === null) continue
    const all = await signedBy(deps.db, organisationId, verificationMethod)
    const log = {
      tree: await treeSeenBefore(deps.db, deps.logWitnesses ?? NO_WITNESSES, compromisedAt),
      began: (await logBegan(deps.db))?.at ?? null,
    }
    for (const id of await noLongerGood(deps.db, organisationId, { verificationMethod, compromisedAt }, log))
      doubtful.add(id)
    for (let start = 0; start < all.length; start += BATCH) {
      const batch = await standings(deps.db, all.slice(start, start + BATCH), log, compromisedAt)
      const good = batch.filter(({ standing }) => standing === 'proven' || standing === 'by-own-clock')
      const done = await resignBatch(deps, organisationId, verificationMethod, good)
      if (!done.ok) return done
      const count = (...wanted: readonly SignatureStanding[]) =>
        batch.filter(({ standing }) => wanted.includes(standing)).length
      sum.resigned += done.value.length
      sum.byOwnClock += done.value.filter(({ standing }) => standing === 'by-own-clock').length
      sum.refused += count('after', 'unseen', 'changed')
      sum.unseen += count('unseen')
      sum.changed += count('changed')
      seenSoFar += batch.length
      report(seenSoFar, all.length)
    }
  }
  return accept({ ...sum, doubtful: [...doubtful].sort() })
}

/** What the log says, for judging the signatures of a key. */
interface LogWord {
  readonly tree: SeenTree
  readonly began: Date | null
}

/** The credentials that were signed anew once and whose signature by this key doesn't count as from before any more. */
async function noLongerGood(
  db: Db,
  organisationId: string,
  { verificationMethod, compromisedAt }: { readonly verificationMethod: string; readonly compromisedAt: Date },
  log: LogWord,
): Promise<readonly string[]> {
  const replaced = await replacedOf(db, organisationId, verificationMethod)
  const ids: string[] = []
  for (let start = 0; start < replaced.length; start += BATCH) {
    const batch = await standings(db, replaced.slice(start, start + BATCH), log, compromisedAt)
    for (const { credentialId, standing } of batch)
      if (standing !== 'proven' && standing !== 'by-own-clock') ids.push(credentialId)
  }
  return ids
}

interface Stood extends SignedPlace {
  readonly standing: SignatureStanding
}

/** What the log says of some signatures. */
async function standings(db: Db, signed: readonly SignedBy[], log: LogWord, since: Date): Promise<readonly Stood[]> {
  const found = new Map<string, Sighting>()
  for (const subject of [AWARD, AWARD_SIGNATURE] as const) {
    const ids = signed.map(loggedAs).flatMap((one) => (one.subject === subject ? [one.subjectId] : []))
    if (ids.length === 0) continue
    const readers = { records: logReaders[subject], signatures: logSignatures[subject] }
    for (const [id, sighting] of await sightings(db, log.tree, subject, ids, readers)) found.set(id, sighting)
  }
  return signed.map(({ personId, credentialId, number, signedAt }) => {
    const sighting = found.get(loggedAs({ personId, credentialId, number }).subjectId) ?? 'none'
    return { personId, credentialId, standing: standingOf({ signedAt, sighting }, since, log.began) }
  })
}

/** As what a signature of a credential left its leaf: the first with the award, the later ones for themselves. */
function loggedAs({ personId, credentialId, number }: SignedPlace & { readonly number: number }) {
  const place = `${personId}/${credentialId}`
  return number === 0
    ? ({ subject: AWARD, subjectId: place } as const)
    : ({ subject: AWARD_SIGNATURE, subjectId: `${place}/${number}` } as const)
}

/** As what the newest signature of a credential left its leaf in the public log: whose proof goes with its document. */
export async function loggedSignature(
  db: Db,
  place: SignedPlace,
): Promise<{ readonly subject: string; readonly subjectId: string }> {
  return loggedAs({ ...place, number: await newestSignature(db, place) })
}

/** Signs some credentials anew; answers those that were: another run may have been first. */
function resignBatch(
  deps: Needs,
  organisationId: string,
  replaced: string,
  places: readonly Stood[],
): Promise<Outcome<readonly Stood[]>> {
  return inTransaction(deps.db, async (tx): Promise<Outcome<readonly Stood[]>> => {
    await holdOrganisations(tx, [organisationId])
    const at = deps.clock()
    const reasons: readonly Refusal[] = await signingStopped(tx, organisationId, at)
    const issuer = await issuerOf(tx, organisationId, at)
    const [first, ...more] = reasons
    if (issuer === null || first !== undefined) return refuse(first ?? { code: 'trust.no-key' }, ...more)
    const options = { verificationMethod: issuer.verificationMethod, created: at }
    const ready = []
    for (const { document, ...place } of await lockDocuments(tx, places)) {
      const { proof, ...content } = JSON.parse(document) as JsonObject
      const proofs = [proof].flat() as JsonObject[]
      // Another run may have signed it meanwhile.
      if (!proofs.some(({ verificationMethod }) => verificationMethod === replaced)) continue
      ready.push({ ...place, content, proofs, bytes: await signingInput(content, options) })
    }
    if (ready.length === 0) return accept([])
    const signatures = await deps.signer.sign(
      issuer.signerName,
      ready.map(({ bytes }) => bytes),
    )
    const signed = ready.map(({ personId, credentialId, content, proofs }, index) => {
      const signature = signatures[index]
      if (signature === undefined) throw new RangeError('the signer answered too few signatures')
      const made = attachProof(content, options, signature)
      if (proofs.length === 1) return { personId, credentialId, document: made }
      // The signatures of others stay as they are, and where they are.
      const { proof } = JSON.parse(made) as { proof: JsonObject }
      const all = proofs.map((one) => (one.verificationMethod === replaced ? proof : one))
      return { personId, credentialId, document: JSON.stringify({ ...content, proof: all }) }
    })
    await leaveSignatures(tx, at, organisationId, signed, await insertSignatures(tx, replaced, signed, at))
    const detail = { count: signed.length, replaced }
    await record(tx, {
      at,
      actorId: null,
      organisationId,
      verb: 'credential.sign-anew',
      subject: organisationId,
      detail,
    })
    const done = new Set(signed.map(({ personId, credentialId }) => `${personId}/${credentialId}`))
    return accept(places.filter(({ personId, credentialId }) => done.has(`${personId}/${credentialId}`)))
  })
}

/** The leaves of new signatures: without them the next compromise could not tell them from a thief's. */
async function leaveSignatures(
  tx: Db,
  at: Date,
  organisationId: string,
  signed: readonly (SignedPlace & { readonly document: string })[],
  inserted: readonly (SignedPlace & { readonly number: number })[],
): Promise<void> {
  const documents = new Map(signed.map((one) => [`${one.personId}/${one.credentialId}`, one.document]))
  const deeds = inserted.map((place) => ({
    kind: 'award' as const,
    ...loggedAs(place),
    signed: signatureOf(documents.get(`${place.personId}/${place.credentialId}`) ?? '{}'),
    organisationId,
    personId: place.personId,
  }))
  await leaveRows(tx, at, logReaders[AWARD_SIGNATURE], deeds)
}
