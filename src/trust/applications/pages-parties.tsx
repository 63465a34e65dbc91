import { type Agreement, type Organisation, partyLists } from '../../organisations/index.ts'
import { Layout } from '../../platform/html/layout.tsx'
import { Button, EmptyState, Field, FlowTable, type Html, Note } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'

/** `/review/register/parties`: every party, and which agreements end soon. */
export function PartiesPage(props: {
  page: Page
  rows: readonly { readonly organisation: Organisation; readonly roles: readonly string[]; readonly note: string }[]
  search: string
  ending: readonly Agreement[]
}): Html {
  const { page, rows } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('register.parties.title')}
      section="review"
      room
      noindex
      breadcrumb={[{ href: '/review/register', label: t('register.review.title') }]}
    >
      <h1>{t('register.parties.title')}</h1>
      <p>{t('register.parties.lead')}</p>
      <EndingNote page={page} ending={props.ending.length} />
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is unknown to the phones we write for */}
      <form method="get" action={page.href('/review/register/parties')} role="search" class="row">
        <Field
          page={page}
          name="q"
          type="search"
          label={t('register.parties.search')}
          value={props.search}
          width="long"
        />
        <Button kind="quiet">{t('trust.register.search-button')}</Button>
      </form>
      {rows.length === 0 ? (
        <EmptyState title={t('register.parties.none')}>
          <p>{t('register.parties.none-next')}</p>
        </EmptyState>
      ) : (
        <FlowTable
          page={page}
          caption={t('register.parties.title')}
          captionHidden
          columns={[
            { label: t('register.column.organisation'), header: true, full: true },
            { label: t('trust.party.roles'), full: true },
            { label: t('register.column.state'), full: true },
          ]}
          rows={rows.map(({ organisation, roles, note }) => ({
            cells: [
              <a href={page.href(`/review/register/parties/${organisation.slug}`)}>{organisation.name}</a>,
              roles.join(', '),
              note,
            ],
          }))}
        />
      )}
    </Layout>
  )
}

/** How many agreements end soon, with the way to them; nothing where none does. */
export function EndingNote({ page, ending }: { page: Page; ending: number }): Html | null {
  if (ending === 0) return null
  const days = partyLists.endingSoonDays.value
  return (
    <Note tone="warn" title={page.t('organisations.agreements.ending', { count: ending, days })}>
      <p>
        <a href={page.href('/register/agreements')}>{page.t('organisations.agreements.title')}</a>
      </p>
    </Note>
  )
}
