import { gzipSync } from 'node:zlib'
import { encodeStatusList, generateKey, issueCredential, statusListCredential } from '@lumbung/credential'
import {
  confirmOrder,
  placeOrder,
  runStatusOrders,
  standingsOf,
  statusListDocument,
} from '../../src/credentials/index.ts'
import { LIST_LENGTH, placesSet, setPlaces, takePlaces } from '../../src/credentials/store-status.ts'
import { awardHooks } from '../../src/hooks.ts'
import { type Db, sql } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { testDatabase } from '../../test/support/database.ts'
import type { Figure } from '../figure.ts'

const REVOKED = 100_000
const CHUNK = 5_000
const CHANGES = 60
const CREDENTIALS = 10_000_000
/** A list is filled to 80 % before the next one is begun. */
const TAKEN = LIST_LENGTH * 0.8
const LISTS = Math.ceil(CREDENTIALS / TAKEN)
const START = '2026-11-23T07:05:00Z'

/**
 * `bytes.status-10m`: what a verifier downloads for the revocation status of 10 million credentials of which 1 % are
 * revoked, as signed lists and as sent (gzip), filled as the site fills them; the limit is 250 KB.
 * `status.revoke-100k`: seconds from the end of the hold until 100,000 credentials are revoked, with history, audit, letters
 * promised and credit taken back, on a database that forces its commits; the limit is 60. `.bare-insert` is the same rows
 * copied on the same machine.
 * `status.re-encode`: milliseconds from a change to the new encoded list (read from the database), median; the limit is 5.
 */
export async function* statusFigures(): AsyncGenerator<Figure> {
  for (const figure of await bytesOfLists()) yield figure
  const database = await testDatabase()
  try {
    const world = awardDeps(database.db, START)
    const provider = await awardWorld(world.deps, 'bench', REVOKED)
    const ids = await storeAwards(world.deps, provider)
    yield* reEncode(world.deps)
    yield* revoke(world, provider, ids)
  } finally {
    await database.close()
  }
}

async function bytesOfLists(): Promise<Figure[]> {
  const key = await generateKey()
  let random = 20_261_123
  const draw = (below: number) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((random / 4_294_967_296) * below)
  }
  const sizes = { revocation: 0, suspension: 0 }
  for (const [purpose, share] of [
    ['revocation', 0.01],
    ['suspension', 0.0001],
  ] as const)
    for (let list = 0; list < LISTS; list++) {
      const set = new Set<number>()
      while (set.size < TAKEN * share) set.add(draw(LIST_LENGTH))
      const unsigned = statusListCredential({
        url: `https://lumbung.example/status/lists/${'0123456789abcdefghjkmnpqrs'}-${purpose}`,
        issuer: 'did:web:lumbung.example',
        purpose,
        encodedList: await encodeStatusList(set, LIST_LENGTH),
        validFrom: new Date(START),
        validUntil: new Date(Date.parse(START) + 86_400_000),
      })
      const document = await issueCredential(unsigned, {
        verificationMethod: 'did:web:lumbung.example#key-1',
        created: new Date(START),
        sign: key.sign,
      })
      sizes[purpose] += gzipSync(document, { level: 9 }).length
    }
  return [
    { name: 'bytes.status-10m', value: sizes.revocation, unit: 'bytes', limit: 250 * 1024 },
    { name: 'bytes.status-10m.suspension', value: sizes.suspension, unit: 'bytes' },
  ]
}

/** Awards that stand and are signed, with their places and their credit, written straight into the tables. */
async function storeAwards(deps: Deps, provider: AwardWorld): Promise<readonly string[]> {
  const { db } = deps
  const at = deps.clock()
  const places = await takePlaces(db, REVOKED, at)
  const ids = places.map((_, n) => `c${String(n).padStart(25, '0')}`)
  await sql`insert into award (person_id, id, definition_version_id, attempt, edition, organisation_id, enrolment_id, credential_id,
      subject_id, status_list_id, status_index, decided_by, decided_at)
    select r.person, 'a' || r.credential, ${provider.versionId}, 1, 1, ${provider.organisationId}, r.enrolment, r.credential,
      'urn:uuid:' || gen_random_uuid(), r.list, r.place, ${provider.issuer.personId}, ${at}::timestamptz
    from unnest(${[...provider.personIds]}::text[], ${[...provider.enrolmentIds]}::text[], ${ids}::text[],
      ${places.map(({ listId }) => listId)}::text[], ${places.map(({ index }) => index)}::int[]) as r(person, enrolment, credential, list, place)`.execute(
    db,
  )
  await sql`insert into credential_index (credential_id, person_id) select credential_id, person_id from award`.execute(
    db,
  )
  await sql`insert into credential (person_id, id, award_id, document, signed_at)
    select person_id, credential_id, id, repeat('x', 4000), decided_at from award`.execute(db)
  for (let from = 0; from < ids.length; from += CHUNK) {
    const standings = await standingsOf(db, ids.slice(from, from + CHUNK))
    await awardHooks(deps).afterAwards?.(
      db,
      standings.map(({ award }) => award),
    )
  }
  await analyse(db)
  return ids
}

