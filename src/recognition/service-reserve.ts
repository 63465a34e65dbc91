import { releaseCredit, reserveCredit } from '../bank/index.ts'
import type { Db } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome } from '../platform/refusal.ts'
import { certificateIn } from './outside/index.ts'
import type { RecognitionRequest } from './types.ts'

/**
 * Reserves what a request asks for, under the rules that converted it. A certificate from elsewhere has nothing on the account
 * before a decision counts it: there is nothing to reserve. Refusals: the bank's.
 */
export async function reserve(
  tx: Db,
  request: RecognitionRequest,
  uniqueKey: string,
  { personId: postedBy }: Actor,
  postedAt: Date,
  rules: { readonly id: string; readonly version: string } | undefined,
): Promise<Outcome<unknown>> {
  if (certificateIn(request.facts.accountId) !== null) return accept(null)
  const { personId, programmeId, organisationId, facts, askedSks, id: requestId } = request
  return reserveCredit(tx, {
    personId,
    credentialId: facts.accountId,
    programmeId,
    organisationId,
    sks: askedSks,
    uniqueKey,
    requestId,
    ...(rules === undefined ? {} : { ruleSet: { id: rules.id, version: rules.version } }),
    postedBy,
    postedAt,
  })
}

/** Gives back what is reserved for a request that was withdrawn, or decided without credit. */
export async function release(tx: Db, { personId, facts, id }: RecognitionRequest, actor: Actor, at: Date) {
  const credentialIds = [facts.accountId]
  await releaseCredit(tx, { personId, credentialIds, requestId: id, by: actor.personId, at })
}
