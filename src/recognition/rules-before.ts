import { evaluate, semesterFor, sksOfHours, worthOf } from './rules.ts'
import { inScope } from './rules-condition.ts'
import { missingFacts } from './rules-facts.ts'
import {
  type Case,
  type Evaluation,
  type Limit,
  MODES,
  type Mode,
  type Origin,
  type RuleSet,
  type SkillRef,
  type Way,
} from './types.ts'

/** What a catalogue knows of an offering; null where its source says nothing. */
export interface OfferingFacts {
  /** A micro-credential that is defined here, or a course that was read in from elsewhere. */
  readonly kind: 'micro-credential' | 'course'
  readonly hours: number | null
  readonly sks: number | null
  readonly mode: Mode | null
  readonly kkniLevel: number | null
  readonly skills: readonly SkillRef[] | null
  readonly origin: Origin
}

/** What nobody can know yet: each has its words, and what to do about it. */
export type Unknown =
  | 'hours'
  | 'sks'
  | 'mode'
  | 'level'
  | 'evidence'
  | 'study'
  | 'grade'
  | 'skills'
  | 'course'
  | 'courseSkills'

/** The answer to *would this count*, before anybody enrols. */
export interface Foreseen {
  /**
   * `yes`: all of it; `partly`: some; `no`: none of it, whatever is still unknown; `depends`: at most `mostSks`, by what is
   * unknown; `unknown`: nothing can be said.
   */
  readonly answer: 'yes' | 'partly' | 'no' | 'depends' | 'unknown'
  /** What its hours are worth; null where they aren't known. */
  readonly worthSks: number | null
  /** The most whole SKS that may be counted; null where that can't be known. */
  readonly mostSks: number | null
  /** The answer holds for a student of whom nothing is known: with room under every limit. */
  readonly general: boolean
  readonly unknowns: readonly Unknown[]
  /** The evaluation by which the most would count; null without hours. */
  readonly evaluation: Evaluation | null
  readonly refusals: Evaluation['refusals']
  readonly ways: readonly Way[]
  /** Every limit that may concern it, with the first semester it admits. */
  readonly limits: readonly { readonly limit: Limit; readonly fromSemester: number | null }[]
}

/**
 * What a rule set would say to an offering. What the catalogue doesn't know is asked in every way it could be, and the answer
 * says what it depends on. `study` is null for a stranger: then nothing is used and every semester is reached.
 */
export function foresee(
  rules: RuleSet,
  facts: OfferingFacts,
  programme: Case['programme'],
  study: Case['study'],
  day: string,
  course: Pick<Case, 'course' | 'standsFor'> = {},
): Foreseen {
  const general = study === null
  const cases = casesOf(rules, facts, programme, study, day).map((asked): Case => ({ ...asked, ...course }))
  const { asking, graded } = beforeGrades(rules, cases)
  const limits = rules.limits
    .filter((limit) => cases.some((asked) => inScope(limit, asked)))
    .map((limit) => ({ limit, fromSemester: semesterFor(limit, programme.level) }))
  const plain = unknownOf(facts, general, graded)
  if (facts.hours === null)
    return { ...NOTHING, general, unknowns: plain, limits, ways: [{ code: 'ask-hours', values: {} }] }
  const evaluations = cases.map((asked) => evaluate(asking, asked))
  const lacking = missingFacts(evaluations.flatMap(({ steps }) => steps))
  const unknowns = [...plain, ...COURSE_FACTS.filter((fact) => lacking.includes(fact))]
  const best = evaluations.reduce((a, b) => ((b.allowedSks ?? 0) > (a.allowedSks ?? 0) ? b : a))
  const amounts = evaluations.map(({ allowedSks }) => allowedSks)
  const mostSks = amounts.includes(null) ? null : (best.allowedSks ?? 0)
  const same = new Set(amounts).size === 1
  const settled = same && !unknowns.some((one) => one === 'evidence' || one === 'sks' || one === 'grade')
  return {
    answer:
      mostSks === null
        ? 'unknown'
        : mostSks === 0
          ? 'no'
          : !settled
            ? 'depends'
            : mostSks < best.worthSks
              ? 'partly'
              : 'yes',
    worthSks: best.worthSks,
    mostSks,
    general,
    unknowns,
    evaluation: best,
    refusals: distinct(
      evaluations.flatMap(({ refusals }) => refusals),
      ({ code, at }) => `${code} ${at ?? ''}`,
    ),
    ways: distinct(
      evaluations.flatMap(({ ways }) => ways),
      ({ code, condition }) => `${code} ${condition ?? ''}`,
    ),
    limits,
  }
}

