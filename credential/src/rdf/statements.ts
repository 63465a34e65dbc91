/**
 * Walks a credential straight to RDF statements by the tables of its contexts: what JSON-LD 1.1 expansion in safe mode and
 * deserialisation to RDF give, for the shapes that we read. Stricter than they are: every leaf of the JSON must come out
 * in a statement, and every name of a thing must be an absolute IRI.
 */
import type { FormatProblem } from '../errors.ts'
import { pointerOf } from '../json/read.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { type Tables, type Term, type Terms, tablesOf, termsInside } from './tables.ts'

/**
 * A statement in the terms of N-Quads (RDF 1.1 N-Quads): `<iri>`, `_:label`, or a literal, each already written. Without
 * `graph` it stands in the default graph.
 */
export type Statement = {
  readonly subject: string
  readonly predicate: string
  readonly object: string
  readonly graph?: string
}

/** The statements of a document, or why it can't be read and where (JSON pointer). */
export type Statements =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly code: FormatProblem; readonly at: string }

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const XSD = 'http://www.w3.org/2001/XMLSchema#'
const TYPE = `<${RDF}type>`
/** Terms whose values are no strings; every other value must be a string or an object, as its datatype hides the difference. */
const NUMBERS = new Set(['creditsAvailable', 'creditsEarned', 'statusSize', 'ttl', 'latitude', 'longitude'])
const BOOLEANS = new Set(['hashed'])
/** RFC 3987 absolute IRI, without what N-Quads can't carry unescaped (space, quotes, angle brackets, controls...). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it refuses
const absoluteIri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|^`\\\u007f-\u009f]+$/

class Unreadable extends Error {
  readonly code: FormatProblem
  constructor(code: FormatProblem) {
    super(code)
    this.code = code
  }
}

/** Whether a text is an absolute IRI that can name a thing in a signed document. */
export function isAbsoluteIri(text: string): boolean {
  return absoluteIri.test(text)
}

/** The statements of a document under its own `@context`. Never throws on bad input. */
export function statementsOf(document: JsonObject): Statements {
  const tables = tablesOf(document['@context'])
  if (tables === null) return { ok: false, code: 'context-not-allowed', at: '/@context' }
  const path: (string | number)[] = []
  try {
    const walk: Walk = { tables, path, statements: [], seen: new Set(), described: new Set(), blanks: 0 }
    nodeName(walk, document, true)
    return { ok: true, statements: walk.statements }
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault
    return { ok: false, code: fault.code, at: pointerOf(path) }
  }
}

/** A walk under way: where it is, what it has found, and what it has already seen. */
type Walk = {
  readonly tables: Tables
  readonly path: (string | number)[]
  readonly statements: Statement[]
  readonly seen: Set<string>
  readonly described: Set<string>
  blanks: number
}

function add(walk: Walk, subject: string, predicate: string, object: string): void {
  const line = `${subject} ${predicate} ${object}`
  if (walk.seen.has(line)) throw new Unreadable('value-repeated')
  walk.seen.add(line)
  walk.statements.push({ subject, predicate, object })
}

function freshBlank(walk: Walk): string {
  return `_:b${walk.blanks++}`
}

/** Adds the statements of a node and what it holds; answers how other statements name it. */
function nodeName(walk: Walk, node: JsonObject, outermost: boolean): string {
  const keys = Object.keys(node)
  const types = typesOf(walk, node)
  const subject = subjectOf(walk, node)
  const bare = outermost ? 1 : 0
  if (keys.length === bare) throw new Unreadable('value-not-signed')
  const described = keys.length - bare - (node.id === undefined ? 0 : 1) > 0
  if (described && node.id !== undefined) {
    if (walk.described.has(subject)) throw new Unreadable('id-repeated')
    walk.described.add(subject)
  }
  for (const type of types) add(walk, subject, TYPE, `<${walk.tables.terms.get(type)?.iri}>`)
  const terms = types.length === 0 ? walk.tables.terms : termsInside(walk.tables, types)
  for (const key of keys) {
    if (key === 'id' || key === 'type' || (outermost && key === '@context')) continue
    walk.path.push(key)
    property(walk, subject, key, node[key] as Json, terms)
    walk.path.pop()
  }
  return subject
}

function typesOf(walk: Walk, node: JsonObject): string[] {
  const { type } = node
  if (type === undefined) return []
  walk.path.push('type')
  const types = Array.isArray(type) ? type : [type]
  if (types.length === 0) throw new Unreadable('value-not-signed')
  for (const name of types) {
    if (typeof name !== 'string') throw new Unreadable('value-of-wrong-type')
    if (!walk.tables.terms.has(name)) throw new Unreadable('undefined-term')
  }
  walk.path.pop()
  return types as string[]
}

