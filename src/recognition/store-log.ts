import { type RecordReader, rowReader } from '../log/index.ts'
import { logReaders as agreementReaders } from './agreements/index.ts'

/** Subjects of leaves that this room leaves. */
export const DECISION = 'credit-decision'
export const UNDOING = 'credit-decision-undone'
export const RULE_SET = 'rule-set'
export const APPEAL = 'credit-appeal'

const undone = ['replaced_at', 'replaced_by'] as const

/**
 * How the log's check reads our rows: a decision with rule set, inputs and trace; and apart from it, that it was
 * undone; each content of a rule set that was taken into use; and each answer to an appeal.
 */
export const logReaders = {
  ...agreementReaders,
  [DECISION]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], without: undone }),
  [UNDOING]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], only: ['id', ...undone] }),
  [RULE_SET]: rowReader({ table: 'rule_set_edition', key: ['hash'] }),
  [APPEAL]: rowReader({ table: 'recognition_appeal', key: ['person_id', 'id'] }),
} as const satisfies Record<string, RecordReader>
