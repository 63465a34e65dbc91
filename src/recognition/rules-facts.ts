import type { Course } from '../organisations/index.ts'
import { bandOfMark, mapsMarks, scaleOn } from './exports/rules-scale.ts'
import type { GradeScale, ProvisionalScale } from './exports/types.ts'
import { coverageOf } from './rules-condition.ts'
import type { AwardResult, Grade, RuleSet, SkillRef, Step } from './types.ts'

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

/** The course that shares the most skills, by share and then by code; null where none shares any. */
export function closestCourse(
  courses: readonly Course[],
  carried: readonly SkillRef[],
  equivalences: RuleSet['skillEquivalences'],
): Course | null {
  let best: { course: Course; share: number } | null = null
  for (const course of courses) {
    const wanted = course.skills ?? []
    const { covered } = coverageOf(wanted, carried, equivalences)
    const share = wanted.length === 0 ? 0 : covered.length / wanted.length
    if (share > 0 && (best === null || share > best.share)) best = { course, share }
  }
  return best?.course ?? null
}

/** The term of a day: its first day, and the first day of the next one. `starts` as `02-01`, in the order of the year. */
export function termOf(day: string, starts: readonly string[]): { readonly from: string; readonly until: string } {
  const year = Number(day.slice(0, 4))
  const days = [year - 1, year, year + 1].flatMap((one) => starts.map((start) => `${one}-${start}`))
  const place = days.findLastIndex((one) => one <= day)
  return { from: days[place] ?? day, until: days[place + 1] ?? day }
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
