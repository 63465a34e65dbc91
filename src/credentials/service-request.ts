import { findVersion } from '../design/index.ts'
import { leaveRows } from '../log/index.ts'
import { organisationsWhere } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { mayIssue } from '../trust/index.ts'
import { isMet, reasonsAgainstAnswer } from './rules.ts'
import { type Given, mayIssueVersion, withRetry } from './service.ts'
import { awardEntitled } from './service-entitled.ts'
import { wakeWorkers } from './service-signal.ts'
import { tellOfOverturned, tellOfRequest } from './service-tell.ts'
import { logReaders, REQUEST } from './store-log.ts'
import { isFollowing, standingRequest } from './store-overturned.ts'
import { answerRow, insertRequest, lockRequest, overrule } from './store-request.ts'
import type { AwardRequest } from './types-request.ts'

/** The kind of credential in the register of trusted issuers that a result of prior learning needs. */
const RESULT = 'rpl-result'
const REASON_LETTERS = 500

/** What a decision asks for. */
export type AwardAsked = Pick<
  AwardRequest,
  | 'personId'
  | 'organisationId'
  | 'definitionVersionId'
  | 'sourceId'
  | 'decreeNumber'
  | 'decreeOn'
  | 'shown'
  | 'apart'
  | 'askedBy'
  | 'askedAt'
  | 'follows'
>

/**
 * Asks an issuer for an award, in the transaction of the decision on prior learning that asks, and promises who issues there a
 * letter. A repeat changes nothing. One that `follows` another asks to replace that one's award, of which `overruleRequests` told.
 */
export async function requestAward(tx: Db, asked: AwardAsked): Promise<void> {
  const open = { overruledAt: null, answer: null, attempt: null, credentialId: null, reason: null }
  const row = { ...asked, ...open, id: newId(), way: 'prior-learning' as const, answeredBy: null, answeredAt: null }
  if ((await insertRequest(tx, row)) && asked.follows === null)
    await tellOfRequest(tx, asked.organisationId, asked.askedAt)
}

/**
 * Says that other decisions took the place of these: what they asked for and nobody answered is asked no more. An award that
 * stands on one of them becomes a task of its issuer, who is written to: to revoke it, or to replace it by what the newer decision
 * asks for.
 */
export async function overruleRequests(
  tx: Db,
  personId: string,
  sourceIds: readonly string[],
  at: Date,
): Promise<void> {
  const overruled = await overrule(tx, personId, sourceIds, at)
  const standing = await standingRequest(tx, personId, sourceIds)
  if (standing !== null && overruled.includes(standing.id))
    await tellOfOverturned(tx, standing.organisationId, standing.id)
}

/**
 * Why an organisation may not issue a version as a result of prior learning at an instant: it must be authorised for such results
 * and for the version itself, each asked of the register as of that instant. `credentials.rpl-not-authorised` says what to do.
 */
export async function reasonsAgainstResult(
  db: Db,
  organisationId: string,
  versionId: string,
  instant: Date,
): Promise<readonly Refusal[]> {
  const version = await findVersion(db, versionId)
  if (version === null) return [{ code: 'credentials.version-not-found' }]
  const question = { kind: RESULT, field: version.field, level: version.kkniLevel }
  const result = await mayIssue(db, organisationId, question, instant)
  const itself = await mayIssueVersion(db, version, instant)
  const found: Refusal[] = result.ok ? [] : result.refusals.map((one) => (isScope(one) ? NOT_AUTHORISED : one))
  if (!itself.ok) found.push(...itself.refusals)
  return found.filter(
    ({ code, values }, at) => at === found.findIndex((one) => one.code === code && sameValues(one.values, values)),
  )
}

const NOT_AUTHORISED: Refusal = { code: 'credentials.rpl-not-authorised' }
/** What the register answers where an issuer is listed and an authorisation doesn't reach as far. */
const SCOPES: readonly string[] = ['kind', 'field', 'level', 'combination'].map((one) => `trust.${one}-not-authorised`)

function isScope({ code }: Refusal): boolean {
  return SCOPES.includes(code)
}

