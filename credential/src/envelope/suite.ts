import type { JsonObject } from '../types.ts'
import { attachProof, issueCredential as issueWith, type ProofOptions, unsignedBytes } from './data-integrity.ts'

export type { JsonObject, ProofOptions }
export { attachProof }

/** An instant as XML Schema dateTime in UTC without fractions, as credentials write it. */
export function dateTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

/**
 * The 64 bytes that the issuer's key must sign for this credential (vc-di-eddsa, section 3.2.4). They can travel to
 * another process: the document and the key never meet.
 */
export function signingInput(credential: JsonObject, options: ProofOptions): Promise<Uint8Array> {
  return unsignedBytes(credential, options)
}

/** Signs a credential with a key at hand: its JSON text, as stored and shared. */
export function issueCredential(
  credential: JsonObject,
  options: ProofOptions & { sign(message: Uint8Array): Promise<Uint8Array> },
): Promise<string> {
  return issueWith({ ...options, credential })
}
