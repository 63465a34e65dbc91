import { Finding, FlowTable, type Html, Instant } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Conformance } from './types.ts'

/** The four-point check as it was stored with the version (F031): each point, its outcome, its facts, and when. */
export function ConformanceTable({ page, conformance }: { page: Page; conformance: Conformance | null }): Html {
  if (conformance === null) {
    return (
      <section>
        <h2>{page.t('design.conformance')}</h2>
        <p>
          <Finding tone="unknown">{page.t('design.conformance.none')}</Finding>
        </p>
      </section>
    )
  }
  return (
    <section>
      <FlowTable
        page={page}
        caption={page.t('design.conformance')}
        columns={[
          { label: page.t('design.conformance.point'), header: true, full: true },
          { label: page.t('design.conformance.outcome') },
          { label: page.t('design.conformance.facts'), full: true },
        ]}
        rows={conformance.points.map(({ point, outcome, facts }) => ({
          cells: [
            page.t(`design.conformance.${point}`),
            <Finding tone={outcome === 'met' ? 'pass' : 'fail'}>{page.t(`design.conformance.${outcome}`)}</Finding>,
            page.t(`design.conformance.${point}.facts`, facts),
          ],
        }))}
      />
      <p class="small soft">
        {page.t('design.conformance.source')} <Instant page={page} at={new Date(conformance.checkedAt)} />
      </p>
    </section>
  )
}
