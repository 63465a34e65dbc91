import { readMultikey } from '@lumbung/credential'
import {
  consistencySpans,
  ENTRIES,
  entryOfLeaf,
  type LeafSpan,
  leafHash,
  TILE_WIDTH,
  tilesOfSpans,
} from '@lumbung/credential/log'
import { type Db, inTransaction } from '../platform/database.ts'
import type { CheckpointAnswer, Deps } from '../platform/deps.ts'
import { checkpointBody, signedNote, vkeyOf } from './rules-note.ts'
import { entriesOf, grow, rootOf, rootsOfSpans } from './rules-tree.ts'
import { integrate, readEdge, same, TreeDamagedError } from './service-sequence.ts'
import { insertCheckpoint, lastCheckpoint } from './store-checkpoint.ts'
import { leavesBetween } from './store-leaf.ts'
import { beginLog, findHead, findTiles, keepRefusal, tilesFrom } from './store-tree.ts'
import type { Checkpoint, Head, Tile } from './types.ts'

/** The signer's name of the key of this log. It signs checkpoints and nothing else. */
export const LOG_KEY = 'log'

/** Leaves that are hashed again at a time. */
const STEP = 16_384

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log'>

/** The name of this installation's log: the site's host and `/log`, where it is served. */
export function originOf(publicUrl: string): string {
  return `${new URL(publicUrl).host}/log`
}

/**
 * Has the present tree signed, where it isn't yet. Before that every leaf since the last checkpoint is hashed again from
 * its stored entry, and the tree is grown again from the tree that was signed last: what doesn't fit is not signed. The
 * first checkpoint begins the log, also an empty one.
 *
 * Answers the checkpoint, or nothing where there is nothing new or the signer refuses; then the head says why
 * (`refused`), and the rest of the site goes on. Throws what the signer throws when it can't be had. With `again` the signer
 * is asked also where nothing is new, as after a start: it may have signed more than this database knows.
 */
export async function checkpoint(deps: Needs, { again = false } = {}): Promise<Checkpoint | null> {
  // In this order: the head is always as far as the last checkpoint, whatever another server does in between.
  const last = await lastCheckpoint(deps.db)
  const head = await findHead(deps.db)
  if (!again && last !== null && last.size === head.size && head.refused === null) return null
  const origin = head.began?.origin ?? originOf(deps.publicUrl)
  try {
    await recheck(deps.db, last, head)
  } catch (error) {
    if (!(error instanceof TreeDamagedError)) throw error
    await refuseDamaged(deps, error)
    return null
  }
  const vkey = head.began?.vkey ?? (await makeKey(deps, origin))
  const answer = await askSigner(deps, origin, head, last?.size ?? 0)
  if (!answer.ok) {
    // Another server moved the head and had it signed meanwhile: that is no refusal of what is stored now.
    if ((await findHead(deps.db)).size !== head.size) return null
    deps.log.error(
      { refusal: answer.refusal, size: head.size, signedSize: answer.signedSize },
      'no checkpoint is signed',
    )
    const refused = { code: answer.refusal, size: head.size, signedSize: answer.signedSize }
    await keepRefusal(deps.db, refused, deps.clock())
    return null
  }
  const at = deps.clock()
  const note = signedNote(checkpointBody(origin, head.size, head.root), vkey, answer.signature)
  const made: Checkpoint = { size: head.size, root: head.root, note, signedAt: at }
  await inTransaction(deps.db, async (tx) => {
    await insertCheckpoint(tx, made)
    await beginLog(tx, { origin, vkey, at })
    await keepRefusal(tx, null, at)
  })
  return made
}

async function makeKey(deps: Needs, origin: string): Promise<string> {
  const key = readMultikey(await deps.signer.createKey(LOG_KEY))
  if (key === undefined) throw new TypeError('the signer answered no key')
  return vkeyOf(origin, key.bytes)
}

