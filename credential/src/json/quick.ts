/**
 * The quick way through JSON that nobody would read in two ways: the engine's own parser, and proof that it dropped and
 * changed nothing. Whatever can't be proven at a glance goes the slow way, which also says what is wrong and where.
 */
import type { Json } from '../types.ts'

/** A white space between a name and its colon, or a quote or backslash that is escaped before a colon: the count would be wrong. */
const UNCERTAIN = /"[ \t\r\n]+:|\\":/

/**
 * The value of a text that is well-formed Unicode, or undefined where the slow way must decide. Every name is followed by
 * `":`, and inside a string the quote would be escaped; so the parser kept every member exactly where it kept as many names
 * as there are such places, and a repeated name shows. Numbers pass only as whole ones other than 0 that a double holds.
 */
export function readQuickly(text: string, maxDepth: number): Json | undefined {
  // An escape may hide half of a surrogate pair.
  if (text.includes('\\u') || UNCERTAIN.test(text)) return undefined
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const names = namesOf(value, maxDepth)
  return names === placesOf(text) ? value : undefined
}

function placesOf(text: string): number {
  let places = 0
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) places++
  return places
}

/** How many names a value holds; not a number where it is too deep or holds a number that must be looked at. */
function namesOf(value: Json, levels: number): number {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value !== 0 ? 0 : Number.NaN
  if (typeof value !== 'object' || value === null) return 0
  if (levels === 0) return Number.NaN
  let names = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item !== 'string') names += namesOf(item, levels - 1)
    return names
  }
  for (const name in value) {
    const member = value[name] as Json
    names += typeof member === 'string' ? 1 : 1 + namesOf(member, levels - 1)
  }
  return names
}
