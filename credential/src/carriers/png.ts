/** Open Badges in PNG pictures: a chunk of text beside the picture, which is never decoded (PNG, third edition, sections 5 and 11.3.3). */
import { pack, unpack } from '#inflate'
import { type Baked, type Found, MAX_CARRIED_BYTES, MAX_CARRIER_BYTES, onlyOne, textOf } from './carried.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
/** Of Open Badges 3.0 (section 5.3.1, PNG), and of 1 and 2 (Baking specification 2.0). */
const KEYWORDS = { 'open-badges-3': 'openbadgecredential', 'open-badges-2': 'openbadges' } as const
const CHUNKS_AT_MOST = 10_000

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] as number) ^ (value >>> 8)
  return ~value >>> 0
}

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
  /** Offset of the chunk in the file, and the one after it. */
  readonly start: number
  readonly end: number
}

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => bytes[at] === byte)
}

/** Every chunk with its checksum checked: IHDR first, IEND last, nothing after it; null where the file is no such thing. */
function chunksOf(bytes: Uint8Array): Chunk[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const chunks: Chunk[] = []
  let at: number = SIGNATURE.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length || chunks.length >= CHUNKS_AT_MOST) return null
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return null
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if ((type === 'IHDR') !== (chunks.length === 0)) return null
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), start: at, end })
    if (type === 'IEND') return end === bytes.length ? chunks : null
    at = end
  }
  return null
}

/** The text of a chunk that carries a badge: null where the chunk is another, `undefined` where it is broken. */
async function badgeText({ type, data }: Chunk): Promise<string | null | undefined> {
  if (type !== 'iTXt' && type !== 'tEXt') return null
  const keywordEnd = data.indexOf(0)
  const keyword = String.fromCharCode(...data.subarray(0, Math.max(0, Math.min(keywordEnd, 79))))
  if (keyword !== KEYWORDS['open-badges-3'] && keyword !== KEYWORDS['open-badges-2']) return null
  // The first badges of 2012 stand in tEXt; all that is legal in them is ASCII.
  if (type === 'tEXt') return textOf(data.subarray(keywordEnd + 1)) ?? undefined
  const [compressed, method] = data.subarray(keywordEnd + 1)
  const languageEnd = data.indexOf(0, keywordEnd + 3)
  const translatedEnd = languageEnd < 0 ? -1 : data.indexOf(0, languageEnd + 1)
  if (translatedEnd < 0 || method !== 0) return undefined
  const body = data.subarray(translatedEnd + 1)
  if (compressed === 0) return body.length > MAX_CARRIED_BYTES ? undefined : (textOf(body) ?? undefined)
  if (compressed !== 1) return undefined
  const plain = await unpack('deflate', body, MAX_CARRIED_BYTES)
  return plain === null ? undefined : (textOf(plain) ?? undefined)
}

/**
 * Takes the badge out of a PNG: `iTXt` under `openbadgecredential` (Open Badges 3.0) or `openbadges` (1 and 2), packed or
 * not. Every chunk's checksum is checked. Two badges in one picture are refused, and so are files over 5 MB and badges
 * over 2 MB once unpacked. Never throws.
 */
export async function unbakePng(bytes: Uint8Array): Promise<Found> {
  if (bytes.length > MAX_CARRIER_BYTES) return { ok: false, code: 'carrier-too-large' }
  const chunks = isPng(bytes) ? chunksOf(bytes) : null
  if (chunks === null) return { ok: false, code: 'carrier-broken' }
  const found: string[] = []
  for (const chunk of chunks) {
    const text = await badgeText(chunk)
    if (text === undefined) return { ok: false, code: 'carrier-broken' }
    if (text !== null) found.push(text)
    if (found.length > 1) break
  }
  return onlyOne(found)
}

/**
 * Puts a credential's text into a PNG, right after its header, byte for byte; the picture stays as it is. A picture that
 * carries one already is refused as ambiguous, a broken one as broken, a text that no UTF-8 holds as not for the carrier.
 */
export async function bakePng(
  picture: Uint8Array,
  text: string,
  options: { readonly as?: keyof typeof KEYWORDS; readonly compressed?: boolean } = {},
): Promise<Baked> {
  const before = await unbakePng(picture)
  if (before.ok) return { ok: false, code: 'carrier-ambiguous' }
  if (before.code !== 'carrier-empty') return before
  const plain = new TextEncoder().encode(text)
  if (plain.length > MAX_CARRIED_BYTES) return { ok: false, code: 'carrier-too-large' }
  if (textOf(plain) !== text) return { ok: false, code: 'text-not-for-carrier' }
  const { as = 'open-badges-3', compressed = false } = options
  const head = new TextEncoder().encode(`${KEYWORDS[as]}\0${compressed ? '\x01' : '\0'}\0\0\0`)
  const body = compressed ? await pack('deflate', plain) : plain
  const [header] = chunksOf(picture) as [Chunk, ...Chunk[]]
  const bytes = joined([
    picture.subarray(0, header.end),
    chunkBytes('iTXt', [head, body]),
    picture.subarray(header.end),
  ])
  return { ok: true, bytes }
}

function chunkBytes(type: string, data: readonly Uint8Array[]): Uint8Array {
  const typed = joined([new TextEncoder().encode(type), ...data])
  const bytes = joined([new Uint8Array(4), typed, new Uint8Array(4)])
  const view = new DataView(bytes.buffer)
  view.setUint32(0, typed.length - 4)
  view.setUint32(bytes.length - 4, crc32(typed))
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
