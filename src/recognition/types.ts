import type { AccountView } from '../bank/index.ts'
import type { ProgrammeLevel, StudyProgramme } from '../organisations/index.ts'
import type { Bilingual } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { CourseBasis, CredentialFacts, Grade } from './types-facts.ts'
import type { Review } from './types-review.ts'
import type { ConditionKind, Learning, LimitId, Mode, Origin, RuleSet, SkillRef, UseFor } from './types-rules.ts'

export type { AwardResult, CourseBasis, CredentialFacts, CredentialSource, Grade } from './types-facts.ts'
export {
  type Condition,
  type ConditionKind,
  LEARNINGS,
  type Learning,
  type Limit,
  type LimitId,
  MODES,
  type Mode,
  ORIGINS,
  type Origin,
  type Practice,
  practiceSchema,
  type RuleSet,
  ruleSetSchema,
  type SkillRef,
  skillRef,
  USES,
  type UseFor,
} from './types-rules.ts'

/** What was counted before against one limit: whole SKS, and courses where they are known. */
export interface Used {
  readonly sks: number
  readonly courses: number | null
}

/** What was counted before, by limit. A limit that is missing here is not known. */
export type UsedByLimit = Readonly<
  Record<'online' | 'outside' | 'other-programme', Used> & { [id in 'prior-learning' | 'term']?: Used | undefined }
>

/**
 * One question to a rule set: everything that it needs, so that it can be replayed. A field that may be left out is not
 * known where it is; what asks about it then answers *unknown*, and never a yes.
 */
export interface Case {
  /** The day whose rules apply: the day it was asked. */
  readonly day: string
  readonly programme: {
    readonly level: ProgrammeLevel
    readonly totalSks: number
    readonly totalCourses: number | null
    readonly kkniLevel?: number | undefined
  }
  /** What the student has done so far; null while the link to the university isn't confirmed. */
  readonly study: {
    readonly semester: number
    readonly used: UsedByLimit
    /** SKS that the bank counted for the student in other programmes of the same university, and at other ones. */
    readonly elsewhere?: { readonly sameUniversity: number; readonly otherUniversities: number } | undefined
    /** ISO day on which the term of the case began, by which `used.term` is counted. */
    readonly termFrom?: string | undefined
  } | null
  readonly award: {
    /** Whole hours of learning. */
    readonly hours: number
    /** SKS as published on the definition. */
    readonly sks: number
    /** The account holds no SKS of it any more, though some were published: it was withdrawn, or its parts brought them. */
    readonly emptied?: boolean | undefined
    /** SKS of this award that some campus has counted already. */
    readonly counted: number
    readonly mode: Mode
    readonly origin: Origin
    /** The other programmes of the own campus that teach it, by which the origin is one of them, with their names of the day. */
    readonly taughtIn?: readonly { readonly id: string; readonly name: Bilingual }[] | undefined
    /** As `micro-credential`. */
    readonly kind?: string | undefined
    /** Taught, where nothing else is said. */
    readonly learning?: Learning | undefined
    readonly kkniLevel?: number | undefined
    readonly grade?: Grade | undefined
    readonly skills?: readonly SkillRef[] | undefined
    /** ISO day of the award. */
    readonly issuedOn?: string | undefined
    /** Last ISO day on which the award is in force; null: it has no end. */
    readonly expiresOn?: string | null | undefined
  }
  /** The course that it would take the place of, with the skills it teaches. */
  readonly course?:
    | {
        readonly skills: readonly SkillRef[]
        readonly id?: string | undefined
        readonly code?: string | undefined
        readonly basis?: CourseBasis | undefined
      }
    | undefined
  /** A course, where nothing else is said. */
  readonly standsFor?: UseFor | undefined
  readonly askedSks: number
  readonly askedAsPackage: boolean
  /** Why a package of another size is accepted after all; null where nobody waived it. */
  readonly waiver: string | null
  /** Conditions that a registrar lets pass, by id, each with its reason. */
  readonly waivers?: readonly { readonly condition: string; readonly reason: string }[] | undefined
}

/** One line of the trace: what was looked at, with its figures, and what came out. */
export interface Step {
  readonly code: 'worth' | 'link' | 'left' | 'package' | 'semester' | 'limit' | 'in-force' | 'condition'
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly limit?: LimitId
  /** Id of the condition; its kind stands in `values`. */
  readonly condition?: string
  /** The reason with which the condition was waived. */
  readonly waived?: string
  readonly values: Readonly<Record<string, string | number>>
}

