import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'

/** A database of its own for one test file: migrated, empty, on a real PostgreSQL. */
export interface TestDatabase {
  readonly db: Db
  readonly url: string
  /** Closes the connections and drops the database. */
  close(): Promise<void>
}

/** Locks the making of the template, in the PostgreSQL that all test files share. */
const LOCK = 7_586_010_002

/**
 * A fresh database, cloned from a template that was migrated once for this set of migrations. The PostgreSQL is the one
 * that `npm test` and `npm run test:file` start, or the one of `LUMBUNG_TEST_DATABASE_URL` (whose user may create
 * databases).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.LUMBUNG_TEST_DATABASE_URL
  if (server === undefined || server === '')
    throw new Error('No test database: run "npm test", or one file with "npm run test:file -- path/to/file.test.ts".')
  const template = await templateDatabase(server)
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`))
  const url = named(server, name)
  const db = openDatabase(url, 8)
  return {
    db,
    url,
    close: async () => {
      await db.destroy()
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** An empty database without any table, for the tests of the migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = process.env.LUMBUNG_TEST_DATABASE_URL ?? ''
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) => client.query(`create database ${name} template template0 encoding 'UTF8'`))
  const url = named(server, name)
  const db = openDatabase(url, 8)
  return {
    db,
    url,
    close: async () => {
      await db.destroy()
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** The migrated template of the present migrations; made under a lock, under another name until it is whole. */
async function templateDatabase(server: string): Promise<string> {
  const migrations = await readMigrations()
  const hash = createHash('sha256').update(migrations.map(({ name, sha256 }) => `${name} ${sha256}\n`).join(''))
  const template = `lumbung_template_${hash.digest('hex').slice(0, 16)}`
  await onServer(server, async (client) => {
    const present = () => client.query('select 1 from pg_database where datname = $1', [template])
    if ((await present()).rows.length > 0) return
    await client.query('select pg_advisory_lock($1)', [LOCK])
    if ((await present()).rows.length > 0) return
    const unfinished = `${template}_new`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished} template template0 encoding 'UTF8'`)
    const db = openDatabase(named(server, unfinished), 1)
    try {
      await migrate(db, migrations)
    } finally {
      await db.destroy()
    }
    await client.query(`alter database ${unfinished} rename to ${template}`)
  })
  return template
}

/** Drops what killed test runs left behind. */
export async function dropLeftovers(server: string): Promise<void> {
  await onServer(server, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where datname like 'test\\_%'`,
    )
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
  })
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function named(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
