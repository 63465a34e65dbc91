import { Finding, FlowTable, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { passesAqrf } from './rules-aqrf.ts'
import type { AqrfTest } from './types-aqrf.ts'

/** The AQRF test of one award, as it was stored: folded, its answer in the fold, each part with its facts below. */
export function AqrfBox({ page, test }: { page: Page; test: AqrfTest | null }): Html {
  const t = page.t
  if (test === null)
    return (
      <section>
        <h2>{t('frameworks.aqrf.heading')}</h2>
        <p>
          <Finding tone="unknown">{t('frameworks.aqrf.none')}</Finding>
        </p>
      </section>
    )
  const passed = passesAqrf(test)
  return (
    <section>
      <h2>{t('frameworks.aqrf.heading')}</h2>
      <p>
        <Finding tone={passed ? 'pass' : 'warn'}>
          {t(passed ? 'frameworks.aqrf.passed' : 'frameworks.aqrf.not-passed')}
        </Finding>
      </p>
      <p class="small">{t('frameworks.aqrf.lead')}</p>
      <details open={!passed}>
        <summary>{t('frameworks.aqrf.why')}</summary>
        <FlowTable
          page={page}
          caption={t('frameworks.aqrf.heading')}
          captionHidden
          columns={[
            { label: t('frameworks.aqrf.part'), header: true, full: true },
            { label: t('frameworks.aqrf.outcome') },
            { label: t('frameworks.aqrf.facts'), full: true },
          ]}
          rows={test.points.map(({ point, outcome, facts }) => ({
            cells: [
              t(`frameworks.aqrf.point.${point}`),
              <span class="nowrap">
                <Finding tone={outcome === 'met' ? 'pass' : 'fail'}>{t(`frameworks.aqrf.${outcome}`)}</Finding>
              </span>,
              t(`frameworks.aqrf.point.${point}.facts`, facts),
            ],
          }))}
        />
      </details>
      <p class="small soft">{t('frameworks.aqrf.foot')}</p>
    </section>
  )
}