/** What would be allowed instead of a no. */
export interface Way {
  readonly code:
    | 'count-some'
    | 'wait-semester'
    | 'supplement'
    | 'confirm-link'
    | 'state-courses'
    | 'waive-package'
    | 'not-as-package'
    | 'other-mode'
    | 'ask-whole'
    | 'state-limit'
    | 'renew'
    | 'waive-condition'
    | 'state-fact'
    | 'ask-hours'
    | `meet-${ConditionKind}`
  /** Id of the condition that it is about. */
  readonly condition?: string
  readonly values: Readonly<Record<string, string | number>>
}

/** Room under one limit. `left` is what is free before this award, `after` what would be used with it. */
export interface Headroom {
  readonly limit: LimitId
  readonly base: 'sks' | 'courses'
  readonly most: number | null
  readonly used: number | null
  readonly asked: number
  readonly left: number | null
  /** How far the wish goes beyond the limit; 0 where it fits. */
  readonly over: number
}

export interface Evaluation {
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  readonly day: string
  readonly verdict: 'allowed' | 'partly' | 'refused' | 'unknown'
  /** The most whole SKS that may be counted of what was asked; null while it can't be known. */
  readonly allowedSks: number | null
  /** Whole SKS that the award is worth under this rule set. */
  readonly worthSks: number
  readonly refusals: readonly Refusal[]
  readonly ways: readonly Way[]
  readonly steps: readonly Step[]
  readonly headroom: readonly Headroom[]
}

export const OUTCOMES = ['course-equivalence', 'elective-block', 'advanced-standing', 'supplement', 'none'] as const
export type DecisionOutcome = (typeof OUTCOMES)[number]
/** Outcomes that move credit. */
export const COUNTING: readonly DecisionOutcome[] = ['course-equivalence', 'elective-block', 'advanced-standing']

export interface RecognitionRequest {
  readonly personId: string
  readonly id: string
  readonly credentialId: string
  readonly studyId: string
  readonly organisationId: string
  readonly programmeId: string
  readonly askedSks: number
  readonly asPackage: boolean
  readonly courseId: string | null
  readonly note: string | null
  /** The facts of the credential on the day it was asked. */
  readonly facts: CredentialFacts
  readonly askedAt: Date
  /** ISO day. */
  readonly dueOn: string
  readonly withdrawnAt: Date | null
  readonly closedAt: Date | null
  /** Shared by the requests that were sent together; null where it was sent alone. */
  readonly submissionId: string | null
  /** Who sent it: the holder, or a registrar on the holder's behalf. */
  readonly askedBy: string
}

/** What a registrar should know before counting: nothing of it forbids, all of it is confirmed and kept. */
export interface Warning {
  readonly code: 'same-learning' | 'same-course' | 'asked-elsewhere' | 'counted-elsewhere'
  readonly values: Readonly<Record<string, string | number>>
}

/** The holder asks other people to look at a decision again. Open while neither answered nor withdrawn. */
export interface Appeal {
  readonly personId: string
  readonly id: string
  readonly requestId: string
  readonly decisionId: string
  readonly organisationId: string
  readonly reason: string
  readonly appealedAt: Date
  /** ISO day. */
  readonly dueOn: string
  readonly withdrawnAt: Date | null
  readonly outcome: 'upheld' | 'replaced' | null
  readonly answer: string | null
  readonly newDecisionId: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Date | null
}

export interface Decision {
  readonly personId: string
  readonly requestId: string
  readonly id: string
  readonly outcome: DecisionOutcome
  readonly grantedSks: number
  readonly courseId: string | null
  readonly reason: string
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  /** Hash of the kept content that decided; null for decisions from before contents were kept. */
  readonly ruleSetHash: string | null
  readonly inputs: Case
  readonly trace: Evaluation
  readonly waiverReason: string | null
  readonly transactionId: string | null
  readonly decidedBy: string
  readonly decidedAt: Date
  readonly replacedAt: Date | null
  /** What the registrar was warned of and decided all the same. */
  readonly warnings: readonly Warning[]
  /** The line of an agreement that names this course for this version; null where none does. */
  readonly equivalenceId: string | null
  /** What was said of it since its award was revoked or corrected; null where nothing was. */
  readonly review: Review | null
}

/** What a learner can know before enrolling. */
export interface Before {
  readonly linkState: AccountView['linkState']
  /** Name of the campus that would count it. */
  readonly campus: string | null
  /** SKS of other credentials that registrars are deciding about; here they count as granted. */
  readonly pendingSks: number
  readonly assessed: {
    readonly rules: RuleSet
    readonly evaluation: Evaluation
    readonly programme: StudyProgramme
    /** The rules ask for a grade, which nobody has before the assessment: the evaluation leaves it out. */
    readonly graded: boolean
  } | null
}

/** The registrar's form, still as text. */
export interface DecisionForm {
  readonly outcome: string
  readonly grantedSks: string
  readonly courseId: string
  readonly reason: string
  readonly waiverReason: string
  /** The warnings were read and the credit counts all the same. */
  readonly seen?: boolean | undefined
}
