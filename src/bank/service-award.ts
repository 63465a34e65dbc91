import {
  type Award,
  findCredential,
  type Passed,
  requestsAmong,
  type Standing,
  type StatusChange,
} from '../credentials/index.ts'
import { findVersions } from '../design/index.ts'
import type { Db } from '../platform/database.ts'
import { depositAll } from './service.ts'
import { reverseDeposits, type Taking, transfer } from './service-withdraw.ts'
import type { Deposit } from './types.ts'

/** Puts signed awards on the learners' accounts, in the transaction that stores their documents. A repeat changes nothing. */
export async function creditAwards(tx: Db, awards: readonly Award[]): Promise<void> {
  const versions = await findVersions(tx, [...new Set(awards.map((award) => award.definitionVersionId))])
  const requested = await requestsAmong(
    tx,
    awards.filter(({ enrolmentId }) => enrolmentId === null),
  )
  const deposits: Deposit[] = []
  for (const award of awards) {
    const version = versions.get(award.definitionVersionId)
    if (version === undefined) throw new RangeError('an award names a definition version that does not exist')
    deposits.push({
      personId: award.personId,
      credentialId: await accountOf(tx, award),
      definitionVersionId: award.definitionVersionId,
      attempt: award.attempt,
      hours: version.hours,
      sks: version.sks,
      title: version.title,
      ...(requested.has(award.id) ? { prior: 'award' as const } : {}),
      issuerOrganisationId: award.organisationId,
      postedBy: award.decidedBy,
      postedAt: award.decidedAt,
    })
  }
  await depositAll(tx, deposits)
}

/**
 * Follows changes of credentials' status: when one is revoked for good, what no campus has counted leaves the account.
 * A suspension and a replacement move nothing; the replacement stands for the same credit.
 */
export async function followStatuses(
  tx: Db,
  changes: readonly StatusChange[],
  standings: readonly Standing[],
): Promise<void> {
  const revoked = new Map(changes.filter(({ change }) => change === 'revoke').map((one) => [one.credentialId, one]))
  if (revoked.size === 0) return
  const takings: Taking[] = []
  for (const { id, holderId, award } of standings) {
    const change = revoked.get(id)
    if (change === undefined) continue
    const credentialId = await accountOf(tx, award)
    takings.push({ personId: holderId, credentialId, by: change.changedBy, at: change.changedAt })
  }
  await reverseDeposits(tx, takings)
}

/** Follows a claim: the credit goes to whoever holds the award now. A repeat changes nothing. */
export async function followClaim(tx: Db, { credentialId, issuedTo, holderId, at }: Passed): Promise<void> {
  const credential = await findCredential(tx, credentialId)
  if (credential === null) return
  await transfer(tx, {
    fromId: issuedTo,
    toId: holderId,
    credentialId: await accountOf(tx, credential.award),
    postedBy: holderId,
    postedAt: at,
  })
}

/**
 * The credential id under which the account keeps an award: that of its first edition, so that a replacement can't be
 * counted beside the original.
 */
export async function accountOf(db: Db, award: Pick<Award, 'credentialId' | 'replacesCredentialId'>): Promise<string> {
  let first = award
  while (first.replacesCredentialId !== null) {
    const earlier = await findCredential(db, first.replacesCredentialId)
    if (earlier === null) break
    first = earlier.award
  }
  return first.credentialId
}
