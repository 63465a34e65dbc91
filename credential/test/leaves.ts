import type { JsonObject } from '../src/index.ts'

/** A value that holds no other, and the way to it. */
type Leaf = { readonly path: readonly (string | number)[]; readonly value: unknown }

/** Every leaf of a JSON value. */
export function leavesOf(value: unknown, path: readonly (string | number)[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** A copy of a document with one leaf changed. */
export function changed(document: JsonObject, { path, value }: Leaf, to: (value: unknown) => unknown): JsonObject {
  const copy = structuredClone(document)
  let node = copy as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>
  node[path.at(-1) as string] = to(value)
  return copy
}

/** Another value of the same type. */
export function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  const text = String(value)
  const last = text.at(-1) === 'a' ? 'b' : 'a'
  return text.slice(0, -1) + last
}
