import { type Db, sql } from '../platform/database.ts'

/** Who holds an award of some versions, by id from after `after` on, at most `most`. */
export async function holdersOf(
  db: Db,
  versionIds: readonly string[],
  after: string,
  most: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct coalesce(holder_id, person_id) as id from award
    where definition_version_id = any(${[...versionIds]}::text[]) and coalesce(holder_id, person_id) > ${after}
    order by id limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}
