import type { AwardRequest } from '../../credentials/index.ts'
import type { ProgrammeLevel } from '../../organisations/index.ts'
import type { Bilingual } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import type { Case, Evaluation, UseFor } from '../types.ts'

/**
 * Ways of recognition of prior learning (Permendikbudristek 41/2021): `transfer` of formal learning at another campus (A1),
 * `acquisition` by a portfolio (A2), `level` for practitioners who are to teach (B).
 */
export const ROUTES = ['transfer', 'acquisition', 'level'] as const
export type Route = (typeof ROUTES)[number]

/** What is asked for: courses of a study programme, a micro-credential on the assessed outcomes, a level of KKNI. */
export type Aim = 'programme' | 'definition' | 'level'

export const SOURCES = ['formal', 'non-formal', 'informal', 'work'] as const
export type Source = (typeof SOURCES)[number]

/** The highest education that somebody finished. */
export const EDUCATION = ['senior-secondary', 'D1', 'D2', 'D3', 'D4', 'S1', 'profession', 'S2', 'S3'] as const
export type Education = (typeof EDUCATION)[number]

/** How somebody stands to the campus where they studied before; `closed`: the campus is no more. */
export const FORMER = ['none', 'graduated', 'dropped-out', 'active', 'closed'] as const
export type Former = (typeof FORMER)[number]

/** How well somebody says they can do what is asked. */
export const SELF = ['well', 'enough', 'little'] as const
export type Self = (typeof SELF)[number]

/** What a piece of evidence must be, all four of them: *valid, asli, terkini, memadai* (VATM). */
export const FLAGS = ['valid', 'authentic', 'current', 'sufficient'] as const
export type Flag = (typeof FLAGS)[number]

export const METHODS = ['portfolio', 'interview', 'written', 'observation', 'product'] as const
export type Method = (typeof METHODS)[number]

/** Who assesses: a teacher of the field, somebody who works in it, and where the two disagree a third. */
export const PARTS = ['academic', 'practitioner', 'third'] as const
export type Part = (typeof PARTS)[number]

export const ACCREDITATIONS = ['C', 'B', 'A', 'baik', 'baik-sekali', 'unggul'] as const
export type Accreditation = (typeof ACCREDITATIONS)[number]

/** A study programme that takes prior learning, as its campus stated it. The newest statement of a programme counts. */
export interface Host {
  readonly id: string
  readonly organisationId: string
  readonly programmeId: string
  readonly accreditation: Accreditation
  /** Number of the accreditation decision. */
  readonly number: string
  /** Last ISO day of the accreditation. */
  readonly validUntil: string
  /** How the campus shows a recognised course on its transcript: a setting of the campus. */
  readonly shownAs: 'grade' | 'pass'
  /** Whether it takes applications now. */
  readonly open: boolean
  readonly statedBy: string
  readonly statedAt: Date
}

/** What an applicant states about themselves; a draft may lack any of it. */
export interface Stated {
  readonly education: Education | null
  readonly former: Former | null
  /** The former campus where it is known here, and its name as typed. */
  readonly formerOrganisationId: string | null
  readonly formerName: string
  readonly workYears: number | null
  /** Life and work in the applicant's own words. */
  readonly story: string
}

/** An application. Unchangeable once it is submitted. */
export interface Application {
  readonly personId: string
  readonly id: string
  /** Where it is decided: the campus of the programme, the issuer of the definition, the campus that looks for a lecturer. */
  readonly organisationId: string
  readonly route: Route
  readonly aim: Aim
  readonly programmeId: string | null
  readonly definitionVersionId: string | null
  readonly kkniLevel: number | null
  readonly stated: Stated
  /** The guideline of the day it was begun. */
  readonly guidelineId: string
  readonly createdAt: Date
  readonly submittedAt: Date | null
  /** ISO day by which it is to be decided. */
  readonly dueOn: string | null
  readonly withdrawnAt: Date | null
}

/** A piece of the portfolio, without its bytes: a file, or an address. */
export interface Evidence {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  readonly source: Source
  readonly title: string
  readonly about: string
  /** ISO day on which it was earned, made or ended. */
  readonly datedOn: string
  readonly link: string | null
  readonly fileName: string | null
  readonly mediaType: string | null
  readonly bytes: number | null
  /** SHA-256 of the file in lower-case hexadecimal: it stays when the file is erased. */
  readonly sha256: string | null
  readonly addedAt: Date
  readonly erasedAt: Date | null
}

