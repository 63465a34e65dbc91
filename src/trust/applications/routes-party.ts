import { Hono } from 'hono'
import {
  endingSoon,
  findAgreements,
  findOrganisations,
  organisationBySlug,
  type PartyEvent,
  partyEvents,
  partyLists,
  partyRolesOf,
  subjectsOf,
} from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { formatDay } from '../../platform/format.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv, Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { becameWords, roleName } from '../pages-party.tsx'
import { PartiesPage } from './pages-parties.tsx'
import { PartyPage } from './pages-party.tsx'
import { PARTIES_MOST, type PartyForm } from './pages-party-fields.tsx'
import { linesOf } from './routes-proposal.ts'
import { propose } from './service-review.ts'
import { openProposals } from './store-proposal.ts'
import { PARTY_ACTS, type PartyAct, type PartyActGiven } from './types.ts'

/** `/review/register/parties`: proposals about a party as such. Whoever comes here keeps the register. */
export function partyRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/review/register/parties', async (c) => drawAll(deps, c))
  app.get('/review/register/parties/:slug', async (c) => {
    const empty = formOf({ text: () => '', all: () => [] })
    return draw(deps, c, { ...empty, act: c.req.query('act') ?? '' }, [])
  })
  app.post('/review/register/parties/:slug', async (c) => {
    const organisation = (await organisationBySlug(deps.db, c.req.param('slug'))) ?? notFound()
    const sent = await readForm(c)
    const form = formOf(sent)
    const given = givenOf(form, organisation.id)
    if (given === null) return notFound()
    const word = { noConflict: sent.text('noConflict') === '1' }
    const done = await propose(deps, requireActor(c), organisation.id, given, word)
    if (done.ok) return c.redirect(c.var.page.href(`/review/register/proposals/${done.value.proposalId}`), 303)
    c.status(422)
    return draw(deps, c, form, done.refusals)
  })
  return app
}

/** The agreements that end soon, for whoever keeps the register. */
export async function endingAgreements(db: Db, now: Date) {
  return endingSoon(await findAgreements(db), dayOf(now), partyLists.endingSoonDays.value)
}

function formOf(sent: Pick<Form, 'text' | 'all'>): PartyForm {
  const line = (name: string) => sent.text(name).trim().slice(0, 500)
  return {
    act: line('act'),
    onDay: line('onDay'),
    from: line('from'),
    lastDay: line('lastDay'),
    newName: line('newName'),
    successorId: line('successorId'),
    role: line('role'),
    scope: line('scope'),
    curatedOnly: line('curatedOnly') === '1',
    cataloguePlatform: line('cataloguePlatform').toLowerCase(),
    fact: line('fact'),
    kind: line('kind'),
    title: line('title'),
    levelMin: line('levelMin'),
    levelMax: line('levelMax'),
    documentSha256: line('documentSha256').toLowerCase(),
    parties: Array.from({ length: PARTIES_MOST }, (_, at) => ({
      organisationId: line(`party-${at + 1}`),
      office: line(`office-${at + 1}`),
      signedOn: line(`signedOn-${at + 1}`),
    })),
    subjects: sent.text('subjects').slice(0, 30_000),
    source: sent.text('source').trim(),
    note: sent.text('note').trim(),
  }
}

/** The act that a form means; nothing where it is none about a party. */
function givenOf(form: PartyForm, organisationId: string): PartyActGiven | null {
  const act = PARTY_ACTS.find((one) => one === form.act)
  const { onDay, from, lastDay, source, note, successorId } = form
  const grounds = { source, note }
  if (act === 'rename') return { act, content: { ...grounds, onDay, newName: form.newName } }
  if (act === 'merge' || act === 'close') return { act, content: { ...grounds, onDay, successorId } }
  if (act === 'end-role') return { act, content: { ...grounds, factId: form.fact, lastDay } }
  if (act === 'choose') return { act, content: { ...grounds, subjects: subjectsOf(form.subjects), from, lastDay } }
  if (act === 'role') {
    const { role, scope, curatedOnly, cataloguePlatform } = form
    return { act, content: { ...grounds, role, scope, curatedOnly, cataloguePlatform, from, lastDay } }
  }
  if (act !== 'agreement') return null
  const { kind, title, levelMin, levelMax, documentSha256 } = form
  const parties = form.parties
    .map((party, at) => (at === 0 ? { ...party, organisationId } : party))
    .filter((party) => party.organisationId !== '')
  const content = { kind, title, fields: [], levelMin, levelMax, documentSha256, parties, from, lastDay }
  return { act, content: { ...grounds, ...content } }
}

