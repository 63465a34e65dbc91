import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { wouldCountApiRoutes } from './routes-would-count.ts'
import { sharedSolver, stackApiRoutes } from './stacks/index.ts'

/** The room's part of the API. */
export function apiRoutes(deps: Deps): readonly OpenAPIHono<AppEnv>[] {
  return [wouldCountApiRoutes(deps), stackApiRoutes(deps, sharedSolver())]
}
