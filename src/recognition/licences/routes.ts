import { Hono } from 'hono'
import { dayOf } from '../../platform/clock.ts'
import type { Deps } from '../../platform/deps.ts'
import { notFound } from '../../platform/http.ts'
import type { AppEnv } from '../../platform/page.ts'
import type { CredentialSource } from '../types.ts'
import { licences } from './library.ts'
import { LicencePage, LicencesPage } from './pages.tsx'
import { inForceOn } from './rules.ts'
import { ownCounted } from './service.ts'

/** `/rules/licences`: rules of licensing bodies, open to everybody, with the own credentials of whoever is signed in. */
export function routes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const known = () => inForceOn(licences(), dayOf(deps.clock())).filter(({ invented }) => deps.demo || !invented)
  app.get('/rules/licences', (c) => c.html(LicencesPage({ page: c.var.page, licences: known() })))
  app.get('/rules/licences/:id', async (c) => {
    const licence = known().find(({ id }) => id === c.req.param('id'))
    if (licence === undefined) return notFound()
    const { actor, page } = c.var
    const counted = actor === null ? null : await ownCounted(deps, source, licence, actor.personId)
    return c.html(LicencePage({ page, licence, counted }))
  })
  return app
}
