import { applyCredit, deposit, reverseDeposit, reverseUse, statement, usesOf } from '../../bank/index.ts'
import { creditUnitOn } from '../../frameworks/index.ts'
import { findProgramme, type StudyProgramme } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { keepRuleSet } from '../service-rules.ts'
import { isDay, resultOf, roundOf, stateOf, titleValues, verdictOn } from './rules.ts'
import { leavePriorLearning, managedCase } from './service-access.ts'
import { askIssuer } from './service-award.ts'
import { askRules, guidelineOf, type PriorAnswer, priorLearningUsed, rulesDay } from './service-rules.ts'
import { endApplication, lockApplication } from './store.ts'
import { insertDecision } from './store-case.ts'
import { DECISION } from './store-log.ts'
import type { Claim, PriorDecision, Whole } from './types.ts'

const REASON_LETTERS = 10
const LINE_LETTERS = 200
const TEXT_LETTERS = 5_000

/** The decision as typed. */
export interface PriorDecisionForm {
  readonly claimIds: readonly string[]
  readonly earlierSks: string
  readonly reason: string
  readonly minutes: string
  readonly decreeNumber: string
  readonly decreeOn: string
}

/** The claims that the assessors of the round recommend, together. */
export function recommended(whole: Whole): readonly Claim[] {
  const reports = whole.reports.filter(({ round }) => round === roundOf(whole))
  return whole.claims.filter(({ id }) => verdictOn(id, reports) === 'yes')
}

/**
 * The organisation decides by its decree: rule set, ledger, hand-over to an issuer, letter, log and audit in one transaction. What is
 * granted was recommended by the assessors; SKS go to the account with the decision as their source and are counted for
 * their courses at once. A decision on an appeal takes the place of the first, by reversing entries.
 *
 * Refusals: `rpl.unknown`, `rpl.not-assessed`, `rpl.decided-already`, `rpl.own-case`, `rpl.decided-before`, `rpl.not-recommended`,
 * `rpl.earlier-malformed`, `rpl.decision-reason-missing`, `rpl.minutes-missing`, `rpl.decree-missing`, `rpl.decree-day`,
 * `rpl.course-counted`, `rpl.above-limit`
 * with the rule set's own reasons, and the bank's.
 */
export function decidePrior(
  deps: Deps,
  actor: Actor,
  id: string,
  form: PriorDecisionForm,
): Promise<Outcome<PriorDecision>> {
  return inTransaction(deps.db, async (tx) => {
    await lockApplication(tx, id)
    const whole = await managedCase(tx, actor, id)
    if (whole === null) return refuse({ code: 'rpl.unknown' })
    const { application } = whole
    const programme = application.programmeId === null ? null : await findProgramme(tx, application.programmeId)
    const at = deps.clock()
    const [fault, ...faults] = [
      ...mayDecide(whole, actor.personId),
      ...checkForm(form, recommended(whole), programme, dayOf(at)),
    ]
    if (fault !== undefined) return refuse(fault, ...faults)
    const granted = recommended(whole).filter((claim) => form.claimIds.includes(claim.id))
    const [counted, ...others] = await countedAlready(tx, whole, granted)
    if (counted !== undefined) return refuse(counted, ...others)
    const answer = programme === null ? null : await askAbout(tx, whole, programme, granted, Number(form.earlierSks))
    if (answer !== null && answer.evaluation.verdict !== 'allowed')
      return refuse(
        {
          code: 'rpl.above-limit',
          at: 'claims',
          values: { asked: answer.asked.askedSks, allowed: answer.evaluation.allowedSks ?? 0 },
        },
        ...answer.evaluation.refusals,
      )
    const decision: PriorDecision = {
      personId: application.personId,
      id: newId(),
      applicationId: id,
      organisationId: application.organisationId,
      programmeId: application.programmeId,
      round: roundOf(whole),
      result: resultOf(
        whole.claims,
        granted.map((claim) => claim.id),
      ),
      granted: granted.map((claim) => ({
        claimId: claim.id,
        targetId: claim.targetId,
        title: claim.title,
        sks: claim.sks,
      })),
      totalSks: sumOf(granted),
      earlierSks: programme === null ? 0 : Number(form.earlierSks),
      reason: form.reason.trim().slice(0, TEXT_LETTERS),
      minutes: form.minutes.trim().slice(0, TEXT_LETTERS),
      decreeNumber: form.decreeNumber.trim().slice(0, LINE_LETTERS),
      decreeOn: form.decreeOn,
      ruleSetId: answer?.rules.id ?? null,
      ruleSetVersion: answer?.rules.version ?? null,
      ruleSetHash: answer === null ? null : await keepRuleSet(tx, at, answer.rules),
      inputs: answer?.asked ?? null,
      trace: answer?.evaluation ?? null,
      decidedBy: actor.personId,
      decidedAt: at,
    }
    for (const before of whole.decisions) {
      const undone = await takeBack(tx, before, actor.personId, at)
      if (!undone.ok) return undone
    }
    const posted = programme === null ? accept(true as const) : await post(tx, decision, programme)
    if (!posted.ok) return posted
    await store(tx, whole, decision)
    return accept(decision)
  })
}

