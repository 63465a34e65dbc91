import { Hono } from 'hono'
import { demoHistory } from '../db/demo/index.ts'
import { countUsedSks } from './bank/index.ts'
import { countOfferings, offeringOfVersion } from './catalogue/index.ts'
import { countCredentials } from './credentials/index.ts'
import { publishedVersions } from './design/index.ts'
import { findOrganisations } from './organisations/index.ts'
import type { Deps } from './platform/deps.ts'
import { homePage } from './platform/html/site-pages.tsx'
import type { AppEnv } from './platform/page.ts'
import { registerEntries } from './trust/index.ts'

const RECENT = 5
const SHELF = 17

/** How long the figures of the start page are kept, in milliseconds. */
const FIGURES_MILLISECONDS = 60_000

interface Figures {
  readonly issuers: number
  readonly credentials: number
  readonly sksCounted: number
  readonly at: Date
}

/** Answers the start page's figures, counted at most once a minute. */
function figuresOf(deps: Deps): () => Promise<Figures> {
  let kept: Figures | null = null
  return async () => {
    const at = deps.clock()
    if (kept !== null && at.getTime() - kept.at.getTime() < FIGURES_MILLISECONDS) return kept
    const [entries, credentials, sksCounted] = await Promise.all([
      registerEntries(deps.db),
      countCredentials(deps.db),
      countUsedSks(deps.db),
    ])
    kept = { issuers: entries.length, credentials, sksCounted, at }
    return kept
  }
}

/** `/`: the start page, gathered from the rooms. */
export function homeRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const figures = figuresOf(deps)
  app.get('/', async (c) => {
    const { page } = c.var
    const versions = (await publishedVersions(deps.db)).toSorted(
      (a, b) => Number(b.publishedAt) - Number(a.publishedAt),
    )
    const names = new Map((await findOrganisations(deps.db)).map(({ id, name }) => [id, name]))
    const recent = await Promise.all(
      versions.slice(0, RECENT).map(async (version) => ({
        id: version.definitionId,
        href: `/catalogue/${(await offeringOfVersion(deps.db, version.id))?.id ?? ''}`,
        title: page.say(version.title),
        provider: names.get(version.organisationId) ?? '',
        facts: [
          page.t('platform.home.fact-sks', { sks: version.sks }),
          page.t('platform.home.fact-hours', { hours: version.hours }),
          page.t('platform.home.fact-kkni', { level: version.kkniLevel }),
        ],
        priceRupiah: version.priceRupiah,
      })),
    )
    const { all } = await countOfferings(deps.db)
    const popular = page.t('platform.home.popular-words').split(', ')
    return c.html(
      homePage({
        page,
        recent,
        shelf: versions.slice(0, SHELF).map(({ definitionId }) => definitionId),
        offerings: all,
        figures: await figures(),
        popular,
        notice: (await demoHistory(deps)) === null ? null : page.t('platform.history.loading'),
      }),
    )
  })
  return app
}
