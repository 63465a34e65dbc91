/** Pure rules of awards and of their status. No I/O, no clock. */

import type { Refusal } from '../platform/refusal.ts'
import type {
  Candidate,
  Change,
  Credential,
  CredentialState,
  IssueJob,
  OrderState,
  StatusOrder,
  StatusPolicy,
  StatusReason,
} from './types.ts'
import type { AfterAppeal, AwardRequest, RequestState } from './types-request.ts'

/**
 * Every reason why this enrolment earns no award (F054): it was given up, nothing was assessed, or a mandatory outcome is
 * missing. No reason means that it earns one.
 */
export function reasonsAgainstAward(candidate: Candidate): Refusal[] {
  const refusals: Refusal[] = []
  if (candidate.withdrawn) refusals.push({ code: 'credentials.withdrawn' })
  if (candidate.attempt === 0) refusals.push({ code: 'credentials.not-assessed' })
  else if (!candidate.passed)
    refusals.push({
      code: 'credentials.outcome-missing',
      values: { outcomes: candidate.missing.join(', '), count: candidate.missing.length },
    })
  return refusals
}

/** Where a request for an award stands. */
export function requestState({ answer, overruledAt }: Pick<AwardRequest, 'answer' | 'overruledAt'>): RequestState {
  if (answer !== null) return answer
  return overruledAt === null ? 'waiting' : 'overruled'
}

/** Letters that a reason for declining must have to say something. */
const DECLINE_LETTERS = 10

/**
 * Every reason why somebody may not answer a request so. Who assessed doesn't issue, and nobody issues to themselves; a
 * request is answered once, and not when another decision took the place of the one it rests on.
 */
export function reasonsAgainstAnswer(
  request: Pick<AwardRequest, 'answer' | 'overruledAt' | 'personId' | 'apart'>,
  actorId: string,
  approves: boolean,
  reason: string,
): Refusal[] {
  const state = requestState(request)
  if (state !== 'waiting')
    return [{ code: state === 'overruled' ? 'credentials.request-overruled' : 'credentials.request-answered' }]
  const refusals: Refusal[] = []
  if (isApart(request, actorId)) refusals.push({ code: 'credentials.request-own' })
  if (!approves && reason.trim().length < DECLINE_LETTERS)
    refusals.push({ code: 'credentials.request-reason', at: 'reason', values: { letters: DECLINE_LETTERS } })
  return refusals
}

/** Whether somebody is kept from issuing what was asked for: its learner, and who assessed. */
export function isApart({ personId, apart }: Pick<AwardRequest, 'personId' | 'apart'>, actorId: string): boolean {
  return actorId === personId || apart.includes(actorId)
}

/** What is to become of an award that stands on `before`, now that a newer decision asks for `follow`, or for nothing. */
export function afterAppeal(
  before: Pick<AwardRequest, 'shown'>,
  follow: Pick<AwardRequest, 'shown'> | null,
): AfterAppeal {
  if (follow === null) return { change: 'revoke', result: 'nothing', gained: [], lost: [] }
  const idsOf = ({ shown }: Pick<AwardRequest, 'shown'>) => shown.map(({ outcomeId }) => outcomeId)
  const [old, now] = [new Set(idsOf(before)), new Set(idsOf(follow))]
  const gained = [...now].filter((id) => !old.has(id))
  const lost = [...old].filter((id) => !now.has(id))
  const result = lost.length === 0 ? 'more' : gained.length === 0 ? 'less' : 'other'
  return { change: 'replace', result, gained, lost }
}

/** Whether two decisions showed the same outcomes, so that what was awarded on the first is borne out by the second. */
export function showSame(before: AwardRequest['shown'], now: AwardRequest['shown']): boolean {
  const { gained, lost } = afterAppeal({ shown: before }, { shown: now })
  return gained.length === 0 && lost.length === 0
}

/** How somebody is assessed who stands before an assessor: only then their identity was checked. */
const MET: readonly string[] = ['interview', 'observation']

/** Whether for each of these outcomes an assessor met the person. */
export function isMet(shown: AwardRequest['shown'], outcomeIds: readonly string[]): boolean {
  return outcomeIds.every((id) =>
    shown.some(({ outcomeId, methods }) => outcomeId === id && methods.some((method) => MET.includes(method))),
  )
}

