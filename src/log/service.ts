import { randomBytes } from 'node:crypto'
import { commitmentOf, recordDigest } from '@lumbung/credential/log'
import { type Db, inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { insertLeaves } from './store-leaf.ts'
import { deleteOpenings } from './store-unlogged.ts'
import type { Deed, RecordReader } from './types.ts'

const SALT_BYTES = 32

/**
 * Leaves one leaf for each deed, in the transaction of the deed, so that neither stands without the other. The leaf is a
 * commitment under a fresh salt; it waits until the sequencer gives it a position. Throws nothing but database errors.
 */
export async function leave(tx: Db, at: Date, deeds: readonly Deed[]): Promise<void> {
  const salts = randomBytes(SALT_BYTES * deeds.length)
  const leaves = deeds.map(({ kind, subject, subjectId, record, signed, organisationId, personId }, index) => {
    const salt = salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES)
    const opening = { salt, recordDigest: recordDigest(record) }
    return {
      id: newId(),
      kind,
      commitment: commitmentOf(opening, signed),
      ...opening,
      subject,
      subjectId,
      organisationId: organisationId ?? null,
      personId: personId ?? null,
    }
  })
  await insertLeaves(tx, at, leaves)
}

/**
 * Leaves leaves for rows that were just written: the reader of their subject makes the record of each from the row as the
 * database has it, as fsck will. Throws `RangeError` for a row that isn't there.
 */
export async function leaveRows(
  tx: Db,
  at: Date,
  reader: RecordReader,
  deeds: readonly Omit<Deed, 'record'>[],
): Promise<void> {
  if (deeds.length === 0) return
  const records = await reader(
    tx,
    deeds.map(({ subjectId }) => subjectId),
  )
  await leave(
    tx,
    at,
    deeds.map((deed) => {
      const record = records.get(deed.subjectId)
      if (record === undefined) throw new RangeError(`a leaf is left for a row of ${deed.subject} that isn't there`)
      return { ...deed, record }
    }),
  )
}

/**
 * Erases the salts of all leaves about a person and what they were about. The leaves stay in the tree, which stays
 * consistent, and nobody can link them to anything any more. Answers how many were erased.
 */
export function eraseOpenings(tx: Db, personId: string, at: Date): Promise<number> {
  return inTransaction(tx, (both) => deleteOpenings(both, personId, at))
}
