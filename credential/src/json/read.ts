/**
 * The one reader for signed JSON (RFC 8259, narrowed as I-JSON, RFC 7493, asks): what two parsers could read in two ways
 * is refused, so that what was checked is what is shown.
 */
import type { Json, JsonObject } from '../types.ts'
import { readQuickly } from './quick.ts'

/** Why a text is refused, from a closed list. */
export type JsonProblem =
  | 'json-not-utf8'
  | 'json-byte-order-mark'
  | 'json-syntax'
  | 'json-duplicate-key'
  | 'json-lone-surrogate'
  | 'json-unsafe-number'
  | 'json-too-deep'
  | 'json-too-large'

/** Limits of the reader: bytes of UTF-8, and levels of nesting (an outermost object is level 1). */
export type JsonLimits = { readonly maxBytes: number; readonly maxDepth: number }

/** Limits for our own formats: 256 KB and 32 levels. */
export const OWN_LIMITS: JsonLimits = { maxBytes: 256 * 1024, maxDepth: 32 }

/** The value, or the first problem with the JSON pointer (RFC 6901) of its place and the offset in the text. */
export type JsonReading =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: JsonProblem; readonly at: string; readonly position: number }

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it refuses
const plainText = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/
const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class JsonFault extends Error {
  readonly code: JsonProblem
  readonly position: number
  constructor(code: JsonProblem, position: number) {
    super(code)
    this.code = code
    this.position = position
  }
}

/**
 * Reads JSON strictly: duplicate keys, lone surrogates, numbers that a double cannot hold, a byte order mark, bad UTF-8,
 * too many levels and too many bytes are each refused with the place. Keys such as `__proto__` become plain own
 * properties. Never throws.
 */
export function readJson(input: string | Uint8Array, limits: Partial<JsonLimits> = {}): JsonReading {
  const { maxBytes, maxDepth } = { ...OWN_LIMITS, ...limits }
  let text: string
  if (typeof input === 'string') {
    text = input
    if (text.length > maxBytes || (text.length * 3 > maxBytes && utf8Length(text) > maxBytes))
      return refusal('json-too-large', '', 0)
  } else {
    if (input.length > maxBytes) return refusal('json-too-large', '', 0)
    const decoded = utf8Text(input)
    if (decoded === null) return refusal('json-not-utf8', '', 0)
    text = decoded
  }
  if (text.charCodeAt(0) === 0xfeff) return refusal('json-byte-order-mark', '', 0)
  const quick = readQuickly(text, maxDepth)
  if (quick !== undefined) return { ok: true, value: quick }
  const path: (string | number)[] = []
  try {
    return { ok: true, value: readDocument(text, maxDepth, path) }
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault
    return refusal(fault.code, pointerOf(path), fault.position)
  }
}

/** The text of bytes in UTF-8, a byte order mark kept; null where they are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

function refusal(code: JsonProblem, at: string, position: number): JsonReading {
  return { ok: false, code, at, position }
}

/** The JSON pointer (RFC 6901) of a path. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

function readDocument(text: string, maxDepth: number, path: (string | number)[]): Json {
  let at = 0

  const fail = (code: JsonProblem): never => {
    throw new JsonFault(code, at)
  }

  const skipSpace = (): void => {
    for (;;) {
      const unit = text.charCodeAt(at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      at++
    }
  }

  const readString = (): string => {
    const start = at + 1
    let end = start
    for (;;) {
      const close = text.indexOf('"', end)
      if (close < 0) return fail('json-syntax')
      let slashes = 0
      while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++
      end = close + 1
      if (slashes % 2 === 0) break
    }
    const raw = text.slice(start, end - 1)
    const value = plainText.test(raw) ? raw : unescaped(raw)
    at = end
    return value
  }

  const unescaped = (raw: string): string => {
    let out = ''
    for (let i = 0; i < raw.length; i++) {
      const unit = raw.charCodeAt(i)
      if (unit < 0x20) return fail('json-syntax')
      if (unit !== 0x5c) {
        out += raw[i]
        continue
      }
      // There is one: a text doesn't end behind an odd number of backslashes.
      const letter = raw[++i] as string
      if (letter === 'u') {
        const digits = raw.slice(i + 1, i + 5)
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) return fail('json-syntax')
        out += String.fromCharCode(Number.parseInt(digits, 16))
        i += 4
      } else {
        const plain = shortEscapes[letter]
        if (plain === undefined) return fail('json-syntax')
        out += plain
      }
    }
    if (hasLoneSurrogate(out)) return fail('json-lone-surrogate')
    return out
  }

  const readNumber = (): number => {
    numberForm.lastIndex = at
    const form = numberForm.exec(text)?.[0]
    if (form === undefined) return fail('json-syntax')
    const value = Number(form)
    if (!isSafeNumber(form, value)) return fail('json-unsafe-number')
    at += form.length
    return value
  }

  const readValue = (depth: number): Json => {
    skipSpace()
    const first = text[at]
    if (first === '"') return readString()
    if (first === '{' || first === '[') {
      if (depth >= maxDepth) return fail('json-too-deep')
      return first === '{' ? readObject(depth + 1) : readArray(depth + 1)
    }
    if (text.startsWith('true', at)) {
      at += 4
      return true
    }
    if (text.startsWith('false', at)) {
      at += 5
      return false
    }
    if (text.startsWith('null', at)) {
      at += 4
      return null
    }
    return readNumber()
  }

  const readArray = (depth: number): Json[] => {
    const items: Json[] = []
    at++
    skipSpace()
    if (text[at] === ']') {
      at++
      return items
    }
    for (;;) {
      path.push(items.length)
      items.push(readValue(depth))
      path.pop()
      skipSpace()
      const next = text[at]
      if (next !== ',' && next !== ']') return fail('json-syntax')
      at++
      if (next === ']') return items
    }
  }

  const readObject = (depth: number): JsonObject => {
    const object: JsonObject = {}
    at++
    skipSpace()
    if (text[at] === '}') {
      at++
      return object
    }
    for (;;) {
      skipSpace()
      if (text[at] !== '"') return fail('json-syntax')
      const start = at
      const key = readString()
      path.push(key)
      if (Object.hasOwn(object, key)) {
        at = start
        return fail('json-duplicate-key')
      }
      skipSpace()
      if (text[at] !== ':') return fail('json-syntax')
      at++
      define(object, key, readValue(depth))
      path.pop()
      skipSpace()
      const next = text[at]
      if (next !== ',' && next !== '}') return fail('json-syntax')
      at++
      if (next === '}') return object
    }
  }

  const value = readValue(0)
  skipSpace()
  return at === text.length ? value : fail('json-syntax')
}

/** Sets an own property even where the name is `__proto__`. */
function define(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}

/** Whether a text holds half of a surrogate pair, which no UTF-8 can carry. */
export function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
}

/** A number is safe when a double holds exactly the decimal that was written (RFC 7493, section 2.2), and it is not -0. */
function isSafeNumber(form: string, value: number): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return false
  if (value === 0) return /^[0.]+(?:[eE].*)?$/.test(form)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false
  return digitsOf(form) === digitsOf(String(value))
}

/** The significant digits and the exponent of a decimal, so that `0.50` and `5e-1` compare equal. */
function digitsOf(form: string): string {
  const [mantissa = '', exponent = '0'] = form.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^-?0*/, '')
  const trimmed = digits.replace(/0+$/, '')
  return `${trimmed}e${Number(exponent) - fraction.length + (digits.length - trimmed.length)}`
}
