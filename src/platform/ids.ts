import { randomFillSync } from 'node:crypto'

/** Crockford's alphabet in lower case: no i, l, o, u, so that an id can be read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Spells bytes in base 32, five bits a letter; 16 bytes become 26 letters. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      text += ALPHABET[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

const ID_BYTES = 16
/** Random bytes that no id has taken yet: asking the system for each id anew costs more than the id itself. */
const pool = Buffer.alloc(256 * ID_BYTES)
let taken = pool.length

/** An opaque identifier of 128 random bits, 26 letters: it can't be guessed and says nothing. */
export function newId(): string {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const id = base32(pool.subarray(taken, taken + ID_BYTES))
  taken += ID_BYTES
  return id
}
