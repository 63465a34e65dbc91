import type { DefinitionVersion } from '../design/index.ts'
import { formatNumber } from '../platform/format.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Ceplok, EmptyState, type Html, Note, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { durationOf, facetValue, isOwn, languageName, platformName, priceOf, sksOf, titleOf } from './pages-words.ts'
import type { Offering } from './types.ts'

export interface Compared {
  readonly offering: Offering
  readonly version: DefinitionVersion | null
  /** How many universities have counted it; `null` where nobody can have. */
  readonly recognised: number | null
}

export interface ComparisonRow {
  readonly label: string
  readonly values: readonly string[]
  /** Whether the values aren't all the same. */
  readonly differs: boolean
}

/** The same rows for every offering, in the order of the label; what nobody said is a dash. */
export function comparisonRows(page: Page, compared: readonly Compared[]): readonly ComparisonRow[] {
  const row = (label: string, value: (one: Compared) => string | null): ComparisonRow => {
    const values = compared.map((one) => value(one) || '–')
    return { label: page.t(label), values, differs: new Set(values).size > 1 }
  }
  return [
    row('catalogue.facet.provider', ({ offering }) => offering.providerName),
    row('catalogue.facet.kind', ({ offering }) =>
      page.t(`catalogue.kind.${isOwn(offering) ? 'micro-credential' : 'course'}`),
    ),
    row('catalogue.facet.platform', ({ offering }) => platformName(offering.platform)),
    row('catalogue.label.credit', ({ offering }) => sksOf(page, offering)),
    row('catalogue.label.duration', ({ offering }) => durationOf(page, offering)),
    row('catalogue.facet.kkni', ({ offering }) => (offering.kkniLevel === null ? null : String(offering.kkniLevel))),
    row('catalogue.facet.level', ({ offering }) =>
      offering.level === null ? null : facetValue(page, 'level', offering.level),
    ),
    row('catalogue.label.assessment', ({ offering, version }) =>
      version === null
        ? isOwn(offering)
          ? null
          : page.t('catalogue.not-examined')
        : page.t(`catalogue.method.${version.assessmentKind}`),
    ),
    row('catalogue.outcomes-count', ({ version }) => (version === null ? null : String(version.outcomes.length))),
    row('catalogue.skills', ({ offering }) =>
      offering.skills.length === 0 ? null : formatNumber(page.language, offering.skills.length),
    ),
    row('catalogue.facet.mode', ({ offering }) =>
      offering.mode === null ? null : facetValue(page, 'mode', offering.mode),
    ),
    row('catalogue.facet.language', ({ offering }) =>
      offering.language === null ? null : languageName(page, offering.language),
    ),
    row('catalogue.label.recognised', ({ recognised }) =>
      recognised === null ? null : page.t('catalogue.universities', { count: recognised }),
    ),
    row('catalogue.label.price', ({ offering }) => priceOf(page, offering)),
  ]
}

/** Up to four offerings side by side. What differs is marked in words as well as by its weight. */
export function ComparePage({
  page,
  compared,
  tooMany,
}: {
  page: Page
  compared: readonly Compared[]
  tooMany: boolean
}): Html {
  const title = page.t('catalogue.compare-heading', { count: compared.length })
  const ids = compared.map(({ offering }) => offering.id)
  return (
    <Layout
      page={page}
      title={title}
      section="catalogue"
      noindex
      breadcrumb={[{ href: '/catalogue', label: page.t('catalogue.title') }]}
    >
      {compared.length === 0 ? (
        <EmptyState level={1} title={page.t('catalogue.compare-nothing')}>
          <p>{page.t('catalogue.compare-nothing-next')}</p>
          <p>
            <a href={page.href('/catalogue')}>{page.t('catalogue.way-all')}</a>
          </p>
        </EmptyState>
      ) : (
        <>
          <h1>{title}</h1>
          {tooMany && <Note tone="warn">{page.t('catalogue.compare-too-many')}</Note>}
          <p class="small soft noprint">
            {compared.length > 1 && `${page.t('catalogue.compare-note')} `}
            <a href={csvAddress(page, ids)}>{page.t('catalogue.compare-csv')}</a>
          </p>
          <section class="scroll" aria-label={title} tabindex={0}>
            <ComparisonTable page={page} compared={compared} ids={ids} />
          </section>
          {compared.length === 1 && (
            <p>
              {page.t('catalogue.compare-add')} <a href={page.href('/catalogue')}>{page.t('catalogue.way-all')}</a>
            </p>
          )}
        </>
      )}
    </Layout>
  )
}

const csvAddress = (page: Page, ids: readonly string[]): string =>
  page.href(`/catalogue/compare.csv?${ids.map((id) => `id=${id}`).join('&')}`)

function ComparisonTable({
  page,
  compared,
  ids,
}: {
  page: Page
  compared: readonly Compared[]
  ids: readonly string[]
}): Html {
  return (
    <table>
      <thead>
        <tr>
          <td></td>
          {compared.map(({ offering }) => (
            <th scope="col">
              {isOwn(offering) && <Ceplok id={offering.definitionId ?? offering.id} />}
              <a href={page.href(`/catalogue/${offering.id}`)}>{titleOf(page, offering)}</a>
              {ids.length > 1 && (
                <div class="noprint">
                  <a
                    href={page.href(
                      `/catalogue/compare?${ids
                        .filter((id) => id !== offering.id)
                        .map((id) => `id=${id}`)
                        .join('&')}`,
                    )}
                  >
                    {page.t('catalogue.compare-remove')}
                    <span class="vh"> {titleOf(page, offering)}</span>
                  </a>
                </div>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {comparisonRows(page, compared).map(({ label, values, differs }) => (
          <tr class={differs ? 'diff' : undefined}>
            <th scope="row">
              {label} {differs && <Tag>{page.t('catalogue.differs')}</Tag>}
            </th>
            {values.map((value) => (
              <td>{differs ? <b>{value}</b> : value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
