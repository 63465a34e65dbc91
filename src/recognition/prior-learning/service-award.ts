import {
  findCredential,
  overruleRequests,
  reasonsAgainstResult,
  requestAward,
  requestsOf,
} from '../../credentials/index.ts'
import type { Db } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { insertHandover } from './store-case.ts'
import type { Issue, PriorDecision, Whole } from './types.ts'

/**
 * Asks the issuer of a micro-credential to award it where a decision grants every mandatory outcome, in the decision's
 * transaction. An authorised issuer who assessed nothing of it approves. After an appeal the newer decision asks in place of the
 * first, unless that one's credential stands and the newer decision bears it out.
 */
export async function askIssuer(tx: Db, whole: Whole, decision: PriorDecision): Promise<void> {
  const { application, claims, appointments, decisions } = whole
  const { personId, definitionVersionId } = application
  if (definitionVersionId === null) return
  const granted = new Set(decision.granted.map(({ claimId }) => claimId))
  const mandatory = claims.filter((claim) => claim.mandatory)
  const isShown = mandatory.length > 0 && mandatory.every((claim) => granted.has(claim.id))
  if (isShown && (await isIssued(tx, decisions))) return
  await overruleRequests(
    tx,
    personId,
    decisions.map(({ id }) => id),
    decision.decidedAt,
  )
  if (!isShown) return
  const { id: decisionId, organisationId, applicationId, decidedAt: askedAt } = decision
  const asked = { personId, organisationId, definitionVersionId, askedAt }
  await insertHandover(tx, { ...asked, id: newId(), applicationId, decisionId })
  await requestAward(tx, {
    ...asked,
    sourceId: decisionId,
    decreeNumber: decision.decreeNumber,
    decreeOn: decision.decreeOn,
    shown: decision.granted.map(({ claimId, targetId }) => ({
      outcomeId: targetId,
      methods: methodsOf(whole, decision.round, claimId),
    })),
    apart: [...new Set(appointments.map(({ assessorId }) => assessorId))],
    askedBy: decision.decidedBy,
  })
}

/** How those assessed a claim who recommend it. */
function methodsOf({ reports }: Whole, round: number, claimId: string): readonly string[] {
  const opinions = reports.filter((one) => one.round === round).flatMap((one) => one.opinions)
  const own = opinions.filter((one) => one.claimId === claimId && one.recommended)
  return [...new Set(own.map(({ method }) => method))]
}

/** Whether a credential that earlier decisions asked for stands. */
async function isIssued(tx: Db, decisions: readonly PriorDecision[]): Promise<boolean> {
  for (const { credentialId } of (await requestsOf(tx, decisions)).values()) {
    const credential = credentialId === null ? null : await findCredential(tx, credentialId)
    if (credential !== null && credential.change?.change !== 'revoke') return true
  }
  return false
}

/** How the micro-credential of a case stands at its issuer; null for a case about anything else. */
export async function issueOf(db: Db, { application, decisions }: Whole, now: Date): Promise<Issue | null> {
  const { definitionVersionId, organisationId } = application
  if (definitionVersionId === null) return null
  const requests = [...(await requestsOf(db, decisions)).values()]
  const request = requests.toSorted((a, b) => b.askedAt.getTime() - a.askedAt.getTime())[0] ?? null
  const isAnswered = request !== null && (request.answer !== null || request.overruledAt !== null)
  const against = isAnswered ? [] : await reasonsAgainstResult(db, organisationId, definitionVersionId, now)
  return { request, against }
}
