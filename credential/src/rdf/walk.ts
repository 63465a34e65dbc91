/**
 * Walks a document by the tables of its contexts to the lines of N-Quads that JSON-LD 1.1 expansion in safe mode and
 * deserialisation to RDF give. Stricter than they are: every leaf of the JSON must come out in a line of its own, and every
 * name of a thing must be an absolute IRI.
 */
import type { FormatProblem } from '../errors.ts'
import { pointerOf } from '../json/read.ts'
import { isSameJson } from '../json/same.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { END_IRI, number, type Said, say, tagged, text, Unreadable } from './leaf.ts'
import { isAbsoluteIri, RDF, XSD } from './literals.ts'
import { planOf, type Slot } from './plan.ts'
import { type Scope, scopeOf, scopeOfTypes } from './tables.ts'

/** A node and its lines, sorted but for the labels of blank nodes. */
export type Node = {
  /** `<iri>`; `_:a` for a blank node, as its first-degree hash asks. */
  readonly subject: string
  /** Four texts for each line: the subject, `' <predicate> '` with the opening of the object, the object, its end with the line feed. */
  readonly parts: string[]
  /** Places in `parts` that name a blank node (`_:z` at first), each followed by the number of that node. */
  readonly links: number[]
  /** Neighbouring lines that only labels tell apart: the place of the first label, and how many. */
  readonly runs: number[]
  /** The node that names this one, and `' <predicate> '` between them; none for the outermost. */
  readonly parent: Node | null
  readonly start: string
}

/** All nodes that say something, and those of them that are blank, by number. */
export type Walked =
  | { readonly ok: true; readonly nodes: readonly Node[]; readonly blanks: readonly Node[] }
  | { readonly ok: false; readonly code: FormatProblem; readonly at: string }

/** A walk under way: where it is, what it has found, and the object that was read last. */
type Walk = Said & {
  /** Contexts at hand where also what the fast path doesn't cover is walked, to see that every leaf is read. */
  readonly contexts: ReadonlyMap<string, JsonObject> | null
  readonly path: (string | number)[]
  readonly nodes: Node[]
  readonly blanks: Node[]
  /** Things that were described, by their ids. */
  described: Map<string, JsonObject>
}

/** How a first-degree hash names a blank node itself and every other (RDFC-1.0, section 4.6). */
export const BLANK = '_:a'
const OTHER = '_:z'
const RDF_FIRST = ` <${RDF}first> `
const RDF_REST = ` <${RDF}rest> `
const END = ' .\n'

/**
 * The lines of a document under its own `@context`, whose outermost scope is given. Without `contexts`, what the fast path
 * doesn't cover answers `not-covered`; with them it is walked too, for its leaves only. Never throws on bad input.
 */
export function walkDocument(
  document: JsonObject,
  scope: Scope,
  contexts: ReadonlyMap<string, JsonObject> | null = null,
): Walked {
  const walk: Walk = {
    contexts,
    path: [],
    nodes: [],
    blanks: [],
    described: new Map(),
    start: '',
    text: '',
    end: '',
    blank: -1,
  }
  try {
    node(walk, document, scope, null, '')
    return { ok: true, nodes: walk.nodes, blanks: walk.blanks }
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault
    return { ok: false, code: fault.code, at: pointerOf(walk.path) }
  }
}

function newNode(walk: Walk, subject: string, parent: Node | null, start: string): Node {
  const made: Node = { subject, parts: [], links: [], runs: [], parent, start }
  walk.nodes.push(made)
  if (subject === BLANK) walk.blanks.push(made)
  return made
}

