import { type LoggedRows, type RecordReader, rowReader } from '../../log/index.ts'

/** What a registrar found under the link of a certificate from elsewhere, in the public log. Nothing of the certificate itself. */
export const OUTSIDE_CHECK = 'outside-check'

const rows = { table: 'outside_certificate', key: ['person_id', 'id'] } as const

export const logReaders = {
  [OUTSIDE_CHECK]: rowReader({
    ...rows,
    only: ['id', 'sha256', 'check_result', 'check_note', 'checked_by', 'checked_at'],
  }),
} as const satisfies Record<string, RecordReader>

/** Which rows must have a leaf: certificates that were compared. Of several comparisons the newest speaks. */
export const loggedRows: readonly LoggedRows[] = [
  {
    ...rows,
    person: 'person_id',
    subjects: [OUTSIDE_CHECK],
    at: 'checked_at',
    waits: [{ promise: 'recognition.log', column: 'id' }],
  },
]
