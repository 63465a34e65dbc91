import type { Child } from 'hono/jsx'
import { formatDay, formatNumber } from '../format.ts'
import type { Page } from '../page.ts'
import type { Refusal } from '../refusal.ts'
import type { Html } from './element.ts'
import { refusalText } from './pieces-forms.tsx'

/** A column of a table that becomes a list on a phone. */
export interface Column {
  readonly label: string
  /** Figures: on the right, not broken. */
  readonly numeric?: boolean | undefined
  /** The cell that names the row, for screen readers. */
  readonly header?: boolean | undefined
  /** On a phone the cell takes a line of its own and its label isn't repeated. */
  readonly full?: boolean | undefined
  /** Left out on phones. */
  readonly wideOnly?: boolean | undefined
  /** The label is only for screen readers (a column of buttons). */
  readonly labelHidden?: boolean | undefined
  /** A link that sorts by this column, and which way it is sorted now. */
  readonly sort?: { readonly href: string; readonly direction?: 'ascending' | 'descending' | undefined } | undefined
}

/** A row: its cells in the order of the columns. `current` marks the one that is open beside the table. */
export interface Row {
  readonly cells: readonly Child[]
  readonly current?: boolean | undefined
  readonly id?: string | undefined
}

/**
 * A table that becomes a list on a phone, so that nothing hides off screen. Roles are said outright because the list's
 * layout would take the table's meaning from screen readers. `queue` lets `queue.js` walk its rows with J and K.
 */
