import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import type { AppEnv } from '../../platform/page.ts'
import { ownCampus } from '../routes-registrar.ts'
import type { CredentialSource } from '../types.ts'
import { ExportsPage } from './pages-hub.tsx'
import { feederRoutes } from './routes-feeder.ts'
import { outwardRoutes } from './routes-outward.ts'
import { skpiRoutes } from './routes-skpi.ts'

/** `/registrar/exports`: everything that leaves the registrar's room; `/credit/exports`: what a learner takes away. */
export function routes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/registrar/exports', async (c) =>
      c.html(ExportsPage({ page: c.var.page, organisation: await ownCampus(deps, c, c.req.query('organisation')) })),
    )
    .route('/', feederRoutes(deps))
    .route('/', skpiRoutes(deps, source))
    .route('/', outwardRoutes(deps))
}
