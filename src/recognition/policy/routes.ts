import { Hono } from 'hono'
import { findOrganisations, findProgrammes } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../../platform/page.ts'
import type { Outcome, Refusal } from '../../platform/refusal.ts'
import { ruleWords } from '../service-account.ts'
import { allRuleSets } from '../service-sets.ts'
import { publications } from '../store-published.ts'
import type { Limit } from '../types.ts'
import { policyPractice } from './library.ts'
import { CasePage } from './pages-case.tsx'
import { DifferencePage } from './pages-difference.tsx'
import { DraftPage } from './pages-draft.tsx'
import { DraftsPage } from './pages-drafts.tsx'
import { PartPage } from './pages-part.tsx'
import { SimulationPage } from './pages-simulation.tsx'
import { type CaseForm, NEW_CASE, tryCases } from './rules-cases.ts'
import { changesBetween } from './rules-difference.ts'
import { stateOf } from './rules-draft.ts'
import { boxesOf, type Values, valuesOf } from './rules-entry.ts'
import { type Part, partAt } from './rules-part.ts'
import { shownGroups } from './rules-simulation.ts'
import {
  baseOfDraft,
  discardDraft,
  editPart,
  ownDraft,
  policyHomes,
  removePart,
  rulesOfDraft,
  startDraft,
} from './service.ts'
import { addCase, expectAnswer, removeCase } from './service-cases.ts'
import { giveBack, propose, publishDraft, readinessOf } from './service-publish.ts'
import { simulationOf, startSimulation } from './service-simulation.ts'
import { draftsOf } from './store.ts'
import { DIMENSIONS, type Dimension, type Draft } from './types.ts'

/** The level whose words a limit is shown in, where no programme is meant. */
const SHOWN = 'S1'
const words = (limit: Limit) => ruleWords(limit, SHOWN, 0)

/** `/rules/drafts`: the workshop of policy owners. `/rules/:id/difference`: published rule sets beside each other, for everybody. */
export function policyRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/rules/drafts', (c) => drawDrafts(deps, c, []))
  app.post('/rules/drafts', async (c) => {
    const actor = owner(c)
    const form = await readForm(c)
    const started = await startDraft(deps, actor, form.text('organisation'), form.text('base'))
    if (started.ok) return c.redirect(c.var.page.href(`/rules/drafts/${started.value.id}`), 303)
    return drawDrafts(deps, c, started.refusals)
  })
  app.get('/rules/drafts/:id', async (c) => drawDraft(deps, c, await mine(deps, c), '', []))
  app.get('/rules/drafts/:id/part', async (c) => {
    const draft = await mine(deps, c)
    // A form that stands open while the draft is proposed or published leads back to what became of it.
    if (stateOf(draft) !== 'open') return toDraft(c, draft.id)
    const part = partAt(draft.content, c.req.query('place') ?? '')
    return part === null ? notFound() : drawPart(c, draft, part, valuesOf(part), draft.revision, [])
  })
  app.post('/rules/drafts/:id/part', (c) => savePart(deps, c))
  app.get('/rules/drafts/:id/cases/new', async (c) => drawCase(c, await mine(deps, c), NEW_CASE, []))
  app.post('/rules/drafts/:id/cases', async (c) => {
    const draft = await mine(deps, c)
    const sent = await readForm(c)
    const form = Object.fromEntries(
      Object.keys(NEW_CASE).map((name) => [name, sent.text(name).slice(0, 1000)]),
    ) as unknown as CaseForm
    const added = await addCase(deps, owner(c), { id: draft.id, revision: revisionOf(sent) }, form)
    return added.ok ? toDraft(c, draft.id, '#cases') : drawCase(c, draft, form, added.refusals)
  })
  app.post('/rules/drafts/:id/cases/:index', async (c) => {
    const draft = await mine(deps, c)
    const sent = await readForm(c)
    const index = /^\d{1,4}$/.test(c.req.param('index')) ? Number(c.req.param('index')) : -1
    const asked = { id: draft.id, revision: revisionOf(sent), index }
    const verb = sent.text('act') === 'expect' ? expectAnswer : removeCase
    return afterwards(deps, c, draft, await verb(deps, owner(c), asked), '', '#cases')
  })
  app.post('/rules/drafts/:id/proposal', async (c) => {
    const draft = await mine(deps, c)
    const sent = await readForm(c)
    const reason = sent.text('reason')
    const done = await propose(deps, owner(c), { id: draft.id, revision: revisionOf(sent) }, reason)
    return afterwards(deps, c, draft, done, reason)
  })
  app.post('/rules/drafts/:id/publication', async (c) => {
    const draft = await mine(deps, c)
    const sent = await readForm(c)
    const reason = sent.text('reason')
    const asked = { id: draft.id, revision: revisionOf(sent) }
    const publishes = sent.text('act') === 'publish'
    const done: Outcome<unknown> = publishes
      ? await publishDraft(deps, owner(c), asked, reason)
      : await giveBack(deps, owner(c), draft.id, reason)
    return afterwards(deps, c, draft, done, reason)
  })
  app.post('/rules/drafts/:id/discard', async (c) => {
    const draft = await mine(deps, c)
    return afterwards(deps, c, draft, await discardDraft(deps, owner(c), draft.id), '')
  })
  app.get('/rules/drafts/:id/difference', async (c) => {
    const draft = await mine(deps, c)
    const [base, after] = [await baseOfDraft(deps.db, draft), rulesOfDraft(draft)]
    // Where others were published since the draft was begun, it is to be read beside those that it will follow as well.
    const { succeeds } = await readinessOf(deps.db, draft, dayOf(deps.clock()))
    const others = succeeds === null || succeeds.id === base.id ? [] : [base, succeeds]
    const before = others.find(({ id }) => id === c.req.query('with')) ?? base
    const back = { href: `/rules/drafts/${draft.id}`, label: c.var.page.say(after.name) }
    const changes = changesBetween(before, after)
    return c.html(DifferencePage({ page: c.var.page, before, after, changes, words, others, back, isDraft: true }))
  })
  app.get('/rules/:id/difference', (c) => drawPublishedDifference(deps, c))
  app.get('/rules/drafts/:id/simulation', async (c) => drawSimulation(deps, c, await mine(deps, c), []))
  app.post('/rules/drafts/:id/simulation', async (c) => {
    const draft = await mine(deps, c)
    const reach = (await readForm(c)).text('reach') === 'all' ? 'all' : 'family'
    const started = await startSimulation(deps, owner(c), draft.id, reach)
    if (!started.ok) return drawSimulation(deps, c, draft, started.refusals)
    return c.redirect(c.var.page.href(`/rules/drafts/${draft.id}/simulation`), 303)
  })
  return app
}

