import { Hono } from 'hono'
import type { Deps } from '../../platform/deps.ts'
import type { AppEnv } from '../../platform/page.ts'
import { assessorRoutes } from './routes-assessor.ts'
import { applicantRoutes } from './routes-learner.ts'
import { manageRoutes } from './routes-registrar.ts'

/** `/rpl`, `/assess/rpl` and `/registrar/rpl`. */
export function routes(deps: Deps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .route('/', applicantRoutes(deps))
    .route('/', assessorRoutes(deps))
    .route('/', manageRoutes(deps))
}
