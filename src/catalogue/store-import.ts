import { type Db, sql } from '../platform/database.ts'
import type { CourseFacts } from './types.ts'

/** A record of a source as it is kept, with the rows it was read from. */
export interface KeptRecord {
  readonly sourceId: string
  readonly recordKey: string
  readonly platform: string
  readonly titleKey: string
  readonly urlKey: string | null
  readonly marks: readonly string[]
  readonly facts: CourseFacts
  readonly runId: string
  readonly offeringId: string
}

const KEPT = sql`source_id as "sourceId", record_key as "recordKey", platform, title_key as "titleKey", url_key as "urlKey",
  marks, facts, run_id as "runId", offering_id as "offeringId"`

/** Two imports at once would make the same course twice: the second waits, batch by batch. */
export async function lockImports(tx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(7586010006)`.execute(tx)
}

/** Marks of the rows that were read before, by record key. */
export async function findMarks(
  db: Db,
  sourceId: string,
  recordKeys: readonly string[],
): Promise<Map<string, { marks: ReadonlySet<string>; runId: string }>> {
  const { rows } = await sql<{
    recordKey: string
    marks: string[]
    runId: string
  }>`select record_key as "recordKey", marks, run_id as "runId" from offering_source
    where source_id = ${sourceId} and record_key = any(${recordKeys}::text[])`.execute(db)
  return new Map(rows.map(({ recordKey, marks, runId }) => [recordKey, { marks: new Set(marks), runId }]))
}

export async function findRecords(
  tx: Db,
  sourceId: string,
  recordKeys: readonly string[],
): Promise<Map<string, KeptRecord>> {
  const { rows } = await sql<KeptRecord>`select ${KEPT} from offering_source
    where source_id = ${sourceId} and record_key = any(${recordKeys}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.recordKey, row]))
}

/** Every record of the given titles: with their addresses they decide which course a record without one belongs to. */
export async function recordsOfTitles(
  tx: Db,
  titles: readonly { platform: string; titleKey: string }[],
): Promise<readonly KeptRecord[]> {
  const { rows } = await sql<KeptRecord>`select ${KEPT} from offering_source
    where (platform, title_key) in (select * from unnest(${titles.map(({ platform }) => platform)}::text[], ${titles.map(({ titleKey }) => titleKey)}::text[]))`.execute(
    tx,
  )
  return rows
}

export async function recordsOfOfferings(tx: Db, offeringIds: readonly string[]): Promise<readonly KeptRecord[]> {
  const { rows } = await sql<KeptRecord>`select ${KEPT} from offering_source
    where offering_id = any(${offeringIds}::text[])`.execute(tx)
  return rows
}

/** The year of a source isn't kept with its records: it may be corrected in the mapping. */
export async function saveRecords(tx: Db, records: readonly KeptRecord[], now: Date): Promise<void> {
  await sql`insert into offering_source (source_id, record_key, platform, title_key, url_key, marks, facts, run_id, offering_id, seen_at)
    select r.source_id, r.record_key, r.platform, r.title_key, r.url_key,
      array(select jsonb_array_elements_text(r.marks)), r.facts, r.run_id, r.offering_id, ${now}
    from jsonb_to_recordset(${JSON.stringify(records.map(snake))}::jsonb) as r (source_id text, record_key text, platform text,
      title_key text, url_key text, marks jsonb, facts jsonb, run_id text, offering_id text)
    on conflict (source_id, record_key) do update set title_key = excluded.title_key, url_key = excluded.url_key,
      marks = excluded.marks, facts = excluded.facts, run_id = excluded.run_id, offering_id = excluded.offering_id,
      seen_at = excluded.seen_at`.execute(tx)
}

const snake = (record: KeptRecord) => ({
  source_id: record.sourceId,
  record_key: record.recordKey,
  platform: record.platform,
  title_key: record.titleKey,
  url_key: record.urlKey,
  marks: record.marks,
  facts: record.facts,
  run_id: record.runId,
  offering_id: record.offeringId,
})

/** The course of each key that is there already. */
export async function findOfferingIds(
  tx: Db,
  keys: readonly { platform: string; naturalKey: string }[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ platform: string; naturalKey: string; id: string }>`
    select platform, natural_key as "naturalKey", id from offering
    where (platform, natural_key) in (select * from unnest(${keys.map(({ platform }) => platform)}::text[], ${keys.map(({ naturalKey }) => naturalKey)}::text[]))`.execute(
    tx,
  )
  return new Map(rows.map(({ platform, naturalKey, id }) => [`${platform} ${naturalKey}`, id]))
}

/** A course that was known by its title turns out to have an address: it keeps its id and takes the new key. */
export async function renameOffering(tx: Db, id: string, naturalKey: string): Promise<void> {
  await sql`update offering set natural_key = ${naturalKey} where id = ${id}`.execute(tx)
}

