import type { Organisation } from '../organisations/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import type { Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'

const ROOMS = ['equivalences', 'rules', 'developers'] as const

/** What the owner of a campus account may do beside its registrars, who alone see requests. */
export function OwnerDeskPage({ page, organisation }: { page: Page; organisation: Organisation }): Html {
  const t = page.t
  return (
    <Layout page={page} title={t('recognition.owner.title')} section="registrar" room noindex narrow>
      <h1>{t('recognition.owner.title')}</h1>
      <p class="small soft">{organisation.name}</p>
      <p>{t('recognition.owner.lead')}</p>
      {ROOMS.map((name) => (
        <>
          <h2 class="h3">
            <a href={page.href(`/registrar/${name}?organisation=${organisation.id}`)}>
              {t(`recognition.owner.${name}`)}
            </a>
          </h2>
          <p>{t(`recognition.owner.${name}-text`)}</p>
        </>
      ))}
    </Layout>
  )
}