export function FlowTable(props: {
  page: Page
  caption: string
  captionHidden?: boolean | undefined
  columns: readonly Column[]
  rows: readonly Row[]
  foot?: readonly Child[] | undefined
  queue?: boolean | undefined
}): Html {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: display:flex on phones drops the implied roles
    <table class="flow" role="table" data-queue={props.queue ? '' : undefined}>
      <caption class={props.captionHidden ? 'vh' : undefined}>{props.caption}</caption>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <thead role="rowgroup">
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <tr role="row">
          {props.columns.map((column) => (
            <ColumnHead column={column} />
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
      <tbody role="rowgroup">
        {props.rows.map((row) => (
          // biome-ignore lint/a11y/noRedundantRoles: as above
          <tr role="row" id={row.id} aria-current={row.current ? 'true' : undefined}>
            {props.columns.map((column, index) => (
              <Cell column={column} value={row.cells[index]} />
            ))}
          </tr>
        ))}
      </tbody>
      {props.foot !== undefined && (
        // biome-ignore lint/a11y/noRedundantRoles: as above
        <tfoot role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
          <tr role="row">
            {props.columns.map((column, index) => (
              <Cell column={{ ...column, header: false }} value={props.foot?.[index]} />
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  )
}

function ColumnHead({ column }: { column: Column }): Html {
  const label = column.labelHidden ? <span class="vh">{column.label}</span> : column.label
  const direction = column.sort?.direction
  return (
    // biome-ignore lint/a11y/noRedundantRoles: display:flex on phones drops the implied roles
    <th scope="col" role="columnheader" class={classOf({ ...column, full: false })} aria-sort={direction}>
      {column.sort === undefined ? (
        label
      ) : (
        <a href={column.sort.href}>
          {label}
          {direction !== undefined && <span aria-hidden="true">{direction === 'ascending' ? ' ▲' : ' ▼'}</span>}
        </a>
      )}
    </th>
  )
}

function Cell({ column, value }: { column: Column; value: Child | undefined }): Html {
  const empty = value === undefined || value === null || value === '' || value === false
  const label = column.full || column.header || column.labelHidden || empty ? undefined : column.label
  if (column.header) {
    return (
      // biome-ignore lint/a11y/noRedundantRoles: display:flex on phones drops the implied roles
      <th scope="row" role="rowheader" class={classOf(column)}>
        {value}
      </th>
    )
  }
  return (
    // biome-ignore lint/a11y/noRedundantRoles: display:flex on phones drops the implied roles
    <td role="cell" class={classOf(column)} data-l={label}>
      {empty ? null : value}
    </td>
  )
}

function classOf(column: Column): string | undefined {
  return (
    [column.numeric ? 'n' : '', column.full ? 'f' : '', column.wideOnly ? 'wide' : ''].filter(Boolean).join(' ') ||
    undefined
  )
}

/**
 * Which part of a long list a page shows, and the ways to the parts before and after it; nothing where the page shows all of it.
 * `from` counts from 0; `href` is the address of the part that begins there, without language prefix.
 */
export function Pager(props: {
  page: Page
  from: number
  limit: number
  total: number
  href: (from: number) => string
}): Html | null {
  const { page, from, limit, total } = props
  if (from === 0 && total <= limit) return null
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit
  const way = (to: number, words: string) => <a href={page.href(props.href(to))}>{page.t(words)}</a>
  return (
    <nav class="row small" aria-label={page.t('platform.pager')}>
      {from > 0 && way(Math.min(last, Math.max(0, from - limit)), 'platform.pager.before')}
      {from < total && (
        <span class="num">
          {page.t('platform.pager.shown', { from: from + 1, to: Math.min(total, from + limit), total })}
        </span>
      )}
      {from + limit < total && way(from + limit, 'platform.pager.after')}
    </nav>
  )
}

/** A movement on a credit account. Amounts are SKS; `held` is reserved while a campus decides. */
export interface Movement {
  readonly day: string
  readonly what: Child
  readonly detail?: Child
  readonly number?: Child | undefined
  readonly in?: number | undefined
  readonly out?: number | undefined
  readonly held?: number | undefined
  readonly balance: number
}

/** The account as a bank statement, newest first. `totals` closes it. */
export function Statement({
  page,
  caption,
  movements,
  totals,
}: {
  page: Page
  caption: string
  movements: readonly Movement[]
  totals?: { readonly in: number; readonly out: number; readonly balance: number } | undefined
}): Html {
  const amount = (value: number | undefined) =>
    value === undefined || value === 0 ? '' : formatNumber(page.language, value).replace('-', '− ')
  const columns: readonly Column[] = [
    { label: page.t('platform.statement.day'), full: true },
    { label: page.t('platform.statement.what'), full: true },
    { label: page.t('platform.statement.number'), wideOnly: true },
    { label: page.t('platform.statement.in'), numeric: true },
    { label: page.t('platform.statement.out'), numeric: true },
    { label: page.t('platform.statement.balance'), numeric: true },
  ]
  const rows = movements.map((movement) => ({
    cells: [
      <span class="small nowrap">{formatDay(page.language, movement.day)}</span>,
      <>
        {movement.what}
        {movement.detail !== undefined && <div class="soft">{movement.detail}</div>}
      </>,
      movement.number ?? '',
      amount(movement.in),
      movement.held === undefined ? (
        amount(movement.out)
      ) : (
        <span class="tag outline">{page.t('platform.statement.held', { sks: movement.held })}</span>
      ),
      formatNumber(page.language, movement.balance),
    ],
  }))
  const foot = totals && [
    page.t('platform.statement.sum'),
    '',
    '',
    amount(totals.in),
    amount(totals.out),
    formatNumber(page.language, totals.balance),
  ]
  return <FlowTable page={page} caption={caption} captionHidden columns={columns} rows={rows} foot={foot} />
}

/** What is wrong with a row of an uploaded file. `row` counts from 1 as a spreadsheet does. */
export interface RowError {
  readonly row: number
  readonly column: string
  /** What stands there now; never a NIK. */
  readonly value: string
  readonly refusal: Refusal
}

/** The rows of an upload that need mending: row, column, what stands there, why it won't do, what to do. */
export function RowErrors({
  page,
  caption,
  errors,
}: {
  page: Page
  caption: string
  errors: readonly RowError[]
}): Html {
  const columns: readonly Column[] = [
    { label: page.t('platform.rows.row'), numeric: true },
    { label: page.t('platform.rows.column'), header: true },
    { label: page.t('platform.rows.value') },
    { label: page.t('platform.rows.reason'), full: true },
    { label: page.t('platform.rows.next'), full: true },
  ]
  const rows = errors.map((error) => {
    const { message, next } = refusalText(page, error.refusal)
    return {
      cells: [
        formatNumber(page.language, error.row),
        error.column,
        <span class="wrong">{error.value === '' ? page.t('platform.rows.empty') : error.value}</span>,
        message,
        next,
      ],
    }
  })
  return <FlowTable page={page} caption={caption} captionHidden columns={columns} rows={rows} />
}
