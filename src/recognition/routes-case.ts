import { Hono } from 'hono'
import { usesOf } from '../bank/index.ts'
import { coursesOf, findOrganisation, findOrganisations, mayAct, organisationsWhere } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { formatDay } from '../platform/format.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { type Suggestion, suggestionsFor } from './agreements/index.ts'
import { workingPractice } from './library.ts'
import { certificateIn, findCertificate } from './outside/index.ts'
import { CasePage } from './pages-case.tsx'
import { justDecided, queueOf } from './routes-registrar.ts'
import { isOpen, mayAnswer } from './rules-appeal.ts'
import { stillUndoable } from './rules-decision.ts'
import { sameAnswer } from './rules-rerun.ts'
import { decide, undo } from './service.ts'
import { ruleWords } from './service-account.ts'
import { answerAppeal } from './service-appeal.ts'
import { agreementWish, assess, wishOf } from './service-case.ts'
import { changeReview } from './service-review.ts'
import { replay, rulesOfDecision } from './service-rules.ts'
import { warningsOf } from './service-warnings.ts'
import { decisionsOf, findRequestAt, nextInQueue, precedentsOf, standingDecision, submissionOf } from './store.ts'
import { appealsOf } from './store-appeal.ts'
import type { CredentialSource, DecisionForm, Evaluation, RecognitionRequest } from './types.ts'

/** `/registrar/requests/:id`: one case, its decision and reversal, and the answer to an appeal. */
export function caseRoutes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/requests/:id', async (c) => drawCase(deps, source, c, await ownRequest(deps, c), null, []))
  app.post('/registrar/requests/:id/decision', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const form = decisionForm(await readForm(c))
    const decided = await decide(deps, source, actor, request.organisationId, request.id, form)
    return afterwards(deps, source, c, request, form, decided)
  })
  app.post('/registrar/requests/:id/decision/reversal', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const undone = await undo(deps, actor, request.organisationId, request.id)
    if (undone.ok) return c.redirect(c.var.page.href(`/registrar/requests/${request.id}`), 303)
    c.status(422)
    return drawCase(deps, source, c, request, null, undone.refusals)
  })
  app.post('/registrar/requests/:id/review', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const reason = (await readForm(c)).text('reviewReason')
    const changed = await changeReview(deps, actor, request.organisationId, request.id, reason)
    if (changed.ok) return c.redirect(c.var.page.href(`/registrar/requests/${request.id}`), 303)
    c.status(422)
    // The form of the decision has a reason as well: this one's stands at its own box.
    const refusals = changed.refusals.map((one) => (one.at === 'reason' ? { ...one, at: 'reviewReason' } : one))
    return drawCase(deps, source, c, request, null, refusals, reason)
  })
  app.post('/registrar/requests/:id/appeal/answer', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const sent = await readForm(c)
    const form = decisionForm(sent)
    const answered = await answerAppeal(
      deps,
      source,
      actor,
      request.organisationId,
      request.id,
      sent.text('act') === 'uphold' ? { uphold: true, reason: form.reason } : { uphold: false, form },
    )
    return afterwards(deps, source, c, request, form, answered)
  })
  return app
}

function decisionForm(sent: Form): DecisionForm {
  return {
    outcome: sent.text('act') === 'refuse' ? 'none' : sent.text('outcome'),
    grantedSks: sent.text('grantedSks'),
    courseId: sent.text('courseId'),
    reason: sent.text('reason'),
    waiverReason: sent.text('waiverReason'),
    seen: sent.text('seen') === 'yes',
  }
}

/** A decided case leads to the next one that waits, and names the one that was decided; a refused form is drawn again. */
async function afterwards(
  deps: Deps,
  source: CredentialSource,
  c: AppContext,
  request: RecognitionRequest,
  form: DecisionForm,
  outcome: Outcome<unknown>,
): Promise<Response> {
  if (!outcome.ok) {
    c.status(422)
    return drawCase(deps, source, c, request, form, outcome.refusals)
  }
  const next = await nextInQueue(deps.db, request)
  const path = next === null ? '/registrar' : `/registrar/requests/${next}`
  return c.redirect(c.var.page.href(`${path}?decided=${request.id}`), 303)
}

/** A request of one of the registrar's own campuses; another university's is not found. */
async function ownRequest(deps: Deps, c: AppContext): Promise<RecognitionRequest> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  if (own.length === 0) forbidden()
  const request = await findRequestAt(deps.db, own, c.req.param('id') ?? '')
  return request === null || !mayAct(c.var.actor, request.organisationId, 'registrar') ? notFound() : request
}

