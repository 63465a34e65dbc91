import { leaveRows } from '../../log/index.ts'
import type { Db } from '../../platform/database.ts'
import { findEdition } from './store.ts'
import { APPROVAL, END, logReaders } from './store-log.ts'
import type { StackEdition } from './types.ts'

type Named = Pick<StackEdition, 'id' | 'organisationId'>

/** The leaf of an edition that takes effect, in the public log: its rule, who proposed and who approved it. */
export function leaveApproval(tx: Db, at: Date, { id, organisationId }: Named): Promise<void> {
  return leaveRows(tx, at, logReaders[APPROVAL], [{ kind: 'rule', subject: APPROVAL, subjectId: id, organisationId }])
}

/** The leaves of editions that end, by themselves or because the next one takes effect. */
export function leaveEnds(tx: Db, at: Date, ended: readonly Named[]): Promise<void> {
  const deeds = ended.map(({ id, organisationId }) => ({ subjectId: id, organisationId }))
  return leaveRows(
    tx,
    at,
    logReaders[END],
    deeds.map((deed) => ({ kind: 'rule', subject: END, ...deed })),
  )
}

/** Both for an edition that took effect before there were leaves of stacks. */
export async function leaveLater(tx: Db, at: Date, editionId: string): Promise<void> {
  const edition = await findEdition(tx, editionId)
  if (edition === null || edition.approvedAt === null) return
  await leaveApproval(tx, at, edition)
  if (edition.endedAt !== null) await leaveEnds(tx, at, [edition])
}
