import { Hono } from 'hono'
import { fields } from '../frameworks/index.ts'
import { mayAct, ministries, ministryOfName, partyEvents } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { loadTexts } from '../platform/text.ts'
import { endOfDay } from './applications/rules.ts'
import { keepsRegister } from './applications/service.ts'
import { registerPractice } from './library.ts'
import { RegisterPage } from './pages.tsx'
import { ChangesPage, changeWords } from './pages-changes.tsx'
import { EntryPage } from './pages-entry.tsx'
import { NAMES } from './pages-names.ts'
import { stateAt } from './pages-words.tsx'
import { covers, reasonsAgainst } from './rules.ts'
import { bodyPeriods, entryAsKnown } from './rules-knowledge.ts'
import { allEntries, changesOf, registerChanges } from './service-ask.ts'
import { namesOn, partyShown } from './service-party.ts'
import { findRecorded } from './store.ts'
import type { Change, IssueQuestion, RegisterEntry } from './types.ts'
import type { PartyShown } from './types-party.ts'

const CHANGES_MOST = 200
const FEED_SECONDS = 60

/** The register for everybody: `/register`, `/register/changes`, its feed, and `/register/:slug`. */
export function publicRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/register', async (c) => drawRegister(deps, c))
  app.get('/register/changes', async (c) => {
    return c.html(ChangesPage({ page: c.var.page, changes: await registerChanges(deps.db, CHANGES_MOST) }))
  })
  app.get('/register/changes.json', async (c) => {
    const feed = feedOf(await registerChanges(deps.db, CHANGES_MOST), deps.publicUrl)
    return published(c, JSON.stringify(feed), 'application/feed+json; charset=utf-8', FEED_SECONDS)
  })
  app.get('/register/:slug', async (c) => drawEntry(deps, c, c.req.param('slug')))
  return app
}

/** The instant that a day stands for: its last moment, or now where the day isn't over or none was chosen. */
function instantOf(day: string, now: Date): { day: string; at: Date } {
  const end = endOfDay(day)
  if (end === null) return { day: '', at: now }
  return { day, at: end > now && day <= dayOf(now) ? now : new Date(end.getTime() - 1) }
}

async function drawRegister(deps: Deps, c: AppContext): Promise<Response> {
  const { page } = c.var
  const search = (c.req.query('q') ?? '').trim().slice(0, 100)
  const { day, at } = instantOf(c.req.query('on') ?? '', deps.clock())
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  // Who looks for an old name finds the party under its new one.
  const former = new Map<string, string>()
  for (const { organisationId, formerName } of await partyEvents(deps.db))
    former.set(organisationId, `${former.get(organisationId) ?? ''} ${formerName ?? ''}`)
  const matches = (entry: RegisterEntry) => {
    const province = page.say(NAMES.province(entry.province ?? ''))
    const text = `${entry.name} ${former.get(entry.organisationId) ?? ''} ${entry.city ?? ''} ${province}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  const begun = (await allEntries(deps.db)).filter((entry) => stateAt(entry, at) !== null)
  const issuers = begun.filter((entry) => entry.listings.some((one) => one.from <= at))
  const others = begun.filter((entry) => entry.standings.some((one) => one.from <= at))
  return c.html(
    RegisterPage({
      page,
      issuers: issuers.filter(matches),
      others: others.filter(matches),
      total: issuers.length,
      search,
      ministry: search === '' ? null : ministryOfName(ministries, search),
      on: day,
      at,
      names: NAMES,
    }),
  )
}

async function drawEntry(deps: Deps, c: AppContext, slug: string): Promise<Response> {
  const now = deps.clock()
  const { day, at } = instantOf(c.req.query('on') ?? '', now)
  const asOf = day === '' ? dayOf(now) : day
  const [[recorded], party] = await Promise.all([
    findRecorded(deps.db, { slug, unlisted: true }),
    partyShown(deps.db, slug, asOf),
  ])
  if (recorded === undefined || party === null || (recorded.listings.length === 0 && !isKnownAsParty(party)))
    return notFound()
  const known = instantOf(c.req.query('known') ?? '', now)
  const entry = entryAsKnown(recorded, known.day === '' ? null : known.at)
  const question = questionOf(c)
  return c.html(
    EntryPage({
      page: c.var.page,
      entry,
      party,
      day: asOf,
      nameThen: await namesOn(deps.db),
      at,
      on: day,
      known: known.day,
      names: NAMES,
      changes: changesOf(recorded).toSorted((a, b) => b.recordedAt.getTime() - a.recordedAt.getTime()),
      kinds: registerPractice().kinds.map((kind) => kind.code),
      fields: fields().map((field) => field.id),
      asked: question === null ? null : { question, reasons: reasonsAgainst(entry, question, at) },
      keeper: await keepsRegister(deps.db, c.var.actor),
      speaker:
        mayAct(c.var.actor, entry.organisationId, 'owner', 'operator') &&
        bodyPeriods(entry.standings, null).some((period) => covers(period, now)),
    }),
  )
}

/** Whether something is recorded of a party that never stood in the register: a bare name has no page. */
function isKnownAsParty({ roles, renamings, end, predecessors, agreements }: PartyShown): boolean {
  return roles.length + renamings.length + predecessors.length + agreements.length > 0 || end !== null
}

/** A question in the address; nothing where it is none of the closed lists. */
function questionOf(c: AppContext): IssueQuestion | null {
  const [kind, field, level] = [c.req.query('kind') ?? '', c.req.query('field') ?? '', c.req.query('level') ?? '']
  const known = registerPractice().kinds.some((one) => one.code === kind) && fields().some((one) => one.id === field)
  return known && /^[1-9]$/.test(level) ? { kind, field, level: Number(level) } : null
}

/** The changes as JSON Feed 1.1, each with its figures under `_lumbung`. Organisations only: nobody's name stands in it. */
function feedOf(changes: readonly Change[], publicUrl: string): object {
  const texts = loadTexts()
  const wordsIn = (language: 'id' | 'en', change: Change) => changeWords({ t: (key) => texts.t(language, key) }, change)
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: texts.t('id', 'trust.changes.title'),
    home_page_url: `${publicUrl}/register/changes`,
    feed_url: `${publicUrl}/register/changes.json`,
    language: 'id',
    items: changes.map((change) => ({
      id: change.id,
      ...(change.listed ? { url: `${publicUrl}/register/${change.slug}` } : {}),
      title: `${change.name}: ${wordsIn('id', change)}`,
      content_text: wordsIn('id', change),
      date_published: change.recordedAt.toISOString(),
      tags: [change.kind, change.what, ...(change.backdatedDays > 0 ? ['backdated'] : [])],
      _lumbung: {
        organisation: change.slug,
        kind: change.kind,
        what: change.what,
        words: { id: wordsIn('id', change), en: wordsIn('en', change) },
        recordedAt: change.recordedAt.toISOString(),
        from: change.from.toISOString(),
        until: change.until?.toISOString() ?? null,
        backdatedDays: change.backdatedDays,
        reason: change.reason,
      },
    })),
  }
}
