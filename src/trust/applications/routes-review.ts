import { Hono } from 'hono'
import { findOrganisation } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { checklistById, registerPractice } from '../library.ts'
import { checkName } from '../names/index.ts'
import { NAMES } from '../pages-names.ts'
import { attestationsAt } from '../rules.ts'
import { knownEntry } from '../service-ask.ts'
import type { ApplicationLine } from './pages-apply.tsx'
import { CasePage } from './pages-case.tsx'
import { type CaseLine, QueuePage } from './pages-review.tsx'
import { withItems } from './routes-apply.ts'
import { changeRoutes } from './routes-change.ts'
import { endingAgreements, partyRoutes } from './routes-party.ts'
import { answerProposal, drawProposal, linesOf, type ProposalRoom } from './routes-proposal.ts'
import { daysBetween, decisionsOf, newestFindings, scopeOf, stateOf, urgencyOf } from './rules.ts'
import { keepsRegister } from './service.ts'
import { declareConflict, propose, recordFindings } from './service-review.ts'
import {
  decidedApplications,
  documentsOf,
  findAppeal,
  findApplication,
  findingsOf,
  isInConflict,
  openApplications,
} from './store.ts'
import { openProposals, proposalsOf } from './store-proposal.ts'
import type { ActGiven, Application, RegisterHooks } from './types.ts'

const DECIDED_SHOWN = 20

/** `/review/register`: the room of those who keep the register. */
export function reviewRoutes(deps: Deps, hooks: RegisterHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use('/review/register', keepersOnly(deps))
  app.use('/review/register/*', keepersOnly(deps))
  app.get('/review/register', async (c) => {
    const actor = requireActor(c)
    const waiting = await linesOf(deps, actor.personId, await openProposals(deps.db))
    const decided = await Promise.all(
      (await decidedApplications(deps.db, DECIDED_SHOWN)).map((application) => lineOf(deps, application)),
    )
    const ending = (await endingAgreements(deps.db, deps.clock())).length
    return c.html(QueuePage({ page: c.var.page, cases: await casesOf(deps), waiting, decided, ending }))
  })
  app.get('/review/register/applications/:id', async (c) => draw(deps, c))
  app.post('/review/register/applications/:id/findings', async (c) => {
    const application = await submitted(deps, c)
    const form = await readForm(c)
    const findings = (checklistById(application.checklistId)?.items ?? []).flatMap(({ code }) => {
      const met = form.text(`met-${code}`)
      return met === '' ? [] : [{ item: code, met: met === '1', note: form.text(`note-${code}`) }]
    })
    const done = await recordFindings(deps, requireActor(c), application.id, findings)
    return done.ok ? back(c, application) : refused(deps, c, done.refusals)
  })
  app.post('/review/register/applications/:id/conflict', async (c) => {
    const application = await submitted(deps, c)
    const note = (await readForm(c)).text('conflictNote')
    const done = await declareConflict(deps, requireActor(c), application.organisationId, note)
    return done.ok ? back(c, application) : refused(deps, c, done.refusals)
  })
  app.post('/review/register/applications/:id/proposals', async (c) => {
    const application = await submitted(deps, c)
    const form = await readForm(c)
    const told = { reasons: form.all('reasons').slice(0, 20), note: form.text('note') }
    const authorisations = application.class === 'issuer' ? [scopeOf(application.content)] : []
    const given: ActGiven =
      form.text('act') === 'list'
        ? { act: 'list', content: { class: application.class, authorisations } }
        : { act: 'refuse', content: told }
    const word = { applicationId: application.id, noConflict: form.text('noConflict') === '1' }
    const done = await propose(deps, requireActor(c), application.organisationId, given, word)
    return done.ok ? back(c, application) : refused(deps, c, done.refusals, told)
  })
  app.get('/review/register/proposals/:id', async (c) => drawProposal(deps, c, roomOf(c)))
  app.post('/review/register/proposals/:id', async (c) => answerProposal(deps, c, roomOf(c), hooks))
  app.route('/', changeRoutes(deps))
  app.route('/', partyRoutes(deps))
  return app
}

