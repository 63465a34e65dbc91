/** SHA-256 and Ed25519 (RFC 8032) in browsers: WebCrypto where it knows Ed25519, else `@noble/curves`. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const utf8 = new TextEncoder()

/** The SHA-256 digest (32 bytes) of a text in UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return digest(typeof data === 'string' ? utf8.encode(data) : data)
}

/** The same digest in lower-case hexadecimal. */
export function sha256Hex(data: string): string {
  return bytesToHex(sha256(data))
}

/** Whether an Ed25519 signature (64 bytes) of a message holds under a public key (32 bytes). Never throws. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature.slice(), message.slice())
  } catch {
    try {
      return ed25519.verify(signature, message, publicKey, { zip215: false })
    } catch {
      return false
    }
  }
}

/** A fresh Ed25519 key: the private seed and the public key, 32 bytes each. */
export async function generateEd25519(): Promise<{ seed: Uint8Array; publicKey: Uint8Array }> {
  const { secretKey, publicKey } = ed25519.keygen()
  return { seed: secretKey, publicKey }
}

/** A function that signs with a private seed (32 bytes). */
export async function signerOfSeed(seed: Uint8Array): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  return async (message) => ed25519.sign(message, seed)
}
