import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  ErrorSummary,
  Field,
  FlowTable,
  FormToken,
  type Html,
  Instant,
  Note,
  PostButton,
  RecordHead,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { HeldFacts, Reason } from './pages.tsx'
import { claimState } from './rules.ts'
import type { Claim, ClaimState, Held } from './types.ts'

/** Where a claim code is typed. */
export function ClaimEntryPage({
  page,
  typed,
  refusals,
}: {
  page: Page
  typed: string
  refusals?: readonly Refusal[] | undefined
}): Html {
  const { t } = page
  return (
    <Layout page={page} title={t('wallet.claim.title')} section="wallet" noindex narrow failed={refusals !== undefined}>
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('wallet.claim.title')}</h1>
      <p>{t('wallet.claim.entry.lead')}</p>
      <form method="get" action={page.href('/claim')} novalidate>
        <Field
          page={page}
          name="code"
          label={t('wallet.claim.code')}
          hint={t('wallet.claim.code.hint')}
          value={typed}
          autocomplete="off"
          spellcheck={false}
          width="long"
          errors={refusals}
        />
        <Button>{t('wallet.claim.continue')}</Button>
      </form>
    </Layout>
  )
}

interface ClaimProps {
  readonly page: Page
  readonly claim: Claim
  readonly held: Held
  readonly state: ClaimState
  readonly email?: string | undefined
  readonly refusals?: readonly Refusal[] | undefined
}

/** Before the PIN: what is waiting and who gave it, without a name. After the last wrong try: what to do. */
export function ClaimPage(props: ClaimProps): Html {
  const { page, held, claim, state, refusals } = props
  const { t } = page
  return (
    <Layout page={page} title={t('wallet.claim.title')} section="wallet" noindex narrow failed={refusals !== undefined}>
      <ErrorSummary page={page} refusals={refusals} />
      <h1>{t('wallet.claim.waiting')}</h1>
      <div class="paper earned waiting">
        <RecordHead
          id={held.definitionId}
          level={2}
          over={t('wallet.kind')}
          title={page.say(held.title)}
          under={held.issuer}
        />
      </div>
      {held.state === 'revoked' && state !== 'claimed' ? (
        <Note tone="warn" title={t('wallet.claim.withdrawn')}>
          <p>{t('wallet.claim.withdrawn.next')}</p>
          <p>
            <Reason page={page} held={held} />
          </p>
        </Note>
      ) : state === 'open' ? (
        <form method="post" action={page.href(`/claim/${claim.code}`)} novalidate>
          <FormToken page={page} />
          <Field
            page={page}
            name="pin"
            label={t('wallet.claim.pin')}
            hint={t('wallet.claim.pin.hint')}
            inputmode="numeric"
            autocomplete="one-time-code"
            width="short"
            maxlength={12}
            errors={refusals}
          />
          <Button>{t('wallet.claim.show')}</Button>
        </form>
      ) : (
        <Note tone={state === 'claimed' ? 'plain' : 'warn'} title={t(`wallet.claim.${state}`)}>
          <p>{t(`wallet.claim.${state}.next`)}</p>
        </Note>
      )}
    </Layout>
  )
}

/** After the PIN: the whole credential, and the two ways to keep it. No account is needed to see it. */
export function ClaimOpenPage(props: ClaimProps): Html {
  const { page, held, claim, refusals } = props
  const { t } = page
  return (
    <Layout
      page={page}
      title={t('wallet.claim.title')}
      section="wallet"
      noindex
      narrow
      failed={refusals !== undefined}
      switchPath={`/claim/${claim.code}`}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <HeldFacts page={page} held={held} />
      {page.actor === null ? (
        <>
          <h2>{t('wallet.claim.new-account')}</h2>
          <p>{t('wallet.claim.new-account.lead')}</p>
          <form method="post" action={page.href(`/claim/${claim.code}/account`)} novalidate>
            <FormToken page={page} />
            <Field
              page={page}
              name="email"
              type="email"
              label={t('wallet.claim.email')}
              autocomplete="email"
              value={props.email ?? ''}
              width="long"
              errors={refusals}
            />
            <Field
              page={page}
              name="password"
              type="password"
              label={t('wallet.claim.password')}
              hint={t('wallet.claim.password.hint')}
              autocomplete="new-password"
              width="long"
              errors={refusals}
            />
            <Button>{t('wallet.claim.make-account')}</Button>
          </form>
          <h2>{t('wallet.claim.have-account')}</h2>
          <p>
            <a href={page.href(`/sign-in?next=${encodeURIComponent(page.href(`/claim/${claim.code}`))}`)}>
              {t('wallet.claim.sign-in')}
            </a>
          </p>
        </>
      ) : (
        <section class="paper">
          <h2>{t('wallet.claim.keep')}</h2>
          <p>{t('wallet.claim.keep.lead', { name: page.actor.name })}</p>
          {page.actor.name !== held.holder && (
            <Note tone="warn" small>
              <p>{t('wallet.claim.other-name', { holder: held.holder, name: page.actor.name })}</p>
            </Note>
          )}
          <PostButton page={page} action={`/claim/${claim.code}/acceptance`} kind="primary">
            {t('wallet.claim.keep.do')}
          </PostButton>
        </section>
      )}
    </Layout>
  )
}

/** A claim as the provider prints it. */
export interface ClaimRow {
  readonly claim: Claim
  readonly name: string
  readonly title: string
  readonly link: string
  readonly pin: string
}

/** The provider's list of claims that nobody has taken yet: to print, to hand out, to renew. */
export function ClaimListPage({
  page,
  organisation,
  rows,
  renewed,
}: {
  page: Page
  organisation: string
  rows: readonly ClaimRow[]
  /** A code and a PIN were just made anew. */
  renewed: boolean
}): Html {
  const { t } = page
  return (
    <Layout
      page={page}
      title={t('wallet.claims.title')}
      section="provider"
      room
      noindex
      breadcrumb={[{ href: '/provider', label: t('enrolment.provider') }]}
    >
      {renewed && (
        <Note tone="pass" title={t('wallet.claims.renewed')}>
          <p>{t('wallet.claims.renewed-text')}</p>
        </Note>
      )}
      <h1>{t('wallet.claims.title')}</h1>
      <p class="soft">{organisation}</p>
      <p>{t('wallet.claims.lead')}</p>
      {rows.length === 0 ? (
        <p>{t('wallet.claims.none')}</p>
      ) : (
        <FlowTable
          page={page}
          caption={t('wallet.claims.title')}
          captionHidden
          columns={[
            { label: t('wallet.claims.name'), header: true },
            { label: t('wallet.claims.what') },
            { label: t('wallet.claims.link'), full: true },
            { label: t('wallet.claims.pin'), numeric: true },
            { label: t('wallet.claims.letter') },
            { label: t('wallet.claims.made') },
            { label: t('wallet.claims.act'), labelHidden: true },
          ]}
          rows={rows.map(({ claim, name, title, link, pin }) => ({
            cells: [
              name,
              title,
              link,
              pin,
              claimState(claim) === 'locked' ? t('wallet.claims.locked') : t(`wallet.claims.letter.${claim.sentTo}`),
              <Instant page={page} at={claim.createdAt} />,
              <PostButton page={page} action={`/claims/${claim.credentialId}/reissues`} kind="link">
                {t('wallet.claims.reissue')}
                <span class="vh">: {name}</span>
              </PostButton>,
            ],
          }))}
        />
      )}
    </Layout>
  )
}
