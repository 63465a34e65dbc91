import { commitmentOf, recordDigest } from '@lumbung/credential/log'
import type { Db } from '../platform/database.ts'
import type { LogWitnesses } from '../platform/deps.ts'
import { checkpointBody, cosignatureAmong, noteHolds } from './rules-note.ts'
import { bodyOf } from './service-cosign.ts'
import { leafFaults } from './service-fsck.ts'
import { countingOf, servedTile } from './service-proof.ts'
import { same, TreeDamagedError } from './service-sequence.ts'
import { walkTree } from './service-walk.ts'
import { cosignedBefore } from './store-checkpoint.ts'
import { leavesAbout, type OpenedLeaf } from './store-leaf.ts'
import { findHead } from './store-tree.ts'
import type { Began, CosignedCheckpoint, RecordReader, SeenTree, Sighting, SignatureReader } from './types.ts'

/** Checkpoints that are looked at before the log counts as damaged: their signatures don't hold, or say another time. */
const LOOKED_AT = 16

/**
 * The largest tree that the witnesses had seen before an instant; where no witness is needed, that the log had signed by
 * then. Nothing is taken from the database's word: the signatures of log and witnesses are checked, the times are those that
 * the witnesses signed, and the tree is grown again from its entries, each compared with its stored leaf.
 *
 * Throws `TreeDamagedError` where the entries don't give the root that was signed, or where rows claim signatures that
 * don't hold: then `lumbung log fsck` says more, and nothing may be concluded from the log.
 */
export async function treeSeenBefore(db: Db, who: LogWitnesses, instant: Date): Promise<SeenTree> {
  const by = who.quorum > 0 ? 'witnesses' : 'log'
  const { began } = await findHead(db)
  const claimed = began === null ? [] : await cosignedBefore(db, instant, countingOf(who), LOOKED_AT)
  if (began === null || claimed.length === 0) return { size: 0, at: null, by }
  for (const checkpoint of claimed) {
    const at = provenAt(checkpoint, began, who)
    if (at === null || at >= instant) continue
    const { size } = checkpoint
    // As served, because the right edge has grown since: of that only what the checkpoint holds.
    const { faults, roots } = await walkTree(
      (asked) => servedTile(db, asked),
      size,
      [size],
      (first, entries) => leafFaults(db, first, entries),
    )
    const [wrong] = faults
    if (wrong !== undefined) throw new TreeDamagedError(`${wrong.what} ${wrong.where}: ${wrong.why}`)
    if (!same(roots.get(size) ?? new Uint8Array(), checkpoint.root))
      throw new TreeDamagedError(`its entries do not give the root of checkpoint ${size}`)
    return { size, at, by }
  }
  throw new TreeDamagedError('no stored signature under a checkpoint holds')
}

/** When a quorum had signed a checkpoint, from the signatures alone; nothing where they don't hold. */
function provenAt(checkpoint: CosignedCheckpoint, began: Began, { quorum }: LogWitnesses): Date | null {
  const { note, size, root, signedAt, cosignatures } = checkpoint
  const body = bodyOf(note)
  if (!noteHolds(note, began.vkey) || body !== checkpointBody(began.origin, size, root)) return null
  if (quorum === 0) return signedAt
  const times = cosignatures
    .flatMap(({ line, witness }) => cosignatureAmong([line], witness, body)?.seenAt ?? [])
    .toSorted((a, b) => a.getTime() - b.getTime())
  return times[quorum - 1] ?? null
}

/** How the rows of a subject are read back. */
export interface Readers {
  readonly records: RecordReader
  readonly signatures: SignatureReader
}

/**
 * For each of some rows, whether its leaf is in a tree that was seen. The record of the row is made anew: a row that was
 * changed after it was logged isn't the one that was seen. At most a few hundred ids at a time.
 */
export async function sightings(
  db: Db,
  tree: SeenTree,
  subject: string,
  ids: readonly string[],
  readers: Readers,
): Promise<ReadonlyMap<string, Sighting>> {
  const leaves = await leavesAbout(db, subject, ids)
  const [records, signatures] = [await readers.records(db, ids), await readers.signatures(db, ids)]
  const isLogged = (id: string, { leaf, opening }: OpenedLeaf): boolean => {
    const record = records.get(id)
    if (record === undefined) return false
    const present = { salt: opening.salt, recordDigest: recordDigest(record) }
    return same(commitmentOf(present, signatures.get(id)), leaf.commitment)
  }
  return new Map(
    ids.map((id) => {
      const all = leaves.get(id) ?? []
      const early = all.filter(({ leaf: { position } }) => position !== null && position < tree.size)
      if (early.some((one) => isLogged(id, one))) return [id, 'seen'] as const
      return [id, early.length > 0 ? 'changed' : all.length > 0 ? 'late' : 'none'] as const
    }),
  )
}
