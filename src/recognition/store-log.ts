import { type LoggedRows, type RecordReader, rowReader } from '../log/index.ts'

/** Subjects of leaves that this room leaves. */
export const DECISION = 'credit-decision'
export const UNDOING = 'credit-decision-undone'
export const RULE_SET = 'rule-set'
export const PUBLICATION = 'rule-publication'

const undone = ['replaced_at', 'replaced_by'] as const

/**
 * How the log's check reads our rows: a decision with rule set, inputs and trace; and apart from it, that it was
 * undone; each content of a rule set that was taken into use; and who published one, when and why.
 */
export const logReaders = {
  [DECISION]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], without: undone }),
  [UNDOING]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], only: ['id', ...undone] }),
  [RULE_SET]: rowReader({ table: 'rule_set_edition', key: ['hash'] }),
  [PUBLICATION]: rowReader({ table: 'rule_set_publication', key: ['rule_set_id'] }),
} as const satisfies Record<string, RecordReader>

const rows = { table: 'recognition_decision', key: ['person_id', 'id'], person: 'person_id' } as const

/** Which rows must have a leaf: a decision, and that it was undone. */
export const loggedRows: readonly LoggedRows[] = [
  { ...rows, subjects: [DECISION], at: 'decided_at' },
  { ...rows, subjects: [UNDOING], at: 'replaced_at' },
  { table: 'rule_set_edition', key: ['hash'], subjects: [RULE_SET], at: 'kept_at' },
  { table: 'rule_set_publication', key: ['rule_set_id'], subjects: [PUBLICATION], at: 'published_at' },
]
