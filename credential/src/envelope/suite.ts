import { isJsonObject, type JsonObject } from '../types.ts'
import {
  attachProof,
  issueCredential as issueWith,
  type ProofOptions,
  proofHolds,
  readProof as readOneProof,
  unsignedBytes,
  withoutProof,
} from './data-integrity.ts'
import { statementsOf } from './statements.ts'

export type { JsonObject, ProofOptions }
export { attachProof, isJsonObject }

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

/**
 * The first place of a document that would not reach the signed bytes in one certain way, as a JSON pointer with the
 * reason; nothing when every leaf does (VC Data Integrity 1.0, section 5.2: no data may be dropped).
 */
export function unsignedPlace(document: JsonObject): { readonly at: string; readonly reason: string } | undefined {
  const walked = statementsOf(withoutProof(document))
  return walked.ok ? undefined : { at: walked.at, reason: walked.code }
}

/** What a proof says of itself, when it is one proof of the form we read. */
export interface ReadProof {
  readonly verificationMethod: string
  /** When it was made, as written; empty where the proof doesn't say. */
  readonly created: string
  readonly fits: (document: JsonObject, publicKeyMultibase: string) => Promise<'fits' | 'does-not-fit' | 'too-complex'>
}

/** Reads the one proof of a document; a set, a chain, an empty or a half proof is none. */
export function readProof(document: JsonObject): ReadProof | 'missing' | 'several' | 'not-supported' {
  const read = readOneProof(document)
  if (!read.ok)
    return read.code === 'proof-missing' ? 'missing' : read.code === 'proof-several' ? 'several' : 'not-supported'
  return {
    verificationMethod: read.verificationMethod,
    created: read.created ?? '',
    fits: async (signed, key) => {
      const answer = await proofHolds(signed, read, key)
      return answer === 'proof-holds' ? 'fits' : answer === 'content-too-complex' ? 'too-complex' : 'does-not-fit'
    },
  }
}