async function drawCase(
  deps: Deps,
  source: CredentialSource,
  c: AppContext,
  request: RecognitionRequest,
  form: DecisionForm | null,
  refusals: readonly Refusal[],
  reviewReason = '',
): Promise<Response> {
  const { page } = c.var
  const { personId } = requireActor(c)
  const decision = await standingDecision(deps.db, request.personId, request.id)
  const assessed = await assess(deps.db, {
    ...wishOf(request),
    ...(form === null || form.courseId === '' ? {} : { courseId: form.courseId }),
    waiver: form?.waiverReason ? form.waiverReason : null,
    explain: true,
  })
  const organisation = await findOrganisation(deps.db, request.organisationId)
  if (assessed === null || organisation === null) return notFound()
  const people = await findPeople(deps.db, [
    request.personId,
    ...(decision === null ? [] : [decision.decidedBy, decision.review?.decidedBy ?? decision.decidedBy]),
  ])
  const uses = (await usesOf(deps.db, [request.facts.accountId])).filter(
    ({ transactionId }) => transactionId !== (decision?.review?.useId ?? decision?.transactionId),
  )
  const campuses = await findOrganisations(deps.db, [...new Set(uses.map(({ organisationId }) => organisationId))])
  const versionId = request.facts.definitionVersionId
  const precedent =
    versionId === null ? null : ((await precedentsOf(deps.db, organisation.id, [versionId])).get(versionId) ?? null)
  const now = deps.clock()
  const again = decision === null ? null : await replay(deps.db, decision)
  const { evaluation, rules, programme, study } = assessed
  const appeals = await appealsOf(deps.db, request.personId, request.id)
  const openAppeal = appeals.find((one) => one.decisionId === decision?.id && isOpen(one)) ?? null
  const decisions = openAppeal === null ? [] : await decisionsOf(deps.db, request.personId, request.id)
  const found = await source.verdictOf(request.credentialId)
  const outside = certificateIn(request.credentialId)
  const evidence = outside === null ? null : await findCertificate(deps.db, outside)
  const checkedBy = evidence?.checkedBy ?? null
  const checker = checkedBy === null ? null : (await findPeople(deps.db, [checkedBy])).get(checkedBy)
  const agreed = await suggestionsFor(deps.db, agreementWish(request))
  const drawn = form ?? suggested(c, request, assessed, decision, agreed)
  return c.html(
    CasePage({
      page,
      organisation,
      request,
      name: people.get(request.personId)?.name ?? '',
      programme,
      study: study !== null && study.organisationId === organisation.id ? study : null,
      rules: decision === null ? rules : ((await rulesOfDecision(deps.db, decision)) ?? rules),
      evaluation,
      asked: assessed.asked,
      words: (limit) =>
        ruleWords(limit, programme.level, limit.base === 'sks' ? programme.totalSks : (programme.totalCourses ?? 0)),
      verdict: found.verdict,
      evidence: evidence === null ? null : { certificate: evidence, checkerName: checker?.name ?? null },
      unproven: found.kind === 'outside-picture',
      now,
      uses: uses.map(({ organisationId, sks, usedAt }) => ({
        organisationName: campuses.find(({ id }) => id === organisationId)?.name ?? '',
        sks,
        day: formatDay(page.language, dayOf(usedAt)),
      })),
      precedent,
      courses: await coursesOf(deps.db, request.programmeId),
      decision,
      deciderName: decision === null ? null : (people.get(decision.decidedBy)?.name ?? null),
      reviewed: {
        reviewerName: people.get(decision?.review?.decidedBy ?? '')?.name ?? null,
        reason: reviewReason,
        refusals,
      },
      undoable:
        decision !== null &&
        decision.review === null &&
        openAppeal === null &&
        appeals.every(({ newDecisionId }) => newDecisionId !== decision.id) &&
        stillUndoable(decision.decidedAt, now, workingPractice().undoHours.value),
      replaySame: decision === null || again === null ? null : sameAnswer(again, decision.trace),
      form: drawn,
      refusals,
      agreed,
      warnings:
        decision === null || openAppeal !== null
          ? await warningsOf(deps.db, request, drawn.courseId === '' ? null : drawn.courseId)
          : [],
      together:
        request.submissionId === null
          ? []
          : (await submissionOf(deps.db, request.personId, request.submissionId)).filter(({ id }) => id !== request.id),
      appeals,
      mayAnswer:
        openAppeal !== null && mayAnswer(personId, { holderId: request.personId, askedBy: request.askedBy, decisions }),
      next: await nextInQueue(deps.db, request),
      decided: await justDecided(deps, c),
      queue: await queueOf(deps, c, organisation, request.id),
    }),
  )
}

/** The form as it is offered: by agreement where there is one, else what the holder wished for, within what the rules allow. */
function suggested(
  c: AppContext,
  request: RecognitionRequest,
  { evaluation, asked }: NonNullable<Awaited<ReturnType<typeof assess>>>,
  decision: Awaited<ReturnType<typeof standingDecision>>,
  agreed: readonly Suggestion[],
): DecisionForm {
  const line = agreed.find((one) => one.courseId === request.courseId) ?? agreed[0]
  // A course that shares skills is offered where a rule asks about one: without it the answer would be unknown.
  const byRules = asksAboutCourse(evaluation) ? (asked.course?.id ?? '') : ''
  const courseId = line?.courseId ?? request.courseId ?? byRules
  const plain = {
    outcome: courseId === '' ? 'elective-block' : 'course-equivalence',
    courseId,
    waiverReason: '',
    reason: '',
  }
  // An appeal asks for what was asked for: the rules have the last word when the answer is stored.
  if (decision !== null) return { ...plain, grantedSks: String(request.askedSks) }
  const partly = evaluation.verdict === 'partly'
  const allowed = evaluation.allowedSks ?? 0
  const reason = partly ? c.var.page.t('recognition.form.suggest', { allowed, asked: request.askedSks }) : ''
  if (line === undefined) return { ...plain, grantedSks: String(allowed), reason }
  const byAgreement = c.var.page.t('recognition.form.agreed', { basis: line.basis })
  return {
    ...plain,
    grantedSks: String(Math.min(allowed, line.sks)),
    reason: [byAgreement, reason].filter((part) => part !== '').join(' '),
  }
}

function asksAboutCourse({ steps }: Evaluation): boolean {
  return steps.some(({ code, values }) => code === 'condition' && values.kind === 'overlap')
}
