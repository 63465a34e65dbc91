import { dayOf } from '../platform/clock.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { dayAfter } from './rules-decision.ts'
import type { Appeal, Decision } from './types.ts'

/** Shortest and longest reason of an appeal, in letters. */
const REASON_LETTERS = 20
const REASON_LETTERS_MOST = 2000

/** Whether an appeal still waits for its answer. */
export function isOpen(appeal: Pick<Appeal, 'outcome' | 'withdrawnAt'> | null): boolean {
  return appeal !== null && appeal.outcome === null && appeal.withdrawnAt === null
}

/** The last ISO day on which a decision can be appealed against. */
export function lastDayToAppeal({ decidedAt }: Pick<Decision, 'decidedAt'>, days: number): string {
  return dayAfter(dayOf(decidedAt), days)
}

/** Whether the holder may appeal, and with this reason; answers every fault, and the reason as it is kept. */
export function checkAppeal(
  decision: Pick<Decision, 'decidedAt'>,
  before: { readonly appeal: Appeal | null; readonly onAppeal: boolean },
  reason: string,
  day: string,
  days: number,
): Outcome<string> {
  const refusals: Refusal[] = []
  if (before.onAppeal) refusals.push({ code: 'recognition.appealed-already' })
  else if (before.appeal !== null) refusals.push({ code: 'recognition.appealed-already' })
  const last = lastDayToAppeal(decision, days)
  if (day > last) refusals.push({ code: 'recognition.appeal-too-late', values: { day: last } })
  const said = reason.trim()
  if (said.length < REASON_LETTERS)
    refusals.push({ code: 'recognition.appeal-reason-missing', at: 'reason', values: { letters: REASON_LETTERS } })
  const [first, ...more] = refusals
  return first === undefined ? accept(said.slice(0, REASON_LETTERS_MOST)) : refuse(first, ...more)
}

/**
 * Whether somebody may answer an appeal: nobody who made one of the decisions of this request, who sent it, or whose credential
 * it is.
 */
export function mayAnswer(
  personId: string,
  concerned: {
    readonly holderId: string
    readonly askedBy: string
    readonly decisions: readonly Pick<Decision, 'decidedBy'>[]
  },
): boolean {
  return (
    personId !== concerned.holderId &&
    personId !== concerned.askedBy &&
    concerned.decisions.every(({ decidedBy }) => decidedBy !== personId)
  )
}
