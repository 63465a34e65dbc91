import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Deps } from '../../platform/deps.ts'
import { problem, statusOf, strictJson } from '../../platform/http.ts'
import type { AppEnv } from '../../platform/page.ts'
import { loadTexts } from '../../platform/text.ts'
import { stackPractice } from './library.ts'
import { stacksOnOffer, type WhatIf, whatIf } from './service-what-if.ts'
import type { Solver } from './solver.ts'

const LIST = '/api/v1/stacks'
const WHAT_IF = '/api/v1/stacks/what-if'
const HELD_MOST = 200
const SLUG_MOST = 120
const HOURS_MOST = 80

const both = z.object({ id: z.string(), en: z.string() })
const question = z.strictObject({
  /** The larger credential, by the last part of its definition's address. */
  stack: z.string().min(1).max(SLUG_MOST),
  /** Definitions that are held, by the last part of their address; stored nowhere. */
  held: z.array(z.string().min(1).max(SLUG_MOST)).max(HELD_MOST).default([]),
  /** Code of the province one comes from; left out: unknown. */
  province: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
  hoursPerWeek: z.int().min(1).max(HOURS_MOST).optional(),
  /** `first`: quick ways that nobody proved; `best`: the best there are, or the bound that was proven within the time. */
  answer: z.enum(['first', 'best']).default('best'),
})
const wayJson = z.object({
  aim: z.enum(['cheapest', 'fastest', 'nearest']),
  proof: z.enum(['optimal', 'bounded', 'first']),
  /** Offerings to take, and definitions held that would be used. */
  take: z.array(z.string()),
  use: z.array(z.string()),
  /** In rupiah, tenths of a week or kilometres; `bound` is what no way can cost less than. */
  cost: z.int(),
  bound: z.number().nullable(),
  unknownFigures: z.int(),
  trouble: z.enum(['time', 'busy', 'died', 'late']).nullable(),
})
const answerJson = z.object({
  answer: z.enum(['held', 'met', 'ways', 'none', 'unknown']),
  message: both,
  used: z.array(z.string()),
  ways: z.array(wayJson),
  /** JSON pointers into the rule. */
  stops: z.object({ unreachable: z.array(z.string()), single: z.array(z.string()) }),
  unused: z.array(z.object({ definition: z.string(), why: z.string() })),
})
const listJson = z.object({
  stacks: z.array(
    z.object({
      stack: z.string(),
      title: both,
      issuer: z.string(),
      sks: z.int(),
      validFrom: z.string(),
      rule: z.unknown(),
    }),
  ),
})

/** `GET /api/v1/stacks` and `POST /api/v1/stacks/what-if`, open to everybody; nothing that is asked is stored. */
export function stackApiRoutes(deps: Deps, solver: Solver): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: LIST,
    summary: 'The larger credentials that come by themselves, each with its rule',
    responses: {
      200: { description: 'The stacks in force today', content: { 'application/json': { schema: listJson } } },
    },
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: WHAT_IF,
    summary: 'The cheapest, fastest and nearest way from what is held to a larger credential, or what stops',
    request: { body: { content: { 'application/json': { schema: question } } } },
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: answerJson } } },
      404: { description: 'No such stack or definition' },
      422: { description: 'The question is malformed' },
    },
  })
  app.get(LIST, async (c) => {
    const stacks = (await stacksOnOffer(deps.db, deps.clock())).map(({ edition, facts, issuer }) => ({
      stack: edition.content.definition,
      title: facts.title,
      issuer,
      sks: facts.sks,
      validFrom: edition.content.validFrom,
      rule: edition.content.rule,
    }))
    c.header('Cache-Control', 'public, max-age=60')
    return c.json({ stacks })
  })
  app.post(WHAT_IF, async (c) => {
    const body = await strictJson(c)
    if (!body.ok) return problem(c, 422, body.refusals)
    const parsed = question.safeParse(body.value.value)
    if (!parsed.success)
      return problem(c, 422, [
        { code: 'stacks.question-malformed', at: `/${parsed.error.issues[0]?.path.join('/') ?? ''}` },
      ])
    const { stack, held, province, hoursPerWeek, answer } = parsed.data
    const found = await whatIf(deps, solver, {
      slug: stack,
      holder: { definitions: held },
      province: province ?? null,
      hoursPerWeek: hoursPerWeek ?? stackPractice().hoursPerWeek.value,
      isQuick: answer === 'first',
    })
    c.header('Cache-Control', 'no-store')
    return found.ok ? c.json(jsonOf(found.value)) : problem(c, statusOf(found.refusals), found.refusals)
  })
  return app
}

function jsonOf({ answer, used, ways, stops, unused }: WhatIf): z.infer<typeof answerJson> {
  const pointer = (place: string) =>
    `/rule${
      place === ''
        ? ''
        : place
            .split('.')
            .map((at) => `/of/${Number(at) - 1}`)
            .join('')
    }`
  return {
    answer,
    message: loadTexts().both(`stacks.answer.${answer}`, { ways: ways.length }),
    used: [...used],
    ways: ways.map(({ way, trouble }) => ({
      aim: way.aim,
      proof: way.proof,
      take: [...way.take],
      use: [...way.use],
      cost: way.cost,
      bound: way.bound,
      unknownFigures: way.unknown,
      trouble,
    })),
    stops: { unreachable: stops.unreachable.map(pointer), single: stops.single.map(pointer) },
    unused: unused.map(({ key, why }) => ({ definition: key, why })),
  }
}
