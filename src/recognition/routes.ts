import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { routes as exportRoutes } from './exports/index.ts'
import { routes as licenceRoutes } from './licences/index.ts'
import { learnerRoutes } from './routes-learner.ts'
import { registrarRoutes } from './routes-registrar.ts'
import { rulesRoutes } from './routes-rules.ts'
import { rulesOwnerRoutes } from './routes-rules-owner.ts'
import { wouldCountRoutes } from './routes-would-count.ts'
import { sharedSolver, stackRoutes } from './stacks/index.ts'
import { routes as statisticsRoutes } from './statistics/index.ts'
import { routes as tenantRoutes } from './tenants/index.ts'
import type { CredentialSource } from './types.ts'

/** `/credit/requests`, `/registrar`, `/rules`, the simulation and `/stacks`. `source` tells of credentials and their verdicts. */
export function routes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .route('/', learnerRoutes(deps, source))
    .route('/', registrarRoutes(deps, source))
    .route('/', statisticsRoutes(deps))
    .route('/', licenceRoutes(deps, source))
    .route('/', rulesRoutes(deps))
    .route('/', rulesOwnerRoutes(deps))
    .route('/', wouldCountRoutes(deps))
    .route('/', stackRoutes(deps, sharedSolver()))
    .route('/', exportRoutes(deps, source))
    .route('/', tenantRoutes(deps))
}
