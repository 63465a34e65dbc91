import { type Db, sql } from '../platform/database.ts'

/** How many credentials have been signed: for the start page. */
export async function countCredentials(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from credential`.execute(db)
  return rows[0]?.count ?? 0
}