/** What the applicant says they can: a course, an outcome or a level, with the evidence for it. */
export interface Claim {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  /** Id of the course or outcome; `kkni/8` for a level. */
  readonly targetId: string
  readonly title: Bilingual
  /** Whole SKS of the course; 0 for an outcome or a level. */
  readonly sks: number
  readonly standsFor: UseFor
  /** Whether the micro-credential can't be awarded without it. */
  readonly mandatory: boolean
  readonly self: Self
  readonly reason: string
  readonly evidenceIds: readonly string[]
}

/** An assessor of one round; a round of its own decides an appeal. */
export interface Appointment {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  readonly round: number
  readonly part: Part
  readonly assessorId: string
  readonly appointedBy: string
  readonly appointedAt: Date
  /** When the assessor answered the question about conflicts of interest. */
  readonly declaredAt: Date | null
  readonly conflict: boolean | null
  /** Set where somebody else takes the place. */
  readonly endedAt: Date | null
}

/** What an assessor found about a piece of evidence. */
export interface Found {
  readonly evidenceId: string
  readonly flags: readonly Flag[]
  readonly note: string
}

/** What an assessor recommends about a claim, and why. */
export interface Opinion {
  readonly claimId: string
  readonly recommended: boolean
  readonly method: Method
  readonly reason: string
}

/** An assessor's report: given once, whole, and never changed. */
export interface Report {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  readonly round: number
  readonly part: Part
  readonly assessorId: string
  readonly found: readonly Found[]
  readonly opinions: readonly Opinion[]
  readonly givenAt: Date
}

/** What the assessors say of a claim together. */
export type ClaimVerdict = 'yes' | 'no' | 'conflict' | 'waiting'

/** What came out of a decision. */
export type DecisionResult = 'recognised' | 'partly' | 'refused'

/** A claim that was granted. */
export interface Granted {
  readonly claimId: string
  readonly targetId: string
  readonly title: Bilingual
  readonly sks: number
}

/** A decision, with the decree that carries it. The newest of a case stands. */
export interface PriorDecision {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  readonly organisationId: string
  readonly programmeId: string | null
  readonly round: number
  readonly result: DecisionResult
  readonly granted: readonly Granted[]
  readonly totalSks: number
  /** SKS of the programme recognised by prior learning before, outside Lumbung, as the registrar stated. */
  readonly earlierSks: number
  readonly reason: string
  readonly minutes: string
  readonly decreeNumber: string
  /** ISO day of the rector's decree. */
  readonly decreeOn: string
  readonly ruleSetId: string | null
  readonly ruleSetVersion: string | null
  readonly ruleSetHash: string | null
  /** The question to the rule set and its answer, where SKS were granted. */
  readonly inputs: Case | null
  readonly trace: Evaluation | null
  readonly decidedBy: string
  readonly decidedAt: Date
}

export interface PriorAppeal {
  readonly personId: string
  readonly applicationId: string
  readonly grounds: string
  readonly appealedAt: Date
  /** ISO day. */
  readonly dueOn: string
}

/** A micro-credential that the issuer is asked to award, because prior learning showed every mandatory outcome. */
export interface Handover {
  readonly personId: string
  readonly id: string
  readonly applicationId: string
  readonly decisionId: string
  readonly organisationId: string
  readonly definitionVersionId: string
  readonly askedAt: Date
}

/** How the micro-credential of a case stands at its issuer. */
export interface Issue {
  /** The newest request; none before a decision that asks. */
  readonly request: AwardRequest | null
  /** Why the issuer may not issue it now. */
  readonly against: readonly Refusal[]
}

/** Everything of a case that its state follows from. */
export interface Whole {
  readonly application: Application
  readonly evidence: readonly Evidence[]
  readonly claims: readonly Claim[]
  readonly appointments: readonly Appointment[]
  readonly reports: readonly Report[]
  readonly decisions: readonly PriorDecision[]
  readonly appeal: PriorAppeal | null
}

/** Where a case stands: it follows from its records. */
export type State = 'draft' | 'withdrawn' | 'appointing' | 'assessing' | 'conflict' | 'assessed' | 'decided' | 'closed'

/** What the rules must know of an application to say whether it may be made. */
export interface Question {
  /** ISO day. */
  readonly day: string
  readonly route: Route
  readonly aim: Aim
  readonly organisationId: string
  readonly programmeLevel: ProgrammeLevel | null
  readonly kkniLevel: number | null
  readonly host: Pick<Host, 'accreditation' | 'validUntil' | 'open'> | null
  readonly stated: Stated
  /** Campuses where the applicant is a confirmed student now. */
  readonly studiesAt: readonly string[]
  readonly evidence: readonly Pick<Evidence, 'id' | 'source'>[]
  readonly claims: readonly Pick<Claim, 'id' | 'standsFor' | 'evidenceIds' | 'title'>[]
}
