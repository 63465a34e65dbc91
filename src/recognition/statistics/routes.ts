import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import { notFound } from '../../platform/http.ts'
import type { AppEnv } from '../../platform/page.ts'
import { published } from '../../platform/published.ts'
import { csvLine } from '../../platform/table/index.ts'
import { protection } from './library.ts'
import { groupName, StatisticsPage } from './pages.tsx'
import { editionsPublished } from './store.ts'
import { DIMENSIONS, type Edition } from './types.ts'

const PAGE = '/rules/statistics'
const FILE_SECONDS = 3600
const TEN = 10
const HEADINGS = [
  'quarter',
  'by',
  'group',
  'groups',
  'requests',
  'accepted',
  'refused',
  'open',
  'refused_percent',
  'median_days',
  'sks',
  'taken_back',
]

/** `/rules/statistics`, open to everybody, with each quarter as CSV and JSON. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(PAGE, async (c) => {
    const editions = await editionsPublished(deps.db)
    const asked = c.req.query('quarter')
    const chosen = asked === undefined ? editions[0] : editions.find(({ quarter }) => quarter === asked)
    if (asked !== undefined && chosen === undefined) return notFound()
    return c.html(StatisticsPage({ page: c.var.page, editions, chosen: chosen ?? null, protection: protection() }))
  })
  app.get(`${PAGE}/:file{[0-9]{4}-[1-4]\\.(?:csv|json)}`, async (c) => {
    const [asked, end] = c.req.param('file').split('.')
    const edition = (await editionsPublished(deps.db)).find(({ quarter }) => quarter === asked)
    if (edition === undefined) return notFound()
    if (end === 'json') return published(c, JSON.stringify(edition), 'application/json; charset=utf-8', FILE_SECONDS)
    return published(c, csvOf(edition, c.var.page), 'text/csv; charset=utf-8', FILE_SECONDS)
  })
  return app
}

function csvOf(edition: Edition, page: Parameters<typeof groupName>[0]): string {
  const rows = DIMENSIONS.flatMap((by) =>
    edition.tables[by].map((row) => ({ by, name: groupName(page, by, row, edition.tables[by].length), row })),
  )
  const total = edition.total === null ? [] : [{ by: 'total', name: '', row: { ...edition.total, together: 1 } }]
  const lines = [...total, ...rows].map(({ by, name, row }) =>
    csvLine(
      [
        edition.quarter,
        by,
        name,
        row.together,
        row.requests,
        row.accepted,
        row.refused,
        row.open,
        row.refusedPermille === null ? '' : row.refusedPermille / TEN,
        row.medianDays ?? '',
        row.sks,
        row.withdrawn ?? 0,
      ].map(String),
    ),
  )
  return `\ufeff${csvLine(HEADINGS)}${lines.join('')}`
}
