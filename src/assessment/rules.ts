import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { readDay, readNumber } from '../platform/table/index.ts'
import type { CheckedResult, OutcomeMark, ResultForm, ResultMark, Standing } from './types.ts'

const EVIDENCE_MOST = 500

/**
 * A score of 0 to 100 as a whole number. Decimals are rounded to the nearest whole (a half upwards), except where that
 * would turn a fail into a pass: then the assessor has to decide.
 *
 * Refusals: `assessment.score-missing`, `score-not-a-number` (also `table.number-ambiguous`), `score-out-of-range`,
 * `score-rounds-to-pass`.
 */
export function readScore(text: string, passMark: number): Outcome<{ score: number; rounded: boolean }> {
  if (text === '') return refuse({ code: 'assessment.score-missing' })
  const read = readNumber(text)
  if (!read.ok) {
    const ambiguous = read.refusals[0].code === 'table.number-ambiguous'
    return refuse(ambiguous ? read.refusals[0] : { code: 'assessment.score-not-a-number' })
  }
  if (read.value < 0 || read.value > 100) return refuse({ code: 'assessment.score-out-of-range' })
  const score = Math.round(read.value)
  const rounded = score !== read.value
  if (rounded && read.value < passMark && score >= passMark)
    return refuse({ code: 'assessment.score-rounds-to-pass', values: { passMark } })
  return accept({ score, rounded })
}

/** What a result is checked against: the outcome, the methods there are, the batch's first day, today. */
export interface ResultCase {
  readonly outcome: OutcomeMark | undefined
  readonly methods: readonly string[]
  readonly startsOn: string
  readonly today: string
}

/**
 * Checks one result; answers every fault, `at` the field's name. Refusals: those of `readScore`,
 * `assessment.outcome-unknown`, `method-unknown`, `evidence-too-long`, `day-in-future`, `day-before-batch`, and the
 * `table.day-*` codes.
 */
export function checkResult(form: ResultForm, one: ResultCase): Outcome<CheckedResult> {
  if (one.outcome === undefined) return refuse({ code: 'assessment.outcome-unknown', at: 'outcome' })
  const refusals: Refusal[] = []
  const score = readScore(form.score, one.outcome.passMark)
  if (!score.ok) refusals.push(...score.refusals.map((refusal) => ({ ...refusal, at: 'score' })))
  if (!one.methods.includes(form.method)) refusals.push({ code: 'assessment.method-unknown', at: 'method' })
  if (form.evidence.length > EVIDENCE_MOST)
    refusals.push({ code: 'assessment.evidence-too-long', at: 'evidence', values: { most: EVIDENCE_MOST } })
  const day = readDay(form.assessedOn)
  if (!day.ok) refusals.push(...day.refusals.map((refusal) => ({ ...refusal, at: 'assessedOn' })))
  else if (day.value > one.today) refusals.push({ code: 'assessment.day-in-future', at: 'assessedOn' })
  else if (day.value < one.startsOn)
    refusals.push({ code: 'assessment.day-before-batch', at: 'assessedOn', values: { day: one.startsOn } })
  const [first, ...more] = refusals
  if (first !== undefined) return refuse(first, ...more)
  const value = score.ok ? score.value : { score: 0, rounded: false }
  return accept({
    outcomeId: one.outcome.id,
    ...value,
    passed: value.score >= one.outcome.passMark,
    method: form.method,
    evidence: form.evidence === '' ? [] : [form.evidence],
    assessedOn: day.ok ? day.value : '',
  })
}

/**
 * Where an enrolment stands: passed when every mandatory outcome passed within one attempt; passes of different attempts
 * are never added up. `results` are those that stand (not replaced). A definition without a mandatory outcome passes nobody.
 */
export function standingOf<R extends ResultMark>(outcomes: readonly OutcomeMark[], results: readonly R[]): Standing<R> {
  const mandatory = outcomes.filter((outcome) => outcome.mandatory)
  const attempts = [...new Set(results.map((result) => result.attempt))].sort((one, other) => one - other)
  const missingIn = (attempt: number) =>
    mandatory.filter(
      (outcome) =>
        !results.some((result) => result.attempt === attempt && result.outcomeId === outcome.id && result.passed),
    )
  const passing = mandatory.length === 0 ? undefined : attempts.find((attempt) => missingIn(attempt).length === 0)
  const attempt = passing ?? attempts.at(-1) ?? 0
  return {
    passed: passing !== undefined,
    attempt,
    missing: missingIn(attempt).map((outcome) => outcome.id),
    results: results.filter((result) => result.attempt === attempt),
  }
}

/** Why somebody can't be assessed by this person; nothing when they can. */
export function assessorRefusal(one: { assessorId: string; personId: string; withdrawn: boolean }): Refusal | null {
  if (one.assessorId === one.personId) return { code: 'assessment.own-enrolment' }
  return one.withdrawn ? { code: 'assessment.withdrawn' } : null
}

/** The code of an outcome in tables: `O1`. */
export function outcomeCode(position: number): string {
  return `O${position}`
}

/** An ISO day as the forms show it: `20/11/2026`, the way it may be typed. Other text stays as it is. */
export function typedDay(day: string): string {
  return day.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1')
}
