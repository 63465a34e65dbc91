/** Why a text is no readable JSON for us. One closed list. */
export type JsonFault =
  | 'not-utf8'
  | 'byte-order-mark'
  | 'too-large'
  | 'too-deep'
  | 'duplicate-key'
  | 'lone-surrogate'
  | 'unsafe-number'
  | 'not-json'

export type JsonRead =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly code: JsonFault; /** JSON pointer, or `offset:<n>` where the text breaks. */ readonly at: string }

export interface JsonLimits {
  /** Bytes of UTF-8; 262,144 unless told otherwise. */
  readonly maxBytes?: number
  /** Nested arrays and objects; 32 unless told otherwise. */
  readonly maxDepth?: number
}

interface Cursor {
  readonly text: string
  at: number
  readonly path: string[]
  readonly maxDepth: number
}

class Fault extends Error {
  readonly code: JsonFault
  constructor(code: JsonFault) {
    super(code)
    this.code = code
  }
}

/**
 * Reads JSON strictly, the same way everywhere: a document that two readers could understand differently is refused.
 * No byte order mark, no duplicate keys, no lone surrogates, no number that a double can't hold exactly, no `-0`, at
 * most 32 deep and 256 KB. Keys such as `__proto__` become plain properties and touch nothing.
 */
export function readJson(input: string | Uint8Array, limits: JsonLimits = {}): JsonRead {
  const maxBytes = limits.maxBytes ?? 262_144
  let text: string
  if (typeof input === 'string') text = input
  else {
    if (input.length > maxBytes) return { ok: false, code: 'too-large', at: `offset:${maxBytes}` }
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
    } catch {
      return { ok: false, code: 'not-utf8', at: 'offset:0' }
    }
  }
  if (text.length > maxBytes || (typeof input === 'string' && new TextEncoder().encode(text).length > maxBytes)) {
    return { ok: false, code: 'too-large', at: `offset:${maxBytes}` }
  }
  if (text.startsWith('\uFEFF')) return { ok: false, code: 'byte-order-mark', at: 'offset:0' }
  const cursor: Cursor = { text, at: 0, path: [], maxDepth: limits.maxDepth ?? 32 }
  try {
    const value = readValue(cursor, 1)
    skipSpace(cursor)
    if (cursor.at !== text.length) throw new Fault('not-json')
    return { ok: true, value, text }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const pointer = cursor.path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    return { ok: false, code: error.code, at: error.code === 'not-json' ? `offset:${cursor.at}` : pointer }
  }
}

function skipSpace(cursor: Cursor): void {
  while (' \t\n\r'.includes(cursor.text[cursor.at] ?? 'x')) cursor.at += 1
}

function readValue(cursor: Cursor, depth: number): unknown {
  skipSpace(cursor)
  const letter = cursor.text[cursor.at]
  if (letter === '{') return readObject(cursor, depth)
  if (letter === '[') return readArray(cursor, depth)
  if (letter === '"') return readString(cursor)
  for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length
      return value
    }
  }
  return readNumber(cursor)
}

function readObject(cursor: Cursor, depth: number): Record<string, unknown> {
  if (depth > cursor.maxDepth) throw new Fault('too-deep')
  const object: Record<string, unknown> = {}
  const seen = new Set<string>()
  cursor.at += 1
  skipSpace(cursor)
  if (cursor.text[cursor.at] === '}') {
    cursor.at += 1
    return object
  }
  for (;;) {
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== '"') throw new Fault('not-json')
    const key = readString(cursor)
    cursor.path.push(key)
    if (seen.has(key)) throw new Fault('duplicate-key')
    seen.add(key)
    expect(cursor, ':')
    const value = readValue(cursor, depth + 1)
    // A plain assignment to `__proto__` would change the prototype; a defined property does not.
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
    cursor.path.pop()
    skipSpace(cursor)
    if (cursor.text[cursor.at] === '}') break
    expect(cursor, ',')
  }
  cursor.at += 1
  return object
}

function readArray(cursor: Cursor, depth: number): unknown[] {
  if (depth > cursor.maxDepth) throw new Fault('too-deep')
  const items: unknown[] = []
  cursor.at += 1
  skipSpace(cursor)
  if (cursor.text[cursor.at] === ']') {
    cursor.at += 1
    return items
  }
  for (;;) {
    cursor.path.push(String(items.length))
    items.push(readValue(cursor, depth + 1))
    cursor.path.pop()
    skipSpace(cursor)
    if (cursor.text[cursor.at] === ']') break
    expect(cursor, ',')
  }
  cursor.at += 1
  return items
}

function expect(cursor: Cursor, letter: string): void {
  skipSpace(cursor)
  if (cursor.text[cursor.at] !== letter) throw new Fault('not-json')
  cursor.at += 1
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

function readString(cursor: Cursor): string {
  STRING.lastIndex = cursor.at
  const match = STRING.exec(cursor.text)
  if (match === null) throw new Fault('not-json')
  cursor.at += match[0].length
  const value = JSON.parse(match[0]) as string
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Fault('lone-surrogate')
  return value
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

function readNumber(cursor: Cursor): number {
  NUMBER.lastIndex = cursor.at
  const match = NUMBER.exec(cursor.text)
  if (match === null) throw new Fault('not-json')
  cursor.at += match[0].length
  const value = Number(match[0])
  const whole = !/[.eE]/.test(match[0])
  if (!Number.isFinite(value) || Object.is(value, -0) || (whole ? !Number.isSafeInteger(value) : Math.abs(value) > Number.MAX_SAFE_INTEGER)) {
    throw new Fault('unsafe-number')
  }
  return value
}
