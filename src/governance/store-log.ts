import type { JsonObject } from '@lumbung/credential'
import { type LoggedRows, leaveRows, type RecordReader, rowReader } from '../log/index.ts'
import { type Db, sql } from '../platform/database.ts'

/** Columns of a case that say what became of it; the leaf of the opening is there before them. */
const LATER = ['owner_id', 'owned_at', 'outcome', 'reason', 'decided_by', 'decided_at', 'figures']

/** Rows of cases with what each rests on, ids only. Of the opening without what became of it. */
function caseReader(isOpening: boolean): RecordReader {
  const without = isOpening ? LATER : []
  // What was added later left a leaf of its own, which then speaks for the row.
  return async (db, ids) => {
    const { rows } = await sql<{ id: string; record: JsonObject }>`select c.id,
        log_record(c) - ${without}::text[] || jsonb_build_object('evidence', coalesce((select jsonb_agg(log_record(e)
          order by e.kind, e.subject_id) from fraud_evidence e where e.case_id = c.id), '[]')) as record
      from fraud_case c where c.id = any(${[...ids]}::text[])`.execute(db)
    return new Map(rows.map(({ id, record }) => [id, record]))
  }
}

const SANCTION = ['id', 'case_id', 'code', 'reason', 'proposed_by', 'proposed_at']
const APPEAL = ['case_id', 'grounds', 'filed_by', 'filed_at', 'due_on']

/**
 * Readers of what this room leaves in the public log, by subject. A case leaves a leaf when it is opened or grows, and its
 * outcome another, which holds all that it rests on; so with a sanction and its confirmation, an appeal and its decision.
 */
export const logReaders = {
  'fraud-case': caseReader(true),
  'fraud-outcome': caseReader(false),
  'fraud-sanction': rowReader({ table: 'fraud_sanction', key: ['id'], only: SANCTION }),
  'fraud-sanction-confirmation': rowReader({ table: 'fraud_sanction', key: ['id'] }),
  'fraud-appeal': rowReader({ table: 'fraud_appeal', key: ['case_id'], only: APPEAL }),
  'fraud-appeal-decision': rowReader({ table: 'fraud_appeal', key: ['case_id'] }),
} as const satisfies Readonly<Record<string, RecordReader>>

/** Which rows must have a leaf. */
export const loggedRows: readonly LoggedRows[] = [
  { table: 'fraud_case', key: ['id'], subjects: ['fraud-case'], at: 'opened_at' },
  { table: 'fraud_case', key: ['id'], subjects: ['fraud-outcome'], at: 'decided_at' },
  { table: 'fraud_sanction', key: ['id'], subjects: ['fraud-sanction'], at: 'proposed_at' },
  { table: 'fraud_sanction', key: ['id'], subjects: ['fraud-sanction-confirmation'], at: 'confirmed_at' },
  { table: 'fraud_appeal', key: ['case_id'], subjects: ['fraud-appeal'], at: 'filed_at' },
  { table: 'fraud_appeal', key: ['case_id'], subjects: ['fraud-appeal-decision'], at: 'decided_at' },
]

/**
 * Leaves the leaves of rows that were just written, in the transaction that wrote them. In nobody's name: a provider that
 * watches the log must not learn from it that it is being looked into.
 */
export function leaveFraud(
  tx: Db,
  subject: keyof typeof logReaders,
  subjectIds: readonly string[],
  at: Date,
): Promise<void> {
  const deeds = subjectIds.map((subjectId) => ({ kind: 'quality' as const, subject, subjectId }))
  return leaveRows(tx, at, logReaders[subject], deeds)
}
