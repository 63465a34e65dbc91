import { randomUUID } from 'node:crypto'
import type { DefinitionVersion } from '../design/index.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { stateOf, validUntil } from './rules.ts'
import { aqrfOf, type Given, mayIssueVersion, storeAwards } from './service.ts'
import { awardsOfVersion, standingsOf } from './store-award.ts'
import type { Award } from './types.ts'

/**
 * Awards what other awards entitle somebody to, without an enrolment: the decision is stored as every other, in the caller's
 * transaction, with its place, its promised signature and its audit line. `decidedBy` stands for the rule that entitles. `isAssessed`: every award
 * that entitles was individually assessed, and with them the outcomes of this one (the AQRF test, F066). `credentialId` is a new id, which the
 * caller may have written down before.
 *
 * An attempt whose credential was revoked doesn't stand in the way of the next. Refusals: `credentials.awarded-already` where one
 * stands, and those of `trust` where the issuer may not issue this today.
 */
export async function awardEntitled(
  tx: Db,
  deps: Pick<Given, 'clock'>,
  version: DefinitionVersion,
  to: {
    readonly personId: string
    readonly credentialId: string
    readonly decidedBy: string
    readonly isAssessed: boolean
  },
): Promise<Outcome<Award>> {
  const at = deps.clock()
  const allowed = await mayIssueVersion(tx, version, at)
  if (!allowed.ok) return allowed
  const mandatory = version.outcomes.filter((outcome) => outcome.mandatory).length
  const earlier = await awardsOfVersion(tx, version.id, [to.personId])
  const standings = await standingsOf(
    tx,
    earlier.map(({ credentialId }) => credentialId),
  )
  const ended = (state: string) => state === 'revoked' || state === 'replaced' || state === 'refused'
  if (standings.some((one) => !ended(stateOf({ ...one, document: one.signed ? '' : null }, at))))
    return refuse({ code: 'credentials.awarded-already' })
  const [award] = await storeAwards(
    tx,
    [
      {
        id: newId(),
        personId: to.personId,
        definitionVersionId: version.id,
        attempt: Math.max(0, ...earlier.map(({ attempt }) => attempt)) + 1,
        edition: 1,
        organisationId: version.organisationId,
        enrolmentId: null,
        credentialId: to.credentialId,
        subjectId: `urn:uuid:${randomUUID()}`,
        decidedBy: to.decidedBy,
        decidedAt: at,
        validUntil: validUntil(at, version.validMonths),
        issueJobId: null,
        replacesCredentialId: null,
        aqrf: aqrfOf({ assessed: to.isAssessed ? mandatory : 0 }, version, allowed.ok),
      },
    ],
    at,
  )
  return award === undefined ? refuse({ code: 'credentials.awarded-already' }) : accept(award)
}
