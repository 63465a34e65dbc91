/** A log as static files (C2SP tlog-tiles): where its tiles and bundles of entries stand, and what is in them. */
import {
  emptyRoot,
  extend,
  HASH_BYTES,
  type HashReader,
  isCount,
  type LeafSpan,
  nodeHash,
  rootOfLeaves,
  rootOfSpan,
  type Subtree,
  subtreesOf,
  type TreeHead,
} from './merkle.ts'

/** Levels of the tree in one tile. */
export const TILE_HEIGHT = 8
/** Hashes of a full tile, and entries of a full bundle. */
export const TILE_WIDTH = 256
/** In place of a level: bundles of entries. */
export const ENTRIES = -1
/** Most bytes of an entry: its length is a uint16 (C2SP tlog-tiles, *Log entries*). */
export const ENTRY_BYTES = 65_535
/** Highest level that a path may name (*Merkle Tree*). */
const LEVELS = 63

/** A tile, or a bundle where `level` is `ENTRIES`. `width` is 1 to 256; below 256 it is partial. */
export interface TileAddress {
  readonly level: number
  readonly index: number
  readonly width: number
}

/** A tile with its hashes. */
export interface Tile extends TileAddress {
  readonly hashes: readonly Uint8Array[]
}

/** The path below the log's address (*Merkle Tree*): `tile/0/x001/x234/067`, `tile/entries/000.p/5`. */
export function tilePath({ level, index, width }: TileAddress): string {
  const digits = String(index)
  const parts = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) as string[]
  const place = parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join('/')
  const suffix = width === TILE_WIDTH ? '' : `.p/${width}`
  return `tile/${level === ENTRIES ? 'entries' : level}/${place}${suffix}`
}

/** Reads the path of a tile or bundle; nothing where it is spelt in any other way than `tilePath` spells it. */
export function readTilePath(path: string): TileAddress | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return undefined
  const [, level = '', place = '', width = TILE_WIDTH] = match
  const address = {
    level: level === 'entries' ? ENTRIES : Number(level),
    index: Number(place.replace(/[x/]/g, '')),
    width: Number(width),
  }
  const isKnown = address.level <= LEVELS && address.width >= 1 && address.width <= TILE_WIDTH
  return isKnown && isCount(address.index) && tilePath(address) === path ? address : undefined
}

/** How many hashes a level of tiles holds in a tree: one for each complete tile below (*Partial Tiles*). */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** Math.max(0, level))
}

/** Tiles and bundles that a tree of `size` has and one of `from` leaves doesn't, bundles first, then level by level. */
export function* tilesBetween(from: number, size: number): Generator<TileAddress> {
  for (let level = ENTRIES; hashesAtLevel(size, level) > 0; level++) {
    const [before, count] = [hashesAtLevel(from, level), hashesAtLevel(size, level)]
    if (before === count) continue
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < count; index++)
      yield { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) }
  }
}

/** The partial tiles at the right edge of a tree: what is needed to go on with it. */
export function edgeTiles(size: number): TileAddress[] {
  const edge: TileAddress[] = []
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const count = hashesAtLevel(size, level)
    if (count % TILE_WIDTH > 0) edge.push({ level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH })
  }
  return edge
}

/** The tile in which the hash of a complete subtree stands or is made, and where: `count` hashes from `offset` on. */
function placeOf({ level, index }: Subtree): TileAddress & { readonly offset: number; readonly count: number } {
  const count = 2 ** (level % TILE_HEIGHT)
  const first = index * count
  const offset = first % TILE_WIDTH
  return {
    level: Math.floor(level / TILE_HEIGHT),
    index: Math.floor(first / TILE_WIDTH),
    width: offset + count,
    offset,
    count,
  }
}

/** The tiles of a tree of `size` that the roots of spans are made from, each once, as the log serves them at that size. */
export function tilesOfSpans(spans: readonly LeafSpan[], size: number): TileAddress[] {
  const needed = new Map<string, TileAddress>()
  for (const { level, index } of spans.flatMap(subtreesOf).map(placeOf)) {
    const width = Math.min(TILE_WIDTH, hashesAtLevel(size, level) - index * TILE_WIDTH)
    needed.set(`${level}/${index}`, { level, index, width })
  }
  return [...needed.values()]
}

