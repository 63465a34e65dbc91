import { applyCredit, reverseUse } from '../bank/index.ts'
import { coursesOf, currentStudyOf, mayAct } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { checkDecision, dayAfter, stillUndoable } from './rules-decision.ts'
import { type Assessed, assess } from './service-case.ts'
import { leaveCredit } from './service-leaf.ts'
import { keepRuleSet } from './service-rules.ts'
import {
  closeRequest,
  findOwnRequest,
  findRequestAt,
  insertDecision,
  insertRequest,
  lockRequest,
  openRequestFor,
  replaceDecision,
  standingDecision,
  withdrawRequest,
} from './store.ts'
import { DECISION, UNDOING } from './store-log.ts'
import { tell } from './tenants/service-tell.ts'
import { COUNTING, type CredentialSource, type Decision, type DecisionForm, type RecognitionRequest } from './types.ts'

/** What a learner asks for. */
export interface Asking {
  readonly credentialId: string
  readonly sks: number
  readonly asPackage: boolean
  readonly courseId: string | null
  readonly note: string
}

/**
 * The learner asks the home university to count a credential. Nothing moves until a registrar decides.
 *
 * Refusals: `recognition.credential-unknown` (also somebody else's), `credential-not-valid`, `no-study`, `sks-malformed`,
 * `more-than-worth`, `course-unknown`, `asked-already`.
 */
export async function ask(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  asking: Asking,
): Promise<Outcome<{ requestId: string }>> {
  const facts = await source.credentialFacts(asking.credentialId)
  if (facts === null || facts.personId !== actor.personId) return refuse({ code: 'recognition.credential-unknown' })
  const found = await source.verdictOf(facts.credentialId)
  if (found.verdict !== 'valid') return refuse({ code: 'recognition.credential-not-valid' })
  return inTransaction(deps.db, async (tx) => {
    const study = await currentStudyOf(tx, actor.personId)
    if (study === null || study.state === 'refused') return refuse({ code: 'recognition.no-study' })
    if (!Number.isSafeInteger(asking.sks) || asking.sks < 1)
      return refuse({ code: 'recognition.sks-malformed', at: 'sks' })
    const at = deps.clock()
    const day = dayOf(at)
    const wish = {
      personId: actor.personId,
      organisationId: study.organisationId,
      programmeId: study.programmeId,
      facts,
      askedSks: asking.sks,
      asPackage: asking.asPackage,
      waiver: null,
      day,
    }
    const assessed = await assess(tx, wish)
    const left = assessed === null ? 0 : Math.max(0, assessed.evaluation.worthSks - assessed.asked.award.counted)
    if (asking.sks > left) return refuse({ code: 'recognition.more-than-worth', at: 'sks', values: { left } })
    const courses = await coursesOf(tx, study.programmeId)
    if (asking.courseId !== null && !courses.some(({ id }) => id === asking.courseId))
      return refuse({ code: 'recognition.course-unknown', at: 'course' })
    const requestId = newId()
    const added = await insertRequest(tx, {
      personId: actor.personId,
      id: requestId,
      credentialId: facts.credentialId,
      studyId: study.id,
      organisationId: study.organisationId,
      programmeId: study.programmeId,
      askedSks: asking.sks,
      asPackage: asking.asPackage,
      courseId: asking.courseId,
      note: asking.note === '' ? null : asking.note.slice(0, 1000),
      facts,
      askedAt: at,
      dueOn: dayAfter(day, workingPractice().decisionDays.value),
      withdrawnAt: null,
      closedAt: null,
    })
    if (!added) return refuse({ code: 'recognition.asked-already' })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: study.organisationId,
      verb: 'recognition.ask',
      subject: requestId,
      detail: { sks: asking.sks },
    })
    await tell(tx, at, study.organisationId, 'live', 'recognition.request.asked', { requestId })
    return accept({ requestId })
  })
}

