import { type RecordReader, rowReader } from '../log/index.ts'

/** Subjects of leaves that this room leaves. */
export const RULE_CHOICE = 'rule-choice'

/** How the log's check reads our rows. A choice for the same day replaces the first and leaves a leaf of its own. */
export const logReaders = {
  [RULE_CHOICE]: rowReader({ table: 'rule_choice', key: ['organisation_id', 'valid_from'] }),
} as const satisfies Record<string, RecordReader>
