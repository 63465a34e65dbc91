import { type Db, sql } from '../platform/database.ts'
import type { Transaction } from './types.ts'

/** A movement that its learner made verifiable. */
export interface PublicEntry {
  readonly personId: string
  readonly transactionId: string
  readonly code: string
  readonly shownAt: Date
}

/** The movements that a person shows now: codes by transaction id. */
export async function publicCodes(db: Db, personId: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; code: string }>`select transaction_id as id, code from credit_public_entry
    where person_id = ${personId} and hidden_at is null`.execute(db)
  return new Map(rows.map(({ id, code }) => [id, code]))
}

/** Shows a movement under a code; one that is shown keeps its code. */
export async function insertPublicEntry(tx: Db, row: PublicEntry): Promise<void> {
  await sql`insert into credit_public_entry (person_id, transaction_id, code, shown_at)
    values (${row.personId}, ${row.transactionId}, ${row.code}, ${row.shownAt})
    on conflict (person_id, transaction_id) where hidden_at is null do nothing`.execute(tx)
}

/** Ends it; the code opens nothing any more, and a later one is another. */
export async function hidePublicEntry(tx: Db, personId: string, transactionId: string, at: Date): Promise<void> {
  await sql`update credit_public_entry set hidden_at = ${at}
    where person_id = ${personId} and transaction_id = ${transactionId} and hidden_at is null`.execute(tx)
}

/** Whose movement a code shows; nothing where it shows none any more. */
export async function findPublicEntry(db: Db, code: string): Promise<PublicEntry | null> {
  const { rows } = await sql<PublicEntry>`select person_id as "personId", transaction_id as "transactionId", code,
    shown_at as "shownAt" from credit_public_entry where code = ${code} and hidden_at is null`.execute(db)
  return rows[0] ?? null
}

/** Whether a movement was taken back or settled by a later one, and when. */
export async function settledBy(
  db: Db,
  personId: string,
  transactionId: string,
): Promise<{ readonly kind: Transaction['kind']; readonly at: Date } | null> {
  const { rows } = await sql<{ kind: Transaction['kind']; at: Date }>`
    select kind, posted_at as at from ledger_transaction where person_id = ${personId} and corrects_id = ${transactionId}
    order by entered desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** How an institution posts: days are the median from the decision of an award until its credit could be seen. */
export interface Posting12 {
  readonly organisationId: string
  readonly lastAt: Date
  /** In the twelve months before. */
  readonly postings: number
  readonly people: number
  readonly medianDays: number | null
}

/** Postings of every institution that ever posted. No personal data: counts and one median each. */
export async function postingsByInstitution(db: Db, since: Date, now: Date): Promise<readonly Posting12[]> {
  const { rows } = await sql<Posting12>`
    select t.reason ->> 'issuerOrganisationId' as "organisationId", max(t.posted_at) as "lastAt",
      (count(*) filter (where t.posted_at > ${since}))::int as postings,
      (count(distinct t.person_id) filter (where t.posted_at > ${since}))::int as people,
      (percentile_cont(0.5) within group (order by extract(epoch from c.signed_at - t.posted_at) / 86400)
        filter (where t.posted_at > ${since}))::float8 as "medianDays"
    from ledger_transaction t left join credential c on c.person_id = t.person_id and c.id = t.credential_id
    where t.kind = 'deposit' and t.reason ->> 'issuerOrganisationId' is not null and t.posted_at <= ${now}
    group by 1`.execute(db)
  return rows
}

/** When institutions last posted: only those that ever did. */
export async function lastPostings(db: Db, organisationIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date }>`
    select o.id, l.at from unnest(${organisationIds}::text[]) as o(id) cross join lateral (
      select max(posted_at) as at from ledger_transaction
      where kind = 'deposit' and reason ->> 'issuerOrganisationId' = o.id) l where l.at is not null`.execute(db)
  return new Map(rows.map(({ id, at }) => [id, at]))
}
