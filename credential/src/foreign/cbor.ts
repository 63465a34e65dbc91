/** A small part of CBOR (RFC 8949): whole numbers, bytes, texts and arrays of a definite length. Never throws. */

export type Cbor = number | string | Uint8Array | readonly Cbor[]

const DEPTH = 16
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads one item that fills all the bytes, or nothing where they are something else. */
export function readCbor(bytes: Uint8Array): Cbor | undefined {
  const read = itemAt(bytes, 0, DEPTH)
  return read !== undefined && read.end === bytes.length ? read.item : undefined
}

type ItemRead = { readonly item: Cbor; readonly end: number } | undefined

function itemAt(bytes: Uint8Array, start: number, depth: number): ItemRead {
  const head = headAt(bytes, start)
  if (head === undefined || depth === 0) return undefined
  const { major, argument, end } = head
  if (major === 0) return { item: argument, end }
  if (major === 1) return { item: -1 - argument, end }
  if (major === 4) return arrayAt(bytes, end, argument, depth)
  if (major > 4 || end + argument > bytes.length) return undefined
  const content = bytes.slice(end, end + argument)
  if (major === 2) return { item: content, end: end + argument }
  try {
    return { item: strictUtf8.decode(content), end: end + argument }
  } catch {
    return undefined
  }
}

/** The first byte of an item with its argument (section 3): up to 32 bits, which is more than any proof needs. */
function headAt(bytes: Uint8Array, start: number): { major: number; argument: number; end: number } | undefined {
  const first = bytes[start]
  if (first === undefined) return undefined
  const major = first >> 5
  const low = first & 31
  if (low < 24) return { major, argument: low, end: start + 1 }
  const width = [1, 2, 4][low - 24]
  if (width === undefined || start + 1 + width > bytes.length) return undefined
  let argument = 0
  for (const byte of bytes.subarray(start + 1, start + 1 + width)) argument = argument * 256 + byte
  return { major, argument, end: start + 1 + width }
}

function arrayAt(bytes: Uint8Array, start: number, length: number, depth: number): ItemRead {
  const item: Cbor[] = []
  let end = start
  while (item.length < length) {
    const next = itemAt(bytes, end, depth - 1)
    if (next === undefined) return undefined
    item.push(next.item)
    end = next.end
  }
  return { item, end }
}
