import { z } from 'zod'
import type { AccountView } from '../bank/index.ts'
import { bilingual, confidence, isoDay } from '../frameworks/index.ts'
import type { ProgrammeLevel, StudyProgramme } from '../organisations/index.ts'
import { PROGRAMME_LEVELS } from '../organisations/index.ts'
import type { Bilingual } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'

/** Where a figure comes from: `from` is null where no day is known. A provisional figure says so wherever it is shown. */
const sourced = {
  from: isoDay.nullable(),
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  note: bilingual.nullable(),
}

const limit = z
  .strictObject({
    id: z.enum(['online', 'outside', 'other-programme']),
    name: bilingual,
    /** `<=`: the limit itself is allowed; `<`: only less than it. */
    op: z.enum(['<=', '<']),
    /** A share of the base in percent, or a fixed amount: exactly one of the two. */
    percent: z.int().min(1).max(100).nullable(),
    amount: z.int().positive().nullable(),
    /** What is counted: the programme's SKS, or its number of courses. */
    base: z.enum(['sks', 'courses']),
    /** The limit concerns awards learnt in these modes; null: in any. */
    modes: z.array(z.enum(['online', 'blended', 'in-person'])).nullable(),
    /** The limit concerns awards from there; null: from anywhere. */
    origins: z.array(z.enum(['outside', 'other-programme'])).nullable(),
    minSemester: z.array(z.strictObject({ levels: z.array(z.enum(PROGRAMME_LEVELS)), semester: z.int().positive() })),
    ...sourced,
  })
  .refine(({ percent, amount }) => (percent === null) !== (amount === null), 'either percent or amount')

const figure = z.strictObject({
  id: z.string(),
  name: bilingual,
  value: z.int(),
  unit: z.enum(['sks', 'percent']),
  ...sourced,
})

/** A recognition rule set: data, dated, sourced, in both languages (`data/recognition-rules`). */
export const ruleSetSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().min(1),
  /** Rule sets that follow each other in time are one family: a choice of one means the one in force on the day. */
  family: z.string().min(1),
  default: z.boolean(),
  choosable: z.boolean(),
  name: bilingual,
  summary: bilingual,
  validFrom: isoDay.nullable(),
  validTo: isoDay.nullable(),
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  textChecked: z.boolean(),
  amendedBy: z.array(z.strictObject({ source: z.string(), from: isoDay, textChecked: z.boolean() })),
  sksMinutes: z.strictObject({ minutes: z.int().positive(), ...sourced }),
  packageSks: z.strictObject({ sks: z.int().positive(), ...sourced }).nullable(),
  limits: z.array(limit),
  figures: z.array(figure),
  notes: z.array(bilingual),
})
export type RuleSet = Readonly<z.infer<typeof ruleSetSchema>>
export type Limit = Readonly<z.infer<typeof limit>>

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
export const practiceSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  decisionDays: setting,
  undoHours: setting,
  packageAskFromSks: setting,
})
export type Practice = Readonly<z.infer<typeof practiceSchema>>

export const MODES = ['online', 'blended', 'in-person'] as const
export type Mode = (typeof MODES)[number]
export type Origin = 'outside' | 'own' | 'other-programme'
export type LimitId = Limit['id']

/** What was counted before against one limit: whole SKS, and courses where they are known. */
export interface Used {
  readonly sks: number
  readonly courses: number | null
}

/** One question to a rule set: everything that it needs, so that it can be replayed. */
export interface Case {
  /** The day whose rules apply: the day it was asked. */
  readonly day: string
  readonly programme: {
    readonly level: ProgrammeLevel
    readonly totalSks: number
    readonly totalCourses: number | null
  }
  /** What the student has done so far; null while the link to the university isn't confirmed. */
  readonly study: { readonly semester: number; readonly used: Readonly<Record<LimitId, Used>> } | null
  readonly award: {
    /** Whole hours of learning. */
    readonly hours: number
    /** SKS as published on the definition. */
    readonly sks: number
    /** SKS of this award that some campus has counted already. */
    readonly counted: number
    readonly mode: Mode
    readonly origin: Origin
  }
  readonly askedSks: number
  readonly askedAsPackage: boolean
  /** Why a package of another size is accepted after all; null where nobody waived it. */
  readonly waiver: string | null
}

/** One line of the trace: what was looked at, with its figures, and what came out. */
export interface Step {
  readonly code: 'worth' | 'link' | 'left' | 'package' | 'semester' | 'limit'
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly limit?: LimitId
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

/** What recognition must know of a credential. No personal data but the id of whoever holds it. */
export interface CredentialFacts {
  readonly credentialId: string
  /** The credential id under which the account keeps the award: that of its first edition. */
  readonly accountId: string
  readonly personId: string
  /** For the rosette. */
  readonly definitionId: string | null
  readonly definitionVersionId: string | null
  readonly title: Bilingual
  readonly sks: number
  readonly hours: number
  readonly kkniLevel: number
  readonly mode: Mode
  readonly issuerName: string
  readonly organisationId: string
  /** ISO day. */
  readonly issuedOn: string
}

/** Where facts and verdicts of credentials come from: `app.ts` passes credentials and verifier in. */
export interface CredentialSource {
  credentialFacts(credentialId: string): Promise<CredentialFacts | null>
  /** `kind` says which way it is not valid: `revoked`, `expired`, ... */
  verdictOf(
    credentialId: string,
  ): Promise<{ readonly verdict: 'valid' | 'invalid' | 'unconfirmed'; readonly kind: string }>
}

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
  readonly inputs: Case
  readonly trace: Evaluation
  readonly waiverReason: string | null
  readonly transactionId: string | null
  readonly decidedBy: string
  readonly decidedAt: Date
  readonly replacedAt: Date | null
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
  } | null
}

/** The registrar's form, still as text. */
export interface DecisionForm {
  readonly outcome: string
  readonly grantedSks: string
  readonly courseId: string
  readonly reason: string
  readonly waiverReason: string
}
