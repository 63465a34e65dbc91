import type { Ministry } from '../organisations/index.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Day, EmptyState, Field, FlowTable, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { From, MayIssue, type Names, placeOf, StateWord } from './pages-words.tsx'
import type { Listing, RegisterEntry } from './types.ts'

export interface RegisterProps {
  readonly page: Page
  /** Issuers that were in the register by the day that is shown. */
  readonly issuers: readonly RegisterEntry[]
  /** Bodies, frameworks and standard-setters. */
  readonly others: readonly RegisterEntry[]
  readonly total: number
  readonly search: string
  /** The ministry that bears or bore the name that was searched for. */
  readonly ministry: Ministry | null
  /** ISO day that is shown; empty for today. */
  readonly on: string
  readonly at: Date
  readonly names: Names
}

/** The public register on a day: who may issue, since when, and what; and who vouches for it. */
export function RegisterPage(props: RegisterProps): Html {
  const { page, issuers, search, on } = props
  const t = page.t
  return (
    <Layout page={page} title={t('trust.register.title')} description={t('trust.register.lead')} section="register">
      <h1>{t('trust.register.title')}</h1>
      <p>{t('trust.register.lead')}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is unknown to the phones we write for */}
      <form method="get" action={page.href('/register')} role="search" class="row">
        <Field page={page} name="q" type="search" label={t('trust.register.search')} value={search} width="long" />
        <Field page={page} name="on" type="date" label={t('trust.register.on')} value={on} width="medium" optional />
        <Button>{t('trust.register.search-button')}</Button>
      </form>
      {on !== '' && (
        <Note tone="plain" title={t('trust.register.on-day')}>
          <p>
            <Day page={page} day={on} />. {t('trust.register.on-means')}{' '}
            <a href={page.href('/register')}>{t('trust.register.today')}</a>
          </p>
        </Note>
      )}
      {props.ministry !== null && (
        <p>
          {page.say(props.ministry.name)}:{' '}
          <a href={page.href('/register/ministries')}>{t('organisations.ministries.title')}</a>
        </p>
      )}
      <p class="small soft num" role="status">
        {search === ''
          ? t('trust.register.count', { count: props.total })
          : t('trust.register.found', { count: issuers.length, total: props.total })}
      </p>
      {issuers.length === 0 ? (
        <EmptyState title={t('trust.register.none')}>
          <p>{t('trust.register.none-next')}</p>
        </EmptyState>
      ) : (
        <IssuerTable {...props} />
      )}
      {props.others.length > 0 && <OtherTable {...props} />}
      <section class="register-how">
        <h2>{t('trust.register.how')}</h2>
        <p>{t('trust.register.how-1')}</p>
        <p>
          {t('trust.register.how-2')} <a href="/trust/list">{t('trust.register.list')}</a>
        </p>
        <p class="row">
          <Button kind="quiet" href={page.href('/register/changes')}>
            {t('trust.changes.title')}
          </Button>
          <Button kind="quiet" href={page.href('/register/agreements')}>
            {t('organisations.agreements.title')}
          </Button>
          <Button kind="quiet" href={page.href('/register/ministries')}>
            {t('organisations.ministries.title')}
          </Button>
          <Button kind="quiet" href={page.href('/register/apply')}>
            {t('trust.register.apply')}
          </Button>
        </p>
      </section>
    </Layout>
  )
}

function IssuerTable({ page, issuers, at, on, names }: RegisterProps): Html {
  const t = page.t
  const query = on === '' ? '' : `?on=${on}`
  return (
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
      rows={issuers.map((entry) => ({
        cells: [
          <a href={page.href(`/register/${entry.slug}${query}`)}>{entry.name}</a>,
          placeOf(page, entry, names),
          <From page={page} period={firstOf(entry.listings)} />,
          <MayIssue page={page} entry={entry} at={at} names={names} />,
          <StateWord page={page} entry={entry} at={at} />,
        ],
      }))}
    />
  )
}

function OtherTable({ page, others, at, names }: RegisterProps): Html {
  const t = page.t
  return (
    <section>
      <h2>{t('trust.register.others')}</h2>
      <p>{t('trust.register.others-mean')}</p>
      <FlowTable
        page={page}
        caption={t('trust.register.others')}
        captionHidden
        columns={[
          { label: t('trust.column.name'), header: true, full: true },
          { label: t('trust.column.class') },
          { label: t('trust.column.place') },
          { label: t('trust.column.since') },
          { label: t('trust.column.state') },
        ]}
        rows={others.map((entry) => ({
          cells: [
            <a href={page.href(`/register/${entry.slug}`)}>{entry.name}</a>,
            [...new Set(entry.standings.map((one) => t(`trust.class.${one.class}`)))].join(', '),
            placeOf(page, entry, names),
            <From page={page} period={firstOf(entry.standings)} />,
            <StateWord page={page} entry={entry} at={at} />,
          ],
        }))}
      />
    </section>
  )
}

function firstOf(listings: readonly Listing[]): { from: Date; until: null } {
  const from = listings.reduce((first, one) => (one.from < first ? one.from : first), listings[0]?.from ?? new Date(0))
  return { from, until: null }
}
