import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { reverseUse } from './service-apply.ts'
import { findFlagAt, lockFlag, settleFlag } from './store-flag.ts'
import type { FlagHooks } from './types-stack.ts'

/** Shortest reason that says something, in letters. */
const REASON_LETTERS = 10
const REASON_LETTERS_MOST = 1_000

/**
 * A registrar settles a flag of the own institution: keeps the credit counted, or takes it back by a reversing entry.
 * Either needs a reason that the learner reads. The decision that counted it stays on file,
 * and says it (`hooks`).
 *
 * Refusals: `bank.not-allowed`, `bank.flag-unknown` (also another institution's), `bank.flag-settled`,
 * `bank.reason-missing`, `bank.answer-missing`, `bank.clock-behind`.
 */
export function settle(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  flagId: string,
  form: { readonly answer: string; readonly reason: string },
  hooks: FlagHooks,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'bank.not-allowed' })
    const found = await findFlagAt(tx, [organisationId], flagId)
    const flag = found === null ? null : await lockFlag(tx, found.personId, flagId)
    if (flag === null) return refuse({ code: 'bank.flag-unknown' })
    if (flag.settledAt !== null) return refuse({ code: 'bank.flag-settled', values: { day: dayOf(flag.settledAt) } })
    const refusals: Refusal[] = []
    const settledAs = form.answer === 'kept' || form.answer === 'reversed' ? form.answer : null
    if (settledAs === null) refusals.push({ code: 'bank.answer-missing', at: 'answer' })
    const reason = form.reason.trim().slice(0, REASON_LETTERS_MOST)
    if (reason.length < REASON_LETTERS)
      refusals.push({ code: 'bank.reason-missing', at: 'reason', values: { letters: REASON_LETTERS } })
    const [first, ...others] = refusals
    if (first !== undefined || settledAs === null) return refuse(first ?? { code: 'bank.answer-missing' }, ...others)
    const at = deps.clock()
    if (settledAs === 'reversed') {
      const reversed = await reverseUse(tx, flag.personId, flag.transactionId, actor.personId, at)
      if (!reversed.ok) return reversed
    }
    await settleFlag(tx, flag, { settledAs, reason, settledBy: actor.personId, settledAt: at })
    const answer = settledAs === 'kept' ? 'kept' : 'withdrawn'
    await hooks.flagSettled(tx, { flag, answer, reason, by: actor.personId, at })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'bank.settle-flag',
      subject: flagId,
      detail: { answer: settledAs, sks: flag.sks },
    })
    await promise(tx, 'letter', `bank.flag-settled:${flagId}`, {
      personId: flag.personId,
      template: settledAs === 'kept' ? 'bank.kept' : 'bank.taken-back',
      values: { sks: flag.sks, path: '/credit' },
    })
    return accept(true as const)
  })
}
