import { attachProof, type JsonObject, signingInput } from '@lumbung/credential'
import type { Db } from '../platform/database.ts'
import { type Issuer, issuerOf } from '../trust/index.ts'
import { unsignedAwards } from './service-document.ts'
import type { SigningDeps } from './service-signing.ts'
import { keepContents, keepProofs, moveTogether } from './store-together.ts'
import type { Award, Together } from './types.ts'

/** What became of awards that several sign: complete with the last signature, one signature further, or not to be made. */
export interface SignedTogether {
  readonly signed: readonly { readonly award: Award; readonly document: string }[]
  readonly further: readonly Award[]
  readonly faulty: readonly Award[]
}

/** A signature that is due now. */
interface Due {
  readonly award: Award
  readonly content: JsonObject
  readonly position: number
  readonly signer: Issuer
  readonly options: { readonly verificationMethod: string; readonly created: Date }
  readonly bytes: Uint8Array
  /** The signatures that stand, by position. */
  readonly standing: ReadonlyMap<number, JsonObject>
  readonly of: number
}

/**
 * Makes the next signature of each award, by the organisation whose turn it is and with its own key, and keeps it. With the last one
 * the document is whole: all signatures over the same content (VC Data Integrity 1.0, section 2.1.1). One signature in one
 * transaction, so that whoever is killed between two goes on with the second. A signature by a key that is no longer the
 * organisation's is made anew.
 */
export async function signTogether(
  deps: SigningDeps,
  tx: Db,
  awards: readonly Award[],
  together: ReadonlyMap<string, Together>,
  at: Date,
): Promise<SignedTogether> {
  if (awards.length === 0) return { signed: [], further: [], faulty: [] }
  const fresh = awards.filter(({ credentialId }) => together.get(credentialId)?.content == null)
  const made = await unsignedAwards(deps, tx, fresh, at)
  await keepContents(
    tx,
    [...made].map(([credentialId, content]) => ({ credentialId, content: JSON.stringify(content) })),
  )
  const signers = new Map<string, Issuer | null>()
  const due: Due[] = []
  const faulty: Award[] = []
  for (const award of awards) {
    const one = together.get(award.credentialId)
    const content =
      made.get(award.credentialId) ?? (one?.content == null ? undefined : (JSON.parse(one.content) as JsonObject))
    const next = one === undefined || content === undefined ? null : await nextOf(tx, one, content, award, signers, at)
    if (next === null) faulty.push(award)
    else due.push(next)
  }
  const proofs = await proofsOf(deps, due)
  await keepProofs(
    tx,
    proofs.map(({ one, proof }) => ({ credentialId: one.award.credentialId, position: one.position, proof })),
    at,
  )
  const complete = proofs.filter(({ one }) => one.standing.size + 1 === one.of)
  const signed = complete.map(({ one, proof }) => ({ award: one.award, document: wholeOf(one, proof) }))
  await moveTogether(
    tx,
    complete.map(({ one }) => one.award.credentialId),
    'issued',
    at,
  )
  const further = proofs.filter(({ one }) => one.standing.size + 1 < one.of).map(({ one }) => one.award)
  return { signed, further, faulty }
}

/** The first part of an award whose signature is missing, or isn't by its present key; nothing where a key can't be had. */
async function nextOf(
  tx: Db,
  together: Together,
  content: JsonObject,
  award: Award,
  signers: Map<string, Issuer | null>,
  at: Date,
): Promise<Due | null> {
  const standing = new Map<number, JsonObject>()
  let turn: { position: number; signer: Issuer } | undefined
  for (const { position, organisationId, proof } of together.parts) {
    if (!signers.has(organisationId)) signers.set(organisationId, await issuerOf(tx, organisationId, at))
    const signer = signers.get(organisationId)
    if (signer == null) return null
    if (proof?.verificationMethod === signer.verificationMethod) standing.set(position, proof)
    else turn ??= { position, signer }
  }
  // A promise whose signatures all stand can't be: the last one takes the promise off in its own transaction.
  if (turn === undefined) return null
  const options = { verificationMethod: turn.signer.verificationMethod, created: at }
  const bytes = await signingInput(content, options)
  return { award, content, ...turn, options, bytes, standing, of: together.parts.length }
}

async function proofsOf(
  { signer }: SigningDeps,
  due: readonly Due[],
): Promise<readonly { readonly one: Due; readonly proof: JsonObject }[]> {
  const proofs: { one: Due; proof: JsonObject }[] = []
  for (const name of new Set(due.map((one) => one.signer.signerName))) {
    const own = due.filter((one) => one.signer.signerName === name)
    const signatures = await signer.sign(
      name,
      own.map(({ bytes }) => bytes),
    )
    own.forEach((one, index) => {
      const signature = signatures[index]
      if (signature === undefined) throw new RangeError('the signer answered too few signatures')
      const { proof } = JSON.parse(attachProof(one.content, one.options, signature)) as { proof: JsonObject }
      proofs.push({ one, proof })
    })
  }
  return proofs
}

/** The document with all its signatures, the issuer's first. */
function wholeOf({ content, standing, position }: Due, last: JsonObject): string {
  const all = [...standing, [position, last] as const].sort(([a], [b]) => a - b).map(([, proof]) => proof)
  return JSON.stringify({ ...content, proof: all })
}