function sameValues(one: Refusal['values'], other: Refusal['values']): boolean {
  return JSON.stringify(one ?? {}) === JSON.stringify(other ?? {})
}

/**
 * An authorised issuer answers a request: approves it, which stores the award as every other with its place, promised signature and
 * audit line, or declines it with a reason that the learner reads. One transaction with the answer's leaf in the public log. Who
 * assessed never issues.
 *
 * Refusals: `credentials.request-not-found` (also another organisation's), `credentials.request-answered`,
 * `credentials.request-overruled`, `credentials.request-own`, `credentials.request-reason`, `credentials.request-follows` (its award
 * stands and is replaced instead, by an order); for an approval those of
 * `reasonsAgainstResult` and `credentials.awarded-already`.
 */
export async function answerRequest(
  deps: Given,
  actor: Actor,
  asked: { readonly id: string; readonly approves: boolean; readonly reason: string },
): Promise<Outcome<AwardRequest>> {
  const own = organisationsWhere(actor, 'issuer')
  const outcome = await withRetry(deps.db, async (tx): Promise<Outcome<AwardRequest>> => {
    const request = await lockRequest(tx, own, asked.id)
    if (request === null) return refuse({ code: 'credentials.request-not-found' })
    const at = deps.clock()
    const reasons = reasonsAgainstAnswer(request, actor.personId, asked.approves, asked.reason)
    if (reasons.length === 0 && (await isFollowing(tx, request))) reasons.push({ code: 'credentials.request-follows' })
    if (asked.approves && reasons.length === 0)
      reasons.push(...(await reasonsAgainstResult(tx, request.organisationId, request.definitionVersionId, at)))
    const [first, ...more] = reasons
    if (first !== undefined) return refuse(first, ...more)
    const given = { answeredBy: actor.personId, answeredAt: at }
    if (!asked.approves) {
      const reason = asked.reason.trim().slice(0, REASON_LETTERS)
      return accept(await settleRequest(tx, { ...request, ...given, answer: 'declined', reason }))
    }
    const award = await approve(tx, deps, request, actor.personId)
    if (!award.ok) return award
    const { attempt, credentialId } = award.value
    return accept(await settleRequest(tx, { ...request, ...given, answer: 'approved', attempt, credentialId }))
  })
  if (outcome.ok && asked.approves) wakeWorkers()
  return outcome
}

async function approve(tx: Db, deps: Given, request: AwardRequest, decidedBy: string) {
  const version = await findVersion(tx, request.definitionVersionId)
  if (version === null) return refuse({ code: 'credentials.version-not-found' })
  const mandatory = version.outcomes.filter((one) => one.mandatory).map(({ id }) => id)
  const shown = new Set(request.shown.map(({ outcomeId }) => outcomeId))
  return awardEntitled(tx, deps, version, {
    personId: request.personId,
    credentialId: newId(),
    decidedBy,
    isAssessed: mandatory.every((id) => shown.has(id)),
    isIdentityChecked: isMet(request.shown, mandatory),
  })
}

/** Writes an answer with its leaf, its audit line and the letter about a refusal, in the caller's transaction. */
export async function settleRequest(tx: Db, request: AwardRequest): Promise<AwardRequest> {
  const { personId, id, organisationId, answer, answeredBy, answeredAt, credentialId } = request
  const at = answeredAt ?? request.askedAt
  await answerRow(tx, request)
  const deed = { kind: 'award', subject: REQUEST, subjectId: `${personId}/${id}`, organisationId, personId } as const
  await leaveRows(tx, at, logReaders[REQUEST], [deed])
  const detail = { answer: answer ?? '', ...(credentialId === null ? {} : { credentialId }) }
  await record(tx, { at, actorId: answeredBy, organisationId, verb: 'award.request-answer', subject: id, detail })
  if (answer === 'declined') {
    const letter = { personId, template: 'credentials.request-declined', values: { path: '/rpl' } }
    await promise(tx, 'letter', `award-request-declined:${id}`, letter)
  }
  return request
}
