/** What a derived credential shows, as signed, and what its issuer signed of it. */
import type { PublicKey } from '../../../keys/key.ts'
import { digestOf, linesOf, writtenLabel } from './statements.ts'
import { type DerivedValue, keyBytes } from './value.ts'

/** The statements that a derived credential shows, as signed, in their order: those that it always shows, and the others. */
export interface Shown {
  readonly mandatory: readonly string[]
  readonly optional: readonly string[]
}

const subject = /^_:c14n(\d+)(?= )/
const object = /^(\S+ <[^>]*> )_:c14n(\d+) \.\n$/

/**
 * The statements of canonical N-Quads under the labels of a derived proof; null where the labels aren't one for each blank
 * node, or an index leads to no statement.
 */
export function shownBy(canonical: string, { labels, mandatoryIndexes }: DerivedValue): Shown | null {
  const written = labels.map(writtenLabel)
  const used = new Set<string>()
  const labelOf = (number: string): string => {
    used.add(number)
    return written[Number(number)] ?? '_:'
  }
  const lines = linesOf(canonical).map((line) =>
    line
      .replace(subject, (_match, number: string) => labelOf(number))
      .replace(object, (_match, before: string, number: string) => `${before}${labelOf(number)} .\n`),
  )
  if (used.size !== labels.length) return null
  lines.sort()
  const always = new Set(mandatoryIndexes)
  if (mandatoryIndexes.some((index) => index >= lines.length)) return null
  return {
    mandatory: lines.filter((_line, place) => always.has(place)),
    optional: lines.filter((_line, place) => !always.has(place)),
  }
}

/** Digest of the options, key of the statements, digest of what is always shown (section 3.5.1): 99 bytes that the issuer signs. */
export function baseBytes(options: Uint8Array, publicKey: PublicKey, mandatory: readonly string[]): Uint8Array {
  return Uint8Array.from([...options, ...keyBytes(publicKey), ...digestOf(mandatory)])
}
