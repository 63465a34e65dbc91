import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Deps } from '../../platform/deps.ts'
import { formatDay } from '../../platform/format.ts'
import { problem, statusOf, strictJson } from '../../platform/http.ts'
import { withIdempotency } from '../../platform/idempotency.ts'
import type { AppContext, AppEnv, Language } from '../../platform/page.ts'
import type { Outcome, Refusal } from '../../platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../../platform/text.ts'
import { type CredentialSource, OUTCOMES } from '../types.ts'
import { REVIEW_ANSWERS } from '../types-review.ts'
import { type Caller, callerOf } from './service-key.ts'
import { decideByKey, oneRequest, waitingRequests } from './service-request.ts'
import type { ToldRequest } from './types.ts'

const PATH = '/api/v1/recognition/requests'
const SECONDS_PER_MINUTE = 60

const both = z.object({ id: z.string(), en: z.string() })
const told = z
  .object({
    id: z.string(),
    mode: z.enum(['sandbox', 'live']),
    state: z.enum(['open', 'decided', 'withdrawn']),
    student: z.object({ nim: z.string() }),
    credential: z.object({ title: both, issuer: z.string(), sks: z.int(), hours: z.int(), mode: z.string() }),
    askedSks: z.int(),
    askedAt: z.iso.datetime(),
    dueOn: z.iso.date(),
    answer: z
      .object({
        verdict: z.enum(['allowed', 'partly', 'refused', 'unknown']),
        allowedSks: z.int().nullable(),
        reasons: z.array(z.object({ code: z.string(), message: both, next: both })),
      })
      .nullable(),
    warnings: z.array(z.object({ code: z.string(), message: both })),
    decision: z
      .object({
        outcome: z.enum(OUTCOMES),
        grantedSks: z.int(),
        courseId: z.string().nullable(),
        reason: z.string(),
        decidedAt: z.iso.datetime(),
        review: z
          .object({ answer: z.enum(REVIEW_ANSWERS), reason: z.string(), decidedAt: z.iso.datetime() })
          .nullable(),
      })
      .nullable(),
  })
  .openapi('RecognitionRequest')
const decision = z
  .strictObject({
    outcome: z.enum(OUTCOMES),
    grantedSks: z.int().min(0).max(999).default(0),
    courseId: z.string().max(60).nullable().default(null),
    reason: z.string().min(1).max(1000),
    waiverReason: z.string().max(1000).nullable().default(null),
    /** The warnings of the request were read, and it counts all the same. */
    warningsSeen: z.boolean().default(false),
  })
  .openapi('RecognitionDecision')

const json = (schema: z.ZodType, description: string) => ({ description, content: { 'application/json': { schema } } })
const problems = {
  401: { description: 'No key, or one that is not accepted' },
  403: { description: 'The key has no such right' },
  404: { description: 'No such request of this university' },
  429: { description: 'Too many calls in this minute; see Retry-After' },
} as const

/** `/api/v1/recognition/requests`, for the systems of a university with a key: the sandbox and its own requests alike. */
export function tenantApiRoutes(deps: Deps, source: CredentialSource): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  describe(app)
  app.get(PATH, async (c) => {
    const caller = await callerOf(deps, c.req.header('authorization'), 'read')
    if (!caller.ok) return refusedCall(c, caller.refusals)
    c.header('Cache-Control', 'no-store')
    return c.json({ requests: (await waitingRequests(deps, caller.value)).map(jsonOf) })
  })
  app.get(`${PATH}/:id`, async (c) => {
    const caller = await callerOf(deps, c.req.header('authorization'), 'read')
    if (!caller.ok) return refusedCall(c, caller.refusals)
    c.header('Cache-Control', 'no-store')
    const found = await oneRequest(deps, caller.value, c.req.param('id'))
    return found.ok ? c.json(jsonOf(found.value)) : problem(c, 404, found.refusals)
  })
  app.post(`${PATH}/:id/decision`, async (c) => {
    const caller = await callerOf(deps, c.req.header('authorization'), 'decide')
    if (!caller.ok) return refusedCall(c, caller.refusals)
    return decideCall(deps, source, c, caller.value, c.req.param('id'))
  })
  return app
}

