import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Db, inTransaction, sql } from './database.ts'
import { OperationError } from './failure.ts'

/** One numbered file of `db/migrations`. */
export interface Migration {
  /** The file's name without `.sql`, as `0001-platform`: files are applied in the order of their names. */
  readonly name: string
  readonly text: string
  readonly sha256: string
}

/** Where the database stands against the code. */
export interface MigrationState {
  readonly applied: readonly string[]
  /** In the code and not in the database. */
  readonly missing: readonly string[]
  /** In the database and not in the code: the database is newer. */
  readonly unknown: readonly string[]
  /** Applied, and edited since. */
  readonly changed: readonly string[]
}

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url))

/** Any number will do, as long as nothing else in this database locks the same one. */
const LOCK = 7_586_010_001

/** Reads the migrations that come with the code. */
export async function readMigrations(folder: string = MIGRATIONS): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8')
      return { name: file.slice(0, -4), text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** Compares the database with the code, without changing it. */
export async function migrationState(db: Db, migrations: readonly Migration[]): Promise<MigrationState> {
  const { rows: found } = await sql<{
    exists: boolean
  }>`select to_regclass('public.migration') is not null as exists`.execute(db)
  const { rows } = found[0]?.exists
    ? await sql<{ name: string; sha256: string }>`select name, sha256 from migration order by name`.execute(db)
    : { rows: [] }
  const recorded = new Map(rows.map((row) => [row.name, row.sha256]))
  const known = new Set(migrations.map((migration) => migration.name))
  return {
    applied: rows.map((row) => row.name),
    missing: migrations.filter(({ name }) => !recorded.has(name)).map(({ name }) => name),
    unknown: rows.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    changed: migrations.filter(({ name, sha256 }) => (recorded.get(name) ?? sha256) !== sha256).map(({ name }) => name),
  }
}

/**
 * Brings the database up to the code, each file in its own transaction together with its record, and answers the names
 * of the files it applied. Programs that start at the same moment wait for each other and apply each file once.
 *
 * Throws `OperationError` when the database is newer than the code, when a file was edited after it had been applied,
 * and when a file fails; nothing of that file is then left in the database.
 */
export async function migrate(db: Db, migrations: readonly Migration[]): Promise<readonly string[]> {
  refuseStrangeState(await migrationState(db, migrations))
  const applied: string[] = []
  for (const migration of migrations) if (await applyOnce(db, migration)) applied.push(migration.name)
  return applied
}

/** Throws the sentence for a database that this code may not touch. */
export function refuseStrangeState(state: MigrationState): void {
  const [newest] = state.unknown.toReversed()
  if (newest !== undefined)
    throw new OperationError(
      `The database is newer than this version of Lumbung: it has the migration ${newest}, which this version doesn't know.`,
      'Start the version that was used last, or a later one, or restore a backup made by this version.',
    )
  const [edited] = state.changed
  if (edited !== undefined)
    throw new OperationError(
      `The migration ${edited} was edited after it had been applied to this database.`,
      'Put the file back as it was released and write the change as a new migration; on a machine for development, delete DATA_DIR and start again.',
    )
}

async function applyOnce(db: Db, migration: Migration): Promise<boolean> {
  try {
    return await inTransaction(db, async (tx) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
      await sql`create table if not exists migration (
        name text primary key, sha256 text not null, applied_at timestamptz not null default now())`.execute(tx)
      const { rows } = await sql`select 1 from migration where name = ${migration.name}`.execute(tx)
      if (rows.length > 0) return false
      await sql.raw(migration.text).execute(tx)
      await sql`insert into migration (name, sha256) values (${migration.name}, ${migration.sha256})`.execute(tx)
      return true
    })
  } catch (error) {
    throw new OperationError(
      `The migration ${migration.name} failed and nothing of it was applied: ${error instanceof Error ? error.message : String(error)}.`,
      'The database is as it was before. Mend the cause and start again; the earlier version of Lumbung still works with it.',
    )
  }
}
