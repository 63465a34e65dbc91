import { createHash } from 'node:crypto'
import { embedLogProof } from '@lumbung/credential'
import { type LeafProof, leaveRows, NO_WITNESSES, proofFor } from '../log/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { AWARD, logReaders, signatureOf, signedDocuments } from './store-log.ts'
import type { Award, Credential } from './types.ts'

type Needs = Pick<Deps, 'db' | 'logWitnesses'>
type Which = Pick<Credential, 'id' | 'personId'>

/**
 * The proof that a signature over one of our credentials is in the public log: the first one, or one that was made anew
 * later. Asked by the SHA-256 digest of what the leaf commits to, in hexadecimal. `pending` while leaf or quorum are still to
 * come; nothing where we made no such signature. Rejects where we made it and its leaf can't be opened any more.
 */
export async function logProofOf(
  { db, logWitnesses }: Needs,
  { id, personId }: Which,
  signatureDigest: string,
): Promise<LeafProof | 'pending' | null> {
  const all = await signedDocuments(db, personId, id)
  const own = all.find(({ document }) => digestOf(document) === signatureDigest)
  if (own === undefined) return null
  const proof = await proofFor(db, logWitnesses ?? NO_WITNESSES, own.subject, own.subjectId)
  if (proof === null) throw new Error('the opening of a leaf was erased')
  return proof
}

/** A signed document as it travels. */
export interface Travelling {
  /** The signed text, with its proof beside the signatures as soon as there is one. */
  readonly text: string
  /** The text of that proof; nothing while it is still to come, and where there is none. */
  readonly logProof: string | null
  readonly isPending: boolean
}

/**
 * Our newest signed document of a credential with its proof of the log, so that it can be checked by whoever can't ask us.
 * The stored document itself is never touched.
 */
export async function travelling(deps: Needs, which: Which, document: string): Promise<Travelling> {
  const plain = { text: document, logProof: null, isPending: false }
  const proof = await logProofOf(deps, which, digestOf(document)).catch(() => null)
  if (proof === null) return plain
  if (proof === 'pending') return { ...plain, isPending: true }
  return { text: embedLogProof(document, proof.text), logProof: proof.text, isPending: false }
}

function digestOf(document: string): string {
  return createHash('sha256').update(signatureOf(document)).digest('hex')
}

/** The leaves of awards in the public log, in the transaction that stores their documents. */
export async function leaveAwards(
  tx: Db,
  at: Date,
  signed: readonly { readonly award: Award; readonly document: string }[],
): Promise<void> {
  const deeds = signed.map(({ award, document }) => ({
    kind: 'award' as const,
    subject: AWARD,
    subjectId: `${award.personId}/${award.credentialId}`,
    signed: signatureOf(document),
    organisationId: award.organisationId,
    personId: award.personId,
  }))
  await leaveRows(tx, at, logReaders[AWARD], deeds)
}
