import { type Db, sql } from '../platform/database.ts'

/** How many SKS campuses have counted and not taken back: for the start page. One row of use is one unit. */
export async function countUsedSks(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from credit_use where held_as = 'counted' and reversed_at is null`.execute(db)
  return rows[0]?.count ?? 0
}
