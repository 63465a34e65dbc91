import { type LoggedRows, type RecordReader, rowReader } from '../../log/index.ts'

/** A confirmed line in the public log; its end is a leaf of its own. */
export const EQUIVALENCE = 'equivalence'
export const EQUIVALENCE_END = 'equivalence-end'

const rows = { table: 'equivalence', key: ['organisation_id', 'id'] } as const
const end = ['ended_on', 'ended_by', 'ended_at'] as const

export const logReaders = {
  [EQUIVALENCE]: rowReader({ ...rows, without: end }),
  [EQUIVALENCE_END]: rowReader({ ...rows, only: ['id', ...end] }),
} as const satisfies Record<string, RecordReader>

/** Which rows must have a leaf: confirmed lines, and lines that were ended or taken back. */
export const loggedRows: readonly LoggedRows[] = [
  { ...rows, subjects: [EQUIVALENCE], at: 'confirmed_at' },
  { ...rows, subjects: [EQUIVALENCE_END], at: 'ended_at', waits: [{ promise: 'recognition.log', column: 'id' }] },
]
