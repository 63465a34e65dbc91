import { Hono } from 'hono'
import { organisationsWhere } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import { FlagPage, type FlagShown, FlagsPage } from './pages-flags.tsx'
import { settle } from './service-settle.ts'
import { findFlagAt, flagsAt } from './store-flag.ts'
import type { FlagHooks } from './types-stack.ts'

/** `/registrar/flags`: counted credit that an institution must look at again. */
export function flagRoutes(deps: Deps, hooks: FlagHooks): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/registrar/flags', async (c) => c.html(FlagsPage({ page: c.var.page, flags: await ownFlags(deps, c) })))
  app.get('/registrar/flags/:id', async (c) => {
    const flag = await ownFlag(deps, c)
    return c.html(FlagPage({ page: c.var.page, flag, form: { answer: '', reason: '' }, refusals: [] }))
  })
  app.post('/registrar/flags/:id', async (c) => {
    const flag = await ownFlag(deps, c)
    const sent = await readForm(c)
    const form = { answer: sent.text('answer'), reason: sent.text('reason') }
    const done = await settle(deps, requireActor(c), flag.organisationId, flag.id, form, hooks)
    if (done.ok) return c.redirect(c.var.page.href('/registrar/flags'), 303)
    c.status(422)
    return c.html(FlagPage({ page: c.var.page, flag, form, refusals: done.refusals }))
  })
  return app
}

/** The flags of the registrar's own institutions, with the names of their learners. */
async function ownFlags(deps: Deps, c: AppContext): Promise<readonly FlagShown[]> {
  const own = organisationsWhere(requireActor(c), 'registrar')
  if (own.length === 0) return forbidden()
  const flags = await flagsAt(deps.db, own)
  const people = await findPeople(deps.db, [...new Set(flags.map(({ personId }) => personId))])
  return flags.map((flag) => ({ ...flag, name: people.get(flag.personId)?.name ?? '' }))
}

async function ownFlag(deps: Deps, c: AppContext): Promise<FlagShown> {
  const flag = await findFlagAt(deps.db, organisationsWhere(requireActor(c), 'registrar'), c.req.param('id') ?? '')
  if (flag === null) return notFound()
  return { ...flag, name: (await findPeople(deps.db, [flag.personId])).get(flag.personId)?.name ?? '' }
}