/** One round of the sequencer: waiting leaves get their positions, then the tree is signed. Answers how many were placed. */
export async function sequence(deps: Needs): Promise<number> {
  try {
    const placed = await integrate(deps.db)
    await checkpoint(deps)
    return placed
  } catch (error) {
    if (!(error instanceof TreeDamagedError)) throw error
    await refuseDamaged(deps, error)
    return 0
  }
}

async function refuseDamaged(deps: Needs, error: TreeDamagedError): Promise<void> {
  deps.log.error({ reason: error.message }, 'no checkpoint is signed over a damaged log')
  const { size } = await findHead(deps.db)
  await keepRefusal(deps.db, { code: 'damaged', size, signedSize: size }, deps.clock())
}

/** Asks the signer; where it has signed another size last, as after a crash, once more with the proof from there. */
async function askSigner(deps: Needs, origin: string, head: Head, from: number): Promise<CheckpointAnswer> {
  const ask = async (start: number) => {
    const proof = await proofHashes(deps.db, consistencySpans(start, head.size))
    return deps.signer.signCheckpoint(LOG_KEY, { origin, size: head.size, root: head.root, from: start, proof })
  }
  const answer = await ask(from)
  if (answer.ok || answer.refusal !== 'from-elsewhere' || answer.signedSize > head.size) return answer
  return ask(answer.signedSize)
}

/** The roots of some spans of the stored tree. Throws `TreeDamagedError` where a tile is missing. */
export async function proofHashes(db: Db, spans: readonly LeafSpan[]): Promise<Uint8Array[]> {
  const end = Math.max(0, ...spans.map((span) => span.end))
  const tiles = await findTiles(db, tilesOfSpans(spans, end))
  try {
    return rootsOfSpans(spans, tiles)
  } catch (error) {
    if (error instanceof RangeError) throw new TreeDamagedError(error.message)
    throw error
  }
}

/** Grows the tree again from the last checkpoint by the entries as stored, and compares all of it with what is stored. */
async function recheck(db: Db, last: Checkpoint | null, head: Head): Promise<void> {
  let size = last?.size ?? 0
  if (size > head.size) throw new TreeDamagedError('it is smaller than its last checkpoint')
  let edge = await readEdge(db, size)
  if (last !== null && !same(rootOf(size, edge), last.root))
    throw new TreeDamagedError('its tiles do not give the root of the last checkpoint')
  let root = rootOf(size, edge)
  while (size < head.size) {
    const entries = await entriesBetween(db, size, Math.min(head.size, size + STEP))
    const growth = grow(size, edge, entries.map(leafHash))
    await compareTiles(db, growth.tiles)
    ;({ size, edge, root } = growth)
  }
  if (!same(root, head.root)) throw new TreeDamagedError('its entries do not give its root')
}

/** The entries as served, each compared with the leaf that it was made from. */
async function entriesBetween(db: Db, from: number, end: number): Promise<Uint8Array[]> {
  const first = Math.floor(from / TILE_WIDTH)
  const bundles = await tilesFrom(db, ENTRIES, first, Math.ceil(end / TILE_WIDTH) - first)
  const entries = bundles.flatMap(({ index, bytes }) => {
    const width = Math.min(TILE_WIDTH, end - index * TILE_WIDTH)
    return entriesOf(bytes, width) ?? []
  })
  const own = entries.slice(from - first * TILE_WIDTH)
  const leaves = await leavesBetween(db, from, end)
  if (own.length !== end - from || leaves.length !== own.length) throw new TreeDamagedError('entries are missing')
  leaves.forEach((leaf, at) => {
    if (!same(entryOfLeaf(leaf.kind, leaf.commitment), own[at] ?? new Uint8Array()))
      throw new TreeDamagedError(`entry ${from + at} is not that of its leaf`)
  })
  return own
}

async function compareTiles(db: Db, grown: readonly Tile[]): Promise<void> {
  const stored = await findTiles(db, grown)
  for (const { level, index, bytes } of grown) {
    const tile = stored.find((one) => one.level === level && one.index === index)
    if (tile === undefined || !same(tile.bytes.subarray(0, bytes.length), bytes))
      throw new TreeDamagedError(`tile ${level}/${index} is not what its entries give`)
  }
}
