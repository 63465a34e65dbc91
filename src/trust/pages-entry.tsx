import { dayOf } from '../platform/clock.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Day, Facts, FlowTable, type Html, Instant, Note, Paper } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { type Asked, AskForm } from './pages-ask.tsx'
import { ChangeTable } from './pages-changes.tsx'
import { EndNote, FormerNames, PartySections } from './pages-party.tsx'
import { From, fieldsOf, kindsOf, levelsOf, type Names, placeOf, stateAt, Until } from './pages-words.tsx'
import { covers, listingAt, suspensionAt } from './rules.ts'
import type { Change, RegisterEntry } from './types.ts'
import type { PartyShown } from './types-party.ts'

export interface EntryProps {
  readonly page: Page
  readonly entry: RegisterEntry
  /** The party as such: its names, succession, roles and agreements. */
  readonly party: PartyShown
  /** The ISO day that is asked about. */
  readonly day: string
  /** The name that a party bore on a day. */
  readonly nameThen: (organisationId: string, presentName: string, day: string) => string
  /** The instant that is asked about, and the ISO days that were chosen; empty for now. */
  readonly at: Date
  readonly on: string
  readonly known: string
  readonly names: Names
  readonly changes: readonly Change[]
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  /** A question that was asked, with every reason against it: none means yes. */
  readonly asked: Asked | null
  /** Leads whoever keeps the register to the page where this entry is changed. */
  readonly keeper: boolean
  /** Leads who speaks for this body to where it attests. */
  readonly speaker: boolean
}

/** One entry of the register: how it stands, what it may issue, who vouches for it, its whole history and its keys. */
export function EntryPage(props: EntryProps): Html {
  const { page, entry, party } = props
  const t = page.t
  const registered = entry.listings.length + entry.standings.length > 0
  return (
    <Layout
      page={page}
      title={party.name}
      description={t('trust.issuer.description', { name: party.name })}
      section="register"
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <h1>{party.name}</h1>
      <p class="soft">{placeOf(page, entry, props.names)}</p>
      <FormerNames page={page} party={party} />
      <EndNote page={page} party={party} />
      {registered ? <Standing {...props} /> : party.end === null && <p>{t('trust.party.no-entry')}</p>}
      {props.keeper && (
        <p class="row">
          {registered && (
            <Button kind="quiet" href={page.href(`/review/register/entries/${entry.slug}`)}>
              {t('trust.issuer.change')}
            </Button>
          )}
          <Button kind="quiet" href={page.href(`/review/register/parties/${entry.slug}`)}>
            {t('trust.party.change')}
          </Button>
        </p>
      )}
      {props.speaker && (
        <p>
          <Button kind="quiet" href={page.href('/register/attest')}>
            {t('trust.issuer.attest')}
          </Button>
        </p>
      )}
      {(entry.listings.length > 0 || props.asked !== null) && (
        <>
          <AskForm {...props} />
          <h2>{t('trust.issuer.may-issue')}</h2>
          <AuthorisationTable {...props} />
          <h2>{t('trust.issuer.attested')}</h2>
          <AttestationTable {...props} />
        </>
      )}
      <PartySections page={page} party={party} day={props.day} names={props.names} />
      {registered && (
        <>
          <h2>{t('trust.issuer.history')}</h2>
          <HistoryTable {...props} />
          <h2>{t('trust.changes.entry')}</h2>
          <p>{t('trust.changes.entry-means')}</p>
          <ChangeTable page={page} changes={props.changes} named={false} />
        </>
      )}
      {entry.keys.length > 0 && <Keys page={page} entry={entry} ended={party.end !== null} />}
    </Layout>
  )
}

function Standing({ page, entry, party, at, on, known }: EntryProps): Html {
  const t = page.t
  const state = stateAt(entry, at)
  const listing = listingAt(entry.listings, at) ?? listingAt(entry.standings, at)
  const suspension = suspensionAt(entry.suspensions, at)
  const past = entry.suspensions.filter((one) => one.until !== null && one.until <= at)
  return (
    <>
      {(on !== '' || known !== '') && (
        <p class="small">
          {on !== '' && (
            <>
              {t('trust.issuer.on')} <Day page={page} day={on} />.{' '}
            </>
          )}
          {known !== '' && (
            <>
              {t('trust.issuer.known')} <Day page={page} day={known} />.{' '}
            </>
          )}
          <a href={page.href(`/register/${entry.slug}`)}>{t('trust.register.today')}</a>
        </p>
      )}
      {listing === null && party.end !== null ? null : listing === null || state === null ? (
        <Note tone="warn" title={t('trust.issuer.not-now')}>
          <p>{t('trust.issuer.not-now-means')}</p>
        </Note>
      ) : (
        <Note
          tone={state === 'listed' || state === 'registered' ? 'pass' : 'warn'}
          title={t(state === 'registered' ? `trust.standing.${listing.class}` : `trust.issuer.${state}`)}
        >
          <p>
            {t('trust.issuer.since')} <From page={page} period={listing} />. {page.say(listing.reason)}
          </p>
          {suspension !== null && (
            <p>
              {t('trust.issuer.suspended-since')} <From page={page} period={suspension} />.{' '}
              {page.say(suspension.reason)} {t('trust.issuer.suspended-means')}
            </p>
          )}
          {state === 'lapsed' && <p>{t('trust.issuer.lapsed-means')}</p>}
          {state === 'registered' && <p>{t('trust.issuer.registered-means')}</p>}
        </Note>
      )}
      {past.map((one) => (
        <Note tone="plain" small>
          <p>
            {t('trust.issuer.was-suspended')} <From page={page} period={one} /> – <Until page={page} period={one} />.{' '}
            {page.say(one.reason)} {one.endReason === null ? '' : page.say(one.endReason)}
          </p>
        </Note>
      ))}
    </>
  )
}

