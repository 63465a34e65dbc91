import { AqrfBox } from '../frameworks/index.ts'
import { dayOf } from '../platform/clock.ts'
import { formatDay } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Ceplok,
  Day,
  ErrorSummary,
  Field,
  FlowTable,
  FormToken,
  type Html,
  markup,
  Note,
  PostButton,
  Select,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { CertificateButton, HeldFacts } from './pages.tsx'
import { qrSvg } from './qr.ts'
import { endOf, linkedInLink, shareState, spellCode, whatsAppLink } from './rules.ts'
import type { Held, Share, ShareForm, WalletPolicy } from './types.ts'

interface CredentialProps {
  readonly page: Page
  readonly held: Held
  readonly shares: readonly Share[]
  readonly policy: WalletPolicy
  readonly now: Date
  /** Whether its proof of the public log is still to come, so that a file taken along now lacks it. */
  readonly awaitsLog: boolean
  readonly form?: ShareForm | undefined
  readonly refusals?: readonly Refusal[] | undefined
}

/** One credential of the holder: its facts, the form to share it, the shares that were given. */
export function CredentialPage(props: CredentialProps): Html {
  const { page, held, awaitsLog, refusals } = props
  const { t } = page
  return (
    <Layout
      page={page}
      title={page.say(held.title)}
      section="wallet"
      noindex
      narrow
      failed={refusals !== undefined}
      breadcrumb={[{ href: '/wallet', label: t('wallet.title') }]}
      switchPath={`/wallet/credentials/${held.credentialId}`}
    >
      <ErrorSummary page={page} refusals={refusals} />
      <HeldFacts page={page} held={held} />
      {held.document !== null && (
        <>
          <ShareBox {...props} />
          <Shares {...props} />
          <h2>{t('wallet.take-along')}</h2>
          <p>{t('wallet.take-along.lead')}</p>
          {awaitsLog && (
            <Note tone="unknown" small>
              <p>{t('wallet.take-along.awaits-log')}</p>
            </Note>
          )}
          <div class="row">
            <CertificateButton page={page} held={held} />
            <a href={page.href(`/wallet/credentials/${held.credentialId}/credential.json`)} download>
              {t('wallet.download-json')}
            </a>
          </div>
        </>
      )}
      <AqrfBox page={page} test={held.aqrf} />
    </Layout>
  )
}

function ShareBox({ page, held, policy, now, form, refusals }: CredentialProps): Html {
  const { t } = page
  const { choices } = policy.shareDays
  return (
    <section class="paper" id="share" aria-labelledby="share-title">
      <h2 id="share-title">{t('wallet.share.title', { title: page.say(held.title) })}</h2>
      <p>{t('wallet.share.lead')}</p>
      {held.state !== 'in-force' && (
        <Note tone="warn" small>
          <p>{t('wallet.share.not-in-force')}</p>
        </Note>
      )}
      <form method="post" action={page.href(`/wallet/credentials/${held.credentialId}/shares`)} novalidate>
        <FormToken page={page} />
        <Select
          page={page}
          name="days"
          label={t('wallet.share.until')}
          hint={t('wallet.share.until.hint')}
          value={form?.days ?? String(policy.shareDays.default)}
          options={choices.map((days) => ({
            value: String(days),
            label: t('wallet.share.days', { days, day: formatDayOf(page, endOf(now, days)) }),
          }))}
          errors={refusals}
          width="long"
        />
        <Field
          page={page}
          name="label"
          label={t('wallet.share.label')}
          hint={t('wallet.share.label.hint')}
          value={form?.label ?? ''}
          maxlength={policy.labelLettersAtMost}
          width="long"
          optional
          errors={refusals}
        />
        <Button>{t('wallet.share.make')}</Button>
      </form>
    </section>
  )
}

function Shares({ page, shares, now }: CredentialProps): Html {
  const { t } = page
  if (shares.length === 0) return <p class="small soft">{t('wallet.shares.none')}</p>
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">{t('wallet.shares')}</h2>
      <p class="small soft">{t('wallet.shares.lead')}</p>
      <FlowTable
        page={page}
        caption={t('wallet.shares')}
        captionHidden
        columns={[
          { label: t('wallet.shares.for'), header: true },
          { label: t('wallet.shares.until') },
          { label: t('wallet.shares.opened'), numeric: true },
          { label: t('wallet.shares.act'), labelHidden: true },
        ]}
        rows={shares.map((share) => {
          const state = shareState(share, now)
          return {
            cells: [
              state === 'live' ? (
                <a href={page.href(`/wallet/shares/${share.code}`)}>{share.label ?? t('wallet.shares.unnamed')}</a>
              ) : (
                (share.label ?? t('wallet.shares.unnamed'))
              ),
              state === 'live' ? <Day page={page} day={dayOf(share.expiresAt)} /> : t(`wallet.shares.${state}`),
              t('wallet.shares.times', { count: share.opened }),
              state === 'live' ? (
                <PostButton page={page} action={`/wallet/shares/${share.code}/end`} kind="link">
                  {t('wallet.shares.take-back')}
                </PostButton>
              ) : null,
            ],
          }
        })}
      />
    </section>
  )
}

