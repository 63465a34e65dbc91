import { Layout } from '../platform/html/layout.tsx'
import { Button, ErrorSummary, FormToken, type Html } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { EmailField, NewPasswordField } from './pages-fields.tsx'

/** Asks for the address to which a link is sent. */
export function forgottenPage(props: {
  page: Page
  email: string
  minutes: number
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, refusals } = props
  const { t } = page
  return (
    <Layout
      page={page}
      title={t('people.forgotten.title')}
      failed={refusals !== undefined}
      noindex
      narrow
      switchPath="/sign-in/forgotten"
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('people.forgotten.title')}</h1>
      <p>{t('people.forgotten.lead', { minutes: props.minutes })}</p>
      <form method="post" action={page.href('/sign-in/forgotten')} novalidate>
        <FormToken page={page} />
        <EmailField page={page} value={props.email} hint={t('people.forgotten.email.hint')} errors={refusals} />
        <Button>{t('people.forgotten.send')}</Button>
      </form>
      <p class="gap">
        <a href={page.href('/sign-in')}>{t('people.forgotten.back')}</a>
      </p>
    </Layout>
  )
}

/** The answer to every address, whether it has an account or not. */
export function letterSentPage({ page, minutes }: { page: Page; minutes: number }): Html {
  const { t } = page
  return (
    <Layout page={page} title={t('people.forgotten.sent.title')} noindex narrow>
      <h1>{t('people.forgotten.sent.title')}</h1>
      <p>{t('people.forgotten.sent.lead', { minutes })}</p>
      <h2 class="h3">{t('people.forgotten.sent.nothing')}</h2>
      <ul>
        <li>{t('people.forgotten.sent.spam')}</li>
        <li>
          {t('people.forgotten.sent.other')}{' '}
          <a href={page.href('/sign-in/forgotten')}>{t('people.forgotten.sent.again')}</a>
        </li>
        <li>{t('people.forgotten.sent.claim')}</li>
      </ul>
    </Layout>
  )
}

/** The page of a letter's link: a new password, or the way to another link where this one doesn't work any more. */
export function newPasswordPage(props: {
  page: Page
  token: string
  works: boolean
  minutes: number
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, refusals } = props
  const { t } = page
  if (!props.works)
    return (
      <Layout page={page} title={t('people.new-password.over.title')} noindex narrow>
        <h1>{t('people.new-password.over.title')}</h1>
        <p>{t('people.new-password.over.lead', { minutes: props.minutes })}</p>
        <p class="gap">
          <Button href={page.href('/sign-in/forgotten')}>{t('people.new-password.over.again')}</Button>
        </p>
      </Layout>
    )
  return (
    <Layout page={page} title={t('people.new-password.title')} failed={refusals !== undefined} noindex narrow>
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('people.new-password.title')}</h1>
      <p>{t('people.new-password.lead')}</p>
      <form method="post" action={page.href(`/sign-in/new-password/${props.token}`)} novalidate>
        <FormToken page={page} />
        <NewPasswordField page={page} label={t('people.new-password')} errors={refusals} />
        <Button>{t('people.new-password.save')}</Button>
      </form>
    </Layout>
  )
}
