/** Parts of a document by JSON pointers (Data Integrity ECDSA Cryptosuites 1.0, sections 3.4.11 to 3.4.13). */
import { isJsonObject, type Json, type JsonObject } from '../../../types.ts'

/** What of a value is chosen: all of it, or some of its members. */
type Chosen = 'all' | Map<string, Chosen>

/** A selection, or the pointer that leads nowhere. */
export type Selection =
  | { readonly ok: true; readonly document: JsonObject }
  | { readonly ok: false; readonly pointer: string }

const anyEscape = /~[01]?/g
const ofEscape: Readonly<Record<string, string>> = { '~0': '~', '~1': '/' }

/** The steps of a JSON pointer (RFC 6901, section 3), or null where it is none. */
function stepsOf(pointer: string): string[] | null {
  if (pointer !== '' && !pointer.startsWith('/')) return null
  const steps = pointer.split('/').slice(1)
  if (steps.some((step) => (step.match(anyEscape) ?? []).some((found) => !Object.hasOwn(ofEscape, found)))) return null
  return steps.map((step) => step.replace(anyEscape, (found) => ofEscape[found] as string))
}

/** The member of a value, or nothing: items of arrays by their number without leading zeros (RFC 6901, section 4). */
function memberOf(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return /^(?:0|[1-9]\d{0,5})$/.test(step) ? value[Number(step)] : undefined
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/** The value that a JSON pointer leads to, or nothing. */
export function valueAt(document: JsonObject, pointer: string): Json | undefined {
  const steps = stepsOf(pointer)
  return steps === null ? undefined : steps.reduce<Json | undefined>(memberOf, document)
}

/**
 * The part of a document that pointers lead to: what they name with everything below, on the way there `id` and `type` of
 * each object, and `@context`. Arrays keep the order of what is left. Without pointers only the outermost of these is left.
 */
export function select(document: JsonObject, pointers: readonly string[]): Selection {
  const root = new Map<string, Chosen>()
  let whole: Chosen = root
  for (const pointer of pointers) {
    const steps = stepsOf(pointer)
    if (steps === null || steps.reduce<Json | undefined>(memberOf, document) === undefined)
      return { ok: false, pointer }
    if (steps.length === 0) whole = 'all'
    else choose(root, steps)
  }
  return { ok: true, document: chosenOf(document, whole) as JsonObject }
}

function choose(root: Map<string, Chosen>, steps: readonly string[]): void {
  let here = root
  for (const step of steps.slice(0, -1)) {
    const known = here.get(step)
    if (known === 'all') return
    const next = known ?? new Map<string, Chosen>()
    here.set(step, next)
    here = next
  }
  here.set(steps.at(-1) as string, 'all')
}

const ALWAYS = new Set(['@context', 'id', 'type'])

function chosenOf(value: Json, chosen: Chosen): Json {
  if (chosen === 'all') return value
  if (Array.isArray(value)) {
    const all = value.map((item, at) => ({ item, part: chosen.get(String(at)) }))
    return all.flatMap(({ item, part }) => (part === undefined ? [] : [chosenOf(item, part)]))
  }
  const entries: [string, Json][] = []
  for (const [key, inner] of Object.entries(value as JsonObject)) {
    const part = ALWAYS.has(key) ? 'all' : chosen.get(key)
    if (part !== undefined) entries.push([key, chosenOf(inner, part)])
  }
  return Object.fromEntries(entries)
}

/** How names of the things that have none begin while parts of a document are looked at. They never leave this folder. */
export const UNNAMED = 'x-unnamed:'

/**
 * The same document with a name for each object that has none, so that it can be found again in a part of it (section
 * 3.4.9, skolemisation). Texts with a language are values and keep theirs.
 */
export function withNames(document: JsonObject): JsonObject {
  let count = 0
  const named = (value: Json, key: string): Json => {
    if (key === '@context') return value
    if (Array.isArray(value)) return value.map((item) => named(item, ''))
    if (!isJsonObject(value) || Object.hasOwn(value, '@value')) return value
    const entries = Object.entries(value).map(([name, inner]): [string, Json] => [name, named(inner, name)])
    if (!Object.hasOwn(value, 'id')) entries.push(['id', `${UNNAMED}${count++}`])
    return Object.fromEntries(entries)
  }
  return named(document, '') as JsonObject
}
