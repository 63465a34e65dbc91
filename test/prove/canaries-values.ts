import { createHash } from 'node:crypto'

/** A person of whom every personal value is a canary: found anywhere it was never said, it shows where it leaked. */
export interface Canary {
  readonly name: string
  readonly nik: string
  readonly email: string
  readonly phone: string
}

/** Personal values of one canary. */
export const VALUES = 4

const letters = (number: number): string =>
  Array.from({ length: 8 }, (_, at) => String.fromCharCode(97 + (Math.floor(number / 26 ** (7 - at)) % 26))).join('')

/** The canary of a number: nobody is called so, lives at such an address, or has such numbers. */
export function canaryOf(number: number): Canary {
  const word = letters(number)
  const two = (value: number) => String(value).padStart(2, '0')
  // A date of birth that exists, in a region that doesn't.
  const born = `${two(1 + (number % 28))}${two(1 + (Math.floor(number / 28) % 12))}${two(50 + (Math.floor(number / 336) % 49))}`
  return {
    name: `Zqx${word} Kanari`,
    nik: `917199${born}${String(1 + (number % 9_998)).padStart(4, '0')}`,
    email: `zqx${word}@kanari.example`,
    phone: `0899773${String(number).padStart(6, '0')}`,
  }
}

/** How canaries look wherever they are embedded: in a word, an address, a longer number. */
const SHAPES = [/zqx[a-z]{8}/gi, /917199\d{10}/g, /899773\d{6}/g]
/** Text that may be something else in hexadecimal or base64. */
const HEX = /(?:[0-9a-f]{2}){8,}/gi
const BASE64 = /[A-Za-z0-9+/_-]{12,}/g

/** Looks for canaries in text: as they are, in hexadecimal or base64, and by their plain SHA-256, which anyone could guess. */
export function canaryFinder(canaries: readonly Canary[]): (text: string) => string | null {
  const known = new Set<string>()
  const digests = new Set<string>()
  for (const { name, nik, email, phone } of canaries) {
    for (const value of [name.slice(0, 11).toLowerCase(), nik, phone.slice(1)]) known.add(value)
    for (const value of [name, nik, email, phone]) digests.add(createHash('sha256').update(value).digest('hex'))
  }
  const plain = (text: string) =>
    SHAPES.flatMap((shape) => text.match(shape) ?? []).find((word) => known.has(word.toLowerCase())) ?? null
  const digested = (bytes: Buffer) => bytes.length === 32 && digests.has(bytes.toString('hex'))
  return (text) => {
    const found = plain(text)
    if (found !== null) return found
    for (const [pattern, encoding] of [
      [HEX, 'hex'],
      [BASE64, 'base64'],
    ] as const)
      for (const word of text.match(pattern) ?? []) {
        const bytes = Buffer.from(word, encoding)
        if (digested(bytes)) return `the SHA-256 ${word}`
        const inside = plain(bytes.toString('latin1'))
        if (inside !== null) return `${inside} in ${encoding}`
      }
    return null
  }
}
