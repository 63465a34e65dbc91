import { attachProof, type JsonObject, signingInput } from '@lumbung/credential'
import { record } from '../platform/audit.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { holdOrganisations, issuerOf, registerEntry, signingStopped } from '../trust/index.ts'
import { leaveResigned } from './service-log.ts'
import { insertSignatures, lockDocuments, type SignedPlace, signedBy } from './store-resign.ts'

/** Credentials in one request to the signer and one transaction. */
const BATCH = 500

/** What became of the credentials of the compromised keys of an issuer. */
export interface Resigned {
  /** Signed anew by the issuer's present key. */
  readonly resigned: number
  /** Signed from the instant of the compromise on: not believed any more, and for the issuer to look into one by one. */
  readonly refused: number
}

/**
 * Signs anew what an issuer signed with a compromised key before the instant of the compromise: the same content with a proof
 * by its present key, each with a leaf of its own in the public log. The first signed documents stay. Our own rows say when something was signed, not the proof, which
 * whoever has the key can date as they like. Safe to break off and to ask again: what was done isn't done twice.
 *
 * Refusals: `trust.not-listed`, `trust.suspended`, `trust.no-key` and the others of `signingStopped`. Throws `SignerError`.
 */
export async function resignCompromised(
  deps: Pick<Deps, 'db' | 'clock' | 'signer'>,
  organisationId: string,
  report: (done: number, of: number) => void = () => {},
): Promise<Outcome<Resigned>> {
  const entry = await registerEntry(deps.db, organisationId)
  const stopped = await signingStopped(deps.db, organisationId, deps.clock())
  const [first, ...more] = stopped
  if (entry === null || first !== undefined) return refuse(first ?? { code: 'trust.not-listed' }, ...more)
  let [resigned, refused, total] = [0, 0, 0]
  for (const { verificationMethod, compromisedAt } of entry.keys) {
    if (compromisedAt === null) continue
    const { before, after } = await signedBy(deps.db, organisationId, verificationMethod, compromisedAt)
    refused += after
    total += before.length
    for (let start = 0; start < before.length; start += BATCH) {
      const batch = before.slice(start, start + BATCH)
      const done = await resignBatch(deps, organisationId, verificationMethod, batch)
      if (!done.ok) return done
      resigned += done.value
      report(resigned, total)
    }
  }
  return accept({ resigned, refused })
}

function resignBatch(
  deps: Pick<Deps, 'db' | 'clock' | 'signer'>,
  organisationId: string,
  replaced: string,
  places: readonly SignedPlace[],
): Promise<Outcome<number>> {
  return inTransaction(deps.db, async (tx): Promise<Outcome<number>> => {
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
      // Another run may have signed it meanwhile.
      if ((proof as JsonObject).verificationMethod !== replaced) continue
      ready.push({ ...place, content, bytes: await signingInput(content, options) })
    }
    if (ready.length === 0) return accept(0)
    const signatures = await deps.signer.sign(
      issuer.signerName,
      ready.map(({ bytes }) => bytes),
    )
    const signed = ready.map(({ personId, credentialId, content }, index) => {
      const signature = signatures[index]
      if (signature === undefined) throw new RangeError('the signer answered too few signatures')
      return { personId, credentialId, document: attachProof(content, options, signature) }
    })
    await leaveResigned(tx, at, organisationId, await insertSignatures(tx, replaced, signed, at))
    const detail = { count: signed.length, replaced }
    await record(tx, {
      at,
      actorId: null,
      organisationId,
      verb: 'credential.sign-anew',
      subject: organisationId,
      detail,
    })
    return accept(signed.length)
  })
}
