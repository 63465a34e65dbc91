/** base64 with padding (RFC 4648, section 4), as all texts of C2SP have it. Strict both ways: one text for the same bytes. */
import { decodeBase64Url, encodeBase64Url } from '#base64'

/** Writes bytes in base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = encodeBase64Url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Reads base64; nothing on missing padding, white space, a foreign letter, or last bits that are not zero. */
export function fromBase64(text: string): Uint8Array | undefined {
  const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text)
  if (match === null || text.length % 4 !== 0) return undefined
  const [, letters = ''] = match
  const bytes = decodeBase64Url(letters.replaceAll('+', '-').replaceAll('/', '_'))
  return bytes === null ? undefined : new Uint8Array(bytes)
}
