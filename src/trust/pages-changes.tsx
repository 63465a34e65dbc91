import { Layout } from '../platform/html/layout.tsx'
import { Finding, FlowTable, type Html, Instant } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { From, Until } from './pages-words.tsx'
import type { Change } from './types.ts'

/** What changed in the register, newest first: whatever reaches back before it was recorded is marked. */
export function ChangesPage({ page, changes }: { page: Page; changes: readonly Change[] }): Html {
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('trust.changes.title')}
      description={t('trust.changes.lead')}
      section="register"
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <h1>{t('trust.changes.title')}</h1>
      <p>{t('trust.changes.lead')}</p>
      <p class="small">
        {t('trust.changes.feed')} <a href="/register/changes.json">/register/changes.json</a>
      </p>
      <ChangeTable page={page} changes={changes} named />
    </Layout>
  )
}

/** Changes as a table; `named` says whose entry it is. */
export function ChangeTable({
  page,
  changes,
  named,
}: {
  page: Page
  changes: readonly Change[]
  named: boolean
}): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('trust.changes.title')}
      captionHidden
      columns={[
        { label: t('trust.changes.recorded') },
        ...(named ? [{ label: t('trust.column.name'), full: true }] : []),
        { label: t('trust.changes.what'), header: true, full: true },
        { label: t('trust.column.from') },
        { label: t('trust.column.until') },
        { label: t('trust.column.reason'), full: true },
      ]}
      rows={changes.map((one) => ({
        cells: [
          <span class="small nowrap">
            <Instant page={page} at={one.recordedAt} />
          </span>,
          ...(named ? [one.listed ? <a href={page.href(`/register/${one.slug}`)}>{one.name}</a> : one.name] : []),
          <>
            {changeWords(page, one)}
            {one.backdatedDays > 0 && (
              <div>
                <Finding tone="warn">{t('trust.changes.backdated', { days: one.backdatedDays })}</Finding>
              </div>
            )}
          </>,
          <From page={page} period={one} />,
          <Until page={page} period={one} />,
          <span class="small">{one.reason === null ? '' : page.say(one.reason)}</span>,
        ],
      }))}
    />
  )
}

/** A change in words: *Wewenang mulai: Kredensial mikro*. */
export function changeWords(page: Pick<Page, 't'>, change: Change): string {
  const detail = change.detail.map((part) =>
    change.kind === 'listing'
      ? page.t(`trust.class.${part}`)
      : change.kind === 'authorisation'
        ? page.t(`trust.kind.${part}`)
        : part,
  )
  const what = page.t(`trust.changes.${change.kind}.${change.what}`)
  return detail.length === 0 ? what : `${what}: ${detail.join(', ')}`
}
