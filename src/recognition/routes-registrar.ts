import { Hono } from 'hono'
import { countOpenFlags } from '../bank/index.ts'
import {
  chooseRuleSet,
  findOrganisation,
  type Organisation,
  organisationsWhere,
  ruleSetOf,
  waitingStudies,
} from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { OwnerDeskPage } from './pages-owner-desk.tsx'
import { type AppealRow, type JustDecided, QueuePage, type QueueProps, type QueueSort } from './pages-registrar.tsx'
import { ChooseRulesPage } from './pages-rule-set.tsx'
import { assess, wishOf } from './service-case.ts'
import { choosableSets, ruleSetOfDay } from './service-sets.ts'
import { findRequestAt, lastDecisions, openRequests, precedentsOf } from './store.ts'
import { openAppeals } from './store-appeal.ts'

const SORTS: readonly QueueSort[] = ['due', 'owner', 'sks']

/** `/registrar`: the queue, what was decided last, appeals that wait, and the choice of rules. */
export function registrarRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar', async (c) => {
    const asked = c.req.query('organisation')
    const { page } = c.var
    // Requests are for registrars alone; the owner of the account is led to what an owner may do.
    if (organisationsWhere(requireActor(c), 'registrar').length === 0)
      return c.html(OwnerDeskPage({ page, organisation: await ownCampus(deps, c, asked, 'owner') }))
    const organisation = await ownCampus(deps, c, asked)
    const queue = await queueOf(deps, c, organisation)
    const last = await lastDecisions(deps.db, organisation.id)
    const names = await findPeople(deps.db, [...new Set(last.map(({ personId }) => personId))])
    const decided = last.map((decision) => ({
      decision,
      name: names.get(decision.personId)?.name ?? '',
      title: page.say(decision.facts.title),
    }))
    const rules = await ruleSetOfDay(deps.db, await ruleSetOf(deps.db, organisation.id, queue.today), queue.today)
    const decidedNow = await justDecided(deps, c)
    return c.html(
      QueuePage({
        ...queue,
        decided,
        rules,
        justDecided: decidedNow,
        appeals: await appealRows(deps, organisation.id),
        flagsWaiting: await countOpenFlags(deps.db, organisation.id),
      }),
    )
  })
  app.get('/registrar/rules', async (c) =>
    drawChoice(
      deps,
      c,
      await ownCampus(deps, c, c.req.query('organisation'), 'owner'),
      [],
      c.req.query('saved') === '1',
    ),
  )
  app.post('/registrar/rules', async (c) => {
    const actor = requireActor(c)
    const sent = await readForm(c)
    const organisation = await ownCampus(deps, c, sent.text('organisation'), 'owner')
    const sets = await choosableSets(deps.db, organisation.id, dayOf(deps.clock()))
    const chosen = sets.find(({ id }) => id === sent.text('ruleSet'))
    if (chosen === undefined) {
      c.status(422)
      return drawChoice(deps, c, organisation, [{ code: 'recognition.rules-missing', at: 'ruleSet' }], false)
    }
    const done = await chooseRuleSet(deps, actor, organisation.id, chosen.id)
    if (!done.ok) return forbidden()
    return c.redirect(c.var.page.href('/registrar/rules?saved=1'), 303)
  })
  return app
}

/**
 * The campus for which this person may act here: the one asked for, else the first whose registrar they are, else the first
 * that they own (`also`); everybody else is turned away.
 */
export async function ownCampus(
  deps: Deps,
  c: AppContext,
  asked: string | undefined,
  also?: 'owner',
): Promise<Organisation> {
  const actor = requireActor(c)
  const own = [
    ...organisationsWhere(actor, 'registrar'),
    ...(also === undefined ? [] : organisationsWhere(actor, also)),
  ]
  if (own.length === 0) forbidden()
  if (asked !== undefined && asked !== '' && !own.includes(asked)) return notFound()
  const organisation = await findOrganisation(deps.db, asked !== undefined && asked !== '' ? asked : (own[0] ?? ''))
  return organisation ?? notFound()
}

/** Rows of the queue beside an open case, before and after it. */
const BESIDE = 8

/** The queue of a campus; beside an open case (`current`) only what stands near it, for every row asks the rules. */
export async function queueOf(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  current?: string,
): Promise<QueueProps> {
  const all = await openRequests(deps.db, organisation.id)
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === current),
  )
  const requests = current === undefined ? all : all.slice(Math.max(0, at - BESIDE), at + BESIDE + 1)
  const people = await findPeople(deps.db, [...new Set(requests.map(({ personId }) => personId))])
  const precedents = await precedentsOf(deps.db, organisation.id, [
    ...new Set(requests.map(({ facts }) => facts.definitionVersionId ?? '')),
  ])
  const assessed = await Promise.all(requests.map((request) => assess(deps.db, wishOf(request))))
  const rows = requests.flatMap((request, index) => {
    const evaluation = assessed[index]?.evaluation
    if (evaluation === undefined) return []
    return [
      {
        request,
        evaluation,
        name: people.get(request.personId)?.name ?? '',
        precedents: precedents.get(request.facts.definitionVersionId ?? '')?.decisions ?? 0,
      },
    ]
  })
  const sort = SORTS.find((one) => one === c.req.query('sort')) ?? 'due'
  const compare = {
    due: () => 0,
    owner: (a: (typeof rows)[number], b: (typeof rows)[number]) => a.name.localeCompare(b.name),
    sks: (a: (typeof rows)[number], b: (typeof rows)[number]) => b.request.askedSks - a.request.askedSks,
  }
  const studentsWaiting = (await waitingStudies(deps.db, organisation.id)).length
  return {
    page: c.var.page,
    organisation,
    rows: rows.toSorted(compare[sort]),
    sort,
    today: dayOf(deps.clock()),
    studentsWaiting,
    waiting: all.length,
  }
}

/** Appeals that wait at a campus, by deadline. */
async function appealRows(deps: Deps, organisationId: string): Promise<readonly AppealRow[]> {
  const appeals = await openAppeals(deps.db, organisationId)
  const names = await findPeople(deps.db, [...new Set(appeals.map(({ personId }) => personId))])
  return appeals.map((appeal) => ({ appeal, facts: appeal.facts, name: names.get(appeal.personId)?.name ?? '' }))
}

/** The case that was decided a moment ago, where the address names one of the own campuses. */
export async function justDecided(deps: Deps, c: AppContext): Promise<JustDecided | null> {
  const id = c.req.query('decided')
  if (id === undefined) return null
  const request = await findRequestAt(deps.db, organisationsWhere(requireActor(c), 'registrar'), id)
  return request === null || request.closedAt === null ? null : { id: request.id, title: request.facts.title }
}

async function drawChoice(
  deps: Deps,
  c: AppContext,
  organisation: Organisation,
  refusals: readonly Refusal[],
  saved: boolean,
): Promise<Response> {
  const day = dayOf(deps.clock())
  const current = await ruleSetOfDay(deps.db, await ruleSetOf(deps.db, organisation.id, day), day)
  const sets = await choosableSets(deps.db, organisation.id, day)
  return c.html(ChooseRulesPage({ page: c.var.page, organisation, sets, current, refusals, saved }))
}
