import { Hono, type MiddlewareHandler } from 'hono'
import { findOrganisation, findOrganisations } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import type { Html } from '../../platform/html/pieces.tsx'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { AskedNote, AssessListPage, AssessPage, type ReportValues } from './pages-assess.tsx'
import { worded } from './pages-words.tsx'
import { sendEvidence } from './routes-evidence.ts'
import { assessedCase } from './service-access.ts'
import { ACADEMIC, claimsToAssess, declare, giveReport, PRACTICE } from './service-assess.ts'
import { aimOf } from './service-target.ts'
import { casesOfAssessor, countAsked } from './store-case.ts'
import { type Appointment, FLAGS, type Whole } from './types.ts'

/** `/assess/rpl`: who was appointed answers about conflicts of interest, reads, and reports. */
export function assessorRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/assess/rpl', async (c) => {
    const cases = await casesOfAssessor(deps.db, requireActor(c).personId)
    const organisations = await findOrganisations(deps.db, [
      ...new Set(cases.map(({ application }) => application.organisationId)),
    ])
    const lines = await Promise.all(
      cases.map(async (one) => ({
        ...one,
        aim: await aimOf(deps.db, one.application),
        organisation: organisations.find(({ id }) => id === one.application.organisationId)?.name ?? '',
      })),
    )
    const waitingFirst = lines.toSorted((a, b) => Number(a.reported) - Number(b.reported))
    return c.html(AssessListPage({ page: c.var.page, lines: waitingFirst }))
  })
  app.get('/assess/rpl/:id', async (c) => draw(deps, c, await own(deps, c)))
  app.get('/assess/rpl/:id/evidence/:evidence', async (c) => {
    const { whole } = await own(deps, c)
    return sendEvidence(deps.db, c, whole, requireActor(c).personId, c.req.param('evidence'))
  })
  app.post('/assess/rpl/:id/declaration', async (c) => {
    const found = await own(deps, c)
    const form = await readForm(c)
    const declaring = { answer: form.text('conflict'), note: form.text('note') }
    const done = await declare(deps, requireActor(c), found.whole.application.id, declaring.answer, declaring.note)
    if (done.ok)
      return c.redirect(
        c.var.page.href(done.value.conflict ? '/assess/rpl' : `/assess/rpl/${found.whole.application.id}`),
        303,
      )
    c.status(422)
    return draw(deps, c, found, done.refusals, { declaring })
  })
  app.post('/assess/rpl/:id/report', async (c) => {
    const found = await own(deps, c)
    const { whole, place } = found
    const values = valuesOf(await readForm(c))
    const given = await giveReport(deps, requireActor(c), whole.application.id, {
      found: whole.evidence.map(({ id }) => ({
        evidenceId: id,
        flags: FLAGS.filter((flag) => values.flags(id).includes(flag)),
        note: values.note(id),
      })),
      opinions: claimsToAssess(whole, place.part).map(({ id }) => ({
        claimId: id,
        recommended: values.opinion(id) === '' ? null : values.opinion(id) === 'yes',
        method: values.method(id),
        reason: values.reason(id),
      })),
    })
    if (given.ok) return c.redirect(c.var.page.href(`/assess/rpl/${whole.application.id}`), 303)
    c.status(422)
    return draw(deps, c, found, given.refusals, { values })
  })
  return app
}

/** Those whose roles let them be appointed: nobody else is counted for, so that other pages cost no question. */
const MAY_BE_ASKED: readonly string[] = [...ACADEMIC, ...PRACTICE]

/** Says on every page how many portfolios wait for the reader's report. */
export function countWaiting(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { actor } = c.var
    if (c.req.method === 'GET' && actor?.roles.some(({ role }) => MAY_BE_ASKED.includes(role))) {
      const assess = await countAsked(deps.db, actor.personId)
      if (assess > 0) c.set('waiting', { ...c.var.waiting, assess })
    }
    await next()
  }
}

/** In the assessors' room: how many portfolios wait, and the way there. Nothing for who has never been asked. */
export async function besideBatches(deps: Deps, c: AppContext): Promise<Html | null> {
  const cases = await casesOfAssessor(deps.db, requireActor(c).personId)
  if (cases.length === 0) return null
  return AskedNote({ page: c.var.page, asked: cases.filter(({ reported }) => !reported).length })
}

/** A case in which this person has a place; anybody else's isn't found. */
async function own(deps: Deps, c: AppContext): Promise<{ whole: Whole; place: Appointment }> {
  return (await assessedCase(deps.db, requireActor(c), c.req.param('id') ?? '')) ?? notFound()
}

function valuesOf(form: Form | null): ReportValues {
  return {
    flags: (id) => form?.all(`flags-${id}`) ?? [],
    note: (id) => form?.text(`note-${id}`) ?? '',
    opinion: (id) => form?.text(`opinion-${id}`) ?? '',
    method: (id) => form?.text(`method-${id}`) ?? '',
    reason: (id) => form?.text(`reason-${id}`) ?? '',
  }
}

async function draw(
  deps: Deps,
  c: AppContext,
  { whole, place }: { whole: Whole; place: Appointment },
  refusals: readonly Refusal[] = [],
  told: { values?: ReportValues; declaring?: { answer: string; note: string } } = {},
): Promise<Response> {
  const { page } = c.var
  const { application, reports } = whole
  const people = await findPeople(deps.db, [application.personId])
  return c.html(
    AssessPage({
      page,
      whole,
      place,
      aim: await aimOf(deps.db, application),
      organisation: (await findOrganisation(deps.db, application.organisationId))?.name ?? '',
      applicant: people.get(application.personId)?.name ?? '',
      claims: claimsToAssess(whole, place.part),
      report: reports.find((one) => one.round === place.round && one.part === place.part) ?? null,
      values: told.values ?? valuesOf(null),
      declaring: told.declaring ?? { answer: '', note: '' },
      errors: worded(page, refusals),
    }),
  )
}
