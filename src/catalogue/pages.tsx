import { formatNumber } from '../platform/format.ts'
import type { Html } from '../platform/html/element.ts'
import { Layout } from '../platform/html/layout.tsx'
import { Button, Ceplok, Chip, Dotted, EmptyState, Note, Search, Tag } from '../platform/html/pieces.tsx'
import type { Page } from '../platform/page.ts'
import { durationOf, facetValue, isOwn, platformName, priceOf, sksOf, titleOf } from './pages-words.ts'
import { addressOf, filterList, withoutFilter } from './rules-query.ts'
import { FACETS, type FacetName, type Offering, type OfferingQuery, type SearchResult, SORTS } from './types.ts'

/** How many universities count a definition, by its version; absent where nobody asked. */
export type RecognisedCounts = ReadonlyMap<string, number>

/** Facets that stand open; the others open at a touch, or where a value is chosen. */
const OPEN: readonly FacetName[] = ['kind', 'kkni', 'credit', 'field', 'price']

/** The catalogue: search, facets, one page of results. A plain GET page; works without JavaScript. */
export function CataloguePage(props: {
  page: Page
  query: OfferingQuery
  result: SearchResult
  recognised: RecognisedCounts
}): Html {
  const { page, query, result } = props
  const heading = headingOf(page, query, result)
  return (
    <Layout
      page={page}
      title={heading}
      description={page.t('catalogue.description')}
      section="catalogue"
      breadcrumb={[]}
      noindex={filterList(query.filters).length > 0 || query.page > 1}
      islands={['suggest.js']}
    >
      <Search
        page={page}
        action="/catalogue"
        value={query.text}
        label={page.t('catalogue.search-label')}
        labelHidden
        placeholder={page.t('catalogue.search-placeholder')}
        button={page.t('catalogue.search-button')}
        keep={filterList(query.filters).map(({ facet, value }) => [facet, value] as const)}
        suggestions="/catalogue/suggestions"
      />
      <h1 class="gap">{heading}</h1>
      <Told page={page} query={query} result={result} />
      <Chips page={page} query={query} />
      {result.total === 0 ? (
        <Nothing page={page} query={query} />
      ) : (
        <div class="cols sieve">
          <Results {...props} />
          <Sieve page={page} query={query} result={result} />
        </div>
      )}
    </Layout>
  )
}

function headingOf(page: Page, query: OfferingQuery, { total, correctedText }: SearchResult): string {
  const text = correctedText ?? query.text
  if (text !== '') return page.t('catalogue.heading-text', { count: total, text })
  return filterList(query.filters).length > 0
    ? page.t('catalogue.heading-filtered', { count: total })
    : page.t('catalogue.heading', { count: total })
}

/** Says where the answer isn't to what was typed. */
function Told({ page, query, result }: { page: Page; query: OfferingQuery; result: SearchResult }): Html | null {
  if (result.shown === 'corrected')
    return <p>{page.t('catalogue.corrected', { asked: query.text, text: result.correctedText ?? '' })}</p>
  if (result.shown === 'any-word') return <p>{page.t('catalogue.any-word', { asked: query.text })}</p>
  return null
}

function Chips({ page, query }: { page: Page; query: OfferingQuery }): Html {
  const chosen = filterList(query.filters)
  return (
    <ul class="plain row" aria-label={page.t('catalogue.filters-used')}>
      {chosen.map(({ facet, value }) => (
        <li>
          <Chip
            href={page.href(addressOf(query, { filters: withoutFilter(query.filters, facet, value), page: 1 }))}
            remove={page.t('catalogue.filter-remove')}
          >
            {facetValue(page, facet, value)}
          </Chip>
        </li>
      ))}
      {chosen.length > 1 && (
        <li>
          <a class="small" href={page.href(addressOf(query, { filters: {}, page: 1 }))}>
            {page.t('catalogue.filters-clear')}
          </a>
        </li>
      )}
      <li class="narrow">
        <Chip href="#sieve">
          <b>{page.t('catalogue.filter-more')}</b>
        </Chip>
      </li>
    </ul>
  )
}

