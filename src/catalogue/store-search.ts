import type { RawBuilder } from 'kysely'
import { type Db, sql } from '../platform/database.ts'
import { HOUR_BANDS, type SearchTerms } from './rules-query.ts'
import { OFFERING } from './store.ts'
import { FACETS, type FacetName, type FacetValue, type Filters, type Offering, type Sort } from './types.ts'

/** Candidates that are ranked at most: the best known of all that match. */
const RANKED = 2_000
const FACET_VALUES = 12

/** Both languages' stems of what is wanted, without what isn't. Any text makes a query; none fails. */
function tsquery({ wanted, otherwise, unwanted }: SearchTerms): RawBuilder<unknown> {
  const inBoth = (text: string) =>
    sql`websearch_to_tsquery('indonesian', ${text}) || websearch_to_tsquery('english', ${text})`
  const positive = otherwise === null ? sql`(${inBoth(wanted)})` : sql`(${inBoth(wanted)} || ${inBoth(otherwise)})`
  return unwanted.reduce(
    (query, word) =>
      sql`(${query} && !!plainto_tsquery('indonesian', ${word}) && !!plainto_tsquery('english', ${word}))`,
    wanted === '' ? sql`''::tsquery` : positive,
  )
}

const hourBand = sql.raw(`case ${HOUR_BANDS.map(({ id, to }) => `when o.hours < ${to} then '${id}'`).join(' ')} end`)

/** The value of each facet, as text; skills are several. */
const VALUES: Readonly<Record<FacetName, RawBuilder<unknown>>> = {
  kind: sql`case when o.definition_version_id is null then 'course' else 'micro-credential' end`,
  kkni: sql`o.kkni_level::text`,
  credit: hourBand,
  mode: sql`o.mode`,
  price: sql`case o.is_free when true then 'free' when false then 'paid' end`,
  field: sql`o.field`,
  level: sql`o.level`,
  language: sql`o.language`,
  platform: sql`o.platform`,
  provider: sql`nullif(o.provider_name, '')`,
  skill: sql`o.skills`,
  province: sql`o.province`,
  curated: sql`case when o.curated then 'yes' end`,
}

/** Whether an offering has one of the values. */
function passes(facet: FacetName, values: readonly string[]): RawBuilder<unknown> {
  return facet === 'skill' ? sql`o.skills && ${values}::text[]` : sql`${VALUES[facet]} = any(${values}::text[])`
}

/** What a search looks at: everything on offer, or what its text finds (which is on offer). */
const source = (terms: SearchTerms | null): RawBuilder<unknown> =>
  terms === null
    ? sql`offering o where o.withdrawn_at is null and not o.held_back`
    : sql`offerings_found(${tsquery(terms)}) o where true`

/** What a search finds under its filters. */
const matching = (terms: SearchTerms | null, filters: Filters): RawBuilder<unknown> =>
  sql`${source(terms)} ${allOf(filters)}`

function allOf(filters: Filters): RawBuilder<unknown> {
  return FACETS.reduce((sum, facet) => {
    const values = filters[facet]
    return values === undefined ? sum : sql`${sum} and ${passes(facet, values)}`
  }, sql``)
}

/** One page of what matches. `titleKey` is the searched text as a title: an exact title stands first. */
export async function findMatching(
  db: Db,
  terms: SearchTerms | null,
  filters: Filters,
  order: { sort: Sort; titleKey: string; offset: number; limit: number },
): Promise<readonly Offering[]> {
  const from = matching(terms, filters)
  const { offset, limit } = order
  if (order.sort !== 'relevance' || terms === null) {
    const { rows } = await sql<Offering>`with best as (
        select o.id, row_number() over (order by ${sortedBy(order.sort)}) as place from ${from} order by place limit ${limit} offset ${offset})
      select ${OFFERING} from best b join offering o on o.id = b.id order by b.place`.execute(db)
    return rows
  }
  // The best known are ranked, and only the page is numbered: sorting all candidates twice cost more than their rank.
  const { rows } = await sql<Offering>`with best as (
      select c.id, c.exact, c.known, ts_rank('{0.05, 0.1, 0.4, 1.0}', c.head, ${tsquery(terms)}) * case when c.own then 1.3 else 1 end
        + least(ln(c.known + 1), 12) / 200 as score
      from (select o.id, o.head, (o.title_key = ${order.titleKey}) as exact, (o.definition_version_id is not null) as own,
          coalesce(o.rating_count, 0) as known
        from ${from} order by exact desc, own desc, known desc, o.id limit ${RANKED + offset}) c
      order by exact desc, score desc, known desc, id limit ${limit} offset ${offset})
    select ${OFFERING} from best b join offering o on o.id = b.id order by b.exact desc, b.score desc, b.known desc, b.id`.execute(
    db,
  )
  return rows
}

const sortedBy = (sort: Sort): RawBuilder<unknown> =>
  sort === 'newest'
    ? sql`o.first_seen_at desc, (o.definition_version_id is null), o.id`
    : sort === 'title'
      ? sql`o.title_key, o.id`
      : sql`(o.definition_version_id is null), o.curated desc, o.rating_count desc nulls last, o.id`

/**
 * How many offerings match, and how many each value of each facet would leave. A facet is counted under the filters of
 * the others and not under its own, so that another value of it can be added.
 */
