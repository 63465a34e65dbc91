import { z } from 'zod'
import type { Bilingual } from '../platform/page.ts'

// What detectors see. Every fact is what a table says; who is guilty stands nowhere in it.

/** The three time zones of Indonesia: UTC+7, UTC+8, UTC+9, without summer time. */
export type Zone = 'WIB' | 'WITA' | 'WIT'

/** Working hours: days of the week (0 is Sunday), and minutes after local midnight. */
export interface WorkingHours {
  readonly days: readonly number[]
  readonly from: number
  readonly to: number
}

/** From an instant (inclusive) until an instant (exclusive) or without end, as the register was told at `recordedAt`. */
export interface Accreditation {
  readonly from: Date
  readonly until: Date | null
  /** When a renewal was asked for, before the end; null where none was. */
  readonly renewalAskedAt: Date | null
  readonly recordedAt: Date
}

export interface OrganisationFact {
  readonly id: string
  readonly zone: Zone
  /** Null where none are declared: the hours of the detector's data then hold. */
  readonly hours: WorkingHours | null
  readonly accreditations: readonly Accreditation[]
}

export interface DefinitionFact {
  readonly id: string
  readonly organisationId: string
  /** Whole hours of learning. */
  readonly hours: number
  readonly evidenceSource: 'study' | 'work' | 'life-experience'
  /** The significant words of the outcomes, in lower case, each once. */
  readonly words: readonly string[]
  readonly publishedAt: Date
}

export interface EnrolmentFact {
  readonly personId: string
  readonly enrolledAt: Date
  readonly withdrawnAt: Date | null
  /** ISO day on which the batch begins. */
  readonly startsOn: string
}

export interface EvidenceFact {
  /** A one-way mark of the evidence or of its reference. */
  readonly mark: string
  /** Declared as the work of a group. */
  readonly shared: boolean
}

/**
 * What an award rests on: the enrolment of whoever learnt, a decision on prior learning, or other awards whose stack awards a larger
 * credential by itself, which nobody decides on that day. The last two need no seat.
 */
export type Basis = 'enrolment' | 'prior-learning' | 'stack'

export interface AwardFact {
  readonly id: string
  readonly personId: string
  readonly definitionId: string
  readonly organisationId: string
  readonly attempt: number
  readonly decidedBy: string
  /** When the decision says that it was taken. */
  readonly decidedAt: Date
  /** When our record took it, by our own clock. */
  readonly storedAt: Date
  /** When the public log showed it first, by the clock of a witness where one saw it; absent where the log doesn't say. */
  readonly loggedAt?: Date | undefined
  /** ISO day of the earliest assessment that the award rests on. */
  readonly assessedOn: string
  readonly enrolment: EnrolmentFact | null
  /** What it rests on; an enrolment where nothing else is said, also where none is named. */
  readonly basis?: Basis | undefined
  readonly evidence: readonly EvidenceFact[]
}

export interface ReviewFact {
  readonly id: string
  readonly reviewerId: string
  /** The provider whose work is reviewed. */
  readonly organisationId: string
  readonly askedAt: Date
  readonly decidedAt: Date
  readonly approved: boolean
}

/** All that detectors see. Awards stand in the order of `storedAt`, reviews of `decidedAt`, definitions of `publishedAt`. */
export interface Facts {
  readonly organisations: readonly OrganisationFact[]
  readonly definitions: readonly DefinitionFact[]
  readonly awards: readonly AwardFact[]
  readonly reviews: readonly ReviewFact[]
}

const share = z.number().min(0).max(1)
const count = z.int().min(1)
const amount = z.number().min(0)

