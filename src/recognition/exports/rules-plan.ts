import type { Refusal } from '../../platform/refusal.ts'
import type { Grade } from '../types.ts'
import { bandFor, scaleOn } from './rules-scale.ts'
import type { Counted, ExportPlan, GradeScale, HeldBack, PlannedLine } from './types.ts'

/** Largest figure of `numeric(2,0)` and longest name of a course at PDDikti. */
const SKS_MOST = 99
const TITLE_MOST = 200

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
  const groups = new Map<string, Counted[]>()
  const scale = scaleOn(facts.scales, facts.day)
  for (const one of counted) {
    const refusal = whyAlone(one, facts, scale)
    if (refusal !== null) {
      held.push({ counted: one, refusal })
      continue
    }
    const key = [one.personId, one.studyId, one.courseId, one.minutesPerSks].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), one])
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
function whyAlone(one: Counted, facts: PlanFacts, scale: GradeScale | null): Refusal | null {
  if (one.origin === 'own') return { code: 'exports.feeder-own-class' }
  if (facts.mayBeUndone(one.decidedAt)) return { code: 'exports.feeder-undoable' }
  if (one.courseId === null) return { code: 'exports.feeder-no-course' }
  if (!facts.courseSks.has(one.courseId)) return { code: 'exports.feeder-course-gone' }
  if (scale === null) return { code: 'exports.feeder-no-scale', values: { day: facts.day } }
  return null
}

/** Those whose minutes come to whole SKS together: whole ones always, fractions where all of them fit. */
function wholeOf(group: readonly Counted[]): {
  whole: readonly Counted[]
  fractions: readonly { one: Counted; minutes: number }[]
} {
  const isWhole = ({ minutes, minutesPerSks }: Counted) => minutes % minutesPerSks === 0
  const parts = group.filter((one) => !isWhole(one))
  const sum = parts.reduce((all, { minutes }) => all + minutes, 0)
  const perSks = group[0]?.minutesPerSks ?? 1
  if (sum % perSks === 0) return { whole: group, fractions: [] }
  return { whole: group.filter(isWhole), fractions: parts.map((one) => ({ one, minutes: one.minutes })) }
}

function lineOf(group: readonly Counted[], scale: GradeScale): PlannedLine | null {
  const [first] = group
  const grade = gradeOf(group, scale)
  const band = grade === null ? null : bandFor(scale, grade)
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

/** One grade for a line: a pass if all are passes, else the average of the points by minutes, a pass at its letter's index. */
function gradeOf(group: readonly Counted[], scale: GradeScale): Grade | null {
  if (group.every(({ grade }) => grade.kind === 'pass')) return { kind: 'pass' }
  const pass = bandFor(scale, { kind: 'pass' })
  if (pass === null) return null
  let points = 0
  let minutes = 0
  for (const { grade, minutes: each } of group) {
    points += (grade.kind === 'pass' ? pass.indexHundredths : grade.hundredths) * each
    minutes += each
  }
  return { kind: 'points', hundredths: Math.floor(points / minutes) }
}
