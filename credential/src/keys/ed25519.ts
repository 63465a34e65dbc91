import { generateEd25519, signerOfSeed, verifyEd25519 as verifyBytes } from '#crypto'
import { fromBase58, toBase58 } from './encoding.ts'

/** Multicodec prefix of an Ed25519 public key (Controlled Identifiers 1.0, section 2.2.2: Multikey). */
const PREFIX = [0xed, 0x01] as const

/** Signs a message: 64 bytes of an Ed25519 signature (RFC 8032, section 5.1.6). */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>

/** A key in memory: the public half as Multikey, and a function that signs with the private half. */
export interface KeyPair {
  readonly publicKeyMultibase: string
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A public key of 32 bytes as Multikey: `z6Mk...`, 48 letters. Throws RangeError on another length. */
export function publicKeyMultibase(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 bytes')
  return `z${toBase58(Uint8Array.from([...PREFIX, ...publicKey]))}`
}

/** The 32 bytes of an Ed25519 Multikey, or nothing when it is of another kind or length. */
export function publicKeyBytes(multibase: string): Uint8Array | undefined {
  if (!multibase.startsWith('z') || multibase.length > 60) return undefined
  const bytes = fromBase58(multibase.slice(1))
  if (bytes === null || bytes.length !== 34 || bytes[0] !== PREFIX[0] || bytes[1] !== PREFIX[1]) return undefined
  return bytes.slice(2)
}

/**
 * Whether an Ed25519 signature holds (RFC 8032, section 5.1.7). A key or signature of the wrong length is a signature
 * that doesn't fit, never an error.
 */
export async function verifyEd25519(multibase: string, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const publicKey = publicKeyBytes(multibase)
  return publicKey !== undefined && signature.length === 64 && verifyBytes(publicKey, message, signature)
}

/** A new key in memory: for tests and for holders. Issuers' keys are made and kept by the signer process. */
export async function generateKey(): Promise<KeyPair> {
  const { seed, publicKey } = await generateEd25519()
  return { publicKeyMultibase: publicKeyMultibase(publicKey), sign: await signerOfSeed(seed) }
}
