import { applyCredit, bringBack, reverseUse, type SettledFlag } from '../bank/index.ts'
import { leaveRows } from '../log/index.ts'
import { mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { freeWithdrawnPart } from './exports/store-part.ts'
import { keptReason } from './rules-decision.ts'
import { allOrNothing } from './service-whole.ts'
import { findRequestAt, lockRequest, standingDecision } from './store.ts'
import { logReaders, REVIEW, REVIEW_REPLACED } from './store-log.ts'
import { decisionOfUse, insertReview, replaceReview } from './store-review.ts'
import { tell } from './tenants/service-tell.ts'
import type { Decision, RecognitionRequest } from './types.ts'
import type { Review } from './types-review.ts'

/** What is about to be said of a decision. */
interface Answer extends Pick<Review, 'cause' | 'answer' | 'reason' | 'useId'> {
  readonly by: string
  readonly at: Date
}

/**
 * Follows a flag that a registrar settled, in its transaction: the decision that counted the credit says that it stays
 * counted or was taken back, when, why and by whom. A use that no decision made (prior learning has its own) is left alone.
 */
export async function reviewByFlag(tx: Db, { flag, answer, reason, by, at }: SettledFlag): Promise<void> {
  const decision = await decisionOfUse(tx, flag.personId, flag.transactionId)
  if (decision === null) return
  const where = { ...flag, requestId: decision.requestId, decisionId: decision.id }
  const said = { cause: flag.cause, answer, reason, useId: flag.transactionId, by, at }
  await store(tx, where, decision.review, said)
}

/**
 * A registrar thinks better of what was said of a decision whose award was revoked or corrected: what was taken back is counted
 * again, what was kept is taken back, with a reason that the learner reads. The ledger follows by new entries; earlier
 * answers stay on file.
 *
 * Refusals: `recognition.request-unknown` (also another university's), `not-allowed`, `nothing-to-review`, `reason-missing`, and the
 * bank's, as `already-counted` and `programme-closed`.
 */
export async function changeReview(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  requestId: string,
  reason: string,
): Promise<Outcome<true>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const found = await findRequestAt(deps.db, [organisationId], requestId)
  if (found === null) return refuse({ code: 'recognition.request-unknown' })
  return allOrNothing(deps.db, async (tx) => {
    const request = await lockRequest(tx, found.personId, requestId)
    const decision = await standingDecision(tx, found.personId, requestId)
    if (request === null || decision === null || decision.review === null)
      return refuse({ code: 'recognition.nothing-to-review' })
    const kept = keptReason(reason)
    if (!kept.ok) return kept
    const at = deps.clock()
    const { review } = decision
    const answer = review.answer === 'kept' ? 'withdrawn' : 'kept'
    const useId = await (answer === 'kept' ? countAgain : takeBack)(tx, request, decision, review, actor.personId, at)
    if (!useId.ok) return useId
    const { personId, organisationId } = request
    const said = {
      cause: review.cause,
      answer,
      reason: kept.value,
      useId: useId.value,
      by: actor.personId,
      at,
    } as const
    await store(tx, { personId, organisationId, requestId, decisionId: decision.id }, review, said)
    if (answer === 'kept') await freeWithdrawnPart(tx, personId, decision.id)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'recognition.review', subject: requestId })
    await promise(tx, 'letter', `recognition-review:${decision.id}:${at.toISOString()}`, {
      personId,
      template: answer === 'kept' ? 'recognition.counted-again' : 'recognition.taken-back',
      values: { sks: decision.grantedSks, path: `/credit/requests/${requestId}` },
    })
    return accept(true as const)
  })
}

async function takeBack(
  tx: Db,
  { personId }: RecognitionRequest,
  _decision: Decision,
  { useId }: Review,
  by: string,
  at: Date,
): Promise<Outcome<string>> {
  const reversed = await reverseUse(tx, personId, useId, by, at)
  return reversed.ok ? accept(useId) : reversed
}

/** Counts the same SKS in the same programme by a new use; what left the account comes back first. */
async function countAgain(
  tx: Db,
  request: RecognitionRequest,
  decision: Decision,
  { id, useId }: Review,
  by: string,
  at: Date,
): Promise<Outcome<string>> {
  const { personId, programmeId, organisationId, facts } = request
  const back = await bringBack(tx, personId, useId, by, at)
  if (!back.ok) return back
  const used = await applyCredit(tx, {
    personId,
    credentialId: facts.accountId,
    programmeId,
    organisationId,
    sks: decision.grantedSks,
    online: decision.inputs.award.mode === 'online',
    outside: decision.inputs.award.origin === 'outside',
    uniqueKey: `review:${id}`,
    courseId: decision.courseId,
    requestId: request.id,
    ruleSet: { id: decision.ruleSetId, version: decision.ruleSetVersion },
    postedBy: by,
    postedAt: at,
  })
  return used.ok ? accept(used.value.id) : used
}

interface Where {
  readonly personId: string
  readonly organisationId: string
  readonly requestId: string
  readonly decisionId: string
}

async function store(tx: Db, where: Where, before: Review | null, { by, at, ...said }: Answer): Promise<void> {
  const { personId, organisationId, requestId, decisionId } = where
  const deed = { kind: 'credit', organisationId, personId } as const
  if (before !== null) {
    await replaceReview(tx, personId, before.id, by, at)
    await leaveRows(tx, at, logReaders[REVIEW_REPLACED], [
      { ...deed, subject: REVIEW_REPLACED, subjectId: `${personId}/${before.id}` },
    ])
  }
  const id = newId()
  const row = { ...said, personId, organisationId, requestId, decisionId, id, decidedBy: by, decidedAt: at }
  await insertReview(tx, row)
  await leaveRows(tx, at, logReaders[REVIEW], [{ ...deed, subject: REVIEW, subjectId: `${personId}/${id}` }])
  await tell(tx, at, organisationId, 'live', 'recognition.request.reviewed', { requestId })
}
