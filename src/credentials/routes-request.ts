import { Hono } from 'hono'
import { findVersions } from '../design/index.ts'
import { findOrganisation } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { REQUESTS, type RequestShown, RequestsPage } from './pages-request.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import { isApart, requestState } from './rules.ts'
import { answerRequest, reasonsAgainstResult } from './service-request.ts'
import { requestsAt } from './store-request.ts'

const SHOWN = 200

/** What decisions on prior learning ask an issuer for: approved with one press, or declined with a reason. */
export function requestRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(REQUESTS, (c) => draw(deps, c))
  app.post(`${REQUESTS}/:id`, async (c) => {
    issuingOrganisation(c)
    const form = await readForm(c)
    const id = c.req.param('id')
    const approves = form.text('do') === 'approve'
    if (!approves && form.text('do') !== 'decline') notFound()
    const reason = form.text('reason')
    const done = await answerRequest(deps, requireActor(c), { id, approves, reason })
    if (done.ok) return c.redirect(c.var.page.href(`${REQUESTS}?told=${done.value.answer ?? ''}`), 303)
    if (done.refusals[0].code === 'credentials.request-not-found') return notFound()
    c.status(422)
    return draw(deps, c, done.refusals, approves ? null : { id, reason })
  })
  return app
}

async function draw(
  deps: Deps,
  c: AppContext,
  refusals: readonly Refusal[] = [],
  typed: { readonly id: string; readonly reason: string } | null = null,
): Promise<Response> {
  const { personId } = requireActor(c)
  const organisation = (await findOrganisation(deps.db, issuingOrganisation(c))) ?? notFound()
  const requests = await requestsAt(deps.db, organisation.id, SHOWN)
  const people = await findPeople(
    deps.db,
    requests.map((one) => one.personId),
  )
  const versions = await findVersions(deps.db, [...new Set(requests.map((one) => one.definitionVersionId))])
  const now = deps.clock()
  const against = new Map<string, readonly Refusal[]>()
  for (const request of requests)
    if (requestState(request) === 'waiting' && !against.has(request.definitionVersionId))
      against.set(
        request.definitionVersionId,
        await reasonsAgainstResult(deps.db, organisation.id, request.definitionVersionId, now),
      )
  const told = c.req.query('told')
  return c.html(
    RequestsPage({
      page: c.var.page,
      organisation: organisation.name,
      requests: requests.map((request): RequestShown => {
        const version = versions.get(request.definitionVersionId)
        const shown = new Set(request.shown.map(({ outcomeId }) => outcomeId))
        return {
          request,
          learner: people.get(request.personId)?.name ?? '',
          title: version?.title ?? { id: '', en: '' },
          outcomes: (version?.outcomes ?? []).filter(({ id }) => shown.has(id)).map(({ statement }) => statement),
          against: against.get(request.definitionVersionId) ?? [],
          isApart: isApart(request, personId),
        }
      }),
      typed,
      refusals,
      told: told === 'approved' || told === 'declined' ? told : null,
    }),
  )
}
