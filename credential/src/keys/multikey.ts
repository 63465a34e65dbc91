import { generateEd25519, signerOfSeed } from '#crypto'
import { fromBase58, toBase58 } from './encoding.ts'

/** Signs a message and answers the 64 bytes of an Ed25519 signature. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>

/** An Ed25519 key pair: the public key as multikey, the private seed of 32 bytes, and a function that signs with it. */
export type KeyPair = { readonly publicKeyMultibase: string; readonly seed: Uint8Array; readonly sign: Sign }

/** Writes an Ed25519 public key (32 bytes) as multikey `z6Mk...` (Controlled Identifiers 1.0, section 2.2.2). Throws RangeError on another length. */
export function publicKeyMultibase(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 bytes')
  return `z${toBase58(Uint8Array.from([0xed, 0x01, ...publicKey]))}`
}

/** Reads an Ed25519 multikey to its 32 bytes; null for any other text. */
export function publicKeyOfMultibase(text: string): Uint8Array | null {
  if (!text.startsWith('z6Mk')) return null
  const bytes = fromBase58(text.slice(1))
  return bytes !== null && bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : null
}

/** Makes a fresh Ed25519 key pair. The seed is a secret: keep it in a signer. */
export async function generateKey(): Promise<KeyPair> {
  const { seed, publicKey } = await generateEd25519()
  return { publicKeyMultibase: publicKeyMultibase(publicKey), seed, sign: await signerOfSeed(seed) }
}

/** A function that signs with a seed of 32 bytes (RFC 8032, section 5.1.5). */
export function signWithSeed(seed: Uint8Array): Promise<Sign> {
  return signerOfSeed(seed)
}
