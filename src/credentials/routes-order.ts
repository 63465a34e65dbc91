import { Hono } from 'hono'
import { batchesOf, findBatch, participantsOf } from '../enrolment/index.ts'
import { findOrganisation } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import type { Deps } from '../platform/deps.ts'
import { type Form, readForm } from '../platform/forms.ts'
import { forbidden, notFound, requireActor } from '../platform/http.ts'
import type { AppContext, AppEnv } from '../platform/page.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'
import { reasonsToGive, statusPolicy, statusReasons } from './library.ts'
import { minutesUntil, type OrderShown, OrdersPage } from './pages-order.tsx'
import { OrderPage } from './pages-order-one.tsx'
import { issuingOrganisation } from './routes-issue.ts'
import { orderState } from './rules.ts'
import { confirmOrder, ownOrder, placeOrder, undoOrder } from './service-order.ts'
import { newestOfEnrolments } from './store-award.ts'
import { ordersOf, rowsOf } from './store-order.ts'
import { CHANGES, type ChangeAsked, type StatusOrder } from './types.ts'

const ORDERS = '/provider/issue/orders'
const ORDERS_SHOWN = 50
const ROWS_SHOWN = 200

/** Orders to change statuses: the second person's queue, an order for many, one order with its hold. */
export function orderRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get(ORDERS, (c) => drawOrders(deps, c))
  app.post(ORDERS, async (c) => {
    const organisationId = issuingOrganisation(c)
    const form = await readForm(c)
    const asked = askedIn(form)
    const ids = form.text('credentialIds').split(/[\s,;]+/)
    const found = await batchCredentials(deps, organisationId, form.text('batchId'))
    if (asked === null) return drawOrders(deps, c, form, [{ code: 'credentials.none-chosen', at: 'change' }])
    if (found === null) return drawOrders(deps, c, form, [{ code: 'credentials.batch-not-found', at: 'batchId' }])
    // An address of a credential is as good as its id.
    const credentialIds = [...ids.map((id) => id.split('/').at(-1) ?? ''), ...found]
    const placed = await placeOrder(deps, requireActor(c), organisationId, credentialIds, asked)
    if (!placed.ok) return drawOrders(deps, c, form, placed.refusals)
    return c.redirect(c.var.page.href(`${ORDERS}/${placed.value.id}`), 303)
  })
  app.get(`${ORDERS}/:id`, async (c) => drawOrder(deps, c, await ownOf(deps, c)))
  app.post(`${ORDERS}/:id/confirmation`, async (c) => {
    const order = await ownOf(deps, c)
    return answer(deps, c, order, await confirmOrder(deps, requireActor(c), order.id))
  })
  app.post(`${ORDERS}/:id/undoing`, async (c) => {
    const order = await ownOf(deps, c)
    return answer(deps, c, order, await undoOrder(deps, requireActor(c), order.id))
  })
  return app
}

/** What a form asks to be changed; nothing where it names no change. */
export function askedIn(form: Form): ChangeAsked | null {
  const change = CHANGES.find((one) => one === form.text('change'))
  if (change === undefined) return null
  const holderName = form.text('holderName').trim()
  const asked = { change, reason: form.text('reason'), note: form.text('note') }
  return holderName === '' ? asked : { ...asked, holderName }
}

/** What was awarded in a batch, each in its newest edition; nothing where the batch is another organisation's. */
async function batchCredentials(
  deps: Deps,
  organisationId: string,
  batchId: string,
): Promise<readonly string[] | null> {
  if (batchId === '') return []
  const batch = await findBatch(deps.db, batchId)
  if (batch === null || batch.organisationId !== organisationId) return null
  const enrolments = await participantsOf(deps.db, batchId)
  return newestOfEnrolments(
    deps.db,
    enrolments.map(({ id }) => id),
  )
}

async function answer(deps: Deps, c: AppContext, order: StatusOrder, outcome: Outcome<StatusOrder>): Promise<Response> {
  if (outcome.ok) return c.redirect(c.var.page.href(`${ORDERS}/${order.id}`), 303)
  c.status(422)
  return drawOrder(deps, c, order, outcome.refusals)
}

async function ownOf(deps: Deps, c: AppContext): Promise<StatusOrder> {
  const found = await ownOrder(deps.db, requireActor(c), c.req.param('id') ?? '')
  if (found.ok) return found.value
  return found.refusals[0].code === 'credentials.not-allowed' ? forbidden() : notFound()
}

async function shownOf(deps: Deps, c: AppContext, orders: readonly StatusOrder[]): Promise<OrderShown[]> {
  const people = await findPeople(
    deps.db,
    orders.flatMap(({ askedBy, confirmedBy }) => (confirmedBy === null ? [askedBy] : [askedBy, confirmedBy])),
  )
  const [now, policy, actor] = [deps.clock(), statusPolicy(), requireActor(c)]
  return orders.map((order) => ({
    order,
    state: orderState(order, policy, now),
    minutesLeft: minutesUntil(now, order.effectiveAt),
    askedBy: people.get(order.askedBy)?.name ?? '',
    confirmedBy: order.confirmedBy === null ? null : (people.get(order.confirmedBy)?.name ?? ''),
    own: order.askedBy === actor.personId,
  }))
}

async function drawOrders(deps: Deps, c: AppContext, form?: Form, refusals?: readonly Refusal[]): Promise<Response> {
  const organisationId = issuingOrganisation(c)
  const organisation = (await findOrganisation(deps.db, organisationId)) ?? notFound()
  const text = (name: string) => form?.text(name) ?? ''
  const page = OrdersPage({
    page: c.var.page,
    organisation: organisation.name,
    orders: await shownOf(deps, c, await ordersOf(deps.db, organisationId, ORDERS_SHOWN)),
    batches: await batchesOf(deps.db, { organisationId }),
    reasons: reasonsToGive(),
    policy: statusPolicy(),
    form: {
      change: text('change'),
      reason: text('reason'),
      note: text('note'),
      credentialIds: text('credentialIds'),
      batchId: text('batchId'),
    },
    refusals,
  })
  return c.html(page, refusals === undefined ? 200 : 422)
}

async function drawOrder(
  deps: Deps,
  c: AppContext,
  order: StatusOrder,
  refusals?: readonly Refusal[],
): Promise<Response> {
  const [shown] = await shownOf(deps, c, [order])
  const rows = await rowsOf(deps.db, order.id, ROWS_SHOWN)
  const people = await findPeople(
    deps.db,
    rows.flatMap(({ personId }) => (personId === null ? [] : [personId])),
  )
  const named = rows.map((row) => ({ row, name: people.get(row.personId ?? '')?.name ?? row.credentialId }))
  return c.html(
    OrderPage({ page: c.var.page, shown: shown ?? notFound(), rows: named, reasons: statusReasons(), refusals }),
  )
}
