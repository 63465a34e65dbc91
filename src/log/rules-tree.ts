/** How the tree grows, tile by tile (RFC 6962, section 2.1; C2SP tlog-tiles). Pure: what is stored comes in and goes out. */

import {
  ENTRIES,
  edgeTiles,
  emptyRoot,
  encodeEntries,
  encodeTile,
  HASH_BYTES,
  hashesAtLevel,
  hashesInTiles,
  type LeafSpan,
  nodeHash,
  rootOfLeaves,
  rootOfSpan,
  TILE_WIDTH,
} from '@lumbung/credential/log'
import type { Tile } from './types.ts'

/** The hashes of a stored tile, the first `width` of them. */
export function hashesOf(tile: Pick<Tile, 'bytes'>, width: number): Uint8Array[] {
  if (tile.bytes.length < width * HASH_BYTES) throw new RangeError('a tile is shorter than the tree says')
  return Array.from({ length: width }, (_, at) => tile.bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

/** Hashes of the right edge by level. */
export type Edge = ReadonlyMap<number, readonly Uint8Array[]>

/** The root of a tree of `size` leaves from its right edge. */
export function rootOf(size: number, edge: Edge): Uint8Array {
  if (size === 0) return emptyRoot()
  let root: Uint8Array | null = null
  for (const { level, width } of edgeTiles(size)) {
    const hashes = edge.get(level) ?? []
    if (hashes.length < width) throw new RangeError('the right edge lacks hashes')
    let end = width
    for (let part = 1; part <= width; part *= 2) {
      if (Math.floor(width / part) % 2 === 0) continue
      const left = rootOfLeaves(hashes.slice(end - part, end))
      root = root === null ? left : nodeHash(left, root)
      end -= part
    }
  }
  if (root === null) throw new RangeError('a tree of leaves has a right edge')
  return root
}

/** What a tree becomes by new leaves: every tile and bundle that is new or grew, and the root. */
export interface Growth {
  readonly size: number
  readonly root: Uint8Array
  /** Tiles of hashes. */
  readonly tiles: readonly Tile[]
  /** The right edge of the grown tree. */
  readonly edge: Edge
}

/** Adds leaf hashes to a tree of `size` leaves whose right edge is known. */
export function grow(size: number, edge: Edge, leaves: readonly Uint8Array[]): Growth {
  const tiles: Tile[] = []
  const after = new Map(edge)
  let fresh = leaves
  for (let level = 0; fresh.length > 0; level++) {
    const before = hashesAtLevel(size, level)
    const offset = before % TILE_WIDTH
    const row = offset === 0 ? fresh : [...(edge.get(level) ?? []).slice(0, offset), ...fresh]
    if (row.length !== offset + fresh.length) throw new RangeError('the right edge lacks hashes')
    const complete: Uint8Array[] = []
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const hashes = row.slice(at, at + TILE_WIDTH)
      const index = Math.floor(before / TILE_WIDTH) + at / TILE_WIDTH
      tiles.push({ level, index, width: hashes.length, bytes: encodeTile(hashes) })
      if (hashes.length === TILE_WIDTH) complete.push(rootOfLeaves(hashes))
    }
    after.set(level, row.slice(row.length - (row.length % TILE_WIDTH)))
    fresh = complete
  }
  const grown = size + leaves.length
  return { size: grown, root: rootOf(grown, after), tiles, edge: after }
}

/** The entries of a bundle, the first `width` of them; nothing where the bytes are no bundle of so many. */
export function entriesOf(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width) {
    if (at + 2 > buffer.length) return null
    const end = at + 2 + buffer.readUInt16BE(at)
    if (end > buffer.length) return null
    entries.push(buffer.subarray(at + 2, end))
    at = end
  }
  return entries
}

/** Appends entries to bundles: `kept` are the entries of the bundle that wasn't full. */
export function growBundles(size: number, kept: readonly Uint8Array[], entries: readonly Uint8Array[]): Tile[] {
  const all = [...kept, ...entries]
  const first = Math.floor(size / TILE_WIDTH)
  return Array.from({ length: Math.ceil(all.length / TILE_WIDTH) }, (_, at) => {
    const own = all.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH)
    return { level: ENTRIES, index: first + at, width: own.length, bytes: encodeEntries(own) }
  })
}

/** The root of each span of a tree, by its tiles as they are stored; throws RangeError where one is missing or too short. */
export function rootsOfSpans(spans: readonly LeafSpan[], tiles: readonly Tile[]): Uint8Array[] {
  const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile] as const))
  const read = hashesInTiles(({ level, index, width }) => {
    const tile = byPlace.get(`${level}/${index}`)
    return tile === undefined ? undefined : hashesOf(tile, width)
  })
  return spans.map((span) => rootOfSpan(span, read))
}
