import { formatNumber, formatPercent } from '../../platform/format.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, Chip, Day, EmptyState, FlowTable, type Html, Note, Sums } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { DIMENSIONS, type Dimension, type Edition, type Protection, type StatisticsRow } from './types.ts'

const PERMILLE = 1000

/** How requests for credit ended, quarter by quarter: also how many were refused. Small groups stand together. */
export function StatisticsPage(props: {
  page: Page
  editions: readonly Edition[]
  chosen: Edition | null
  protection: Protection
}): Html {
  const { page, editions, chosen, protection } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('statistics.title')}
      description={t('statistics.lead')}
      section="rules"
      breadcrumb={[{ href: '/rules', label: t('recognition.rules.title') }]}
    >
      <h1>{t('statistics.title')}</h1>
      <p>{t('statistics.lead')}</p>
      {chosen === null ? (
        <EmptyState title={t('statistics.empty')}>
          <p>{t('statistics.empty-text', { days: protection.graceDays.value })}</p>
        </EmptyState>
      ) : (
        <>
          {editions.length > 1 && (
            <p class="row">
              {editions.map(({ quarter }) => (
                <Chip href={page.href(`/rules/statistics?quarter=${quarter}`)}>{quarterName(page, quarter)}</Chip>
              ))}
            </p>
          )}
          <Quarter page={page} edition={chosen} />
        </>
      )}
      <Note title={t('statistics.protected')}>
        <p class="small">{t('statistics.protected-text', { people: protection.leastPeople.value })}</p>
        <p class="small">{t('statistics.medians', { people: protection.leastPeople.value })}</p>
        <p class="small">{t('statistics.words')}</p>
        {protection.provisional && <p class="small">{t('statistics.provisional')}</p>}
      </Note>
    </Layout>
  )
}

function quarterName(page: Page, quarter: string): string {
  const [year = '', number = ''] = quarter.split('-')
  return page.t('statistics.quarter', { number, year })
}

function Quarter({ page, edition }: { page: Page; edition: Edition }): Html {
  const t = page.t
  const { total } = edition
  const file = (end: string) => page.href(`/rules/statistics/${edition.quarter}.${end}`)
  return (
    <>
      <h2>{quarterName(page, edition.quarter)}</h2>
      <p class="small soft">
        {t('statistics.asked-between')} <Day page={page} day={edition.from} /> {t('statistics.and')}{' '}
        <Day page={page} day={edition.until} />
      </p>
      {total === null ? (
        <Note tone="unknown" dashed title={t('statistics.too-few', { people: edition.leastPeople })} />
      ) : (
        <>
          <Sums
            sums={[
              { label: t('statistics.requests'), value: formatNumber(page.language, total.requests) },
              { label: t('statistics.refused-share'), value: share(page, total.refusedPermille) },
              { label: t('statistics.days'), value: total.medianDays === null ? '–' : String(total.medianDays) },
              { label: 'SKS', value: formatNumber(page.language, total.sks) },
            ]}
          />
          <p class="row">
            {['csv', 'json'].map((end) => (
              <Button kind="quiet" href={file(end)}>
                {t('exports.save', { format: end.toUpperCase() })}
              </Button>
            ))}
          </p>
          {DIMENSIONS.map((dimension) => (
            <>
              <Table page={page} dimension={dimension} rows={edition.tables[dimension]} />
              <Merged page={page} dimension={dimension} edition={edition} />
            </>
          ))}
        </>
      )}
    </>
  )
}

function Table({ page, dimension, rows }: { page: Page; dimension: Dimension; rows: readonly StatisticsRow[] }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t(`statistics.by.${dimension}`)}
      columns={[
        { label: t(`statistics.${dimension}`), header: true, full: true },
        { label: t('statistics.requests'), numeric: true },
        { label: t('statistics.accepted'), numeric: true },
        { label: t('statistics.refused'), numeric: true },
        { label: t('statistics.withdrawn'), numeric: true },
        { label: t('statistics.open'), numeric: true },
        { label: t('statistics.refused-share'), numeric: true },
        { label: t('statistics.days'), numeric: true },
        { label: 'SKS', numeric: true },
      ]}
      rows={rows.map((row) => ({
        cells: [
          groupName(page, dimension, row, rows.length),
          ...[row.requests, row.accepted, row.refused, row.withdrawn ?? 0, row.open].map((count) =>
            formatNumber(page.language, count),
          ),
          share(page, row.refusedPermille),
          row.medianDays === null ? '–' : String(row.medianDays),
          formatNumber(page.language, row.sks),
        ],
      }))}
    />
  )
}

/** Says how many groups of a table have no row of their own, and why. */
function Merged({ page, dimension, edition }: { page: Page; dimension: Dimension; edition: Edition }): Html | null {
  const rows = edition.tables[dimension]
  const count = rows.find(({ group }) => group === null)?.together ?? 0
  if (count === 0) return null
  const all = rows.reduce((sum, { together }) => sum + together, 0)
  const groups = page.t(`statistics.groups.${dimension}`)
  return <p class="small soft">{page.t('statistics.merged', { count, all, groups, people: edition.leastPeople })}</p>
}

/** The name of a row for people; `rows` is how many its table has. */
export function groupName(
  page: Pick<Page, 't'>,
  dimension: Dimension,
  { group, together }: StatisticsRow,
  rows: number,
): string {
  const groups = page.t(`statistics.groups.${dimension}`)
  if (group === null && rows === 1 && together > 1) return page.t('statistics.whole', { count: together, groups })
  if (group === null) return page.t('statistics.together', { count: together, groups })
  return dimension === 'sex' || group === 'unknown' ? page.t(`statistics.group.${group}`) : group
}

function share(page: Page, permille: number | null): string {
  return permille === null ? '–' : formatPercent(page.language, permille / PERMILLE)
}
