import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Db, inTransaction, sql } from './database.ts'
import { OperationError } from './failure.ts'
import { writeDurably } from './files.ts'
import { type Migration, migrate, migrationState, readMigrations } from './migrate.ts'

/** One table in a backup: its rows as JSON, one a line, in gzipped parts. */
interface TableCopy {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly parts: readonly FileCopy[]
}

interface FileCopy {
  /** Path inside the backup, with forward slashes. */
  readonly path: string
  readonly sha256: string
}

/** What a backup holds: enough for a stranger to restore it, and to see that nothing of it was changed. */
export interface Manifest {
  readonly format: 1
  readonly createdAt: string
  readonly migrations: readonly Pick<Migration, 'name' | 'sha256'>[]
  readonly tables: readonly TableCopy[]
  readonly sequences: readonly { readonly name: string; readonly value: string | null }[]
  /** Files of the data folder: the secrets and the signer's keys, encrypted as they are. */
  readonly files: readonly FileCopy[]
  /** Folders that this user may not read and that the signer's user has to copy. */
  readonly unreadable: readonly string[]
}

/** Folders of the data folder that a backup holds beside the tables. */
const FOLDERS = ['keys', 'signer'] as const
/** Rows in one part of a table: so many fit in memory at once, on both ways. */
const PART_ROWS = 2_000

/** Tells how many rows of how many were copied. */
export type OnProgress = (done: number, of: number) => void

/**
 * Writes the whole installation into an empty folder: every table in one snapshot of the database, while the site goes
 * on working, then the secrets and the signer's keys. The manifest comes last: a folder without one is no backup.
 */
export async function backUp(
  db: Db,
  dataFolder: string,
  target: string,
  now: Date,
  onProgress?: OnProgress,
): Promise<Manifest> {
  refuseUsedFolder(target, 'A backup')
  mkdirSync(join(target, 'tables'), { recursive: true, mode: 0o700 })
  const { rows: migrations } = await sql<{
    name: string
    sha256: string
  }>`select name, sha256 from migration order by name`.execute(db)
  const copied = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const names = await tableNames(tx)
      const total = await countRows(tx, names)
      let done = 0
      const tables: TableCopy[] = []
      for (const name of names)
        tables.push(
          await copyTable(tx, name, target, (rows) => {
            done += rows
            onProgress?.(done, total)
          }),
        )
      const { rows: sequences } = await sql<{ name: string; value: string | null }>`
        select quote_ident(sequencename) as name, last_value::text as value from pg_sequences where schemaname = 'public'`.execute(
        tx,
      )
      return { tables, sequences }
    })
  const { files, unreadable } = copyFolders(dataFolder, target)
  const manifest: Manifest = { format: 1, createdAt: now.toISOString(), migrations, ...copied, files, unreadable }
  writeDurably(join(target, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`)
  return manifest
}

/** Tables of ours, in the order of their names; the record of the migrations is in the manifest. */
async function tableNames(tx: Db): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string
  }>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration' order by 1`.execute(
    tx,
  )
  return rows.map(({ name }) => name)
}

async function countRows(tx: Db, names: readonly string[]): Promise<number> {
  let total = 0
  for (const name of names) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(tx)
    total += rows[0]?.count ?? 0
  }
  return total
}

