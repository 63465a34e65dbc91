import { dayOf } from '../platform/clock.ts'
import { Layout } from '../platform/html/layout.tsx'
import {
  Day,
  EmptyState,
  Facts,
  Finding,
  FlowTable,
  type Html,
  Note,
  Paper,
  Search,
  Tag,
} from '../platform/html/pieces.tsx'
import type { Bilingual, Page } from '../platform/page.ts'
import { covers, listingAt } from './rules.ts'
import type { Authorisation, RegisterEntry } from './types.ts'

/** Names of fields and levels, which the pages show and the register only knows by their ids. */
export interface Names {
  field(id: string): Bilingual
  province(id: string): Bilingual
}

/** The public register: who may issue, since when, and what. Without JavaScript; searchable by name and place. */
export function RegisterPage(props: {
  page: Page
  entries: readonly RegisterEntry[]
  total: number
  search: string
  now: Date
  names: Names
}): Html {
  const { page, entries, search } = props
  const t = page.t
  return (
    <Layout page={page} title={t('trust.register.title')} description={t('trust.register.lead')} section="register">
      <h1>{t('trust.register.title')}</h1>
      <p>{t('trust.register.lead')}</p>
      <Search
        page={page}
        action="/register"
        name="q"
        value={search}
        label={t('trust.register.search')}
        placeholder={t('trust.register.search-hint')}
        button={t('trust.register.search-button')}
      />
      <p class="small soft num" role="status">
        {search === ''
          ? t('trust.register.count', { count: props.total })
          : t('trust.register.found', { count: entries.length, total: props.total })}
      </p>
      {entries.length === 0 ? (
        <EmptyState title={t('trust.register.none')}>
          <p>{t('trust.register.none-next')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('trust.register.title')}
          captionHidden
          columns={[
            { label: t('trust.column.name'), header: true, full: true },
            { label: t('trust.column.place') },
            { label: t('trust.column.since') },
            { label: t('trust.column.may-issue'), full: true },
            { label: t('trust.column.state') },
          ]}
          rows={entries.map((entry) => ({
            cells: [
              <a href={page.href(`/register/${entry.slug}`)}>{entry.name}</a>,
              placeOf(page, entry, props.names),
              <Day page={page} day={dayOf(firstListing(entry))} />,
              <MayIssue page={page} entry={entry} now={props.now} names={props.names} />,
              <State page={page} entry={entry} now={props.now} />,
            ],
          }))}
        />
      )}
      <section class="register-how">
        <h2>{t('trust.register.how')}</h2>
        <p>{t('trust.register.how-1')}</p>
        <p>
          {t('trust.register.how-2')} <a href="/trust/list">{t('trust.register.list')}</a>
        </p>
      </section>
    </Layout>
  )
}

function firstListing(entry: RegisterEntry): Date {
  return entry.listings.reduce(
    (first, one) => (one.from < first ? one.from : first),
    entry.listings[0]?.from ?? new Date(0),
  )
}

function placeOf(page: Page, entry: RegisterEntry, names: Names): string {
  const province = entry.province === null ? null : page.say(names.province(entry.province))
  return [entry.city, province].filter((part) => part !== null && part !== '').join(', ')
}

function State({ page, entry, now }: { page: Page; entry: RegisterEntry; now: Date }): Html {
  return listingAt(entry.listings, now) === null ? (
    <Finding tone="warn">{page.t('trust.state.ended')}</Finding>
  ) : (
    <Finding tone="pass">{page.t('trust.state.listed')}</Finding>
  )
}

function MayIssue({ page, entry, now, names }: { page: Page; entry: RegisterEntry; now: Date; names: Names }): Html {
  const inForce = entry.authorisations.filter((one) => covers(one, now))
  if (inForce.length === 0 || listingAt(entry.listings, now) === null) return <>{page.t('trust.may-issue.nothing')}</>
  return (
    <>
      {inForce.map((one) => (
        <div>
          {kindsOf(page, one)} <Tag>{levelsOf(page, one)}</Tag>
          <div class="small soft">{fieldsOf(page, one, names)}</div>
        </div>
      ))}
    </>
  )
}

