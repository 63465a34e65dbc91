import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Deps } from '../platform/deps.ts'
import { problem, strictJson } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { sandboxUrl, verifyDocument } from './service.ts'
import { sandboxList } from './service-sandbox-lists.ts'
import { sandboxDocument } from './service-sandbox-proof.ts'
import { sandboxCredentials } from './store.ts'
import type { Report } from './types.ts'

/** Documents in one request. */
export const BATCH_AT_MOST = 50
/** Bytes of one request to the API: fifty credentials of ordinary size, or one of the largest. */
const BODY_BYTES = 1_048_576

const message = z.object({ id: z.string(), en: z.string() })
const report = z
  .object({
    verdict: z.enum(['valid', 'invalid', 'unconfirmed']),
    kind: z.string(),
    title: message,
    explanation: message,
    format: z.string(),
    checks: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(['pass', 'fail', 'unknown', 'none']),
        code: z.string(),
        message,
        data: z.record(z.string(), z.union([z.string(), z.number()])),
      }),
    ),
    facts: z.record(z.string(), z.unknown()).nullable(),
    replacedBy: z.string().nullable(),
    checkedAt: z.string(),
  })
  .openapi('VerificationReport')
const problemDocument = { description: 'A problem document (RFC 9457) with every reason in both languages' }
const oneCredential = z.union([z.string(), z.record(z.string(), z.unknown())])
const asked = z.union([
  z.object({ file: z.string() }),
  z.object({ credential: oneCredential }),
  z.object({ credentials: z.array(oneCredential).max(BATCH_AT_MOST) }),
])

/** `POST /api/v1/verifications` and, in the demo, `/api/v1/sandbox`. Nothing is stored, so no key is needed. */
export function apiRoutes(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/api/v1/verifications',
    summary: 'Check one credential, or up to fifty',
    description:
      'Send the credential as its text (JSON, a JWT or SD-JWT, the letters of a QR symbol), which keeps every byte, or as an object; or as "file" what carries it (a PNG or SVG badge, a PDF) in base64. Answers a report; for "credentials" an object with "reports" in the same order. Nothing is stored and no address is fetched.',
    request: { body: { content: { 'application/json': { schema: asked } }, required: true } },
    responses: {
      200: {
        description: 'The report, or the reports',
        content: { 'application/json': { schema: z.union([report, z.object({ reports: z.array(report) })]) } },
      },
      413: problemDocument,
      422: problemDocument,
    },
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/api/v1/sandbox',
    summary: 'Credentials with the verdict that every verifier must reach (demo only)',
    responses: {
      200: {
        description: 'Name, address, verdict, and the check that decides it',
        content: {
          'application/json': {
            schema: z.array(
              z.object({ name: z.string(), url: z.string(), verdict: z.string(), failingCheck: z.string().nullable() }),
            ),
          },
        },
      },
      404: problemDocument,
    },
  })
  app.post('/api/v1/verifications', (c) => answer(deps, c as AppContext))
  sandboxRoutes(deps, app)
  return app
}

async function answer(deps: Deps, c: AppContext): Promise<Response> {
  const read = await strictJson(c, BODY_BYTES)
  if (!read.ok) return problem(c, read.refusals[0].code === 'platform.body-too-large' ? 413 : 422, read.refusals)
  const documents = documentsIn(read.value.value)
  if (!documents.ok) return problem(c, 422, documents.refusals)
  const { inputs, several } = documents.value
  const reports: object[] = []
  for (const input of inputs) reports.push(written(await verifyDocument(deps, input)))
  c.header('Cache-Control', 'no-store')
  return c.json(several ? { reports } : (reports[0] ?? {}))
}

/** The credentials of a body. An object is written out again: it was read strictly, so nothing gets lost. */
function documentsIn(body: unknown): Outcome<{ inputs: (string | Uint8Array)[]; several: boolean }> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse({ code: 'verifier.credential-missing' })
  const fields = body as Record<string, unknown>
  const names = ['credential', 'credentials', 'file']
  const strange = Object.keys(fields).find((name) => !names.includes(name))
  if (strange !== undefined) return refuse({ code: 'verifier.unknown-member', at: `/${strange}` })
  if ('file' in fields) {
    const bytes = Object.keys(fields).length === 1 ? bytesOf(fields.file) : null
    return bytes === null
      ? refuse({ code: 'verifier.credential-missing', at: '/file' })
      : accept({ inputs: [bytes], several: false })
  }
  const several = Array.isArray(fields.credentials)
  const list = several ? (fields.credentials as unknown[]) : [fields.credential]
  if (list.length === 0 || (several && 'credential' in fields)) return refuse({ code: 'verifier.credential-missing' })
  if (list.length > BATCH_AT_MOST)
    return refuse({ code: 'verifier.too-many', at: '/credentials', values: { most: BATCH_AT_MOST } })
  const wrong = list.findIndex((one) => typeof one !== 'string' && (typeof one !== 'object' || one === null))
  if (wrong >= 0)
    return refuse({ code: 'verifier.credential-missing', at: several ? `/credentials/${wrong}` : '/credential' })
  return accept({ inputs: list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))), several })
}

/** The bytes of a text in base64 with padding (RFC 4648, section 4); nothing for any other text, and none. */
function bytesOf(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || text === '') return null
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : null
}

function written(made: Report): object {
  return { ...made, checkedAt: made.checkedAt.toISOString() }
}

function sandboxRoutes(deps: Deps, app: OpenAPIHono<AppEnv>): void {
  app.get('/api/v1/sandbox', async (c) => {
    if (!deps.demo) return problem(c, 404, [{ code: 'verifier.sandbox-unknown' }])
    const all = await sandboxCredentials(deps.db)
    return c.json(
      all.map(({ name, verdict, failingCheck }) => ({
        name,
        url: sandboxUrl(deps.publicUrl, name),
        verdict,
        failingCheck,
      })),
    )
  })
  app.get('/api/v1/sandbox/lists/:name', async (c) => {
    const document = deps.demo ? await sandboxList(deps, c.req.param('name')) : null
    if (document === null) return problem(c, 404, [{ code: 'verifier.sandbox-unknown' }])
    return c.body(document, 200, { 'content-type': 'application/vc', 'cache-control': 'public, max-age=300' })
  })
  app.get('/api/v1/sandbox/:file', async (c) => {
    const name = c.req.param('file').replace(/\.json$/, '')
    const document = deps.demo ? await sandboxDocument(deps, name) : null
    if (document === null) return problem(c, 404, [{ code: 'verifier.sandbox-unknown' }])
    return c.body(document, 200, { 'content-type': 'application/vc', 'access-control-allow-origin': '*' })
  })
}
