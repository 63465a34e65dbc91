import { Hono } from 'hono'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { ministries, partyLists } from './library-parties.ts'
import { type AgreementShown, AgreementsPage } from './pages-agreements.tsx'
import { MinistriesPage } from './pages-ministries.tsx'
import { endingSoon, nameOn, successorOn } from './rules-parties.ts'
import { findOrganisations } from './store.ts'
import { findAgreements, partyEvents } from './store-parties.ts'
import type { Agreement } from './types-parties.ts'

const JSON_SECONDS = 300

/**
 * `/register/agreements` and `/register/agreements.json`: every agreement, and those that end soon (F018).
 * `/register/ministries`: the names of ministries by day (F004). Public.
 */
export function agreementRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const read = async () => {
    const today = dayOf(deps.clock())
    const shown = await shownOf(deps, today)
    const days = partyLists.endingSoonDays.value
    const soon = endingSoon(shown, today, days).map(({ id }) => id)
    return { days, shown, soon: shown.filter(({ id }) => soon.includes(id)) }
  }
  app.get('/register/agreements', async (c) => {
    const { days, shown, soon } = await read()
    return c.html(AgreementsPage({ page: c.var.page, agreements: shown, soon, days }))
  })
  app.get('/register/agreements.json', async (c) => {
    const { days, shown, soon } = await read()
    const body = { endingWithinDays: days, ending: soon.map(({ id }) => id), agreements: shown }
    return published(c, JSON.stringify(body), 'application/json; charset=utf-8', JSON_SECONDS)
  })
  app.get('/register/ministries', (c) => {
    const today = dayOf(deps.clock())
    const asked = c.req.query('on') ?? ''
    const on = isDay(asked) ? asked : ''
    return c.html(MinistriesPage({ page: c.var.page, ministries, day: on === '' ? today : on, on }))
  })
  return app
}

/** Whether a text is an ISO day of the calendar. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** Each party under the name of the day on which the agreement began, and who stands for it today. */
async function shownOf(deps: Deps, today: string): Promise<readonly AgreementShown[]> {
  const [agreements, events, organisations] = await Promise.all([
    findAgreements(deps.db),
    partyEvents(deps.db),
    findOrganisations(deps.db),
  ])
  const byId = new Map(organisations.map((one) => [one.id, one]))
  const partyOf = (agreement: Agreement, organisationId: string) => {
    const own = events.filter((event) => event.organisationId === organisationId)
    const name = nameOn(byId.get(organisationId)?.name ?? organisationId, own, agreement.validFrom)
    const present = byId.get(successorOn(events, organisationId, today))
    const slug = byId.get(organisationId)?.slug ?? ''
    return { name, slug, presentName: present?.name ?? name, presentSlug: present?.slug ?? null }
  }
  return agreements.map((agreement) => ({
    ...agreement,
    shownParties: agreement.parties.map((party) => ({ ...party, ...partyOf(agreement, party.organisationId) })),
  }))
}
