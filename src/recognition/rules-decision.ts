import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { COUNTING, type Decision, type DecisionForm, type DecisionOutcome, OUTCOMES } from './types.ts'

/** Shortest reason that says something to the learner, in letters. */
const REASON_LETTERS = 10
const REASON_LETTERS_MOST = 1000
const MS_PER_SECOND = 1000
const MS_PER_HOUR = 3_600_000
const MS_PER_DAY = 86_400_000

/** Checks the registrar's form; answers every fault. `courseIds` are the courses of the programme. */
export function checkDecision(
  form: DecisionForm,
  courseIds: readonly string[],
): Outcome<Pick<Decision, 'outcome' | 'grantedSks' | 'courseId' | 'reason' | 'waiverReason'>> {
  const refusals: Refusal[] = []
  const outcome = OUTCOMES.find((one) => one === form.outcome)
  if (outcome === undefined) refusals.push({ code: 'recognition.outcome-missing', at: 'outcome' })
  const counts = outcome !== undefined && COUNTING.includes(outcome)
  const grantedSks = /^\d{1,3}$/.test(form.grantedSks.trim()) ? Number(form.grantedSks) : 0
  if (counts && grantedSks < 1) refusals.push({ code: 'recognition.sks-malformed', at: 'grantedSks' })
  const reason = keptReason(form.reason)
  if (!reason.ok) refusals.push(...reason.refusals)
  const needsCourse: DecisionOutcome = 'course-equivalence'
  const courseId = courseIds.includes(form.courseId) ? form.courseId : null
  if (outcome === needsCourse && courseId === null)
    refusals.push({ code: 'recognition.course-missing', at: 'courseId' })
  const [first, ...others] = refusals
  if (first !== undefined || outcome === undefined || !reason.ok)
    return refuse(first ?? { code: 'recognition.outcome-missing' }, ...others)
  const waiver = form.waiverReason.trim().slice(0, REASON_LETTERS_MOST)
  return accept({
    outcome,
    grantedSks,
    courseId: outcome === needsCourse ? courseId : null,
    reason: reason.value,
    waiverReason: waiver === '' ? null : waiver,
  })
}

/** A reason as it is kept; refused where it says too little for whoever reads it. */
export function keptReason(text: string): Outcome<string> {
  const reason = text.trim()
  return reason.length < REASON_LETTERS
    ? refuse({ code: 'recognition.reason-missing', at: 'reason', values: { letters: REASON_LETTERS } })
    : accept(reason.slice(0, REASON_LETTERS_MOST))
}

/** Whether a decision may still be taken back `hours` after it. */
export function stillUndoable(decidedAt: Date, now: Date, hours: number): boolean {
  return now.getTime() - decidedAt.getTime() <= hours * MS_PER_HOUR
}

/**
 * When a decision is dated: never before its request. A clock behind by no more than `toleranceSeconds` is set right; one
 * further behind gives null, and nothing may be decided.
 */
export function decidingTime(at: Date, askedAt: Date, toleranceSeconds: number): Date | null {
  if (at.getTime() >= askedAt.getTime()) return at
  return askedAt.getTime() - at.getTime() <= toleranceSeconds * MS_PER_SECOND ? askedAt : null
}

/** The ISO day `days` after an ISO day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10)
}

/** Name of a field of the wish at a place: `sks`, `sks-1`, `sks-2`. */
export function fieldAt(name: string, place: number): string {
  return place === 0 ? name : `${name}-${place}`
}
