import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { routes as agreementRoutes } from './agreements/index.ts'
import { routes as courseRoutes } from './courses/index.ts'
import { routes as exportRoutes } from './exports/index.ts'
import { routes as licenceRoutes } from './licences/index.ts'
import { routes as outsideRoutes, withOutside } from './outside/index.ts'
import { ownerRoutes, policyRoutes } from './policy/index.ts'
import { routes as priorLearningRoutes } from './prior-learning/index.ts'
import { askRoutes } from './routes-ask.ts'
import { batchRoutes } from './routes-batch.ts'
import { caseRoutes } from './routes-case.ts'
import { learnerRoutes } from './routes-learner.ts'
import { registrarRoutes } from './routes-registrar.ts'
import { rulesRoutes } from './routes-rules.ts'
import { rulesOwnerRoutes } from './routes-rules-owner.ts'
import { wouldCountRoutes } from './routes-would-count.ts'
import { sharedSolver, stackRoutes } from './stacks/index.ts'
import { routes as statisticsRoutes } from './statistics/index.ts'
import { routes as tenantRoutes } from './tenants/index.ts'
import type { CredentialSource } from './types.ts'

/** `/credit/requests`, `/registrar`, `/rules` with the drafts of policy owners, the simulation, prior learning and `/stacks`. `own` tells of our own credentials and their verdicts. */
export function routes(deps: Deps, own: CredentialSource): Hono<AppEnv> {
  const source = withOutside(deps, own)
  return new Hono<AppEnv>()
    .route('/', askRoutes(deps, source))
    .route('/', learnerRoutes(deps))
    .route('/', registrarRoutes(deps))
    .route('/', caseRoutes(deps, source))
    .route('/', batchRoutes(deps, source))
    .route('/', agreementRoutes(deps))
    .route('/', courseRoutes(deps))
    .route('/', outsideRoutes(deps))
    .route('/', statisticsRoutes(deps))
    .route('/', licenceRoutes(deps, source))
    .route('/', ownerRoutes(deps))
    .route('/', policyRoutes(deps))
    .route('/', rulesRoutes(deps))
    .route('/', rulesOwnerRoutes(deps))
    .route('/', wouldCountRoutes(deps))
    .route('/', priorLearningRoutes(deps))
    .route('/', stackRoutes(deps, sharedSolver()))
    .route('/', exportRoutes(deps, source))
    .route('/', tenantRoutes(deps))
}
