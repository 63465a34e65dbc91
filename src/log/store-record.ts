import type { JsonObject } from '@lumbung/credential'
import { sql } from '../platform/database.ts'
import type { RecordReader } from './types.ts'

/** What makes records of the rows of a table. */
export interface RowRecord {
  readonly table: string
  /** The columns that name a row; their values, with `/` between, are the subject's id. None of them holds a `/`. */
  readonly key: readonly [string, ...string[]]
  /** Columns that may change after the decision and are no part of it. */
  readonly without?: readonly string[]
  /** The columns that are the record, where it isn't all of them. */
  readonly only?: readonly string[]
}

/**
 * Makes a reader of whole rows: every column under its own name, those without a value left out. Instants are written in
 * UTC to the microsecond, whatever the session's zone. A column that a later migration adds with a value for old rows must
 * be named in `without`, or every old record changes.
 */
export function rowReader({ table, key, without = [], only }: RowRecord): RecordReader {
  const record =
    only === undefined
      ? sql`log_record(t)`
      : sql`(select jsonb_object_agg(e.key, e.value)
    from jsonb_each(log_record(t)) e where e.key = any(${[...only]}::text[]))`
  const [first] = key
  return async (db, ids) => {
    if (ids.length === 0) return new Map()
    const known = new Set(ids)
    const firsts = [...new Set(ids.map((id) => id.split('/')[0] ?? ''))]
    // The last part is nearly unique: with it the rows of one person aren't all read for one of theirs.
    const last = key.at(-1) ?? first
    const lasts = [...new Set(ids.map((id) => id.split('/').at(-1) ?? ''))]
    const { rows } = await sql<{ id: string; record: JsonObject | null }>`
      select concat_ws('/', ${sql.join(key.map((column) => sql`t.${sql.ref(column)}::text`))}) as id,
        ${record} - ${[...without]}::text[] as record
      from ${sql.table(table)} t where t.${sql.ref(first)} = any(${firsts}::text[])
        and t.${sql.ref(last)}::text = any(${lasts}::text[])`.execute(db)
    return new Map(rows.filter(({ id }) => known.has(id)).map(({ id, record }) => [id, record ?? {}]))
  }
}
