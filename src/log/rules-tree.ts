/** How the tree grows, tile by tile (RFC 6962, section 2.1; C2SP tlog-tiles). Pure: what is stored comes in and goes out. */

import { hash } from 'node:crypto'
import { hashesInTiles, type LeafSpan, rootOfSpan } from '@lumbung/credential/log'
import type { Tile } from './types.ts'

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256
/** The level under which bundles of entries are stored. */
export const ENTRIES = -1
const HASH_BYTES = 32
const LEAF = Buffer.from([0])
const PAIR = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

/** The hash of a leaf (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([LEAF, entry]), 'buffer')
}

/** The hash of an inner node (RFC 6962, section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  // One buffer for all: a tree hashes a node for every leaf, and nothing else happens between filling and hashing it.
  PAIR.set(left, 1)
  PAIR.set(right, 1 + HASH_BYTES)
  return hash('sha256', PAIR, 'buffer')
}

/** The root of a complete subtree of 1, 2, 4 ... hashes. */
export function completeRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const next: Uint8Array[] = []
    for (let at = 0; at + 1 < row.length; at += 2) next.push(nodeHash(row[at] as Uint8Array, row[at + 1] as Uint8Array))
    row = next
  }
  if (row[0] === undefined) throw new RangeError('a subtree of no hashes has no root')
  return row[0]
}

/** How many hashes there are at a level of tiles in a tree of `size` leaves: those of complete tiles below. */
function hashesAt(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** The tiles of the right edge that aren't full: what a tree of `size` leaves is continued from. */
export function edgeOf(size: number): { level: number; index: number; width: number }[] {
  const edge: { level: number; index: number; width: number }[] = []
  for (let level = 0; hashesAt(size, level) > 0; level++) {
    const count = hashesAt(size, level)
    const width = count % TILE_WIDTH
    if (width > 0) edge.push({ level, index: Math.floor(count / TILE_WIDTH), width })
  }
  return edge
}

/** The hashes of a stored tile, the first `width` of them. */
export function hashesOf(tile: Pick<Tile, 'bytes'>, width: number): Uint8Array[] {
  if (tile.bytes.length < width * HASH_BYTES) throw new RangeError('a tile is shorter than the tree says')
  return Array.from({ length: width }, (_, at) => tile.bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))
}

/** Hashes of the right edge by level. */
export type Edge = ReadonlyMap<number, readonly Uint8Array[]>

/** The root of a tree of `size` leaves from its right edge. */
export function rootOf(size: number, edge: Edge): Uint8Array {
  if (size === 0) return hash('sha256', '', 'buffer')
  let root: Uint8Array | null = null
  for (const { level, width } of edgeOf(size)) {
    const hashes = edge.get(level) ?? []
    if (hashes.length < width) throw new RangeError('the right edge lacks hashes')
    let end = width
    for (let part = 1; part <= width; part *= 2) {
      if (Math.floor(width / part) % 2 === 0) continue
      const left = completeRoot(hashes.slice(end - part, end))
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
    const before = hashesAt(size, level)
    const offset = before % TILE_WIDTH
    const row = offset === 0 ? fresh : [...(edge.get(level) ?? []).slice(0, offset), ...fresh]
    if (row.length !== offset + fresh.length) throw new RangeError('the right edge lacks hashes')
    const complete: Uint8Array[] = []
    for (let at = 0; at < row.length; at += TILE_WIDTH) {
      const hashes = row.slice(at, at + TILE_WIDTH)
      const index = Math.floor(before / TILE_WIDTH) + at / TILE_WIDTH
      tiles.push({ level, index, width: hashes.length, bytes: Buffer.concat(hashes) })
      if (hashes.length === TILE_WIDTH) complete.push(completeRoot(hashes))
    }
    after.set(level, row.slice(row.length - (row.length % TILE_WIDTH)))
    fresh = complete
  }
  const grown = size + leaves.length
  return { size: grown, root: rootOf(grown, after), tiles, edge: after }
}

/** A bundle of entries as it is served: each with its length in two bytes before it (C2SP tlog-tiles). */
export function bundleOf(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
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
    return { level: ENTRIES, index: first + at, width: own.length, bytes: bundleOf(own) }
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
