import { type Db, sql } from './database.ts'

/** A setting that this installation decided at run time, or nothing. The value is JSON. */
export async function findSetting(db: Db, name: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select value from setting where name = ${name}`.execute(db)
  return rows[0]?.value ?? null
}

export async function saveSetting(db: Db, name: string, value: object): Promise<void> {
  await sql`insert into setting (name, value) values (${name}, ${JSON.stringify(value)}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(db)
}

/** Empties every table that the schema declares, but not the declarations themselves. Only for a demo that broke off. */
export async function emptyAllTables(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`select table_name as name from distribution
    where table_name <> 'distribution'`.execute(db)
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} cascade`.execute(db)
}
