import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps } from '../../platform/deps.ts'
import { problem } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { KEPT_SECONDS, signing } from './answers.ts'
import {
  entityConfiguration,
  issuerConfiguration,
  subordinateStatement,
  subordinates,
  trustMark,
  trustMarkStatus,
} from './service-federation.ts'

const STATEMENT = 'application/entity-statement+jwt'

/** OpenID Federation 1.0: the platform as trust anchor and issuer of marks, the issuers as its subordinates. */
export function federationRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/.well-known/openid-federation', (c) =>
    signing(c, async () => published(c, await entityConfiguration(deps), STATEMENT, KEPT_SECONDS)),
  )
  app.get('/issuers/:slug/.well-known/openid-federation', (c) =>
    signing(c, async () => {
      const found = await issuerConfiguration(deps, c.req.param('slug'))
      if (found === null) return refused(c, 404, { code: 'trust.entity-unknown' })
      return published(c, found, STATEMENT, KEPT_SECONDS)
    }),
  )
  app.get('/federation/list', async (c) => {
    const found = await subordinates(deps, {
      entityTypes: c.req.queries('entity_type') ?? [],
      intermediate: c.req.query('intermediate') === 'true',
      marked: c.req.query('trust_marked') === 'true',
      markType: c.req.query('trust_mark_type') ?? null,
    })
    return published(c, JSON.stringify(found), 'application/json', KEPT_SECONDS)
  })
  app.get('/federation/fetch', (c) =>
    signing(c, async () => {
      const sub = c.req.query('sub') ?? ''
      if (sub === '' || sub === deps.publicUrl) return refused(c, 400, { code: 'trust.entity-unknown', at: 'sub' })
      const found = await subordinateStatement(deps, sub)
      if (found === null) return refused(c, 404, { code: 'trust.entity-unknown', at: 'sub' })
      return published(c, found, STATEMENT, KEPT_SECONDS)
    }),
  )
  app.get('/federation/trust-mark', (c) =>
    signing(c, async () => {
      const [type, sub] = [c.req.query('trust_mark_type') ?? '', c.req.query('sub') ?? '']
      if (type === '' || sub === '') return refused(c, 400, { code: 'trust.mark-unknown' })
      const found = await trustMark(deps, type, sub, c.req.query('past') === 'true')
      if (found === null) return refused(c, 404, { code: 'trust.mark-unknown' })
      return published(c, found, 'application/trust-mark+jwt', KEPT_SECONDS)
    }),
  )
  app.post('/federation/trust-mark-status', (c) =>
    signing(c, async () => {
      const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>)
      const mark = form.trust_mark
      if (typeof mark !== 'string' || mark === '')
        return refused(c, 400, { code: 'trust.mark-unknown', at: 'trust_mark' })
      const { status, response } = await trustMarkStatus(deps, mark)
      // "Something it did not issue or is not aware of": 404 (section 8.4.2).
      if (status === 'invalid') return refused(c, 404, { code: 'trust.mark-unknown', at: 'trust_mark' })
      c.header('Cache-Control', 'no-store')
      return c.body(response, 200, { 'content-type': 'application/trust-mark-status-response+jwt' })
    }),
  )
  return app
}

/** An error as section 8.9 wants it, `application/json` with `error` and `error_description`, with the members of our problem documents beside. */
async function refused(c: AppContext, status: ContentfulStatusCode, refusal: Refusal): Promise<Response> {
  const body = (await problem(c, status, [refusal]).json()) as { title: string }
  const error = status === 404 ? 'not_found' : 'invalid_request'
  return c.body(JSON.stringify({ error, error_description: body.title, ...body }), status, {
    'content-type': 'application/json',
  })
}
