/** Which hashes prove something of a tree, and where its tiles hold them (RFC 6962, section 2.1; C2SP tlog-tiles). Pure. */

import { completeRoot, hashesOf, nodeHash, TILE_WIDTH } from './rules-tree.ts'
import type { Tile } from './types.ts'

/** The leaves from `start` to before `end`: their hash is a node of the tree. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** The largest power of two that is smaller than `count`. */
function splitOf(count: number): number {
  let part = 1
  while (part * 2 < count) part *= 2
  return part
}

/** The nodes of an inclusion proof of leaf `index` in a tree of `size` leaves, from the leaf up. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError('the leaf is not in the tree')
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** The nodes of a consistency proof from a tree of `from` leaves to one of `size`; none from 0 and to the same size. */
export function consistencyRanges(from: number, size: number): Range[] {
  if (!(from >= 0 && from <= size)) throw new RangeError('the older tree is larger')
  if (from === 0 || from === size) return []
  const ranges: Range[] = []
  let [start, end, whole] = [0, size, true]
  while (from !== end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
      whole = false
    }
  }
  if (!whole) ranges.push({ start, end })
  return ranges.reverse()
}

/** A complete subtree: `count` hashes of a tile from `offset` on. */
interface Part {
  readonly level: number
  readonly index: number
  readonly offset: number
  readonly count: number
}

/** The complete subtrees that make a node, from left to right. */
function partsOf({ start, end }: Range): Part[] {
  const parts: Part[] = []
  for (let at = start; at < end; ) {
    let width = 1
    while (width * 2 <= end - at && at % (width * 2) === 0) width *= 2
    let [level, unit] = [0, 1]
    while (unit * TILE_WIDTH <= width) [level, unit] = [level + 1, unit * TILE_WIDTH]
    const place = at / unit
    parts.push({ level, index: Math.floor(place / TILE_WIDTH), offset: place % TILE_WIDTH, count: width / unit })
    at += width
  }
  return parts
}

/** The tiles that the hashes of some nodes are made from, each once. */
export function tilesNeeded(ranges: readonly Range[]): { level: number; index: number }[] {
  const needed = new Map<string, { level: number; index: number }>()
  for (const { level, index } of ranges.flatMap(partsOf)) needed.set(`${level}/${index}`, { level, index })
  return [...needed.values()]
}

/** The hash of each node; throws RangeError where a tile is missing or too short. */
export function hashesOfRanges(ranges: readonly Range[], tiles: readonly Tile[]): Uint8Array[] {
  const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile] as const))
  return ranges.map((range) => {
    let hash: Uint8Array | null = null
    for (const { level, index, offset, count } of partsOf(range).toReversed()) {
      const tile = byPlace.get(`${level}/${index}`)
      if (tile === undefined) throw new RangeError(`tile ${level}/${index} is missing`)
      const left = completeRoot(hashesOf(tile, offset + count).slice(offset))
      hash = hash === null ? left : nodeHash(left, hash)
    }
    if (hash === null) throw new RangeError('a node has leaves')
    return hash
  })
}
