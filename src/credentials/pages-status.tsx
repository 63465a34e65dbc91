import { AqrfBox } from '../frameworks/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Button,
  Dotted,
  EmptyState,
  ErrorSummary,
  Facts,
  Finding,
  FlowTable,
  type Html,
  Instant,
  Note,
  Pager,
  PostForm,
  RecordHead,
  refusalText,
  Select,
  type Tone,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import type { Refusal } from '../platform/refusal.ts'
import { PartiesBox, type PartiesShown } from './pages-together.tsx'
import { changesAllowed } from './rules.ts'
import { CHANGES, type Credential, type CredentialState, type StatusChange, type StatusReason } from './types.ts'

const ISSUE = '/provider/issue'
const ISSUED = `${ISSUE}/credentials`
const TONES: Readonly<Record<CredentialState, Tone>> = {
  pending: 'unknown',
  held: 'unknown',
  refused: 'warn',
  'in-force': 'pass',
  suspended: 'warn',
  revoked: 'fail',
  replaced: 'warn',
  expired: 'warn',
}

/** An issued credential with the names that the issuer's lists show. */
export interface IssuedShown {
  readonly credential: Credential
  readonly state: CredentialState
  readonly name: string
  readonly title: Bilingual
  readonly definitionId: string
}

/** The state of a credential with its mark and its word. */
function State({ page, state }: { page: Page; state: CredentialState }): Html {
  return <Finding tone={TONES[state]}>{page.t('credentials.state', { state })}</Finding>
}

/** Everything an organisation issued, newest first; rows can be chosen for one change of many. */
export function IssuedPage(props: {
  page: Page
  organisation: string
  issued: readonly IssuedShown[]
  total: number
  from: number
  limit: number
  refusals: readonly Refusal[]
}): Html {
  const { page, issued, total, from, limit } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('credentials.issued.title')}
      section="provider"
      room
      noindex
      failed={props.refusals.length > 0}
      switchPath={ISSUED}
      breadcrumb={[{ href: ISSUE, label: t('credentials.issue.title') }]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <h1>
        {t('credentials.issued.title')} <span class="count">{formatNumber(page.language, total)}</span>
      </h1>
      <p class="soft">{props.organisation}</p>
      {total === 0 ? (
        <EmptyState title={t('credentials.issued.none')}>
          <p>{t('credentials.issued.none-next')}</p>
        </EmptyState>
      ) : (
        <PostForm page={page} action={`${ISSUE}/status-changes`}>
          <IssuedTable page={page} issued={issued} />
          <div class="tools">
            <Select
              page={page}
              name="change"
              label={t('credentials.bulk.change')}
              width="medium"
              options={CHANGES.filter((change) => change !== 'replace').map((change) => ({
                value: change,
                label: t('credentials.change', { change }),
              }))}
            />
            <Button kind="quiet">{t('credentials.bulk.next')}</Button>
          </div>
        </PostForm>
      )}
      <Pager page={page} from={from} limit={limit} total={total} href={(to) => `${ISSUED}?from=${to}`} />
    </Layout>
  )
}

function IssuedTable({ page, issued }: { page: Page; issued: readonly IssuedShown[] }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('credentials.issued.title')}
      captionHidden
      columns={[
        { label: t('credentials.column.name'), header: true, full: true },
        { label: t('credentials.column.credential'), full: true },
        { label: t('credentials.column.decided') },
        { label: t('credentials.column.state') },
      ]}
      rows={issued.map(({ credential, state, name, title }) => ({
        cells: [
          changesAllowed(state).length > 0 ? (
            <label class="pick">
              <input type="checkbox" name="credentialIds" value={credential.id} />
              <span class="vh">{t('credentials.column.choose')} </span>
              {name}
            </label>
          ) : (
            name
          ),
          <a href={page.href(`${ISSUED}/${credential.id}`)}>{page.say(title)}</a>,
          <Instant page={page} at={credential.award.decidedAt} />,
          <State page={page} state={state} />,
        ],
      }))}
    />
  )
}

/** Why an award isn't signed, since when, and what to do. A refused one can be asked for again from here. */
function Stop({ page, shown: { credential, state } }: { page: Page; shown: IssuedShown }): Html | null {
  const { stop } = credential
  if (stop === null || (state !== 'held' && state !== 'refused')) return null
  const t = page.t
  return (
    <Note tone={TONES[state]} title={t(`credentials.stop.${state}`)}>
      <p>
        {t(`credentials.stop.${state}.means`)} {t('credentials.stop.since')} <Instant page={page} at={stop.at} />.
      </p>
      <ul class="plain">
        {stop.refusals.map((refusal) => {
          const { message, next } = refusalText(page, refusal)
          return (
            <li>
              <b>{message}.</b> {next}
            </li>
          )
        })}
      </ul>
      {state === 'refused' && (
        <PostForm page={page} action={`${ISSUED}/${credential.id}/signature`}>
          <Button kind="quiet">{t('credentials.stop.take-up')}</Button>
        </PostForm>
      )}
    </Note>
  )
}