export async function countFacets(
  db: Db,
  terms: SearchTerms | null,
  filters: Filters,
): Promise<{ total: number; facets: Record<FacetName, FacetValue[]> }> {
  const chosen = FACETS.filter((facet) => filters[facet] !== undefined)
  const under = (own: FacetName | null): RawBuilder<unknown> =>
    chosen.filter((facet) => facet !== own).reduce((sum, facet) => sql`${sum} and ${sql.id(`in_${facet}`)}`, sql`true`)
  const columns = SINGLE.map((facet) => sql`${VALUES[facet]} as ${sql.id(facet)}`)
  const flags = chosen.map(
    (facet) => sql`coalesce(${passes(facet, filters[facet] ?? [])}, false) as ${sql.id(`in_${facet}`)}`,
  )
  const names = sql.join(SINGLE.map((facet) => sql.id(facet)))
  const counts = chosen.map((facet) => sql`count(*) filter (where ${under(facet)}) as ${sql.id(`n_${facet}`)}`)
  const wanted = FACETS.map((facet) => sql`when ${facet} then value = any(${filters[facet] ?? []}::text[])`)
  // What was found is read once and counted in one pass for all facets; skills, several to an offering, in another.
  const { rows } = await sql<{ facet: FacetName | 'total'; value: string; count: number }>`
    with m as materialized (select ${sql.join([...columns, ...flags, sql`o.skills as skills`])} from ${source(terms)}),
    sets as (
      select grouping(${names}) as bits, coalesce(${names}) as value, ${sql.join([sql`count(*) filter (where ${under(null)}) as n`, ...counts])}
      from m group by grouping sets ((), ${sql.join(SINGLE.map((facet) => sql`(${sql.id(facet)})`))})),
    counted as (
      select ${facetOfBits} as facet, value, ${countOfBits(chosen)} as count from sets
      union all
      select 'skill', value, count(*) from (select unnest(skills) as value from m where ${under('skill')}) s group by value)
    select facet, coalesce(value, '') as value, count from (
      select facet, value, count,
        row_number() over (partition by facet order by case facet ${sql.join(wanted, sql` `)} end desc, count desc, value) as place
      from counted where facet = 'total' or (value is not null and count > 0)) c
    where place <= ${FACET_VALUES} order by facet, place`.execute(db)
  const facets = Object.fromEntries(FACETS.map((facet) => [facet, [] as FacetValue[]])) as Record<
    FacetName,
    FacetValue[]
  >
  let total = 0
  for (const { facet, value, count } of rows) {
    if (facet === 'total') total = count
    else facets[facet].push({ value, count })
  }
  return { total, facets }
}

/** The facets with one value to an offering. */
const SINGLE: readonly FacetName[] = FACETS.filter((facet) => facet !== 'skill')

/** `grouping()` of the set of one facet: every bit but its own. */
const bitsOf = (facet: FacetName): number => 2 ** SINGLE.length - 1 - 2 ** (SINGLE.length - 1 - SINGLE.indexOf(facet))

const facetOfBits = sql.raw(
  `case bits ${SINGLE.map((facet) => `when ${bitsOf(facet)} then '${facet}'`).join(' ')} else 'total' end`,
)

/** A facet that is chosen from is counted without its own filter, every other one under all of them. */
const countOfBits = (chosen: readonly FacetName[]): RawBuilder<unknown> => {
  const own = chosen.filter((facet) => facet !== 'skill')
  return own.length === 0
    ? sql`n`
    : sql.raw(`case bits ${own.map((facet) => `when ${bitsOf(facet)} then "n_${facet}"`).join(' ')} else n end`)
}

/** Words of the catalogue that look like each of the given ones, or are among those near it; none for a word that stands there itself. */
export async function similarWords(
  db: Db,
  words: readonly { readonly word: string; readonly near: readonly string[] }[],
): Promise<ReadonlyMap<string, readonly { word: string; offerings: number }[]>> {
  const { rows } = await sql<{ asked: string; word: string; offerings: number }>`
    select a.asked, s.word, s.offerings
    from jsonb_to_recordset(${JSON.stringify(words.map(({ word, near }) => ({ asked: word, near })))}::jsonb) as a (asked text, near jsonb)
    cross join lateral (
      (select word, offerings from search_word where word % a.asked order by similarity(word, a.asked) desc, offerings desc limit 12)
      union
      (select word, offerings from search_word where word = any(array(select jsonb_array_elements_text(a.near))))) s
    where not exists (select 1 from search_word k where k.word = a.asked)`.execute(db)
  const found = new Map<string, { word: string; offerings: number }[]>()
  for (const { asked, word, offerings } of rows) found.set(asked, [...(found.get(asked) ?? []), { word, offerings }])
  return found
}

/** Titles for the search box: those that begin with the text first, best known first. */
export async function suggestTitles(
  db: Db,
  terms: SearchTerms,
  titleKey: string,
  most: number,
): Promise<readonly string[]> {
  const pattern = `${titleKey.replace(/[%_\\]/g, '\\$&')}%`
  const { rows } = await sql<{ title: string }>`
    select title from (select distinct on (o.title_key) o.title, o.title_key, (o.title_key like ${pattern}) as first,
        (o.definition_version_id is not null) as own, coalesce(o.rating_count, 0) as known
      from offering o where o.withdrawn_at is null and not o.held_back and (o.title_key like ${pattern} or o.id in (select f.id from offerings_found(${tsquery(terms)}) f))
      order by o.title_key, own desc, known desc) t
    order by first desc, own desc, known desc, title limit ${most}`.execute(db)
  return rows.map(({ title }) => title)
}

/** Which state of the catalogue answers belong to. */
export async function catalogueVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ value: string }>`select value from setting where name = 'catalogue-version'`.execute(db)
  return rows[0]?.value ?? ''
}
