import { Hono } from 'hono'
import { bankPolicy } from '../../bank/index.ts'
import { findOrganisations } from '../../organisations/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { findOwnRequest, requestsOf, standingDecisions } from '../store.ts'
import { OutwardPage } from './pages-outward.tsx'
import { outwardOf } from './service-outward.ts'
import { OUTWARD_FILES, type OutwardFile } from './types-outward.ts'

const MEDIA_TYPES: Readonly<Record<OutwardFile, string>> = {
  'ctdl.json': 'application/ld+json; charset=utf-8',
  'elm.json': 'application/ld+json; charset=utf-8',
  'clr.jwt': 'application/jwt',
  'clr.json': 'application/json; charset=utf-8',
}
/** What keeps a record from being signed now: its facts can be taken meanwhile. */
const UNSIGNABLE = new Set(['exports.outward-signer-away', 'exports.outward-suspended'])

/** `/credit/exports`: a learner takes counted credit away as CTDL, ELM or CLR. */
export function outwardRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/exports', (c) => draw(deps, c, [], null))
  app.get('/credit/exports/:file{[a-z0-9]+\\.[a-z]+\\.(?:json|jwt)}', async (c) => {
    const { personId } = requireActor(c)
    const [requestId = '', ...end] = c.req.param('file').split('.')
    const file = OUTWARD_FILES.find((one) => one === end.join('.'))
    const request = await findOwnRequest(deps.db, personId, requestId)
    if (request === null || file === undefined) return notFound()
    const made = await outwardOf(deps, request, file)
    if (!made.ok) {
      const { refusals } = made
      c.status(refusals.some(({ code }) => code === 'exports.outward-signer-away') ? 503 : 422)
      return draw(deps, c, refusals, refusals.some(({ code }) => UNSIGNABLE.has(code)) ? requestId : null)
    }
    return c.body(made.value, 200, {
      'content-type': MEDIA_TYPES[file],
      'content-disposition': `attachment; filename="credit.${file}"`,
      'cache-control': 'private, no-store',
    })
  })
  return app
}

/** `unsigned`: the request whose CLR record can't be signed now. */
async function draw(
  deps: Deps,
  c: AppContext,
  refusals: readonly Refusal[],
  unsigned: string | null,
): Promise<Response> {
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
  const days = bankPolicy().statementDays.value
  return c.html(OutwardPage({ page: c.var.page, rows, refusals, unsigned, days }))
}
