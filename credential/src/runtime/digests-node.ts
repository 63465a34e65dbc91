/** The digests that few credentials ask for, by `node:crypto`; the browser's twin is `digests-browser.ts`. */
import { createHmac, hash } from 'node:crypto'

/** The SHA-384 digest (48 bytes) of a text in UTF-8 or of bytes. */
export function sha384(data: string | Uint8Array): Uint8Array {
  return hash('sha384', data, 'buffer')
}

/** The same digest in lower-case hexadecimal. */
export function sha384Hex(data: string): string {
  return hash('sha384', data, 'hex')
}

/** The SHA-512 digest (64 bytes) of a text in UTF-8 or of bytes. */
export function sha512(data: string | Uint8Array): Uint8Array {
  return hash('sha512', data, 'buffer')
}

/** HMAC-SHA-256 (RFC 2104) of bytes under a key: 32 bytes. */
export function hmacSha256(key: Uint8Array, data: string | Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest()
}
