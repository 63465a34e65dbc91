import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { AQRF_POINTS, type AqrfTest, passesAqrf } from '../frameworks/index.ts'
import type { Deps } from '../platform/deps.ts'
import { problem, statusOf, strictJson } from '../platform/http.ts'
import { withIdempotency } from '../platform/idempotency.ts'
import type { AppEnv } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { loadTexts } from '../platform/text.ts'
import { stateOf } from './rules.ts'
import { decideAwards } from './service.ts'
import { travelling } from './service-log.ts'
import { wakeWorkers } from './service-signal.ts'
import { findCredential } from './store-award.ts'
import type { Award, Decisions } from './types.ts'

const asked = z
  .strictObject({ versionId: z.string().min(1), enrolmentIds: z.array(z.string().min(1)).min(1).max(500) })
  .openapi('AwardsAsked')
const both = z.object({ id: z.string(), en: z.string() })
const aqrf = z
  .object({
    passed: z.boolean(),
    points: z.array(
      z.object({
        point: z.enum(AQRF_POINTS),
        outcome: z.enum(['met', 'not-met']),
        facts: z.record(z.string(), z.union([z.string(), z.number()])),
        message: both,
      }),
    ),
  })
  .nullable()
  .openapi({ description: 'The AQRF test as kept at the award; null for awards from before it. No level, no degree.' })
const award = z
  .object({
    credentialId: z.string(),
    enrolmentId: z.string().nullable(),
    attempt: z.number().int(),
    edition: z.number().int(),
    decidedAt: z.string().openapi({ format: 'date-time' }),
    aqrf,
  })
  .openapi('Award')
const rejection = z.object({
  enrolmentId: z.string(),
  refusals: z.array(
    z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])).optional() }),
  ),
})
const decisions = z
  .object({ awarded: z.array(award), already: z.array(award), rejected: z.array(rejection) })
  .openapi('Decisions')
const held = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'held', 'refused', 'in-force', 'suspended', 'revoked', 'replaced', 'expired']),
    credential: z.unknown().openapi({ description: 'The signed document, or null until it is signed.' }),
    replacedBy: z.string().nullable(),
    aqrf,
  })
  .openapi('HeldCredential')

const problemAnswer = (description: string) => ({
  description,
  content: {
    'application/problem+json': {
      schema: z.object({ type: z.string(), title: z.string(), status: z.number(), code: z.string() }),
    },
  },
})

const postAwards = createRoute({
  method: 'post',
  path: '/api/v1/awards',
  summary: 'Decide on awards',
  description:
    'Awards those enrolments whose mandatory outcomes are all passed; the others come back with every reason. A repeat changes nothing. Credentials are signed right after the answer.',
  request: {
    headers: z.object({ 'Idempotency-Key': z.string().min(8).max(200) }),
    body: { required: true, content: { 'application/json': { schema: asked } } },
  },
  responses: {
    200: { description: 'What was decided', content: { 'application/json': { schema: decisions } } },
    401: problemAnswer('Nobody is signed in'),
    403: problemAnswer('Not an issuer of that organisation'),
    404: problemAnswer('No such definition version'),
    409: problemAnswer('The key was used for another body'),
    422: problemAnswer('Refused, with every reason'),
  },
})

const getCredential = createRoute({
  method: 'get',
  path: '/api/v1/credentials/{id}',
  summary: 'A credential, for its holder',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The credential and what it is worth now', content: { 'application/json': { schema: held } } },
    401: problemAnswer('Nobody is signed in'),
    404: problemAnswer('No such credential of yours'),
  },
})

/** The API of awards: `POST /api/v1/awards`, `GET /api/v1/credentials/:id`, described for `/openapi.json`. */
export function apiRoutes(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.openAPIRegistry.registerPath(postAwards)
  app.openAPIRegistry.registerPath(getCredential)
  app.post('/api/v1/awards', async (c) => {
    const actor = c.var.actor
    if (actor === null) return problem(c, 401, [{ code: 'credentials.sign-in-needed' }])
    const key = c.req.header('idempotency-key') ?? ''
    if (key.length < 8 || key.length > 200)
      return problem(c, 422, [{ code: 'credentials.key-missing', at: 'Idempotency-Key' }])
    const body = await strictJson(c)
    if (!body.ok) return problem(c, 422, body.refusals)
    const read = readAsked(body.value.value)
    if (!read.ok) return problem(c, 422, read.refusals)
    let refused: Outcome<Decisions> | null = null
    const kept = await withIdempotency(deps.db, actor.personId, key, body.value.text, deps.clock(), async (tx) => {
      const outcome = await decideAwards({ db: tx, clock: deps.clock }, actor, read.value)
      if (outcome.ok) return { status: 200, body: decisionsBody(outcome.value) }
      refused = outcome
      throw new RefusedError()
    }).catch((error: unknown) => {
      if (error instanceof RefusedError && refused !== null && !refused.ok) return refused
      throw error
    })
    wakeWorkers()
    if (!kept.ok) return problem(c, statusOf(kept.refusals), kept.refusals)
    return c.json(kept.value.body as object, 200)
  })
  app.get('/api/v1/credentials/:id', async (c) => {
    const actor = c.var.actor
    if (actor === null) return problem(c, 401, [{ code: 'credentials.sign-in-needed' }])
    const credential = await findCredential(deps.db, c.req.param('id'))
    if (credential === null || credential.holderId !== actor.personId)
      return problem(c, 404, [{ code: 'credentials.credential-not-found' }])
    c.header('Cache-Control', 'private, no-store')
    const { document } = credential
    const sent = document === null ? null : await travelling(deps, credential, document)
    return c.json({
      id: credential.id,
      state: stateOf(credential, deps.clock()),
      credential: sent === null ? null : JSON.parse(sent.text),
      replacedBy: credential.change?.replacedBy ?? null,
      aqrf: aqrfJson(credential.award.aqrf),
    })
  })
  return app
}

/** Ends the transaction of a refused request, so that its key stays free for the corrected one. */
class RefusedError extends Error {}

function readAsked(value: unknown): Outcome<z.infer<typeof asked>> {
  const parsed = asked.safeParse(value)
  if (parsed.success) return accept(parsed.data)
  const [first, ...more] = parsed.error.issues.map((issue) => ({
    code: 'credentials.body-malformed',
    at: `/${issue.path.map(String).join('/')}`,
  }))
  return refuse(first ?? { code: 'credentials.body-malformed' }, ...more)
}

function decisionsBody(value: Decisions): z.infer<typeof decisions> {
  const shown = (one: Award) => ({
    credentialId: one.credentialId,
    enrolmentId: one.enrolmentId,
    attempt: one.attempt,
    edition: one.edition,
    decidedAt: one.decidedAt.toISOString(),
    aqrf: aqrfJson(one.aqrf),
  })
  const rejected = value.rejected.map(({ enrolmentId, refusals }) => ({
    enrolmentId,
    refusals: refusals.map(({ code, values }) => (values === undefined ? { code } : { code, values: { ...values } })),
  }))
  return { awarded: value.awarded.map(shown), already: value.already.map(shown), rejected }
}

function aqrfJson(test: AqrfTest | null): z.infer<typeof aqrf> {
  if (test === null) return null
  const said = (point: string, facts: AqrfTest['points'][number]['facts']) =>
    loadTexts().both(`frameworks.aqrf.point.${point}.facts`, facts)
  return {
    passed: passesAqrf(test),
    points: test.points.map(({ point, outcome, facts }) => ({
      ...{ point, outcome, facts: { ...facts } },
      message: said(point, facts),
    })),
  }
}
