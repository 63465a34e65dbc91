import { Kysely, PostgresDialect, type PostgresPoolClient, sql } from 'kysely'
import pg from 'pg'

/**
 * The database, or a transaction on it: stores take either. Queries are written in SQL by the `sql` tag of Kysely, which
 * binds every value; `sql<Row>\`...\`.execute(db)` answers `{ rows }`.
 */
export type Db = Kysely<unknown>

// Whole numbers of eight bytes (counts, sums) fit a JavaScript number in every place we use them; days stay ISO text.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`a whole number beyond 2^53 came from the database: ${text}`)
  return value
})
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Opens a pool of connections; nothing is connected before the first query. */
export function openDatabase(url: string, connections = 10): Db {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // So is one that breaks in use, as when PostgreSQL recovers from a crash: its query or transaction fails with the reason.
  pool.on('connect', (client) => client.on('error', () => {}))
  const connect = async (): Promise<PostgresPoolClient> => preparing(await pool.connect())
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end() } }) })
}

/** The name that a statement carries in front. */
const NAME = /^\s*\/\* (?<name>[a-z][a-z0-9.-]{2,40}) \*\//

/**
 * A connection on which a statement that begins with its name in a comment (`/* bank.units *\/ select ...`) is read and
 * planned once and then called by that name. For the few statements that run thousands of times a second: planning takes
 * PostgreSQL longer than running them. The text behind a name must always be the same; the driver throws where it isn't.
 */
function preparing(client: pg.PoolClient): PostgresPoolClient {
  const query = client.query.bind(client) as unknown as (given: unknown, values?: readonly unknown[]) => never
  return {
    query: (given: unknown, values?: readonly unknown[]) => {
      const name = typeof given === 'string' ? NAME.exec(given)?.groups?.name : undefined
      return name === undefined ? query(given, values) : query({ name, text: given, values })
    },
    release: () => client.release(),
  }
}

/** Runs `work` in one transaction. Nested calls join the outer transaction. */
export function inTransaction<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

export { sql }