function Results({ page, query, result, recognised }: Parameters<typeof CataloguePage>[0]): Html {
  const first = (query.page - 1) * query.pageSize + 1
  const last = first + result.offerings.length - 1
  return (
    <div>
      <h2 class="vh">{page.t('catalogue.results')}</h2>
      <div class="row small">
        <span class="num">{page.t('catalogue.range', { first, last, total: result.total })}</span>
        <span class="row end">
          {page.t('catalogue.sort')}
          {SORTS.map((sort) =>
            sort === query.sort ? (
              <b aria-current="true">{page.t(`catalogue.sort.${sort}`)}</b>
            ) : (
              <a href={page.href(addressOf(query, { sort, page: 1 }))}>{page.t(`catalogue.sort.${sort}`)}</a>
            ),
          )}
        </span>
      </div>
      <form action={page.href('/catalogue/compare')} method="get">
        <ul class="plain">
          {result.offerings.map((offering) => (
            <OfferingItem
              page={page}
              offering={offering}
              recognised={recognised.get(offering.definitionVersionId ?? '')}
            />
          ))}
        </ul>
        <p class="row">
          <Button kind="quiet">{page.t('catalogue.compare-chosen')}</Button>
          <span class="small soft">{page.t('catalogue.compare-hint')}</span>
        </p>
      </form>
      <Pages page={page} query={query} total={result.total} />
    </div>
  )
}

/** A row of the list. What isn't examined here has no rosette, and says so. */
export function OfferingItem(props: { page: Page; offering: Offering; recognised?: number | undefined }): Html {
  const { page, offering } = props
  const own = isOwn(offering)
  const title = titleOf(page, offering)
  const price = priceOf(page, offering)
  const id = `compare-${offering.id}`
  const facts = [
    offering.sks === null ? null : <b>{sksOf(page, offering)}</b>,
    durationOf(page, offering),
    offering.kkniLevel === null ? null : page.t('catalogue.kkni', { level: offering.kkniLevel }),
    offering.level === null ? null : facetValue(page, 'level', offering.level),
    own && offering.mode !== null ? facetValue(page, 'mode', offering.mode) : null,
  ]
  return (
    <li class={own ? 'item' : 'item bare'}>
      {own && <Ceplok id={offering.definitionId ?? offering.id} />}
      <div>
        <h3 lang={own ? undefined : (offering.language ?? undefined)}>
          <a href={page.href(`/catalogue/${offering.id}`)}>{title}</a>
        </h3>
        <p class="small soft">
          <Dotted parts={[offering.providerName, own ? null : platformName(offering.platform)]} />
        </p>
        <p class="small num">
          <Dotted parts={facts} />
        </p>
      </div>
      <div class="side small">
        {own ? (
          props.recognised !== undefined &&
          props.recognised > 0 && <b>{page.t('catalogue.recognised', { count: props.recognised })}</b>
        ) : (
          <Tag tone="outline">{page.t('catalogue.not-examined')}</Tag>
        )}
        {price !== '' && (
          <div class="nowrap">{own && offering.isFree === true ? <Tag tone="padi">{price}</Tag> : price}</div>
        )}
      </div>
      <label class="pick small more" for={id}>
        <input type="checkbox" id={id} name="id" value={offering.id} />
        <span>
          {page.t('catalogue.compare')}
          <span class="vh" lang={own ? undefined : (offering.language ?? undefined)}>
            {' '}
            {title}
          </span>
        </span>
      </label>
    </li>
  )
}

/** The next and the former page, by number: nobody is led past the end. */
function Pages({ page, query, total }: { page: Page; query: OfferingQuery; total: number }): Html | null {
  const pages = Math.max(1, Math.ceil(total / query.pageSize))
  if (pages === 1) return null
  const next = Math.min(query.pageSize, total - query.page * query.pageSize)
  return (
    <nav class="row" aria-label={page.t('catalogue.pages')}>
      {query.page > 1 && (
        <a href={page.href(addressOf(query, { page: query.page - 1 }))}>{page.t('catalogue.page-before')}</a>
      )}
      {query.page < pages && (
        <a href={page.href(addressOf(query, { page: query.page + 1 }))}>
          {page.t('catalogue.page-next', { count: next })}
        </a>
      )}
      <span class="small soft num end">{page.t('catalogue.page-of', { page: query.page, pages })}</span>
    </nav>
  )
}