/**
 * A rule set as it can be asked before an assessment, when nobody has a grade: without its conditions on grades. `graded`: it
 * has one that concerns such a case, so that the answer depends on it.
 */
export function beforeGrades(rules: RuleSet, cases: readonly Case[]): { asking: RuleSet; graded: boolean } {
  const graded = rules.conditions.some((one) => one.kind === 'grade' && cases.some((asked) => inScope(one, asked)))
  const asking = graded ? { ...rules, conditions: rules.conditions.filter(({ kind }) => kind !== 'grade') } : rules
  return { asking, graded }
}

/** What of a rule set is not verified on a day: its own text, amendments whose text wasn't read, and figures. */
export function unverifiedOf(rules: RuleSet, day: string) {
  return {
    provisional: rules.provisional,
    textUnread: !rules.textChecked,
    amendments: rules.amendedBy.filter(({ from, textChecked }) => from <= day && !textChecked),
    figures: [...rules.limits, ...rules.conditions].filter((one) => one.provisional).map(({ name }) => name),
  }
}

const NOTHING = {
  answer: 'unknown',
  worthSks: null,
  mostSks: null,
  evaluation: null,
  refusals: [],
} as const satisfies Partial<Foreseen>

/** What a condition asked about a course and nobody stated. */
const COURSE_FACTS = ['skills', 'course', 'courseSkills'] as const

function unknownOf(facts: OfferingFacts, general: boolean, graded: boolean): Unknown[] {
  const unknowns: Unknown[] = []
  if (facts.hours === null) unknowns.push('hours')
  if (facts.sks === null) unknowns.push('sks')
  if (facts.mode === null) unknowns.push('mode')
  if (facts.kkniLevel === null) unknowns.push('level')
  if (facts.kind === 'course') unknowns.push('evidence')
  if (graded) unknowns.push('grade')
  if (general) unknowns.push('study')
  return unknowns
}

/** The questions to ask: one for each mode that it could be in. */
function casesOf(
  rules: RuleSet,
  facts: OfferingFacts,
  programme: Case['programme'],
  study: Case['study'],
  day: string,
): readonly Case[] {
  const hours = facts.hours ?? 0
  const award = {
    hours,
    sks: facts.sks ?? sksOfHours(rules, hours),
    counted: 0,
    origin: facts.origin,
    kind: facts.kind,
    // As if it were awarded today: how old it will be when it is asked for is the learner's own to decide.
    issuedOn: day,
    ...(facts.kkniLevel === null ? {} : { kkniLevel: facts.kkniLevel }),
    ...(facts.skills === null ? {} : { skills: facts.skills }),
  }
  const modes = facts.mode === null ? MODES : [facts.mode]
  return modes.map((mode) => ({
    day,
    programme,
    study: study ?? strangerAt(rules, programme),
    award: { ...award, mode },
    askedSks: Math.max(1, worthOf(rules, award)),
    askedAsPackage: false,
    waiver: null,
  }))
}

/** A student of whom nothing is known, at their best: nothing used, and far enough on for every limit and condition. */
function strangerAt(rules: RuleSet, programme: Case['programme']): NonNullable<Case['study']> {
  const none = { sks: 0, courses: programme.totalCourses === null ? null : 0 }
  const semesters = [
    1,
    ...rules.limits.map((limit) => semesterFor(limit, programme.level) ?? 1),
    ...rules.conditions.map((one) => (one.kind === 'semester' ? one.least : 1)),
  ]
  return {
    semester: Math.max(...semesters),
    used: { online: none, outside: none, 'other-programme': none, 'prior-learning': none, term: none },
  }
}

function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  return [...new Map(values.toReversed().map((value) => [keyOf(value), value])).values()].toReversed()
}
