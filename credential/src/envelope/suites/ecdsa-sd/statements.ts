/**
 * The statements of a document under labels that tell nothing of what is withheld, and which of them parts of the document
 * make (Data Integrity ECDSA Cryptosuites 1.0, sections 3.4.2 to 3.4.16).
 */
import { encodeBase64Url } from '#base64'
import { sha256 } from '#crypto'
import { hmacSha256 } from '#digests'
import type { FormatProblem } from '../../../errors.ts'
import { canonicalise } from '../../../rdf/canonical.ts'
import type { Statement } from '../../../rdf/statements.ts'
import type { JsonObject } from '../../../types.ts'
import type { Canonicalise, Unsecured } from '../../canonical-form.ts'
import { select, UNNAMED, withNames } from './select.ts'

/** Why a part of a document can't be signed or shown apart, and where (JSON pointer). */
export type Gap = { readonly ok: false; readonly code: FormatProblem; readonly at: string }

/** A document whose parts can be shown apart. */
export interface Groupable {
  /** All statements as signed, each with its line feed, in their order. */
  readonly lines: readonly string[]
  /** The places in `lines` of the statements that the pointers select, rising. */
  placesOf(pointers: readonly string[]): Promise<{ readonly ok: true; readonly places: readonly number[] } | Gap>
  /**
   * For the statements at some places by themselves: the label as signed of each blank node, by its canonical number there.
   * Null where what is left has no canonical form: many parts that only the withheld told apart.
   */
  labelsOf(places: readonly number[]): readonly Uint8Array[] | null
}

const gap = (code: FormatProblem, at = ''): Gap => ({ ok: false, code, at })

/** Lines of N-Quads with their line feeds. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => `${line}\n`)
}

/** The label of a blank node under an HMAC key, by its canonical label without `_:` (section 3.4.4): 32 bytes. */
export function hmacLabel(hmacKey: Uint8Array, canonical: string): Uint8Array {
  return hmacSha256(hmacKey, canonical)
}

/** How such a label is written in a statement. */
export function writtenLabel(label: Uint8Array): string {
  return `_:u${encodeBase64Url(label)}`
}

/** The digest of statements, one after the other (section 3.4.17). */
export function digestOf(lines: readonly string[]): Uint8Array {
  return sha256(lines.join(''))
}

const form = /^(<[^>]*>) (<[^>]*>) (.*) \.\n$/s
const unnamed = `<${UNNAMED}`

/** A statement of a document in which everything has a name, those given by `withNames` taken away again; or null. */
function statementOf(line: string): Statement | null {
  const [, subject, predicate, object] = (form.exec(line) ?? []) as string[]
  if (subject === undefined || predicate === undefined || object === undefined) return null
  // Cells of ordered lists and graphs are the only nodes that aren't objects of the JSON: they have no name to find them by.
  if (/(?:^| )_:c14n\d+$/.test(object)) return null
  return { subject: blank(subject), predicate, object: blank(object) }
}

const blank = (term: string): string => (term.startsWith(unnamed) ? `_:b${term.slice(unnamed.length, -1)}` : term)

/**
 * Prepares a document whose `canonical` form is known. Refused: what has no canonical form; ordered lists and documents
 * inside documents (`not-covered`), whose parts no pointer could select without changing the rest.
 */
export async function groupable(document: Unsecured, hmacKey: Uint8Array): Promise<({ ok: true } & Groupable) | Gap> {
  const whole = await document.canonical('sha256')
  if (!whole.ok) return whole
  const named = withNames(document.document)
  const text = await document.canonicalise(named, 'sha256')
  const found = text.ok ? linesOf(text.text) : []
  const statements = found.flatMap((line) => statementOf(line) ?? [])
  const dataset = statements.length === found.length ? canonicalise(statements) : null
  // The names were taken away again without a trace, or they would change what is said.
  if (dataset === null || dataset.lines.join('') !== whole.text) return gap('not-covered')
  const labels = new Map<string, Uint8Array>()
  const written = new Map<string, string>()
  for (const [term, canonical] of dataset.labels) {
    const label = hmacLabel(hmacKey, canonical.slice(2))
    labels.set(term, label)
    written.set(term, writtenLabel(label))
  }
  const termOf = (term: string): string => written.get(term) ?? term
  const rows = statements.map((statement, at) => ({
    statement,
    named: found[at] as string,
    line: `${termOf(statement.subject)} ${statement.predicate} ${termOf(statement.object)} .\n`,
  }))
  rows.sort((a, b) => (a.line < b.line ? -1 : 1))
  return {
    ok: true,
    lines: rows.map(({ line }) => line),
    placesOf: (pointers) => placesOf(named, rows, pointers, document.canonicalise),
    labelsOf: (places) => {
      const part = canonicalise(places.map((place) => (rows[place] as (typeof rows)[number]).statement))
      return part === null ? null : [...part.labels.keys()].map((term) => labels.get(term) as Uint8Array)
    },
  }
}

async function placesOf(
  named: JsonObject,
  rows: readonly { readonly named: string }[],
  pointers: readonly string[],
  canonicaliseDocument: Canonicalise,
): ReturnType<Groupable['placesOf']> {
  if (pointers.length === 0) return { ok: true, places: [] }
  const selection = select(named, pointers)
  if (!selection.ok) return gap('value-missing', selection.pointer)
  const text = await canonicaliseDocument(selection.document, 'sha256')
  if (!text.ok) return text
  const lines = new Set(linesOf(text.text))
  return { ok: true, places: rows.flatMap(({ named: line }, place) => (lines.has(line) ? [place] : [])) }
}
