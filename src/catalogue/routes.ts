import { Hono } from 'hono'
import { type DefinitionVersion, findVersion, findVersions } from '../design/index.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Html } from '../platform/html/pieces.tsx'
import { notFound } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import { csvLine } from '../platform/table/index.ts'
import { CataloguePage, EmptyCataloguePage, type RecognisedCounts } from './pages.tsx'
import { type Compared, ComparePage, comparisonRows } from './pages-compare.tsx'
import { OfferingPage, type Recognition } from './pages-offering.tsx'
import { titleOf } from './pages-words.ts'
import { addressOf, COMPARED, filterList, readQuery } from './rules-query.ts'
import { search, suggest } from './service.ts'
import { findOffering, findOfferings } from './store.ts'
import type { Offering } from './types.ts'

/** What later rooms add to the pages of the catalogue. */
export interface CatalogueHooks {
  /** Stands beside an offering: enrolling, *would this count*. */
  besideOffering?(c: AppContext, offering: Offering): Promise<Html | null>
  /** Decisions of universities on record, by definition version. */
  recognitionsOf?(db: Db, versionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Recognition[]>>
}

/**
 * `GET /catalogue`, `/catalogue/suggestions`, `/catalogue/compare`, `/catalogue/compare.csv` and `/catalogue/:id`: all
 * public, all without JavaScript. The API stands apart in `apiRoutes`.
 */
export function routes(deps: Deps, hooks: CatalogueHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/catalogue', async (c) => {
    const query = readQuery(new URL(c.req.url).searchParams)
    const result = await search(deps.db, query)
    const { page } = c.var
    if (result.total === 0 && query.text === '' && filterList(query.filters).length === 0)
      return c.html(EmptyCataloguePage({ page }))
    const pages = Math.max(1, Math.ceil(result.total / query.pageSize))
    if (query.page > pages) return c.redirect(page.href(addressOf(query, { page: pages })), 302)
    const recognised = await countsOf(deps.db, hooks, result.offerings)
    return c.html(CataloguePage({ page, query, result, recognised }))
  })
  app.get('/catalogue/suggestions', async (c) => {
    c.header('Cache-Control', 'public, max-age=300')
    return c.json(await suggest(deps.db, readQuery(new URL(c.req.url).searchParams).text))
  })
  app.get('/catalogue/compare', async (c) => {
    const { compared, tooMany } = await comparedOf(deps.db, hooks, c)
    return c.html(ComparePage({ page: c.var.page, compared, tooMany }))
  })
  app.get('/catalogue/compare.csv', async (c) => {
    const { page } = c.var
    const { compared } = await comparedOf(deps.db, hooks, c)
    const lines = comparisonRows(page, compared).map(({ label, values }) => csvLine([label, ...values]))
    c.header('Content-Type', 'text/csv; charset=utf-8')
    c.header('Content-Disposition', 'attachment; filename="lumbung-compare.csv"')
    return c.body(`\ufeff${csvLine(['', ...compared.map(({ offering }) => titleOf(page, offering))])}${lines.join('')}`)
  })
  app.get('/catalogue/:id', async (c) => {
    const offering = await findOffering(deps.db, c.req.param('id'))
    if (offering === undefined) return notFound()
    if (offering.sameAs !== null) return c.redirect(c.var.page.href(`/catalogue/${offering.sameAs}`), 301)
    const versionId = offering.definitionVersionId
    const version = versionId === null ? null : ((await findVersion(deps.db, versionId)) ?? null)
    const recorded = versionId === null ? undefined : await hooks.recognitionsOf?.(deps.db, [versionId])
    const recognitions = recorded === undefined ? null : (recorded.get(versionId ?? '') ?? [])
    const beside = offering.withdrawnAt === null ? ((await hooks.besideOffering?.(c, offering)) ?? null) : null
    return c.html(
      OfferingPage({ page: c.var.page, offering, version, recognitions, beside, publicUrl: deps.publicUrl }),
    )
  })
  return app
}

async function countsOf(db: Db, hooks: CatalogueHooks, offerings: readonly Offering[]): Promise<RecognisedCounts> {
  const versionIds = offerings.flatMap(({ definitionVersionId }) => definitionVersionId ?? [])
  if (versionIds.length === 0 || hooks.recognitionsOf === undefined) return new Map()
  const recorded = await hooks.recognitionsOf(db, versionIds)
  return new Map(
    [...recorded].map(([id, recognitions]) => [
      id,
      new Set(recognitions.map(({ organisationName }) => organisationName)).size,
    ]),
  )
}

/** The offerings that an address names, at most four; unknown ids are left out. */
async function comparedOf(
  db: Db,
  hooks: CatalogueHooks,
  c: AppContext,
): Promise<{ compared: readonly Compared[]; tooMany: boolean }> {
  const ids = [...new Set(new URL(c.req.url).searchParams.getAll('id').filter((id) => /^[\w-]{1,64}$/.test(id)))]
  const offerings = await findOfferings(db, ids.slice(0, COMPARED))
  const versionIds = offerings.flatMap(({ definitionVersionId }) => definitionVersionId ?? [])
  const versions = new Map<string, DefinitionVersion>(
    [...(await findVersions(db, versionIds)).values()].map((version) => [version.id, version]),
  )
  const counts = await countsOf(db, hooks, offerings)
  const compared = offerings.map((offering) => {
    const versionId = offering.definitionVersionId ?? ''
    const recognised = versionId === '' || hooks.recognitionsOf === undefined ? null : (counts.get(versionId) ?? 0)
    return { offering, version: versions.get(versionId) ?? null, recognised }
  })
  return { compared, tooMany: ids.length > COMPARED }
}
