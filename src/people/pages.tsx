import { Layout } from '../platform/html/layout.tsx'
import { Button, ErrorSummary, Field, FormToken, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { EmailField, NewPasswordField } from './pages-fields.tsx'
import type { DemoAccount } from './types.ts'

/** The sign-in page; in the demo with its accounts, each one press away. */
export function signInPage(props: {
  page: Page
  demoAccounts: readonly DemoAccount[]
  next: string
  email: string
  /** The visitor comes from choosing a new password. */
  passwordChanged?: boolean | undefined
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, refusals } = props
  const t = page.t
  const form = (
    <form method="post" action={page.href('/sign-in')} novalidate>
      <FormToken page={page} />
      <input type="hidden" name="next" value={props.next} />
      <EmailField page={page} value={props.email} errors={refusals} />
      <Field
        page={page}
        name="password"
        label={t('people.password')}
        type="password"
        autocomplete="current-password"
        errors={refusals}
      />
      <div class="row">
        <Button>{t('people.sign-in')}</Button>
        <a href={page.href('/sign-in/forgotten')}>{t('people.sign-in.forgotten')}</a>
      </div>
    </form>
  )
  const demo = props.demoAccounts.length > 0
  return (
    <Layout
      page={page}
      title={t('people.sign-in.title')}
      failed={refusals !== undefined}
      noindex
      switchPath={`/sign-in${query(props.next)}`}
    >
      <div class={demo ? 'cols broad' : 'centre'}>
        <div>
          <ErrorSummary page={page} refusals={refusals} />
          <h1>{t('people.sign-in.title')}</h1>
          {props.passwordChanged === true ? (
            <Note tone="pass" title={t('people.new-password.done')}>
              {t('people.new-password.done.lead')}
            </Note>
          ) : (
            <p>{t('people.sign-in.lead')}</p>
          )}
          {form}
          <h2 class="h3">{t('people.sign-in.first-time')}</h2>
          <p>
            {t('people.sign-in.claim')}{' '}
            <a href={page.href(`/sign-up${query(props.next)}`)}>{t('people.sign-in.to-sign-up')}</a>
          </p>
        </div>
        {demo && <DemoAccounts {...props} />}
      </div>
    </Layout>
  )
}

function DemoAccounts({
  page,
  demoAccounts,
  next,
}: {
  page: Page
  demoAccounts: readonly DemoAccount[]
  next: string
}): Html {
  const passwords = new Set(demoAccounts.map(({ password }) => password))
  return (
    <section class="paper gap" aria-labelledby="demo-title">
      <h2 class="h3" id="demo-title">
        {page.t('people.demo.title')}
      </h2>
      <p class="small soft">{page.t('people.demo.lead')}</p>
      <form method="post" action={page.href('/sign-in')}>
        <FormToken page={page} />
        <input type="hidden" name="next" value={next} />
        <ul class="plain doors">
          {demoAccounts.map((account) => (
            <li>
              <button type="submit" name="demo" value={account.email}>
                <b>{page.say(account.role)}</b>
                <span class="small soft">
                  {account.name} · {account.email}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </form>
      {passwords.size === 1 && (
        <p class="small soft">
          {page.t('people.demo.password')} <code>{[...passwords][0]}</code>
        </p>
      )}
    </section>
  )
}

/** The page on which somebody opens an account. */
export function signUpPage(props: {
  page: Page
  next: string
  name: string
  email: string
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { page, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('people.sign-up.title')}
      failed={refusals !== undefined}
      noindex
      narrow
      switchPath={`/sign-up${query(props.next)}`}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('people.sign-up.title')}</h1>
      <p>{t('people.sign-up.lead')}</p>
      <form method="post" action={page.href('/sign-up')} novalidate>
        <FormToken page={page} />
        <input type="hidden" name="next" value={props.next} />
        <Field
          page={page}
          name="name"
          label={t('people.name')}
          hint={t('people.name.hint')}
          autocomplete="name"
          value={props.name}
          spellcheck={false}
          errors={refusals}
        />
        <EmailField page={page} value={props.email} hint={t('people.email.hint')} errors={refusals} />
        <NewPasswordField page={page} label={t('people.password')} errors={refusals} />
        <Field
          page={page}
          name="nik"
          label={t('people.nik')}
          hint={t('people.nik.hint')}
          optional
          inputmode="numeric"
          autocomplete="off"
          width="medium"
          errors={refusals}
        />
        <Button>{t('people.sign-up')}</Button>
      </form>
      <p class="gap">
        {t('people.sign-up.have-account')} <a href={page.href(`/sign-in${query(props.next)}`)}>{t('people.sign-in')}</a>
      </p>
    </Layout>
  )
}

const query = (next: string): string => (next === '/' ? '' : `?next=${encodeURIComponent(next)}`)