async function analyse(db: Db): Promise<void> {
  await sql`vacuum analyze`.execute(db)
}

async function* reEncode(deps: Deps): AsyncGenerator<Figure> {
  const { rows } = await sql<{ listId: string; index: number }>`select list_id as "listId", index from status_place
    order by md5(index::text) limit ${Math.ceil(TAKEN / 100) + CHANGES * 2}`.execute(deps.db)
  const set = rows.slice(0, -CHANGES * 2)
  await setPlaces(deps.db, set, { revoked: true, suspended: false })
  const listId = rows[0]?.listId ?? ''
  const [encoded, signed]: [number[], number[]] = [[], []]
  for (const [turn, place] of rows.slice(-CHANGES * 2).entries()) {
    await setPlaces(deps.db, [place], { revoked: true, suspended: false })
    const started = performance.now()
    if (turn % 2 === 0) await encodeStatusList((await placesSet(deps.db, listId)).revoked, LIST_LENGTH)
    else if (!(await statusListDocument(deps, `${listId}-revocation`)).ok) throw new Error('the list was not signed')
    ;(turn % 2 === 0 ? encoded : signed).push(performance.now() - started)
  }
  await setPlaces(deps.db, rows, { revoked: false, suspended: false })
  yield { name: 'status.re-encode', value: median(encoded), unit: 'ms', limit: 5 }
  yield { name: 'status.re-encode.signed-and-stored', value: median(signed), unit: 'ms' }
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN
}

async function* revoke(
  world: ReturnType<typeof awardDeps>,
  provider: AwardWorld,
  ids: readonly string[],
): AsyncGenerator<Figure> {
  const { deps, time } = world
  const started = performance.now()
  const asked = { change: 'revoke', reason: 'issued-in-error' } as const
  const placed = await placeOrder(deps, provider.issuer, provider.organisationId, ids, asked)
  if (!placed.ok) throw new Error(placed.refusals[0].code)
  yield { name: 'status.place-100k', value: (performance.now() - started) / 1_000, unit: 's' }
  const confirmed = await confirmOrder(deps, { ...provider.issuer, personId: 'bench-second' }, placed.value.id)
  if (!confirmed.ok || confirmed.value.effectiveAt === null) throw new Error('the order was not confirmed')
  time.now = confirmed.value.effectiveAt
  const from = performance.now()
  const changed = await runStatusOrders(deps, awardHooks(deps))
  if (changed !== ids.length) throw new Error(`${changed} of ${ids.length} were revoked`)
  yield { name: 'status.revoke-100k', value: (performance.now() - from) / 1_000, unit: 's', limit: 60 }
  yield { name: 'status.revoke-100k.bare-insert', value: await bareInsert(deps.db), unit: 's' }
}

/** Rows that a revocation leaves, as the tables have them. */
const LEFT = [
  ['status_change', `change = 'revoke'`],
  ['audit', `verb = 'credential.revoke'`],
  ['log_leaf', `kind = 'status'`],
  ['log_opening', `subject = 'status-change'`],
  ['outbox', `kind = 'credentials.letter'`],
  ['ledger_transaction', `kind = 'reverse'`],
  ['ledger_entry', `transaction_id in (select id from ledger_transaction where kind = 'reverse')`],
] as const

/**
 * Seconds that the same rows take where nothing is read, decided or made: copied by the server into tables with the same
 * indexes, as many to a transaction as an order's chunk. It has no foreign keys to check, no bits to set, no row of the order.
 */
async function bareInsert(db: Db): Promise<number> {
  const chunks = Math.ceil(REVOKED / 2_000)
  for (const [table, which] of LEFT)
    await sql
      .raw(`create table bare_${table} (like ${table} including all);
        create table from_${table} as select t.*, ntile(${chunks}) over () as bare_chunk from ${table} t where ${which};
        create index on from_${table} (bare_chunk); analyze from_${table}`)
      .execute(db)
  const { rows } = await sql<{ table: string; columns: string }>`select table_name as "table",
    string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns from information_schema.columns
    where table_name like 'bare\_%' group by 1`.execute(db)
  const columns = new Map(rows.map((row) => [row.table, row.columns] as const))
  const started = performance.now()
  for (let chunk = 1; chunk <= chunks; chunk++)
    await db.transaction().execute(async (tx) => {
      for (const [table] of LEFT)
        await sql
          .raw(
            `insert into bare_${table} select ${columns.get(`bare_${table}`)} from from_${table} where bare_chunk = ${chunk}`,
          )
          .execute(tx)
    })
  return (performance.now() - started) / 1_000
}
