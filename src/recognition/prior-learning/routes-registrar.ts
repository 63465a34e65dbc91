import { Hono } from 'hono'
import { requestState, requestsOf } from '../../credentials/index.ts'
import { findVersions } from '../../design/index.ts'
import { findOrganisation, findProgramme, organisationsWhere, programmesOf } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { dayAfter } from '../rules-decision.ts'
import { priorPractice } from './library.ts'
import { type DecisionValues, ManagePage } from './pages-manage.tsx'
import { type HandoverRow, HostsPage, type HostValues, PriorQueuePage, type PriorRow } from './pages-registrar.tsx'
import { worded } from './pages-words.tsx'
import { roundOf, standing, stateOf, verdictOn } from './rules.ts'
import { CAMPUS_ROLES, managedCase, managedOrganisations, mayManage } from './service-access.ts'
import { appoint, candidatesFor, freePlaces } from './service-assess.ts'
import { issueOf } from './service-award.ts'
import { decidePrior, recommended } from './service-decide.ts'
import { stateHost } from './service-host.ts'
import {
  guidelineOf,
  mostByPriorLearning,
  priorLearningUsed,
  ruleSetOfGuideline,
  rulesDay,
  withRuleSet,
} from './service-rules.ts'
import { aimOf } from './service-target.ts'
import { applicationsAt, hostOf, hostsOf } from './store.ts'
import { handoversAt, wholeOf } from './store-case.ts'
import { PARTS, type Part, type Whole } from './types.ts'

/** `/registrar/rpl`: who runs the cases appoints assessors and decides by decree. */
export function manageRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/rpl', (c) => drawQueue(deps, c))
  app.get('/registrar/rpl/programmes', (c) => drawHosts(deps, c, c.req.query('organisation')))
  app.post('/registrar/rpl/programmes', async (c) => {
    const actor = requireActor(c)
    const form = await readForm(c)
    const values: HostValues = {
      programmeId: form.text('programme'),
      accreditation: form.text('accreditation'),
      number: form.text('number'),
      validUntil: form.text('validUntil'),
      shownAs: form.text('shownAs'),
      open: form.text('open') === 'yes',
    }
    const organisation = form.text('organisation')
    const done = await stateHost(deps, actor, organisation, values)
    if (done.ok) return c.redirect(c.var.page.href('/registrar/rpl/programmes?saved=1'), 303)
    if (done.refusals[0].code === 'rpl.not-allowed') return forbidden()
    c.status(422)
    return drawHosts(deps, c, organisation, done.refusals, values)
  })
  app.get('/registrar/rpl/:id', async (c) => drawCase(deps, c, await ownCase(deps, c)))
  app.post('/registrar/rpl/:id/assessors', async (c) => {
    const whole = await ownCase(deps, c)
    const form = await readForm(c)
    const part = form.text('part')
    const assessor = form.text(`assessor-${part}`)
    const done = await appoint(deps, requireActor(c), whole.application.id, part, assessor)
    if (done.ok) return c.redirect(c.var.page.href(`/registrar/rpl/${whole.application.id}`), 303)
    c.status(422)
    const at = (refusal: Refusal) => (refusal.at === 'assessor' ? { ...refusal, at: `assessor-${part}` } : refusal)
    return drawCase(deps, c, whole, done.refusals.map(at), { appointing: { part, assessor } })
  })
  app.post('/registrar/rpl/:id/decision', async (c) => {
    const whole = await ownCase(deps, c)
    const form = await readForm(c)
    const values: DecisionValues = {
      claimIds: form.all('claims'),
      earlierSks: form.text('earlierSks'),
      reason: form.text('reason'),
      minutes: form.text('minutes'),
      decreeNumber: form.text('decreeNumber'),
      decreeOn: form.text('decreeOn'),
    }
    const done = await decidePrior(deps, requireActor(c), whole.application.id, values)
    if (done.ok) return c.redirect(c.var.page.href(`/registrar/rpl/${whole.application.id}`), 303)
    c.status(422)
    return drawCase(deps, c, whole, done.refusals, { values })
  })
  return app
}

/** A case that this person runs; another organisation's isn't found. */
async function ownCase(deps: Deps, c: AppContext): Promise<Whole> {
  const actor = requireActor(c)
  if (managedOrganisations(actor).length === 0) forbidden()
  return (await managedCase(deps.db, actor, c.req.param('id') ?? '')) ?? notFound()
}

async function drawQueue(deps: Deps, c: AppContext): Promise<Response> {
  const actor = requireActor(c)
  const own = managedOrganisations(actor)
  if (own.length === 0) forbidden()
  const applications = (await applicationsAt(deps.db, own)).filter((one) => mayManage(actor, one))
  const handovers = await handoversAt(deps.db, own)
  const ids = [...new Set([...applications, ...handovers].map(({ personId }) => personId))]
  const people = await findPeople(deps.db, ids)
  const nameOf = (id: string) => people.get(id)?.name ?? ''
  const rows = await Promise.all(
    applications.map(async (application): Promise<PriorRow> => {
      const whole = await wholeOf(deps.db, application)
      return {
        application,
        applicant: nameOf(application.personId),
        aim: await aimOf(deps.db, application),
        dueOn: whole.appeal?.dueOn ?? application.dueOn ?? '',
        state: stateOf(whole),
      }
    }),
  )
  const versions = await findVersions(deps.db, [...new Set(handovers.map((one) => one.definitionVersionId))])
  const requests = await requestsOf(
    deps.db,
    handovers.map(({ personId, decisionId }) => ({ personId, id: decisionId })),
  )
  const handed = handovers.map((handover): HandoverRow => {
    const request = requests.get(handover.decisionId)
    return {
      handover,
      applicant: nameOf(handover.personId),
      title: versions.get(handover.definitionVersionId)?.title ?? { id: '', en: '' },
      // What was asked for before there were requests was awarded on the ordinary path.
      state: request === undefined ? 'approved' : requestState(request),
    }
  })
  const today = dayOf(deps.clock())
  const ended = ({ state }: PriorRow) => state === 'decided' || state === 'closed'
  return c.html(
    PriorQueuePage({
      page: c.var.page,
      open: rows.filter((row) => !ended(row)).toSorted((a, b) => a.dueOn.localeCompare(b.dueOn)),
      done: rows.filter(ended),
      handovers: handed,
      today,
      soon: dayAfter(today, priorPractice().warningDays.value),
      campus: organisationsWhere(actor, ...CAMPUS_ROLES).length > 0,
    }),
  )
}

