import { Hono } from 'hono'
import { findVersion } from '../design/index.ts'
import { findOrganisation, findOrganisations } from '../organisations/index.ts'
import type { Deps } from '../platform/deps.ts'
import { notFound, problem, requireActor } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { published } from '../platform/published.ts'
import { DefinitionPage } from './pages-definition.tsx'
import { travelling } from './service-log.ts'
import { LIST_SECONDS, statusListDocument } from './service-status-list.ts'
import { findCredential } from './store-award.ts'

const RETRY_SECONDS = 10

/** What needs no role: status lists and definition versions for anyone, a credential with its proof of the log for its holder. */
export function publicRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/status/lists/:id', async (c) => {
    const id = c.req.param('id')
    const list = await statusListDocument(deps, id)
    const type = id.endsWith('-token') ? 'application/statuslist+jwt' : 'application/vc'
    if (list.ok) return published(c, list.value, type, LIST_SECONDS, true)
    c.header('Access-Control-Allow-Origin', '*')
    if (list.refusals[0].code === 'credentials.list-not-found') return problem(c, 404, list.refusals)
    c.header('Retry-After', String(RETRY_SECONDS))
    return problem(c, 503, list.refusals)
  })
  app.get('/credentials/:id', async (c) => {
    const actor = requireActor(c)
    const credential = await findCredential(deps.db, c.req.param('id'))
    if (credential === null || credential.holderId !== actor.personId || credential.document === null) notFound()
    const { text } = await travelling(deps, credential, credential.document)
    return c.body(text, 200, {
      'content-type': 'application/vc; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="${credential.id}.json"`,
      'x-robots-tag': 'noindex',
    })
  })
  app.get('/definitions/:id', async (c) => {
    const version = (await findVersion(deps.db, c.req.param('id'))) ?? notFound()
    const organisation = (await findOrganisation(deps.db, version.organisationId)) ?? notFound()
    const beside = await findOrganisations(
      deps.db,
      version.coIssuers.map(({ organisationId }) => organisationId),
    )
    const coIssuers = version.coIssuers.flatMap(({ organisationId, role }) =>
      beside.filter(({ id }) => id === organisationId).map(({ name, slug }) => ({ name, slug, role })),
    )
    return c.html(DefinitionPage({ page: c.var.page, version, issuer: organisation, coIssuers }))
  })
  return app
}
