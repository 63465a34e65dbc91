/** The quick way through JSON that nobody would read in two ways; whatever needs a closer look goes the slow way. */
import type { Json } from '../types.ts'

const surrogate = /[\ud800-\udfff]/
const [QUOTE, COLON, MINUS, NINE] = [0x22, 0x3a, 0x2d, 0x39]

/**
 * The value of a text without anything that needs a closer look, by `JSON.parse`; nothing where there is some, and then
 * `readDocument` decides. Looked for in one pass: escapes and surrogates, numbers that aren't short and whole, depth. A
 * duplicate key is seen by its colon: `JSON.parse` keeps fewer keys than there are colons outside of texts.
 */
export function readQuickly(text: string, maxDepth: number): Json | undefined {
  if (text.includes('\\') || surrogate.test(text)) return undefined
  let colons = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) {
      at = text.indexOf('"', at + 1)
      if (at < 0) return undefined
    } else if (unit === COLON) colons++
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > maxDepth) return undefined
    } else if (unit === 0x7d || unit === 0x5d) depth--
    else if (unit === MINUS || (unit >= 0x30 && unit <= NINE)) {
      const from = at
      while (isPartOfNumber(text.charCodeAt(at + 1))) at++
      if (!/^(?:0|-?[1-9]\d{0,14})$/.test(text.slice(from, at + 1))) return undefined
    }
  }
  try {
    const value = JSON.parse(text) as Json
    return keysOf(value) === colons ? value : undefined
  } catch {
    return undefined
  }
}

function isPartOfNumber(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= NINE) || unit === 0x2e || unit === 0x65 || unit === 0x45 || unit === 0x2b || unit === MINUS
  )
}

function keysOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) for (const item of value) count += keysOf(item)
  else for (const key in value) count += 1 + keysOf(value[key] as Json)
  return count
}
