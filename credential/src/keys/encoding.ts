/** Multibase (Controlled Identifiers 1.0, section 2.4): `z` is base58-btc, `u` is base64url without padding. Strict both ways. */

const base58Alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const base58Values = new Map([...base58Alphabet].map((letter, value) => [letter, value]))
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const base64Values = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value++) base64Values[base64Alphabet.charCodeAt(value)] = value

/** Most letters that `fromBase58` reads where nothing else is said: its time grows with the square of the length. */
const BASE58_LETTERS = 256

/** Writes bytes in base58-btc, without the multibase letter. */
export function toBase58(bytes: Uint8Array): string {
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] ?? 0) << 8
      digits[i] = carry % 58
      carry = (carry / 58) | 0
    }
    for (; carry > 0; carry = (carry / 58) | 0) digits.push(carry % 58)
  }
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  return (
    '1'.repeat(zeros) +
    digits
      .reverse()
      .map((digit) => base58Alphabet[digit])
      .join('')
  )
}

/** Reads base58-btc, or null where a letter is none of the alphabet or the text is longer than `most` letters. */
export function fromBase58(text: string, most = BASE58_LETTERS): Uint8Array | null {
  if (text.length > most) return null
  const bytes: number[] = []
  for (const letter of text) {
    const value = base58Values.get(letter)
    if (value === undefined) return null
    let carry = value
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] ?? 0) * 58
      bytes[i] = carry & 255
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255)
  }
  let zeros = 0
  while (zeros < text.length && text[zeros] === '1') zeros++
  return Uint8Array.from([...new Array<number>(zeros).fill(0), ...bytes.reverse()])
}

/** Writes bytes in base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    text += base64Alphabet[a >> 2]! + base64Alphabet[((a & 3) << 4) | (b >> 4)]!
    if (i + 1 < bytes.length) text += base64Alphabet[((b & 15) << 2) | (c >> 6)]!
    if (i + 2 < bytes.length) text += base64Alphabet[c & 63]!
  }
  return text
}

/** Reads base64url; null on padding, white space, a foreign letter, an impossible length, or last bits that are not zero. */
export function fromBase64Url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let buffer = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const value = unit < 128 ? (base64Values[unit] ?? 255) : 255
    if (value === 255) return null
    buffer = ((buffer << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (buffer >> bits) & 255
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : null
}
