import { Hono } from 'hono'
import { findOrganisations, organisationsWhere } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { Actor, AppContext, AppEnv } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { detectors, sanctionList } from './library.ts'
import { QueuePage } from './pages.tsx'
import { CasePage } from './pages-case.tsx'
import { ReviewPage } from './pages-review.tsx'
import {
  caseFor,
  casesFor,
  confirmSanction,
  decideAppeal,
  decideCase,
  fileAppeal,
  mayOversee,
  proposeSanction,
  takeCase,
} from './service.ts'
import type { CaseFile } from './types-case.ts'

/** Fields that are shown again after a refusal. */
const TYPED = ['outcome', 'reason', 'code', 'reasonId', 'reasonEn', 'grounds', 'upheld'] as const

/** `/review`: the two desks of oversight; `/review/fraud`: the queue of cases and each case with its decisions. */
export function routes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get('/review', async (c) => {
    if (!(await mayOversee(deps.db, requireActor(c)))) return c.redirect(c.var.page.href('/review/fraud'), 302)
    return c.html(ReviewPage({ page: c.var.page }))
  })
  app.get('/review/fraud', async (c) => {
    const actor = requireActor(c)
    const oversees = await mayOversee(deps.db, actor)
    if (!oversees && organisationsWhere(actor, 'owner').length === 0) forbidden()
    const [items, names] = [await casesFor(deps.db, actor), await providerNames(deps)]
    const lines = items.map((item) => ({
      ...item,
      provider: names.get(item.case.organisationId) ?? '',
      detector: detectors().find(({ id }) => id === item.case.detector),
    }))
    return c.html(QueuePage({ page: c.var.page, lines, today: dayOf(deps.clock()), oversees }))
  })
  app.get('/review/fraud/:id', async (c) => drawCase(deps, c, [], {}))
  const verb = (
    path: string,
    work: (actor: Actor, id: string, form: Form, c: AppContext) => Promise<Outcome<CaseFile>>,
  ) =>
    app.post(`/review/fraud/:id/${path}`, async (c) => {
      const actor = requireActor(c)
      const id = c.req.param('id') ?? ''
      const form = await readForm(c)
      const done = await work(actor, id, form, c)
      if (done.ok) return c.redirect(c.var.page.href(`/review/fraud/${id}`), 303)
      return drawCase(deps, c, done.refusals, Object.fromEntries(TYPED.map((name) => [name, form.text(name)])))
    })
  verb('owner', (actor, id) => takeCase(deps, actor, id))
  verb('decision', (actor, id, form) =>
    decideCase(deps, actor, id, { outcome: form.text('outcome'), reason: form.text('reason') }),
  )
  verb('sanctions', (actor, id, form) =>
    proposeSanction(deps, actor, id, {
      code: form.text('code'),
      reasonId: form.text('reasonId'),
      reasonEn: form.text('reasonEn'),
    }),
  )
  verb('sanctions/:sanction/confirmation', (actor, id, _, c) =>
    confirmSanction(deps, actor, id, c.req.param('sanction') ?? ''),
  )
  verb('appeal', (actor, id, form) => fileAppeal(deps, actor, id, form.text('grounds')))
  verb('appeal/decision', (actor, id, form) =>
    decideAppeal(deps, actor, id, { upheld: form.text('upheld'), reason: form.text('reason') }),
  )
  return app
}

async function providerNames(deps: Deps): Promise<ReadonlyMap<string, string>> {
  return new Map((await findOrganisations(deps.db)).map(({ id, name }) => [id, name]))
}

/** A case as it stands. What isn't theirs is not found; a verb that isn't theirs is forbidden. */
async function drawCase(
  deps: Deps,
  c: AppContext,
  refusals: readonly Refusal[],
  typed: Readonly<Record<string, string>>,
): Promise<Response> {
  const actor = requireActor(c)
  const file = await caseFor(deps.db, actor, c.req.param('id') ?? '')
  if (file === null) return notFound()
  if (refusals.some(({ code }) => code === 'governance.not-allowed')) return forbidden()
  const oversees = await mayOversee(deps.db, actor)
  const { ownerId, decidedBy } = file.case
  const took = [ownerId, decidedBy, ...file.sanctions.flatMap((one) => [one.proposedBy, one.confirmedBy])]
  const people = oversees ? await findPeople(deps.db, [...new Set(took.flatMap((id) => id ?? []))]) : new Map()
  if (refusals.length > 0) c.status(422)
  return c.html(
    CasePage({
      page: c.var.page,
      file,
      provider: (await providerNames(deps)).get(file.case.organisationId) ?? '',
      detector: detectors().find(({ id }) => id === file.case.detector),
      list: sanctionList(),
      names: new Map([...people].map(([id, { name }]) => [id, name])),
      personId: actor.personId,
      oversees,
      today: dayOf(deps.clock()),
      refusals,
      typed,
    }),
  )
}