/** The thresholds of each detector, by its id: the closed list of detectors. Units stand last in the names. */
export const THRESHOLDS = {
  'night-burst': z.strictObject({
    awardsLeast: count,
    gapHours: amount,
    graceMinutes: amount,
    quietFromMinutes: amount,
    quietToMinutes: amount,
    restDays: z.array(z.int().min(0).max(6)),
    habitDays: count,
    historyLeast: count,
    restDayHistoryLeast: count,
    restDayShareMost: share,
    sameTimeMinutes: amount,
  }),
  'not-enrolled': z.strictObject({ awardsLeast: count, windowDays: count, withdrawnHours: amount, lagHours: amount }),
  'back-dated': z.strictObject({
    awardsLeast: count,
    windowDays: count,
    lateDays: amount,
    beforeCourseDays: amount,
  }),
  'impossible-pace': z.strictObject({
    hoursADayMost: amount,
    daysLeast: amount,
    cohortLeast: count,
    windowDays: count,
    personCoursesLeast: count,
  }),
  'evidence-twice': z.strictObject({ personsLeast: count }),
  'dormant-awake': z.strictObject({
    quietDays: count,
    quietTimesUsual: amount,
    burstDays: count,
    awardsLeast: count,
    leadDays: amount,
    leadSpreadDays: amount,
    togetherShareLeast: share,
  }),
  'after-accreditation': z.strictObject({
    awardsLeast: count,
    windowDays: count,
    teachOutDays: amount,
    renewalGraceDays: amount,
  }),
  'reviewer-collusion': z.strictObject({
    reviewsLeast: count,
    windowDays: count,
    approvedShareLeast: share,
    speedShareMost: share,
    usualHoursLeast: amount,
    othersLeast: count,
    providerShareLeast: share,
  }),
  'sliced-course': z.strictObject({
    partsLeast: count,
    hoursMost: amount,
    similarLeast: share,
    holdersLeast: count,
    partsOfHolderLeast: count,
  }),
} as const

export type DetectorId = keyof typeof THRESHOLDS
export type Thresholds<D extends DetectorId> = z.infer<(typeof THRESHOLDS)[D]>
export const DETECTOR_IDS = Object.keys(THRESHOLDS) as DetectorId[]

const bilingual = z.strictObject({ id: z.string().min(1), en: z.string().min(1) })
const isoDay = z.iso.date()

/** The part of a detector's file that doesn't depend on which detector it is. */
const detectorHead = z.strictObject({
  id: z.enum(DETECTOR_IDS as [DetectorId, ...DetectorId[]]),
  version: z.string().min(1),
  name: bilingual,
  /** What it looks for, and what stays hidden from it, for people who decide. */
  looksFor: bilingual,
  cannotSee: bilingual,
  validFrom: isoDay,
  validTo: isoDay.nullable(),
  source: z.string().min(1),
  /** High, medium, low, or unverified. */
  confidence: z.enum(['H', 'M', 'L', 'U']),
  provisional: z.boolean(),
  /** How far back facts are read. */
  windowDays: count,
  /** Days in which a case of this detector is decided. */
  deadlineDays: count,
  thresholds: z.record(z.string(), z.unknown()),
})

type Head = Omit<z.infer<typeof detectorHead>, 'id' | 'thresholds'>

/** A detector as its data file says it. */
export type Detector<D extends DetectorId = DetectorId> = {
  [Id in D]: Head & { readonly id: Id; readonly thresholds: Thresholds<Id> }
}[D]

/** Reads a detector's file; throws where it doesn't fit its schema, the thresholds of its own id included. */
export function parseDetector(value: unknown): Detector {
  const head = detectorHead.parse(value)
  return { ...head, thresholds: THRESHOLDS[head.id].parse(head.thresholds) } as Detector
}

export const NAMED_KINDS = ['award', 'definition', 'review'] as const

/** Something that an alarm names, and since when it was there to be seen. */
export interface Named {
  readonly kind: (typeof NAMED_KINDS)[number]
  readonly id: string
  readonly at: Date
}

/** What a rule found. It grows while the same goes on; `knownAt` stays: the instant from which the facts sufficed. */
export interface Alarm {
  readonly detector: DetectorId
  /** Whom it is about: an organisation, a definition, a person, a decider or a pair. Ids only. */
  readonly unit: string
  /** The provider concerned; of several, the one of the first thing named. */
  readonly organisationId: string
  readonly knownAt: Date
  readonly named: readonly [Named, ...Named[]]
  /** Whole numbers and ISO days that explain it. */
  readonly figures: Readonly<Record<string, number | string>>
}

export type { Bilingual }
