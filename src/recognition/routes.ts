import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { policyRoutes } from './policy/index.ts'
import { learnerRoutes } from './routes-learner.ts'
import { registrarRoutes } from './routes-registrar.ts'
import { rulesRoutes } from './routes-rules.ts'
import { rulesOwnerRoutes } from './routes-rules-owner.ts'
import { wouldCountRoutes } from './routes-would-count.ts'
import type { CredentialSource } from './types.ts'

/** `/credit/requests`, `/registrar`, `/rules` with the drafts of policy owners, and the simulation. `source` tells of credentials and their verdicts. */
export function routes(deps: Deps, source: CredentialSource): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .route('/', learnerRoutes(deps, source))
    .route('/', registrarRoutes(deps, source))
    .route('/', policyRoutes(deps))
    .route('/', rulesRoutes(deps))
    .route('/', rulesOwnerRoutes(deps))
    .route('/', wouldCountRoutes(deps))
}
