/** Ed25519 where WebCrypto doesn't know it yet, and making keys: loaded on demand, since most browsers never need it. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * Whether a signature holds. By the equation without the cofactor, as WebCrypto and Node have it, so that R is computed and
 * compared byte by byte (RFC 8032, section 5.1.7, allows both). Never throws.
 */
export function ed25519Holds(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const { Point } = ed25519
    const r = signature.subarray(0, 32)
    const s = Point.Fn.fromBytes(signature.slice(32))
    const digest = sha512(Uint8Array.from([...r, ...key, ...message]))
    const k = Point.Fn.create(BigInt(`0x${bytesToHex(digest.reverse())}`))
    const computed = Point.BASE.multiplyUnsafe(s).subtract(Point.fromBytes(key, false).multiplyUnsafe(k)).toBytes()
    return computed.every((byte, at) => byte === r[at])
  } catch {
    return false
  }
}

/** A fresh key: the seed and the public key. */
export function ed25519Key(): { readonly secret: Uint8Array; readonly publicKey: Uint8Array } {
  const { secretKey, publicKey } = ed25519.keygen()
  return { secret: secretKey, publicKey }
}

/** Signs with a seed of 32 bytes. */
export function ed25519Sign(message: Uint8Array, secret: Uint8Array): Uint8Array {
  return ed25519.sign(message, secret)
}