async function copyTable(tx: Db, name: string, target: string, copiedRows: (rows: number) => void): Promise<TableCopy> {
  const { rows: columns } = await sql<{ name: string }>`select attname as name from pg_attribute
    where attrelid = ${`public.${name}`}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`.execute(
    tx,
  )
  await sql`declare copy no scroll cursor for select to_json(t)::text as line from ${sql.table(name)} t`.execute(tx)
  const parts: FileCopy[] = []
  let count = 0
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(PART_ROWS)} from copy`.execute(tx)
    if (rows.length === 0) break
    const path = `tables/${name}.${parts.length + 1}.jsonl.gz`
    parts.push(store(target, path, gzipSync(rows.map(({ line }) => `${line}\n`).join(''), { level: 3 })))
    count += rows.length
    copiedRows(rows.length)
  }
  await sql`close copy`.execute(tx)
  return { name, columns: columns.map((column) => column.name), rows: count, parts }
}

function store(target: string, path: string, bytes: Uint8Array): FileCopy {
  writeDurably(join(target, path), bytes)
  return { path, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function copyFolders(dataFolder: string, target: string): { files: FileCopy[]; unreadable: string[] } {
  const files: FileCopy[] = []
  const unreadable: string[] = []
  for (const folder of FOLDERS) {
    const place = join(dataFolder, folder)
    if (!existsSync(place)) continue
    try {
      for (const name of readdirSync(place, { recursive: true, encoding: 'utf8' })) {
        if (!statSync(join(place, name)).isFile() || name.endsWith('.new')) continue
        const path = relative('.', join(folder, name)).replaceAll('\\', '/')
        mkdirSync(join(target, path, '..'), { recursive: true, mode: 0o700 })
        files.push(store(target, path, readFileSync(join(place, name))))
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
      unreadable.push(folder)
    }
  }
  return { files, unreadable }
}

/** A folder that isn't there or is empty; throws otherwise. */
export function refuseUsedFolder(folder: string, what: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new OperationError(
      `${what} needs an empty folder, and ${folder} holds something.`,
      'Give another folder; nothing was changed.',
    )
}

/** Reads a backup's manifest and checks every file against it. */
export function readBackup(source: string): Manifest {
  const place = join(source, 'manifest.json')
  if (!existsSync(place))
    throw new OperationError(
      `There is no finished backup in ${source}: its manifest.json is missing.`,
      'Give the folder that "lumbung backup" wrote.',
    )
  const manifest = JSON.parse(readFileSync(place, 'utf8')) as Manifest
  if (manifest.format !== 1)
    throw new OperationError('The backup was made by a later version of Lumbung.', 'Restore it with that version.')
  for (const { path, sha256 } of [...manifest.files, ...manifest.tables.flatMap(({ parts }) => parts)]) {
    const file = join(source, path)
    if (
      path.includes('..') ||
      !existsSync(file) ||
      createHash('sha256').update(readFileSync(file)).digest('hex') !== sha256
    )
      throw new OperationError(
        `The file ${path} of the backup is missing or was changed.`,
        'Take another backup; nothing was restored.',
      )
  }
  return manifest
}

/** Puts the secrets and the signer's keys of a backup into an empty data folder. */
export function restoreFiles(source: string, manifest: Manifest, dataFolder: string): void {
  for (const { path } of manifest.files) {
    mkdirSync(join(dataFolder, path, '..'), { recursive: true, mode: 0o700 })
    writeDurably(join(dataFolder, path), readFileSync(join(source, path)))
  }
}

/**
 * Loads the tables of a backup into an empty database: the migrations that the backup had, then the rows, then every
 * foreign key again, which checks them all, then the migrations that came since. All rows come in one transaction.
 */
export async function restoreTables(
  db: Db,
  source: string,
  manifest: Manifest,
  onProgress?: OnProgress,
): Promise<void> {
  const migrations = await readMigrations()
  const state = await migrationState(db, migrations)
  if (state.applied.length > 0)
    throw new OperationError('The database is not empty.', 'Restore into an empty database; nothing was changed.')
  const had = new Map(manifest.migrations.map(({ name, sha256 }) => [name, sha256]))
  const then = migrations.filter(({ name, sha256 }) => had.get(name) === sha256)
  if (then.length !== had.size)
    throw new OperationError(
      'The backup was made by a later version of Lumbung.',
      'Restore it with that version; nothing was changed.',
    )
  await migrate(db, then)
  await inTransaction(db, (tx) => loadRows(tx, source, manifest, onProgress))
  await migrate(db, migrations)
  await sql`analyze`.execute(db)
}

async function loadRows(tx: Db, source: string, manifest: Manifest, onProgress?: OnProgress): Promise<void> {
  const { rows: keys } = await sql<{ table: string; name: string; definition: string }>`
    select quote_ident(c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and k.contype = 'f'`.execute(tx)
  for (const key of keys) await sql.raw(`alter table ${key.table} drop constraint ${key.name}`).execute(tx)
  if (manifest.tables.length > 0)
    await sql`truncate ${sql.join(manifest.tables.map(({ name }) => sql.table(name)))}`.execute(tx)
  const total = manifest.tables.reduce((sum, { rows }) => sum + rows, 0)
  let done = 0
  for (const { name, columns, parts } of manifest.tables) {
    const list = sql.join(columns.map((column) => sql.ref(column)))
    for (const { path } of parts) {
      const lines = gunzipSync(readFileSync(join(source, path)))
        .toString('utf8')
        .trimEnd()
        .split('\n')
      await sql`insert into ${sql.table(name)} (${list}) overriding system value
        select ${list} from json_populate_recordset(null::${sql.table(name)}, ${`[${lines.join(',')}]`}::json)`.execute(
        tx,
      )
      done += lines.length
      onProgress?.(done, total)
    }
  }
  for (const { name, value } of manifest.sequences)
    if (value !== null) await sql`select setval(${name}, ${value}::bigint)`.execute(tx)
  for (const key of keys)
    await sql.raw(`alter table ${key.table} add constraint ${key.name} ${key.definition}`).execute(tx)
}