/** Adds the lines of a node and of what it holds; leaves in `walk` how other lines name it. */
function node(walk: Walk, value: JsonObject, base: Scope, parent: Node | null, start: string): void {
  const types = typesOf(walk, value, base)
  const subject = subjectOf(walk, value)
  const plan = planOf(value, scopeOfTypes(base, types), base)
  if (!plan.ok) refuseAt(walk, plan.key, plan.code)
  if (!plan.covered && walk.contexts === null) throw new Unreadable('not-covered')
  const isBare = plan.groups.length === 0
  if (isBare && (subject === '' || parent === null)) throw new Unreadable('value-not-signed')
  const number = walk.blanks.length
  if (!isBare) {
    const before = walk.described.get(subject)
    if (before !== undefined && !isSameJson(before, value)) throw new Unreadable('id-repeated')
    if (before !== undefined && walk.contexts === null) throw new Unreadable('not-covered')
    const made = newNode(walk, subject === '' ? BLANK : `<${subject}>`, parent, start)
    if (subject !== '' && before === undefined) walk.described.set(subject, value)
    for (const group of plan.groups) {
      const [slot, another] = group as [Slot, Slot?]
      const given = value[slot.key] as Json
      if (another === undefined && slot.kind !== 'type' && !Array.isArray(given) && slot.container !== 'list') {
        walk.path.push(slot.key)
        object(walk, made, slot, given)
        walk.path.pop()
        line(walk, made)
      } else several(walk, made, group, value, types, base)
    }
    if (before !== undefined) keepLinks(made)
  }
  if (subject === '') walk.blank = number
  else {
    walk.blank = -1
    walk.text = subject
  }
}

/** Of a thing described again in the same words only the lines to blank nodes are new in RDF. Other words are refused. */
function keepLinks({ parts, links }: Node): void {
  const kept = links.flatMap((place, at) => (at % 2 === 0 ? parts.slice(place - 2, place + 2) : []))
  parts.splice(0, parts.length, ...kept)
}

function refuseAt(walk: Walk, key: string, code: FormatProblem): never {
  walk.path.push(key)
  throw new Unreadable(code)
}

const NO_TYPES: readonly string[] = []

function typesOf(walk: Walk, { type }: JsonObject, base: Scope): readonly string[] {
  if (type === undefined) return NO_TYPES
  const types = Array.isArray(type) ? type : [type]
  if (types.length === 0) refuseAt(walk, 'type', 'value-not-signed')
  for (const name of types) {
    if (typeof name !== 'string') refuseAt(walk, 'type', 'value-of-wrong-type')
    if (!base.terms.has(name) && !isUrl(name) && !isWord(base, name)) refuseAt(walk, 'type', 'undefined-term')
  }
  return types as string[]
}

/** Whether a type is a URL (VC Data Model 2.0, section 4.5): with `//` no prefix can mean anything else by it (JSON-LD 1.1 API, section 5.2). */
function isUrl(type: string): boolean {
  return /^https?:\/\//.test(type) && isAbsoluteIri(type)
}

/** Whether a type that no context names stands for an IRI, under a vocabulary for all. */
function isWord({ vocab }: Scope, type: string): boolean {
  return vocab !== null && !type.includes(':') && isAbsoluteIri(vocab + type)
}

function subjectOf(walk: Walk, { id }: JsonObject): string {
  if (id === undefined) return ''
  if (typeof id !== 'string') refuseAt(walk, 'id', 'value-of-wrong-type')
  if (!isAbsoluteIri(id)) refuseAt(walk, 'id', 'id-not-absolute')
  return id
}

/** Adds the line of the object that was read last. */
function line(walk: Walk, { subject, parts, links }: Node): void {
  if (walk.blank < 0) parts.push(subject, walk.start, walk.text, walk.end)
  else {
    links.push(parts.length + 2, walk.blank)
    parts.push(subject, walk.start, OTHER, END)
  }
}

/** Adds the lines of one predicate that has, or may have, more than one object. */
function several(
  walk: Walk,
  made: Node,
  group: readonly Slot[],
  value: JsonObject,
  types: readonly string[],
  base: Scope,
): void {
  const texts: [whole: string, start: string, text: string, end: string][] = []
  const blanks: number[] = []
  const keep = (): void => {
    if (walk.blank < 0) texts.push([walk.start + walk.text + walk.end, walk.start, walk.text, walk.end])
    else blanks.push(walk.blank)
  }
  for (const slot of group) {
    walk.path.push(slot.key)
    if (slot.kind === 'type') {
      for (const name of types) {
        say(walk, slot.startIri, base.terms.get(name)?.iri ?? (isUrl(name) ? name : `${base.vocab}${name}`), END_IRI)
        keep()
      }
    } else everyObject(walk, made, slot, value[slot.key] as Json, keep)
    walk.path.pop()
  }
  if (texts.length > 1) {
    texts.sort(([a], [b]) => (a < b ? -1 : 1))
    for (let i = 1; i < texts.length; i++)
      if (texts[i]?.[0] === texts[i - 1]?.[0]) refuseAt(walk, group[0]?.key as string, 'value-repeated')
  }
  const { subject, parts, links, runs } = made
  for (const [, start, text, end] of texts) parts.push(subject, start, text, end)
  if (blanks.length > 1) runs.push(parts.length + 2, blanks.length)
  for (const blank of blanks) {
    links.push(parts.length + 2, blank)
    parts.push(subject, (group[0] as Slot).start, OTHER, END)
  }
}

