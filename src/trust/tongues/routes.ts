import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps } from '../../platform/deps.ts'
import { problem, statusOf, strictJson } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import type { Outcome, Refusal } from '../../platform/refusal.ts'
import {
  entityConfiguration,
  subordinateStatement,
  subordinates,
  trustMark,
  trustMarkStatus,
} from './service-federation.ts'
import { issuerPage, issuerRecord, memberRegistry } from './service-forms.ts'
import { publishedList } from './service-list.ts'
import { authorization, readQuestion, recognition } from './service-trqp.ts'
import type { RegistryAnswer, RegistryQuestion } from './types.ts'

/** How long a copy may be kept without asking again. */
const KEPT_SECONDS = 300
/** Largest question, in bytes. */
const QUESTION_BYTES = 16_384
const JSON_TYPE = 'application/json; charset=utf-8'
const MOST_PER_PAGE = 50

/**
 * One register in every tongue that verifiers speak: the signed list, OpenID Federation 1.0, TRQP 2.0, the EBSI issuer record, the
 * registry form of the Digital Credentials Consortium. What each can say stands in the README.
 */
export function tongueRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/trust/list', (c) =>
    signing(c, async () => {
      const text = await publishedList(deps)
      return text === null ? unsigned(c) : published(c, text, JSON_TYPE, KEPT_SECONDS)
    }),
  )
  app.post('/authorization', (c) => answer(c, (question) => authorization(deps, question)))
  app.post('/recognition', (c) => answer(c, (question) => recognition(deps, question)))
  app.get('/trust/dcc/registry.json', async (c) =>
    published(c, JSON.stringify(await memberRegistry(deps)), JSON_TYPE, KEPT_SECONDS),
  )
  app.route('/', federationRoutes(deps))
  app.route('/', issuerRecordRoutes(deps))
  return app
}

function federationRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const statement = 'application/entity-statement+jwt'
  app.get('/.well-known/openid-federation', (c) =>
    signing(c, async () => published(c, await entityConfiguration(deps), statement, KEPT_SECONDS)),
  )
  app.get('/federation/list', async (c) =>
    published(c, JSON.stringify(await subordinates(deps)), 'application/json', KEPT_SECONDS),
  )
  app.get('/federation/fetch', (c) =>
    signing(c, async () => {
      const found = await subordinateStatement(deps, c.req.query('sub') ?? '')
      if (found === null) return refusedByFederation(c, 404, { code: 'trust.entity-unknown', at: 'sub' })
      return published(c, found, statement, KEPT_SECONDS)
    }),
  )
  app.get('/federation/trust-mark', (c) =>
    signing(c, async () => {
      const found = await trustMark(deps, c.req.query('trust_mark_type') ?? '', c.req.query('sub') ?? '')
      if (found === null) return refusedByFederation(c, 404, { code: 'trust.mark-unknown' })
      return published(c, found, 'application/trust-mark+jwt', KEPT_SECONDS)
    }),
  )
  app.post('/federation/trust-mark-status', (c) =>
    signing(c, async () => {
      const form = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>)
      const mark = form.trust_mark
      if (typeof mark !== 'string' || mark === '')
        return refusedByFederation(c, 400, { code: 'trust.mark-unknown', at: 'trust_mark' })
      const { status, response } = await trustMarkStatus(deps, mark)
      if (status === 'invalid') return refusedByFederation(c, 404, { code: 'trust.mark-unknown', at: 'trust_mark' })
      c.header('Cache-Control', 'no-store')
      return c.body(response, 200, { 'content-type': 'application/trust-mark-status-response+jwt' })
    }),
  )
  return app
}

function issuerRecordRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const base = '/trust/ebsi/v5/issuers'
  app.get(base, async (c) => {
    const size = whole(c.req.query('page[size]'), 10, 1, MOST_PER_PAGE)
    const after = whole(c.req.query('page[after]'), 1, 1, 1_000_000) - 1
    const { total, dids } = await issuerPage(deps, after, size)
    const self = `${deps.publicUrl}${base}`
    const items = dids.map((did) => ({ did, href: `${self}/${encodeURIComponent(did)}` }))
    return published(c, JSON.stringify({ self, items, total, pageSize: size }), JSON_TYPE, KEPT_SECONDS)
  })
  app.get(`${base}/:did`, (c) =>
    signing(c, async () => {
      const found = await issuerRecord(deps, c.req.param('did'))
      if (found === null) return problem(c, 404, [{ code: 'trust.entity-unknown', at: 'did' }])
      return published(c, JSON.stringify(found), JSON_TYPE, KEPT_SECONDS)
    }),
  )
  app.get(`${base}/:did/attributes/:hash`, (c) =>
    signing(c, async () => {
      const did = c.req.param('did')
      const attribute = (await issuerRecord(deps, did))?.attributes.find(({ hash }) => hash === c.req.param('hash'))
      if (attribute === undefined) return problem(c, 404, [{ code: 'trust.attribute-unknown', at: 'hash' }])
      return published(c, JSON.stringify({ did, attribute }), JSON_TYPE, KEPT_SECONDS)
    }),
  )
  return app
}

function whole(text: string | undefined, otherwise: number, least: number, most: number): number {
  const value = Number(text ?? otherwise)
  return Number.isInteger(value) ? Math.min(most, Math.max(least, value)) : otherwise
}

/** Answers 503 where the signer is away: nothing unsigned leaves in the place of something signed. */
async function signing(c: AppContext, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'SignerError') return unsigned(c)
    throw error
  }
}

function unsigned(c: AppContext): Response {
  return problem(c, 503, [{ code: 'trust.list-not-signed' }])
}

/** A problem document that also carries the `error` member of OpenID Federation 1.0 (section 8.9). */
async function refusedByFederation(c: AppContext, status: ContentfulStatusCode, refusal: Refusal): Promise<Response> {
  const answered = problem(c, status, [refusal])
  const body = (await answered.json()) as { title: string }
  const error = status === 404 ? 'not_found' : 'invalid_request'
  return c.body(JSON.stringify({ error, error_description: body.title, ...body }), status, {
    'content-type': 'application/problem+json; charset=utf-8',
  })
}

/** Reads a question and answers it: 400 for what can't be read, 404 for whom we don't know (TRQP 2.0, HTTPS binding). */
async function answer(
  c: AppContext,
  ask: (question: RegistryQuestion) => Promise<Outcome<RegistryAnswer>>,
): Promise<Response> {
  const body = await strictJson(c, QUESTION_BYTES)
  if (!body.ok) return problem(c, body.refusals[0].code === 'platform.body-too-large' ? 413 : 400, body.refusals)
  const question = readQuestion(body.value.value)
  if (!question.ok) return problem(c, 400, question.refusals)
  const answered = await ask(question.value)
  if (!answered.ok) {
    const unread = answered.refusals.find(({ code }) => /readable$|action/.test(code))
    return problem(c, unread === undefined ? statusOf(answered.refusals) : 400, answered.refusals)
  }
  c.header('Cache-Control', 'no-store')
  return c.json(answered.value)
}
