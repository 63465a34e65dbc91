import type { RejectedRow, RowFault } from '../platform/table/index.ts'

/** One run of a definition version: when, for how many, by whom. */
export interface Batch {
  readonly id: string
  readonly definitionVersionId: string
  readonly organisationId: string
  readonly name: string
  /** ISO days, both included. */
  readonly startsOn: string
  readonly endsOn: string
  readonly capacity: number
  readonly seatsTaken: number
}

/** A batch as typed. */
export interface BatchForm {
  readonly name: string
  readonly startsOn: string
  readonly endsOn: string
  readonly capacity: string
}

export type EnrolmentOrigin = 'self' | 'roster' | 'api'

/** A person's seat in a batch. Giving it up is a time, not a deletion. */
export interface Enrolment {
  readonly id: string
  readonly personId: string
  readonly batchId: string
  readonly definitionVersionId: string
  readonly organisationId: string
  /** The campus's number for this person (NIM), where the roster told one. */
  readonly participantNumber: string | null
  readonly origin: EnrolmentOrigin
  readonly enrolledAt: Date
  readonly withdrawnAt: Date | null
}

/** A participant with the name that lists show. */
export interface Participant extends Enrolment {
  readonly name: string
  readonly email: string | null
}

/** A row of a roster whose cells could be read. */
export interface RosterRow {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
  readonly nik: string | null
  readonly number: string | null
}

export type UploadKind = 'roster' | 'results'

/** What became of an uploaded file. */
export interface UploadReport {
  readonly kind: UploadKind
  readonly batchId: string
  readonly organisationId: string
  /** How many rows went which way: the names are the kind's own. */
  readonly counts: Readonly<Record<string, number>>
  readonly unknownColumns: readonly string[]
  /** Rows of totals that were passed over. */
  readonly totals: readonly number[]
  readonly faults: readonly RowFault[]
  readonly warnings: readonly RowFault[]
  readonly headings: readonly string[]
  readonly rejected: readonly RejectedRow[]
}

export interface Upload extends UploadReport {
  readonly id: string
  readonly uploadedBy: string
  readonly uploadedAt: Date
  /** How many rows were rejected in all; `rejected` and `faults` hold the first of them. */
  readonly rejectedRows: number
}
