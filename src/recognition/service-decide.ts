import { applyReserved, bankPolicy, deposit } from '../bank/index.ts'
import { coursesOf } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { suggestionsFor } from './agreements/index.ts'
import { certificateIn } from './outside/index.ts'
import { checkDecision, decidingTime } from './rules-decision.ts'
import { type MissingFact, missingFacts } from './rules-facts.ts'
import { type Assessed, agreementWish, assess, wishOf } from './service-case.ts'
import { leaveCredit } from './service-leaf.ts'
import { release } from './service-reserve.ts'
import { keepRuleSet } from './service-rules.ts'
import { warningsOf } from './service-warnings.ts'
import { closeRequest, insertDecision } from './store.ts'
import { DECISION } from './store-log.ts'
import { tell } from './tenants/service-tell.ts'
import { COUNTING, type CredentialSource, type Decision, type DecisionForm, type RecognitionRequest } from './types.ts'

/** What a registrar chose, held against the rules. */
export interface Chosen
  extends Pick<
    Decision,
    'outcome' | 'grantedSks' | 'courseId' | 'reason' | 'waiverReason' | 'warnings' | 'equivalenceId'
  > {
  readonly assessed: Assessed
}

type Verdict = Awaited<ReturnType<CredentialSource['verdictOf']>>

/** Holds a registrar's form against the rules and against what was counted before. Writes nothing. Refusals: see `decide`. */
export async function weigh(
  tx: Db,
  request: RecognitionRequest,
  form: DecisionForm,
  { verdict, kind }: Verdict,
): Promise<Outcome<Chosen>> {
  const courses = await coursesOf(tx, request.programmeId)
  const checked = checkDecision(
    form,
    courses.map(({ id }) => id),
  )
  if (!checked.ok) return checked
  const { outcome, courseId, waiverReason } = checked.value
  const counts = COUNTING.includes(outcome)
  if (counts && verdict !== 'valid') return refuse({ code: 'recognition.credential-not-valid' })
  if (counts && kind === 'outside-picture' && waiverReason === null)
    return refuse({ code: 'recognition.outside-unproven', at: 'waiverReason' })
  const grantedSks = counts ? checked.value.grantedSks : 0
  // The rules are asked about what is to be granted; a package is judged by what was asked for as one.
  const assessed = await assess(tx, {
    ...wishOf(request),
    askedSks: counts ? grantedSks : request.askedSks,
    waiver: waiverReason,
    courseId,
    isBlock: counts && courseId === null,
    explain: true,
  })
  if (assessed === null) return refuse({ code: 'recognition.request-unknown' })
  const barred = counts ? refusalsAgainst(assessed, grantedSks) : null
  if (barred !== null) return { ok: false, refusals: barred }
  const warnings = counts ? await warningsOf(tx, request, courseId) : []
  if (warnings.length > 0 && form.seen !== true)
    return refuse({ code: 'recognition.warnings-unseen', at: 'seen', values: { count: warnings.length } })
  const agreed = courseId === null ? [] : await suggestionsFor(tx, agreementWish(request))
  const equivalenceId = agreed.find((one) => one.courseId === courseId)?.equivalenceId ?? null
  return accept({ ...checked.value, grantedSks, warnings, equivalenceId, assessed })
}

/** A condition asks what nobody recorded: said with who can supply it. */
function lacks(fact: MissingFact): Refusal {
  return { code: 'recognition.fact-unknown', at: fact === 'course' ? 'courseId' : 'waiverReason', values: { fact } }
}

function refusalsAgainst({ evaluation }: Assessed, grantedSks: number): [Refusal, ...Refusal[]] | null {
  if (evaluation.verdict === 'unknown') {
    const [first, ...more] = missingFacts(evaluation.steps)
    if (first !== undefined && evaluation.ways.every(({ code }) => code !== 'confirm-link'))
      return [lacks(first), ...more.map(lacks)]
    return [
      {
        code: evaluation.ways.some(({ code }) => code === 'state-courses')
          ? 'recognition.courses-unknown'
          : 'recognition.link-unconfirmed',
      },
    ]
  }
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

/**
 * Stores a decision with everything that follows from it: ledger, rule set, leaf, letter and audit. Refusals: `recognition.clock-behind`
 * where this server's clock is before the request, and the bank's.
 */
export async function storeDecision(
  deps: Deps,
  tx: Db,
  actor: Actor,
  request: RecognitionRequest,
  { assessed, ...chosen }: Chosen,
): Promise<Outcome<Decision>> {
  const now = deps.clock()
  const at = decidingTime(now, request.askedAt, bankPolicy().clockToleranceSeconds.value)
  if (at === null)
    return refuse({
      code: 'recognition.clock-behind',
      values: { stated: now.toISOString(), asked: request.askedAt.toISOString() },
    })
  const id = newId()
  let transactionId: string | null = null
  if (chosen.grantedSks > 0) {
    // A certificate from elsewhere has no deposit of its own: the decision that counts it brings the bank its source.
    if (certificateIn(request.facts.accountId) !== null) await depositOutside(tx, actor, request, at)
    const applied = await applyReserved(tx, {
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
      ruleSet: assessed.rules,
      postedBy: actor.personId,
      postedAt: at,
    })
    if (!applied.ok) return applied
    transactionId = applied.value.id
  } else await release(tx, request, actor, at)
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
    review: null,
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

/** Once for each certificate, however often it is decided about. */
async function depositOutside(tx: Db, actor: Actor, { personId, facts }: RecognitionRequest, at: Date): Promise<void> {
  await deposit(tx, {
    personId,
    credentialId: facts.accountId,
    definitionVersionId: facts.accountId,
    attempt: 1,
    hours: facts.hours,
    sks: facts.sks,
    title: facts.title,
    issuerOrganisationId: '',
    postedBy: actor.personId,
    postedAt: at,
  })
}
