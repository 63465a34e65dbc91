/** The digests that few credentials ask for, by `@noble/hashes`: loaded on demand, as nothing of the first load leans on it. */
import { hmac } from '@noble/hashes/hmac.js'
import { sha384 as digest384, sha512 as digest512, sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const utf8 = new TextEncoder()
const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8.encode(data) : data)

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

/** HMAC-SHA-256 (RFC 2104) of bytes under a key: 32 bytes. */
export function hmacSha256(key: Uint8Array, data: string | Uint8Array): Uint8Array {
  return hmac(sha256, key, bytesOf(data))
}
