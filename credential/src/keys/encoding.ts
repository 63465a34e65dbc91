/** Multibase (Controlled Identifiers 1.0, section 2.4): `z` is base58-btc, `u` is base64url without padding. Strict both ways. */

const base58Alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const base58Values = new Uint8Array(128).fill(255)
for (let value = 0; value < 58; value++) base58Values[base58Alphabet.charCodeAt(value)] = value
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const base64Values = new Uint8Array(128).fill(255)
for (let value = 0; value < 64; value++) base64Values[base64Alphabet.charCodeAt(value)] = value

/** Most letters that `fromBase58` reads where nothing else is said: its time grows with the square of the length. */
const BASE58_LETTERS = 256

/** Four letters at once: the product with three bytes stays far below 2^53. */
const FOUR_LETTERS = 58 ** 4
const THREE_BYTES = 2 ** 24
const TWO_LETTERS = 58 ** 2
const ONE = 0x31
/** Every two letters, by their number. */
const pairs = Array.from(
  { length: TWO_LETTERS },
  (_, number) => base58Alphabet.charAt(Math.floor(number / 58)) + base58Alphabet.charAt(number % 58),
)

/** Writes bytes in base58-btc, without the multibase letter. */
export function toBase58(bytes: Uint8Array): string {
  const limbs: number[] = []
  let at = 0
  for (let end = bytes.length % 3 || 3; at < bytes.length; end += 3) {
    let carry = 0
    let base = 1
    for (; at < end; at++) {
      carry = carry * 256 + (bytes[at] as number)
      base *= 256
    }
    for (let i = 0; i < limbs.length; i++) {
      const sum = (limbs[i] as number) * base + carry
      carry = Math.floor(sum / FOUR_LETTERS)
      limbs[i] = sum - carry * FOUR_LETTERS
    }
    for (; carry > 0; carry = Math.floor(carry / FOUR_LETTERS)) limbs.push(carry % FOUR_LETTERS)
  }
  let text = ''
  for (let i = limbs.length - 1; i >= 0; i--) {
    const limb = limbs[i] as number
    const upper = Math.floor(limb / TWO_LETTERS)
    text += (pairs[upper] as string) + (pairs[limb - upper * TWO_LETTERS] as string)
  }
  let extra = 0
  while (text.charCodeAt(extra) === ONE) extra++
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  return '1'.repeat(zeros) + text.slice(extra)
}

/** Reads base58-btc, or null where a letter is none of the alphabet or the text is longer than `most` letters. */
export function fromBase58(text: string, most = BASE58_LETTERS): Uint8Array | null {
  if (text.length > most) return null
  const limbs: number[] = []
  let at = 0
  for (let end = text.length % 4 || 4; at < text.length; end += 4) {
    let carry = 0
    let base = 1
    for (; at < end; at++) {
      const value = base58Values[text.charCodeAt(at)]
      if (value === undefined || value === 255) return null
      carry = carry * 58 + value
      base *= 58
    }
    for (let i = 0; i < limbs.length; i++) {
      const sum = (limbs[i] as number) * base + carry
      carry = Math.floor(sum / THREE_BYTES)
      limbs[i] = sum - carry * THREE_BYTES
    }
    if (carry > 0) limbs.push(carry)
  }
  let zeros = 0
  while (zeros < text.length && text[zeros] === '1') zeros++
  const top = limbs.at(-1) ?? 0
  const length = limbs.length * 3 - (top === 0 ? 0 : top < 256 ? 2 : top < 65_536 ? 1 : 0)
  const bytes = new Uint8Array(zeros + length)
  for (let i = 0; i < length; i++) bytes[bytes.length - 1 - i] = (limbs[Math.floor(i / 3)] as number) >>> (8 * (i % 3))
  return bytes
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
    const value = base64Values[text.charCodeAt(i)] ?? 255
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
