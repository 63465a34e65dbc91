import { randomInt } from 'node:crypto'
import { ENTRIES, edgeTiles, entryOfLeaf, leafHash, TILE_WIDTH } from '@lumbung/credential/log'
import { type Db, inTransaction } from '../platform/database.ts'
import { type Edge, entriesOf, grow, growBundles, hashesOf, rootOf } from './rules-tree.ts'
import { placeLeaves, waitingLeaves } from './store-leaf.ts'
import { findHead, findTiles, moveHead, writeTiles } from './store-tree.ts'

/** Leaves that are given their positions in one transaction. */
const BATCH = 5_000

/** What is stored of the tree doesn't fit together: a bit flipped, or somebody changed it. Nothing is built upon it. */
export class TreeDamagedError extends Error {
  constructor(what: string) {
    super(`the log is damaged: ${what}`)
    this.name = 'TreeDamagedError'
  }
}

/** Another process moved the head first; the leaves are that one's, or come next. */
class HeadMovedError extends Error {}

/**
 * Gives waiting leaves their positions, in an order drawn at random, and writes the entries and tiles that they make. All
 * of it is one transaction that moves the head by compare-and-swap on its version: of two servers one wins, and the other
 * writes nothing. Answers how many leaves were placed.
 *
 * Throws `TreeDamagedError` where the stored right edge doesn't give the stored root.
 */
export async function integrate(db: Db, most = BATCH): Promise<number> {
  try {
    return await inTransaction(db, (tx) => integrateIn(tx, most))
  } catch (error) {
    if (error instanceof HeadMovedError) return 0
    throw error
  }
}

async function integrateIn(tx: Db, most: number): Promise<number> {
  const head = await findHead(tx)
  const leaves = shuffled(await waitingLeaves(tx, most))
  if (leaves.length === 0) return 0
  const edge = await readEdge(tx, head.size)
  if (!same(rootOf(head.size, edge), head.root)) throw new TreeDamagedError('its right edge does not give its root')
  const kept = await lastEntries(tx, head.size)
  const entries = leaves.map(({ kind, commitment }) => entryOfLeaf(kind, commitment))
  const growth = grow(head.size, edge, entries.map(leafHash))
  // First of all that is written: whoever loses waits here for the winner's commit and then has nothing to undo.
  if (!(await moveHead(tx, head.version, growth))) throw new HeadMovedError()
  const placed = await placeLeaves(
    tx,
    leaves.map(({ id }) => id),
    head.size,
  )
  if (placed !== leaves.length) throw new HeadMovedError()
  await writeTiles(tx, [...growBundles(head.size, kept, entries), ...growth.tiles])
  return leaves.length
}

/** The right edge of a tree of `size` leaves, as far as it is stored. */
export async function readEdge(db: Db, size: number): Promise<Edge> {
  const wanted = edgeTiles(size)
  const tiles = await findTiles(db, wanted)
  return new Map(
    wanted.map(({ level, index, width }) => {
      const tile = tiles.find((one) => one.level === level && one.index === index)
      if (tile === undefined || tile.bytes.length < width * 32)
        throw new TreeDamagedError(`tile ${level}/${index} is not there`)
      return [level, hashesOf(tile, width)] as const
    }),
  )
}

/** The entries of the bundle that isn't full. */
async function lastEntries(db: Db, size: number): Promise<Uint8Array[]> {
  const width = size % TILE_WIDTH
  if (width === 0) return []
  const index = Math.floor(size / TILE_WIDTH)
  const [bundle] = await findTiles(db, [{ level: ENTRIES, index }])
  const entries = bundle === undefined ? null : entriesOf(bundle.bytes, width)
  if (entries === null) throw new TreeDamagedError(`the bundle of entries ${index} is not there`)
  return entries
}

/** A fair shuffle: the order of a roster must not show in the tree. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const kept = order[last] as T
    order[last] = order[other] as T
    order[other] = kept
  }
  return order
}

/** Whether two hashes are the same. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
