import { formatDay, formatMonth, formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { EmptyState, FlowTable, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Score } from './types.ts'

/** How each institution posts credit: public, so that an empty account can be told from an idle institution. */
export function ScoreboardPage(props: {
  readonly page: Page
  readonly scores: readonly Score[]
  readonly least: number
}): Html {
  const { page, scores, least } = props
  const t = page.t
  const posting = scores.filter(({ last }) => last !== null)
  const idle = scores.filter(({ last }) => last === null)
  const few = <span class="soft">{t('bank.scoreboard.few', { least })}</span>
  const lastOf = ({ last, few: small }: Score) =>
    small ? formatMonth(page.language, `${last}-01`) : formatDay(page.language, last ?? '')
  return (
    <Layout
      page={page}
      title={t('bank.scoreboard.title')}
      section="credit"
      breadcrumb={[{ href: '/rules', label: t('platform.nav.rules') }]}
    >
      <h1>{t('bank.scoreboard.title')}</h1>
      <p>{t('bank.scoreboard.text')}</p>
      {posting.length === 0 ? (
        <EmptyState title={t('bank.scoreboard.empty')}>
          <p>{t('bank.scoreboard.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('bank.scoreboard.title')}
          captionHidden
          columns={[
            { label: t('bank.scoreboard.institution'), header: true },
            { label: t('bank.scoreboard.last') },
            { label: t('bank.scoreboard.postings'), numeric: true },
            { label: t('bank.scoreboard.days'), numeric: true },
          ]}
          rows={posting.map((score) => ({
            cells: [
              score.name,
              lastOf(score),
              score.few ? few : score.postings === null ? '' : formatNumber(page.language, score.postings),
              score.medianDays === null ? '' : formatNumber(page.language, score.medianDays),
            ],
          }))}
        />
      )}
      {idle.length > 0 && (
        <>
          <h2>
            {t('bank.scoreboard.never')} <span class="soft num">{idle.length}</span>
          </h2>
          <ul>
            {idle.map(({ name }) => (
              <li>{name}</li>
            ))}
          </ul>
        </>
      )}
      <p class="small soft">{t('bank.scoreboard.foot', { least })}</p>
    </Layout>
  )
}
