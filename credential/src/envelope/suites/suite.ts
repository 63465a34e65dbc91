import type { KeyKind } from '../../algorithms.ts'
import type { FormatProblem } from '../../errors.ts'
import type { PublicKey } from '../../keys/key.ts'
import type { Covers } from '../../rdf/templates.ts'
import type { JsonObject } from '../../types.ts'
import type { Unsecured } from '../canonical-form.ts'
import type { Answer } from '../opened.ts'

/** A proof as its suite needs it. */
export interface SuiteProof {
  /** The proof without `proofValue`. */
  readonly options: JsonObject
  /** `proofValue`, decoded as the suite writes it. */
  readonly value: Uint8Array
}

/** The bytes to sign, or what keeps a part of the document or of the proof out of them, and where (JSON pointer). */
export type SigningBytes = Uint8Array | { readonly code: FormatProblem; readonly at: string }

/** A cryptographic suite (VC Data Integrity 1.0, section 3.1): one row of the table in `index.ts`. */
export interface Suite {
  /** `cryptosuite` of a `DataIntegrityProof`, or the `type` itself of the older suites. */
  readonly name: string
  readonly type: string
  /** Kinds of keys that it takes; a key of another kind never fits. */
  readonly keys: readonly KeyKind[]
  /** What reaches the signed bytes: only what has a meaning as RDF, or the whole text of the JSON. */
  readonly covers: Covers
  /** Decodes `proofValue`; null where it isn't in the suite's encoding or of no length that its keys give. */
  readValue(proofValue: string): Uint8Array | null
  /** Checks the signature under a key of a kind that it takes. */
  verify(document: Unsecured, proof: SuiteProof, key: PublicKey): Answer | Promise<Answer>
  /** How a proof is made with one signature; left out where the suite is only read, or signs in a way of its own. */
  readonly signing?: SuiteSigning
}

/** The making of a proof: its options, the bytes for the key, the text of `proofValue`. */
export interface SuiteSigning {
  /** Adds what the suite itself puts into a proof. */
  options(document: JsonObject, options: JsonObject): JsonObject
  bytes(document: Unsecured, options: JsonObject, kind: KeyKind): SigningBytes | Promise<SigningBytes>
  writeValue(signature: Uint8Array): string
}
