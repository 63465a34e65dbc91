import { Hono } from 'hono'
import { findOrganisations } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { requireActor } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { CreditPage } from './pages.tsx'
import { balance, statement } from './service.ts'
import type { AccountHooks } from './types.ts'

/** `/credit`: the learner's own account. Limits and waiting wishes come from `hooks` (recognition). */
export function routes(deps: Deps, hooks: AccountHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit', async (c) => {
    const actor = requireActor(c)
    const [movements, total, view] = await Promise.all([
      statement(deps.db, actor.personId),
      balance(deps.db, actor.personId),
      hooks.accountView(actor.personId),
    ])
    const ids = movements
      .flatMap(({ reason }) => [reason.organisationId, reason.issuerOrganisationId])
      .filter((id) => id !== undefined)
    const organisations = new Map(
      (await findOrganisations(deps.db, [...new Set(ids)])).map(({ id, name }) => [id, name]),
    )
    return c.html(
      CreditPage({
        page: c.var.page,
        name: actor.name,
        day: dayOf(deps.clock()),
        balance: total,
        movements,
        view,
        organisations,
      }),
    )
  })
  return app
}
