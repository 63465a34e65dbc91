import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Application, applyCredit, deposit, reverseUse, statement } from '../../src/bank/index.ts'
import { type Db, inTransaction, openDatabase, sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/ids.ts'
import { launchPostgres } from '../../src/platform/postgres/launch.ts'
import { testDatabase } from '../../test/support/database.ts'
import { addCampuses, BEGAN } from '../../test/support/ledger-world.ts'
import type { Figure } from '../figure.ts'

/** Transfers in one round, and rounds: ours and the bare inserts take turns, so that a busy machine meets both alike. */
const ROUND = 400
const ROUNDS = 5
const MOVEMENTS = 1_000
const STATEMENTS = 60
/** How long a statement of a thousand movements may take, in milliseconds. */
const STATEMENT_LIMIT = 20

/** The ledger's figures on a durable PostgreSQL of their own: commits are forced to the disk. */
export async function* ledgerFigures(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'lumbung-bench-'))
  const postgres = await launchPostgres(folder, { as: 'bench' })
  try {
    process.env.LUMBUNG_TEST_DATABASE_URL = postgres.url('postgres')
    const database = await testDatabase()
    try {
      await addCampuses(database.db, 1)
      for (const clients of [1, 32]) yield await transfers(database.url, clients)
      yield await statements(database.db)
    } finally {
      await database.close()
    }
  } finally {
    await postgres.release()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Durable transfers a second, each counting one unit in a programme in a transaction of its own. The limit is inserting the
 * same rows by the same driver, one statement for each table, into tables with the same indexes and nothing to check.
 */
async function transfers(url: string, clients: number): Promise<Figure> {
  const db = openDatabase(url, clients)
  const spent = { ours: 0, bare: 0 }
  try {
    await bareTables(db)
    for (let round = 0; round <= ROUNDS; round++) {
      const wishes = await wishesOf(db, `${clients}-${round}`)
      const ours = await timed(clients, wishes, async (wish) => {
        const outcome = await inTransaction(db, (tx) => applyCredit(tx, wish))
        if (!outcome.ok) throw new Error(outcome.refusals[0].code)
      })
      const rows = await rowsOf(db, wishes)
      const bare = await timed(clients, rows, (row) => insertBare(db, row))
      if (round === 0) continue // warms both
      spent.ours += ours
      spent.bare += bare
    }
    const done = ROUND * ROUNDS
    return {
      name: `ledger.transfer.${clients}`,
      value: done / spent.ours,
      unit: 'transfers/s',
      limit: done / spent.bare,
    }
  } finally {
    await db.destroy()
  }
}

/** Seconds until `clients` at once have done all of it. */
async function timed<T>(clients: number, works: readonly T[], work: (one: T) => Promise<void>): Promise<number> {
  const waiting = [...works]
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await work(one)
    }),
  )
  return (performance.now() - started) / 1_000
}

async function wishesOf(db: Db, round: string): Promise<readonly Application[]> {
  const wishes: Application[] = []
  await inTransaction(db, async (tx) => {
    for (let n = 0; n < ROUND; n++) {
      const personId = newId()
      const credentialId = newId()
      const about = { title: { id: 'Statistika Terapan', en: 'Applied Statistics' }, issuerOrganisationId: 'campus-0' }
      const figures = { definitionVersionId: newId(), attempt: 1, hours: 135, sks: 3, postedBy: 'x', postedAt: BEGAN }
      await deposit(tx, { personId, credentialId, ...about, ...figures })
      wishes.push({
        personId,
        credentialId,
        programmeId: 'programme-0',
        organisationId: 'campus-0',
        sks: 1,
        online: true,
        outside: true,
        uniqueKey: `decision:${round}:${newId()}`,
        courseId: null,
        requestId: newId(),
        ruleSet: { id: 'brief', version: '2026-11' },
        postedBy: newId(),
        postedAt: BEGAN,
      })
    }
  })
  return wishes
}

