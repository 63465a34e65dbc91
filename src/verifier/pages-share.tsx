import { Layout } from '../platform/html/layout.tsx'
import { Button, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { styleOf } from './pages-report.tsx'

/** A share that is unknown, taken back or run out: what happened, what to do, and nobody's name. */
export function NoSharePage({ page, state }: { page: Page; state: 'unknown' | 'taken-back' | 'expired' }): Html {
  const { t } = page
  return (
    <Layout page={page} title={t(`verifier.no-share.${state}`)} noindex narrow inlineStyle={styleOf()} section="verify">
      <h1>{t(`verifier.no-share.${state}`)}</h1>
      <p>{t(`verifier.no-share.${state}.means`)}</p>
      <p>{t('verifier.no-share.next')}</p>
      <div class="row">
        <Button href={page.href('/verify')}>{t('verifier.another')}</Button>
      </div>
    </Layout>
  )
}

/** What a preview robot gets: that there is a credential to check, and nothing of whose. */
export function PreviewPage({ page }: { page: Page }): Html {
  return (
    <Layout page={page} title={page.t('platform.share-title')} noindex narrow inlineStyle={styleOf()}>
      <h1>{page.t('platform.share-title')}</h1>
      <p>{page.t('platform.share-description')}</p>
    </Layout>
  )
}
