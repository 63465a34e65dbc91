import { type LoggedRows, type RecordReader, rowReader } from '../log/index.ts'
import { logReaders as agreementReaders, loggedRows as agreementRows } from './agreements/store-log.ts'
import { logReaders as outsideReaders, loggedRows as outsideRows } from './outside/store-log.ts'
import { logReaders as priorLearning, loggedRows as priorLearningRows } from './prior-learning/store-log.ts'
import { loggedRows as stackRows, logReaders as stacks } from './stacks/store-log.ts'

/** Subjects of leaves that this room leaves. */
export const DECISION = 'credit-decision'
export const UNDOING = 'credit-decision-undone'
export const RULE_SET = 'rule-set'
export const APPEAL = 'credit-appeal'
export const PUBLICATION = 'rule-publication'
export const REVIEW = 'credit-review'
export const REVIEW_REPLACED = 'credit-review-replaced'

const undone = ['replaced_at', 'replaced_by'] as const

/**
 * How the log's check reads our rows: a decision with rule set, inputs and trace; and apart from it, that it was
 * undone; each content of a rule set that was taken into use, and who published one; each answer to an appeal; each stack that took
 * effect or ended.
 */
export const logReaders = {
  ...agreementReaders,
  ...outsideReaders,
  [DECISION]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], without: undone }),
  [UNDOING]: rowReader({ table: 'recognition_decision', key: ['person_id', 'id'], only: ['id', ...undone] }),
  [RULE_SET]: rowReader({ table: 'rule_set_edition', key: ['hash'] }),
  [APPEAL]: rowReader({ table: 'recognition_appeal', key: ['person_id', 'id'] }),
  [REVIEW]: rowReader({ table: 'recognition_review', key: ['person_id', 'id'], without: undone }),
  [REVIEW_REPLACED]: rowReader({ table: 'recognition_review', key: ['person_id', 'id'], only: ['id', ...undone] }),
  ...priorLearning,
  ...stacks,
  [PUBLICATION]: rowReader({ table: 'rule_set_publication', key: ['rule_set_id'] }),
} as const satisfies Record<string, RecordReader>

const rows = { table: 'recognition_decision', key: ['person_id', 'id'], person: 'person_id' } as const

const reviews = { ...rows, table: 'recognition_review' } as const

/**
 * Which rows must have a leaf: a decision, that it was undone, what was said of it since, an answer to an appeal, contents and
 * publications of rule sets, lines of agreements and their ends, comparisons of certificates from elsewhere, prior learning, stacks.
 */
export const loggedRows: readonly LoggedRows[] = [
  { ...rows, subjects: [DECISION], at: 'decided_at' },
  { ...rows, subjects: [UNDOING], at: 'replaced_at' },
  { ...reviews, subjects: [REVIEW], at: 'decided_at' },
  { ...reviews, subjects: [REVIEW_REPLACED], at: 'replaced_at' },
  { table: 'rule_set_edition', key: ['hash'], subjects: [RULE_SET], at: 'kept_at' },
  { table: 'recognition_appeal', key: ['person_id', 'id'], person: 'person_id', subjects: [APPEAL], at: 'answered_at' },
  ...agreementRows,
  ...outsideRows,
  ...priorLearningRows,
  ...stackRows,
  { table: 'rule_set_publication', key: ['rule_set_id'], subjects: [PUBLICATION], at: 'published_at' },
]
