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