const NOTHING_TYPED: HostValues = {
  programmeId: '',
  accreditation: '',
  number: '',
  validUntil: '',
  shownAs: '',
  open: true,
}

async function drawHosts(
  deps: Deps,
  c: AppContext,
  asked: string | undefined,
  errors: readonly Refusal[] = [],
  values = NOTHING_TYPED,
): Promise<Response> {
  const own = organisationsWhere(requireActor(c), ...CAMPUS_ROLES)
  if (own.length === 0) forbidden()
  const id = asked !== undefined && own.includes(asked) ? asked : (own[0] ?? '')
  const organisation = (await findOrganisation(deps.db, id)) ?? notFound()
  return c.html(
    HostsPage({
      page: c.var.page,
      organisation,
      hosts: await hostsOf(deps.db, id),
      programmes: await programmesOf(deps.db, id),
      values,
      errors,
      saved: c.req.query('saved') === '1',
    }),
  )
}

interface Told {
  readonly values?: DecisionValues
  readonly appointing?: { readonly part: string; readonly assessor: string }
}

async function drawCase(
  deps: Deps,
  c: AppContext,
  whole: Whole,
  refusals: readonly Refusal[] = [],
  told: Told = {},
): Promise<Response> {
  const { page } = c.var
  const { application, claims } = whole
  const round = roundOf(whole)
  const reports = whole.reports.filter((one) => one.round === round)
  const state = stateOf(whole)
  const guideline = guidelineOf(application.guidelineId)
  const rules = await ruleSetOfGuideline(deps.db, guideline, rulesDay(application, deps.clock()))
  const programme = application.programmeId === null ? null : await findProgramme(deps.db, application.programmeId)
  const sks = programme === null ? null : mostByPriorLearning(rules, programme)
  const used =
    programme === null
      ? 0
      : ((await priorLearningUsed(deps.db, application.personId, programme.id, application.id)) ?? 0)
  const open = state === 'appointing' || state === 'assessing' || state === 'conflict'
  const candidates = open ? await candidateLists(deps, whole) : []
  const shown = standing(whole.appointments, round)
  const people = await findPeople(deps.db, [application.personId, ...shown.map(({ assessorId }) => assessorId)])
  const parts: readonly Part[] = PARTS.filter(
    (part) => part !== 'third' || state === 'conflict' || shown.some((one) => one.part === part),
  )
  const host = application.programmeId === null ? null : await hostOf(deps.db, application.programmeId)
  return c.html(
    ManagePage({
      page,
      whole,
      state,
      round,
      aim: await aimOf(deps.db, application),
      organisation: (await findOrganisation(deps.db, application.organisationId))?.name ?? '',
      applicant: people.get(application.personId)?.name ?? '',
      guideline: withRuleSet(guideline, rules),
      shownAs: host?.shownAs,
      issue: await issueOf(deps.db, whole, deps.clock()),
      places: parts.map((part) => {
        const place = shown.find((one) => one.part === part)
        return {
          part,
          name: place === undefined ? null : (people.get(place.assessorId)?.name ?? ''),
          answered: place?.conflict === false,
          reported: reports.some((one) => one.part === part),
        }
      }),
      candidates,
      verdictOf: (claim) => verdictOn(claim.id, reports),
      most: programme === null || sks === null ? null : { sks, total: programme.totalSks, used },
      appointing: told.appointing ?? { part: '', assessor: '' },
      values: told.values ?? {
        claimIds: state === 'assessed' ? recommended(whole).map(({ id }) => id) : claims.map(({ id }) => id),
        earlierSks: '',
        reason: '',
        minutes: '',
        decreeNumber: '',
        decreeOn: '',
      },
      errors: worded(page, refusals),
    }),
  )
}

/** Who may be appointed to each place that is free. */
async function candidateLists(deps: Deps, whole: Whole) {
  const taken = new Set(whole.appointments.map(({ assessorId }) => assessorId))
  return Promise.all(
    freePlaces(whole).map(async (part) => {
      const found = (await candidatesFor(deps.db, part, whole.application.organisationId)).filter(
        ({ personId }) => !taken.has(personId) && personId !== whole.application.personId,
      )
      const names = await findPeople(
        deps.db,
        found.map(({ personId }) => personId),
      )
      return {
        part,
        people: found.map(({ personId, organisationName }) => ({
          id: personId,
          label: `${names.get(personId)?.name ?? ''}, ${organisationName}`,
        })),
      }
    }),
  )
}
