import { z } from 'zod'
import { bilingual, confidence, isoDay } from '../frameworks/index.ts'
import { PROGRAMME_LEVELS } from '../organisations/index.ts'

export const MODES = ['online', 'blended', 'in-person'] as const
export type Mode = (typeof MODES)[number]
export const ORIGINS = ['outside', 'own', 'other-programme'] as const
export type Origin = (typeof ORIGINS)[number]
/** How it was learnt: taught and examined by somebody, or shown afterwards (RPL). */
export const LEARNINGS = ['taught', 'prior-learning'] as const
export type Learning = (typeof LEARNINGS)[number]
/** What a credential is to stand for in the study programme. */
export const USES = ['course', 'internship', 'final-project'] as const
export type UseFor = (typeof USES)[number]

/** Where a figure comes from: `from` is null where no day is known. A provisional figure says so wherever it is shown. */
const sourced = {
  from: isoDay.nullable(),
  source: z.string().min(1),
  clause: z.string().nullable(),
  confidence,
  provisional: z.boolean(),
  note: bilingual.nullable(),
}

/** Which awards a limit or a condition concerns; null, or left out: all of them. */
const scope = {
  modes: z.array(z.enum(MODES)).min(1).nullable().default(null),
  origins: z.array(z.enum(ORIGINS)).min(1).nullable().default(null),
  learning: z.array(z.enum(LEARNINGS)).min(1).nullable().default(null),
}

const LIMIT_IDS = ['online', 'outside', 'other-programme', 'prior-learning', 'term'] as const

const limit = z
  .strictObject({
    /** `term` counts what was recognised in the term of the case, every other limit what was in the whole programme. */
    id: z.enum(LIMIT_IDS),
    name: bilingual,
    /** `<=`: the limit itself is allowed; `<`: only less than it. */
    op: z.enum(['<=', '<']),
    /** A share of the base in percent, or a fixed amount: exactly one of the two. */
    percent: z.int().min(1).max(100).nullable(),
    amount: z.int().positive().nullable(),
    /** What is counted: the programme's SKS, or its number of courses. */
    base: z.enum(['sks', 'courses']),
    ...scope,
    minSemester: z.array(z.strictObject({ levels: z.array(z.enum(PROGRAMME_LEVELS)), semester: z.int().positive() })),
    ...sourced,
  })
  .refine(({ percent, amount }) => (percent === null) !== (amount === null), 'either percent or amount')

/** A skill by the list that it stands in and its code there, as `{ "framework": "skkni", "code": "J.620100.004.01" }`. */
const skillRef = z.strictObject({ framework: z.string().min(1), code: z.string().min(1).max(60) })
export type SkillRef = Readonly<z.infer<typeof skillRef>>
export { skillRef }

const conditioned = {
  /** Unique in its rule set; the trace and a waiver name it. */
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: bilingual,
  /** Whether a registrar may let it pass with a written reason. */
  waivable: z.boolean(),
  ...scope,
  /** The condition concerns programmes of these levels; null, or left out: of all. */
  levels: z.array(z.enum(PROGRAMME_LEVELS)).min(1).nullable().default(null),
  ...sourced,
}
const span = { least: z.int().min(0).nullable(), most: z.int().min(0).nullable() }

/** What an award must be before anything of it counts: all or nothing, where a limit says how much. */
const condition = z.discriminatedUnion('kind', [
  /** The kind of the credential, as `micro-credential`, is one of these. */
  z.strictObject({ kind: z.literal('credential'), allowed: z.array(z.string().min(1)).min(1), ...conditioned }),
  /** KKNI level of the award, counted from the programme's: `least: -1` asks for at most one level below it. */
  z.strictObject({
    kind: z.literal('level'),
    least: z.int().min(-9).max(9).nullable(),
    most: z.int().min(-9).max(9).nullable(),
    ...conditioned,
  }),
  /** Whole hours of learning. */
  z.strictObject({ kind: z.literal('hours'), ...span, ...conditioned }),
  /** Whole SKS as published. */
  z.strictObject({ kind: z.literal('sks'), ...span, ...conditioned }),
  /** The grade in hundredths of a point (2.00 is 200), or a bare pass where that is accepted. */
  z.strictObject({
    kind: z.literal('grade'),
    leastHundredths: z.int().min(0).max(400),
    passAccepted: z.boolean(),
    ...conditioned,
  }),
  /** How many percent of the skills of the course the award covers, in one list (`skkni`) or in any. */
  z.strictObject({
    kind: z.literal('overlap'),
    leastPercent: z.int().min(1).max(100),
    framework: z.string().min(1).nullable(),
    ...conditioned,
  }),
  /** Skills that the award must carry. */
  z.strictObject({ kind: z.literal('skills'), required: z.array(skillRef).min(1), ...conditioned }),
  /** Months since the award. */
  z.strictObject({ kind: z.literal('age'), mostMonths: z.int().positive(), ...conditioned }),
  /** The student's semester, whatever the award. */
  z.strictObject({ kind: z.literal('semester'), least: z.int().positive(), ...conditioned }),
  /** Levels of study programmes that may count it at all. */
  z.strictObject({
    kind: z.literal('programme'),
    allowed: z.array(z.enum(PROGRAMME_LEVELS)).min(1),
    ...conditioned,
  }),
  /** What it may not stand for. */
  z.strictObject({ kind: z.literal('use'), excluded: z.array(z.enum(USES)).min(1), ...conditioned }),
])

/** A skill of one list that counts as a skill of another, in this direction only. */
const skillEquivalence = z.strictObject({ skill: skillRef, countsAs: skillRef, ...sourced })

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
  conditions: z.array(condition).default([]),
  skillEquivalences: z.array(skillEquivalence).default([]),
  figures: z.array(figure),
  notes: z.array(bilingual),
})
export type RuleSet = Readonly<z.infer<typeof ruleSetSchema>>
export type Limit = Readonly<z.infer<typeof limit>>
export type LimitId = Limit['id']
export type Condition = Readonly<z.infer<typeof condition>>
export type ConditionKind = Condition['kind']

const setting = z.strictObject({ value: z.int().positive(), from: isoDay, note: bilingual })
/** When terms begin, as `09-01`, in the order of the year. */
const termStarts = z.strictObject({
  value: z.array(z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/)).min(1),
  from: isoDay,
  confidence,
  provisional: z.boolean(),
  note: bilingual,
})
export const practiceSchema = z.strictObject({
  id: z.string(),
  version: z.string(),
  source: z.string(),
  decisionDays: setting,
  undoHours: setting,
  packageAskFromSks: setting,
  appealDays: setting,
  appealDecisionDays: setting,
  credentialsAtOnce: setting,
  batchLines: setting,
  outsideBytes: setting,
  termStarts,
})
export type Practice = Readonly<z.infer<typeof practiceSchema>>
