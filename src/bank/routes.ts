import { Hono } from 'hono'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { requireActor } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { CreditPage } from './pages.tsx'
import { flagRoutes } from './routes-flags.ts'
import { statementRoutes } from './routes-statement.ts'
import { balance, statement } from './service.ts'
import { stackNotes } from './service-stack.ts'
import { namesIn, whyEmpty } from './service-statement.ts'
import { flagsOf } from './store-flag.ts'
import { publicCodes } from './store-public.ts'
import { openReservations } from './store-unit.ts'
import type { AccountHooks } from './types.ts'

/**
 * `/credit`: the learner's own account, its statement to take away and its public entries; `/credit/scoreboard`;
 * `/registrar/flags`. Limits and waiting wishes come from `hooks` (recognition).
 */
export function routes(deps: Deps, hooks: AccountHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit', async (c) => {
    const actor = requireActor(c)
    const { personId } = actor
    const [movements, total, view, reservations, codes, flags] = await Promise.all([
      statement(deps.db, personId),
      balance(deps.db, personId),
      hooks.accountView(personId),
      openReservations(deps.db, personId),
      publicCodes(deps.db, personId),
      flagsOf(deps.db, personId),
    ])
    return c.html(
      CreditPage({
        page: c.var.page,
        name: actor.name,
        day: dayOf(deps.clock()),
        balance: total,
        movements,
        view,
        organisations: await namesIn(deps.db, movements),
        reservations,
        codes,
        notes: await stackNotes(deps.db, movements),
        flags: flags.filter(({ settledAt }) => settledAt === null),
        why: movements.length === 0 ? await whyEmpty(deps.db, personId) : [],
        all: c.req.query('all') === '1',
      }),
    )
  })
  app.route('/', statementRoutes(deps))
  app.route('/', flagRoutes(deps, hooks))
  return app
}