function subjectOf(walk: Walk, node: JsonObject): string {
  const { id } = node
  if (id === undefined) return freshBlank(walk)
  walk.path.push('id')
  if (typeof id !== 'string') throw new Unreadable('value-of-wrong-type')
  if (!absoluteIri.test(id)) throw new Unreadable('id-not-absolute')
  walk.path.pop()
  return `<${id}>`
}

function property(walk: Walk, subject: string, key: string, value: Json, terms: Terms): void {
  if (key.startsWith('@')) throw new Unreadable('keyword-refused')
  const term = terms.get(key)
  if (term === undefined) throw new Unreadable('undefined-term')
  if (!term.covered) throw new Unreadable('not-covered')
  const predicate = `<${term.iri}>`
  if (term.list) {
    add(walk, subject, predicate, listHead(walk, key, term, value))
    return
  }
  if (!Array.isArray(value)) {
    add(walk, subject, predicate, objectOf(walk, key, term, value))
    return
  }
  if (value.length === 0) throw new Unreadable('value-not-signed')
  value.forEach((item, i) => {
    walk.path.push(i)
    add(walk, subject, predicate, objectOf(walk, key, term, item))
    walk.path.pop()
  })
}

/** Adds the cells of an ordered list (RDF 1.1 Semantics, rdf:first and rdf:rest); answers the first. */
function listHead(walk: Walk, key: string, term: Term, value: Json): string {
  const items = Array.isArray(value) ? value : [value]
  if (items.length === 0) throw new Unreadable('value-not-signed')
  const cells = items.map(() => freshBlank(walk))
  items.forEach((item, i) => {
    walk.path.push(i)
    const cell = cells[i] as string
    add(walk, cell, `<${RDF}first>`, objectOf(walk, key, term, item))
    add(walk, cell, `<${RDF}rest>`, cells[i + 1] ?? `<${RDF}nil>`)
    walk.path.pop()
  })
  return cells[0] as string
}

function objectOf(walk: Walk, key: string, term: Term, value: Json): string {
  if (isJsonObject(value)) {
    const tagged = term.type === null ? languageLiteral(key, value) : null
    if (tagged !== null) return tagged
    if (NUMBERS.has(key) || BOOLEANS.has(key)) throw new Unreadable('value-of-wrong-type')
    return nodeName(walk, value, false)
  }
  if (value === null) throw new Unreadable('value-not-signed')
  const wanted = NUMBERS.has(key) ? 'number' : BOOLEANS.has(key) ? 'boolean' : 'string'
  if (Array.isArray(value) || typeof value !== wanted) throw new Unreadable('value-of-wrong-type')
  if (typeof value === 'number') return numberLiteral(value, term.type)
  if (typeof value === 'boolean') return `"${value}"^^<${term.type ?? `${XSD}boolean`}>`
  if (typeof value !== 'string') throw new Unreadable('value-of-wrong-type')
  if (term.type === '@id') {
    if (!absoluteIri.test(value)) throw new Unreadable('id-not-absolute')
    return `<${value}>`
  }
  if (term.type === '@vocab') {
    const word = term.words?.get(value)
    if (word === undefined) throw new Unreadable('undefined-term')
    return `<${word.iri}>`
  }
  return term.type === null ? `"${escapeLiteral(value)}"` : `"${escapeLiteral(value)}"^^<${term.type}>`
}

/**
 * A name or description with its language (VC Data Model 2.0, section 11.1): exactly `@value` and `@language`, in one of
 * our two languages. Null where the object is none.
 */
function languageLiteral(key: string, value: JsonObject): string | null {
  if ((key !== 'name' && key !== 'description') || !('@value' in value)) return null
  const { '@value': words, '@language': language } = value
  if (Object.keys(value).length !== 2 || typeof words !== 'string' || (language !== 'id' && language !== 'en')) {
    throw new Unreadable('keyword-refused')
  }
  return `"${escapeLiteral(words)}"@${language}`
}

/** A number as JSON-LD 1.1 API, section 8.2.2 writes it; refused where its 16 digits would not give it back. */
function numberLiteral(value: number, type: string | null): string {
  if (Number.isInteger(value)) return `"${value}"^^<${type ?? `${XSD}integer`}>`
  const written = value.toExponential(15).replace(/(\d)0*e\+?/, '$1E')
  if (Number(written) !== value) throw new Unreadable('value-not-signed')
  return `"${written}"^^<${type ?? `${XSD}double`}>`
}

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: canonical N-Quads names exactly these
const needsEscape = /[\u0000-\u001f"\\\u007f]/g

/** Escapes a literal as canonical N-Quads asks (RDF Dataset Canonicalization 1.0, section 5). */
function escapeLiteral(text: string): string {
  return text.replace(needsEscape, (letter) => {
    const short = escapes[letter]
    return short ?? `\\u${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}
