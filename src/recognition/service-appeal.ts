import { reverseUse } from '../bank/index.ts'
import { leaveRows } from '../log/index.ts'
import { holdersOf, mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { checkAppeal, isOpen, mayAnswer } from './rules-appeal.ts'
import { dayAfter, keptReason } from './rules-decision.ts'
import { storeDecision, weigh } from './service-decide.ts'
import { leaveCredit } from './service-leaf.ts'
import { allOrNothing } from './service-whole.ts'
import { decisionsOf, findOwnRequest, findRequestAt, lockRequest, replaceDecision, standingDecision } from './store.ts'
import { answerAppealRow, decidedOnAppeal, findAppeal, insertAppeal, withdrawAppealRow } from './store-appeal.ts'
import { APPEAL, logReaders, UNDOING } from './store-log.ts'
import type { Appeal, CredentialSource, DecisionForm } from './types.ts'

/**
 * The holder asks other people of the university to look at a decision again, once for each decision and within the days of
 * `practice.json`. Refusals: `recognition.request-unknown`, `nothing-to-appeal`, `appealed-already`, `appeal-too-late`,
 * `appeal-reason-missing`.
 */
export function appeal(deps: Deps, actor: Actor, requestId: string, reason: string): Promise<Outcome<Appeal>> {
  return allOrNothing(deps.db, async (tx) => {
    const { personId } = actor
    const request = await lockRequest(tx, personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    const decision = await standingDecision(tx, personId, requestId)
    if (decision === null) return refuse({ code: 'recognition.nothing-to-appeal' })
    const before = {
      appeal: await findAppeal(tx, personId, decision.id),
      onAppeal: await decidedOnAppeal(tx, personId, decision.id),
    }
    const at = deps.clock()
    const practice = workingPractice()
    const checked = checkAppeal(decision, before, reason, dayOf(at), practice.appealDays.value)
    if (!checked.ok) return checked
    const row: Appeal = {
      personId,
      id: newId(),
      requestId,
      decisionId: decision.id,
      organisationId: request.organisationId,
      reason: checked.value,
      appealedAt: at,
      dueOn: dayAfter(dayOf(at), practice.appealDecisionDays.value),
      withdrawnAt: null,
      outcome: null,
      answer: null,
      newDecisionId: null,
      answeredBy: null,
      answeredAt: null,
    }
    if (!(await insertAppeal(tx, row))) return refuse({ code: 'recognition.appealed-already' })
    const { organisationId } = request
    await record(tx, { at, actorId: personId, organisationId, verb: 'recognition.appeal', subject: requestId })
    for (const registrarId of await holdersOf(tx, organisationId, 'registrar')) {
      if (registrarId === decision.decidedBy || registrarId === personId) continue
      await promise(tx, 'letter', `recognition-appeal:${row.id}:${registrarId}`, {
        personId: registrarId,
        template: 'recognition.appeal-came',
        values: { path: `/registrar/requests/${requestId}`, day: row.dueOn },
      })
    }
    return accept(row)
  })
}

/** The holder takes an appeal back; the decision stands. Refusals: `request-unknown`, `no-appeal`. */
export function withdrawAppeal(deps: Deps, actor: Actor, requestId: string): Promise<Outcome<true>> {
  return allOrNothing(deps.db, async (tx) => {
    const request = await findOwnRequest(tx, actor.personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    const decision = await standingDecision(tx, actor.personId, requestId)
    const open = decision === null ? null : await findAppeal(tx, actor.personId, decision.id)
    const at = deps.clock()
    if (open === null || !(await withdrawAppealRow(tx, actor.personId, open.id, at)))
      return refuse({ code: 'recognition.no-appeal' })
    const { organisationId } = request
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.appeal-withdraw',
      subject: requestId,
    })
    return accept(true as const)
  })
}

/**
 * Somebody who decided nothing of this request answers an appeal. `uphold` leaves the decision; else the form is a new decision
 * that replaces it, under the rules of the day the credential was asked for: the old use is reversed first, so that its
 * headroom and its units are free for the new one. All of it in one transaction, or nothing.
 *
 * Refusals: `recognition.request-unknown`, `not-allowed`, `no-appeal`, `appeal-same-person`, and those of `decide`.
 */
export async function answerAppeal(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  requestId: string,
  answer: { readonly uphold: true; readonly reason: string } | { readonly uphold: false; readonly form: DecisionForm },
): Promise<Outcome<Appeal>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const found = await findRequestAt(deps.db, [organisationId], requestId)
  if (found === null) return refuse({ code: 'recognition.request-unknown' })
  const verdict = await source.verdictOf(found.credentialId)
  return allOrNothing(deps.db, async (tx) => {
    const { personId } = found
    const request = await lockRequest(tx, personId, requestId)
    const decision = await standingDecision(tx, personId, requestId)
    const open = decision === null ? null : await findAppeal(tx, personId, decision.id)
    if (request === null || decision === null || open === null || !isOpen(open))
      return refuse({ code: 'recognition.no-appeal' })
    const decisions = await decisionsOf(tx, personId, requestId)
    if (!mayAnswer(actor.personId, { holderId: personId, askedBy: request.askedBy, decisions }))
      return refuse({ code: 'recognition.appeal-same-person' })
    const at = deps.clock()
    const kept = { personId, id: open.id, answeredBy: actor.personId, answeredAt: at }
    let closed: Pick<Appeal, 'outcome' | 'answer' | 'newDecisionId'>
    if (answer.uphold) {
      const reason = keptReason(answer.reason)
      if (!reason.ok) return reason
      closed = { outcome: 'upheld', answer: reason.value, newDecisionId: null }
    } else {
      const use = decision.review?.useId ?? decision.transactionId
      if (use !== null) {
        const reversed = await reverseUse(tx, personId, use, actor.personId, at)
        if (!reversed.ok) return reversed
      }
      await replaceDecision(tx, personId, decision.id, at, actor.personId)
      await leaveCredit(tx, at, UNDOING, request, decision.id)
      const weighed = await weigh(tx, request, answer.form, verdict)
      if (!weighed.ok) return weighed
      const stored = await storeDecision(deps, tx, actor, request, weighed.value)
      if (!stored.ok) return stored
      closed = { outcome: 'replaced', answer: stored.value.reason, newDecisionId: stored.value.id }
    }
    if (!(await answerAppealRow(tx, { ...kept, ...closed }))) return refuse({ code: 'recognition.no-appeal' })
    await leaveRows(tx, at, logReaders[APPEAL], [
      { kind: 'credit', subject: APPEAL, subjectId: `${personId}/${open.id}`, organisationId, personId },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'recognition.appeal-answer',
      subject: requestId,
      detail: { outcome: closed.outcome ?? '' },
    })
    await promise(tx, 'letter', `recognition-appeal-answer:${open.id}`, {
      personId,
      template: 'recognition.appeal-answered',
      values: { path: `/credit/requests/${requestId}` },
    })
    return accept({ ...open, ...kept, ...closed })
  })
}
