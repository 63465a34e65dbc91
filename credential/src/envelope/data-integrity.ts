import { verifyEd25519 } from '../keys/ed25519.ts'
import { base58Decode, base58Encode } from '../keys/multibase.ts'
import { canonicalise, sha256 } from './canonical.ts'

export type JsonObject = Record<string, unknown>

export interface ProofOptions {
  /** The key that signs: `<issuer DID>#<name>`. */
  readonly verificationMethod: string
  /** When: an instant in UTC, to the second. */
  readonly created: Date
}

/** An instant as XML Schema dateTime in UTC without fractions, as credentials write it. */
export function dateTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

function proofWithoutValue(options: ProofOptions): JsonObject {
  return {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: dateTime(options.created),
    verificationMethod: options.verificationMethod,
    proofPurpose: 'assertionMethod',
  }
}

/** The 64 bytes that are signed: hash of the proof options, then hash of the document (vc-di-eddsa, section 3.2.4). */
async function hashesOf(document: JsonObject, proof: JsonObject): Promise<Uint8Array> {
  const options = await canonicalise({ '@context': document['@context'], ...proof })
  const bytes = new Uint8Array(64)
  bytes.set(await sha256(options), 0)
  bytes.set(await sha256(await canonicalise(document)), 32)
  return bytes
}

/**
 * The 64 bytes that the issuer's key must sign for this credential. They can travel to another process: the document
 * and the key never meet.
 */
export function signingInput(credential: JsonObject, options: ProofOptions): Promise<Uint8Array> {
  return hashesOf(credential, proofWithoutValue(options))
}

/** The signed credential as JSON text: what is stored, shared and never changed again. */
export function attachProof(credential: JsonObject, options: ProofOptions, signature: Uint8Array): string {
  if (signature.length !== 64) throw new RangeError('an Ed25519 signature has 64 bytes')
  return JSON.stringify({ ...credential, proof: { ...proofWithoutValue(options), proofValue: `z${base58Encode(signature)}` } })
}

/** Signs a credential with a key at hand. */
export async function issueCredential(
  credential: JsonObject,
  options: ProofOptions & { sign(message: Uint8Array): Promise<Uint8Array> },
): Promise<string> {
  return attachProof(credential, options, await options.sign(await signingInput(credential, options)))
}

/** What a proof says of itself, when it is one proof of the form we read. */
export interface ReadProof {
  readonly proof: JsonObject
  readonly verificationMethod: string
  readonly signature: Uint8Array
}

const PROOF_KEYS = ['created', 'cryptosuite', 'proofPurpose', 'proofValue', 'type', 'verificationMethod']

/**
 * Reads the one proof of a document. Exactly one `eddsa-rdfc-2022` proof for `assertionMethod`, with these fields and
 * no others: a set, a chain, an empty or a half proof is none.
 */
export function readProof(document: JsonObject): ReadProof | 'missing' | 'several' | 'not-supported' {
  const proof = document.proof
  if (proof === undefined || proof === null) return 'missing'
  if (Array.isArray(proof)) return proof.length === 0 ? 'missing' : 'several'
  if (typeof proof !== 'object') return 'not-supported'
  const fields = proof as JsonObject
  const { type, cryptosuite, proofPurpose, verificationMethod, proofValue, created } = fields
  if (Object.keys(fields).sort().join() !== PROOF_KEYS.join()) return 'not-supported'
  if (type !== 'DataIntegrityProof' || cryptosuite !== 'eddsa-rdfc-2022' || proofPurpose !== 'assertionMethod') return 'not-supported'
  if (typeof verificationMethod !== 'string' || typeof proofValue !== 'string' || typeof created !== 'string') return 'not-supported'
  const signature = proofValue.startsWith('z') && proofValue.length < 100 ? base58Decode(proofValue.slice(1)) : undefined
  if (signature === undefined || signature.length !== 64) return 'not-supported'
  return { proof: fields, verificationMethod, signature }
}

/** Whether the proof's signature fits the document under this key. Throws `CanonicalError` when it has no one meaning. */
export async function proofFits(document: JsonObject, read: ReadProof, publicKeyMultibase: string): Promise<boolean> {
  const { proof: _proof, ...unsigned } = document
  const { proofValue: _value, ...options } = read.proof
  return verifyEd25519(publicKeyMultibase, read.signature, await hashesOf(unsigned, options))
}
