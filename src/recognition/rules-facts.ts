import type { Use } from '../bank/index.ts'
import type { Course } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { bandOfMark, mapsMarks, scaleOn } from './exports/rules-scale.ts'
import type { GradeScale, ProvisionalScale } from './exports/types.ts'
import { coverageOf } from './rules-condition.ts'
import type { AwardResult, Grade, Learning, Origin, RuleSet, SkillRef, Step } from './types.ts'

const TENTHS = 10

/** What is counted of an award's results: one score of each outcome, 0 to 100. */
interface Scored {
  readonly outcomeId: string
  readonly score: number
}

/**
 * What an award's results come to: the mean of its mandatory outcomes, each weighing the same since a definition gives no weights,
 * in tenths, rounded down. A pass alone where one of them has no score: a mean of a part would be another figure.
 */
export function resultOf(
  outcomes: readonly { readonly id: string; readonly mandatory: boolean }[],
  scores: readonly Scored[],
): AwardResult {
  const marks = outcomes
    .filter(({ mandatory }) => mandatory)
    .map(({ id }) => scores.find(({ outcomeId }) => outcomeId === id)?.score)
  if (marks.length === 0 || marks.some((mark) => mark === undefined)) return { kind: 'pass' }
  const sum = marks.reduce<number>((all, mark) => all + (mark ?? 0), 0)
  return { kind: 'mark', tenths: Math.floor((sum * TENTHS) / marks.length), outcomes: marks.length }
}

/**
 * The grade that a result is at a university on a day: by its own mapping where that says from which mark each letter begins, else
 * by the provisional one, which says so. Undefined where nobody recorded a result, or where it is below every letter.
 */
export function gradeOf(
  result: AwardResult | undefined,
  scales: readonly GradeScale[],
  provisional: ProvisionalScale,
  day: string,
): Grade | undefined {
  if (result === undefined) return undefined
  if (result.kind === 'pass') return { kind: 'pass' }
  const own = scaleOn(scales, day)
  const scale = own !== null && mapsMarks(own) ? own : provisional
  const band = bandOfMark(scale, result.tenths)
  if (band === null) return undefined
  return {
    kind: 'points',
    hundredths: band.indexHundredths,
    letter: band.letter,
    markTenths: result.tenths,
    scaleFrom: scale.validFrom,
    provisional: scale === provisional,
  }
}

/** The course that shares the most skills, of those the one of which more is covered, then by code; null where none shares any. */
export function closestCourse(
  courses: readonly Course[],
  carried: readonly SkillRef[],
  equivalences: RuleSet['skillEquivalences'],
): Course | null {
  const [best] = courses
    .map((course) => ({ course, ...coverageOf(course.skills ?? [], carried, equivalences) }))
    .filter(({ covered }) => covered.length > 0)
    .sort(
      (a, b) =>
        b.covered.length - a.covered.length ||
        a.missing.length - b.missing.length ||
        (a.course.code < b.course.code ? -1 : 1),
    )
  return best?.course ?? null
}

/**
 * Where an award comes from, for a study programme. One that the own campus issued is from another programme where only courses of
 * others teach it or are agreed to equal it; where nobody said which do, it is the campus's own. What was shown as prior
 * learning wasn't learnt in any programme.
 */
export function originOf(
  award: { readonly isOwn: boolean; readonly learning?: Learning | undefined },
  programmeId: string,
  taughtIn: readonly string[],
): Origin {
  if (!award.isOwn) return 'outside'
  const elsewhere = taughtIn.length > 0 && !taughtIn.includes(programmeId)
  return elsewhere && award.learning !== 'prior-learning' ? 'other-programme' : 'own'
}

/** The term of a day: its first day, and the first day of the next one. `starts` as `02-01`, in the order of the year. */
export function termOf(day: string, starts: readonly string[]): { readonly from: string; readonly until: string } {
  const year = Number(day.slice(0, 4))
  const days = [year - 1, year, year + 1].flatMap((one) => starts.map((start) => `${one}-${start}`))
  const place = days.findLastIndex((one) => one <= day)
  return { from: days[place] ?? day, until: days[place + 1] ?? day }
}

/** What was counted of a student beside a programme, and in it within one term. Whole SKS; a course for each credential. */
export interface UsageBeside {
  readonly termSks: number
  readonly termCourses: number
  readonly sameUniversitySks: number
  readonly otherUniversitiesSks: number
  /** Counted in the programme itself, of what another programme of the university teaches. */
  readonly otherProgrammeSks: number
}

/** What is known of the decision that a use was counted by: the ISO day on which it was asked, and the award's origin. */
export interface UseDecided {
  readonly askedOn: string
  readonly origin: Origin
}

/**
 * Sums up the uses of a student. A use belongs to the term of the request that it was decided on, however late that was, and to
 * the day of its posting where there was none: so two requests of one term see each other's use under its limit.
 */
export function usageBeside(
  uses: readonly Pick<Use, 'credentialId' | 'transactionId' | 'programmeId' | 'organisationId' | 'sks' | 'usedAt'>[],
  place: { readonly programmeId: string; readonly organisationId: string },
  term: { readonly from: string; readonly until: string },
  decided: ReadonlyMap<string, UseDecided>,
): UsageBeside {
  const sum = (some: typeof uses) => some.reduce((all, { sks }) => all + sks, 0)
  const within = uses.filter(({ programmeId, transactionId, usedAt }) => {
    const day = decided.get(transactionId)?.askedOn ?? dayOf(usedAt)
    return programmeId === place.programmeId && term.from <= day && day < term.until
  })
  const elsewhere = uses.filter(({ programmeId }) => programmeId !== place.programmeId)
  return {
    termSks: sum(within),
    termCourses: new Set(within.map(({ credentialId }) => credentialId)).size,
    sameUniversitySks: sum(elsewhere.filter(({ organisationId }) => organisationId === place.organisationId)),
    otherUniversitiesSks: sum(elsewhere.filter(({ organisationId }) => organisationId !== place.organisationId)),
    otherProgrammeSks: sum(
      uses.filter(
        ({ programmeId, transactionId }) =>
          programmeId === place.programmeId && decided.get(transactionId)?.origin === 'other-programme',
      ),
    ),
  }
}

/** Facts of a case that conditions asked for and nobody has. */
export const MISSING = ['kind', 'level', 'programmeLevel', 'grade', 'course', 'skills', 'courseSkills', 'day'] as const

export type MissingFact = (typeof MISSING)[number]

/** Which facts the conditions of an evaluation lacked, each once. */
export function missingFacts(steps: readonly Pick<Step, 'code' | 'outcome' | 'values'>[]): readonly MissingFact[] {
  return MISSING.filter((fact) =>
    steps.some(({ code, outcome, values }) => code === 'condition' && outcome === 'unknown' && values.fact === fact),
  )
}
