import { dayOf } from '../platform/clock.ts'
import { formatSks } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  CredentialCard,
  Day,
  EmptyState,
  Facts,
  FormToken,
  type Html,
  Note,
  RecordHead,
  refusalText,
  Steps,
} from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import type { Held } from './types.ts'

/** The wallet: every credential of a person as a card, the ones in force first. */
export function WalletPage(props: {
  page: Page
  held: readonly Held[]
  /** A credential was just taken up by its code. */
  collected: boolean
}): Html {
  const { page, held } = props
  const { t } = page
  const inForce = held.filter(({ state }) => state === 'in-force')
  if (held.length === 0) return <EmptyWallet page={page} />
  return (
    <Layout page={page} title={t('wallet.title')} section="wallet" noindex>
      {props.collected && (
        <Note tone="pass" title={t('wallet.collected')}>
          <p>{t('wallet.collected-text')}</p>
        </Note>
      )}
      <h1>{t('wallet.heading', { name: page.actor?.name ?? '' })}</h1>
      <p class="soft">
        {t('wallet.lead', { count: inForce.length, sks: inForce.reduce((sum, { sks }) => sum + sks, 0) })}
      </p>
      <h2 class="vh">{t('wallet.credentials')}</h2>
      <ul class="plain grid cards">
        {held.map((one) => (
          <Card page={page} held={one} />
        ))}
      </ul>
      <Ways page={page} />
    </Layout>
  )
}

function Card({ page, held }: { page: Page; held: Held }): Html {
  const { t } = page
  const path = `/wallet/credentials/${held.credentialId}`
  return (
    <CredentialCard
      page={page}
      id={held.definitionId}
      href={path}
      title={page.say(held.title)}
      issuer={listed(page, [held.issuer, ...held.coIssuers])}
      status={statusOf(page, held)}
      facts={[
        formatSks(page.language, held.sks),
        t('wallet.kkni', { level: held.kkniLevel }),
        held.document === null ? null : <Issued page={page} held={held} />,
      ]}
      use={held.change === null ? undefined : <Reason page={page} held={held} />}
      actions={
        held.document === null ? undefined : (
          <>
            <Button kind="quiet" href={page.href(`${path}#share`)}>
              {t('wallet.share')}
            </Button>
            <a href={page.href(path)}>{t('wallet.see')}</a>
            <CertificateButton page={page} held={held} />
          </>
        )
      }
    />
  )
}

/** A button that makes the PDF: it makes a share for the paper, so it's a form and no link. */
export function CertificateButton({ page, held }: { page: Page; held: Held }): Html {
  return (
    <form method="post" action={page.href(`/wallet/credentials/${held.credentialId}/certificate`)} class="one-button">
      <FormToken page={page} />
      <Button kind="link">
        PDF<span class="vh">: {page.say(held.title)}</span>
      </Button>
    </form>
  )
}

function Issued({ page, held }: { page: Page; held: Held }): Html {
  return (
    <>
      {page.t('wallet.issued')} <Day page={page} day={dayOf(held.decidedAt)} />
    </>
  )
}

/** Decided, and to be signed without the holder's doing. */
function isWaiting({ state }: Held): boolean {
  return state === 'pending' || state === 'held'
}

const listed = (page: Page, names: readonly string[]): string => new Intl.ListFormat(page.language).format(names)

function statusOf(page: Page, held: Held): { kind: 'withdrawn' | 'waiting'; text: string } | undefined {
  if (held.state === 'in-force') return undefined
  const waits = held.state === 'pending' && held.waitingFor.length > 0
  return {
    kind: isWaiting(held) ? 'waiting' : 'withdrawn',
    text: page.t(waits ? 'wallet.state.pending.waits' : `wallet.state.${held.state}`),
  }
}

/** Why a credential was suspended, revoked or replaced: the reason from the closed list, and when. */
export function Reason({ page, held }: { page: Page; held: Held }): Html | null {
  const { change } = held
  if (change === null) return null
  return (
    <>
      {page.t('wallet.reason')} {held.reason === null ? change.reasonCode : page.say(held.reason)}
      {' ('}
      <Day page={page} day={dayOf(change.at)} />
      {')'}
      {change.replacedBy !== null && (
        <>
          {' '}
          <a href={page.href(`/wallet/credentials/${change.replacedBy}`)}>{page.t('wallet.replaced-by')}</a>
        </>
      )}
    </>
  )
}