function mayDecide(whole: Whole, personId: string): Refusal[] {
  const state = stateOf(whole)
  if (state === 'decided' || state === 'closed') return [{ code: 'rpl.decided-already' }]
  if (state !== 'assessed') return [{ code: 'rpl.not-assessed' }]
  if (whole.application.personId === personId || whole.appointments.some(({ assessorId }) => assessorId === personId))
    return [{ code: 'rpl.own-case' }]
  return whole.decisions.some(({ decidedBy }) => decidedBy === personId) ? [{ code: 'rpl.decided-before' }] : []
}

function checkForm(
  form: PriorDecisionForm,
  may: readonly Claim[],
  programme: StudyProgramme | null,
  today: string,
): Refusal[] {
  const refusals: Refusal[] = []
  if (form.claimIds.some((id) => !may.some((claim) => claim.id === id)))
    refusals.push({ code: 'rpl.not-recommended', at: 'claims' })
  if (programme !== null && !/^\d{1,3}$/.test(form.earlierSks))
    refusals.push({ code: 'rpl.earlier-malformed', at: 'earlierSks' })
  const letters = REASON_LETTERS
  if (form.reason.trim().length < letters)
    refusals.push({ code: 'rpl.decision-reason-missing', at: 'reason', values: { letters } })
  if (form.minutes.trim().length < letters)
    refusals.push({ code: 'rpl.minutes-missing', at: 'minutes', values: { letters } })
  if (form.decreeNumber.trim() === '') refusals.push({ code: 'rpl.decree-missing', at: 'decreeNumber' })
  if (!isDay(form.decreeOn) || form.decreeOn > today) refusals.push({ code: 'rpl.decree-day', at: 'decreeOn' })
  return refusals
}

/** Asks the rule set about everything granted together; null where nothing is. An excluded course among them bars all. */
async function askAbout(
  tx: Db,
  { application }: Whole,
  programme: StudyProgramme,
  granted: readonly Claim[],
  earlierSks: number,
): Promise<PriorAnswer | null> {
  if (granted.length === 0) return null
  const before = await priorLearningUsed(tx, application.personId, programme.id, application.id)
  return askRules(tx, guidelineOf(application.guidelineId), programme, {
    // A case is decided under the rules of the day on which it was sent.
    day: rulesDay(application, application.createdAt),
    sks: sumOf(granted),
    usedSks: (before ?? 0) + earlierSks,
    standsFor: granted.find(({ standsFor }) => standsFor !== 'course')?.standsFor ?? 'course',
  })
}

