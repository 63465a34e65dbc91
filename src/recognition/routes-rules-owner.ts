import { Hono } from 'hono'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { RerunPage } from './pages-rerun.tsx'
import { ownCampus } from './routes-registrar.ts'
import { rerun } from './service-rerun.ts'
import { allRuleSets, ruleSetOfDay } from './service-sets.ts'

/** `/registrar/rules/rerun`: who would change if the decided cases of the own campus were asked of another rule set. */
export function rulesOwnerRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/rules/rerun', async (c) => {
    const organisation = await ownCampus(deps, c, c.req.query('organisation'), 'owner')
    const sets = await allRuleSets(deps.db)
    const asked = c.req.query('rules')
    const chosen = sets.find(({ id }) => id === asked) ?? (await ruleSetOfDay(deps.db, null, dayOf(deps.clock())))
    const found = await rerun(deps.db, chosen, { organisationId: organisation.id })
    const lines = found.cases.map((one) => ({ ...one, decidedOn: dayOf(one.decidedAt) }))
    return c.html(RerunPage({ page: c.var.page, organisation, sets, chosen, counts: found, lines }))
  })
  return app
}
