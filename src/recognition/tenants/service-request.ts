import { findStudy } from '../../organisations/index.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { decide } from '../service.ts'
import { assess, wishOf } from '../service-case.ts'
import { warningsOf } from '../service-warnings.ts'
import { findRequestAt, openRequests, standingDecision } from '../store.ts'
import type { CredentialSource, Decision, DecisionForm, RecognitionRequest } from '../types.ts'
import type { Caller } from './service-key.ts'
import { decideInSandbox, sandboxList, toldFromSandbox } from './service-sandbox.ts'
import { lockSandboxRequest } from './store-sandbox.ts'
import type { ToldDecision, ToldRequest } from './types.ts'

/** What the API's decision says. */
export interface DecisionAsked {
  readonly outcome: string
  readonly grantedSks: number
  readonly courseId: string | null
  readonly reason: string
  readonly waiverReason: string | null
  /** The warnings of the request were read. */
  readonly warningsSeen: boolean
}

/** The requests of the key's university that wait: its own for a live key, the invented ones for a key of the sandbox. */
export async function waitingRequests(deps: Deps, { key }: Caller): Promise<readonly ToldRequest[]> {
  if (key.mode === 'sandbox')
    return (await sandboxList(deps.db, key.organisationId)).filter(({ state }) => state === 'open')
  const open = await openRequests(deps.db, key.organisationId)
  return Promise.all(open.map((request) => toldLive(deps.db, request)))
}

/** One request. Refusals: `recognition.request-unknown`, also for another university's and for the other mode's. */
export async function oneRequest(deps: Deps, { key }: Caller, id: string): Promise<Outcome<ToldRequest>> {
  const { organisationId } = key
  const told =
    key.mode === 'sandbox'
      ? (await sandboxList(deps.db, organisationId)).find((one) => one.id === id)
      : await findRequestAt(deps.db, [organisationId], id).then((found) =>
          found === null ? undefined : toldLive(deps.db, found),
        )
  return told === undefined ? refuse({ code: 'recognition.request-unknown' }) : accept(told)
}

/**
 * Decides a request as the registrar who made the key: the same rules, ledger, letter and audit as on the page. In the sandbox
 * the same rules are asked, and nothing but the invented request changes. Refusals as `decide` gives them.
 */
export async function decideByKey(
  deps: Deps,
  source: CredentialSource,
  { key, actor }: Caller,
  id: string,
  asked: DecisionAsked,
): Promise<Outcome<ToldRequest>> {
  const form: DecisionForm = {
    outcome: asked.outcome,
    grantedSks: String(asked.grantedSks),
    courseId: asked.courseId ?? '',
    reason: asked.reason,
    waiverReason: asked.waiverReason ?? '',
    seen: asked.warningsSeen,
  }
  if (key.mode === 'sandbox')
    return inTransaction(deps.db, async (tx) => {
      const done = await decideInSandbox(tx, key.organisationId, id, form, deps.clock())
      if (!done.ok) return done
      const row = await lockSandboxRequest(tx, key.organisationId, id)
      return row === null ? refuse({ code: 'recognition.request-unknown' }) : accept(toldFromSandbox(row, []))
    })
  const done = await decide(deps, source, actor, key.organisationId, id, form)
  if (!done.ok) return done
  const found = await findRequestAt(deps.db, [key.organisationId], id)
  return found === null ? refuse({ code: 'recognition.request-unknown' }) : accept(await toldLive(deps.db, found))
}

async function toldLive(db: Db, request: RecognitionRequest): Promise<ToldRequest> {
  const study = await findStudy(db, request.personId, request.studyId)
  const decision = await standingDecision(db, request.personId, request.id)
  const assessed = decision === null ? await assess(db, wishOf(request)) : null
  const { title, issuerName, sks, hours, mode } = request.facts
  const evaluation = assessed?.evaluation
  return {
    id: request.id,
    mode: 'live',
    state: decision !== null ? 'decided' : request.withdrawnAt !== null ? 'withdrawn' : 'open',
    student: { nim: study?.nim ?? '' },
    credential: { title, issuer: issuerName, sks, hours, mode },
    askedSks: request.askedSks,
    askedAt: request.askedAt.toISOString(),
    dueOn: request.dueOn,
    answer:
      evaluation === undefined
        ? null
        : { verdict: evaluation.verdict, allowedSks: evaluation.allowedSks, reasons: evaluation.refusals },
    warnings: decision === null ? await warningsOf(db, request, null) : decision.warnings,
    decision: decision === null ? null : toldDecision(decision),
  }
}

function toldDecision({ outcome, grantedSks, courseId, reason, decidedAt, review }: Decision): ToldDecision {
  const told =
    review === null
      ? null
      : { answer: review.answer, reason: review.reason, decidedAt: new Date(review.decidedAt).toISOString() }
  return { outcome, grantedSks, courseId, reason, decidedAt: decidedAt.toISOString(), review: told }
}
