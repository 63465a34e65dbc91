import { Hono } from 'hono'
import { countOfferings, offeringOfVersion } from './catalogue/index.ts'
import { publishedVersions } from './design/index.ts'
import { findOrganisations } from './organisations/index.ts'
import type { Deps } from './platform/deps.ts'
import { homePage } from './platform/html/site-pages.tsx'
import type { AppEnv } from './platform/page.ts'

const RECENT = 5
const SHELF = 17

/** `/`: the start page, gathered from the rooms. */
export function homeRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
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
        figures: null,
        popular,
      }),
    )
  })
  return app
}
