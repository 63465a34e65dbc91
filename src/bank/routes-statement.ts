import { Hono } from 'hono'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { readForm } from '../platform/forms.ts'
import { notFound, requireActor } from '../platform/http.ts'
import type { AppEnv } from '../platform/page.ts'
import { ScoreboardPage } from './pages-scoreboard.tsx'
import { MovementPage, ShownPage } from './pages-statement.tsx'
import { bankPolicy } from './policy.ts'
import { balance, statement } from './service.ts'
import { stackNotes } from './service-stack.ts'
import {
  namesIn,
  ownMovement,
  scoreboard,
  showMovement,
  shownMovement,
  statementCredential,
} from './service-statement.ts'
import { drawStatement } from './statement-pdf.ts'
import type { Movement } from './types.ts'

const CODE = /^[0-9a-z]{26}$/

/** The organisation of a movement: who decided, or who issued. */
async function organisationIn(deps: Deps, movement: Movement): Promise<string> {
  const { organisationId, issuerOrganisationId } = movement.reason
  return (await namesIn(deps.db, [movement])).get(organisationId ?? issuerOrganisationId ?? '') ?? ''
}

/** What a learner takes away or shows of the account, and what anybody may see. */
export function statementRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/credit/statement.json', async (c) => {
    const document = await statementCredential(deps, requireActor(c))
    return c.body(document, 200, {
      'content-type': 'application/vc; charset=utf-8',
      'content-disposition': 'attachment; filename="lumbung-sks.json"',
      'cache-control': 'private, no-store',
    })
  })
  app.get('/credit/statement.pdf', async (c) => {
    const actor = requireActor(c)
    const movements = await statement(deps.db, actor.personId)
    const bytes = await drawStatement({
      page: c.var.page,
      name: actor.name,
      now: deps.clock(),
      balance: await balance(deps.db, actor.personId),
      movements,
      organisations: await namesIn(deps.db, movements),
      notes: await stackNotes(deps.db, movements),
      credential: await statementCredential(deps, actor),
    })
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="lumbung-sks-${dayOf(deps.clock())}.pdf"`,
      'cache-control': 'private, no-store',
    })
  })
  app.get('/credit/scoreboard', async (c) => {
    const least = bankPolicy().scoreboardLeastPeople.value
    return c.html(ScoreboardPage({ page: c.var.page, scores: await scoreboard(deps), least }))
  })
  app.get('/credit/movements/:id', async (c) => {
    const own = await ownMovement(deps.db, requireActor(c).personId, c.req.param('id'))
    if (!own.ok) return notFound()
    const { page } = c.var
    const { movement, code } = own.value
    const address = code === null ? '' : `${deps.publicUrl}${page.href(`/credit/entries/${code}`)}`
    const organisation = await organisationIn(deps, movement)
    return c.html(MovementPage({ page, movement, organisation, code, address }))
  })
  app.post('/credit/movements/:id/visibility', async (c) => {
    const actor = requireActor(c)
    const id = c.req.param('id')
    const shown = (await readForm(c)).text('shown') === 'yes'
    if (!(await showMovement(deps, actor, id, shown)).ok) return notFound()
    return c.redirect(c.var.page.href(`/credit/movements/${id}`), 303)
  })
  app.get('/credit/entries/:code', async (c) => {
    const code = c.req.param('code')
    const shown = CODE.test(code) ? await shownMovement(deps.db, code) : null
    if (shown === null) return notFound()
    const organisation = await organisationIn(deps, shown.movement)
    return c.html(ShownPage({ page: c.var.page, ...shown, organisation, now: deps.clock() }))
  })
  return app
}