const kindsOf = (page: Page, one: Authorisation): string =>
  one.kinds.map((kind) => page.t(`trust.kind.${kind}`)).join(', ')

const levelsOf = (page: Page, one: Authorisation): string =>
  one.levelMin === one.levelMax
    ? page.t('trust.level', { level: one.levelMin })
    : page.t('trust.levels', { from: one.levelMin, to: one.levelMax })

const fieldsOf = (page: Page, one: Authorisation, names: Names): string =>
  one.fields.length === 0
    ? page.t('trust.every-field')
    : one.fields.map((field) => page.say(names.field(field))).join(', ')

/** One issuer of the register: standing, what it may issue, its history and its keys. */
export function IssuerPage(props: { page: Page; entry: RegisterEntry; now: Date; names: Names }): Html {
  const { page, entry, now, names } = props
  const t = page.t
  const listing = listingAt(entry.listings, now)
  return (
    <Layout
      page={page}
      title={entry.name}
      description={t('trust.issuer.description', { name: entry.name })}
      section="register"
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <h1>{entry.name}</h1>
      <p class="soft">{placeOf(page, entry, names)}</p>
      {listing === null ? (
        <Note tone="warn" title={t('trust.issuer.not-now')}>
          <p>{t('trust.issuer.not-now-means')}</p>
        </Note>
      ) : (
        <Note tone="pass" title={t('trust.issuer.now')}>
          <p>
            {t('trust.issuer.since')} <Day page={page} day={dayOf(listing.from)} />. {page.say(listing.reason)}
          </p>
        </Note>
      )}
      <h2>{t('trust.issuer.may-issue')}</h2>
      <AuthorisationTable {...props} />
      <h2>{t('trust.issuer.history')}</h2>
      <HistoryTable page={page} entry={entry} />
      <h2>{t('trust.issuer.keys')}</h2>
      <p>{t('trust.issuer.keys-mean')}</p>
      <Paper small>
        <Facts
          facts={[
            { label: t('trust.issuer.did'), value: <code class="break">{entry.did}</code> },
            {
              label: t('trust.issuer.document'),
              value: <a href={`/issuers/${entry.slug}/did.json`}>{`/issuers/${entry.slug}/did.json`}</a>,
            },
            ...entry.keys.map((key) => ({
              label: t(
                key.compromisedAt !== null
                  ? 'trust.key.compromised'
                  : key.until !== null
                    ? 'trust.key.past'
                    : 'trust.key.now',
              ),
              value: <code class="break">{key.publicKeyMultibase}</code>,
            })),
          ]}
        />
      </Paper>
    </Layout>
  )
}

function AuthorisationTable({
  page,
  entry,
  now,
  names,
}: {
  page: Page
  entry: RegisterEntry
  now: Date
  names: Names
}): Html {
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
        current: covers(one, now),
        cells: [
          kindsOf(page, one),
          fieldsOf(page, one, names),
          levelsOf(page, one),
          <Day page={page} day={dayOf(one.from)} />,
          one.until === null ? t('trust.no-end') : <Day page={page} day={dayOf(one.until)} />,
          <span class="small">{page.say(one.source)}</span>,
        ],
      }))}
    />
  )
}

function HistoryTable({ page, entry }: { page: Page; entry: RegisterEntry }): Html {
  const t = page.t
  return (
    <FlowTable
      page={page}
      caption={t('trust.issuer.history')}
      captionHidden
      columns={[
        { label: t('trust.column.from'), header: true },
        { label: t('trust.column.until') },
        { label: t('trust.column.reason'), full: true },
      ]}
      rows={entry.listings.map((one) => ({
        cells: [
          <Day page={page} day={dayOf(one.from)} />,
          one.until === null ? t('trust.no-end') : <Day page={page} day={dayOf(one.until)} />,
          one.endReason === null ? page.say(one.reason) : `${page.say(one.reason)} ${page.say(one.endReason)}`,
        ],
      }))}
    />
  )
}
