import { Hono } from 'hono'
import { findOrganisations } from '../../organisations/index.ts'
import { findPeople } from '../../people/index.ts'
import type { Deps } from '../../platform/deps.ts'
import { readForm } from '../../platform/forms.ts'
import { forbidden, requireActor } from '../../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { OwnersPage } from './pages-owner.tsx'
import { decideOwner, ownerHomes, proposeOwner } from './service-owner.ts'
import { openOwnerChanges, policyOwners } from './store-owner.ts'
import type { OwnerAsked } from './types-owner.ts'

const EMPTY: OwnerAsked = { organisationId: '', act: 'grant', personId: '', email: '', reason: '' }

/** `/rules/owners`: who keeps the policy of one's organisations, given and ended by two people. */
export function ownerRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const back = (c: AppContext) => c.redirect(c.var.page.href('/rules/owners'), 303)
  app.get('/rules/owners', (c) => draw(deps, c, EMPTY, []))
  app.post('/rules/owners', async (c) => {
    const sent = await readForm(c)
    const asked: OwnerAsked = {
      organisationId: sent.text('organisation'),
      act: sent.text('act') === 'end' ? 'end' : 'grant',
      personId: sent.text('person'),
      email: sent.text('email').slice(0, 320),
      reason: sent.text('reason'),
    }
    const done = await proposeOwner(deps, keeper(c), asked)
    return done.ok ? back(c) : draw(deps, c, asked, done.refusals)
  })
  app.post('/rules/owners/:id', async (c) => {
    const outcome = (await readForm(c)).text('act') === 'confirm' ? 'confirmed' : 'declined'
    const done = await decideOwner(deps, keeper(c), c.req.param('id'), outcome)
    return done.ok ? back(c) : draw(deps, c, EMPTY, done.refusals)
  })
  return app
}

function keeper(c: AppContext): Actor {
  const actor = requireActor(c)
  return ownerHomes(actor).length === 0 ? forbidden() : actor
}

async function draw(deps: Deps, c: AppContext, form: OwnerAsked, refusals: readonly Refusal[]): Promise<Response> {
  const actor = keeper(c)
  const own = ownerHomes(actor)
  const [homes, owners, changes] = [
    await findOrganisations(deps.db, [...own]),
    await policyOwners(deps.db, own),
    await openOwnerChanges(deps.db, own),
  ]
  const people = await findPeople(deps.db, [
    ...new Set([...owners, ...changes].map(({ personId }) => personId).concat(changes.map((one) => one.proposedBy))),
  ])
  const nameOf = (id: string) => people.get(id)?.name ?? ''
  c.status(refusals.length > 0 ? 422 : 200)
  return c.html(
    OwnersPage({ page: c.var.page, actorId: actor.personId, homes, owners, changes, nameOf, form, refusals }),
  )
}
