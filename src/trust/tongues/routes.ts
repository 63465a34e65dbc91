import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import { problem, strictJson } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import type { Outcome } from '../../platform/refusal.ts'
import { KEPT_SECONDS, signing, unsigned } from './answers.ts'
import { federationRoutes } from './routes-federation.ts'
import { issuerRecordRoutes } from './routes-issuers.ts'
import { memberRegistry } from './service-forms.ts'
import { publishedList } from './service-list.ts'
import { authorization, readQuestion, recognition } from './service-trqp.ts'
import type { RegistryAnswer, RegistryQuestion } from './types.ts'

/** Largest question, in bytes. */
const QUESTION_BYTES = 16_384
const JSON_TYPE = 'application/json; charset=utf-8'

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

/**
 * Reads a question and answers it (TRQP 2.0, HTTPS binding): 400 for what can't be read, 404 for an authority, an entity, an action
 * or a resource that we don't know.
 */
async function answer(
  c: AppContext,
  ask: (question: RegistryQuestion) => Promise<Outcome<RegistryAnswer>>,
): Promise<Response> {
  const body = await strictJson(c, QUESTION_BYTES)
  if (!body.ok) return problem(c, body.refusals[0].code === 'platform.body-too-large' ? 413 : 400, body.refusals)
  const question = readQuestion(body.value.value)
  if (!question.ok) return problem(c, 400, question.refusals)
  const answered = await ask(question.value)
  if (!answered.ok) return problem(c, 404, answered.refusals)
  c.header('Cache-Control', 'no-store')
  return c.json(answered.value)
}