/** The facts of a credential at the head of its own page. */
export function HeldFacts({ page, held }: { page: Page; held: Held }): Html {
  const { t } = page
  return (
    <section class={`paper earned ${held.state === 'in-force' ? '' : isWaiting(held) ? 'waiting' : 'withdrawn'}`}>
      <RecordHead
        id={held.definitionId}
        level={1}
        size="large"
        over={t('wallet.kind')}
        title={page.say(held.title)}
        under={listed(page, [held.issuer, ...held.coIssuers])}
      />
      {held.state !== 'in-force' && (
        <Note tone={isWaiting(held) ? 'unknown' : 'warn'} title={t(`wallet.state.${held.state}`)}>
          <p>
            {held.state === 'pending' && held.waitingFor.length > 0
              ? t('wallet.state.pending.together', { organisations: listed(page, held.waitingFor) })
              : t(`wallet.state.${held.state}.means`)}
          </p>
          {held.stop?.refusals.map((refusal) => (
            <p>
              {t('wallet.reason')} {refusalText(page, refusal).message}.
            </p>
          ))}
          {held.change !== null && (
            <p>
              <Reason page={page} held={held} />
            </p>
          )}
        </Note>
      )}
      <div class="gap">
        <Facts
          facts={[
            { label: t('wallet.holder'), value: <span class="name">{held.holder}</span> },
            { label: t('wallet.load'), value: t('wallet.load.value', { sks: held.sks, hours: held.hours }) },
            { label: t('wallet.level'), value: t('wallet.kkni', { level: held.kkniLevel }) },
            {
              label: t('wallet.assessment'),
              value: held.assessments.map((method) => t(`wallet.assessment.${method}`)).join(', '),
            },
            {
              label: t('wallet.issued.label'),
              value: held.stop !== null ? null : <Day page={page} day={dayOf(held.decidedAt)} />,
            },
            {
              label: t('wallet.in-force-until'),
              value:
                held.stop !== null ? null : held.validUntil === null ? (
                  t('wallet.no-end')
                ) : (
                  <Day page={page} day={dayOf(held.validUntil)} />
                ),
            },
          ]}
        />
      </div>
      <p class="small strong">{t('wallet.can')}</p>
      <ul class="small">
        {held.outcomes.map((outcome) => (
          <li>{page.say(outcome)}</li>
        ))}
      </ul>
    </section>
  )
}

function EmptyWallet({ page }: { page: Page }): Html {
  const { t } = page
  return (
    <Layout page={page} title={t('wallet.empty')} section="wallet" noindex>
      <EmptyState
        title={t('wallet.empty')}
        level={1}
        actions={
          <>
            <Button href={page.href('/claim')}>{t('wallet.enter-claim')}</Button>
            <a href={page.href('/catalogue')}>{t('wallet.find-programme')}</a>
            <a href={page.href('/enrolments')}>{t('wallet.seats')}</a>
          </>
        }
      >
        <p>{t('wallet.empty.lead')}</p>
      </EmptyState>
      <h2>{t('wallet.empty.ways')}</h2>
      <Steps
        page={page}
        steps={(['link', 'paper', 'learn'] as const).map((way) => ({
          state: 'plain',
          title: t(`wallet.empty.${way}`),
          detail: t(`wallet.empty.${way}.detail`),
        }))}
      />
    </Layout>
  )
}

/** What belongs to the wallet and stands on pages of its own. */
function Ways({ page }: { page: Page }): Html {
  return (
    <nav class="gap" aria-label={page.t('wallet.ways')}>
      <ul class="plain">
        <li>
          {page.t('wallet.claim.have-code')} <a href={page.href('/claim')}>{page.t('wallet.enter-claim')}</a>
        </li>
        <li>
          <a href={page.href('/enrolments')}>{page.t('wallet.seats')}</a>
        </li>
        <li>
          <a href={page.href('/stacks')}>{page.t('wallet.larger')}</a>
        </li>
      </ul>
    </nav>
  )
}
