import { reverseUse } from '../bank/index.ts'
import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { isOpen } from './rules-appeal.ts'
import { stillUndoable } from './rules-decision.ts'
import { storeDecision, weigh } from './service-decide.ts'
import { leaveCredit } from './service-leaf.ts'
import { reserve } from './service-reserve.ts'
import { allOrNothing } from './service-whole.ts'
import { closeRequest, findRequestAt, lockRequest, openRequestFor, replaceDecision, standingDecision } from './store.ts'
import { decidedOnAppeal, findAppeal } from './store-appeal.ts'
import { UNDOING } from './store-log.ts'
import { tell } from './tenants/service-tell.ts'
import type { CredentialSource, Decision, DecisionForm } from './types.ts'

/**
 * A registrar decides: rules, ledger, letter and audit in one transaction. The decision keeps rule set, inputs and trace.
 *
 * Refusals: `recognition.request-unknown` (also another university's), `not-allowed`, `already-decided`, `withdrawn`,
 * `credential-not-valid`, `outcome-missing`, `reason-missing`, `sks-malformed`, `above-allowed`, `link-unconfirmed`,
 * `course-missing`, `no-package`, `outside-unproven`, `warnings-unseen` (same learning, same course or another university: to be confirmed), `fact-unknown`,
 * `clock-behind`, and the bank's `already-counted`.
 */
export async function decide(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  requestId: string,
  form: DecisionForm,
): Promise<Outcome<Decision>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const found = await findRequestAt(deps.db, [organisationId], requestId)
  if (found === null) return refuse({ code: 'recognition.request-unknown' })
  const verdict = await source.verdictOf(found.credentialId)
  return allOrNothing(deps.db, async (tx) => {
    const request = await lockRequest(tx, found.personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    if (request.withdrawnAt !== null) return refuse({ code: 'recognition.withdrawn' })
    const before = await standingDecision(tx, request.personId, requestId)
    if (before !== null)
      return refuse({ code: 'recognition.already-decided', values: { day: dayOf(before.decidedAt) } })
    const weighed = await weigh(tx, request, form, verdict)
    return weighed.ok ? storeDecision(deps, tx, actor, request, weighed.value) : weighed
  })
}

/**
 * Takes a decision back within the hours of `practice.json`: the ledger gets a reversing entry, the decision stays on
 * file, the request is open again and its SKS are reserved anew, where they are still there. Refusals: `request-unknown`, `not-allowed`, `nothing-to-undo`, `undo-too-late`,
 * `newer-request`, `appeal-waits`, `decided-on-appeal`, `reviewed` (its award was revoked or corrected since).
 */
export function undo(deps: Deps, actor: Actor, organisationId: string, requestId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
    const found = await findRequestAt(tx, [organisationId], requestId)
    if (found === null) return refuse({ code: 'recognition.request-unknown' })
    const request = await lockRequest(tx, found.personId, requestId)
    const decision = await standingDecision(tx, found.personId, requestId)
    if (request === null || decision === null) return refuse({ code: 'recognition.nothing-to-undo' })
    if (decision.review !== null) return refuse({ code: 'recognition.reviewed' })
    const at = deps.clock()
    const { value: hours } = workingPractice().undoHours
    if (!stillUndoable(decision.decidedAt, at, hours))
      return refuse({ code: 'recognition.undo-too-late', values: { hours } })
    const appeal = await findAppeal(tx, request.personId, decision.id)
    if (isOpen(appeal)) return refuse({ code: 'recognition.appeal-waits' })
    if (await decidedOnAppeal(tx, request.personId, decision.id))
      return refuse({ code: 'recognition.decided-on-appeal' })
    if ((await openRequestFor(tx, request.personId, request.credentialId, request.programmeId)) !== null)
      return refuse({ code: 'recognition.newer-request' })
    if (decision.transactionId !== null) {
      const reversed = await reverseUse(tx, request.personId, decision.transactionId, actor.personId, at)
      if (!reversed.ok) return reversed
    }
    const rules = { id: decision.ruleSetId, version: decision.ruleSetVersion }
    await reserve(tx, request, `request:${requestId}:${decision.id}`, actor, at, rules)
    await replaceDecision(tx, request.personId, decision.id, at, actor.personId)
    await leaveCredit(tx, at, UNDOING, request, decision.id)
    await closeRequest(tx, request.personId, request.id, null)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'recognition.undo', subject: requestId })
    await tell(tx, at, organisationId, 'live', 'recognition.request.reopened', { requestId })
    await promise(tx, 'letter', `recognition-undone:${decision.id}`, {
      personId: request.personId,
      template: 'recognition.undone',
      values: { path: `/credit/requests/${requestId}` },
    })
    return accept(true as const)
  })
}