/** One share: the link, the ways to send it, its QR symbol, what the other side sees. */
export function SharePage(props: { page: Page; held: Held; share: Share; publicUrl: string; now: Date }): Html {
  const { page, held, share, publicUrl, now } = props
  const { t } = page
  const url = shareUrl(publicUrl, page, share.code)
  const state = shareState(share, now)
  return (
    <Layout
      page={page}
      title={t('wallet.share.made')}
      section="wallet"
      noindex
      narrow
      breadcrumb={[
        { href: '/wallet', label: t('wallet.title') },
        { href: `/wallet/credentials/${held.credentialId}`, label: page.say(held.title) },
      ]}
    >
      <h1>{state === 'live' ? t('wallet.share.made') : t(`wallet.share.${state}`)}</h1>
      <p class="soft">
        {share.label === null ? t('wallet.share.made.lead') : t('wallet.share.made.for', { label: share.label })}
      </p>
      {state === 'live' && <LiveShare {...props} url={url} />}
      <p>
        <a href={page.href(`/wallet/credentials/${held.credentialId}`)}>{t('wallet.share.back')}</a>
      </p>
    </Layout>
  )
}

function LiveShare({
  page,
  held,
  share,
  publicUrl,
  url,
}: {
  page: Page
  held: Held
  share: Share
  publicUrl: string
  url: string
}): Html {
  const { t } = page
  const title = page.say(held.title)
  const linkedIn = linkedInLink({
    name: title,
    organisationName: held.issuer,
    issuedOn: dayOf(held.decidedAt),
    endsOn: held.validUntil === null ? null : dayOf(held.validUntil),
    url,
    id: held.credentialId,
  })
  return (
    <>
      <section class="paper">
        <Field page={page} name="link" label={t('wallet.share.link')} hint={t('wallet.share.link.hint')} value={url} />
        <div class="row">
          <Button href={whatsAppLink(t('wallet.share.message', { title, issuer: held.issuer, url }))}>
            {t('wallet.share.whatsapp')}
          </Button>
          <Button kind="quiet" href={linkedIn}>
            {t('wallet.share.linkedin')}
          </Button>
          <a href={page.href(`/wallet/shares/${share.code}/certificate.pdf`)}>{t('wallet.share.pdf')}</a>
          <a href={url}>{t('wallet.share.open')}</a>
        </div>
        <p class="small soft gap">
          {t('wallet.share.live', { count: share.opened, day: formatDayOf(page, share.expiresAt) })}
        </p>
        <PostButton page={page} action={`/wallet/shares/${share.code}/end`} kind="bad">
          {t('wallet.shares.take-back')}
        </PostButton>
      </section>
      <div class="grid">
        <section class="paper" aria-labelledby="qr">
          <h2 id="qr" class="h3">
            {t('wallet.share.qr')}
          </h2>
          <p class="small soft">{t('wallet.share.qr.lead')}</p>
          {markup(qrSvg(`${publicUrl}/v/${share.code}`, t('wallet.share.qr.name')))}
          <p class="small">
            <a href={page.href(`/wallet/shares/${share.code}/qr.svg`)} download>
              {t('wallet.share.qr.save')}
            </a>
          </p>
        </section>
        <section class="paper" aria-labelledby="preview">
          <h2 id="preview" class="h3">
            {t('wallet.share.preview')}
          </h2>
          <p class="small soft">{t('wallet.share.preview.lead')}</p>
          <div class="row top">
            <Ceplok id={held.definitionId} size="medium" />
            <div>
              <p class="strong">{held.holder}</p>
              <p>{title}</p>
              <p class="small soft">{held.issuer}</p>
            </div>
          </div>
          <p class="small num">{t('wallet.share.code', { code: spellCode(share.code) })}</p>
        </section>
      </div>
    </>
  )
}

/** The address of a share in the holder's language. */
export function shareUrl(publicUrl: string, page: Page, code: string): string {
  return `${publicUrl}${page.href(`/v/${code}`)}`
}

function formatDayOf(page: Page, at: Date): string {
  return formatDay(page.language, dayOf(at))
}
