import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  EmptyState,
  ErrorSummary,
  Finding,
  FlowTable,
  type Html,
  Instant,
  PostForm,
  Select,
  Textarea,
  type Tone,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import {
  CHANGES,
  type Change,
  type OrderState,
  type StatusOrder,
  type StatusPolicy,
  type StatusReason,
} from './types.ts'

const ISSUE = '/provider/issue'
export const ORDERS = `${ISSUE}/orders`
/** The tone of each state. */
export const TONES: Readonly<Record<OrderState, Tone>> = {
  unconfirmed: 'unknown',
  held: 'unknown',
  running: 'warn',
  overdue: 'warn',
  undone: 'plain',
  finished: 'pass',
}
const MINUTE_MILLISECONDS = 60_000

/** An order with how it stands and who is looking. */
export interface OrderShown {
  readonly order: StatusOrder
  readonly state: OrderState
  /** Whole minutes until it takes effect, at least 1; 0 where it isn't held. */
  readonly minutesLeft: number
  readonly askedBy: string
  readonly confirmedBy: string | null
  /** Whether the one who looks asked for it: then another has to confirm. */
  readonly own: boolean
}

/** Whole minutes from an instant until another, rounded up. */
export function minutesUntil(now: Date, then: Date | null): number {
  return then === null ? 0 : Math.max(0, Math.ceil((then.getTime() - now.getTime()) / MINUTE_MILLISECONDS))
}

/** How an order stands, with its mark and its word. */
export function State({ page, state }: { page: Page; state: OrderState }): Html {
  return <Finding tone={TONES[state]}>{page.t('credentials.order.state', { state })}</Finding>
}

/** The words of a reason, or its code where it is on the list no more. */
export function reasonName(page: Page, reasons: readonly StatusReason[], code: string): string {
  return page.say(reasons.find((one) => one.code === code)?.name ?? { id: code, en: code })
}

/** What a form for an order was given, to draw it again. */
export interface OrderForm {
  readonly change: string
  readonly reason: string
  readonly note: string
  readonly credentialIds: string
  readonly batchId: string
}

/** The queue for a second person, a form for an order of many, and the orders so far. */
export function OrdersPage(props: {
  page: Page
  organisation: string
  orders: readonly OrderShown[]
  batches: readonly { id: string; name: string }[]
  reasons: readonly StatusReason[]
  policy: StatusPolicy
  form?: OrderForm | undefined
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, orders, refusals = [] } = props
  const t = page.t
  const queue = orders.filter(({ state, own }) => state === 'unconfirmed' && !own)
  return (
    <Layout
      page={page}
      title={t('credentials.orders.title')}
      section="provider"
      room
      noindex
      failed={refusals.length > 0}
      switchPath={ORDERS}
      breadcrumb={[{ href: ISSUE, label: t('credentials.issue.title') }]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('credentials.orders.title')}</h1>
      <p class="soft">{props.organisation}</p>
      {queue.length > 0 && (
        <>
          <h2>
            {t('credentials.orders.queue')} <span class="count">{formatNumber(page.language, queue.length)}</span>
          </h2>
          <p>{t('credentials.orders.queue-means')}</p>
          <OrderTable page={page} caption={t('credentials.orders.queue')} orders={queue} reasons={props.reasons} />
        </>
      )}
      <h2>{t('credentials.orders.new')}</h2>
      <OrderFormFields {...props} refusals={refusals} />
      <h2>{t('credentials.orders.past')}</h2>
      {orders.length === 0 ? (
        <EmptyState title={t('credentials.orders.none')}>
          <p>{t('credentials.orders.none-next')}</p>
        </EmptyState>
      ) : (
        <OrderTable page={page} caption={t('credentials.orders.past')} orders={orders} reasons={props.reasons} />
      )}
    </Layout>
  )
}

function OrderFormFields(props: {
  page: Page
  batches: readonly { id: string; name: string }[]
  reasons: readonly StatusReason[]
  policy: StatusPolicy
  form?: OrderForm | undefined
  refusals: readonly Refusal[]
}): Html {
  const { page, form, refusals, policy } = props
  const t = page.t
  return (
    <PostForm page={page} action={ORDERS}>
      <p>{t('credentials.orders.rule', { minutes: policy.holdMinutes, second: policy.secondPersonFrom })}</p>
      <Select
        page={page}
        name="change"
        label={t('credentials.column.change')}
        width="medium"
        value={form?.change}
        errors={refusals}
        options={CHANGES.map((change) => ({ value: change, label: t('credentials.change', { change }) }))}
      />
      <Select
        page={page}
        name="reason"
        label={t('credentials.confirm.reason')}
        empty={t('credentials.orders.choose')}
        value={form?.reason}
        errors={refusals}
        options={props.reasons.map((one) => ({
          value: one.code,
          label: `${page.say(one.name)} (${one.changes.map((change) => t('credentials.change', { change })).join(', ')})`,
        }))}
      />
      <Textarea
        page={page}
        name="credentialIds"
        label={t('credentials.orders.ids')}
        hint={t('credentials.orders.ids-hint')}
        optional
        rows={4}
        value={form?.credentialIds}
        errors={refusals}
      />
      {props.batches.length > 0 && (
        <Select
          page={page}
          name="batchId"
          label={t('credentials.orders.batch')}
          empty={t('credentials.orders.no-batch')}
          value={form?.batchId}
          errors={refusals}
          options={props.batches.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Textarea
        page={page}
        name="note"
        label={t('credentials.confirm.note')}
        hint={t('credentials.confirm.note-hint')}
        optional
        rows={2}
        maxlength={500}
        value={form?.note}
        errors={refusals}
      />
      <Button>{t('credentials.orders.place')}</Button>
    </PostForm>
  )
}

function OrderTable(props: {
  page: Page
  caption: string
  orders: readonly OrderShown[]
  reasons: readonly StatusReason[]
}): Html {
  const { page } = props
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={props.caption}
      captionHidden
      columns={[
        { label: t('credentials.column.change'), header: true, full: true },
        { label: t('credentials.column.reason'), full: true },
        { label: t('credentials.column.asked') },
        { label: t('credentials.column.state'), full: true },
      ]}
      rows={props.orders.map(({ order, state }) => ({
        cells: [
          <a href={page.href(`${ORDERS}/${order.id}`)}>{titleOf(page, order.change, order.total)}</a>,
          reasonName(page, props.reasons, order.reasonCode),
          <Instant page={page} at={order.askedAt} />,
          <State page={page} state={state} />,
        ],
      }))}
    />
  )
}

/** What an order asks for, as its title. */
export function titleOf(page: Page, change: Change, count: number): string {
  return page.t('credentials.confirm.title', { change, count })
}
