import type { Db } from '../platform/database.ts'
import { isApart } from './rules.ts'
import { settleRequest } from './service-request.ts'
import { followsOf } from './store-overturned.ts'
import type { Award, Standing } from './types.ts'

/**
 * Answers the requests that replacements carry out, in their transaction: an edition that is made after a decision on appeal says
 * what that decision granted, whatever it was made for.
 */
export async function answerFollows(
  tx: Db,
  by: { readonly personId: string; readonly at: Date },
  standings: readonly Pick<Standing, 'award'>[],
  replacements: ReadonlyMap<string, string>,
): Promise<void> {
  const follows = await followsOf(tx, withoutSeat(standings))
  for (const { award } of standings) {
    const [request, next] = [follows.get(award.credentialId), replacements.get(award.credentialId)]
    if (request === undefined || next === undefined) continue
    const { attempt } = award
    const given = { answer: 'approved' as const, answeredBy: by.personId, answeredAt: by.at }
    await settleRequest(tx, { ...request, ...given, attempt, credentialId: next })
  }
}

/** Credentials that somebody may not replace, because they assessed what the new edition would say, or it is theirs. */
export async function apartAmong(
  db: Db,
  standings: readonly Pick<Standing, 'award'>[],
  personId: string,
): Promise<ReadonlySet<string>> {
  const follows = await followsOf(db, withoutSeat(standings))
  return new Set([...follows].filter(([, request]) => isApart(request, personId)).map(([id]) => id))
}

/** Only an award without an enrolment was approved on a request. */
function withoutSeat(standings: readonly Pick<Standing, 'award'>[]): readonly Award[] {
  return standings.map(({ award }) => award).filter(({ enrolmentId }) => enrolmentId === null)
}
