import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One published signature and what a strict verifier says of it, as plain texts so that a browser can be handed it. */
export interface PublishedCase {
  readonly kind: 'Ed25519' | 'P-256' | 'P-384'
  /** The key as in `PublicKey`, in hexadecimal; so are the message and the signature. */
  readonly key: string
  readonly message: string
  /** Nothing where the published bytes are no signature in strict DER of numbers that fit. */
  readonly signature: string | null
  readonly valid: boolean
  readonly name: string
}

interface PublishedFile {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk?: string; readonly uncompressed?: string }
    readonly tests: readonly {
      readonly tcId: number
      readonly comment: string
      readonly msg: string
      readonly sig: string
      readonly result: 'valid' | 'invalid'
    }[]
  }[]
}

const folder = join(process.env.SHARED_DATA ?? '../shared/data', 'vectors', 'wycheproof')
/** Files of the published vectors: the kind of key, and whether signatures stand in DER. */
export const PUBLISHED = [
  ['ed25519_test', 'Ed25519', false],
  ['ecdsa_secp256r1_sha256_p1363_test', 'P-256', false],
  ['ecdsa_secp384r1_sha384_p1363_test', 'P-384', false],
  ['ecdsa_secp256r1_sha256_test', 'P-256', true],
  ['ecdsa_secp384r1_sha384_test', 'P-384', true],
] as const

/** The cases of a published file, or nothing where the data isn't there. */
export function publishedCases([name, kind, isDer]: (typeof PUBLISHED)[number]): readonly PublishedCase[] | null {
  const path = join(folder, `${name}.json`)
  if (!existsSync(path)) return null
  const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as PublishedFile
  return testGroups.flatMap(({ publicKey, tests }) =>
    tests.map(({ tcId, comment, msg, sig, result }) => ({
      kind,
      key: publicKey.pk ?? compressed(publicKey.uncompressed ?? ''),
      message: msg,
      signature: isDer ? sideBySide(sig, kind === 'P-256' ? 32 : 48) : sig,
      valid: result === 'valid',
      name: `${name} ${tcId}: ${comment}`,
    })),
  )
}

function compressed(point: string): string {
  const half = (point.length - 2) / 2
  return `${Number.parseInt(point.slice(-1), 16) % 2 === 1 ? '03' : '02'}${point.slice(2, 2 + half)}`
}

/** An ECDSA signature in DER (SEC 1, appendix C.5) as r and s side by side; nothing unless it is DER of two numbers that fit. */
function sideBySide(der: string, size: number): string | null {
  const bytes = Buffer.from(der, 'hex')
  const part = (at: number, tag: number): readonly [number, number] | null => {
    const long = bytes[at + 1] === 0x81
    const length = bytes[at + (long ? 2 : 1)] ?? 0xff
    if (bytes[at] !== tag || (long ? length < 0x80 : length >= 0x80)) return null
    const start = at + (long ? 3 : 2)
    return start + length <= bytes.length ? [start, start + length] : null
  }
  const whole = part(0, 0x30)
  if (whole === null || whole[1] !== bytes.length) return null
  const r = part(whole[0], 0x02)
  const s = r === null ? null : part(r[1], 0x02)
  if (r === null || s === null || s[1] !== bytes.length) return null
  const numbers = [r, s].map(([from, to]) => {
    const number = bytes.subarray(from, to)
    if (number.length === 0 || (number[0] as number) >= 0x80) return null
    if (number.length > 1 && number[0] === 0 && (number[1] as number) < 0x80) return null
    const text = number.toString('hex').replace(/^00/, '')
    return text.length > 2 * size ? null : text.padStart(2 * size, '0')
  })
  return numbers.includes(null) ? null : numbers.join('')
}
