import {
  type AwardRequest,
  overruleRequests,
  reasonsAgainstResult,
  requestAward,
  requestsOf,
  showSame,
  standingRequest,
} from '../../credentials/index.ts'
import type { Db } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { insertHandover } from './store-case.ts'
import type { Issue, PriorDecision, Whole } from './types.ts'

/**
 * Asks the issuer of a micro-credential to award it where a decision grants every mandatory outcome, in the decision's
 * transaction. An authorised issuer who assessed nothing of it approves. After an appeal the newer decision asks in place of the
 * first. Where the first one's credential stands nothing is asked if the newer decision grants the same outcomes; if it grants
 * others the credential is to be replaced, and if it grants too little to be revoked: the issuer is told.
 */
export async function askIssuer(tx: Db, whole: Whole, decision: PriorDecision): Promise<void> {
  const { application, claims, decisions } = whole
  const { personId, definitionVersionId } = application
  if (definitionVersionId === null) return
  const granted = new Set(decision.granted.map(({ claimId }) => claimId))
  const mandatory = claims.filter((claim) => claim.mandatory)
  const isShown = mandatory.length > 0 && mandatory.every((claim) => granted.has(claim.id))
  const before = decisions.map(({ id }) => id)
  const standing = await standingRequest(tx, personId, before, true)
  const shown = shownBy(whole, decision)
  if (isShown && standing !== null && showSame(standing.shown, shown)) return
  await overruleRequests(tx, personId, before, decision.decidedAt)
  if (!isShown) return
  const { id: decisionId, organisationId, applicationId, decidedAt: askedAt } = decision
  const asked = { personId, organisationId, definitionVersionId, askedAt }
  await insertHandover(tx, { ...asked, id: newId(), applicationId, decisionId })
  await requestAward(tx, {
    ...asked,
    sourceId: decisionId,
    decreeNumber: decision.decreeNumber,
    decreeOn: decision.decreeOn,
    shown,
    apart: [...new Set(whole.appointments.map(({ assessorId }) => assessorId))],
    askedBy: decision.decidedBy,
    follows: standing?.id ?? null,
  })
}

/** The outcomes that a decision grants, each with how it was assessed. */
function shownBy(whole: Whole, { granted, round }: PriorDecision): AwardRequest['shown'] {
  return granted.map(({ claimId, targetId }) => ({ outcomeId: targetId, methods: methodsOf(whole, round, claimId) }))
}

/** How those assessed a claim who recommend it. */
function methodsOf({ reports }: Whole, round: number, claimId: string): readonly string[] {
  const opinions = reports.filter((one) => one.round === round).flatMap((one) => one.opinions)
  const own = opinions.filter((one) => one.claimId === claimId && one.recommended)
  return [...new Set(own.map(({ method }) => method))]
}

/** How the micro-credential of a case stands at its issuer; null for a case about anything else. */
export async function issueOf(db: Db, { application, decisions }: Whole, now: Date): Promise<Issue | null> {
  const { definitionVersionId, organisationId } = application
  if (definitionVersionId === null) return null
  const requests = await requestsOf(db, decisions)
  // The newest decision that asked: one on appeal that bears the first out, or grants too little, asks for nothing.
  const request = decisions.flatMap(({ id }) => requests.get(id) ?? []).at(-1) ?? null
  const isAnswered = request !== null && (request.answer !== null || request.overruledAt !== null)
  const against = isAnswered ? [] : await reasonsAgainstResult(db, organisationId, definitionVersionId, now)
  return { request, against }
}