/** Who asks, where it is a policy owner: everybody else is turned away. */
function owner(c: AppContext): Actor {
  const actor = requireActor(c)
  return policyHomes(actor).length === 0 ? forbidden() : actor
}

/** The draft of the address, where it is one's own organisation's; another's is not found. */
async function mine(deps: Deps, c: AppContext): Promise<Draft> {
  return (await ownDraft(deps.db, owner(c), c.req.param('id') ?? '')) ?? notFound()
}

const revisionOf = (form: Form): number => (/^\d{1,9}$/.test(form.text('revision')) ? Number(form.text('revision')) : 0)
const toDraft = (c: AppContext, id: string, anchor = ''): Response =>
  c.redirect(`${c.var.page.href(`/rules/drafts/${id}`)}${anchor}`, 303)

async function afterwards(
  deps: Deps,
  c: AppContext,
  draft: Draft,
  done: Outcome<unknown>,
  reason: string,
  anchor = '',
): Promise<Response> {
  if (done.ok) return toDraft(c, draft.id, anchor)
  return drawDraft(deps, c, await mine(deps, c), reason, done.refusals)
}

async function savePart(deps: Deps, c: AppContext): Promise<Response> {
  const draft = await mine(deps, c)
  const sent = await readForm(c)
  const place = sent.text('place')
  const part = partAt(draft.content, place)
  if (part === null) return notFound()
  const asked = { id: draft.id, revision: revisionOf(sent), place }
  const values: Values = Object.fromEntries(part.entries.flatMap(boxesOf).map((box) => [box, sent.all(box)]))
  const done =
    sent.text('act') === 'remove'
      ? await removePart(deps, owner(c), asked)
      : await editPart(deps, owner(c), asked, values)
  return done.ok ? toDraft(c, draft.id, '#cases') : drawPart(c, draft, part, values, asked.revision, done.refusals)
}

async function drawDrafts(deps: Deps, c: AppContext, refusals: readonly Refusal[]): Promise<Response> {
  const own = policyHomes(owner(c))
  const drafts = await draftsOf(deps.db, own)
  const homes = await findOrganisations(deps.db, [...own])
  const foreign = new Set(
    (await publications(deps.db))
      .filter(({ national, organisationId }) => !national && !own.includes(organisationId))
      .map(({ ruleSetId }) => ruleSetId),
  )
  c.status(refusals.length > 0 ? 422 : 200)
  return c.html(
    DraftsPage({
      page: c.var.page,
      homes,
      lines: drafts.map((draft) => ({
        id: draft.id,
        state: stateOf(draft),
        changedAt: draft.changedAt,
        organisationName: homes.find(({ id }) => id === draft.organisationId)?.name ?? '',
        rules: rulesOfDraft(draft),
      })),
      bases: (await allRuleSets(deps.db)).filter(({ id }) => !foreign.has(id)),
      refusals,
    }),
  )
}

