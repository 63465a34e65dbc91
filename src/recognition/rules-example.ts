import { z } from 'zod'
import { bilingual, isoDay } from '../frameworks/index.ts'
import { PROGRAMME_LEVELS } from '../organisations/index.ts'
import { evaluate, ruleSetOn } from './rules.ts'
import { originOf } from './rules-facts.ts'
import { type Case, type Evaluation, LEARNINGS, MODES, ORIGINS, type RuleSet, skillRef, USES } from './types.ts'

const amount = z.int().min(0)
const student = z.strictObject({
  semester: z.int().min(1).default(5),
  online: amount.default(0),
  outside: amount.default(0),
  otherProgramme: amount.default(0),
  onlineCourses: amount.nullable().default(null),
  /** SKS recognised by prior learning so far, and in this term; left out where nobody knows. */
  priorLearning: amount.optional(),
  term: amount.optional(),
})
const award = z.strictObject({
  hours: amount,
  sks: amount,
  counted: amount.default(0),
  mode: z.enum(MODES).default('in-person'),
  origin: z.enum(ORIGINS).default('outside'),
  /** Of an award by the own campus: whether courses of this programme, of another one, or of both teach it; decides the origin. */
  taughtIn: z.array(z.enum(['this', 'other'])).optional(),
  kind: z.string().optional(),
  learning: z.enum(LEARNINGS).optional(),
  kkniLevel: z.int().optional(),
  grade: z
    .union([
      z.strictObject({ kind: z.literal('points'), hundredths: amount }),
      z.strictObject({ kind: z.literal('pass') }),
    ])
    .optional(),
  skills: z.array(skillRef).optional(),
  issuedOn: isoDay.optional(),
  expiresOn: isoDay.nullable().optional(),
})

/**
 * One case with the answer that the owners of the rules expect, and where that answer comes from. What is left out is as in
 * most cases: a bachelor's programme of 144 SKS, semester 5, nothing used, an award from outside, learnt in person.
 */
export const exampleSchema = z.strictObject({
  name: bilingual,
  /** Where the expected answer comes from. */
  source: z.string().min(1),
  /** What the campus chose; the one of its family that is in force on the day decides. */
  rules: z.string(),
  day: isoDay.default('2026-11-23'),
  programme: z
    .strictObject({
      level: z.enum(PROGRAMME_LEVELS).default('S1'),
      sks: z.int().positive().default(144),
      courses: z.int().positive().nullable().default(null),
      kkniLevel: z.int().optional(),
    })
    .prefault({}),
  /** Null: the campus hasn't confirmed the study. */
  student: student.nullable().prefault({}),
  award,
  asks: z.int().positive(),
  package: z.boolean().default(false),
  packageReason: z.string().nullable().default(null),
  course: z.strictObject({ skills: z.array(skillRef) }).optional(),
  standsFor: z.enum(USES).optional(),
  waivers: z.array(z.strictObject({ condition: z.string(), reason: z.string() })).optional(),
  answer: z.strictObject({
    /** The rule set that decides, where the day chooses it. */
    by: z.string().optional(),
    verdict: z.enum(['allowed', 'partly', 'refused', 'unknown']),
    sks: amount.nullable(),
    worth: amount.optional(),
    /** Codes of every refusal, and of every way to a yes. */
    refusals: z.array(z.string()).optional(),
    ways: z.array(z.string()).optional(),
  }),
})
export type Example = Readonly<z.infer<typeof exampleSchema>>

/** What a rule set says to an example, and whether it is what its owners expect. */
export interface Tried {
  readonly rules: RuleSet
  readonly evaluation: Evaluation
  /** Where the answer isn't the expected one; empty where it is. */
  readonly differs: readonly ('by' | 'verdict' | 'sks' | 'worth' | 'refusals' | 'ways')[]
}

/** The question that an example asks. */
export function caseOf(example: Example): Case {
  const { programme, student: who } = example
  const { taughtIn, ...stated } = example.award
  const origin =
    taughtIn === undefined ? stated.origin : originOf({ isOwn: true, learning: stated.learning }, 'this', taughtIn)
  return {
    day: example.day,
    programme: {
      level: programme.level,
      totalSks: programme.sks,
      totalCourses: programme.courses,
      ...(programme.kkniLevel === undefined ? {} : { kkniLevel: programme.kkniLevel }),
    },
    study:
      who === null
        ? null
        : {
            semester: who.semester,
            used: {
              online: { sks: who.online, courses: who.onlineCourses },
              outside: { sks: who.outside, courses: null },
              'other-programme': { sks: who.otherProgramme, courses: null },
              ...(who.priorLearning === undefined
                ? {}
                : { 'prior-learning': { sks: who.priorLearning, courses: null } }),
              ...(who.term === undefined ? {} : { term: { sks: who.term, courses: null } }),
            },
          },
    award: { ...stated, origin },
    ...(example.course === undefined ? {} : { course: example.course }),
    ...(example.standsFor === undefined ? {} : { standsFor: example.standsFor }),
    askedSks: example.asks,
    askedAsPackage: example.package,
    waiver: example.packageReason,
    ...(example.waivers === undefined ? {} : { waivers: example.waivers }),
  }
}

/** Asks the rule set of an example's day among `sets`; nothing where none of them was chosen. */
export function tryExample(sets: readonly RuleSet[], example: Example): Tried | null {
  if (!sets.some(({ id }) => id === example.rules)) return null
  const rules = ruleSetOn(sets, example.rules, example.day)
  if (rules === null) return null
  const evaluation = evaluate(rules, caseOf(example))
  const { answer } = example
  const same = (expected: readonly string[] | undefined, found: readonly { readonly code: string }[]) =>
    expected === undefined || expected.join() === found.map(({ code }) => code).join()
  const holds = {
    by: answer.by === undefined || answer.by === rules.id,
    verdict: answer.verdict === evaluation.verdict,
    sks: answer.sks === evaluation.allowedSks,
    worth: answer.worth === undefined || answer.worth === evaluation.worthSks,
    refusals: same(answer.refusals, evaluation.refusals),
    ways: same(answer.ways, evaluation.ways),
  }
  return { rules, evaluation, differs: (Object.keys(holds) as (keyof typeof holds)[]).filter((key) => !holds[key]) }
}
