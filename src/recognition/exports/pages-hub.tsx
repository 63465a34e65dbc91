import type { Organisation } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import type { Html } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'

const WAYS = ['feeder', 'grades', 'skpi'] as const

/** What leaves the registrar's room, and where to. */
export function ExportsPage({ page, organisation }: { page: Page; organisation: Organisation }): Html {
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('exports.title')}
      section="registrar"
      room
      noindex
      narrow
      breadcrumb={[{ href: '/registrar', label: t('recognition.queue.title') }]}
    >
      <h1>{t('exports.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      {WAYS.map((way) => (
        <>
          <h2 class="h3">
            <a href={page.href(`/registrar/exports/${way}?organisation=${organisation.id}`)}>
              {t(`exports.way.${way}`)}
            </a>
          </h2>
          <p>{t(`exports.way.${way}-text`)}</p>
        </>
      ))}
      <h2 class="h3">
        <a href={page.href(`/registrar/developers?organisation=${organisation.id}`)}>{t('tenants.title')}</a>
      </h2>
      <p>{t('tenants.short')}</p>
    </Layout>
  )
}
