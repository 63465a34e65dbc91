import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  ErrorSummary,
  Facts,
  FlowTable,
  type Html,
  Instant,
  Note,
  PostButton,
  refusalText,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { ORDERS, type OrderShown, reasonName, State, TONES, titleOf } from './pages-order.tsx'
import type { OrderRow, StatusReason } from './types.ts'

const ISSUE = '/provider/issue'
const ISSUED = `${ISSUE}/credentials`

/** One order: how it stands, how long it can be undone, who has to confirm, and what couldn't be changed. */
export function OrderPage(props: {
  page: Page
  shown: OrderShown
  rows: readonly { readonly row: OrderRow; readonly name: string }[]
  reasons: readonly StatusReason[]
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, shown, refusals = [] } = props
  const { order, state } = shown
  const t = page.t
  const title = titleOf(page, order.change, order.total)
  return (
    <Layout
      page={page}
      title={title}
      section="provider"
      room
      noindex
      failed={refusals.length > 0}
      refreshSeconds={state === 'running' ? 5 : undefined}
      switchPath={`${ORDERS}/${order.id}`}
      breadcrumb={[
        { href: ISSUE, label: t('credentials.issue.title') },
        { href: ORDERS, label: t('credentials.orders.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{title}</h1>
      <p>
        <State page={page} state={state} />
      </p>
      <OrderActions page={page} shown={shown} />
      <Facts
        facts={[
          { label: t('credentials.column.reason'), value: reasonName(page, props.reasons, order.reasonCode) },
          { label: t('credentials.column.note'), value: order.note },
          { label: t('credentials.order.asked-by'), value: shown.askedBy },
          { label: t('credentials.column.asked'), value: <Instant page={page} at={order.askedAt} /> },
          { label: t('credentials.order.confirmed-by'), value: shown.confirmedBy },
          {
            label: t('credentials.order.effective'),
            value: order.effectiveAt === null ? null : <Instant page={page} at={order.effectiveAt} />,
          },
          { label: t('credentials.order.changed'), value: formatNumber(page.language, order.changed) },
          { label: t('credentials.order.refused'), value: formatNumber(page.language, order.refused) },
        ]}
      />
      <RowTable page={page} rows={props.rows} />
      <p>
        <a href={page.href(ISSUED)}>{t('credentials.bulk.back')}</a>
      </p>
    </Layout>
  )
}

function OrderActions({ page, shown }: { page: Page; shown: OrderShown }): Html {
  const { order, state, own, minutesLeft } = shown
  const t = page.t
  const mayUndo = state === 'unconfirmed' || state === 'held' || (state === 'overdue' && order.changed === 0)
  const mayConfirm = (state === 'unconfirmed' && !own) || (state === 'overdue' && !(order.secondNeeded && own))
  const words = `credentials.order.${state === 'unconfirmed' ? (own ? 'wait' : order.urgent ? 'urgent' : 'confirm') : state}`
  return (
    <Note tone={TONES[state]} title={t(words, { minutes: minutesLeft })}>
      <p>{t(`${words}.means`, { minutes: minutesLeft })}</p>
      {(mayUndo || mayConfirm) && (
        <div class="row">
          {mayConfirm && (
            <PostButton page={page} action={`${ORDERS}/${order.id}/confirmation`}>
              {t('credentials.order.do-confirm')}
            </PostButton>
          )}
          {mayUndo && (
            <PostButton page={page} kind="quiet" action={`${ORDERS}/${order.id}/undoing`}>
              {t('credentials.order.do-undo')}
            </PostButton>
          )}
        </div>
      )}
    </Note>
  )
}

function RowTable({ page, rows }: { page: Page; rows: readonly { row: OrderRow; name: string }[] }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('credentials.order.rows')}
      columns={[
        { label: t('credentials.column.name'), header: true, full: true },
        { label: t('credentials.column.result'), full: true },
      ]}
      rows={rows.map(({ row, name }) => ({
        cells: [
          row.personId === null ? row.credentialId : <a href={page.href(`${ISSUED}/${row.credentialId}`)}>{name}</a>,
          row.state === 'refused'
            ? (row.refusals ?? []).map((refusal) => refusalText(page, refusal).message).join('. ')
            : t('credentials.order.row', { state: row.state }),
        ],
      }))}
    />
  )
}