function Sieve({ page, query, result }: { page: Page; query: OfferingQuery; result: SearchResult }): Html {
  const shown = FACETS.filter((facet) => result.facets[facet].length > 1 || query.filters[facet] !== undefined)
  return (
    <section class="sieve-box" id="sieve" aria-labelledby="sieve-title">
      <h2 class="h3" id="sieve-title">
        {page.t('catalogue.filter')}
      </h2>
      <form action={page.href('/catalogue')} method="get">
        {query.text !== '' && <input type="hidden" name="q" value={query.text} />}
        {query.sort !== 'relevance' && <input type="hidden" name="sort" value={query.sort} />}
        {shown.map((facet) => (
          <details open={OPEN.includes(facet) || query.filters[facet] !== undefined}>
            <summary>
              <b>{page.t(`catalogue.facet.${facet}`)}</b>
            </summary>
            <Options page={page} query={query} result={result} facet={facet} />
          </details>
        ))}
        <Button kind="quiet">{page.t('catalogue.apply')}</Button>
      </form>
    </section>
  )
}

function Options({
  page,
  query,
  result,
  facet,
}: {
  page: Page
  query: OfferingQuery
  result: SearchResult
  facet: FacetName
}): Html {
  const chosen = query.filters[facet] ?? []
  const counted = result.facets[facet]
  const missing = chosen
    .filter((value) => !counted.some((one) => one.value === value))
    .map((value) => ({ value, count: 0 }))
  const ordered =
    facet === 'kkni' || facet === 'credit'
      ? [...counted].sort((a, b) => (order(a.value) < order(b.value) ? -1 : 1))
      : counted
  return (
    <fieldset aria-label={page.t(`catalogue.facet.${facet}`)}>
      {[...ordered, ...missing].map(({ value, count }, place) => (
        <label class="pick small" for={`${facet}-${place}`}>
          <input type="checkbox" id={`${facet}-${place}`} name={facet} value={value} checked={chosen.includes(value)} />
          <span>{facetValue(page, facet, value)}</span>
          <span class="soft num end">{formatNumber(page.language, count)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** `under-10` before `10-44` before `135-up`, and KKNI by number. */
const order = (value: string): number => (value.startsWith('under') ? 0 : Number.parseInt(value, 10))

/** Three ways out of an empty result. */
function Nothing({ page, query }: { page: Page; query: OfferingQuery }): Html {
  const hasFilters = filterList(query.filters).length > 0
  return (
    <EmptyState title={page.t('catalogue.nothing')}>
      <p>{page.t(hasFilters ? 'catalogue.nothing-filtered' : 'catalogue.nothing-text')}</p>
      <ul>
        {hasFilters && (
          <li>
            <a href={page.href(addressOf(query, { filters: {}, page: 1 }))}>
              {page.t('catalogue.way-without-filters')}
            </a>
          </li>
        )}
        {query.text !== '' && hasFilters && (
          <li>
            <a href={page.href(addressOf(query, { text: '', page: 1 }))}>{page.t('catalogue.way-without-text')}</a>
          </li>
        )}
        <li>
          <a href={page.href('/catalogue?kind=micro-credential')}>{page.t('catalogue.way-micro')}</a>
        </li>
        <li>
          <a href={page.href('/catalogue')}>{page.t('catalogue.way-all')}</a>
        </li>
        {!hasFilters && <li>{page.t('catalogue.way-words')}</li>}
      </ul>
    </EmptyState>
  )
}

/** The page that stands where the catalogue is still empty. */
export function EmptyCataloguePage({ page }: { page: Page }): Html {
  return (
    <Layout page={page} title={page.t('catalogue.title')} section="catalogue" breadcrumb={[]}>
      <EmptyState level={1} title={page.t('catalogue.empty')}>
        <p>{page.t('catalogue.empty-next')}</p>
        <Note>
          <code>lumbung import catalogue FILE...</code>
        </Note>
      </EmptyState>
    </Layout>
  )
}