function AuthorisationTable({ page, entry, at, names }: EntryProps): Html {
  const t = page.t
  if (entry.authorisations.length === 0) return <p>{t('trust.may-issue.nothing')}</p>
  return (
    <FlowTable
      page={page}
      caption={t('trust.issuer.may-issue')}
      captionHidden
      columns={[
        { label: t('trust.column.kind'), header: true, full: true },
        { label: t('trust.column.field'), full: true },
        { label: t('trust.column.level') },
        { label: t('trust.column.from') },
        { label: t('trust.column.until') },
        { label: t('trust.column.source'), full: true },
      ]}
      rows={entry.authorisations.map((one) => ({
        current: covers(one, at),
        cells: [
          kindsOf(page, one.kinds),
          fieldsOf(page, one.fields, names),
          levelsOf(page, one),
          <From page={page} period={one} />,
          <Until page={page} period={one} />,
          <span class="small">{page.say(one.source)}</span>,
        ],
      }))}
    />
  )
}

function AttestationTable({ page, entry, at, nameThen }: EntryProps): Html {
  const t = page.t
  if (entry.attestations.length === 0) return <p>{t('trust.issuer.no-attestation')}</p>
  return (
    <FlowTable
      page={page}
      caption={t('trust.issuer.attested')}
      captionHidden
      columns={[
        { label: t('trust.column.body'), header: true, full: true },
        { label: t('trust.column.scheme'), full: true },
        { label: t('trust.column.result') },
        { label: t('trust.column.number') },
        { label: t('trust.column.from') },
        { label: t('trust.column.until') },
      ]}
      rows={entry.attestations.map((one) => ({
        current: covers(one, at),
        cells: [
          <a href={page.href(`/register/${one.bodySlug}`)}>{nameThen(one.bodyId, one.bodyName, dayOf(one.from))}</a>,
          one.scheme,
          one.level,
          one.number,
          <From page={page} period={one} />,
          <Until page={page} period={one} />,
        ],
      }))}
    />
  )
}

function HistoryTable({ page, entry }: EntryProps): Html {
  const t = page.t
  const rows = [...entry.listings, ...entry.standings].toSorted((a, b) => a.from.getTime() - b.from.getTime())
  return (
    <FlowTable
      page={page}
      caption={t('trust.issuer.history')}
      captionHidden
      columns={[
        { label: t('trust.column.class'), header: true },
        { label: t('trust.column.from') },
        { label: t('trust.column.until') },
        { label: t('trust.column.reason'), full: true },
      ]}
      rows={rows.map((one) => ({
        cells: [
          t(`trust.class.${one.class}`),
          <From page={page} period={one} />,
          <Until page={page} period={one} />,
          one.endReason === null ? page.say(one.reason) : `${page.say(one.reason)} ${page.say(one.endReason)}`,
        ],
      }))}
    />
  )
}

function Keys({ page, entry, ended }: { page: Page; entry: RegisterEntry; ended: boolean }): Html {
  const t = page.t
  const stateOf = ({ compromisedAt, until }: RegisterEntry['keys'][number]) =>
    compromisedAt !== null
      ? 'trust.key.compromised'
      : until !== null
        ? 'trust.key.past'
        : ended
          ? 'trust.party.key-kept'
          : 'trust.key.now'
  return (
    <>
      <h2>{t('trust.issuer.keys')}</h2>
      <p>{t('trust.issuer.keys-mean')}</p>
      {ended && <p>{t('trust.party.keys-stay')}</p>}
      <Paper small>
        <Facts
          facts={[
            { label: t('trust.issuer.did'), value: <code class="break">{entry.did}</code> },
            {
              label: t('trust.issuer.document'),
              value: <a href={`/issuers/${entry.slug}/did.json`}>{`/issuers/${entry.slug}/did.json`}</a>,
            },
            ...entry.keys.map((key) => ({
              label: t(stateOf(key)),
              value: (
                <>
                  <code class="break">{key.publicKeyMultibase}</code>{' '}
                  <span class="small soft">
                    {t('trust.key.since')} <Day page={page} day={dayOf(key.from)} />
                    {key.until !== null && (
                      <>
                        {' '}
                        {t('trust.key.until')} <Instant page={page} at={key.until} />
                      </>
                    )}
                  </span>
                  {key.compromisedAt !== null && (
                    <p class="small">
                      {t('trust.key.compromised-since')} <Instant page={page} at={key.compromisedAt} />.{' '}
                      {t('trust.key.compromised-means')}
                    </p>
                  )}
                  {key.endReason !== null && <p class="small soft">{page.say(key.endReason)}</p>}
                </>
              ),
            })),
          ]}
        />
      </Paper>
    </>
  )
}
