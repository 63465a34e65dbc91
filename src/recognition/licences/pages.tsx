import { Layout } from '../../platform/html/layout.tsx'
import { Finding, FlowTable, type Html, Note, Tag } from '../../platform/html/pieces.tsx'
import type { Page } from '../../platform/page.ts'
import { namedValues, reasonText } from '../pages-names.ts'
import { conditionWords } from '../pages-rule-set.tsx'
import type { CountedCredential, Licence } from './types.ts'

const PAGE = '/rules/licences'
const TONES = { yes: 'pass', no: 'fail', unknown: 'unknown' } as const

const crumbs = (page: Page) => [{ href: '/rules', label: page.t('recognition.rules.title') }]

/** The licensing bodies whose rules are known. */
export function LicencesPage({ page, licences }: { page: Page; licences: readonly Licence[] }): Html {
  const t = page.t
  return (
    <Layout
      page={page}
      title={t('licences.title')}
      description={t('licences.lead')}
      section="rules"
      narrow
      breadcrumb={crumbs(page)}
    >
      <h1>{t('licences.title')}</h1>
      <p>{t('licences.lead')}</p>
      {licences.every(({ invented }) => invented) && (
        <Note tone="warn" title={t('licences.invented')}>
          <p class="small">{t('licences.invented-text')}</p>
        </Note>
      )}
      {licences.map((licence) => (
        <>
          <h2 class="h3">
            <a href={page.href(`${PAGE}/${licence.id}`)}>{page.say(licence.name)}</a>
          </h2>
          <p class="soft">
            {page.say(licence.body)} {licence.invented && <Tag tone="outline">{t('licences.invented')}</Tag>}
          </p>
          <p class="small">{t('licences.needs', { hours: licence.needs.hours, months: licence.needs.months })}</p>
        </>
      ))}
    </Layout>
  )
}

/** One licence: its rules with their source, and the answer for each credential of whoever is signed in. */
export function LicencePage(props: {
  page: Page
  licence: Licence
  /** Null where nobody is signed in. */
  counted: readonly CountedCredential[] | null
}): Html {
  const { page, licence, counted } = props
  const t = page.t
  return (
    <Layout
      page={page}
      title={page.say(licence.name)}
      section="rules"
      narrow
      noindex
      breadcrumb={[...crumbs(page), { href: PAGE, label: t('licences.title') }]}
    >
      <h1>{page.say(licence.name)}</h1>
      <p class="soft">{page.say(licence.body)}</p>
      {licence.invented && (
        <Note tone="warn" title={t('licences.invented')}>
          <p class="small">{t('licences.invented-text')}</p>
        </Note>
      )}
      <h2>{t('licences.conditions')}</h2>
      <ul>
        <li>{t('licences.needs', { hours: licence.needs.hours, months: licence.needs.months })}</li>
        {licence.mostHoursEach !== null && <li>{t('licences.most-each', { hours: licence.mostHoursEach.hours })}</li>}
        {licence.kkniLevelLeast !== null && (
          <li>{t('licences.level-least', { level: licence.kkniLevelLeast.level })}</li>
        )}
        {licence.conditions.map((condition) => (
          <li>
            {page.say(condition.name)}: {conditionWords(page, condition)}
          </li>
        ))}
      </ul>
      <p class="small soft">
        {t('licences.source')}: {page.say(licence.source)}
      </p>
      <h2>{t('licences.yours')}</h2>
      {counted === null ? (
        <p>
          <a href={page.href(`/sign-in?next=${encodeURIComponent(page.href(`${PAGE}/${licence.id}`))}`)}>
            {t('licences.sign-in')}
          </a>
        </p>
      ) : counted.length === 0 ? (
        <p class="soft">{t('licences.none')}</p>
      ) : (
        <Yours page={page} licence={licence} counted={counted} />
      )}
    </Layout>
  )
}

function Yours({
  page,
  licence,
  counted,
}: {
  page: Page
  licence: Licence
  counted: readonly CountedCredential[]
}): Html {
  const t = page.t
  const hours = counted.reduce((sum, one) => sum + one.hours, 0)
  return (
    <>
      <p>
        <b>{t('licences.sum', { hours, needed: licence.needs.hours })}</b>
      </p>
      <FlowTable
        page={page}
        caption={t('licences.yours')}
        captionHidden
        columns={[
          { label: t('recognition.column.credential'), header: true, full: true },
          { label: t('exports.column.why'), full: true },
        ]}
        rows={counted.map((one) => ({
          cells: [
            <>
              {page.say(one.title)} <small class="soft">{one.issuerName}</small>
            </>,
            <>
              <Finding tone={TONES[one.answer]}>
                {one.answer === 'yes'
                  ? t('licences.counts', { hours: one.hours })
                  : t(one.answer === 'no' ? 'licences.counts-not' : 'licences.unknown')}
              </Finding>
              {one.refusals.length + one.ways.length > 0 && (
                <ul class="small">
                  {one.refusals.map((refusal) => (
                    <li>{reasonText(page, refusal).message}</li>
                  ))}
                  {one.ways.map(({ code, values }) => (
                    <li>{t(`recognition.way.${code}`, namedValues(page, values))}</li>
                  ))}
                </ul>
              )}
            </>,
          ],
        }))}
      />
    </>
  )
}
