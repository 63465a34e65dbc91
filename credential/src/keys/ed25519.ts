import { base58Decode, base58Encode } from './multibase.ts'

/** Multicodec prefix of an Ed25519 public key (Multikey, Controlled Identifiers 1.0 section 2.2.2). */
const PREFIX = [0xed, 0x01] as const

/** A public key of 32 bytes as Multikey: `z6Mk...`, 48 letters. */
export function publicKeyMultibase(publicKey: Uint8Array): string {
  return `z${base58Encode(new Uint8Array([...PREFIX, ...publicKey]))}`
}

/** The 32 bytes of an Ed25519 Multikey, or nothing when it is of another kind or length. */
export function publicKeyBytes(multibase: string): Uint8Array | undefined {
  if (!multibase.startsWith('z') || multibase.length > 60) return undefined
  const bytes = base58Decode(multibase.slice(1))
  if (bytes === undefined || bytes.length !== 34 || bytes[0] !== PREFIX[0] || bytes[1] !== PREFIX[1]) return undefined
  return bytes.slice(2)
}

const imported = new Map<string, Promise<CryptoKey | undefined>>()

function webKey(multibase: string, bytes: Uint8Array): Promise<CryptoKey | undefined> {
  let key = imported.get(multibase)
  if (key === undefined) {
    if (imported.size > 1000) imported.clear()
    // Browsers before 2025 have no Ed25519 of their own: they answer with an error, and the portable code takes over.
    key = crypto.subtle.importKey('raw', bytes as BufferSource, { name: 'Ed25519' }, false, ['verify']).catch(() => undefined)
    imported.set(multibase, key)
  }
  return key
}

/**
 * Checks an Ed25519 signature (RFC 8032) by WebCrypto, or by portable code where the browser has no Ed25519.
 * A key or signature of the wrong length is a signature that doesn't fit, never an error.
 */
export async function verifyEd25519(multibase: string, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  const bytes = publicKeyBytes(multibase)
  if (bytes === undefined || signature.length !== 64) return false
  const key = await webKey(multibase, bytes)
  if (key !== undefined) return crypto.subtle.verify('Ed25519', key, signature as BufferSource, message as BufferSource)
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  try {
    return ed25519.verify(signature, message, bytes, { zip215: false })
  } catch {
    return false
  }
}

export interface KeyPair {
  readonly publicKeyMultibase: string
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A new key in memory: for tests and for holders. Issuers' keys are made and kept by the signer process. */
export async function generateKey(): Promise<KeyPair> {
  const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])) as CryptoKeyPair
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return {
    publicKeyMultibase: publicKeyMultibase(raw),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message as BufferSource)),
  }
}