/** One issued credential: its facts, its history, and the changes that are possible now. */
export function IssuedCredentialPage(props: {
  page: Page
  shown: IssuedShown
  changes: readonly StatusChange[]
  reasons: readonly StatusReason[]
  refusals?: readonly Refusal[] | undefined
  /** Where several issue it together. */
  parties: PartiesShown | null
  /** The organisation for which the page is read: a replacement is the issuer's alone. */
  actingId: string
}): Html {
  const { page, shown, changes, reasons, parties } = props
  const { credential, state } = shown
  const isIssuer = props.actingId === credential.award.organisationId
  const possible = changesAllowed(state).filter((change) => isIssuer || change !== 'replace')
  const t = page.t
  const replaced = credential.change?.replacedBy ?? null
  return (
    <Layout
      page={page}
      title={t('credentials.one.title')}
      section="provider"
      room
      noindex
      failed={(props.refusals ?? []).length > 0}
      switchPath={`${ISSUED}/${credential.id}`}
      breadcrumb={[
        { href: ISSUE, label: t('credentials.issue.title') },
        { href: ISSUED, label: t('credentials.issued.title') },
      ]}
    >
      <ErrorSummary page={page} refusals={props.refusals} />
      <div class="paper">
        <RecordHead
          id={shown.definitionId}
          level={1}
          over={shown.name}
          title={page.say(shown.title)}
          under={<State page={page} state={state} />}
        />
      </div>
      <Stop page={page} shown={shown} />
      <Facts
        facts={[
          { label: t('credentials.column.decided'), value: <Instant page={page} at={credential.award.decidedAt} /> },
          {
            label: t('credentials.one.signed'),
            value:
              credential.signedAt === null ? (
                t('credentials.one.not-signed')
              ) : (
                <Instant page={page} at={credential.signedAt} />
              ),
          },
          {
            label: t('credentials.one.until'),
            value:
              credential.award.validUntil === null ? (
                t('credentials.one.for-life')
              ) : (
                <Instant page={page} at={credential.award.validUntil} />
              ),
          },
          { label: t('credentials.one.attempt'), value: formatNumber(page.language, credential.award.attempt) },
          {
            label: t('credentials.one.replaced-by'),
            value:
              replaced === null ? null : <a href={page.href(`${ISSUED}/${replaced}`)}>{t('credentials.one.newer')}</a>,
          },
          {
            label: t('credentials.one.replaces'),
            value:
              credential.award.replacesCredentialId === null ? null : (
                <a href={page.href(`${ISSUED}/${credential.award.replacesCredentialId}`)}>
                  {t('credentials.one.older')}
                </a>
              ),
          },
        ]}
      />
      {parties !== null && <PartiesBox page={page} shown={parties} />}
      {possible.length === 0 ? (
        <Note title={t('credentials.one.final')}>
          <p>{t('credentials.one.final-means')}</p>
        </Note>
      ) : (
        <ul class="plain row">
          {possible.map((change) => (
            <li>
              <Button
                kind={change === 'revoke' ? 'bad' : 'quiet'}
                href={page.href(`${ISSUED}/${credential.id}/status-changes/${change}`)}
              >
                {t('credentials.change', { change })}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AqrfBox page={page} test={credential.award.aqrf} />
      <h2>{t('credentials.one.history')}</h2>
      {changes.length === 0 ? (
        <p class="soft">{t('credentials.one.no-history')}</p>
      ) : (
        <FlowTable
          page={page}
          caption={t('credentials.one.history')}
          captionHidden
          columns={[
            { label: t('credentials.column.when'), header: true },
            { label: t('credentials.column.change') },
            { label: t('credentials.column.reason'), full: true },
            { label: t('credentials.column.note'), full: true },
          ]}
          rows={changes.map((one) => ({
            cells: [
              <Instant page={page} at={one.changedAt} />,
              t('credentials.changed', { change: one.change }),
              page.say(
                reasons.find((reason) => reason.code === one.reasonCode)?.name ?? {
                  id: one.reasonCode,
                  en: one.reasonCode,
                },
              ),
              <Dotted
                parts={[parties?.names.get(one.byOrganisationId ?? '') ?? null, one.note].filter(
                  (part) => part !== null,
                )}
              />,
            ],
          }))}
        />
      )}
    </Layout>
  )
}
