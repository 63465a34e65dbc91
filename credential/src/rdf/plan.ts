/** What the walker does with a node of given types and keys, worked out once for each combination that comes by. */
import type { FormatProblem } from '../errors.ts'
import { isAbsoluteIri, RDF_TYPE, XSD } from './literals.ts'
import { extend, type Scope, scopeAlone, type Term } from './tables.ts'

/** One property of a node: what its values may be, and the texts that stand around them in N-Quads. */
export type Slot = {
  readonly key: string
  /** `type` is the node's own types. */
  readonly kind: 'type' | 'id' | 'word' | 'literal'
  readonly container: Term['container']
  readonly start: string
  readonly startIri: string
  readonly startLiteral: string
  readonly endLiteral: string
  readonly datatype: string | null
  readonly wanted: 'string' | 'number' | 'boolean' | 'any'
  /** Whether a language may be given with a text. */
  readonly tagged: boolean
  /** The words of a `word`; the terms that nodes under another property begin with. */
  readonly scope: Scope
  /** Whether the fast path may walk it. */
  readonly covered: boolean
}

/** Slots in the order of their predicates; those with the same predicate stand in one group. */
export type Plan =
  | { readonly ok: true; readonly groups: readonly (readonly Slot[])[]; readonly covered: boolean }
  | { readonly ok: false; readonly code: FormatProblem; readonly key: string }

/** Keys are followed one by one, so that no text has to be joined to find a plan. */
export type PlanStep = { readonly next: Map<string, PlanStep>; readonly keys: readonly string[]; plan: Plan | null }

/** Most steps kept in all: what comes in could otherwise fill the memory. */
const STEPS_KEPT = 10_000
let kept = 0

/** Terms whose values are numbers although their datatype says nothing of it. */
const NUMBERS = new Set(['ttl', 'latitude', 'longitude'])
/** Terms that ought to be texts and that issuers write as numbers, too: signed as what they are (the check *status* asks for a text). */
const EITHER = new Set(['statusListIndex'])
/** Open Badges and VC Data Model 2.0 write some datatypes with `https`, so that they are others than those of XML Schema. */
const xsd = /^https?:\/\/www\.w3\.org\/2001\/XMLSchema#(.+)$/
const numeric = /^(?:float|double|decimal|integer|(?:nonN|n)egativeInteger|(?:nonP|p)ositiveInteger)$/

/** The step before any key. */
export function firstStep(): PlanStep {
  return { next: new Map(), keys: [], plan: null }
}

/** The plan of a node with these keys, in the scope of its types. `base` is the scope that its children begin with. */
export function planOf(node: object, scope: Scope, base: Scope): Plan {
  let step = scope.plans
  for (const key in node) step = step.next.get(key) ?? grow(step, key)
  step.plan ??= makePlan(step.keys, scope, base)
  return step.plan
}

function grow(step: PlanStep, key: string): PlanStep {
  const next = { next: new Map(), keys: [...step.keys, key], plan: null }
  if (kept < STEPS_KEPT) {
    kept++
    step.next.set(key, next)
  }
  return next
}

function makePlan(keys: readonly string[], scope: Scope, base: Scope): Plan {
  const slots: Slot[] = []
  for (const key of keys) {
    if (key === 'id' || key === '@context') continue
    if (key.startsWith('@')) return { ok: false, code: 'keyword-refused', key }
    const term = key === 'type' ? TYPE : (scope.terms.get(key) ?? anyTerm(scope, key))
    if (term === null) return { ok: false, code: 'undefined-term', key }
    slots.push(slotOf(key, term, base))
  }
  slots.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
  const groups: Slot[][] = []
  for (const slot of slots) {
    const last = groups.at(-1)
    if (last?.[0]?.start === slot.start) last.push(slot)
    else groups.push([slot])
  }
  return { ok: true, groups, covered: slots.every(({ covered }) => covered) }
}

const TYPE: Term = { iri: RDF_TYPE, type: '@id', container: 'none', inner: undefined }

/** A term that no context names, under a vocabulary for all. */
function anyTerm({ vocab }: Scope, key: string): Term | null {
  return vocab === null || key.includes(':') || !isAbsoluteIri(vocab + key)
    ? null
    : { iri: vocab + key, type: null, container: 'none', inner: undefined }
}

function slotOf(key: string, { iri, type, container, inner }: Term, base: Scope): Slot {
  const start = ` <${iri}> `
  const kind = key === 'type' ? 'type' : type === '@id' ? 'id' : type === '@vocab' ? 'word' : 'literal'
  const name = xsd.exec(type ?? '')?.[1] ?? ''
  const wanted = NUMBERS.has(key) || numeric.test(name) ? 'number' : name === 'boolean' ? 'boolean' : 'string'
  return {
    key,
    kind,
    container,
    start,
    startIri: `${start}<`,
    startLiteral: `${start}"`,
    endLiteral: type === null || type === `${XSD}string` ? '" .\n' : `"^^<${type}> .\n`,
    datatype: type,
    wanted: type === null && (base.vocab !== null || EITHER.has(key)) ? 'any' : wanted,
    tagged: type === null && (key === 'name' || key === 'description'),
    scope: inner === undefined ? base : kind === 'word' ? scopeAlone(inner) : extend(base, inner),
    // JSON as it stands (`@json`) is one literal whatever is in it: only the slow path writes that.
    covered:
      (container === 'none' || container === 'list') &&
      (inner === undefined || kind === 'word') &&
      base.vocab === null &&
      type !== '@json',
  }
}
