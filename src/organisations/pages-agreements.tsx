import { Layout } from '../platform/html/layout.tsx'
import { Day, FlowTable, type Html, Note } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { partyLists } from './library-parties.ts'
import { lastDayBefore } from './rules-parties.ts'
import type { Agreement, AgreementParty } from './types-parties.ts'

/** An agreement with the names that its parties bore when it began, and those of who stands for them now. */
export interface AgreementShown extends Agreement {
  readonly shownParties: readonly (AgreementParty & {
    readonly name: string
    readonly slug: string
    readonly presentName: string
    readonly presentSlug: string | null
  })[]
}

/** Every agreement of the register, those that end soon first. */
export function AgreementsPage(props: {
  page: Page
  agreements: readonly AgreementShown[]
  soon: readonly AgreementShown[]
  days: number
}): Html {
  const { page, agreements, soon, days } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('organisations.agreements.title')}
      description={t('organisations.agreements.lead')}
      section="register"
      breadcrumb={[{ href: '/register', label: t('trust.register.title') }]}
    >
      <h1>{t('organisations.agreements.title')}</h1>
      <p>{t('organisations.agreements.lead')}</p>
      {soon.length === 0 ? (
        <p>{t('organisations.agreements.none-ending', { days })}</p>
      ) : (
        <>
          <Note tone="warn" title={t('organisations.agreements.ending', { count: soon.length, days })} />
          <AgreementTable
            page={page}
            rows={soon}
            caption={t('organisations.agreements.ending', { count: soon.length, days })}
          />
        </>
      )}
      <h2>{t('organisations.agreements.all')}</h2>
      {agreements.length === 0 ? (
        <p>{t('organisations.agreements.none')}</p>
      ) : (
        <AgreementTable page={page} rows={agreements} caption={t('organisations.agreements.all')} />
      )}
      <p class="small">
        <a href="/register/agreements.json">{t('organisations.agreements.json')}</a>
      </p>
    </Layout>
  )
}

function AgreementTable({
  page,
  rows,
  caption,
}: {
  page: Page
  rows: readonly AgreementShown[]
  caption: string
}): Html {
  const t = page.t
  const kindOf = (code: string) => {
    const kind = partyLists.agreementKinds.find((one) => one.code === code)
    return kind === undefined ? code : page.say(kind.name)
  }
  return (
    <FlowTable
      page={page}
      caption={caption}
      captionHidden
      columns={[
        { label: t('organisations.agreements.title-column'), header: true, full: true },
        { label: t('organisations.agreements.kind'), full: true },
        { label: t('organisations.agreements.parties'), full: true },
        { label: t('organisations.agreements.from') },
        { label: t('organisations.agreements.until') },
        { label: t('organisations.agreements.document'), full: true },
      ]}
      rows={rows.map((one) => ({
        cells: [
          page.say(one.title),
          <>
            {kindOf(one.kind)}
            {(one.levelMin !== null || one.levelMax !== null) && (
              <div class="small soft">{t('trust.levels', { from: one.levelMin ?? 1, to: one.levelMax ?? 9 })}</div>
            )}
          </>,
          one.shownParties.map((party) => (
            <div>
              <a href={page.href(`/register/${party.slug}`)}>{party.name}</a>
              {party.presentName !== party.name && (
                <span class="soft"> ({t('organisations.agreements.now', { name: party.presentName })})</span>
              )}
              <span class="small soft">, {party.signatoryOffice}</span>
            </div>
          )),
          <Day page={page} day={one.validFrom} />,
          <Day page={page} day={lastDayBefore(one.validUntil)} />,
          <details class="small">
            <summary>
              {t('organisations.agreements.fingerprint')}
              <span class="vh"> {page.say(one.title)}</span>
            </summary>
            <code class="break">{one.documentSha256}</code>
          </details>,
        ],
      }))}
    />
  )
}
