/**
 * JSON-LD contexts compiled to tables, once for each allowed sequence. Understood is what the bundled contexts use: terms
 * with `@id`, `@type` and `@container`, prefixes, `@vocab`, and contexts inside types and properties (JSON-LD 1.1, sections
 * 4.1 and 4.1.8).
 */
import { BUNDLED } from '../contexts/bundled.ts'
import { isAllowedSequence, OWN_SEQUENCES } from '../contexts/sequences.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { firstStep, type PlanStep } from './plan.ts'

/** What a term means. `type` null: plain string; `@id`, `@vocab`, or the IRI of a datatype. */
export type Term = {
  readonly iri: string
  readonly type: string | null
  readonly container: 'none' | 'list' | 'graph'
  /** The context inside: of a node of this type, or of what stands under this property. Null forgets all that was around. */
  readonly inner: Json | undefined
}

/** The terms that hold at a place, with what follows from them, each worked out once. */
export type Scope = {
  readonly terms: ReadonlyMap<string, Term>
  readonly vocab: string | null
  /** Scopes inside nodes here, by their types joined with a space. */
  readonly inside: Map<string, Scope>
  /** The plans of nodes here. */
  readonly plans: PlanStep
}

/** Most scopes kept at one place: what comes in could otherwise fill the memory. */
const SCOPES_KEPT = 500

const cache = new Map<string, Scope>()
const none: Scope = { terms: new Map(), vocab: null, inside: new Map(), plans: firstStep() }

const own = new Set(OWN_SEQUENCES.map((sequence) => sequence.join(' ')))

/**
 * The outermost scope of a context sequence; null where the sequence is not allowed exactly so. Without `documents`, which
 * are all contexts, a sequence that isn't ours is `not-loaded`: the fast path is for ours only, whatever was loaded before.
 */
export function scopeOf(
  context: Json | undefined,
  documents: ReadonlyMap<string, JsonObject> | null = null,
): Scope | 'not-loaded' | null {
  if (!isAllowedSequence(context)) return null
  const key = context.join(' ')
  if (documents === null && !own.has(key)) return 'not-loaded'
  const known = cache.get(key)
  if (known !== undefined) return known
  const from = documents ?? BUNDLED
  const scope = context.reduce((base, url) => extend(base, from.get(url)?.['@context'] as Json), none)
  cache.set(key, scope)
  return scope
}

/** The terms inside a node of these types: their contexts in lexicographical order (JSON-LD 1.1 API, section 5.1.2, step 11). */
export function scopeOfTypes(scope: Scope, types: readonly string[]): Scope {
  if (types.length === 0) return scope
  const key = types.length === 1 ? (types[0] as string) : types.join(' ')
  const known = scope.inside.get(key)
  if (known !== undefined) return known
  let inner = scope
  for (const name of [...types].sort()) {
    const context = scope.terms.get(name)?.inner
    if (context !== undefined) inner = extend(inner, context)
  }
  if (scope.inside.size < SCOPES_KEPT) scope.inside.set(key, inner)
  return inner
}

/** The terms of a context alone, such as the words of an `@vocab` term. */
export function scopeAlone(context: Json): Scope {
  return extend(none, context)
}

/** The terms of a context on top of a scope; null forgets the scope. */
export function extend(base: Scope, context: Json): Scope {
  if (!isJsonObject(context)) return none
  const terms = new Map(base.terms)
  const vocab = typeof context['@vocab'] === 'string' ? context['@vocab'] : base.vocab
  const scope = { terms, vocab, inside: new Map(), plans: firstStep() }
  for (const [name, definition] of Object.entries(context)) {
    if (name.startsWith('@')) continue
    const term = termOf(name, definition, context, { ...base, vocab })
    if (term !== null) terms.set(name, term)
  }
  return scope
}

function termOf(name: string, definition: Json, context: JsonObject, base: Scope): Term | null {
  const parts = isJsonObject(definition) ? definition : { '@id': definition }
  const id = parts['@id']
  if (typeof id !== 'string' || id.startsWith('@')) return null
  // Every term of the bundled contexts leads to an IRI: a test looks at each.
  const iri = iriOf(id, name, context, base) as string
  const type = parts['@type']
  return {
    iri,
    type: typeof type !== 'string' ? null : type.startsWith('@') ? type : iriOf(type, name, context, base),
    container: containerOf(parts['@container']),
    inner: parts['@context'],
  }
}

/** `@set` says no more than an array does; no bundled context has others than these. */
function containerOf(container: Json | undefined): Term['container'] {
  return container === '@list' ? 'list' : container === '@graph' ? 'graph' : 'none'
}

/** Expands a term, a compact IRI or an IRI of a context (JSON-LD 1.1 API, section 5.2, as far as contexts here use it). */
function iriOf(text: string, name: string, context: JsonObject, base: Scope): string | null {
  const own = context[text]
  if (own !== undefined && text !== name) return (termOf(text, own, context, base) as Term).iri
  const colon = text.indexOf(':')
  if (colon > 0) {
    if (text.startsWith('//', colon + 1)) return text
    const prefix = iriOf(text.slice(0, colon), name, context, base)
    return prefix === null ? text : prefix + text.slice(colon + 1)
  }
  return base.terms.get(text)?.iri ?? null
}
