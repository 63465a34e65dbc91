/** The JSON Canonicalization Scheme (RFC 8785): one text for one value. */
import type { Json, JsonObject } from '../types.ts'
import { hasLoneSurrogate } from './read.ts'

/** Texts that stand between quotes as they are: no quote, backslash, control or surrogate. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is escaped
const plainText = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/

/**
 * The canonical text of a JSON value (RFC 8785, section 3.2): no white space, keys in the order of their UTF-16 code units,
 * numbers and texts as ECMAScript writes them. What `readJson` answers always has one. Throws TypeError on what is no JSON
 * value (RFC 7493): NaN, an infinity, half of a surrogate pair, `undefined`; a fault of the caller.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('JSON has no number that is not finite')
    return String(value)
  }
  if (typeof value === 'boolean' || value === null) return String(value)
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value}`)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = '{'
  for (const key of sortedKeys(value))
    text += `${text.length === 1 ? '' : ','}${quoted(key)}:${canonicalJson(value[key] as Json)}`
  return `${text}}`
}

function sortedKeys(value: JsonObject): readonly string[] {
  const keys = Object.keys(value)
  // Few keys: putting each in its place costs less than a call of `sort`.
  if (keys.length > 24) return keys.sort()
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at] as string
    let to = at
    for (; to > 0 && (keys[to - 1] as string) > key; to--) keys[to] = keys[to - 1] as string
    keys[to] = key
  }
  return keys
}

function quoted(text: string): string {
  if (plainText.test(text)) return `"${text}"`
  if (hasLoneSurrogate(text)) throw new TypeError('JSON has no half of a surrogate pair')
  return JSON.stringify(text)
}
