import { Layout } from '../../platform/html/layout.tsx'
import { EmptyState, Facts, FlowTable, type Html, Note, refusalText } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { OFFERED, OUTWARD } from './types-outward.ts'

/** A learner's counted credit, to take away in the formats of others. */
export function OutwardPage(props: {
  page: Page
  rows: readonly {
    readonly requestId: string
    readonly title: string
    readonly university: string
    readonly sks: number
  }[]
  refusals: readonly Refusal[]
  /** The request whose record can't be signed now; its facts are offered as they are. */
  unsigned: string | null
  /** How long a signed record holds. */
  days: number
}): Html {
  const { page, rows, refusals, unsigned, days } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('exports.outward.title')}
      section="credit"
      noindex
      breadcrumb={[
        { href: '/credit', label: t('recognition.crumb.credit') },
        { href: '/credit/requests', label: t('recognition.requests.title') },
      ]}
    >
      <h1>{t('exports.outward.title')}</h1>
      {refusals.map((refusal) => (
        <Note tone="warn" title={refusalText(page, refusal).message}>
          <p class="small">{refusalText(page, refusal).next}</p>
          {unsigned !== null && (
            <p>
              <a href={page.href(`/credit/exports/${unsigned}.clr.json`)}>{t('exports.outward.take-unsigned')}</a>
            </p>
          )}
        </Note>
      ))}
      <p>{t('exports.outward.lead')}</p>
      {rows.length === 0 ? (
        <EmptyState title={t('exports.outward.empty')}>
          <p>{t('exports.outward.empty-text')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('exports.outward.title')}
          captionHidden
          columns={[
            { label: t('recognition.column.credential'), header: true, full: true },
            { label: t('exports.outward.university') },
            { label: 'SKS', numeric: true },
            { label: t('exports.outward.take') },
          ]}
          rows={rows.map((row) => ({
            cells: [
              row.title,
              row.university,
              String(row.sks),
              OUTWARD.map((format) => (
                <>
                  <a href={page.href(`/credit/exports/${row.requestId}.${OFFERED[format]}`)}>
                    {format.toUpperCase()}
                  </a>{' '}
                </>
              )),
            ],
          }))}
        />
      )}
      {rows.length > 0 && (
        <Facts
          facts={OUTWARD.map((format) => ({ label: format.toUpperCase(), value: t(`exports.outward.${format}`) }))}
        />
      )}
      <Note title={t('exports.outward.signed')}>
        <p class="small">{t('exports.outward.signed-text', { days })}</p>
        <p class="small">{t('exports.outward.unsigned-text')}</p>
        <p class="small">{t('exports.outward.name-text')}</p>
      </Note>
    </Layout>
  )
}
