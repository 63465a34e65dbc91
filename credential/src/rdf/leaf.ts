/** What single values of a document become: the object of a line, as N-Quads writes it. */
import type { FormatProblem } from '../errors.ts'
import type { JsonObject } from '../types.ts'
import { doubleOf, escapeLiteral, isAbsoluteIri, XSD } from './literals.ts'
import type { Slot } from './plan.ts'

/** A place that can't be read in one certain way. Thrown within the walk alone, which answers it as a value. */
export class Unreadable extends Error {
  readonly code: FormatProblem
  constructor(code: FormatProblem) {
    super(code)
    this.code = code
  }
}

/** The object of the line that is being written: its opening, text and end, or the number of a blank node. */
export type Said = { start: string; text: string; end: string; blank: number }

/** How the line of an IRI ends. */
export const END_IRI = '> .\n'

/** Leaves an object in the walk. */
export function say(walk: Said, start: string, text: string, end: string): void {
  walk.start = start
  walk.text = text
  walk.end = end
  walk.blank = -1
}

/** A text: a literal, an id, or a word of a vocabulary. */
export function text(walk: Said, slot: Slot, value: string): void {
  if (slot.kind === 'literal') {
    if (slot.wanted === 'number' || slot.wanted === 'boolean') throw new Unreadable('value-of-wrong-type')
    say(walk, slot.startLiteral, escapeLiteral(value), slot.endLiteral)
  } else if (slot.kind === 'id') {
    if (slot.container === 'graph') throw new Unreadable('value-of-wrong-type')
    if (!isAbsoluteIri(value)) throw new Unreadable('id-not-absolute')
    say(walk, slot.startIri, value, END_IRI)
  } else {
    const word = slot.scope.terms.get(value)
    if (word === undefined) throw new Unreadable('undefined-term')
    say(walk, slot.startIri, word.iri, END_IRI)
  }
}

/** A text with its language: exactly `@value` and `@language`, in one of our two languages where they are our contexts. */
export function tagged(walk: Said, slot: Slot, value: JsonObject): void {
  const { '@value': words, '@language': language } = value
  if (Object.keys(value).length !== 2 || typeof words !== 'string' || (language !== 'id' && language !== 'en'))
    throw new Unreadable('keyword-refused')
  say(walk, slot.startLiteral, escapeLiteral(words), `"@${language} .\n`)
}

/** A number as JSON-LD 1.1 API, section 8.2.2 writes it. */
export function number(walk: Said, slot: Slot, value: number): void {
  const whole = Number.isInteger(value)
  const written = whole ? String(value) : doubleOf(value)
  if (written === null) throw new Unreadable('value-not-signed')
  say(walk, slot.startLiteral, written, `"^^<${slot.datatype ?? XSD + (whole ? 'integer' : 'double')}> .\n`)
}
