import { Hono } from 'hono'
import { z } from 'zod'
import { isoDay } from '../frameworks/index.ts'
import { PROGRAMME_LEVELS, type ProgrammeLevel } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound, problem, strictJson } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import { ruleExamples } from './library.ts'
import { RuleSetPage } from './pages-rule-set.tsx'
import { RulesPage, type TrialForm } from './pages-rules.tsx'
import { evaluate, sksOfHours } from './rules.ts'
import { tryExample } from './rules-example.ts'
import { ruleWords } from './service-account.ts'
import { allRuleSets, ruleSetOfDay } from './service-sets.ts'
import { examplesOf, publications } from './store-published.ts'
import { type Case, LEARNINGS, type Limit, MODES, type Mode, ORIGINS, skillRef, USES } from './types.ts'

const SHOWN: ProgrammeLevel = 'S1'
const FIRST: TrialForm = {
  rules: '',
  level: SHOWN,
  total: '144',
  courses: '',
  semester: '5',
  online: '0',
  outside: '0',
  onlineCourses: '',
  hours: '90',
  asked: '2',
  mode: 'online',
  origin: 'outside',
  package: '',
}
/** No programme has more than this many hours, SKS or courses: a guard for the form, not a rule. */
const FORM_MOST = 9999
const SKILLS_MOST = 200

/** `/rules`: public, readable rule sets and the trial; `/api/v1/recognition/simulation` for programs. */
export function rulesRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/rules', async (c) => {
    const sets = await allRuleSets(deps.db)
    const today = dayOf(deps.clock())
    const asked = c.req.query('total') !== undefined
    const form = Object.fromEntries(
      Object.entries(FIRST).map(([name, value]) => [name, c.req.query(name) ?? (asked ? '' : value)]),
    ) as unknown as TrialForm
    const rules = sets.find(({ id }) => id === form.rules) ?? (await ruleSetOfDay(deps.db, null, today))
    const { wish, refusals } = readTrial(form, today)
    const level = PROGRAMME_LEVELS.find((one) => one === form.level) ?? SHOWN
    const worth = wish === null ? null : { ...wish, award: { ...wish.award, sks: sksOfHours(rules, wish.award.hours) } }
    const trial = !asked || worth === null ? null : { rules, evaluation: evaluate(rules, worth), asked: worth.askedSks }
    const words = (limit: Limit) =>
      ruleWords(limit, level, (limit.base === 'sks' ? worth?.programme.totalSks : worth?.programme.totalCourses) ?? 0)
    return c.html(
      RulesPage({
        page: c.var.page,
        sets,
        words,
        today,
        form: { ...form, rules: rules.id },
        trial,
        refusals: asked ? refusals : [],
      }),
      asked && refusals.length > 0 ? 422 : 200,
    )
  })
  app.get('/rules/:id', async (c) => {
    const sets = await allRuleSets(deps.db)
    const set = sets.find(({ id }) => id === c.req.param('id'))
    if (set === undefined) return notFound()
    const kept = ruleExamples().flatMap((example) => {
      const tried = tryExample(sets, example)
      return tried?.rules.id === set.id ? [{ example, tried }] : []
    })
    // Those that were published with it are asked of it alone, whatever their day.
    const own = (await examplesOf(deps.db, set.id)).flatMap((example) => {
      const tried = tryExample([set], example)
      return tried === null ? [] : [{ example, tried }]
    })
    const examples = [...kept, ...own]
    const publication = (await publications(deps.db)).find(({ ruleSetId }) => ruleSetId === set.id)
    const published =
      publication === undefined
        ? null
        : {
            day: dayOf(publication.publishedAt),
            proposal: publication.proposalReason,
            publication: publication.publicationReason,
          }
    return c.html(
      RuleSetPage({ page: c.var.page, set, words: (limit) => ruleWords(limit, SHOWN, 0), examples, published }),
    )
  })
  app.get('/api/v1/recognition/rule-sets', async (c) => c.json({ ruleSets: await allRuleSets(deps.db) }))
  app.post('/api/v1/recognition/simulation', async (c) => {
    const body = await strictJson(c)
    if (!body.ok) return problem(c, 422, body.refusals)
    const parsed = simulation.safeParse(body.value.value)
    if (!parsed.success) {
      const refusals = parsed.error.issues.map(
        (issue): Refusal => ({ code: 'recognition.case-malformed', at: `/${issue.path.join('/')}` }),
      )
      return problem(c, 422, [refusals[0] ?? { code: 'recognition.case-malformed' }, ...refusals.slice(1)])
    }
    const { ruleSet, case: asked } = parsed.data
    const set =
      ruleSet === undefined
        ? await ruleSetOfDay(deps.db, null, asked.day)
        : (await allRuleSets(deps.db)).find(({ id }) => id === ruleSet)
    if (set === undefined) return problem(c, 404, [{ code: 'recognition.rule-set-unknown', at: '/ruleSet' }])
    const evaluation = evaluate(set, asked)
    const texts = loadTexts()
    return c.json({
      ...evaluation,
      refusals: evaluation.refusals.map((refusal) => ({
        ...refusal,
        message: texts.both(refusalTextKey(refusal), refusal.values),
        next: texts.both(`${refusalTextKey(refusal)}.next`, refusal.values),
      })),
      ways: evaluation.ways.map((way) => ({ ...way, message: texts.both(`recognition.way.${way.code}`, way.values) })),
    })
  })
  return app
}

