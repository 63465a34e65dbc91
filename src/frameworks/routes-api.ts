import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { problem, statusOf } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { loadTexts } from '../platform/text.ts'
import { creditUnitList, qualificationFrameworks, references, referencingTable } from './library.ts'
import { creditConversion, levelReference } from './service.ts'
import { CONFIDENCES, isoDay } from './types.ts'
import type { CreditConversion, Fraction, LevelReference, UnitOnDay } from './types-conversion.ts'

const BASE = '/api/v1/frameworks'
const CACHE_SECONDS = 300

const both = z.object({ id: z.string(), en: z.string() })
const sure = { confidence: z.enum(CONFIDENCES), provisional: z.boolean() }
const share = z.object({
  fraction: z.string().openapi({ description: 'Exact, as 9/2.' }),
  value: z.string().openapi({ description: 'Two decimals, rounded down.' }),
})
const unitUsed = z.object({
  unit: z.string(),
  name: both,
  minutesMin: z.int(),
  minutesMax: z.int(),
  source: z.string(),
  clause: z.string().nullable(),
  from: z.string(),
  to: z.string().nullable(),
  note: both,
  ...sure,
})
const creditAnswer = z
  .object({
    asked: z.object({ amount: z.string(), unit: z.string(), to: z.string(), day: z.string() }),
    sure: share,
    most: share,
    whole: z.int(),
    minutes: z.object({ least: z.int(), most: z.int() }),
    rule: both,
    rounding: both,
    meaning: both,
    units: z.array(unitUsed),
    ...sure,
  })
  .openapi('CreditConversion')
const levelAnswer = z
  .object({
    from: z.object({ framework: z.string(), level: z.int() }),
    to: z.object({ framework: z.string(), levelMin: z.int(), levelMax: z.int() }),
    level: z.int(),
    way: z.enum(['stated', 'backwards']),
    rule: both,
    rounding: both,
    meaning: both,
    notes: z.array(both),
    source: z.string(),
    validFrom: z.string(),
    ...sure,
  })
  .openapi('LevelReference')

const answers = (schema: z.ZodType, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  404: { description: 'No such framework, level, unit or reference' },
  422: { description: 'The question is malformed' },
})
const listed = z.unknown().openapi({ description: 'As in data/frameworks: dated, sourced, with its confidence.' })
const ROUTES = [
  createRoute({
    method: 'get',
    path: BASE,
    summary: 'The qualification frameworks, with their levels and descriptions',
    responses: answers(listed, 'The frameworks'),
  }),
  createRoute({
    method: 'get',
    path: `${BASE}/{id}`,
    summary: 'One framework and the references from and to it',
    request: { params: z.object({ id: z.string() }) },
    responses: answers(listed, 'The framework'),
  }),
  createRoute({
    method: 'get',
    path: `${BASE}/credit-units`,
    summary: 'Units of credit with their dated lengths',
    responses: answers(listed, 'The units'),
  }),
  createRoute({
    method: 'get',
    path: `${BASE}/conversions/credit`,
    summary: 'What an amount of credit is in another unit: an indication, rounded down',
    request: {
      query: z.object({ amount: z.string(), unit: z.string(), to: z.string(), day: isoDay.optional() }),
    },
    responses: answers(creditAnswer, 'The conversion'),
  }),
  createRoute({
    method: 'get',
    path: `${BASE}/conversions/level`,
    summary: 'Where a level stands in another framework: a reference, and no recognition',
    request: { query: z.object({ framework: z.string(), level: z.string(), to: z.string() }) },
    responses: answers(levelAnswer, 'The reference'),
  }),
]

/** `/api/v1/frameworks` and below: open to everybody and to scripts of other sites. */
export function apiRoutes(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  for (const route of ROUTES) app.openAPIRegistry.registerPath(route)
  app.get(BASE, (c) => send(c, { meaning: said('frameworks.two.level-text'), frameworks: qualificationFrameworks() }))
  app.get(`${BASE}/credit-units`, (c) =>
    send(c, { meaning: said('frameworks.two.credit-text'), units: creditUnitList() }),
  )
  app.get(`${BASE}/conversions/credit`, (c) => {
    const day = c.req.query('day') ?? dayOf(deps.clock())
    if (!isoDay.safeParse(day).success) return problem(c, 422, [{ code: 'frameworks.day-malformed', at: 'day' }])
    const [amount, unit, to] = [c.req.query('amount') ?? '', c.req.query('unit') ?? '', c.req.query('to') ?? '']
    const found = creditConversion({ amount, unit, to, day })
    return found.ok ? send(c, creditJson(found.value, day)) : problem(c, statusOf(found.refusals), found.refusals)
  })
  app.get(`${BASE}/conversions/level`, (c) => {
    const typed = c.req.query('level') ?? ''
    const level = /^\d$/.test(typed) ? Number(typed) : 0
    const found = levelReference({ framework: c.req.query('framework') ?? '', level, to: c.req.query('to') ?? '' })
    if (found.ok) return send(c, levelJson(found.value))
    return problem(
      c,
      found.refusals[0].code === 'frameworks.no-reference' ? 404 : statusOf(found.refusals),
      found.refusals,
    )
  })
  app.get(`${BASE}/:id`, (c) => {
    const framework = qualificationFrameworks().find(({ id }) => id === c.req.param('id'))
    if (framework === undefined) return problem(c, 404, [{ code: 'frameworks.framework-unknown' }])
    const rows = references().filter(({ from, to }) => [from.framework, to.framework].includes(framework.id))
    return send(c, { meaning: said('frameworks.two.level-text'), framework, references: rows })
  })
  return app
}

function send(c: AppContext, body: object): Response {
  return published(c, JSON.stringify(body), 'application/json; charset=utf-8', CACHE_SECONDS)
}

const said = (key: string) => loadTexts().both(key)

function creditJson(conversion: CreditConversion, day: string): z.infer<typeof creditAnswer> {
  const { from, to, askedHundredths, exact, minutes, whole, confidence, provisional } = conversion
  return {
    asked: { amount: decimal(askedHundredths), unit: from.id, to: to.id, day },
    sure: shareJson(exact.sure, conversion.sureHundredths),
    most: shareJson(exact.most, conversion.mostHundredths),
    whole,
    minutes,
    rule: said('frameworks.rule.credit'),
    rounding: said('frameworks.rounding'),
    meaning: said('frameworks.two.credit-text'),
    units: [from, to].map(unitJson),
    confidence,
    provisional,
  }
}

function shareJson({ numerator, denominator }: Fraction, hundredths: number): z.infer<typeof share> {
  return { fraction: `${numerator}/${denominator}`, value: decimal(hundredths) }
}

/** Hundredths as a number with two decimals: `450` is `4.50`. */
function decimal(hundredths: number): string {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}

function unitJson({ id, name, value }: UnitOnDay): z.infer<typeof unitUsed> {
  return { unit: id, name, ...value }
}

function levelJson(reference: LevelReference): z.infer<typeof levelAnswer> {
  const { rows, ...rest } = reference
  return {
    ...rest,
    rule: said(`frameworks.way.${reference.way}`),
    rounding: said('frameworks.rounding.level'),
    meaning: said('frameworks.two.level-text'),
    notes: rows.map(({ note }) => note),
    source: referencingTable().source.en,
    validFrom: referencingTable().validFrom,
  }
}
