import { Finding, type Html } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import type { NameVerdict } from '../names/index.ts'

/** What the stated name resembles, for whoever decides about the application. */
export function NameChecked({ page, verdict }: { page: Page; verdict: NameVerdict }): Html {
  const t = page.t
  const tone = verdict.outcome === 'clear' ? 'pass' : verdict.outcome === 'held' ? 'warn' : 'fail'
  return (
    <>
      <h2>{t('trust.names.title')}</h2>
      <p>
        <Finding tone={tone}>{t(`trust.names.${verdict.outcome}`)}</Finding>
      </p>
      {verdict.findings.length > 0 && (
        <ul>
          {verdict.findings.map(({ code, resembles }) => (
            <li>
              {t(`trust.names.${code}`)}
              {resembles !== null && `: ${resembles.name}`}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