async function draw(deps: Deps, c: AppContext, form: PartyForm, errors: readonly Refusal[]): Promise<Response> {
  const { page } = c.var
  const organisation = (await organisationBySlug(deps.db, c.req.param('slug') ?? '')) ?? notFound()
  const { id } = organisation
  const [events, roles, all] = await Promise.all([
    partyEvents(deps.db),
    partyRolesOf(deps.db, id),
    findOrganisations(deps.db),
  ])
  const ended = endOf(events, id) !== undefined
  const openRoles = roles.filter((one) => one.validUntil === null)
  const offered: readonly PartyAct[] = [
    ...(ended ? [] : (['rename', 'merge', 'close', 'role'] as const)),
    ...(openRoles.length > 0 ? (['end-role'] as const) : []),
    ...(ended ? [] : (['agreement'] as const)),
    ...(roles.some((one) => one.curatedOnly) ? (['choose'] as const) : []),
  ]
  const now = endedIds(events)
  return c.html(
    PartyPage({
      page,
      organisation,
      offered,
      act: offered.find((one) => one === form.act) ?? null,
      form,
      errors,
      waiting: await linesOf(deps, requireActor(c).personId, await openProposals(deps.db, id)),
      others: all
        .filter((one) => one.id !== id && !now.has(one.id))
        .map(({ id, name }) => ({ value: id, label: name })),
      openRoles: openRoles.map(({ role, validFrom }) => ({
        value: `${role}/${validFrom}`,
        label: `${roleName(page, role)}, ${formatDay(page.language, validFrom)}`,
      })),
    }),
  )
}

const endOf = (events: readonly PartyEvent[], id: string): PartyEvent | undefined =>
  events.find((one) => one.organisationId === id && one.kind !== 'rename')

const endedIds = (events: readonly PartyEvent[]): ReadonlySet<string> =>
  new Set(events.filter(({ kind }) => kind !== 'rename').map(({ organisationId }) => organisationId))

async function drawAll(deps: Deps, c: AppContext): Promise<Response> {
  const { page } = c.var
  const search = (c.req.query('q') ?? '').trim().slice(0, 100)
  const today = dayOf(deps.clock())
  const [events, all, ending, roles] = await Promise.all([
    partyEvents(deps.db),
    findOrganisations(deps.db),
    endingAgreements(deps.db, deps.clock()),
    partyRolesOf(deps.db),
  ])
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const found = all.filter(({ id, name }) => {
    const former = events.filter((one) => one.organisationId === id).map(({ formerName }) => formerName ?? '')
    const text = [name, ...former].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const open = roles.filter(({ validFrom, validUntil }) => validFrom <= today && (validUntil ?? '9999') > today)
  const rows = found.map((organisation) => {
    const own = open.filter((one) => one.organisationId === organisation.id).map(({ role }) => roleName(page, role))
    return { organisation, roles: [...new Set(own)], note: noteOf(page, events, organisation.id, names) }
  })
  return c.html(PartiesPage({ page, rows, search, ending }))
}

function noteOf(page: Page, events: readonly PartyEvent[], id: string, names: ReadonlyMap<string, string>): string {
  const end = endOf(events, id)
  return end === undefined ? '' : becameWords(page, end, names.get(end.successorId ?? '') ?? null)
}
