import { ENTRIES, leafHash, TILE_WIDTH, type TileAddress, tilePath } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'
import { type Edge, entriesOf, grow, rootOf } from './rules-tree.ts'
import { findTiles, tilesFrom } from './store-tree.ts'

/** Where tiles come from: a site, a folder, a database. Nothing where a tile isn't there. */
export type TileSource = (asked: TileAddress) => Promise<Uint8Array | null>

/** What is wrong somewhere in a log. `where` names the place: a path, a position, a subject and its id. */
export interface Fault {
  readonly what: 'tile' | 'entry' | 'leaf' | 'record' | 'checkpoint' | 'head' | 'cosignature' | 'unlogged' | 'opening'
  readonly where: string
  readonly why: string
}

/** Tiles and bundles of a database. */
export function storedTiles(db: Db): TileSource {
  return async (asked) => (await findTiles(db, [asked]))[0]?.bytes ?? null
}

/** Bundles that are read at a time. */
const BUNDLES = 64

/** A tree that was grown again from its entries. */
export interface Walked {
  readonly faults: readonly Fault[]
  /** The root at each size that was asked for, and at the end. */
  readonly roots: ReadonlyMap<number, Uint8Array>
}

/**
 * Grows the tree of `size` leaves again from its entries alone, compares every tile with what the source has, and answers
 * the roots at the sizes that are asked for. `see` is shown the entries in order. A bundle that can't be read ends the
 * walk, because nothing after it can be known.
 */
export async function walkTree(
  source: TileSource,
  size: number,
  sizes: readonly number[],
  see: (first: number, entries: readonly Uint8Array[]) => Promise<readonly Fault[]> = async () => [],
): Promise<Walked> {
  const faults: Fault[] = []
  const roots = new Map<number, Uint8Array>()
  const stops = [...new Set([...sizes, size])].filter((stop) => stop <= size).sort((a, b) => a - b)
  let [at, edge]: [number, Edge] = [0, new Map()]
  if (stops[0] === 0) roots.set(0, rootOf(0, edge))
  while (at < size) {
    const read = await bundlesFrom(source, at, size)
    if (read.entries.length === 0) return { faults: [...faults, read.fault], roots }
    faults.push(...(await see(at, read.entries)))
    let hashes = read.entries.map(leafHash)
    while (hashes.length > 0) {
      const stop = stops.find((one) => one > at) ?? size
      const growth = grow(at, edge, hashes.slice(0, stop - at))
      hashes = hashes.slice(growth.size - at)
      if (growth.size === stop) roots.set(stop, growth.root)
      for (const tile of growth.tiles) {
        // A tile that isn't full goes on growing: the right edge is compared at the end.
        if (tile.width < TILE_WIDTH) continue
        const stored = await source(tile)
        if (stored === null || Buffer.compare(stored, tile.bytes) !== 0)
          faults.push({
            what: 'tile',
            where: tilePath(tile),
            why: stored === null ? 'missing' : 'not what its entries give',
          })
      }
      ;({ size: at, edge } = growth)
    }
  }
  faults.push(...(await edgeFaults(source, size, edge)))
  return { faults, roots }
}

/** Compares the tiles of the right edge. */
async function edgeFaults(source: TileSource, size: number, edge: Edge): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const [level, hashes] of edge) {
    if (hashes.length === 0) continue
    const index = Math.floor(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)
    const asked = { level, index, width: hashes.length }
    const stored = await source(asked)
    if (stored === null || Buffer.compare(stored, Buffer.concat(hashes)) !== 0)
      faults.push({
        what: 'tile',
        where: tilePath(asked),
        why: stored === null ? 'missing' : 'not what its entries give',
      })
  }
  return faults
}

async function bundlesFrom(
  source: TileSource,
  at: number,
  size: number,
): Promise<{ entries: Uint8Array[]; fault: Fault }> {
  const entries: Uint8Array[] = []
  let fault: Fault = { what: 'entry', where: String(at), why: 'missing' }
  for (let bundle = 0; bundle < BUNDLES && at + entries.length < size; bundle++) {
    const index = (at + entries.length) / TILE_WIDTH
    const asked = { level: ENTRIES, index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }
    const bytes = await source(asked)
    const read = bytes === null ? null : wholeBundle(bytes, asked.width)
    if (read === null) {
      fault = {
        what: 'entry',
        where: tilePath(asked),
        why: bytes === null ? 'missing' : 'no bundle of so many entries',
      }
      break
    }
    entries.push(...read)
  }
  return { entries, fault }
}

/** The entries of a bundle that holds these and nothing else. */
function wholeBundle(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const entries = entriesOf(bytes, width)
  const length = entries?.reduce((sum, entry) => sum + 2 + entry.length, 0)
  return length === bytes.length ? entries : null
}

/** Stored tiles that no tree of this size has, or with another width than their bytes say. */
export async function strayTiles(db: Db, size: number): Promise<Fault[]> {
  const faults: Fault[] = []
  for (let level = ENTRIES; level <= 7; level++) {
    const count = Math.floor(size / TILE_WIDTH ** Math.max(0, level))
    for (let index = 0, more = true; more; ) {
      const tiles = await tilesFrom(db, level, index, 1_000)
      more = tiles.length === 1_000
      tiles.forEach((tile, offset) => {
        const width = Math.min(TILE_WIDTH, count - tile.index * TILE_WIDTH)
        const expected = tile.index === index + offset && tile.width === width
        if (!expected) faults.push({ what: 'tile', where: `${level}/${tile.index}`, why: 'not of this tree' })
      })
      index += tiles.length
    }
  }
  return faults
}
