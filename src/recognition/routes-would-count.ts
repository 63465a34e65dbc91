import { OpenAPIHono, z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { findOffering } from '../catalogue/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound, problem, strictJson } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import { editionOf } from './library.ts'
import { WouldCountPage } from './pages-would-count.tsx'
import { unverifiedOf } from './rules-before.ts'
import { coverageOf } from './rules-condition.ts'
import { ruleWords } from './service-account.ts'
import { programmeChoice, type WouldCount, wouldCount } from './service-before.ts'
import { type Limit, USES } from './types.ts'

const PATH = '/api/v1/recognition/would-count'
const ID_MOST = 60
/** No student has taken more than this: a guard for the question, not a rule. */
const FIGURE_MOST = 9999
const SEMESTER_MOST = 20

/** `/would-count/:offering`: the page. */
export function wouldCountRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/would-count/:offering', async (c) => {
    const { page, actor } = c.var
    const offering = await findOffering(deps.db, c.req.param('offering'))
    if (offering === undefined) return notFound()
    const asked = (name: string) => c.req.query(name) || undefined
    if (offering.sameAs !== null) {
      const search = new URL(c.req.url).search
      return c.redirect(page.href(`/would-count/${offering.sameAs}${search}`), 301)
    }
    const choice = await programmeChoice(deps.db, actor?.personId, asked('campus'))
    const wanted = asked('programme') ?? (asked('campus') === undefined ? choice.mine : null)
    const programme = choice.programmes.find(({ id }) => id === wanted) ?? null
    const today = dayOf(deps.clock())
    const found =
      programme === null
        ? null
        : await wouldCount(deps.db, {
            offeringId: offering.id,
            programmeId: programme.id,
            day: today,
            personId: actor?.personId,
          })
    const title = page.language === 'en' ? (offering.titleEn ?? offering.title) : offering.title
    return c.html(
      WouldCountPage({
        page,
        offering,
        title,
        ...choice,
        programmeId: programme?.id ?? null,
        answer: found?.ok ? found.value : null,
        words: (limit) => limitWords(limit, programme),
        today,
      }),
    )
  })
  return app
}

const figure = z.int().min(0).max(FIGURE_MOST)
const question = z.strictObject({
  offering: z.string().min(1).max(ID_MOST),
  programme: z.string().min(1).max(ID_MOST),
  /** Figures of one student, for this answer alone; they are stored nowhere. Left out: the answer for anybody. */
  study: z
    .strictObject({
      semester: z.int().min(1).max(SEMESTER_MOST),
      onlineSks: figure.default(0),
      outsideSks: figure.default(0),
      onlineCourses: figure.nullable().default(null),
      termSks: figure.optional(),
    })
    .optional(),
})
const both = z.object({ id: z.string(), en: z.string() })
const reason = z.object({ code: z.string(), message: both, next: both })
const answerJson = z.object({
  answer: z.enum(['yes', 'partly', 'no', 'depends', 'unknown']),
  /** The most whole SKS that may be counted, and what its hours are worth; null where that isn't known. */
  mostSks: z.int().nullable(),
  worthSks: z.int().nullable(),
  /** For anybody, with room under every limit; otherwise for the figures that were given. */
  general: z.boolean(),
  unknowns: z.array(z.object({ code: z.string(), message: both })),
  refusals: z.array(reason),
  ways: z.array(z.object({ code: z.string(), message: both })),
  limits: z.array(
    z.object({ id: z.string(), words: both, fromSemester: z.int().nullable(), provisional: z.boolean() }),
  ),
  /**
   * The course that it would stand for, by the agreement in force or by the skills that both share, and how much of its skills the
   * offering covers; null where there is none.
   */
  course: z
    .object({
      code: z.string(),
      basis: z.enum(['named', 'agreement', 'overlap']),
      standsFor: z.enum(USES),
      skills: z.int(),
      covered: z.int(),
      percent: z.int().nullable(),
    })
    .nullable(),
  ruleSet: z.object({
    id: z.string(),
    version: z.string(),
    hash: z.string(),
    name: both,
    provisional: z.boolean(),
    amendmentsUnread: z.array(z.string()),
  }),
})
const answers = {
  200: { description: 'The answer', content: { 'application/json': { schema: answerJson } } },
  404: { description: 'No such offering or programme' },
  422: { description: 'The question is malformed' },
} as const

