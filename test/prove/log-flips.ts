import assert from 'node:assert/strict'
import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import { logReaders } from '../../src/hooks.ts'
import { fsck } from '../../src/log/index.ts'
import { type Db, sql } from '../../src/platform/database.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { behindTheBack } from './log-behind.ts'
import { logWorld } from './log-world.ts'

/** What the log holds, and the tables whose rows it commits to, with the columns that are no part of the decision. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  log_tile: [],
  log_leaf: ['id', 'kind', 'left_at', 'position'],
  award: ['holder_id'],
  credential: [],
  status_change: [],
  sign_off: ['voided_at'],
  definition_version: ['retired_at'],
  outcome: [],
  rule_choice: [],
  recognition_decision: [],
  listing: [],
  authorisation: [],
  issuer_key: ['valid_until', 'compromised_at'],
  suspension: [],
  attestation: [],
  register_application: [],
  // The paper itself is told by its hash; its name and who brought it are no ground of a decision.
  register_document: ['id', 'name', 'media_type', 'content', 'uploaded_by', 'uploaded_at'],
  register_proposal: [],
  register_decision: [],
  register_appeal: [],
  issuer_key_end: [],
  agreement: [],
  agreement_party: [],
  party_event: [],
  status_place: [],
  // The log's own books. Whom a leaf is shown to and whose salt it is helps to find it and proves nothing.
  log_opening: ['organisation_id', 'person_id'],
  log_erasure: ['person_id', 'erased_at'], // whose rows are excused, where any stay
  log_checkpoint: ['signed_at'],
  log_cosignature: ['stored_at'],
  log_head: ['one', 'version', 'began_at', 'refused', 'refused_at'],
}
/** Tiles and entries are met as often as all rows together. */
const OF_THE_LOG = ['log_tile', 'log_tile', 'log_leaf']

interface Place {
  readonly table: string
  readonly column: string
  readonly type: string
}

async function placesOf(db: Db): Promise<Place[]> {
  const { rows } =
    await sql<Place>`select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relname = any(${Object.keys(TABLES)}::text[]) and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`.execute(db)
  return rows.filter(({ table, column }) => TABLES[table]?.includes(column) === false)
}

/** Flips one bit of one stored value, as a bad disk or a bad hand would. False where the table can't store the outcome. */
async function flip(tx: Db, place: Place, chance: Chance): Promise<boolean> {
  const [table, column] = [sql.table(place.table), sql.ref(place.column)]
  const { rows: counted } = await sql<{ count: number }>`select count(${column}) as count from ${table}`.execute(tx)
  const count = counted[0]?.count ?? 0
  if (count === 0) return false
  const { rows } = await sql<{ place: string; text: string; bytes: Buffer | null }>`
    select ctid::text as place, ${column}::text as text, ${place.type === 'bytea' ? column : sql`null`} as bytes
    from ${table} where ${column} is not null order by ctid limit 1 offset ${chance.whole(count)}`.execute(tx)
  const [row] = rows
  if (row === undefined) return false
  const bytes = Buffer.from(row.bytes ?? Buffer.from(row.text))
  if (bytes.length === 0) return false
  const bit = chance.whole(bytes.length * 8)
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  if (place.type === 'boolean') {
    await sql`update ${table} set ${column} = not ${column} where ctid = ${row.place}::tid`.execute(tx)
    return true
  }
  const text = bytes.toString('utf8')
  // A byte that is no UTF-8 any more can't be in a text of PostgreSQL.
  if (row.bytes === null && Buffer.compare(Buffer.from(text), bytes) !== 0) return false
  const value = row.bytes === null ? sql`cast(${text}::text as ${sql.raw(place.type)})` : sql`${bytes}`
  const changed = await sql`update ${table} set ${column} = ${value}
    where ctid = ${row.place}::tid and ${column} is distinct from ${value}`
    .execute(tx)
    .catch(() => null) // a constraint or a type refuses it: the database has found this one itself
  return Number(changed?.numAffectedRows ?? 0) === 1
}

/** Ends the transaction of a trial, so that everything is as it was. */
class UndoneError extends Error {}

/** One trial in twelve writes or takes away whole rows instead. */
const BEHIND_PERCENT = 8

async function trial(db: Db, places: readonly Place[], chance: Chance, at: number): Promise<string> {
  const behind = chance.percent(BEHIND_PERCENT)
  for (;;) {
    const tables = chance.percent(50) ? OF_THE_LOG : Object.keys(TABLES)
    const table = tables[chance.whole(tables.length)] ?? 'log_tile'
    const own = places.filter((one) => one.table === table)
    const place = own[chance.whole(own.length)]
    assert.ok(place)
    let seen = ''
    await db
      .transaction()
      .execute(async (tx) => {
        const flipped = `${place.table}.${place.column}`
        const done = behind ? await behindTheBack(tx, chance, at) : (await flip(tx, place, chance)) ? flipped : null
        if (done === null) throw new UndoneError()
        const { faults } = await fsck(tx, logReaders)
        assert.ok(faults.length > 0, `${done} was not found`)
        seen = done
        throw new UndoneError()
      })
      .catch((error: unknown) => {
        if (!(error instanceof UndoneError)) throw error
      })
    if (seen !== '') return seen
  }
}

export const campaign: Campaign = {
  name: 'log-flips',
  claim:
    "A bit flipped in a stored tile, bundle, leaf, opening, checkpoint or cosignature, in any field of a row that the log commits to (awards and their documents, changes of status, sign-offs, versions, rules, credit decisions, everything of the register and of parties) or in a place of a status list, and a decided row that was written or an opening or change that was taken away behind the log's back, is found by fsck.",
  full: 10_000,
  stride: 1_000,
  run: async ({ seed, from, count, report }) => {
    const database = await testDatabase()
    try {
      await logWorld(database.db)
      assert.deepEqual((await fsck(database.db, logReaders)).faults, [])
      const places = await placesOf(database.db)
      const seen: Record<string, number> = {}
      for (let at = from; at < from + count; at++) {
        const met = await trial(database.db, places, chanceFrom(`${seed} flip ${at}`), at).catch((error: unknown) => {
          throw new Error(`trial ${at} of seed ${seed} failed`, { cause: error })
        })
        seen[met] = (seen[met] ?? 0) + 1
        report(at - from + 1)
      }
      assert.deepEqual((await fsck(database.db, logReaders)).faults, [], 'everything is as it was')
      return seen
    } finally {
      await database.close()
    }
  },
}