const whole = z.int().min(0).max(FORM_MOST)
const usedSchema = z.strictObject({ sks: whole, courses: whole.nullable().default(null) })
const NOTHING = { sks: 0, courses: null }
const simulation = z.strictObject({
  ruleSet: z.string().max(60).optional(),
  case: z.strictObject({
    day: isoDay,
    programme: z.strictObject({
      level: z.enum(PROGRAMME_LEVELS),
      totalSks: whole.min(1),
      totalCourses: whole.min(1).nullable().default(null),
      kkniLevel: z.int().min(1).max(9).optional(),
    }),
    study: z
      .strictObject({
        semester: z.int().min(1).max(20),
        used: z.strictObject({
          online: usedSchema.default(NOTHING),
          outside: usedSchema.default(NOTHING),
          'other-programme': usedSchema.default(NOTHING),
          'prior-learning': usedSchema.optional(),
          term: usedSchema.optional(),
        }),
      })
      .nullable(),
    award: z.strictObject({
      hours: whole,
      sks: whole,
      counted: whole.default(0),
      mode: z.enum(MODES),
      origin: z.enum(ORIGINS),
      kind: z.string().max(60).optional(),
      learning: z.enum(LEARNINGS).optional(),
      kkniLevel: z.int().min(1).max(9).optional(),
      grade: z
        .union([
          z.strictObject({ kind: z.literal('points'), hundredths: z.int().min(0).max(400) }),
          z.strictObject({ kind: z.literal('pass') }),
        ])
        .optional(),
      skills: z.array(skillRef).max(SKILLS_MOST).optional(),
      issuedOn: isoDay.optional(),
      expiresOn: isoDay.nullable().optional(),
    }),
    course: z.strictObject({ skills: z.array(skillRef).max(SKILLS_MOST) }).optional(),
    standsFor: z.enum(USES).optional(),
    askedSks: whole.min(1),
    askedAsPackage: z.boolean().default(false),
    waiver: z.string().max(1000).nullable().default(null),
    waivers: z
      .array(z.strictObject({ condition: z.string().max(60), reason: z.string().max(1000) }))
      .max(60)
      .optional(),
  }),
})

/** Reads the trial form; every field that isn't a whole number is named. */
function readTrial(form: TrialForm, day: string): { wish: Case | null; refusals: readonly Refusal[] } {
  const refusals: Refusal[] = []
  const number = (name: keyof TrialForm, optional = false): number => {
    if (optional && form[name].trim() === '') return 0
    const value = /^\d{1,4}$/.test(form[name].trim()) ? Number(form[name]) : -1
    if (value < 0 || (value === 0 && (name === 'total' || name === 'asked' || name === 'semester')))
      refusals.push({ code: 'recognition.trial-number', at: name })
    return Math.max(0, value)
  }
  const courses = number('courses', true)
  const onlineCourses = form.onlineCourses.trim() === '' ? null : number('onlineCourses')
  const wish: Case = {
    day,
    programme: {
      level: PROGRAMME_LEVELS.find((one) => one === form.level) ?? SHOWN,
      totalSks: number('total'),
      totalCourses: courses === 0 ? null : courses,
    },
    study: {
      semester: number('semester'),
      used: {
        online: { sks: number('online'), courses: onlineCourses },
        outside: { sks: number('outside'), courses: null },
        'other-programme': NOTHING,
      },
    },
    award: {
      hours: number('hours'),
      sks: 0,
      counted: 0,
      mode: MODES.find((one): one is Mode => one === form.mode) ?? 'online',
      origin: ORIGINS.find((one) => one === form.origin) ?? 'outside',
    },
    askedSks: number('asked'),
    askedAsPackage: form.package === 'yes',
    waiver: null,
  }
  return { wish: refusals.length > 0 ? null : wish, refusals }
}
