import { z } from 'zod'
import { bilingual, confidence } from '../../frameworks/index.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { CredentialFacts, DecisionOutcome, Grade, Origin } from '../types.ts'

/** How a letter of a university is written for PDDikti: index in hundredths of 4.00, number in tenths of 100.0. */
export interface GradeBand {
  readonly letter: string
  readonly indexHundredths: number
  readonly numberTenths: number
  /** The lowest mark that earns the letter, in tenths of 100.0; left out where the university didn't say. */
  readonly fromTenths?: number | undefined
}

/** The grades of a university from a day on: bands from the best to the worst, and the letter of a bare pass. */
export interface GradeScale {
  /** ISO day. */
  readonly validFrom: string
  readonly bands: readonly GradeBand[]
  /** Null: the university left open what a bare pass becomes. */
  readonly passLetter: string | null
  readonly reason: string
}

const tenths = z.int().min(0).max(1000)
/** The mapping that stands in for a university's own where a rule asks for a grade; it is never written to PDDikti. */
export const provisionalScaleSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  confidence,
  provisional: z.literal(true),
  validFrom: z.iso.date(),
  note: bilingual,
  bands: z
    .array(
      z.strictObject({
        letter: z.string().min(1).max(3),
        indexHundredths: z.int().min(0).max(400),
        numberTenths: tenths,
        fromTenths: tenths,
      }),
    )
    .min(1),
})
export type ProvisionalScale = Readonly<z.infer<typeof provisionalScaleSchema>>

/** The registrar's form for grades, still as text: a band on each line, as `A; 4,00; 90`. */
export interface ScaleForm {
  readonly validFrom: string
  readonly bands: string
  readonly passLetter: string
  readonly reason: string
}

/** One standing decision that counted credit, as the export reads it. */
export interface Counted {
  readonly personId: string
  readonly decisionId: string
  readonly requestId: string
  readonly studyId: string
  readonly programmeId: string
  /** The course of the decision, or the one that it was packed into for the export. */
  readonly courseId: string | null
  readonly outcome: DecisionOutcome
  /** Whole minutes that were counted, and how many make one SKS under the rules that decided. */
  readonly minutes: number
  readonly minutesPerSks: number
  readonly origin: Origin
  /** As the decision stored it. */
  readonly grade: Grade
  /** The mark behind it, in tenths of 100.0; null where there was none. */
  readonly markTenths: number | null
  readonly facts: Pick<CredentialFacts, 'title' | 'sks' | 'issuerName'>
  readonly decidedAt: Date
}

export type SourceKind = 'class' | 'transfer' | 'conversion'

/** What the registrar chooses for an export. */
export interface ExportWish {
  /** Reporting period as PDDikti writes it: year and 1 (odd), 2 (even) or 3 (between), as `20261`. */
  readonly semester: string
  readonly sourceKind: 'transfer' | 'conversion'
  /** `id_jenis_aktivitas` of a conversion; null for a transfer. */
  readonly activityKind: number | null
}

/** One course of one student, ready to be written. */
export interface PlannedLine {
  readonly personId: string
  readonly studyId: string
  readonly programmeId: string
  readonly courseId: string
  /** Title of what was learnt; several are joined, at most 200 characters. */
  readonly title: string
  readonly originSks: number
  readonly sks: number
  readonly band: GradeBand
  readonly parts: readonly { readonly decisionId: string; readonly minutes: number }[]
}

/** A decision that can't be written, with the reason and what would help. */
export interface HeldBack {
  readonly counted: Counted
  readonly refusal: Refusal
}

export interface ExportPlan {
  readonly lines: readonly PlannedLine[]
  readonly held: readonly HeldBack[]
}

export type LineState = 'waiting' | 'sent' | 'rejected' | 'withdrawn'

/** A stored line of the export. */
export interface FeederLine {
  readonly personId: string
  readonly id: string
  readonly organisationId: string
  readonly studyId: string
  readonly programmeId: string
  readonly semester: string
  readonly sourceKind: 'transfer' | 'conversion'
  readonly activityKind: number | null
  /** Code under which the feeder keeps it: at most 20 characters, unique for ever. */
  readonly key: string
  readonly courseId: string
  readonly title: string
  readonly originSks: number
  readonly sks: number
  readonly letter: string
  readonly indexHundredths: number
  readonly numberTenths: number
  readonly state: LineState
  readonly activityId: string | null
  readonly memberId: string | null
  readonly remoteId: string | null
  readonly refusal: Refusal | null
  readonly tries: number
  readonly madeAt: Date
  readonly sentAt: Date | null
  readonly checkedAt: Date | null
  readonly checked: 'same' | 'different' | 'missing' | null
}

/** The feeder's own ids for what a line speaks of. */
export interface FeederIds {
  readonly registration: string
  readonly course: string
  readonly programme: string
}

export type FeederRecord = Readonly<Record<string, string | number>>

const field = z.strictObject({ name: z.string().min(1), type: z.string().min(1), required: z.boolean() })
export const feederListSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  confidence,
  provisional: z.boolean(),
  acts: z.array(z.strictObject({ act: z.string(), confidence, fields: z.array(field).min(1) })).min(1),
})
export type FeederList = Readonly<z.infer<typeof feederListSchema>>
export type FeederField = Readonly<z.infer<typeof field>>

/** One difference between the dictionary of the installed feeder and our list; `stops` where a line could not be right. */
export interface DictionaryFinding {
  readonly act: string
  readonly field: string
  readonly kind: 'field-gone' | 'field-new-required' | 'field-new' | 'type-differs' | 'no-dictionary'
  readonly stops: boolean
}

/** A run against a feeder: sending what waits, or comparing what was sent. */
export interface FeederRun {
  readonly id: string
  readonly organisationId: string
  readonly act: 'send' | 'check'
  readonly askedAt: Date
  readonly endedAt: Date | null
  /** Why the whole run stopped; null where it ended well or goes on. */
  readonly stopped: string | null
  readonly findings: readonly DictionaryFinding[]
  readonly counts: Readonly<Record<string, number>>
}

/** A line with what a file shows beside it. */
export type FileLine = FeederLine & {
  readonly nim: string
  readonly programmeCode: string
  readonly courseCode: string
}