/** The last instant of an award that is valid for some months: the same day of the month, or its last day. */
export function validUntil(decidedAt: Date, months: number | null): Date | null {
  if (months === null) return null
  const end = new Date(decidedAt)
  const day = end.getUTCDate()
  end.setUTCDate(1)
  end.setUTCMonth(end.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate()
  end.setUTCDate(Math.min(day, lastDay))
  return end
}

/** What a credential is worth at an instant. A change of status weighs more than its age. */
export function stateOf(
  credential: Pick<Credential, 'document' | 'change' | 'award' | 'stop'>,
  instant: Date,
): CredentialState {
  const change = credential.change?.change
  if (change === 'revoke') return 'revoked'
  if (change === 'replace') return 'replaced'
  if (change === 'suspend') return 'suspended'
  if (credential.document === null)
    return credential.stop === null ? 'pending' : credential.stop.final ? 'refused' : 'held'
  return credential.award.validUntil !== null && instant > credential.award.validUntil ? 'expired' : 'in-force'
}

/** From which state each change leads. What is revoked or replaced stays so. */
const ALLOWED: Readonly<Record<CredentialState, readonly Change[]>> = {
  pending: ['revoke'],
  held: ['revoke'],
  refused: ['revoke'],
  'in-force': ['suspend', 'revoke', 'replace'],
  expired: ['revoke', 'replace'],
  suspended: ['resume', 'revoke', 'replace'],
  revoked: [],
  replaced: [],
}

/** The changes that a state allows. */
export function changesAllowed(state: CredentialState): readonly Change[] {
  return ALLOWED[state]
}

/** Every reason why a status may not change so. `at` names the form's field. */
export function reasonsAgainstChange(
  state: CredentialState,
  change: Change,
  reasonCode: string,
  reasons: readonly StatusReason[],
): Refusal[] {
  const refusals: Refusal[] = []
  if (!changesAllowed(state).includes(change))
    refusals.push({ code: 'credentials.change-not-possible', at: 'change', values: { state, change } })
  const reason = reasons.find((one) => one.code === reasonCode)
  if (reason === undefined || !reason.changes.includes(change))
    refusals.push({ code: 'credentials.reason-missing', at: 'reason' })
  return refusals
}

/** The bits that a change leaves at the credential's place in its list. */
export function bitsAfter(change: Change): { revoked: boolean; suspended: boolean } {
  return { revoked: change === 'revoke' || change === 'replace', suspended: change === 'suspend' }
}

/** How an order stands at an instant. */
export function orderState(
  order: Pick<StatusOrder, 'effectiveAt' | 'undoneAt' | 'finishedAt'>,
  policy: Pick<StatusPolicy, 'staleHours'>,
  instant: Date,
): OrderState {
  if (order.undoneAt !== null) return 'undone'
  if (order.finishedAt !== null) return 'finished'
  if (order.effectiveAt === null) return 'unconfirmed'
  const late = instant.getTime() - order.effectiveAt.getTime()
  if (late < 0) return 'held'
  return late > policy.staleHours * 3_600_000 ? 'overdue' : 'running'
}

/** Whether a reason takes effect at once, by two people (fraud, a leaked key). */
export function isUrgent(reason: string, policy: Pick<StatusPolicy, 'urgentReasons'>): boolean {
  return policy.urgentReasons.includes(reason)
}

/**
 * Whether an order needs a second person: for an urgent reason always, else from a number of credentials on. `before` is
 * what the same person changed alone within a day, so that a big order can't be cut into small ones.
 */
export function needsSecond(reason: string, count: number, before: number, policy: StatusPolicy): boolean {
  return isUrgent(reason, policy) || count + before >= policy.secondPersonFrom
}

/** When an order takes effect that is complete at an instant: after the hold, or at once where it is urgent. */
export function effectiveFrom(reason: string, instant: Date, policy: StatusPolicy): Date {
  return new Date(instant.getTime() + (isUrgent(reason, policy) ? 0 : policy.holdMinutes * 60_000))
}

/**
 * How fast a job goes and how long it still takes, from its beginning to its last progress. `perSecond` is 0 as long as
 * nothing can be said.
 */
export function paceOf(job: IssueJob): { done: number; toDo: number; perSecond: number } {
  const decided = job.awarded + job.already + job.rejected
  // A row is done when it was rejected, stood already, or is signed.
  const done = job.already + job.rejected + job.signed
  const seconds = job.lastProgressAt === null ? 0 : (job.lastProgressAt.getTime() - job.askedAt.getTime()) / 1000
  return { done: decided === 0 ? 0 : done, toDo: job.total - done, perSecond: seconds > 0 ? done / seconds : 0 }
}

/**
 * Draws `count` different places of a list that aren't known to be taken, in ascending order (so that two transactions
 * never wait for each other). `random(n)` answers a whole number from 0 to n - 1.
 */
export function drawPlaces(
  count: number,
  length: number,
  taken: ReadonlySet<number>,
  random: (below: number) => number,
): number[] {
  const places = new Set<number>()
  while (places.size < count) {
    const place = random(length)
    if (!taken.has(place)) places.add(place)
  }
  return [...places].sort((a, b) => a - b)
}
