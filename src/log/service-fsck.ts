import { commitmentOf, entryOfLeaf, recordDigest } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'
import { checkpointBody, cosignatureAmong, noteHolds } from './rules-note.ts'
import { bodyOf } from './service-cosign.ts'
import { same } from './service-sequence.ts'
import { type Fault, storedTiles, strayTiles, walkTree } from './service-walk.ts'
import { allCheckpoints, allCosignatures } from './store-checkpoint.ts'
import { countPlaced, leavesBetween, newestOnly, type OpenedLeaf, openedAfter } from './store-leaf.ts'
import { findHead } from './store-tree.ts'
import { openingsMissing, unloggedRows } from './store-unlogged.ts'
import type { Checkpoint, LogReaders } from './types.ts'

/** Opened leaves that are read back at a time. */
const OPENED = 500

/** What fsck looked at, and everything that is wrong. */
export interface Checked {
  readonly size: number
  readonly records: number
  readonly checkpoints: number
  /** Rows without a leaf that say they are older than the log, at most a thousand of each table: this number never grows. */
  readonly older: number
  readonly faults: readonly Fault[]
}

/**
 * Checks the whole log against the database: grows the tree again from the entries, compares every tile, leaf, checkpoint
 * and the head with it, and makes the record of every row that left a leaf anew through the readers. Finds any bit that
 * changed in any of them, rows that were written behind the log's back, openings that nobody asked to erase, and what
 * contradicts logged rows. Changes nothing.
 */
export async function fsck(db: Db, readers: LogReaders): Promise<Checked> {
  const head = await findHead(db)
  const checkpoints = await allCheckpoints(db)
  const sizes = checkpoints.map(({ size }) => size)
  const { faults, roots } = await walkTree(storedTiles(db), head.size, sizes, (first, entries) =>
    leafFaults(db, first, entries),
  )
  const all = [...faults, ...(await strayTiles(db, head.size))]
  if ((await countPlaced(db)) !== head.size)
    all.push({ what: 'leaf', where: 'positions', why: 'there are more or fewer than the tree has' })
  const root = roots.get(head.size)
  if (root !== undefined && !same(root, head.root))
    all.push({ what: 'head', where: 'root', why: 'not the root of the entries' })
  all.push(...(await cosignatureFaults(db, checkpoints)))
  for (const one of checkpoints) {
    const grown = roots.get(one.size)
    const wrong = (why: string) => all.push({ what: 'checkpoint', where: String(one.size), why })
    if (grown === undefined || !same(grown, one.root)) wrong('not the root of the entries')
    if (head.began === null || !noteHolds(one.note, head.began.vkey)) wrong('its signature does not hold')
    else if (bodyOf(one.note) !== checkpointBody(head.began.origin, one.size, one.root))
      wrong('its text says another tree')
  }
  const records = await recordFaults(db, readers)
  const behind = await unlogged(db, readers, head.began?.at ?? null)
  return {
    size: head.size,
    records: records.count,
    checkpoints: sizes.length,
    older: behind.older,
    faults: [...all, ...records.faults, ...behind.faults],
  }
}

/** Cosignatures that don't hold over the checkpoint that they stand under, or not at the time that is told of them. */
async function cosignatureFaults(db: Db, checkpoints: readonly Checkpoint[]): Promise<Fault[]> {
  const bodies = new Map(checkpoints.map(({ size, note }) => [size, bodyOf(note)]))
  return (await allCosignatures(db)).flatMap(({ size, witness, line, seenAt }): Fault[] => {
    const held = cosignatureAmong([line], witness, bodies.get(size) ?? '')
    if (held !== null && held.seenAt.getTime() === seenAt.getTime()) return []
    return [{ what: 'cosignature', where: String(size), why: 'it does not hold' }]
  })
}

/** What is there and was never logged, or isn't any more; and what contradicts what was logged. */
async function unlogged(db: Db, readers: LogReaders, began: Date | null): Promise<{ older: number; faults: Fault[] }> {
  const faults: Fault[] = []
  let older = 0
  // Before the log begins nothing is promised about it.
  for (const one of began === null ? [] : readers.rows)
    for (const row of await unloggedRows(db, one, began ?? new Date(0)))
      if (row.older) older += 1
      else faults.push({ what: 'unlogged', where: `${one.subjects[0]} ${row.id}`, why: 'the row has no leaf' })
  const missing = await openingsMissing(db)
  if (missing !== 0)
    faults.push({ what: 'opening', where: 'openings', why: `${missing} are gone that nobody asked to erase` })
  for (const check of readers.checks) for (const one of await check(db)) faults.push({ what: 'record', ...one })
  return { older, faults }
}

/** Where the stored leaves from a position on are not what these entries say. */
export async function leafFaults(db: Db, first: number, entries: readonly Uint8Array[]): Promise<Fault[]> {
  const leaves = new Map((await leavesBetween(db, first, first + entries.length)).map((leaf) => [leaf.position, leaf]))
  return entries.flatMap((entry, offset): Fault[] => {
    const leaf = leaves.get(first + offset)
    if (leaf !== undefined && same(entryOfLeaf(leaf.kind, leaf.commitment), entry)) return []
    return [
      { what: 'leaf', where: String(first + offset), why: leaf === undefined ? 'missing' : 'not what the entry says' },
    ]
  })
}

/** Makes every record anew that an opening is kept for. Of several leaves about one row the newest speaks for it. */
async function recordFaults(db: Db, readers: LogReaders): Promise<{ count: number; faults: Fault[] }> {
  const faults: Fault[] = []
  let count = 0
  for (let after = '', more = true; more; ) {
    const opened = await openedAfter(db, after, OPENED)
    more = opened.length === OPENED
    after = opened.at(-1)?.leaf.id ?? after
    const newest = await newestOnly(db, opened)
    count += newest.length
    for (const [subject, own] of bySubject(newest)) faults.push(...(await subjectFaults(db, readers, subject, own)))
  }
  return { count, faults }
}

function bySubject(opened: readonly OpenedLeaf[]): Map<string, OpenedLeaf[]> {
  const groups = new Map<string, OpenedLeaf[]>()
  for (const one of opened) groups.set(one.opening.subject, [...(groups.get(one.opening.subject) ?? []), one])
  return groups
}

async function subjectFaults(
  db: Db,
  readers: LogReaders,
  subject: string,
  opened: readonly OpenedLeaf[],
): Promise<Fault[]> {
  const ids = opened.map(({ opening }) => opening.subjectId)
  const records = (await readers.records[subject]?.(db, ids)) ?? new Map()
  const signatures = (await readers.signatures[subject]?.(db, ids)) ?? null
  return opened.flatMap(({ leaf, opening }): Fault[] => {
    const where = `${subject} ${opening.subjectId}`
    const record = records.get(opening.subjectId)
    if (record === undefined)
      return [{ what: 'record', where, why: subject in readers.records ? 'the row is gone' : 'nobody reads such rows' }]
    const digest = recordDigest(record)
    const present = { salt: opening.salt, recordDigest: digest }
    const commitment = commitmentOf(present, signatures?.get(opening.subjectId))
    return same(commitment, leaf.commitment) && same(digest, opening.recordDigest)
      ? []
      : [{ what: 'record', where, why: 'the row is not what was logged' }]
  })
}