function describe(app: OpenAPIHono<AppEnv>): void {
  const security = [{ key: [] as string[] }]
  const params = z.object({ id: z.string() })
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: PATH,
    security,
    summary: 'Requests for credit that wait at the university of the key',
    responses: { 200: json(z.object({ requests: z.array(told) }), 'Those that wait, by deadline'), ...problems },
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: `${PATH}/{id}`,
    security,
    summary: 'One request, with the answer of the rules or its decision',
    request: { params },
    responses: { 200: json(told, 'The request'), ...problems },
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: `${PATH}/{id}/decision`,
    security,
    summary: 'Decide a request, as the registrar who made the key',
    request: {
      params,
      headers: z.object({ 'Idempotency-Key': z.string().min(8).max(200) }),
      body: { required: true, content: { 'application/json': { schema: decision } } },
    },
    responses: {
      200: json(told, 'The decided request'),
      409: { description: 'The key was used for another body' },
      422: { description: 'Refused, with every reason' },
      ...problems,
    },
  })
}

/** Ends the transaction of a refused call, so that its key stays free for the corrected one. */
class RefusedError extends Error {}

async function decideCall(
  deps: Deps,
  source: CredentialSource,
  c: AppContext,
  caller: Caller,
  id: string,
): Promise<Response> {
  const key = c.req.header('idempotency-key') ?? ''
  if (key.length < 8 || key.length > 200)
    return problem(c, 422, [{ code: 'tenants.idempotency-key-missing', at: 'Idempotency-Key' }])
  const body = await strictJson(c)
  if (!body.ok) return problem(c, 422, body.refusals)
  const parsed = decision.safeParse(body.value.value)
  if (!parsed.success) {
    const [first, ...more] = parsed.error.issues.map(
      ({ path }): Refusal => ({ code: 'tenants.body-malformed', at: `/${path.join('/')}` }),
    )
    return problem(c, 422, [first ?? { code: 'tenants.body-malformed' }, ...more])
  }
  let refused: Outcome<ToldRequest> | null = null
  const kept = await withIdempotency(
    deps.db,
    `key:${caller.key.id}`,
    key,
    `${id}\n${body.value.text}`,
    deps.clock(),
    async (tx) => {
      const outcome = await decideByKey({ ...deps, db: tx }, source, caller, id, parsed.data)
      if (outcome.ok) return { status: 200, body: jsonOf(outcome.value) }
      refused = outcome
      throw new RefusedError()
    },
  ).catch((error: unknown) => {
    if (error instanceof RefusedError && refused !== null && !refused.ok) return refused
    throw error
  })
  if (!kept.ok) {
    // The page's form calls it otherwise.
    const [first, ...more] = kept.refusals.map((one) => (one.at === 'seen' ? { ...one, at: 'warningsSeen' } : one))
    return problem(c, statusOf(kept.refusals), [first ?? kept.refusals[0], ...more])
  }
  return c.json(kept.value.body as object)
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'tenants.key-missing': 401,
  'tenants.key-not-accepted': 401,
  'tenants.too-many-calls': 429,
  'tenants.scope-not-allowed': 403,
}

function refusedCall(c: AppContext, refusals: readonly [Refusal, ...Refusal[]]): Response {
  const status = STATUS[refusals[0].code] ?? 403
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  if (status === 429) c.header('Retry-After', String(SECONDS_PER_MINUTE))
  return problem(c, status, refusals)
}

function jsonOf(one: ToldRequest): z.infer<typeof told> {
  const texts = loadTexts()
  const reasons = one.answer?.reasons.map((refusal) => ({
    code: refusal.code,
    message: texts.both(refusalTextKey(refusal), refusal.values),
    next: texts.both(`${refusalTextKey(refusal)}.next`, refusal.values),
  }))
  const warnings = one.warnings.map(({ code, values }) => {
    const words = (language: Language) =>
      texts.t(language, `recognition.warning.${code}`, {
        ...values,
        day: formatDay(language, String(values.day ?? '')),
      })
    return { code, message: { id: words('id'), en: words('en') } }
  })
  return { ...one, warnings, answer: one.answer === null ? null : { ...one.answer, reasons: reasons ?? [] } }
}
