/** base64url (RFC 4648, section 5) without padding, and ASCII, in plain JavaScript for browsers. */
import { fromBase64Url, toBase64Url } from '../keys/encoding.ts'

const utf8 = new TextEncoder()
const latin = new TextDecoder('latin1')

/** Writes bytes, or a text in UTF-8, in base64url without padding. */
export function encodeBase64Url(data: string | Uint8Array): string {
  return toBase64Url(typeof data === 'string' ? utf8.encode(data) : data)
}

/** Reads base64url; null on padding, white space, a foreign letter, an impossible length, or last bits that are not zero. */
export function decodeBase64Url(text: string): Uint8Array | null {
  return fromBase64Url(text)
}

/** The bytes of a text that is ASCII (RFC 7515, section 2: what a JWS signs). */
export function asciiBytes(text: string): Uint8Array {
  return utf8.encode(text)
}

/** The text of bytes that are ASCII. */
export function asciiText(bytes: Uint8Array): string {
  return latin.decode(bytes)
}
