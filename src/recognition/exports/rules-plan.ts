import type { Refusal } from '../../platform/refusal.ts'
import { bandFor, bandOfMark, mapsMarks, scaleOn } from './rules-scale.ts'
import type { Counted, ExportPlan, GradeBand, GradeScale, HeldBack, PlannedLine } from './types.ts'

/** Largest figure of `numeric(2,0)` and longest name of a course at PDDikti. */
const SKS_MOST = 99
const TITLE_MOST = 200
const TEN = 10

/** What a plan must know besides the decisions. */
export interface PlanFacts {
  /** The university's grades, newest first. */
  readonly scales: readonly GradeScale[]
  /** Whole SKS of its courses, by id. */
  readonly courseSks: ReadonlyMap<string, number>
  /** SKS that earlier lines wrote for a student and a course already, by `lineKey`. */
  readonly written: ReadonlyMap<string, number>
  /** ISO day whose grades count. */
  readonly day: string
  /** Whether a decision can still be taken back; it then waits. */
  readonly mayBeUndone: (decidedAt: Date) => boolean
}

export const lineKey = (personId: string, courseId: string): string => `${personId} ${courseId}`

/**
 * Packs decisions into lines, one for each course of a student: PDDikti takes whole SKS alone, so fractions go together
 * where their sum is whole, and are held back where it isn't. Nothing is rounded up and nothing gets lost: each decision
 * stands in one line or among the held back, with its reason.
 */
export function planLines(counted: readonly Counted[], facts: PlanFacts): ExportPlan {
  const held: HeldBack[] = []
  const groups = new Map<string, Written[]>()
  const scale = scaleOn(facts.scales, facts.day)
  for (const one of counted) {
    const refusal = whyAlone(one, facts)
    const found = refusal ?? (scale === null ? noScale(facts.day) : bandOf(one, scale))
    if ('code' in found) {
      held.push({ counted: one, refusal: found })
      continue
    }
    const key = [one.personId, one.studyId, one.courseId, one.minutesPerSks].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), { ...one, band: found }])
  }
  const lines: PlannedLine[] = []
  for (const group of groups.values()) {
    const { whole, fractions } = wholeOf(group)
    for (const { one, minutes } of fractions)
      held.push({ counted: one, refusal: { code: 'exports.feeder-fraction', values: { minutes } } })
    const line = scale === null || whole.length === 0 ? null : lineOf(whole, scale)
    if (line === null) {
      if (whole.length > 0)
        for (const one of whole) held.push({ counted: one, refusal: { code: 'exports.feeder-grade-below' } })
      continue
    }
    const course = facts.courseSks.get(line.courseId) ?? 0
    const before = facts.written.get(lineKey(line.personId, line.courseId)) ?? 0
    if (line.sks + before > Math.min(course, SKS_MOST))
      for (const one of whole)
        held.push({
          counted: one,
          refusal: { code: 'exports.feeder-more-than-course', values: { sks: line.sks + before, course } },
        })
    else lines.push(line)
  }
  return { lines, held }
}

/** Why a decision can't stand in any line, whatever it is packed with. */
function whyAlone(one: Counted, facts: PlanFacts): Refusal | null {
  if (one.origin !== 'outside') return { code: 'exports.feeder-own-class' }
  if (facts.mayBeUndone(one.decidedAt)) return { code: 'exports.feeder-undoable' }
  if (one.courseId === null) return { code: 'exports.feeder-no-course' }
  if (!facts.courseSks.has(one.courseId)) return { code: 'exports.feeder-course-gone' }
  return null
}

const noScale = (day: string): Refusal => ({ code: 'exports.feeder-no-scale', values: { day } })

/** A decision with the letter, index and number that it is written with. */
type Written = Counted & { readonly band: GradeBand }

/**
 * What is written for a grade: what the university's own mapping made of it when it was decided, and where only the provisional one
 * was there, what its own makes of the mark now. The number is the mark itself where there is one. A pass, or a mark, that
 * nothing maps is held back: a letter that nobody chose would stand in a transcript.
 */
