import type { Json } from '../types.ts'

/** Whether two JSON values say the same, whatever the order of their keys. It ends at the first difference. */
export function isSameJson(one: Json, other: Json): boolean {
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return one === other
  const [ones, others] = [Object.entries(one), new Map(Object.entries(other))]
  return (
    Array.isArray(one) === Array.isArray(other) &&
    ones.length === others.size &&
    ones.every(([key, value]) => others.has(key) && isSameJson(value, others.get(key) as Json))
  )
}
