import { Hono, type MiddlewareHandler } from 'hono'
import { type DefinitionVersion, findVersions } from '../design/index.ts'
import { findOrganisation, organisationsWhere } from '../organisations/index.ts'
import { findPeople, type Person } from '../people/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { OverturnedShown } from './pages-overturned.tsx'
import { REQUESTS, type RequestShown, RequestsPage } from './pages-request.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import { afterAppeal, changesAllowed, isApart, requestState, stateOf } from './rules.ts'
import { answerRequest, reasonsAgainstResult } from './service-request.ts'
import { standingsOf } from './store-award.ts'
import { countWork, overturnedAt } from './store-overturned.ts'
import { requestsAt } from './store-request.ts'
import type { Overturned } from './types-request.ts'

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

/** Says on every page of somebody who issues how much decisions on prior learning leave them to do. */
export function countWaiting(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const [organisationId] = c.req.method === 'GET' ? organisationsWhere(c.var.actor, 'issuer') : []
    if (organisationId !== undefined) {
      const { requests, overturned } = await countWork(deps.db, organisationId)
      const provider = requests + overturned
      if (provider > 0) c.set('waiting', { ...c.var.waiting, provider })
    }
    await next()
  }
}

async function draw(
  deps: Deps,
  c: AppContext,
  refusals: readonly Refusal[] = [],
  typed: { readonly id: string; readonly reason: string } | null = null,
): Promise<Response> {
  const { personId } = requireActor(c)
  const organisation = (await findOrganisation(deps.db, issuingOrganisation(c))) ?? notFound()
  const overturned = await overturnedAt(deps.db, organisation.id, SHOWN)
  const tasks = new Set(overturned.flatMap(({ request, follow }) => [request.id, follow?.id]))
  const requests = (await requestsAt(deps.db, organisation.id, SHOWN)).filter(({ id }) => !tasks.has(id))
  const people = await findPeople(
    deps.db,
    [...requests, ...overturned.map(({ request }) => request)].map((one) => one.personId),
  )
  const versions = await findVersions(deps.db, [
    ...new Set([...requests, ...overturned.map(({ request }) => request)].map((one) => one.definitionVersionId)),
  ])
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
      overturned: await overturnedShown(deps.db, overturned, people, versions, personId, now),
      typed,
      refusals,
      told: told === 'approved' || told === 'declined' ? told : null,
    }),
  )
}

async function overturnedShown(
  db: Db,
  overturned: readonly Overturned[],
  people: ReadonlyMap<string, Person>,
  versions: ReadonlyMap<string, DefinitionVersion>,
  readerId: string,
  now: Date,
): Promise<readonly OverturnedShown[]> {
  const standings = new Map(
    (
      await standingsOf(
        db,
        overturned.map(({ credentialId }) => credentialId),
      )
    ).map((one) => [one.id, one]),
  )
  return overturned.map((one): OverturnedShown => {
    const { request, follow, credentialId } = one
    const [version, standing] = [versions.get(request.definitionVersionId), standings.get(credentialId)]
    const after = afterAppeal(request, follow)
    const statements = (ids: readonly string[]) =>
      (version?.outcomes ?? []).filter(({ id }) => ids.includes(id)).map(({ statement }) => statement)
    const state =
      standing === undefined ? 'pending' : stateOf({ ...standing, document: standing.signed ? '' : null }, now)
    return {
      overturned: one,
      after,
      learner: people.get(request.personId)?.name ?? '',
      title: version?.title ?? { id: '', en: '' },
      gained: statements(after.gained),
      lost: statements(after.lost),
      isPossible: changesAllowed(state).includes(after.change),
      isApart: follow !== null && isApart(follow, readerId),
    }
  })
}
