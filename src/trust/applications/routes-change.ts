import { Hono } from 'hono'
import { fields } from '../../frameworks/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { type Form, readForm } from '../../platform/forms.ts'
import { notFound, requireActor } from '../../platform/http.ts'
import type { AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { type Coded, registerPractice } from '../library.ts'
import { NAMES } from '../pages-names.ts'
import { listingAt, suspensionAt } from '../rules.ts'
import { registerEntryBySlug } from '../service-ask.ts'
import { FACT_KINDS, type RegisterEntry } from '../types.ts'
import { type ChangeForm, ChangePage, type OfferedAct } from './pages-change.tsx'
import { factsOf, linesOf } from './routes-proposal.ts'
import { scopeOf } from './rules.ts'
import { isRegisterClass } from './service.ts'
import { propose } from './service-review.ts'
import { openProposals } from './store-proposal.ts'
import type { ActGiven } from './types.ts'

const EMPTY: ChangeForm = {
  act: '',
  kinds: [],
  fields: [],
  levelMin: '',
  levelMax: '',
  from: '',
  lastDay: '',
  reason: '',
  fact: '',
  class: '',
  since: '',
  note: '',
}

/** `/review/register/entries/:slug`: proposals to change an entry. Whoever comes here keeps the register. */
export function changeRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/review/register/entries/:slug', async (c) => draw(deps, c, { ...EMPTY, act: c.req.query('act') ?? '' }, []))
  app.post('/review/register/entries/:slug', async (c) => {
    const entry = await entryOf(deps, c)
    const sent = await readForm(c)
    const form = formOf(sent)
    const given = givenOf(form, entry)
    if (given === null) return notFound()
    const word = { noConflict: sent.text('noConflict') === '1' }
    const done = await propose(deps, requireActor(c), entry.organisationId, given, word)
    if (done.ok) return c.redirect(c.var.page.href(`/review/register/proposals/${done.value.proposalId}`), 303)
    c.status(422)
    return draw(deps, c, form, done.refusals)
  })
  return app
}

async function entryOf(deps: Deps, c: AppContext): Promise<RegisterEntry> {
  return (await registerEntryBySlug(deps.db, c.req.param('slug') ?? '')) ?? notFound()
}

function formOf(sent: Form): ChangeForm {
  const line = (name: string) => sent.text(name).slice(0, 200)
  return {
    act: line('act'),
    kinds: sent.all('kinds').slice(0, 20),
    fields: sent.all('fields').slice(0, 50),
    levelMin: line('levelMin'),
    levelMax: line('levelMax'),
    from: line('from'),
    lastDay: line('lastDay'),
    reason: line('reason'),
    fact: line('fact'),
    class: line('class'),
    since: line('since'),
    note: sent.text('note'),
  }
}

/** The act that a form means; nothing where it is none that this page offers. */
function givenOf(form: ChangeForm, entry: RegisterEntry): ActGiven | null {
  const { act, from, lastDay, reason, note, fact, since } = form
  if (act === 'suspend' || act === 'resume') return { act, content: { reason, note } }
  if (act === 'authorise') return { act, content: { ...scopeOf(form), lastDay, from, note } }
  if (act === 'end-authorisation') return { act, content: { factId: fact, lastDay, note } }
  if (act === 'end-listing')
    return isRegisterClass(form.class) ? { act, content: { class: form.class, reason, note } } : null
  if (act === 'rotate-key') return { act, content: { reason, note } }
  if (act === 'compromise-key') return { act, content: { factId: fact, since, reason, note } }
  if (act !== 'correct') return null
  const kind = FACT_KINDS.find((one) => one === kindOf(entry, fact))
  return kind === undefined ? null : { act, content: { kind, factId: fact, from, lastDay, note } }
}

function kindOf({ listings, standings, authorisations, attestations, suspensions }: RegisterEntry, id: string): string {
  const has = (rows: readonly { id: string }[]) => rows.some((one) => one.id === id)
  if (has(listings) || has(standings)) return 'listing'
  if (has(authorisations)) return 'authorisation'
  if (has(attestations)) return 'attestation'
  return has(suspensions) ? 'suspension' : ''
}

/** What can be proposed for an entry as it stands. */
function offeredFor(entry: RegisterEntry, now: Date): readonly OfferedAct[] {
  const listed = listingAt(entry.listings, now) !== null
  const suspended = suspensionAt(entry.suspensions, now) !== null
  return [
    ...(listed && !suspended ? (['suspend'] as const) : []),
    ...(suspended ? (['resume'] as const) : []),
    ...(listed ? (['authorise'] as const) : []),
    ...(entry.authorisations.length > 0 ? (['end-authorisation'] as const) : []),
    ...([...entry.listings, ...entry.standings].some((one) => one.until === null) ? (['end-listing'] as const) : []),
    ...(listed ? (['rotate-key'] as const) : []),
    ...(entry.keys.length > 0 ? (['compromise-key'] as const) : []),
    'correct',
  ]
}

async function draw(deps: Deps, c: AppContext, form: ChangeForm, errors: readonly Refusal[]): Promise<Response> {
  const { page } = c.var
  const entry = await entryOf(deps, c)
  const now = deps.clock()
  const practice = registerPractice()
  const offered = offeredFor(entry, now)
  const act = offered.find((one) => one === form.act) ?? null
  const reasons: Readonly<Partial<Record<OfferedAct, readonly Coded[]>>> = {
    suspend: practice.suspensionReasons,
    resume: practice.resumeReasons,
    'end-listing': practice.endReasons,
    'rotate-key': practice.rotationReasons,
    'compromise-key': practice.compromiseReasons,
  }
  const wanted = act === 'compromise-key' ? 'key' : 'authorisation'
  const facts = factsOf(page, entry).filter(({ kind }) => (act === 'correct' ? kind !== 'key' : kind === wanted))
  const open = [...entry.listings, ...entry.standings].filter((one) => one.until === null)
  return c.html(
    ChangePage({
      page,
      entry,
      now,
      offered,
      act,
      form,
      errors,
      waiting: await linesOf(deps, requireActor(c).personId, await openProposals(deps.db, entry.organisationId)),
      reasons: act === null ? [] : (reasons[act] ?? []),
      facts,
      classes: [...new Set(open.map((one) => one.class))],
      kinds: practice.kinds.map((kind) => kind.code),
      fields: fields().map((field) => field.id),
      names: NAMES,
    }),
  )
}
