import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import { problem, statusOf, strictJson } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import type { Outcome } from '../../platform/refusal.ts'
import { publishedList } from './service-list.ts'
import { authorization, readQuestion, recognition } from './service-trqp.ts'
import type { RegistryAnswer, RegistryQuestion } from './types.ts'

/** How long a copy of the list may be kept without asking again. */
const LIST_SECONDS = 300
/** Largest question, in bytes. */
const QUESTION_BYTES = 16_384

/** One register in every tongue that verifiers speak: the signed list, TRQP 2.0. */
export function tongueRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/trust/list', async (c) => {
    const text = await publishedList(deps)
    if (text === null) return problem(c, 503, [{ code: 'trust.list-not-signed' }])
    return published(c, text, 'application/json; charset=utf-8', LIST_SECONDS)
  })
  app.post('/authorization', (c) => answer(c, (question) => authorization(deps, question)))
  app.post('/recognition', (c) => answer(c, (question) => recognition(deps, question)))
  return app
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
