/** What a derived credential shows, as signed, and what its issuer signed of it. */
import type { PublicKey } from '../../../keys/key.ts'
import type { Canonical } from '../../../rdf/document.ts'
import type { Unsecured } from '../../canonical-form.ts'
import { digestOf, linesOf, writtenLabel } from './statements.ts'
import { type DerivedValue, keyBytes, readDerived } from './value.ts'

/** The statements that a derived credential shows, as signed, in their order: those that it always shows, and the others. */
export interface Shown {
  readonly mandatory: readonly string[]
  readonly optional: readonly string[]
}

/** A derived proof with what its document says: `value` null where it is malformed, `shown` where it doesn't fit. */
export interface ReadShown {
  readonly value: DerivedValue | null
  readonly canonical: Canonical
  readonly shown: Shown | null
}

/** The last proof that was read of a document: two checks ask for the same. */
const lastRead = new WeakMap<Unsecured, { readonly bytes: Uint8Array; readonly read: ReadShown }>()

/** Reads a derived proof, `bytes`, together with its document. */
export async function readShown(document: Unsecured, bytes: Uint8Array): Promise<ReadShown> {
  const known = lastRead.get(document)
  if (known?.bytes === bytes) return known.read
  const value = readDerived(bytes)
  const canonical = await document.canonical('sha256')
  const read = { value, canonical, shown: value === null || !canonical.ok ? null : shownBy(canonical.text, value) }
  lastRead.set(document, { bytes, read })
  return read
}

/** A subject that is a blank node, and a predicate; a whole line whose object is one. */
const subject = /^_:c14n(\d+) /
const object = /^(\S+ <[^>]*> )_:c14n(\d+) \.\n$/
const [NINE, BEFORE_END] = [0x39, ' .\n'.length]

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
  const lines = linesOf(canonical).map((given) => {
    const number = subject.exec(given)?.[1]
    const line = number === undefined ? given : labelOf(number) + given.slice(given.indexOf(' '))
    // Most objects end otherwise than with a figure, and needn't be looked at.
    if (!(line.charCodeAt(line.length - BEFORE_END - 1) <= NINE)) return line
    const [, before, blank] = object.exec(line) ?? []
    return blank === undefined ? line : `${before}${labelOf(blank)} .\n`
  })
  if (used.size !== labels.length) return null
  lines.sort()
  const always = new Set(mandatoryIndexes)
  if (mandatoryIndexes.some((index) => index >= lines.length)) return null
  return {
    mandatory: lines.filter((_line, place) => always.has(place)),
    optional: lines.filter((_line, place) => !always.has(place)),
  }
}

const DIGEST_BYTES = 32

/** Digest of the options, key of the statements, digest of what is always shown (section 3.5.1): 99 bytes that the issuer signs. */
export function baseBytes(options: Uint8Array, publicKey: PublicKey, mandatory: readonly string[]): Uint8Array {
  const key = keyBytes(publicKey)
  const bytes = new Uint8Array(options.length + key.length + DIGEST_BYTES)
  bytes.set(options)
  bytes.set(key, options.length)
  bytes.set(digestOf(mandatory), options.length + key.length)
  return bytes
}