async function drawDraft(
  deps: Deps,
  c: AppContext,
  draft: Draft,
  reason: string,
  refusals: readonly Refusal[],
): Promise<Response> {
  const state = stateOf(draft)
  const { rules, succeeds, refusals: readiness } = await readinessOf(deps.db, draft, dayOf(deps.clock()))
  c.status(refusals.length > 0 ? 422 : 200)
  return c.html(
    DraftPage({
      page: c.var.page,
      draft,
      state,
      rules,
      base: await baseOfDraft(deps.db, draft),
      succeeds: state === 'open' || state === 'proposed' ? succeeds : null,
      words,
      cases: tryCases(rules, draft.examples),
      readiness,
      isProposer: draft.proposedBy === c.var.actor?.personId,
      reason,
      refusals,
    }),
  )
}

function drawPart(
  c: AppContext,
  draft: Draft,
  part: Part,
  values: Values,
  revision: number,
  refusals: readonly Refusal[],
): Response | Promise<Response> {
  const rules = rulesOfDraft(draft)
  c.status(refusals.length > 0 ? 422 : 200)
  const cases = tryCases(rules, draft.examples)
  return c.html(PartPage({ page: c.var.page, draftId: draft.id, revision, rules, part, values, cases, refusals }))
}

function drawCase(
  c: AppContext,
  draft: Draft,
  form: CaseForm,
  refusals: readonly Refusal[],
): Response | Promise<Response> {
  c.status(refusals.length > 0 ? 422 : 200)
  const { id: draftId, revision } = draft
  return c.html(CasePage({ page: c.var.page, draftId, revision, rules: rulesOfDraft(draft), form, refusals }))
}

async function drawPublishedDifference(deps: Deps, c: AppContext): Promise<Response> {
  const sets = await allRuleSets(deps.db)
  const after = sets.find(({ id }) => id === c.req.param('id'))
  if (after === undefined) return notFound()
  const succession = (await publications(deps.db)).find(({ ruleSetId }) => ruleSetId === after.id)
  const others = sets.filter(({ id }) => id !== after.id)
  const earlier = others.findLast(
    ({ family, validFrom }) => family === after.family && (validFrom ?? '') < (after.validFrom ?? ''),
  )
  const asked = c.req.query('with')
  const before =
    asked === undefined
      ? (others.find(({ id }) => id === succession?.succeeds) ?? earlier ?? others[0])
      : others.find(({ id }) => id === asked)
  if (before === undefined) return notFound()
  const back = { href: `/rules/${after.id}`, label: c.var.page.say(after.name) }
  const changes = changesBetween(before, after)
  return c.html(DifferencePage({ page: c.var.page, before, after, changes, words, others, back, isDraft: false }))
}

async function drawSimulation(
  deps: Deps,
  c: AppContext,
  draft: Draft,
  refusals: readonly Refusal[],
): Promise<Response> {
  const { page } = c.var
  const found = await simulationOf(deps.db, draft)
  const least = policyPractice().smallGroup.value
  const by = found?.simulation.tallies.by
  const groupsOf = (dimension: Dimension) => (by === undefined ? [] : shownGroups(by[dimension], least))
  const groups = Object.fromEntries(DIMENSIONS.map((one) => [one, groupsOf(one)])) as Record<
    Dimension,
    ReturnType<typeof groupsOf>
  >
  const keys = (dimension: Dimension) => groups[dimension].flatMap(({ key }) => key ?? []).slice(0, 200)
  const organisations = await findOrganisations(deps.db, keys('institution'))
  const programmes = await findProgrammes(deps.db, keys('programme'))
  const nameOf = (dimension: Dimension, key: string): string => {
    if (dimension === 'institution') return organisations.find(({ id }) => id === key)?.name ?? key
    if (dimension === 'level') return page.t(`recognition.level.${key}`)
    if (dimension === 'outcome') return page.t(`recognition.outcome.${key}`)
    const programme = programmes.get(key)
    return programme === undefined ? key : page.say(programme.name)
  }
  c.status(refusals.length > 0 ? 422 : 200)
  return c.html(
    SimulationPage({
      page,
      draftId: draft.id,
      national: draft.national,
      rules: rulesOfDraft(draft),
      simulation: found?.simulation ?? null,
      stale: found?.stale ?? false,
      groups,
      nameOf,
      smallGroup: least,
      refusals,
    }),
  )
}
