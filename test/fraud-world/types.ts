/**
 * The invented world in which fraud is planted. What a detector may see (`Facts`) and what was planted (`Plant`) are
 * apart: no shape of `Facts` has a place for a label, so a rule that is handed facts can't be handed the answer.
 */

/** The three time zones of Indonesia: UTC+7, UTC+8, UTC+9, without summer time. */
export type Zone = 'WIB' | 'WITA' | 'WIT'

/** Working hours as declared: days of the week (0 is Sunday), and minutes after local midnight. */
export interface WorkingHours {
  readonly days: readonly number[]
  readonly from: number
  readonly to: number
}

/** An accreditation or authorisation as the register has it. */
export interface Accreditation {
  readonly from: Date
  readonly until: Date | null
  /** When a renewal was asked for, before this one ended; null where none was. */
  readonly renewalAskedAt: Date | null
  /** When the register was told: a renewal may be granted later and hold from an earlier day. */
  readonly recordedAt: Date
}

export interface OrganisationFact {
  readonly id: string
  readonly zone: Zone
  /** Null where the provider declared none. */
  readonly hours: WorkingHours | null
  readonly accreditations: readonly Accreditation[]
}

/** A definition version: what can be earned. */
export interface DefinitionFact {
  readonly id: string
  readonly organisationId: string
  readonly hours: number
  /** Where its evidence comes from: `study` is taught; the others recognise what was learnt before (RPL). */
  readonly evidenceSource: 'study' | 'work' | 'life-experience'
  /** The significant words of its outcomes, in lower case, each once. */
  readonly words: readonly string[]
  readonly publishedAt: Date
}

/** The seat that an award names. */
export interface EnrolmentFact {
  readonly personId: string
  readonly enrolledAt: Date
  readonly withdrawnAt: Date | null
  /** ISO day on which the batch began. */
  readonly startsOn: string
  /** Minutes after the beginning of the first visits to the learning material: the rhythm of a learner. */
  readonly rhythm: readonly number[]
}

export interface EvidenceFact {
  /** One-way mark of a piece of evidence. */
  readonly mark: string
  /** Declared as the work of a group. */
  readonly shared: boolean
}

export interface AwardFact {
  readonly id: string
  readonly personId: string
  readonly definitionId: string
  readonly organisationId: string
  readonly attempt: number
  readonly decidedBy: string
  readonly assessorId: string
  /** 0 to 100, the mean over the outcomes. */
  readonly score: number
  /** When the decision says that it was taken. */
  readonly decidedAt: Date
  /** When the record (and the public log) took it. Not the issuer's to choose. */
  readonly storedAt: Date
  /** ISO day on which the results say that the learner was assessed. */
  readonly assessedOn: string
  readonly enrolment: EnrolmentFact | null
  readonly evidence: readonly EvidenceFact[]
}

/** A review of something of a provider: a definition, a course, a site. */
export interface ReviewFact {
  readonly id: string
  readonly reviewerId: string
  readonly organisationId: string
  readonly askedAt: Date
  readonly decidedAt: Date
  readonly approved: boolean
}

/** All that a detector may see. Awards stand in the order in which they were stored. */
export interface Facts {
  readonly organisations: readonly OrganisationFact[]
  readonly definitions: readonly DefinitionFact[]
  readonly awards: readonly AwardFact[]
  readonly reviews: readonly ReviewFact[]
}

/** The nine kinds that rules are written for. */
export const KNOWN_KINDS = [
  'night-burst',
  'not-enrolled',
  'back-dated',
  'impossible-pace',
  'evidence-twice',
  'dormant-awake',
  'after-accreditation',
  'reviewer-collusion',
  'sliced-course',
] as const

/** Three kinds that no rule is written for, so that what is reported isn't only what was looked for. */
export const UNSEEN_KINDS = ['grade-drift', 'phone-area-sale', 'ghost-cohort'] as const

export type FraudKind = (typeof KNOWN_KINDS)[number] | (typeof UNSEEN_KINDS)[number]

/** One planted fraud: its kind, and the awards, definitions and reviews that it is made of. */
export interface Plant {
  readonly kind: FraudKind
  readonly awards: ReadonlySet<string>
  readonly definitions: ReadonlySet<string>
  readonly reviews: ReadonlySet<string>
  /** When the first of these was stored. */
  readonly firstAt: Date
}

export interface World {
  readonly facts: Facts
  readonly plants: readonly Plant[]
  /** Where people say that they live, by the area of their telephone: known to us, seen by no detector. */
  readonly areas: ReadonlyMap<string, string>
}

/** How large a world is. */
export interface WorldSize {
  /** Awards in all, planted ones among them (a cohort may add a few more). */
  readonly awards: number
  /** Planted frauds of the nine kinds, shared out evenly. */
  readonly frauds: number
  /** Planted frauds of the three kinds without a rule, shared out evenly. */
  readonly unseen: number
}
