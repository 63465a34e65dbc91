import { type Db, sql } from '../platform/database.ts'
import type { Account, Application, Entry, Posting, ProgrammeUsage, Transaction, Use } from './types.ts'

const columns = sql`t.person_id as "personId", t.id, t.kind, t.unique_key as "uniqueKey", t.credential_id as "credentialId",
  t.corrects_id as "correctsId", t.reason, t.posted_by as "postedBy", t.posted_at as "postedAt"`

/**
 * Adds a transaction with its entries. The same unique key is added once: a repeat answers false and changes nothing.
 */
export async function insertTransaction(tx: Db, row: Transaction, entries: readonly Entry[]): Promise<boolean> {
  return (await insertTransactions(tx, [{ row, entries }])).size > 0
}

/** Adds many transactions with their entries; answers the ids of those whose unique key was new. */
export async function insertTransactions(tx: Db, postings: readonly Posting[]): Promise<ReadonlySet<string>> {
  if (postings.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    insert into ledger_transaction (person_id, id, kind, unique_key, credential_id, corrects_id, reason, posted_by, posted_at)
    select r."personId", r.id, r.kind, r."uniqueKey", r."credentialId", r."correctsId", r.reason, r."postedBy", r."postedAt"
    from json_to_recordset(${JSON.stringify(postings.map(({ row }) => row))}::json) as r("personId" text, id text, kind text,
      "uniqueKey" text, "credentialId" text, "correctsId" text, reason jsonb, "postedBy" text, "postedAt" timestamptz)
    on conflict (person_id, unique_key) do nothing returning id`.execute(tx)
  const added = new Set(rows.map(({ id }) => id))
  const sides = postings
    .filter(({ row }) => added.has(row.id))
    .flatMap(({ row, entries }) => entries.map((entry, position) => ({ row, entry, position })))
  await sql`insert into ledger_entry (person_id, transaction_id, position, account, account_id, minutes, sks)
    select * from unnest(${sides.map(({ row }) => row.personId)}::text[], ${sides.map(({ row }) => row.id)}::text[],
      ${sides.map(({ position }) => position)}::int[], ${sides.map(({ entry }) => entry.account)}::text[],
      ${sides.map(({ entry }) => entry.accountId)}::text[], ${sides.map(({ entry }) => entry.minutes)}::bigint[],
      ${sides.map(({ entry }) => entry.sks)}::int[])`.execute(tx)
  return added
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
  const { rows } = await sql<Transaction>`select ${columns} from ledger_transaction t
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

/** For each of these postings what its credential brought, less what was taken back, and how many units are counted. */
export async function standingUnits(
  db: Db,
  pairs: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<readonly { personId: string; credentialId: string; minutes: number; sks: number; counted: number }[]> {
  const { rows } = await sql<{ personId: string; credentialId: string; minutes: number; sks: number; counted: number }>`
    select r.person_id as "personId", r.credential_id as "credentialId", e.minutes, e.sks, u.counted
    from unnest(${pairs.map(({ personId }) => personId)}::text[], ${pairs.map(({ credentialId }) => credentialId)}::text[])
      as r(person_id, credential_id)
    cross join lateral (select coalesce(-sum(e.minutes), 0)::bigint as minutes, coalesce(-sum(e.sks), 0)::int as sks from ledger_entry e
      where e.person_id = r.person_id and e.account = 'source' and e.account_id = r.credential_id) e
    cross join lateral (select count(*)::int as counted from credit_use c
      where c.person_id = r.person_id and c.credential_id = r.credential_id and c.reversed_at is null) u`.execute(db)
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

/** All transactions of a person in the order they were posted. */
export async function transactionsOf(db: Db, personId: string): Promise<readonly Transaction[]> {
  const { rows } = await sql<Transaction>`select ${columns} from ledger_transaction t
    where person_id = ${personId} order by posted_at, (kind in ('deposit', 'transfer')) desc, (corrects_id is null) desc, id`.execute(
    db,
  )
  return rows
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

/** The SKS of `broughtBy`. */
export async function creditOfCredential(db: Db, personId: string, credentialId: string): Promise<number> {
  return (await broughtBy(db, personId, credentialId)).sks
}

/** The units of a credential that are counted somewhere now. */
export async function heldUnits(db: Db, personId: string, credentialId: string): Promise<readonly number[]> {
  const { rows } = await sql<{ unit: number }>`select unit from credit_use
    where person_id = ${personId} and credential_id = ${credentialId} and reversed_at is null order by unit`.execute(db)
  return rows.map(({ unit }) => unit)
}

/** One row for each unit: the unique index `credit_use_once` refuses a unit that is counted already. */
export async function insertUses(
  tx: Db,
  transactionId: string,
  wish: Application,
  units: readonly number[],
): Promise<void> {
  await sql`insert into credit_use (person_id, credential_id, unit, programme_id, organisation_id, transaction_id, online, outside, used_at)
    select ${wish.personId}, ${wish.credentialId}, unit, ${wish.programmeId}, ${wish.organisationId}, ${transactionId}, ${wish.online},
      ${wish.outside}, ${wish.postedAt}::timestamptz from unnest(${units}::int[]) as unit`.execute(tx)
}

/** Frees the units of a transaction; answers how many were held. */
export async function freeUses(tx: Db, personId: string, transactionId: string, at: Date): Promise<number> {
  const { rows } = await sql`update credit_use set reversed_at = ${at}
    where person_id = ${personId} and transaction_id = ${transactionId} and reversed_at is null returning unit`.execute(
    tx,
  )
  return rows.length
}

/** Where credentials are counted now, oldest use first. */
export async function usesOf(db: Db, credentialIds: readonly string[]): Promise<readonly Use[]> {
  const { rows } = await sql<Use>`
    select credential_id as "credentialId", transaction_id as "transactionId", programme_id as "programmeId",
      organisation_id as "organisationId", count(*)::int as sks, bool_or(online) as online, bool_or(outside) as outside,
      min(used_at) as "usedAt"
    from credit_use where credential_id = any(${credentialIds}) and reversed_at is null
    group by person_id, credential_id, transaction_id, programme_id, organisation_id order by min(used_at), transaction_id`.execute(
    db,
  )
  return rows
}

/** What a person has counted in a programme through the bank. */
export async function usageIn(db: Db, personId: string, programmeId: string): Promise<ProgrammeUsage> {
  const { rows } = await sql<ProgrammeUsage>`
    select count(*)::int as sks, (count(*) filter (where online))::int as "onlineSks", (count(*) filter (where outside))::int as "outsideSks",
      (count(distinct credential_id) filter (where online))::int as "onlineCourses"
    from credit_use where person_id = ${personId} and programme_id = ${programmeId} and reversed_at is null`.execute(db)
  return rows[0] ?? { sks: 0, onlineSks: 0, outsideSks: 0, onlineCourses: 0 }
}
