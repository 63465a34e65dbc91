/** base64url (RFC 4648, section 5) without padding, and ASCII, by `Buffer`; the browser's twin is `base64-browser.ts`. */

/** Last letters whose unused bits are zero, by how many letters the last group has. */
const LAST_OF_TWO = 'AQgw'
const LAST_OF_THREE = 'AEIMQUYcgkosw048'

/** Room for texts on their way to base64url: a buffer of a few KB for each of them would cost more than writing it. */
const room = Buffer.allocUnsafeSlow(96 * 1024)

/** Writes bytes, or a text in UTF-8, in base64url without padding. */
export function encodeBase64Url(data: string | Uint8Array): string {
  if (typeof data === 'string') {
    // UTF-8 takes at most three bytes for a unit of a text.
    if (data.length * 3 > room.length) return Buffer.from(data).toString('base64url')
    return room.toString('base64url', 0, room.write(data))
  }
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64url')
}

/**
 * Reads base64url; null on padding, white space, a foreign letter, an impossible length, or last bits that are not zero.
 * `Buffer` forgives all of these, and takes half of a wide letter for a letter, so what it read is held against the length.
 */
export function decodeBase64Url(text: string): Uint8Array | null {
  const { length } = text
  const rest = length % 4
  if (rest === 1 || Buffer.byteLength(text) !== length || text.includes('+') || text.includes('/')) return null
  if (rest === 2 && !LAST_OF_TWO.includes(text.charAt(length - 1))) return null
  if (rest === 3 && !LAST_OF_THREE.includes(text.charAt(length - 1))) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === Math.floor((length * 3) / 4) ? bytes : null
}

/** The bytes of a text that is ASCII (RFC 7515, section 2: what a JWS signs). Wider letters lose their upper half: check them first. */
export function asciiBytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** The text of bytes that are ASCII. */
export function asciiText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