/** The hashes of a tile; nothing where the log doesn't have it. At least `width` of them are looked at. */
export type TileReader = (tile: TileAddress) => readonly Uint8Array[] | undefined

/** Reads hashes of subtrees out of tiles. The reader throws RangeError where a tile is missing or too short. */
export function hashesInTiles(read: TileReader): HashReader {
  return (level, index) => {
    const { offset, count, ...tile } = placeOf({ level, index })
    const hashes = read(tile)?.slice(offset, offset + count)
    if (hashes?.length !== count) throw new RangeError(`tile ${tilePath(tile)} is missing or too short`)
    return rootOfLeaves(hashes)
  }
}

/** A tree that grew: its head, and every tile that is new or wider. */
export interface Growth extends TreeHead {
  readonly tiles: readonly Tile[]
}

/**
 * Adds leaf hashes to a tree of `size` leaves. `read` is asked for `edgeTiles(size)` alone; RangeError where it lacks
 * one. Of tiles that filled up, each is answered once, full.
 */
export function growTree(size: number, read: TileReader, leaves: readonly Uint8Array[]): Growth {
  const tiles: Tile[] = []
  const edge = new Map<number, readonly Uint8Array[]>()
  for (const tile of edgeTiles(size)) {
    const hashes = read(tile)?.slice(0, tile.width)
    if (hashes?.length !== tile.width) throw new RangeError(`tile ${tilePath(tile)} is missing or too short`)
    edge.set(tile.level, hashes)
  }
  let fresh = leaves
  for (let level = 0; fresh.length > 0; level++) {
    const row = [...(edge.get(level) ?? []), ...fresh]
    const first = Math.floor(hashesAtLevel(size, level) / TILE_WIDTH)
    const complete: Uint8Array[] = []
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const hashes = row.slice(at, at + TILE_WIDTH)
      tiles.push({ level, index: first + at / TILE_WIDTH, width: hashes.length, hashes })
      if (hashes.length === TILE_WIDTH) complete.push(rootOfLeaves(hashes))
    }
    edge.set(level, row.slice(row.length - (row.length % TILE_WIDTH)))
    fresh = complete
  }
  return { size: size + leaves.length, root: rootOfEdge(edge), tiles }
}

/** The root of a tree by what stands at its right edge, level by level from the leaves up. */
function rootOfEdge(edge: ReadonlyMap<number, readonly Uint8Array[]>): Uint8Array {
  let root: Uint8Array | undefined
  for (const [, hashes] of [...edge].sort(([one], [other]) => one - other)) {
    const { nodes } = extend({ size: 0, nodes: [] }, hashes)
    for (const left of [...nodes].reverse()) root = root === undefined ? left : nodeHash(left, root)
  }
  return root ?? emptyRoot()
}

/** The root of a tree of `size` leaves by its tiles; RangeError where one is missing. */
export function rootOfTiles(size: number, read: TileReader): Uint8Array {
  return size === 0 ? emptyRoot() : rootOfSpan({ start: 0, end: size }, hashesInTiles(read))
}

/** The bytes of a tile: its hashes one after the other. */
export function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_BYTES)
  return bytes
}

/** The hashes of a tile; nothing unless there are exactly `width` of them. */
export function decodeTile(bytes: Uint8Array, width: number): Uint8Array[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

/** A bundle of entries, each behind its length as big-endian uint16 (*Log entries*). Throws RangeError for one over 65,535 bytes. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes`)
    bytes.set([entry.length >> 8, entry.length & 255], at)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** The entries of a bundle; nothing unless there are exactly `width` of them and no byte is left over. */
export function decodeEntries(bytes: Uint8Array, width: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && entries.length < width) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (low === undefined) return undefined
    const end = at + 2 + (high as number) * 256 + low
    if (end > bytes.length) return undefined
    entries.push(bytes.slice(at + 2, end))
    at = end
  }
  return at === bytes.length && entries.length === width ? entries : undefined
}
