import { type LoggedRows, type RecordReader, rowReader } from '../../log/index.ts'

/** Subjects of leaves that stacks leave: an edition that took effect, with its content, and that it ended. */
export const APPROVAL = 'stack-approval'
export const END = 'stack-end'
/** The outbox kind that leaves leaves for what took effect before there were any. */
export const LOG_LATER = 'stacks.log'

/** How the log's check reads them back. */
export const logReaders = {
  [APPROVAL]: rowReader({ table: 'stack_edition', key: ['id'], without: ['ended_at'] }),
  [END]: rowReader({ table: 'stack_edition', key: ['id'], only: ['id', 'ended_at'] }),
} as const satisfies Record<string, RecordReader>

const rows = { table: 'stack_edition', key: ['id'], waits: [{ promise: LOG_LATER, column: 'id' }] } as const

/** Which rows must have a leaf: every edition that was approved, and every one that ended. A proposal binds nobody. */
export const loggedRows: readonly LoggedRows[] = [
  { ...rows, subjects: [APPROVAL], at: 'approved_at' },
  { ...rows, subjects: [END], at: 'ended_at' },
]
