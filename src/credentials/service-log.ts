import type { Db } from '../platform/database.ts'
import { changesById } from './store-status.ts'
import type { StatusChange } from './types.ts'

/** Every field of a change of status that the decision rests on, as the public log commits to it. */
function recordOfChange(change: StatusChange): Record<string, string | number | null> {
  return {
    id: change.id,
    personId: change.personId,
    credentialId: change.credentialId,
    number: change.number,
    change: change.change,
    reasonCode: change.reasonCode,
    note: change.note,
    replacedBy: change.replacedBy,
    changedBy: change.changedBy,
    changedAt: change.changedAt.toISOString(),
  }
}

/** The present records of rows that the public log commits to, by id; a row that is gone has none. */
export const logReaders = {
  'status-change': async (db: Db, ids: readonly string[]) =>
    new Map((await changesById(db, ids)).map((change) => [change.id, recordOfChange(change)] as const)),
}
