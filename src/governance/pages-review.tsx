import { Layout } from '../platform/html/layout.tsx'
import { type Html, Paper } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'

/** `/review`: the desks of oversight: applications for the register, and cases of suspected fraud. */
export function ReviewPage({ page }: { page: Page }): Html {
  const t = page.t
  const desks = [
    ['/review/register', 'governance.review.register', 'governance.review.register-text'],
    ['/review/fraud', 'governance.queue.title', 'governance.queue.lead'],
  ] as const
  return (
    <Layout page={page} title={t('platform.nav.review')} section="review" room noindex>
      <h1>{t('platform.nav.review')}</h1>
      <div class="cards">
        {desks.map(([path, title, text]) => (
          <Paper>
            <h2>
              <a href={page.href(path)}>{t(title)}</a>
            </h2>
            <p>{t(text)}</p>
          </Paper>
        ))}
      </div>
    </Layout>
  )
}
