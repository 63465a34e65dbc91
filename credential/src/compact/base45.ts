/** Base45 (RFC 9285): two bytes are three letters of those that a QR symbol keeps in eleven bits for two. Strict both ways. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Writes bytes as base45. */
export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const [high = 0, low] = bytes.subarray(at, at + 2)
    let value = low === undefined ? high : high * 256 + low
    for (let letters = low === undefined ? 2 : 3; letters > 0; letters--) {
      text += ALPHABET[value % 45]
      value = Math.floor(value / 45)
    }
  }
  return text
}

/** Reads base45; null on a foreign letter, an impossible length, or a group that is too large for its bytes. */
export function fromBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((letter) => VALUES.get(letter) ?? Number.NaN)
    const [a, b, c = 0] = values as [number, number, number?]
    const value = a + b * 45 + c * 2025
    if (!(value < (values.length === 2 ? 256 : 65_536))) return null
    if (values.length === 3) bytes.push(value >> 8)
    bytes.push(value & 255)
  }
  return Uint8Array.from(bytes)
}
