import { releaseCredit, reserveCredit } from '../bank/index.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import type { RecognitionRequest } from './types.ts'

/** Reserves what a request asks for, under the rules that converted it. Refusals: the bank's. */
export function reserve(
  tx: Db,
  request: RecognitionRequest,
  uniqueKey: string,
  { personId: postedBy }: Actor,
  postedAt: Date,
  rules: { readonly id: string; readonly version: string } | undefined,
) {
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

/** Carries a refusal out of a transaction that must leave nothing behind. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusals: readonly [Refusal, ...Refusal[]]
  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    super('refused while it was done')
    this.refusals = refusals
  }
}

/** One transaction, of which nothing stays where it ends in a refusal. */
export async function undoneWhereRefused<T>(db: Db, work: (tx: Db) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await inTransaction(db, async (tx) => {
      const outcome = await work(tx)
      if (!outcome.ok) throw new Refused(outcome.refusals)
      return outcome
    })
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusals: error.refusals }
    throw error
  }
}
