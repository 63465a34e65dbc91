/** Checks derived proofs (Data Integrity ECDSA Cryptosuites 1.0, section 3.5.8 and 3.6.7), and says what they always show. */

import type { PublicKey } from '../../../keys/key.ts'
import { signatureHolds } from '../../../keys/key.ts'
import { gapAnswer, type Unsecured } from '../../canonical-form.ts'
import type { Answer } from '../../opened.ts'
import { optionsDigest } from '../hashed.ts'
import type { SuiteProof } from '../suite.ts'
import { isBase } from './begin.ts'
import { digestOf, linesOf, writtenLabel } from './statements.ts'
import { type DerivedValue, keyBytes, readDerived } from './value.ts'

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

const DOES_NOT_FIT: Answer = { outcome: 'fail', code: 'proof-does-not-fit' }
const utf8 = new TextEncoder()

/** What the check *proof* answers for a derived proof. A base proof is refused: it is for the holder alone. */
export async function verifyDerived(document: Unsecured, proof: SuiteProof, key: PublicKey): Promise<Answer> {
  if (isBase(proof.value)) return { outcome: 'fail', code: 'proof-not-derived' }
  const value = readDerived(proof.value)
  if (value === null) return { outcome: 'fail', code: 'proof-malformed' }
  const canonical = await document.canonical('sha256')
  if (!canonical.ok) return gapAnswer(canonical)
  const shown = shownBy(canonical.text, value)
  if (shown === null || shown.optional.length !== value.signatures.length) return DOES_NOT_FIT
  const options = await optionsDigest(document.document, proof.options, 'sha256')
  if (!(options instanceof Uint8Array)) return gapAnswer(options)
  const { publicKey, baseSignature, signatures } = value
  if (!(await signatureHolds(key, baseBytes(options, publicKey, shown.mandatory), baseSignature))) return DOES_NOT_FIT
  const held = await Promise.all(
    shown.optional.map((line, at) => signatureHolds(publicKey, utf8.encode(line), signatures[at] as Uint8Array)),
  )
  return held.every(Boolean) ? { outcome: 'pass', code: 'proof-fits' } : DOES_NOT_FIT
}
