/** What a change of the register must satisfy before anybody may propose or confirm it. */

import { dayOf } from '../platform/clock.ts'
import type { Refusal } from '../platform/refusal.ts'
import { isEmpty, lastDayOf } from './rules.ts'
import type { Authorisation, AuthorisationGiven, Period } from './types.ts'

const DAY_MILLISECONDS = 86_400_000

/** Whether two periods share an instant. */
export function overlap(one: Period, other: Period): boolean {
  if (isEmpty(one) || isEmpty(other)) return false
  return (other.until === null || one.from < other.until) && (one.until === null || other.from < one.until)
}

/** What is wrong with an authorisation by itself: no kind, levels the wrong way round, an end before the start. */
export function faultsOf(given: AuthorisationGiven, index: number, from: Date): Refusal[] {
  const at = `/authorisations/${index}`
  const faults: Refusal[] = []
  if (given.kinds.length === 0) faults.push({ code: 'trust.authorisation-without-kind', at })
  if (given.levelMin > given.levelMax || given.levelMin < 1 || given.levelMax > 9)
    faults.push({ code: 'trust.authorisation-levels', at, values: { from: given.levelMin, to: given.levelMax } })
  if (given.until !== undefined && given.until !== null && given.until <= from)
    faults.push({ code: 'trust.authorisation-ends-first', at })
  return faults
}

/** The part of an authorisation that says what, not when. */
export type Scope = Pick<AuthorisationGiven, 'kinds' | 'fields' | 'levelMin' | 'levelMax'>

/** Whether two authorisations allow a kind, field and level in common. */
export function sameScope(one: Scope, other: Scope): boolean {
  const kinds = one.kinds.some((kind) => other.kinds.includes(kind))
  const fields =
    one.fields.length === 0 || other.fields.length === 0 || one.fields.some((field) => other.fields.includes(field))
  return kinds && fields && one.levelMin <= other.levelMax && other.levelMin <= one.levelMax
}

/**
 * The standing authorisations that allow something in common with this one at the same time: one refusal each, saying which.
 * Two rights to the same thing would leave open which of them ends, and on what ground an award rests.
 */
export function overlapsOf(
  given: Scope & Period,
  standing: readonly Authorisation[],
  at = '/authorisations/0',
): Refusal[] {
  return standing
    .filter((one) => overlap(given, one) && sameScope(given, one))
    .map((one) => ({
      code: 'trust.authorisation-overlaps',
      at,
      values: wordsOf(given, one, one.id),
    }))
}

/** The same among authorisations that are given together from one instant on. */
export function overlapsAmong(given: readonly AuthorisationGiven[], from: Date): Refusal[] {
  return given.flatMap((one, index) =>
    given
      .slice(0, index)
      .filter((other) => sameScope(one, other))
      .filter((other) => overlap({ from, until: one.until ?? null }, { from, until: other.until ?? null }))
      .map((other) => ({
        code: 'trust.authorisation-overlaps',
        at: `/authorisations/${index}`,
        values: wordsOf(one, { ...other, from, until: other.until ?? null }, `/authorisations/${given.indexOf(other)}`),
      })),
  )
}

function wordsOf(one: Scope, other: Scope & Period, which: string): Record<string, string> {
  return {
    kinds: other.kinds.filter((kind) => one.kinds.includes(kind)).join(', '),
    levels: other.levelMin === other.levelMax ? String(other.levelMin) : `${other.levelMin}–${other.levelMax}`,
    from: dayOf(other.from),
    until: other.until === null ? '–' : lastDayOf(other.until),
    authorisation: which,
  }
}

/** How far back and ahead a change may reach, in days. Source: data/register-practice.json. */
export interface Reach {
  readonly back: number
  readonly ahead: number
}

/** A beginning that lies too far back or too far ahead of the present moment. */
export function reachFaults(from: Date, now: Date, reach: Reach, at: string): Refusal[] {
  const days = Math.round((from.getTime() - now.getTime()) / DAY_MILLISECONDS)
  if (days < -reach.back) return [{ code: 'trust.start-too-far-back', at, values: { days: reach.back } }]
  if (days > reach.ahead) return [{ code: 'trust.start-too-far-ahead', at, values: { days: reach.ahead } }]
  return []
}
