import type { Chance } from '../../db/demo/random.ts'
import { logReaders } from '../../src/hooks.ts'
import type { LoggedRows } from '../../src/log/types.ts'
import { type Db, sql } from '../../src/platform/database.ts'

/** What a forged copy of a row needs beside a key of its own, so that the database takes it. */
const OWN: Readonly<Record<string, (at: number) => object>> = {
  award: (at) => ({ id: `behind-${at}`, attempt: 2 + at, status_index: 100_000 }),
  status_change: (at) => ({ number: 50 + (at % 1_000) }),
  listing: (at) => ({ did: `did:web:behind-${at}.example`, supersedes: null }),
  authorisation: () => ({ supersedes: null }),
  attestation: () => ({ supersedes: null, number: 'B/2' }),
  suspension: () => ({ supersedes: null }),
  sign_off: (at) => ({ version_id: `version-${at}` }),
  definition_version: (at) => ({ number: 100 + at }),
  rule_choice: (at) => ({ valid_from: new Date(Date.UTC(2030, 0, 1 + (at % 3_000))).toISOString().slice(0, 10) }),
  recognition_decision: () => ({ replaced_at: null, replaced_by: null }),
  party_event: () => ({ on_day: '2026-06-06' }),
}
/** Their key is that of another row: a second one needs that row too. */
const BESIDE: Readonly<Record<string, (at: number) => ReturnType<typeof sql>>> = {
  register_decision: (at) => copyOf('register_proposal', { id: `behind-${at}` }),
  register_appeal: (at) =>
    copyOf('register_application', { id: `behind-${at}`, submitted_at: null, submitted_by: null, due_on: null }),
}

const copyOf = (table: string, own: object) => sql`insert into ${sql.table(table)}
  select (jsonb_populate_record(t, ${JSON.stringify(own)}::jsonb)).* from ${sql.table(table)} t limit 1`

/** After the log has begun: a row that says it is older is counted apart. */
const AFTER = '2026-11-26T09:00:00Z'

async function insertBehind(tx: Db, rows: LoggedRows, at: number): Promise<boolean> {
  const last = rows.key.at(-1) ?? rows.key[0]
  const own = { [last]: `behind-${at}`, ...OWN[rows.table]?.(at), [rows.at]: AFTER }
  // A constraint that refuses it has found it by itself.
  await BESIDE[rows.table]?.(at)
    .execute(tx)
    .catch(() => null)
  const copied = await copyOf(rows.table, own)
    .execute(tx)
    .catch(() => null)
  return Number(copied?.numAffectedRows ?? 0) === 1
}

/**
 * Does one thing behind the log's back: writes a decided row that left no leaf, takes an opening away, sets a bit of a status
 * list. Answers what; nothing where the database has no such row to copy.
 */
export async function behindTheBack(tx: Db, chance: Chance, at: number): Promise<string | null> {
  const which = chance.whole(logReaders.rows.length + 3)
  const rows = logReaders.rows[which]
  if (rows !== undefined) return (await insertBehind(tx, rows, at)) ? `behind.${rows.subjects[0]}.${rows.table}` : null
  if (which === logReaders.rows.length) {
    await sql`delete from log_opening where leaf_id = (select leaf_id from log_opening order by leaf_id
      offset ${chance.whole(50)} limit 1)`.execute(tx)
    return 'behind.opening-gone'
  }
  const column = chance.percent(50) ? 'revoked' : 'suspended'
  if (which === logReaders.rows.length + 1) {
    await sql`insert into status_place (list_id, index, ${sql.ref(column)}) select list_id, 131071 - ${chance.whole(1_000)}::int, true
      from status_place limit 1 on conflict do nothing`.execute(tx)
    return `behind.status-place-${column}`
  }
  await sql`delete from status_change where (person_id, id) in (select person_id, id from status_change
    order by id offset ${chance.whole(8)} limit 1)`.execute(tx)
  return 'behind.status-change-gone'
}
