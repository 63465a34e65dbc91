import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { emptyDatabase, type TestDatabase } from '../../test/support/database.ts'
import { openDatabase, sql } from './database.ts'
import { OperationError } from './failure.ts'
import { type Migration, migrate, migrationState, readMigrations } from './migrate.ts'

let database: TestDatabase
before(async () => {
  database = await emptyDatabase()
})
after(() => database.close())

function file(name: string, text: string): Migration {
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
}

const ONE = file('0001-one', 'create table one (id int primary key); insert into one values (1);')
const TWO = file('0002-two', 'create table two (id int primary key);')

async function tables(): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string
  }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(database.db)
  return rows.map(({ name }) => name)
}

test('programs that start together apply each file once', async () => {
  const other = openDatabase(database.url, 2)
  try {
    const applied = await Promise.all([migrate(database.db, [ONE, TWO]), migrate(other, [ONE, TWO])])
    assert.deepEqual(applied.flat().sort(), ['0001-one', '0002-two'])
  } finally {
    await other.destroy()
  }
  assert.deepEqual(await migrate(database.db, [ONE, TWO]), [])
})

test('a file that fails half-way leaves nothing, and says so with what to do', async () => {
  const broken = file('0003-broken', 'create table three (id int); create table four (id int); select 1/0;')
  await assert.rejects(migrate(database.db, [ONE, TWO, broken]), (error: unknown) => {
    assert.ok(error instanceof OperationError)
    assert.match(error.message, /0003-broken failed and nothing of it was applied: division by zero/)
    assert.match(error.next, /start again/)
    return true
  })
  assert.deepEqual(await tables(), ['migration', 'one', 'two'])
  assert.deepEqual((await migrationState(database.db, [ONE, TWO, broken])).missing, ['0003-broken'])
})

test('a database newer than the code is left alone', async () => {
  await assert.rejects(
    migrate(database.db, [ONE]),
    (error: unknown) => error instanceof OperationError && /newer than this version.*0002-two/.test(error.message),
  )
})

test('a file that was edited after it had been applied is noticed', async () => {
  await assert.rejects(
    migrate(database.db, [ONE, file('0002-two', 'create table other (id int)')]),
    /0002-two was edited/,
  )
})

test('the migrations of the house are numbered without a gap', async () => {
  const numbers = (await readMigrations()).map(({ name }) => Number(name.slice(0, 4)))
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  )
})
