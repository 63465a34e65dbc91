import { Hono } from 'hono'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { issueRoutes } from './routes-issue.ts'
import { orderRoutes } from './routes-order.ts'
import { publicRoutes } from './routes-public.ts'
import { requestRoutes } from './routes-request.ts'
import { statusRoutes } from './routes-status.ts'
import { togetherRoutes } from './routes-together.ts'
import type { AwardHooks } from './service-signing.ts'

/**
 * `/provider/issue...` for issuers, `/credentials/:id` for its holder, and what anyone may read: `/status/lists/:id`,
 * `/definitions/:id`.
 */
export function routes(deps: Deps, hooks: AwardHooks = {}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.route('/', issueRoutes(deps))
  app.route('/', orderRoutes(deps))
  app.route('/', statusRoutes(deps))
  app.route('/', togetherRoutes(deps, hooks))
  app.route('/', requestRoutes(deps))
  app.route('/', publicRoutes(deps))
  return app
}
