import { type Db, sql } from '../platform/database.ts'
import type { Bilingual } from '../platform/page.ts'

/** A published version in short: without its outcomes and descriptions, for questions about many. */
export interface VersionFacts {
  readonly id: string
  readonly definitionId: string
  readonly organisationId: string
  readonly slug: string
  readonly title: Bilingual
  readonly skills: readonly { readonly framework: string; readonly code: string }[]
  readonly hours: number
  readonly sks: number
  readonly kkniLevel: number
  readonly retired: boolean
}

const FACTS = sql`v.id, v.definition_id as "definitionId", d.organisation_id as "organisationId", d.slug, v.title, v.skills, v.hours,
  v.sks, v.kkni_level as "kkniLevel", v.retired_at is not null as retired`

/** Published versions in short, by id; unknown ids are absent. */
export async function versionFacts(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, VersionFacts>> {
  if (ids.length === 0) return new Map()
  const { rows } =
    await sql<VersionFacts>`select ${FACTS} from definition_version v join definition d on d.id = v.definition_id
    where v.id = any(${[...ids]}::text[]) and v.published_at is not null`.execute(db)
  return new Map(rows.map((row) => [row.id, row] as const))
}

/** The newest published version of every definition in short, by the last part of the definition's address. */
export async function newestFacts(db: Db): Promise<ReadonlyMap<string, VersionFacts>> {
  const { rows } = await sql<VersionFacts>`select distinct on (v.definition_id) ${FACTS} from definition_version v
    join definition d on d.id = v.definition_id where v.published_at is not null
    order by v.definition_id, v.number desc`.execute(db)
  return new Map(rows.map((row) => [row.slug, row] as const))
}
