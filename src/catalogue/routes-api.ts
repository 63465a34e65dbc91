import { OpenAPIHono, z } from '@hono/zod-openapi'
import type { Deps } from '../platform/deps.ts'
import { problem } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { cursorOf, offsetOf, readQuery } from './rules-query.ts'
import { search } from './service.ts'
import { findOffering } from './store.ts'
import { FACETS, type Offering, SORTS } from './types.ts'

const LIMIT = 100

/** An offering as the API answers it. */
export const offeringJson = z.object({
  id: z.string(),
  kind: z.enum(['micro-credential', 'course']),
  title: z.object({ id: z.string(), en: z.string().nullable() }),
  description: z.object({ id: z.string(), en: z.string().nullable() }),
  provider: z.string(),
  platform: z.string(),
  /** Where the course is held; none for micro-credentials. */
  url: z.string().nullable(),
  /** Its page on this site. */
  page: z.string(),
  definitionVersionId: z.string().nullable(),
  language: z.string().nullable(),
  level: z.string().nullable(),
  mode: z.string().nullable(),
  field: z.string().nullable(),
  kkniLevel: z.int().nullable(),
  hours: z.int().nullable(),
  weeks: z.object({ min: z.int(), max: z.int() }).nullable(),
  sks: z.int().nullable(),
  priceRupiah: z.int().nullable(),
  isFree: z.boolean().nullable(),
  skills: z.array(z.string()),
  withdrawn: z.boolean(),
})

/** A page of offerings. `nextCursor` is `null` on the last one. */
export const offeringList = z.object({
  total: z.int(),
  items: z.array(offeringJson),
  nextCursor: z.string().nullable(),
  /** Whether the answer is to the text as asked, to the corrected text, or to any of its words. */
  shown: z.enum(['as-asked', 'corrected', 'any-word']),
  correctedText: z.string().nullable(),
  facets: z.record(z.string(), z.array(z.object({ value: z.string(), count: z.int() }))),
})

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: z.object({ code: z.string(), detail: z.string() }) } },
})
const several = z.array(z.string()).optional()
const LIST = {
  method: 'get',
  path: '/api/v1/offerings',
  summary: 'Search courses and micro-credentials',
  request: {
    query: z.object({
      q: z.string().optional(),
      ...Object.fromEntries(FACETS.map((facet) => [facet, several])),
      sort: z.enum(SORTS).optional(),
      limit: z.int().min(1).max(LIMIT).optional(),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: { description: 'One page of offerings', content: { 'application/json': { schema: offeringList } } },
    422: problemAnswer('The cursor or the limit is not ours'),
  },
} as const
const ONE = {
  method: 'get',
  path: '/api/v1/offerings/{id}',
  summary: 'One course or micro-credential',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The offering', content: { 'application/json': { schema: offeringJson } } },
    404: problemAnswer('No such offering'),
  },
} as const

/** `GET /api/v1/offerings` and `/api/v1/offerings/:id`. */
export function apiRoutes(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.openAPIRegistry.registerPath(LIST)
  app.openAPIRegistry.registerPath(ONE)
  app.get('/api/v1/offerings', async (c) => {
    const params = new URL(c.req.url).searchParams
    const limitText = params.get('limit') ?? '20'
    const limit = /^\d{1,3}$/.test(limitText) ? Number(limitText) : 0
    if (limit < 1 || limit > LIMIT)
      return problem(c, 422, [{ code: 'catalogue.limit-out-of-range', at: 'limit', values: { most: LIMIT } }])
    const cursor = params.get('cursor')
    const offset = cursor === null ? 0 : offsetOf(cursor)
    if (offset === null) return problem(c, 422, [{ code: 'catalogue.cursor-not-ours', at: 'cursor' }])
    const result = await search(deps.db, { ...readQuery(params), page: 1, pageSize: limit }, offset)
    const next = offset + result.offerings.length
    c.header('Cache-Control', 'public, max-age=60')
    return c.json({
      total: result.total,
      items: result.offerings.map((offering) => jsonOf(deps, offering)),
      nextCursor: next < result.total && result.offerings.length > 0 ? cursorOf(next) : null,
      shown: result.shown,
      correctedText: result.correctedText,
      facets: result.facets,
    })
  })
  app.get('/api/v1/offerings/:id', async (c) => {
    const offering = await findOffering(deps.db, c.req.param('id'))
    if (offering === undefined) return problem(c, 404, [{ code: 'catalogue.offering-unknown' }])
    if (offering.sameAs !== null) return c.redirect(`/api/v1/offerings/${offering.sameAs}`, 301)
    c.header('Cache-Control', 'public, max-age=60')
    return c.json(jsonOf(deps, offering))
  })
  return app
}

function jsonOf(deps: Deps, offering: Offering): z.infer<typeof offeringJson> {
  const { weeksMin: min, weeksMax: max } = offering
  return {
    id: offering.id,
    kind: offering.definitionVersionId === null ? 'course' : 'micro-credential',
    title: { id: offering.title, en: offering.titleEn },
    description: { id: offering.description, en: offering.descriptionEn },
    provider: offering.providerName,
    platform: offering.platform,
    url: offering.url,
    page: `${deps.publicUrl}/catalogue/${offering.id}`,
    definitionVersionId: offering.definitionVersionId,
    language: offering.language,
    level: offering.level,
    mode: offering.mode,
    field: offering.field,
    kkniLevel: offering.kkniLevel,
    hours: offering.hours,
    weeks: min === null || max === null ? null : { min, max },
    sks: offering.sks,
    priceRupiah: offering.priceRupiah,
    isFree: offering.isFree,
    skills: [...offering.skills],
    withdrawn: offering.withdrawnAt !== null,
  }
}