/** Courses that stand on the account already, by a credential or by another case: nothing is counted twice. */
async function countedAlready(
  tx: Db,
  { application, decisions }: Whole,
  granted: readonly Claim[],
): Promise<Refusal[]> {
  const own = new Set(decisions.map(({ id }) => id))
  const movements = await statement(tx, application.personId)
  const reversed = new Set(movements.flatMap(({ correctsId }) => (correctsId === null ? [] : [correctsId])))
  const counted = new Set(
    movements
      .filter((one) => one.kind === 'apply' && !reversed.has(one.id) && !own.has(one.credentialId))
      .map(({ reason }) => reason.courseId),
  )
  return granted
    .filter(({ targetId }) => counted.has(targetId))
    .map((claim) => ({ code: 'rpl.course-counted', at: 'claims', values: titleValues(claim) }))
}

function sumOf(claims: readonly Claim[]): number {
  return claims.reduce((sum, { sks }) => sum + sks, 0)
}

/** Puts the SKS on the account, with the decision as their source, and counts them for their courses. */
async function post(tx: Db, decision: PriorDecision, programme: StudyProgramme): Promise<Outcome<true>> {
  if (decision.totalSks === 0) return accept(true as const)
  const { personId, decidedBy, decidedAt, organisationId } = decision
  const unit = creditUnitOn(dayOf(decidedAt))
  if (unit === undefined) throw new RangeError(`no credit unit is in force on ${dayOf(decidedAt)}`)
  const minutesPerHour = 60
  await deposit(tx, {
    personId,
    credentialId: decision.id,
    definitionVersionId: `prior-learning:${decision.applicationId}`,
    attempt: decision.round,
    hours: Math.ceil((decision.totalSks * unit.minutesMax) / minutesPerHour),
    sks: decision.totalSks,
    title: {
      id: `Rekognisi pembelajaran lampau, ${programme.name.id}`,
      en: `Recognition of prior learning, ${programme.name.en}`,
    },
    prior: decision.round === 1 ? 'decision' : 'appeal',
    issuerOrganisationId: organisationId,
    postedBy: decidedBy,
    postedAt: decidedAt,
  })
  for (const { targetId, sks, title } of decision.granted) {
    const applied = await applyCredit(tx, {
      personId,
      credentialId: decision.id,
      programmeId: programme.id,
      organisationId,
      sks,
      online: false,
      outside: false,
      uniqueKey: `prior-learning:${decision.id}:${targetId}`,
      courseId: targetId,
      title,
      requestId: null,
      postedBy: decidedBy,
      postedAt: decidedAt,
    })
    if (!applied.ok) return applied
  }
  return accept(true as const)
}

/** Takes a decision's credit back, by reversing entries. */
async function takeBack(tx: Db, { personId, id }: PriorDecision, by: string, at: Date): Promise<Outcome<true>> {
  for (const { transactionId } of await usesOf(tx, [id])) {
    const reversed = await reverseUse(tx, personId, transactionId, by, at)
    if (!reversed.ok) return reversed
  }
  await reverseDeposit(tx, personId, id, by, at)
  return accept(true as const)
}

async function store(tx: Db, whole: Whole, decision: PriorDecision): Promise<void> {
  const { application } = whole
  const { id, decidedAt: at, organisationId, applicationId } = decision
  await insertDecision(tx, decision)
  await askIssuer(tx, whole, decision)
  await endApplication(tx, application, at)
  await leavePriorLearning(tx, at, DECISION, application, id)
  await record(tx, {
    at,
    actorId: decision.decidedBy,
    organisationId,
    verb: 'prior-learning.decide',
    subject: applicationId,
    detail: { result: decision.result, sks: decision.totalSks, round: decision.round },
  })
  await promise(tx, 'letter', `prior-learning-decided:${id}`, {
    personId: application.personId,
    template: 'rpl.decided',
    values: { path: `/rpl/${applicationId}` },
  })
}