/** An empty row for each new course; `saveCourses` fills it in the same transaction. */
export async function addOfferings(
  tx: Db,
  offerings: readonly { id: string; platform: string; naturalKey: string }[],
  now: Date,
): Promise<void> {
  if (offerings.length === 0) return
  await sql`insert into offering (id, platform, natural_key, provider_name, title, title_key, first_seen_at, changed_at)
    select r.id, r.platform, r."naturalKey", '', '', '', ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(offerings)}::jsonb) as r (id text, platform text, "naturalKey" text)`.execute(
    tx,
  )
}

/** A course as it is to be shown. */
export interface CourseRow {
  readonly id: string
  readonly titleKey: string
  readonly mark: string
  readonly facts: CourseFacts
}

/**
 * Writes courses whose content changed; answers how many did. `offset 0` keeps the planner from working out skills and
 * head anew at each place that names them.
 */
export async function saveCourses(tx: Db, courses: readonly CourseRow[], now: Date): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update offering o set title = r.title, title_key = r.title_key, provider_name = coalesce(r.provider, ''),
      description = coalesce(r.description, ''), url = r.url, language = r.language, level = r.level, mode = r.mode,
      field = r.field, hours = r.hours, weeks_min = (r.weeks ->> 'min')::int, weeks_max = (r.weeks ->> 'max')::int,
      is_free = r."isFree", price_rupiah = case when r."isFree" then 0 end, skills = s.skills,
      rating_hundredths = r."ratingHundredths", rating_count = r."ratingCount", content_mark = r.mark, changed_at = ${now},
      withdrawn_at = null, same_as = null,
      head = h.head,
      search = h.head || setweight(to_tsvector('indonesian', coalesce(r.provider, '')), 'C')
        || setweight(to_tsvector('english', coalesce(r.provider, '')), 'C')
        || setweight(to_tsvector('indonesian', left(coalesce(r.description, ''), 2000)), 'D')
        || setweight(to_tsvector('english', left(coalesce(r.description, ''), 2000)), 'D')
    from (
      select x.id, x.title_key, x.mark, f.*
      from jsonb_to_recordset(${JSON.stringify(courses.map(({ id, titleKey, mark, facts }) => ({ id, title_key: titleKey, mark, facts })))}::jsonb)
        as x (id text, title_key text, mark text, facts jsonb)
      cross join lateral jsonb_to_record(x.facts) as f (title text, provider text, description text, url text, language text,
        level text, mode text, field text, hours int, weeks jsonb, "isFree" boolean, skills jsonb, "ratingHundredths" int, "ratingCount" int)
    ) r
    cross join lateral (select array(select jsonb_array_elements_text(r.skills)) as skills offset 0) s
    cross join lateral (select
      setweight(to_tsvector('indonesian', r.title), 'A') || setweight(to_tsvector('english', r.title), 'A')
      || setweight(to_tsvector('indonesian', array_to_string(s.skills, ' ')), 'B')
      || setweight(to_tsvector('english', array_to_string(s.skills, ' ')), 'B') as head offset 0) h
    where o.id = r.id and (o.content_mark <> r.mark or o.withdrawn_at is not null)
    returning o.id`.execute(tx)
  return rows.length
}

/** A course that no record belongs to any more stands elsewhere from now on; old links lead there. */
export async function leadElsewhere(tx: Db, id: string, target: string, now: Date): Promise<void> {
  await sql`update offering set natural_key = 'moved:' || id, same_as = ${target}, withdrawn_at = ${now}, content_mark = ''
    where id = ${id}`.execute(tx)
}

/** Counts the words of titles and skills anew: what spelling is mended with. */
export async function recountWords(tx: Db): Promise<void> {
  await sql`delete from search_word`.execute(tx)
  await sql`insert into search_word (word, offerings)
    select word, count(*) from (
      select distinct o.id, w.word
      from offering o, lateral regexp_split_to_table(
        lower(o.title || ' ' || coalesce(o.title_en, '') || ' ' || o.provider_name || ' ' || array_to_string(o.skills, ' ')), '[^[:alnum:]+#]+') as w (word)
      where o.withdrawn_at is null and length(w.word) between 3 and 40
    ) words group by word`.execute(tx)
}

/**
 * Brings the index of words and the planner's figures up to date after an import: what was added waits in a list that
 * each search would otherwise read through from end to end.
 */
export async function settleSearch(tx: Db): Promise<void> {
  await sql`select gin_clean_pending_list('offering_search')`.execute(tx)
  await sql`analyze offering`.execute(tx)
}

/** Marks that the catalogue changed: answers kept in memory are then no longer given. */
export async function touchCatalogue(tx: Db, mark: string): Promise<void> {
  await sql`insert into setting (name, value) values ('catalogue-version', ${JSON.stringify(mark)}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(tx)
}