/** Turns everybody away who doesn't keep the register. */
function keepersOnly(deps: Deps) {
  return async (c: AppContext, next: () => Promise<void>): Promise<void> => {
    if (!(await keepsRegister(deps.db, requireActor(c)))) forbidden()
    await next()
  }
}

function roomOf(c: AppContext): ProposalRoom {
  return {
    base: '/review/register/proposals',
    back: { href: '/review/register', label: c.var.page.t('register.review.title') },
    sees: async () => true,
  }
}

function back(c: AppContext, { id }: Application): Response {
  return c.redirect(c.var.page.href(`/review/register/applications/${id}`), 303)
}

async function refused(
  deps: Deps,
  c: AppContext,
  errors: readonly Refusal[],
  form?: { reasons: readonly string[]; note: string },
): Promise<Response> {
  c.status(422)
  return draw(deps, c, errors, form)
}

async function submitted(deps: Deps, c: AppContext): Promise<Application> {
  const application = await findApplication(deps.db, c.req.param('id') ?? '')
  return application === null || application.submittedAt === null ? notFound() : application
}

async function lineOf(deps: Deps, application: Application): Promise<ApplicationLine> {
  const proposals = await proposalsOf(deps.db, application.id)
  return {
    application,
    organisation: (await findOrganisation(deps.db, application.organisationId))?.name ?? '',
    state: stateOf(application, proposals, await findAppeal(deps.db, application.id)),
  }
}

/** The open cases with their age and how near each deadline is, the nearest first. */
async function casesOf(deps: Deps): Promise<readonly CaseLine[]> {
  const today = dayOf(deps.clock())
  const warning = registerPractice().days.warning.value
  const cases = await Promise.all(
    (await openApplications(deps.db)).map(async (application): Promise<CaseLine> => {
      const appeal = await findAppeal(deps.db, application.id)
      const dueOn = appeal?.dueOn ?? application.dueOn ?? today
      const since = appeal?.appealedAt ?? application.submittedAt ?? application.createdAt
      return {
        ...(await lineOf(deps, application)),
        dueOn,
        ageDays: Math.max(0, daysBetween(dayOf(since), today)),
        urgency: urgencyOf(dueOn, today, warning),
      }
    }),
  )
  return cases.toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
}

async function draw(
  deps: Deps,
  c: AppContext,
  errors: readonly Refusal[] = [],
  form: { reasons: readonly string[]; note: string } = { reasons: [], note: '' },
): Promise<Response> {
  const actor: Actor = requireActor(c)
  const application = await submitted(deps, c)
  const checklist = checklistById(application.checklistId)
  if (checklist === null) return notFound()
  const { page } = c.var
  const { id, organisationId } = application
  const proposals = await proposalsOf(deps.db, id)
  const findings = await findingsOf(deps.db, id)
  const people = await findPeople(deps.db, [...new Set(findings.map((one) => one.foundBy))])
  const entry = await knownEntry(deps.db, organisationId, { unlisted: true })
  const undecided = proposals.filter((one) => one.decision === null)
  return c.html(
    CasePage({
      page,
      cases: await casesOf(deps),
      ...(await lineOf(deps, application)),
      checklist,
      documents: await documentsOf(deps.db, id),
      findings: newestFindings(findings),
      finders: new Map([...people].map(([personId, person]) => [personId, person.name])),
      attestations: attestationsAt(entry?.attestations ?? [], deps.clock()),
      appeal: await findAppeal(deps.db, id),
      decisions: decisionsOf(proposals),
      waiting: await linesOf(deps, actor.personId, undecided),
      refusalReasons: registerPractice().refusalReasons,
      names: NAMES,
      nameVerdict: await checkName(
        deps.db,
        application.content.legalName,
        application.content.domain ?? null,
        organisationId,
      ),
      inConflict: await isInConflict(deps.db, actor.personId, organisationId),
      errors: withItems(page, errors, checklist),
      form,
    }),
  )
}
