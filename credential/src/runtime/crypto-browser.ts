/** Digests and signatures in browsers: WebCrypto where it knows the algorithm, else `@noble/curves`. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 as digest256, sha384 as digest384, sha512 as digest512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'

const utf8 = new TextEncoder()
const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8.encode(data) : data)

/** The SHA-256 digest (32 bytes) of a text in UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return digest256(bytesOf(data))
}

/** The same digest in lower-case hexadecimal. */
export function sha256Hex(data: string): string {
  return bytesToHex(sha256(data))
}

/** The SHA-384 digest (48 bytes) of a text in UTF-8 or of bytes. */
export function sha384(data: string | Uint8Array): Uint8Array {
  return digest384(bytesOf(data))
}

/** The same digest in lower-case hexadecimal. */
export function sha384Hex(data: string): string {
  return bytesToHex(sha384(data))
}

/** The SHA-512 digest (64 bytes) of a text in UTF-8 or of bytes. */
export function sha512(data: string | Uint8Array): Uint8Array {
  return digest512(bytesOf(data))
}

/** Whether a signature of a message holds under a public key. ECDSA signatures are r and s side by side. Never throws. */
export async function verifyBytes(
  kind: KeyKind,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const { name, imported, used } = webCryptoOf(kind)
    const publicKey = await crypto.subtle.importKey('raw', key.slice(), imported ?? name, false, ['verify'])
    return await crypto.subtle.verify(used ?? name, publicKey, signature.slice(), message.slice())
  } catch {
    if (kind !== 'Ed25519') return false
    try {
      return ed25519.verify(signature, message, key, { zip215: false })
    } catch {
      return false
    }
  }
}

function webCryptoOf(kind: KeyKind): {
  name: string
  imported?: EcKeyImportParams
  used?: EcdsaParams
} {
  if (kind === 'Ed25519') return { name: 'Ed25519' }
  const { hash } = ALGORITHMS[kind]
  return {
    name: 'ECDSA',
    imported: { name: 'ECDSA', namedCurve: kind },
    used: { name: 'ECDSA', hash: hash === 'sha384' ? 'SHA-384' : 'SHA-256' },
  }
}

/** A fresh key: the private seed and the public key as in `PublicKey`. */
export async function generateKeyBytes(
  kind: Exclude<KeyKind, 'RSA'>,
): Promise<{ secret: Uint8Array; publicKey: Uint8Array }> {
  if (kind !== 'Ed25519') throw new RangeError(`no ${kind} key is made in browsers`)
  const { secretKey, publicKey } = ed25519.keygen()
  return { secret: secretKey, publicKey }
}

/** A function that signs with a private seed (32 bytes). */
export async function signerOf(
  kind: Exclude<KeyKind, 'RSA'>,
  secret: Uint8Array,
): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  if (kind !== 'Ed25519') throw new RangeError(`no ${kind} key signs in browsers`)
  return async (message) => ed25519.sign(message, secret)
}
