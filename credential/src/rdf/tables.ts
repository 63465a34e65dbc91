/**
 * JSON-LD contexts compiled to tables, once for each allowed sequence. Only what our contexts use is understood: terms
 * with `@id`, `@type` and `@container`, and type-scoped contexts (JSON-LD 1.1, section 4.1.8).
 */
import { BUNDLED, SEQUENCES } from '../contexts/bundled.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'

/** What a term means. `type` null: plain string; `@id`, `@vocab`, or the IRI of a datatype. */
export type Term = {
  readonly iri: string
  readonly type: string | null
  readonly list: boolean
  /** Terms that hold inside a node of this type. */
  readonly typeScoped: JsonObject | null
  /** Words of an `@vocab` term, by property-scoped context. */
  readonly words: Terms | null
  /** False for what the tables do not cover: `@graph`, `@json`, other property-scoped contexts. */
  readonly covered: boolean
}
/** Term definitions by name. */
export type Terms = ReadonlyMap<string, Term>
/** The tables of one sequence of contexts. `scopes` keeps the terms inside a node by its types. */
export type Tables = { readonly terms: Terms; readonly scopes: Map<string, Terms> }

const cache = new Map<string, Tables>()

/** The tables of a context sequence, or null where the sequence is not allowed exactly so. */
export function tablesOf(context: Json | undefined): Tables | null {
  if (!Array.isArray(context) || !context.every((url) => typeof url === 'string')) return null
  const key = context.join(' ')
  const known = cache.get(key)
  if (known !== undefined) return known
  const sequence = SEQUENCES.find(
    (urls) => urls.length === context.length && urls.every((url, i) => url === context[i]),
  )
  if (sequence === undefined) return null
  let terms: Terms = new Map()
  for (const url of sequence) terms = extend(terms, BUNDLED.get(url)?.['@context'] as JsonObject)
  const tables: Tables = { terms, scopes: new Map() }
  cache.set(key, tables)
  return tables
}

/** The terms inside a node of these types: type-scoped contexts in lexicographical order of the types (JSON-LD 1.1 API, 5.1.2 step 11). */
export function termsInside(tables: Tables, types: readonly string[]): Terms {
  const key = types.join(' ')
  const known = tables.scopes.get(key)
  if (known !== undefined) return known
  let terms = tables.terms
  for (const type of [...types].sort()) {
    const scoped = tables.terms.get(type)?.typeScoped
    if (scoped) terms = extend(terms, scoped)
  }
  if (tables.scopes.size < 1000) tables.scopes.set(key, terms)
  return terms
}

function extend(base: Terms, context: JsonObject): Terms {
  const terms = new Map(base)
  for (const [name, definition] of Object.entries(context)) {
    if (name.startsWith('@')) continue
    const term = termOf(definition, context, base)
    if (term !== null) terms.set(name, term)
  }
  return terms
}

function termOf(definition: Json, context: JsonObject, base: Terms): Term | null {
  const parts = isJsonObject(definition) ? definition : { '@id': definition }
  const id = parts['@id']
  if (typeof id !== 'string' || id.startsWith('@')) return null
  const iri = iriOf(id, context, base)
  if (iri === null) return null
  const type = typeof parts['@type'] === 'string' ? parts['@type'] : null
  const container = parts['@container']
  const inner = isJsonObject(parts['@context']) ? parts['@context'] : null
  const isClass = inner !== null && type === null && /^[A-Z]/.test(iri.slice(iri.search(/[^#/]+$/)))
  return {
    iri,
    type,
    list: container === '@list',
    typeScoped: isClass ? inner : null,
    words: type === '@vocab' && inner !== null ? extend(new Map(), inner) : null,
    covered:
      type !== '@json' &&
      (container === undefined || container === '@set' || container === '@list') &&
      (inner === null || isClass || type === '@vocab') &&
      parts['@context'] !== null,
  }
}

function iriOf(id: string, context: JsonObject, base: Terms): string | null {
  if (id.includes(':')) return id
  const alias = context[id]
  if (alias !== undefined) return termOf(alias, context, base)?.iri ?? null
  return base.get(id)?.iri ?? null
}