function bandOf({ grade, markTenths }: Counted, scale: GradeScale): GradeBand | Refusal {
  if (grade.kind === 'points' && grade.letter !== undefined && grade.provisional !== true)
    return {
      letter: grade.letter,
      indexHundredths: grade.hundredths,
      numberTenths: grade.markTenths ?? bandFor(scale, grade)?.numberTenths ?? 0,
    }
  const mark = grade.kind === 'points' ? (grade.markTenths ?? markTenths) : markTenths
  if (mark !== null && mark !== undefined) {
    if (!mapsMarks(scale)) return { code: 'exports.feeder-marks-unmapped', values: { mark: numberOf(mark) } }
    const band = bandOfMark(scale, mark)
    return band === null ? { code: 'exports.feeder-grade-below' } : { ...band, numberTenths: mark }
  }
  if (grade.kind === 'pass' && scale.passLetter === null) return { code: 'exports.feeder-pass-unmapped' }
  return bandFor(scale, grade) ?? { code: 'exports.feeder-grade-below' }
}

/** `785` as `78.5`: text, for a sentence. */
function numberOf(tenths: number): string {
  return `${Math.floor(tenths / TEN)}.${tenths % TEN}`
}

/** Those whose minutes come to whole SKS together: whole ones always, fractions where all of them fit. */
function wholeOf(group: readonly Written[]): {
  whole: readonly Written[]
  fractions: readonly { one: Written; minutes: number }[]
} {
  const isWhole = ({ minutes, minutesPerSks }: Counted) => minutes % minutesPerSks === 0
  const parts = group.filter((one) => !isWhole(one))
  const sum = parts.reduce((all, { minutes }) => all + minutes, 0)
  const perSks = group[0]?.minutesPerSks ?? 1
  if (sum % perSks === 0) return { whole: group, fractions: [] }
  return { whole: group.filter(isWhole), fractions: parts.map((one) => ({ one, minutes: one.minutes })) }
}

function lineOf(group: readonly Written[], scale: GradeScale): PlannedLine | null {
  const [first] = group
  const band = bandTogether(group, scale)
  if (first === undefined || first.courseId === null || band === null) return null
  const minutes = group.reduce((all, one) => all + one.minutes, 0)
  const sks = minutes / first.minutesPerSks
  const title = group.map(({ facts }) => facts.title.id).join(' + ')
  return {
    personId: first.personId,
    studyId: first.studyId,
    programmeId: first.programmeId,
    courseId: first.courseId,
    title: title.length > TITLE_MOST ? `${title.slice(0, TITLE_MOST - 3)}...` : title,
    // The origin may not be smaller than what is recognised of it, and the field takes two digits.
    originSks: Math.min(
      SKS_MOST,
      Math.max(
        sks,
        group.reduce((all, { facts }) => all + facts.sks, 0),
      ),
    ),
    sks,
    band,
    parts: group.map(({ decisionId, minutes: each }) => ({ decisionId, minutes: each })),
  }
}

/** One grade for a line: the letter that all share, with the mean of their numbers; else the band of the mean index. By minutes. */
function bandTogether(group: readonly Written[], scale: GradeScale): GradeBand | null {
  const [first] = group
  if (first === undefined) return null
  const mean = (of: (band: GradeBand) => number) => {
    const minutes = group.reduce((all, one) => all + one.minutes, 0)
    return Math.floor(group.reduce((all, one) => all + of(one.band) * one.minutes, 0) / minutes)
  }
  const { letter, indexHundredths } = first.band
  if (group.every(({ band }) => band.letter === letter && band.indexHundredths === indexHundredths))
    return { letter, indexHundredths, numberTenths: mean((band) => band.numberTenths) }
  return bandFor(scale, { kind: 'points', hundredths: mean((band) => band.indexHundredths) })
}
