import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Facts,
  Field,
  FormToken,
  type Html,
  Instant,
  Note,
  PostButton,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { ConsentState, Person } from './types.ts'

/** An id in fours, as it is read aloud. */
const grouped = (id: string): string => id.replace(/(.{4})(?=.)/g, '$1 ')

interface AccountProps {
  readonly page: Page
  readonly person: Person
  readonly consents: readonly ConsentState[]
  readonly maskedNik: string | null
  readonly refusals?: readonly Refusal[] | undefined
  readonly typedName?: string | undefined
  /** What has just been saved. */
  readonly saved?: 'name' | 'nik' | undefined
}

/** What somebody's account holds: who they are, what they agreed to, their NIK as its owner may see it. */
export function accountPage(props: AccountProps): Html {
  const { page, person, refusals } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('people.account.title')}
      failed={refusals !== undefined}
      noindex
      narrow
      switchPath="/account"
    >
      <ErrorSummary page={page} refusals={refusals} />
      {props.saved !== undefined && <Note tone="pass" title={t(`people.account.saved.${props.saved}`)} />}
      <h1>{t('people.account.title')}</h1>
      <Facts
        facts={[
          { label: t('people.name.short'), value: <span class="name">{person.name}</span> },
          { label: t('people.email'), value: person.email },
          { label: t('people.learner-id'), value: grouped(person.id) },
          { label: t('people.nik'), value: props.maskedNik ?? t('people.nik.none') },
        ]}
      />
      <p class="small soft">{t('people.learner-id.hint')}</p>
      <p>
        <a href={page.href('/wallet/study')}>{t('people.account.study')}</a>
      </p>
      <Consents page={page} consents={props.consents} />
      {props.maskedNik === null && <NikForm page={page} refusals={refusals} />}
      <h2>{t('people.account.correct-name')}</h2>
      <form method="post" action={page.href('/account/name')} novalidate>
        <FormToken page={page} />
        <Field
          page={page}
          name="name"
          label={t('people.name')}
          hint={t('people.account.correct-name.hint')}
          autocomplete="name"
          value={props.typedName ?? person.name}
          spellcheck={false}
          errors={refusals}
        />
        <Button kind="quiet">{t('people.account.save-name')}</Button>
      </form>
    </Layout>
  )
}

function Consents({ page, consents }: { page: Page; consents: readonly ConsentState[] }): Html {
  return (
    <section aria-labelledby="consents">
      <h2 id="consents">{page.t('people.consents')}</h2>
      <p>{page.t('people.consents.lead')}</p>
      <ul class="plain">
        {consents.map((consent) => (
          <li class="paper">
            <div class="row">
              <h3>{page.say(consent.purpose.name)}</h3>
              <Tag tone={consent.given ? 'padi' : 'outline'}>
                {page.t(consent.given ? 'people.consent.given' : 'people.consent.not-given')}
              </Tag>
            </div>
            <p class="small">{page.say(consent.purpose.effect)}</p>
            <div class="row">
              {consent.given ? (
                <PostButton page={page} action={`/account/consents/${consent.purpose.id}/withdrawal`} kind="quiet">
                  {page.t('people.consent.withdraw')}
                  <span class="vh">: {page.say(consent.purpose.name)}</span>
                </PostButton>
              ) : (
                <PostButton page={page} action={`/account/consents/${consent.purpose.id}`} kind="quiet">
                  {page.t('people.consent.give')}
                  <span class="vh">: {page.say(consent.purpose.name)}</span>
                </PostButton>
              )}
              <ConsentHistory page={page} consent={consent} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ConsentHistory({ page, consent }: { page: Page; consent: ConsentState }): Html {
  if (consent.givenAt === null) return <span class="small soft">{page.t('people.consent.never')}</span>
  return (
    <span class="small soft num">
      {page.t('people.consent.since')} <Instant page={page} at={consent.givenAt} />
      {consent.withdrawnAt !== null && (
        <>
          {', '}
          {page.t('people.consent.until')} <Instant page={page} at={consent.withdrawnAt} />
        </>
      )}
    </span>
  )
}

function NikForm({ page, refusals }: { page: Page; refusals: readonly Refusal[] | undefined }): Html {
  return (
    <section aria-labelledby="nik-title">
      <h2 id="nik-title">{page.t('people.account.add-nik')}</h2>
      <form method="post" action={page.href('/account/nik')} novalidate>
        <FormToken page={page} />
        <Field
          page={page}
          name="nik"
          label={page.t('people.nik')}
          hint={page.t('people.nik.hint')}
          inputmode="numeric"
          autocomplete="off"
          width="medium"
          errors={refusals}
        />
        <Button kind="quiet">{page.t('people.account.save-nik')}</Button>
      </form>
    </section>
  )
}
