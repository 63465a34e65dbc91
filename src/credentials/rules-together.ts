/** Pure rules of awards that several organisations issue together (F062). */
import type { Refusal } from '../platform/refusal.ts'
import type { Together, TogetherDecision } from './types.ts'

/** What a rule needs to know of an award and of who decides about it. */
export interface TogetherCase {
  readonly together: Pick<Together, 'state' | 'dueAt'>
  readonly decision: TogetherDecision['decision']
  /** Whether the organisation approved already. */
  readonly isApproved: boolean
  readonly actorId: string
  /** To whom it was awarded, who holds it, and who decided for the issuer. */
  readonly personId: string
  readonly holderId: string
  readonly decidedBy: string
  readonly now: Date
}

/**
 * Every reason why somebody may not decide so about an award: it is settled or all have approved, its time is over, it is
 * their own, they decided for the issuer themselves, or there is no approval to take back. To approve again changes nothing.
 */
export function reasonsAgainstDecision(one: TogetherCase): Refusal[] {
  const { together, decision, isApproved, actorId, now } = one
  if (decision === 'approve' && isApproved) return []
  const refusals: Refusal[] = []
  if (together.state !== 'approving')
    refusals.push({ code: 'credentials.together-settled', values: { state: together.state } })
  else if (now >= together.dueAt) refusals.push({ code: 'credentials.together-late' })
  if (decision === 'take-back' && !isApproved) refusals.push({ code: 'credentials.together-not-approved' })
  if (decision !== 'approve') return refusals
  if (actorId === one.personId || actorId === one.holderId) refusals.push({ code: 'credentials.together-own' })
  // One pair of eyes for two organisations would be one approval, not two.
  if (actorId === one.decidedBy) refusals.push({ code: 'credentials.together-same-person' })
  return refusals
}

/** The organisations that haven't approved. */
export function missingApprovals({ parts }: Pick<Together, 'parts'>): readonly string[] {
  return parts.filter(({ isApproved }) => !isApproved).map(({ organisationId }) => organisationId)
}

/** The organisations for which an award still waits: their approval, and when all are there, their signature. */
export function waitedFor(together: Pick<Together, 'state' | 'parts'>): readonly string[] {
  if (together.state === 'approving') return missingApprovals(together)
  const unsigned = together.parts.filter(({ proof }) => proof === null)
  return together.state === 'signing' ? unsigned.map(({ organisationId }) => organisationId) : []
}
