import { type RecordReader, rowReader } from '../../log/index.ts'

/** A confirmed line in the public log; its end is no part of it. */
export const EQUIVALENCE = 'equivalence'
export const logReaders = {
  [EQUIVALENCE]: rowReader({
    table: 'equivalence',
    key: ['organisation_id', 'id'],
    without: ['ended_on', 'ended_by', 'ended_at'],
  }),
} as const satisfies Record<string, RecordReader>
