import { leaveRows } from '../log/index.ts'
import type { Db } from '../platform/database.ts'
import { logReaders } from './store-log.ts'
import type { RecognitionRequest } from './types.ts'

/** The leaf of a credit decision, or of its undoing, in the public log. */
export function leaveCredit(
  tx: Db,
  at: Date,
  subject: 'credit-decision' | 'credit-decision-undone',
  { personId, organisationId }: RecognitionRequest,
  id: string,
): Promise<void> {
  const deed = { kind: 'credit', subject, subjectId: `${personId}/${id}`, organisationId, personId } as const
  return leaveRows(tx, at, logReaders[subject], [deed])
}
