import type { HeldBack } from '../organisations/index.ts'
import { type Db, sql } from '../platform/database.ts'
import type { Offering } from './types.ts'

/** Columns of an offering as the code knows them. */
export const OFFERING = sql`o.id, o.platform, o.definition_id as "definitionId", o.definition_version_id as "definitionVersionId",
  o.organisation_id as "organisationId", o.provider_name as "providerName", o.title, o.title_en as "titleEn",
  o.description, o.description_en as "descriptionEn", o.url, o.language, o.level, o.mode, o.field,
  o.kkni_level as "kkniLevel", o.hours, o.weeks_min as "weeksMin", o.weeks_max as "weeksMax", o.sks,
  o.price_rupiah as "priceRupiah", o.is_free as "isFree", o.skills, o.rating_hundredths as "ratingHundredths",
  o.rating_count as "ratingCount", o.opens_on as "opensOn", o.closes_on as "closesOn", o.province, o.curated, o.invented,
  o.first_seen_at as "firstSeenAt", o.changed_at as "changedAt", o.withdrawn_at as "withdrawnAt", o.same_as as "sameAs"`

/** The offering with that id, withdrawn ones among them; nothing for an unknown id. */
export async function findOffering(db: Db, id: string): Promise<Offering | undefined> {
  const { rows } = await sql<Offering>`select ${OFFERING} from offering o where o.id = ${id}`.execute(db)
  return rows[0]
}

/** Several offerings, in the order of the ids; unknown ones are left out. */
export async function findOfferings(db: Db, ids: readonly string[]): Promise<readonly Offering[]> {
  const { rows } = await sql<Offering>`select ${OFFERING} from offering o where o.id = any(${ids}::text[])
    order by array_position(${ids}::text[], o.id)`.execute(db)
  return rows
}

/** The offering of a published definition version. */
export async function offeringOfVersion(db: Db, versionId: string): Promise<Offering | undefined> {
  const { rows } = await sql<Offering>`select ${OFFERING} from offering o where o.definition_version_id = ${versionId}
    and o.withdrawn_at is null and not o.held_back`.execute(db)
  return rows[0]
}

/** The offerings that end in an award of a definition here, as the catalogue shows them. */
export async function ownOfferings(db: Db): Promise<readonly Offering[]> {
  const { rows } = await sql<Offering>`select ${OFFERING} from offering o where o.definition_version_id is not null
    and o.withdrawn_at is null and not o.held_back order by o.id`.execute(db)
  return rows
}

/** How many offerings stand in the catalogue, and how many of them are micro-credentials. */
export async function countOfferings(db: Db): Promise<{ all: number; microCredentials: number }> {
  const { rows } = await sql<{ all: number; microCredentials: number }>`select count(*) as all,
    count(definition_version_id) as "microCredentials" from offering where withdrawn_at is null and not held_back`.execute(
    db,
  )
  return rows[0] ?? { all: 0, microCredentials: 0 }
}

/** What a definition brings into the catalogue. */
export interface DefinitionRow {
  readonly id: string
  readonly versionId: string
  readonly organisationId: string
  readonly providerName: string
  readonly titleKey: string
  readonly title: { readonly id: string; readonly en: string }
  readonly description: { readonly id: string; readonly en: string }
  readonly skills: readonly string[]
  readonly skillsInEnglish: readonly string[]
  readonly language: string
  readonly mode: string
  readonly field: string
  readonly kkniLevel: number
  readonly hours: number
  readonly sks: number
  readonly priceRupiah: number
  readonly province: string | null
  readonly invented: boolean
}

/** Puts a definition into the catalogue, or its newer version in the place of the former. */
export async function saveDefinition(tx: Db, row: DefinitionRow, platform: string, now: Date): Promise<void> {
  await sql`
    with words as (select
      setweight(to_tsvector('indonesian', ${row.title.id}), 'A') || setweight(to_tsvector('english', ${row.title.en}), 'A')
      || setweight(to_tsvector('indonesian', ${row.skills.join(' ')}), 'B')
      || setweight(to_tsvector('english', ${row.skillsInEnglish.join(' ')}), 'B') as head)
    insert into offering (id, platform, natural_key, definition_id, definition_version_id, organisation_id, provider_name,
      title, title_key, title_en, description, description_en, language, mode, field, kkni_level, hours, sks, price_rupiah,
      is_free, skills, province, curated, invented, first_seen_at, changed_at, head, search)
    select ${row.id}, ${platform}, ${`d:${row.id}`}, ${row.id}, ${row.versionId}, ${row.organisationId}, ${row.providerName},
      ${row.title.id}, ${row.titleKey}, ${row.title.en}, ${row.description.id}, ${row.description.en}, ${row.language}, ${row.mode},
      ${row.field}, ${row.kkniLevel}::int, ${row.hours}::int, ${row.sks}::int, ${row.priceRupiah}::bigint, ${row.priceRupiah === 0},
      ${row.skills}::text[], ${row.province}, false, ${row.invented}, ${now}, ${now}, head,
      head || setweight(to_tsvector('indonesian', ${row.providerName}), 'C') || setweight(to_tsvector('english', ${row.providerName}), 'C')
        || setweight(to_tsvector('indonesian', ${row.description.id}), 'D') || setweight(to_tsvector('english', ${row.description.en}), 'D')
    from words
    on conflict (id) do update set definition_version_id = excluded.definition_version_id, provider_name = excluded.provider_name,
      title = excluded.title, title_key = excluded.title_key, title_en = excluded.title_en, description = excluded.description,
      description_en = excluded.description_en, language = excluded.language, mode = excluded.mode, field = excluded.field,
      kkni_level = excluded.kkni_level, hours = excluded.hours, sks = excluded.sks, price_rupiah = excluded.price_rupiah,
      is_free = excluded.is_free, skills = excluded.skills, province = excluded.province, changed_at = excluded.changed_at,
      withdrawn_at = null, head = excluded.head, search = excluded.search`.execute(tx)
}

/** Makes words known to the mending of spelling. */
export async function addWords(tx: Db, words: readonly string[]): Promise<void> {
  await sql`insert into search_word (word, offerings) select word, 1 from unnest(${words}::text[]) as word
    on conflict (word) do update set offerings = search_word.offerings + 1`.execute(tx)
}

/** Takes an offering off the catalogue; answers whether there was one. */
export async function withdraw(tx: Db, versionId: string, now: Date): Promise<boolean> {
  const { rows } = await sql`update offering set withdrawn_at = ${now} where definition_version_id = ${versionId}
    and withdrawn_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** Whether anything is held back or marked as chosen. */
export async function anyCurated(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from offering where held_back or curated limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Holds back whatever belongs to an organisation or platform of which only chosen courses count, and isn't chosen; shows
 * all else again. Chosen ones are marked as such. Answers how many offerings changed.
 */
export async function holdBack(tx: Db, { organisationIds, platforms, chosen }: HeldBack): Promise<number> {
  const { rows } = await sql<{ changed: number }>`with now as (
      select o.id, (o.organisation_id = any(${organisationIds}::text[]) or o.platform = any(${platforms}::text[])) is true as bound,
        (o.definition_id = any(${chosen}::text[]) or split_part(o.url, '#', 1) = any(${chosen}::text[])) is true as chosen
      from offering o),
    changed as (update offering o set held_back = n.bound and not n.chosen, curated = n.bound and n.chosen from now n
      where n.id = o.id and (o.held_back, o.curated) is distinct from (n.bound and not n.chosen, n.bound and n.chosen)
      returning 1)
    select count(*)::int as changed from changed`.execute(tx)
  return rows[0]?.changed ?? 0
}
