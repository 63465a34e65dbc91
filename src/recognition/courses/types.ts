import type { Bilingual } from '../../platform/page.ts'
import type { RejectedRow, RowFault } from '../../platform/table/index.ts'
import type { SkillRef, UseFor } from '../types.ts'

/** What a registrar writes of a course, still as text. `skills` are codes, `outcomes...` lines. */
export interface CourseForm {
  readonly code: string
  readonly nameId: string
  readonly nameEn: string
  readonly sks: string
  readonly semester: string
  readonly standsFor: string
  readonly skills: string
  readonly outcomesId: string
  readonly outcomesEn: string
}

/** A course that passed its checks. */
export interface CourseGiven {
  readonly code: string
  readonly name: Bilingual
  /** Whole SKS. */
  readonly sks: number
  readonly semester: number | null
  readonly standsFor: UseFor
  /** Null: nobody stated what it teaches. */
  readonly skills: readonly SkillRef[] | null
  readonly outcomes: readonly Bilingual[]
}

/** What became of a table of courses. */
export interface CourseReport {
  readonly counts: {
    readonly read: number
    readonly created: number
    readonly changed: number
    readonly unchanged: number
  }
  readonly headings: readonly string[]
  readonly unknownColumns: readonly string[]
  readonly faults: readonly RowFault[]
  readonly rejected: readonly RejectedRow[]
}

export interface CourseUpload {
  readonly organisationId: string
  readonly id: string
  readonly programmeId: string
  readonly report: CourseReport
  readonly uploadedBy: string
  readonly uploadedAt: Date
}