type Row = Readonly<Record<string, unknown>>
interface Rows {
  readonly transaction: Row
  readonly entries: readonly Row[]
  readonly use: Row
}

async function bareTables(db: Db): Promise<void> {
  for (const table of ['ledger_transaction', 'ledger_entry', 'credit_use'])
    await sql`create table if not exists ${sql.table(`bare_${table}`)} (like ${sql.table(table)} including all)`.execute(
      db,
    )
}

/** The rows that our transfers have made, by transfer. */
async function rowsOf(db: Db, wishes: readonly Application[]): Promise<readonly Rows[]> {
  const people = wishes.map(({ personId }) => personId)
  const { rows } = await sql<Rows>`
    select to_jsonb(t) as transaction, (select jsonb_agg(to_jsonb(e) order by e.position) from ledger_entry e
        where e.person_id = t.person_id and e.transaction_id = t.id) as entries, to_jsonb(u) as use
    from ledger_transaction t join credit_use u on u.person_id = t.person_id and u.transaction_id = t.id
    where t.person_id = any(${people}) and t.kind = 'apply'`.execute(db)
  return rows
}

async function insertBare(db: Db, { transaction, entries, use }: Rows): Promise<void> {
  const values = (row: Row, columns: readonly string[]) =>
    sql`(${sql.join(columns.map((name) => (name === 'reason' ? JSON.stringify(row[name]) : row[name])))})`
  const list = (columns: readonly string[]) => sql.join(columns.map((name) => sql.ref(name)))
  await inTransaction(db, async (tx) => {
    const all = Object.keys(transaction).filter((name) => name !== 'entered')
    await sql`/* bare.transaction */ insert into bare_ledger_transaction (${list(all)}) values ${values(transaction, all)}`.execute(
      tx,
    )
    const sides = Object.keys(entries[0] ?? {})
    await sql`/* bare.entry */ insert into bare_ledger_entry (${list(sides)}) values ${sql.join(entries.map((one) => values(one, sides)))}`.execute(
      tx,
    )
    const unit = Object.keys(use)
    await sql`/* bare.use */ insert into bare_credit_use (${list(unit)}) values ${values(use, unit)}`.execute(tx)
  })
}

/** The median of a statement of a thousand movements, in milliseconds: read, added up, numbered. */
async function statements(db: Db): Promise<Figure> {
  const personId = newId()
  await inTransaction(db, async (tx) => {
    const about = { title: { id: 'Statistika Terapan', en: 'Applied Statistics' }, issuerOrganisationId: 'campus-0' }
    for (let n = 0; n < MOVEMENTS / 4; n++) {
      const credentialId = `${personId}-${n}`
      const key = { definitionVersionId: `v-${n}`, attempt: 1, hours: 90, sks: 2, postedBy: 'x', postedAt: BEGAN }
      await deposit(tx, { personId, credentialId, ...about, ...key })
      const wish = (uniqueKey: string): Application => ({
        personId,
        credentialId,
        programmeId: 'programme-0',
        organisationId: 'campus-0',
        sks: 2,
        online: true,
        outside: true,
        uniqueKey,
        courseId: null,
        requestId: newId(),
        postedBy: newId(),
        postedAt: BEGAN,
      })
      const used = await applyCredit(tx, wish(`a${n}`))
      if (used.ok) await reverseUse(tx, personId, used.value.id, 'x', BEGAN)
      await applyCredit(tx, wish(`b${n}`))
    }
  })
  await sql`analyze`.execute(db)
  const times: number[] = []
  for (let n = 0; n < STATEMENTS; n++) {
    const started = performance.now()
    const movements = await statement(db, personId)
    times.push(performance.now() - started)
    if (movements.length !== MOVEMENTS) throw new Error(`a statement of ${movements.length} movements`)
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
  return { name: `statement.${MOVEMENTS}`, value: median, unit: 'ms', limit: STATEMENT_LIMIT }
}
