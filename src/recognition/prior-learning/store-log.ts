import { type LoggedRows, type RecordReader, rowReader } from '../../log/index.ts'

/** Subjects of leaves that prior learning leaves. */
export const APPLICATION = 'prior-learning-application'
export const REPORT = 'prior-learning-report'
export const DECISION = 'prior-learning-decision'
export const APPEAL = 'prior-learning-appeal'
export const HOST = 'prior-learning-host'

/** How the log's check reads them back: what was applied for, each report, each decision with rule set, inputs and trace, the appeal. */
export const logReaders = {
  [APPLICATION]: rowReader({
    table: 'prior_learning_application',
    key: ['person_id', 'id'],
    without: ['withdrawn_at', 'ended_at'],
  }),
  [REPORT]: rowReader({ table: 'prior_learning_report', key: ['person_id', 'id'] }),
  [DECISION]: rowReader({ table: 'prior_learning_decision', key: ['person_id', 'id'] }),
  [HOST]: rowReader({ table: 'prior_learning_host', key: ['id'] }),
  [APPEAL]: rowReader({ table: 'prior_learning_appeal', key: ['person_id', 'application_id'] }),
} as const satisfies Record<string, RecordReader>

const person = 'person_id'

/** Which rows must have a leaf: which programmes take prior learning, applications that were sent, reports, decisions, appeals. */
export const loggedRows: readonly LoggedRows[] = [
  {
    table: 'prior_learning_host',
    key: ['id'],
    subjects: [HOST],
    at: 'stated_at',
    waits: [{ promise: 'recognition.log', column: 'id' }],
  },
  { table: 'prior_learning_application', key: [person, 'id'], subjects: [APPLICATION], at: 'submitted_at', person },
  { table: 'prior_learning_report', key: [person, 'id'], subjects: [REPORT], at: 'given_at', person },
  { table: 'prior_learning_decision', key: [person, 'id'], subjects: [DECISION], at: 'decided_at', person },
  { table: 'prior_learning_appeal', key: [person, 'application_id'], subjects: [APPEAL], at: 'appealed_at', person },
]