/** `GET` and `POST /api/v1/recognition/would-count`, open to everybody. Nothing of a person stands in the address. */
export function wouldCountApiRoutes(deps: Deps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: PATH,
    summary: 'Would an offering count in a study programme, for anybody',
    request: { query: z.object({ offering: z.string(), programme: z.string() }) },
    responses: answers,
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: PATH,
    summary: 'The same for a student with these figures, which are stored nowhere',
    request: { body: { content: { 'application/json': { schema: question } } } },
    responses: answers,
  })
  app.get(PATH, async (c) => {
    const parsed = question.safeParse({ offering: c.req.query('offering'), programme: c.req.query('programme') })
    if (!parsed.success) return malformed(c, parsed.error)
    const { offering, programme } = parsed.data
    const found = await wouldCount(deps.db, {
      offeringId: offering,
      programmeId: programme,
      day: dayOf(deps.clock()),
    })
    if (found.ok) c.header('Cache-Control', 'public, max-age=60')
    return send(deps, c, found)
  })
  app.post(PATH, async (c) => {
    const body = await strictJson(c)
    if (!body.ok) return problem(c, 422, body.refusals)
    const parsed = question.safeParse(body.value.value)
    if (!parsed.success) return malformed(c, parsed.error)
    const { offering, programme, study } = parsed.data
    c.header('Cache-Control', 'no-store')
    return send(
      deps,
      c,
      await wouldCount(deps.db, {
        offeringId: offering,
        programmeId: programme,
        day: dayOf(deps.clock()),
        given: study,
      }),
    )
  })
  return app
}

function malformed(c: AppContext, error: z.ZodError): Response {
  const [first, ...rest] = error.issues.map(
    (issue): Refusal => ({ code: 'recognition.case-malformed', at: `/${issue.path.join('/')}` }),
  )
  return problem(c, 422, [first ?? { code: 'recognition.case-malformed' }, ...rest])
}

function send(deps: Deps, c: AppContext, found: Outcome<WouldCount>): Response {
  return found.ok ? c.json(jsonOf(found.value, dayOf(deps.clock()))) : problem(c, 404, found.refusals)
}

function jsonOf({ programme, rules, foreseen, facts, course }: WouldCount, day: string): z.infer<typeof answerJson> {
  const texts = loadTexts()
  const { answer, mostSks, worthSks, general, unknowns, refusals, ways, limits } = foreseen
  return {
    answer,
    mostSks,
    worthSks,
    general,
    unknowns: unknowns.map((code) => ({ code, message: texts.both(`recognition.would.unknown.${code}`) })),
    refusals: refusals.map((refusal) => ({
      code: refusal.code,
      message: texts.both(refusalTextKey(refusal), refusal.values),
      next: texts.both(`${refusalTextKey(refusal)}.next`, refusal.values),
    })),
    ways: ways.map(({ code, values }) => ({ code, message: texts.both(`recognition.way.${code}`, values) })),
    limits: limits.map(({ limit, fromSemester }) => ({
      id: limit.id,
      words: limitWords(limit, programme),
      fromSemester,
      provisional: limit.provisional,
    })),
    course: courseJson(rules, facts, course),
    ruleSet: {
      id: rules.id,
      version: rules.version,
      hash: editionOf(rules).hash,
      name: rules.name,
      provisional: rules.provisional,
      amendmentsUnread: unverifiedOf(rules, day).amendments.map(({ source }) => source),
    },
  }
}

function courseJson(
  rules: WouldCount['rules'],
  facts: WouldCount['facts'],
  { course, standsFor }: WouldCount['course'],
): z.infer<typeof answerJson>['course'] {
  if (course === undefined) return null
  const { covered, percent } = coverageOf(course.skills, facts.skills ?? [], rules.skillEquivalences)
  return {
    code: course.code ?? '',
    basis: course.basis ?? 'named',
    standsFor: standsFor ?? 'course',
    skills: course.skills.length,
    covered: covered.length,
    percent: facts.skills === null ? null : percent,
  }
}

function limitWords(limit: Limit, programme: WouldCount['programme'] | null) {
  const total = limit.base === 'sks' ? programme?.totalSks : programme?.totalCourses
  return ruleWords(limit, programme?.level ?? 'S1', total ?? 0)
}
