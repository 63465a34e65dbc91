import { type Db, sql } from '../platform/database.ts'
import type { Account, Entry, MovementRow, Posting, Transaction } from './types.ts'

const columns = sql`t.person_id as "personId", t.id, t.kind, t.unique_key as "uniqueKey", t.credential_id as "credentialId",
  t.corrects_id as "correctsId", t.reason, t.posted_by as "postedBy", t.posted_at as "postedAt"`

/**
 * Adds a transaction with its entries. The same unique key is added once: a repeat answers false and changes nothing.
 */
export async function insertTransaction(tx: Db, row: Transaction, entries: readonly Entry[]): Promise<boolean> {
  return (await insertTransactions(tx, [{ row, entries }])).size > 0
}

/** Adds many transactions with their entries, in one statement; answers the ids of those whose unique key was new. */
export async function insertTransactions(tx: Db, postings: readonly Posting[]): Promise<ReadonlySet<string>> {
  if (postings.length === 0) return new Set()
  const sides = postings.flatMap(({ row, entries }) => entries.map((entry, position) => ({ row, entry, position })))
  const { rows } = await sql<{ id: string }>`
    with added as (
      insert into ledger_transaction (person_id, id, kind, unique_key, credential_id, corrects_id, reason, posted_by, posted_at)
      select r."personId", r.id, r.kind, r."uniqueKey", r."credentialId", r."correctsId", r.reason, r."postedBy", r."postedAt"
      from json_to_recordset(${JSON.stringify(postings.map(({ row }) => row))}::json) as r("personId" text, id text, kind text,
        "uniqueKey" text, "credentialId" text, "correctsId" text, reason jsonb, "postedBy" text, "postedAt" timestamptz)
      on conflict (person_id, unique_key) do nothing returning person_id, id
    ), sides as (
      insert into ledger_entry (person_id, transaction_id, position, account, account_id, minutes, sks)
      select e.person_id, e.id, e.position, e.account, e.account_id, e.minutes, e.sks
      from unnest(${sides.map(({ row }) => row.personId)}::text[], ${sides.map(({ row }) => row.id)}::text[],
        ${sides.map(({ position }) => position)}::int[], ${sides.map(({ entry }) => entry.account)}::text[],
        ${sides.map(({ entry }) => entry.accountId)}::text[], ${sides.map(({ entry }) => entry.minutes)}::bigint[],
        ${sides.map(({ entry }) => entry.sks)}::int[]) as e(person_id, id, position, account, account_id, minutes, sks)
      join added a on a.person_id = e.person_id and a.id = e.id
    ) select id from added`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** A transaction by its unique key. */
export async function transactionByKey(db: Db, personId: string, uniqueKey: string): Promise<Transaction | null> {
  const { rows } = await sql<Transaction>`select ${columns} from ledger_transaction t
    where person_id = ${personId} and unique_key = ${uniqueKey}`.execute(db)
  return rows[0] ?? null
}

export async function findTransaction(db: Db, personId: string, id: string): Promise<Transaction | null> {
  const { rows } =
    await sql<Transaction>`select ${columns} from ledger_transaction t where person_id = ${personId} and id = ${id}`.execute(
      db,
    )
  return rows[0] ?? null
}

/** How a credential came into a book, by award or by claim, locked until the transaction ends: whoever moves its units waits here in turn. */
export async function lockDeposit(tx: Db, personId: string, credentialId: string): Promise<Transaction | null> {
  const { rows } = await sql<Transaction>`/* bank.lock-deposit */ select ${columns} from ledger_transaction t
    where person_id = ${personId} and credential_id = ${credentialId} and kind in ('deposit', 'transfer')
      and corrects_id is null for update`.execute(tx)
  return rows[0] ?? null
}

/** The same for many, locked in one order for everybody. */
export async function lockDeposits(
  tx: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<readonly Transaction[]> {
  const { rows } = await sql<Transaction>`select ${columns} from ledger_transaction t
    join unnest(${pairs.map(({ personId }) => personId)}::text[], ${pairs.map(({ credentialId }) => credentialId)}::text[])
      as r(person_id, credential_id) on r.person_id = t.person_id and r.credential_id = t.credential_id
    where t.kind in ('deposit', 'transfer') and t.corrects_id is null order by t.person_id, t.id for update of t`.execute(
    tx,
  )
  return rows
}

/** For each of these postings what its credential brought, less what was taken back, and how many units are held or counted. */
export async function standingUnits(
  db: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<
  readonly { personId: string; credentialId: string; minutes: number; sks: number; held: number; lastAt: Date }[]
> {
  const { rows } = await sql<{
    personId: string
    credentialId: string
    minutes: number
    sks: number
    held: number
    lastAt: Date
  }>`
    select r.person_id as "personId", r.credential_id as "credentialId", e.minutes, e.sks, u.held, l.at as "lastAt"
    from unnest(${pairs.map(({ personId }) => personId)}::text[], ${pairs.map(({ credentialId }) => credentialId)}::text[])
      as r(person_id, credential_id)
    cross join lateral (select coalesce(-sum(e.minutes), 0)::bigint as minutes, coalesce(-sum(e.sks), 0)::int as sks from ledger_entry e
      where e.person_id = r.person_id and e.account = 'source' and e.account_id = r.credential_id) e
    cross join lateral (select count(*)::int as held from credit_use c
      where c.person_id = r.person_id and c.credential_id = r.credential_id and c.reversed_at is null) u
    cross join lateral (select max(t.posted_at) as at from ledger_transaction t
      where t.person_id = r.person_id and t.credential_id = r.credential_id) l`.execute(db)
  return rows
}

interface EntryRow extends Entry {
  readonly transactionId: string
  readonly account: Account
}

/** The entries of a person, of one transaction or of all, by transaction and position. */
export async function entriesOf(
  db: Db,
  personId: string,
  transactionId: string | null = null,
): Promise<readonly EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select transaction_id as "transactionId", account, account_id as "accountId", minutes, sks from ledger_entry
    where person_id = ${personId} and (${transactionId}::text is null or transaction_id = ${transactionId})
    order by transaction_id, position`.execute(db)
  return rows
}

/** All movements of a person in the order they were posted. */
export async function movementRows(db: Db, personId: string): Promise<readonly MovementRow[]> {
  // Moments come as milliseconds: reading a thousand of them as text takes longer than all the rest.
  const { rows } = await sql<Omit<MovementRow, 'personId' | 'postedAt'> & { at: number }>`
    select t.id, t.kind, t.unique_key as "uniqueKey", t.credential_id as "credentialId", t.corrects_id as "correctsId", t.reason,
      t.posted_by as "postedBy", (extract(epoch from t.posted_at) * 1000)::float8 as at, e.minutes, e.sks, e.used as "usedSks",
      e.reserved as "reservedSks"
    from ledger_transaction t join (
      select transaction_id, coalesce(sum(minutes) filter (where account = 'learner'), 0)::float8 as minutes,
        coalesce(sum(sks) filter (where account = 'learner'), 0)::int as sks,
        coalesce(sum(sks) filter (where account = 'programme'), 0)::int as used,
        coalesce(sum(sks) filter (where account = 'reserved'), 0)::int as reserved
      from ledger_entry where person_id = ${personId} group by transaction_id) e on e.transaction_id = t.id
    where t.person_id = ${personId} order by t.posted_at, t.entered`.execute(db)
  return rows.map(({ at, ...row }) => ({ ...row, personId, postedAt: new Date(at) }))
}

/** What a credential brought into a book, less what was taken back or passed on. */
export async function broughtBy(
  db: Db,
  personId: string,
  credentialId: string,
): Promise<{ readonly minutes: number; readonly sks: number }> {
  const { rows } = await sql<{ minutes: number; sks: number }>`
    select coalesce(-sum(e.minutes), 0)::bigint as minutes, coalesce(-sum(e.sks), 0)::int as sks from ledger_entry e
    where e.person_id = ${personId} and e.account = 'source' and e.account_id = ${credentialId}`.execute(db)
  return rows[0] ?? { minutes: 0, sks: 0 }
}

/** The same over several books of one credential: what was passed on left one of them and came into another. */
export async function broughtInBooks(
  db: Db,
  personIds: readonly string[],
  credentialId: string,
): Promise<{ readonly minutes: number; readonly sks: number }> {
  let [minutes, sks] = [0, 0]
  for (const personId of new Set(personIds)) {
    const brought = await broughtBy(db, personId, credentialId)
    minutes += brought.minutes
    sks += brought.sks
  }
  return { minutes, sks }
}

/** The SKS that a credential brought into a book, less what was taken back; null where it never came into it. */
export async function creditOfCredential(db: Db, personId: string, credentialId: string): Promise<number | null> {
  const { rows } = await sql<{ sks: number | null }>`select -sum(e.sks)::int as sks from ledger_entry e
    where e.person_id = ${personId} and e.account = 'source' and e.account_id = ${credentialId}`.execute(db)
  return rows[0]?.sks ?? null
}

/** When the last movement of a credential was posted. */
export async function lastPostedAt(db: Db, personId: string, credentialId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(posted_at) as at from ledger_transaction
    where person_id = ${personId} and credential_id = ${credentialId}`.execute(db)
  return rows[0]?.at ?? null
}

/** The last correction of a deposit. */
export async function lastCorrection(db: Db, { personId, id, credentialId }: Transaction): Promise<Transaction | null> {
  const { rows } = await sql<Transaction>`select ${columns} from ledger_transaction t where person_id = ${personId}
    and credential_id = ${credentialId} and kind = 'correct' and corrects_id = ${id} order by entered desc limit 1`.execute(
    db,
  )
  return rows[0] ?? null
}
