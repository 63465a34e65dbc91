import { type Db, sql } from '../platform/database.ts'
import type { LoggedRows, Waits } from './types.ts'

/** Rows that are told of one table: whoever has so many has more to do than to read a list. */
const MOST = 1_000

/** A row that no opened leaf is about. */
export interface UnloggedRow {
  readonly id: string
  /** Whether it says of itself that it is older than the log. */
  readonly older: boolean
}

/** Whether the leaf of row `t` still comes. */
function waitsFor(one: Waits) {
  if ('promise' in one)
    return sql`exists (select 1 from outbox o where o.kind = ${one.promise}
      and o.unique_key = ${`${one.promise}:`} || t.${sql.ref(one.column)})`
  const same = one.columns.map((column) => sql`w.${sql.ref(column)} = t.${sql.ref(column)}`)
  return sql`exists (select 1 from ${sql.table(one.table)} w where ${sql.join(same, sql` and `)})`
}

/** Decided rows of a table that no opened leaf is about, those of erased people left out: at most a thousand. */
export async function unloggedRows(db: Db, rows: LoggedRows, began: Date): Promise<UnloggedRow[]> {
  const { table, key, at, person, waits } = rows
  const id = sql`concat_ws('/', ${sql.join(key.map((column) => sql`t.${sql.ref(column)}::text`))})`
  const own =
    person === undefined
      ? sql`true`
      : sql`not exists (select 1 from log_erasure e where e.person_id = t.${sql.ref(person)})`
  const waiting = (waits ?? []).map((one) => waitsFor(one))
  const { rows: found } = await sql<UnloggedRow>`select ${id} as id, t.${sql.ref(at)} < ${began} as older
    from ${sql.table(table)} t where t.${sql.ref(at)} is not null and ${own} and not (${sql.join([sql`false`, ...waiting], sql` or `)})
      and not exists (select 1 from log_opening l where l.subject = any(${[...rows.subjects]}::text[]) and l.subject_id = ${id})
    order by 2, 1 limit ${MOST}`.execute(db)
  return found
}

/** Leaves whose opening is gone although nobody asked to erase it: more than 0, or less where openings came from nowhere. */
export async function openingsMissing(db: Db): Promise<number> {
  const { rows } = await sql<{
    missing: number
  }>`select (select count(*) from log_leaf) - (select count(*) from log_opening)
    - coalesce((select sum(openings) from log_erasure), 0)::bigint as missing`.execute(db)
  return rows[0]?.missing ?? 0
}

/** Takes away what opens the leaves about a person, and writes down that it was asked for. The leaves stay. Answers how many. */
export async function deleteOpenings(tx: Db, personId: string, at: Date): Promise<number> {
  const { rows } = await sql`delete from log_opening where person_id = ${personId} returning leaf_id`.execute(tx)
  await sql`insert into log_erasure (person_id, openings, erased_at) values (${personId}, ${rows.length}, ${at})
    on conflict (person_id) do update set openings = log_erasure.openings + excluded.openings, erased_at = excluded.erased_at`.execute(
    tx,
  )
  return rows.length
}
