import { Hono } from 'hono'
import { findOrganisations } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { findOwnRequest, requestsOf, standingDecisions } from '../store.ts'
import { OutwardPage } from './pages-outward.tsx'
import { outwardOf } from './service-outward.ts'
import { OUTWARD } from './types-outward.ts'

/** `/credit/exports`: a learner takes counted credit away as CTDL, ELM or CLR. */
export function outwardRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/exports', (c) => draw(deps, c, []))
  app.get('/credit/exports/:file{[a-z0-9]+\\.(?:ctdl|elm|clr)\\.json}', async (c) => {
    const { personId } = requireActor(c)
    const [requestId = '', end] = c.req.param('file').split('.')
    const format = OUTWARD.find((one) => one === end)
    const request = await findOwnRequest(deps.db, personId, requestId)
    if (request === null || format === undefined) return notFound()
    const made = await outwardOf(deps, request, format)
    if (!made.ok) {
      c.status(422)
      return draw(deps, c, made.refusals)
    }
    return c.body(JSON.stringify(made.value, null, 2), 200, {
      'content-type': format === 'clr' ? 'application/json; charset=utf-8' : 'application/ld+json; charset=utf-8',
      'content-disposition': `attachment; filename="credit.${format}.json"`,
      'cache-control': 'no-store',
    })
  })
  return app
}

async function draw(deps: Deps, c: AppContext, refusals: readonly Refusal[]): Promise<Response> {
  const { personId } = requireActor(c)
  const decisions = await standingDecisions(deps.db, personId)
  const counted = (await requestsOf(deps.db, personId)).filter(({ id }) => {
    const decision = decisions.get(id)
    return decision !== undefined && decision.grantedSks > 0 && decision.review?.answer !== 'withdrawn'
  })
  const universities = await findOrganisations(deps.db, [
    ...new Set(counted.map(({ organisationId }) => organisationId)),
  ])
  const rows = counted.map(({ id, facts, organisationId }) => ({
    requestId: id,
    title: c.var.page.say(facts.title),
    university: universities.find((one) => one.id === organisationId)?.name ?? '',
    sks: decisions.get(id)?.grantedSks ?? 0,
  }))
  return c.html(OutwardPage({ page: c.var.page, rows, refusals }))
}
