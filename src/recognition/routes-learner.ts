import { Hono } from 'hono'
import { findCourse, findOrganisation, findOrganisations } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { workingPractice } from './library.ts'
import { RequestPage, type RequestRow, RequestsPage } from './pages-learner.tsx'
import { lastDayToAppeal } from './rules-appeal.ts'
import { appeal, withdrawAppeal } from './service-appeal.ts'
import { withdraw } from './service-ask.ts'
import { rulesOfDecision } from './service-rules.ts'
import { decisionsOf, findOwnRequest, requestsOf, standingDecision, standingDecisions, submissionOf } from './store.ts'
import { appealsOf, decidedOnAppeal } from './store-appeal.ts'
import type { RecognitionRequest } from './types.ts'

/** `/credit/requests`: what the learner asked for, what became of it, and the appeal against it. */
export function learnerRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/requests', async (c) => {
    const { personId } = requireActor(c)
    const requests = await requestsOf(deps.db, personId)
    return c.html(RequestsPage({ page: c.var.page, rows: await rowsOf(deps, personId, requests) }))
  })
  app.get('/credit/requests/:id', async (c) => draw(deps, c, await ownRequest(deps, c), '', []))
  app.post('/credit/requests/:id/withdrawal', async (c) => {
    const actor = requireActor(c)
    const done = await withdraw(deps, actor, c.req.param('id'))
    if (!done.ok && done.refusals[0].code === 'recognition.request-unknown') return notFound()
    return c.redirect(c.var.page.href(`/credit/requests/${c.req.param('id')}`), 303)
  })
  app.post('/credit/requests/:id/appeal', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    const reason = (await readForm(c)).text('reason')
    const sent = await appeal(deps, actor, request.id, reason)
    if (sent.ok) return c.redirect(c.var.page.href(`/credit/requests/${request.id}`), 303)
    c.status(422)
    return draw(deps, c, request, reason, sent.refusals)
  })
  app.post('/credit/requests/:id/appeal/withdrawal', async (c) => {
    const actor = requireActor(c)
    const request = await ownRequest(deps, c)
    await withdrawAppeal(deps, actor, request.id)
    return c.redirect(c.var.page.href(`/credit/requests/${request.id}`), 303)
  })
  return app
}

async function ownRequest(deps: Deps, c: AppContext): Promise<RecognitionRequest> {
  return (await findOwnRequest(deps.db, requireActor(c).personId, c.req.param('id') ?? '')) ?? notFound()
}

async function rowsOf(
  deps: Deps,
  personId: string,
  requests: readonly RecognitionRequest[],
): Promise<readonly RequestRow[]> {
  const decisions = await standingDecisions(deps.db, personId)
  const organisations = await findOrganisations(deps.db, [
    ...new Set(requests.map(({ organisationId }) => organisationId)),
  ])
  return requests.map((request) => ({
    request,
    decision: decisions.get(request.id) ?? null,
    organisationName: organisations.find(({ id }) => id === request.organisationId)?.name ?? '',
  }))
}

async function draw(
  deps: Deps,
  c: AppContext,
  request: RecognitionRequest,
  reason: string,
  refusals: readonly Refusal[],
): Promise<Response> {
  const { personId } = requireActor(c)
  const decision = await standingDecision(deps.db, personId, request.id)
  const organisation = await findOrganisation(deps.db, request.organisationId)
  const course = decision === null || decision.courseId === null ? null : await findCourse(deps.db, decision.courseId)
  const appeals = await appealsOf(deps.db, personId, request.id)
  const lastDay = decision === null ? null : lastDayToAppeal(decision, workingPractice().appealDays.value)
  const mayAppeal =
    decision !== null &&
    lastDay !== null &&
    dayOf(deps.clock()) <= lastDay &&
    appeals.every(({ decisionId }) => decisionId !== decision.id) &&
    !(await decidedOnAppeal(deps.db, personId, decision.id))
  return c.html(
    RequestPage({
      page: c.var.page,
      row: { request, decision, organisationName: organisation?.name ?? '' },
      rules: decision === null ? null : await rulesOfDecision(deps.db, decision),
      courseName: course === null ? null : `${course.code} ${c.var.page.say(course.name)}`,
      earlier: (await decisionsOf(deps.db, personId, request.id)).filter(({ replacedAt }) => replacedAt !== null),
      together:
        request.submissionId === null
          ? []
          : await rowsOf(
              deps,
              personId,
              (await submissionOf(deps.db, personId, request.submissionId)).filter(({ id }) => id !== request.id),
            ),
      appeals,
      appeal: mayAppeal ? { lastDay, reason, refusals } : null,
      refusals,
    }),
  )
}
