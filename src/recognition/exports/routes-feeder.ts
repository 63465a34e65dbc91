import { Hono } from 'hono'
import { type Course, coursesOf, type Organisation } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { formatNumber } from '../../platform/format.ts'
import { readForm } from '../../platform/forms.ts'
import { requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv, Language } from '../../platform/page.ts'
import type { Outcome, Refusal } from '../../platform/refusal.ts'
import { ownCampus } from '../routes-registrar.ts'
import { linesAsCsv, linesAsJson, linesAsXlsx } from './files.ts'
import { FeederPage, type FeederPageProps } from './pages-feeder.tsx'
import { ScalePage } from './pages-scale.tsx'
import { scaleOn } from './rules-scale.ts'
import { fileLines } from './service-lines.ts'
import { accessOf, askRun, makeExport, packInto, planOf, recordScale } from './service-plan.ts'
import { scalesOf } from './store.ts'
import { runsOf } from './store-run.ts'
import type { GradeBand, ScaleForm } from './types.ts'

const PAGE = '/registrar/exports/feeder'
const HUNDRED = 100
const TEN = 10

/** `/registrar/exports/feeder` and `/registrar/exports/grades`: what goes to PDDikti, for the registrar of the university. */
export function feederRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const back = (c: AppContext, organisation: Organisation, path = PAGE) =>
    c.redirect(c.var.page.href(`${path}?organisation=${organisation.id}`), 303)
  const done = async (
    c: AppContext,
    organisation: Organisation,
    outcome: Outcome<unknown>,
    form: FeederPageProps['form'] = NOTHING_ASKED,
  ) => (outcome.ok ? back(c, organisation) : drawFeeder(deps, c, organisation, outcome.refusals, form))

  app.get(PAGE, async (c) =>
    drawFeeder(deps, c, await ownCampus(deps, c, c.req.query('organisation')), [], NOTHING_ASKED),
  )
  app.post(PAGE, async (c) => {
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'))
    const form = {
      semester: sent.text('semester'),
      sourceKind: sent.text('sourceKind'),
      activityKind: sent.text('activityKind'),
    }
    return done(c, organisation, await makeExport(deps, requireActor(c), organisation.id, form), form)
  })
  app.post(`${PAGE}/course`, async (c) => {
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'))
    const decision = sent.text('decision')
    const box = `courseId-${decision}`
    const packed = await packInto(deps, requireActor(c), organisation.id, decision, sent.text(box))
    // Every held line has a box of its own: what is wrong stands at the one that was sent.
    const at = (one: Refusal) => (one.at === 'courseId' ? { ...one, at: box } : one)
    if (packed.ok) return back(c, organisation)
    return drawFeeder(deps, c, organisation, packed.refusals.map(at), NOTHING_ASKED)
  })
  app.post(`${PAGE}/runs`, async (c) => {
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'))
    const act = sent.text('act') === 'check' ? 'check' : 'send'
    return done(c, organisation, await askRun(deps, requireActor(c), organisation.id, act))
  })
  app.get(`${PAGE}/:file{lines\\.(?:json|csv|xlsx)}`, async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    return sendFile(deps, c, organisation, c.req.param('file'))
  })
  app.get('/registrar/exports/grades', async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'))
    return drawScale(deps, c, organisation, null, [])
  })
  app.post('/registrar/exports/grades', async (c) => {
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'))
    const form: ScaleForm = {
      validFrom: sent.text('validFrom'),
      bands: sent.text('bands'),
      passLetter: sent.text('passLetter'),
      reason: sent.text('reason'),
    }
    const kept = await recordScale(deps, requireActor(c), organisation.id, form)
    return kept.ok ? back(c, organisation) : drawScale(deps, c, organisation, form, kept.refusals)
  })
  return app
}

const NOTHING_ASKED: FeederPageProps['form'] = { semester: '', sourceKind: 'transfer', activityKind: '' }

async function drawFeeder(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  refusals: readonly Refusal[],
  form: FeederPageProps['form'],
): Promise<Response> {
  const at = deps.clock()
  const plan = await planOf(deps.db, organisation.id, at)
  const lines = await fileLines(deps.db, organisation.id)
  const all = [...plan.lines, ...plan.held.map(({ counted }) => counted)]
  const people = await findPeople(deps.db, [...new Set([...all, ...lines].map(({ personId }) => personId))])
  const courses = new Map<string, readonly Course[]>()
  for (const { programmeId } of all)
    if (!courses.has(programmeId)) courses.set(programmeId, await coursesOf(deps.db, programmeId))
  if (refusals.length > 0) c.status(422)
  return c.html(
    FeederPage({
      page: c.var.page,
      organisation,
      plan,
      lines,
      courses,
      names: new Map([...people].map(([id, person]) => [id, person.name])),
      runs: await runsOf(deps.db, organisation.id),
      scale: scaleOn(await scalesOf(deps.db, organisation.id), dayOf(at)),
      configured: (await accessOf(deps, organisation.id)) !== null,
      refusals,
      form,
    }),
  )
}

async function sendFile(deps: Deps, c: AppContext, organisation: Organisation, file: string): Promise<Response> {
  const lines = await fileLines(deps.db, organisation.id)
  const headers = { 'content-disposition': `attachment; filename="neo-feeder-${file}"`, 'cache-control': 'no-store' }
  if (file.endsWith('.json')) return c.json(linesAsJson(lines, deps.clock()), 200, headers)
  if (file.endsWith('.csv'))
    return c.body(linesAsCsv(lines), 200, { ...headers, 'content-type': 'text/csv; charset=utf-8' })
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return c.body(new Uint8Array(await linesAsXlsx(lines)), 200, { ...headers, 'content-type': type })
}

async function drawScale(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  form: ScaleForm | null,
  refusals: readonly Refusal[],
): Promise<Response> {
  const scales = await scalesOf(deps.db, organisation.id)
  const today = dayOf(deps.clock())
  const now = scaleOn(scales, today)
  if (refusals.length > 0) c.status(422)
  return c.html(
    ScalePage({
      page: c.var.page,
      organisation,
      scales,
      refusals,
      form: form ?? {
        validFrom: today,
        bands: (now?.bands ?? []).map((band) => bandLine(band, c.var.page.language)).join('\n'),
        passLetter: now?.passLetter ?? '',
        reason: '',
      },
    }),
  )
}

/** A band as the form takes it: `A; 4; 90; 85`, decimals as the language writes them. */
function bandLine({ letter, indexHundredths, numberTenths, fromTenths }: GradeBand, language: Language): string {
  const figures = [indexHundredths / HUNDRED, numberTenths / TEN]
  if (fromTenths !== undefined) figures.push(fromTenths / TEN)
  return [letter, ...figures.map((figure) => formatNumber(language, figure))].join('; ')
}
