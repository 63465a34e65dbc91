import type { Answer, Term } from '../envelope/opened.ts'
import type { VerifyContext } from '../verdict.ts'

const MILLISECONDS_OF_DAY = 86_400_000

/** Whether now lies in the term of a credential. A clock that disagrees with the register by over a day decides nothing. */
export function checkValidity({ from, until }: Term, { now: clock, trust }: VerifyContext): Answer {
  // VC Data Model 2.0, section 4.9: without a beginning it holds from ever.
  const start = from === undefined ? Number.NEGATIVE_INFINITY : typeof from === 'string' ? Date.parse(from) : Number.NaN
  const end = until === undefined ? null : Date.parse(String(until))
  if (Number.isNaN(start) || Number.isNaN(end ?? 0)) return { outcome: 'fail', code: 'validity-not-readable' }
  const now = clock.getTime()
  const register = trust === null ? now : Date.parse(trust.asOf)
  const data = {
    ...(from === undefined ? {} : { from: String(from) }),
    ...(end === null ? {} : { until: String(until) }),
  }
  // A clock before the register's own time is wrong by at least that much; after it, the copy may simply be older.
  if (now < register - MILLISECONDS_OF_DAY) return { outcome: 'unknown', code: 'validity-clock-uncertain', data }
  if (end !== null && now > end) return { outcome: 'fail', code: 'validity-expired', data }
  if (now < start) return { outcome: 'fail', code: 'validity-not-yet', data }
  return { outcome: 'pass', code: 'validity-in-force', data }
}