function everyObject(walk: Walk, made: Node, slot: Slot, given: Json, keep: () => void): void {
  if (slot.container === 'list') {
    list(walk, made, slot, Array.isArray(given) ? given : [given])
    keep()
    return
  }
  if (!Array.isArray(given)) {
    object(walk, made, slot, given)
    keep()
    return
  }
  if (given.length === 0) throw new Unreadable('value-not-signed')
  for (let i = 0; i < given.length; i++) {
    walk.path.push(i)
    object(walk, made, slot, given[i] as Json)
    keep()
    walk.path.pop()
  }
}

/** Adds the cells of an ordered list (RDF 1.1 Semantics, rdf:first and rdf:rest); leaves the first in `walk`. */
function list(walk: Walk, made: Node, slot: Slot, items: readonly Json[]): void {
  if (items.length === 0) throw new Unreadable('value-not-signed')
  const first = walk.blanks.length
  let cell = newNode(walk, BLANK, made, slot.start)
  const inCell = { ...slot, start: RDF_FIRST, startIri: `${RDF_FIRST}<`, startLiteral: `${RDF_FIRST}"` }
  for (let i = 0; i < items.length; i++) {
    walk.path.push(i)
    object(walk, cell, inCell, items[i] as Json)
    walk.path.pop()
    line(walk, cell)
    if (i === items.length - 1) say(walk, `${RDF_REST}<`, `${RDF}nil`, END_IRI)
    else {
      walk.start = RDF_REST
      walk.blank = walk.blanks.length
    }
    line(walk, cell)
    if (i < items.length - 1) cell = newNode(walk, BLANK, cell, RDF_REST)
  }
  walk.start = slot.start
  walk.blank = first
}

/** Reads one object; leaves it in `walk`. */
function object(walk: Walk, made: Node, slot: Slot, value: Json): void {
  if (typeof value === 'string') text(walk, slot, value)
  else if (isJsonObject(value)) {
    if (slot.tagged && '@value' in value) tagged(walk, slot, value)
    else if (slot.wanted === 'number' || slot.wanted === 'boolean') throw new Unreadable('value-of-wrong-type')
    else if (slot.container === 'graph') graph(walk, made, slot, value)
    else {
      if (value['@context'] !== undefined) refuseAt(walk, '@context', 'keyword-refused')
      node(walk, value, slot.scope, made, slot.start)
      walk.start = walk.blank < 0 ? slot.startIri : slot.start
      walk.end = END_IRI
    }
  } else if (value === null) throw new Unreadable('value-not-signed')
  else if (typeof value === 'number' && (slot.wanted === 'number' || slot.wanted === 'any')) number(walk, slot, value)
  else if (typeof value === 'boolean' && (slot.wanted === 'boolean' || slot.wanted === 'any'))
    say(walk, slot.startLiteral, String(value), `"^^<${slot.datatype ?? `${XSD}boolean`}> .\n`)
  else throw new Unreadable('value-of-wrong-type')
}

/** A node in a graph of its own, such as a credential in a presentation. It may have contexts of its own, of the sequences we read. */
function graph(walk: Walk, made: Node, slot: Slot, value: JsonObject): void {
  const own = value['@context']
  const scope = own === undefined ? slot.scope : scopeOf(own, walk.contexts)
  if (scope === null || scope === 'not-loaded') refuseAt(walk, '@context', 'context-not-allowed')
  const around = walk.described
  walk.described = new Map()
  node(walk, value, scope, made, slot.start)
  walk.described = around
  walk.start = slot.startIri
}