/** The learner takes a request back before it is decided. Refusals: `recognition.request-unknown`, `already-decided`. */
export function withdraw(deps: Deps, actor: Actor, requestId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const request = await findOwnRequest(tx, actor.personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    const at = deps.clock()
    if (!(await withdrawRequest(tx, actor.personId, requestId, at)))
      return refuse({ code: 'recognition.already-decided', values: { day: 'none' } })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: request.organisationId,
      verb: 'recognition.withdraw',
      subject: requestId,
    })
    return accept(true as const)
  })
}

/**
 * A registrar decides: rules, ledger, letter and audit in one transaction. The decision keeps rule set, inputs and trace.
 *
 * Refusals: `recognition.request-unknown` (also another university's), `not-allowed`, `already-decided`, `withdrawn`,
 * `credential-not-valid`, `outcome-missing`, `reason-missing`, `sks-malformed`, `above-allowed`, `link-unconfirmed`,
 * `course-missing`, `no-package`, and the bank's `already-counted`.
 */
export async function decide(
  deps: Deps,
  source: CredentialSource,
  actor: Actor,
  organisationId: string,
  requestId: string,
  form: DecisionForm,
): Promise<Outcome<Decision>> {
  if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
  const found = await findRequestAt(deps.db, [organisationId], requestId)
  if (found === null) return refuse({ code: 'recognition.request-unknown' })
  const verdict = await source.verdictOf(found.credentialId)
  return inTransaction(deps.db, async (tx) => {
    const request = await lockRequest(tx, found.personId, requestId)
    if (request === null) return refuse({ code: 'recognition.request-unknown' })
    if (request.withdrawnAt !== null) return refuse({ code: 'recognition.withdrawn' })
    const before = await standingDecision(tx, request.personId, requestId)
    if (before !== null)
      return refuse({ code: 'recognition.already-decided', values: { day: dayOf(before.decidedAt) } })
    const courses = await coursesOf(tx, request.programmeId)
    const checked = checkDecision(
      form,
      courses.map(({ id }) => id),
    )
    if (!checked.ok) return checked
    const { outcome, grantedSks, courseId, reason, waiverReason } = checked.value
    const counts = COUNTING.includes(outcome)
    if (counts && verdict.verdict !== 'valid') return refuse({ code: 'recognition.credential-not-valid' })
    // The rules are asked about what is to be granted; a package is judged by what was asked for as one.
    const assessed = await assess(tx, {
      ...wishOf(request),
      askedSks: counts ? grantedSks : request.askedSks,
      waiver: waiverReason,
    })
    if (assessed === null) return refuse({ code: 'recognition.request-unknown' })
    const barred = counts ? refusalsAgainst(assessed, grantedSks) : null
    if (barred !== null) return { ok: false, refusals: barred }
    return store(deps, tx, actor, request, assessed, {
      outcome,
      grantedSks: counts ? grantedSks : 0,
      courseId,
      reason,
      waiverReason,
    })
  })
}

function refusalsAgainst({ evaluation }: Assessed, grantedSks: number): [Refusal, ...Refusal[]] | null {
  if (evaluation.verdict === 'unknown')
    return [
      {
        code: evaluation.ways.some(({ code }) => code === 'state-courses')
          ? 'recognition.courses-unknown'
          : 'recognition.link-unconfirmed',
      },
    ]
  if (evaluation.verdict === 'allowed') return null
  return [
    {
      code: 'recognition.above-allowed',
      at: 'grantedSks',
      values: { asked: grantedSks, allowed: evaluation.allowedSks ?? 0 },
    },
    ...evaluation.refusals,
  ]
}

