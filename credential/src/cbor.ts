/**
 * A small part of CBOR (RFC 8949): whole numbers, texts, bytes, arrays, and maps by whole numbers, in the one form that
 * section 4.2.1 calls deterministic. Everything else is refused, so that what is signed can be written in one way only.
 */
import { hasLoneSurrogate } from './json/read.ts'

export type Cbor = number | string | Uint8Array | readonly Cbor[] | CborMap
export type CborMap = ReadonlyMap<number, Cbor>

const DEPTH_AT_MOST = 8
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are being written, and how many there are. */
interface Written {
  bytes: Uint8Array
  length: number
}

/** Writes a value. Throws RangeError for a number that isn't whole and safe, or a text with half a pair: a fault of ours. */
export function encodeCbor(value: Cbor): Uint8Array {
  const out = { bytes: new Uint8Array(256), length: 0 }
  write(value, out)
  return out.bytes.slice(0, out.length)
}

function write(value: Cbor, out: Written): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('a number that is not whole and safe')
    head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value, out)
  } else if (typeof value === 'string') {
    if (hasLoneSurrogate(value)) throw new RangeError('a text with half of a pair')
    const bytes = new TextEncoder().encode(value)
    head(3, bytes.length, out)
    append(bytes, out)
  } else if (value instanceof Uint8Array) {
    head(2, value.length, out)
    append(value, out)
  } else if (value instanceof Map) {
    head(5, value.size, out)
    const entries = [...(value as CborMap)].map(([key, item]) => ({ key: encodeCbor(key), item }))
    entries.sort((a, b) => compareBytes(a.key, b.key))
    for (const { key, item } of entries) {
      append(key, out)
      write(item, out)
    }
  } else {
    const items = value as readonly Cbor[]
    head(4, items.length, out)
    for (const item of items) write(item, out)
  }
}

function append(bytes: ArrayLike<number>, out: Written): void {
  const length = out.length + bytes.length
  if (length > out.bytes.length) {
    const longer = new Uint8Array(2 * length)
    longer.set(out.bytes)
    out.bytes = longer
  }
  out.bytes.set(bytes, out.length)
  out.length = length
}

/** The first byte of an item with its argument in the shortest form (section 4.2.1). */
function head(major: number, argument: number, out: Written): void {
  const first = major << 5
  if (argument < 24) append([first | argument], out)
  else if (argument < 0x100) append([first | 24, argument], out)
  else if (argument < 0x10000) append([first | 25, argument >> 8, argument & 255], out)
  else if (argument < 0x100000000) append([first | 26, ...bytesOf(argument, 4)], out)
  else append([first | 27, ...bytesOf(argument, 8)], out)
}

function bytesOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor(value / 256 ** (count - 1 - at)) % 256)
}

/** Which of two written keys comes first; 0 where they are the same. None is the beginning of another. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number)
}

interface At {
  readonly bytes: Uint8Array
  offset: number
}

/**
 * Reads the one item that the bytes hold, or `undefined`: bytes left over, a longer form than needed, keys out of order or
 * twice, lengths without an end, tags, floats, bad UTF-8 and more than 8 levels are all refused. Never throws.
 */
export function decodeCbor(bytes: Uint8Array): Cbor | undefined {
  const at = { bytes, offset: 0 }
  const value = read(at, 0)
  return at.offset === bytes.length ? value : undefined
}

function read(at: At, depth: number): Cbor | undefined {
  const first = at.bytes[at.offset++]
  if (first === undefined || depth > DEPTH_AT_MOST) return undefined
  const argument = readArgument(first & 31, at)
  if (argument === undefined) return undefined
  switch (first >> 5) {
    case 0:
      return argument
    case 1:
      return -1 - argument
    case 2:
      return readBytes(at, argument)
    case 3:
      return readText(at, argument)
    case 4:
      return readItems(at, argument, depth)
    case 5:
      return readMap(at, argument, depth)
    default:
      return undefined
  }
}

function readArgument(short: number, at: At): number | undefined {
  if (short < 24) return short
  const count = [1, 2, 4, 8][short - 24]
  const bytes = count === undefined ? undefined : readBytes(at, count)
  if (count === undefined || bytes === undefined) return undefined
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  const least = count === 1 ? 24 : 256 ** (count / 2)
  // Two less than the largest safe number, so that its negative is safe too.
  return value < least || value >= Number.MAX_SAFE_INTEGER ? undefined : value
}

function readBytes(at: At, length: number): Uint8Array | undefined {
  const end = at.offset + length
  if (end > at.bytes.length) return undefined
  const bytes = at.bytes.slice(at.offset, end)
  at.offset = end
  return bytes
}

function readText(at: At, length: number): string | undefined {
  const bytes = readBytes(at, length)
  if (bytes === undefined) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function readItems(at: At, length: number, depth: number): Cbor[] | undefined {
  const items: Cbor[] = []
  while (items.length < length) {
    const item = read(at, depth + 1)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function readMap(at: At, length: number, depth: number): CborMap | undefined {
  const map = new Map<number, Cbor>()
  let before: Uint8Array | undefined
  while (map.size < length) {
    const start = at.offset
    const key = read(at, depth + 1)
    const written = at.bytes.subarray(start, at.offset)
    if (typeof key !== 'number' || (before !== undefined && compareBytes(before, written) >= 0)) return undefined
    const item = read(at, depth + 1)
    if (item === undefined) return undefined
    map.set(key, item)
    before = written
  }
  return map
}