async function store(
  deps: Deps,
  tx: Db,
  actor: Actor,
  request: RecognitionRequest,
  assessed: Assessed,
  chosen: Pick<Decision, 'outcome' | 'grantedSks' | 'courseId' | 'reason' | 'waiverReason'>,
): Promise<Outcome<Decision>> {
  const at = deps.clock()
  const id = newId()
  let transactionId: string | null = null
  if (chosen.grantedSks > 0) {
    const applied = await applyCredit(tx, {
      personId: request.personId,
      credentialId: request.facts.accountId,
      programmeId: request.programmeId,
      organisationId: request.organisationId,
      sks: chosen.grantedSks,
      online: assessed.asked.award.mode === 'online',
      outside: assessed.asked.award.origin === 'outside',
      uniqueKey: `decision:${id}`,
      courseId: chosen.courseId,
      requestId: request.id,
      postedBy: actor.personId,
      postedAt: at,
    })
    if (!applied.ok) return applied
    transactionId = applied.value.id
  }
  const ruleSetHash = await keepRuleSet(tx, at, assessed.rules)
  const decision: Decision = {
    personId: request.personId,
    requestId: request.id,
    id,
    ...chosen,
    ruleSetId: assessed.rules.id,
    ruleSetVersion: assessed.rules.version,
    ruleSetHash,
    inputs: assessed.asked,
    trace: assessed.evaluation,
    transactionId,
    decidedBy: actor.personId,
    decidedAt: at,
    replacedAt: null,
  }
  await insertDecision(tx, decision)
  await leaveCredit(tx, at, DECISION, request, id)
  await closeRequest(tx, request.personId, request.id, at)
  await record(tx, {
    at,
    actorId: actor.personId,
    organisationId: request.organisationId,
    verb: 'recognition.decide',
    subject: request.id,
    detail: { outcome: chosen.outcome, sks: chosen.grantedSks },
  })
  await tell(tx, at, request.organisationId, 'live', 'recognition.request.decided', { requestId: request.id })
  const template = chosen.grantedSks > 0 ? 'recognition.counted' : 'recognition.not-counted'
  await promise(tx, 'letter', `recognition:${id}`, {
    personId: request.personId,
    template,
    values: { sks: chosen.grantedSks, path: `/credit/requests/${request.id}` },
  })
  return accept(decision)
}

/**
 * Takes a decision back within the hours of `practice.json`: the ledger gets a reversing entry, the decision stays on
 * file, the request is open again. Refusals: `request-unknown`, `not-allowed`, `nothing-to-undo`, `undo-too-late`,
 * `newer-request`.
 */
export function undo(deps: Deps, actor: Actor, organisationId: string, requestId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'recognition.not-allowed' })
    const found = await findRequestAt(tx, [organisationId], requestId)
    if (found === null) return refuse({ code: 'recognition.request-unknown' })
    const request = await lockRequest(tx, found.personId, requestId)
    const decision = await standingDecision(tx, found.personId, requestId)
    if (request === null || decision === null) return refuse({ code: 'recognition.nothing-to-undo' })
    const at = deps.clock()
    const { value: hours } = workingPractice().undoHours
    if (!stillUndoable(decision.decidedAt, at, hours))
      return refuse({ code: 'recognition.undo-too-late', values: { hours } })
    if ((await openRequestFor(tx, request.personId, request.credentialId, request.programmeId)) !== null)
      return refuse({ code: 'recognition.newer-request' })
    if (decision.transactionId !== null) {
      const reversed = await reverseUse(tx, request.personId, decision.transactionId, actor.personId, at)
      if (!reversed.ok) return reversed
    }
    await replaceDecision(tx, request.personId, decision.id, at, actor.personId)
    await leaveCredit(tx, at, UNDOING, request, decision.id)
    await closeRequest(tx, request.personId, request.id, null)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'recognition.undo', subject: requestId })
    await tell(tx, at, organisationId, 'live', 'recognition.request.reopened', { requestId })
    await promise(tx, 'letter', `recognition-undone:${decision.id}`, {
      personId: request.personId,
      template: 'recognition.undone',
      values: { path: `/credit/requests/${requestId}` },
    })
    return accept(true as const)
  })
}

/** What a request asks of the rules. */
export function wishOf(request: RecognitionRequest) {
  const { personId, organisationId, programmeId, facts, askedSks, asPackage, askedAt } = request
  return { personId, organisationId, programmeId, facts, askedSks, asPackage, waiver: null, day: dayOf(askedAt) }
}
