import { type Db, sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Transaction } from './types.ts'
import type { Flag, FlagCause } from './types-stack.ts'

const columns = sql`f.person_id as "personId", f.id, f.credential_id as "credentialId", f.transaction_id as "transactionId",
  f.organisation_id as "organisationId", f.programme_id as "programmeId", f.sks, f.cause, f.raised_at as "raisedAt",
  f.settled_at as "settledAt", f.settled_as as "settledAs", f.reason`

/** Flags every standing use of the credentials of these movements, once for each cause. Answers the new flags. */
export async function insertFlags(tx: Db, causes: readonly Transaction[], cause: FlagCause): Promise<readonly Flag[]> {
  if (causes.length === 0) return []
  const { rows: uses } = await sql<Omit<Flag, 'id' | 'cause' | 'settledAt' | 'settledAs' | 'reason'>>`
    select u.person_id as "personId", u.credential_id as "credentialId", u.transaction_id as "transactionId",
      u.organisation_id as "organisationId", u.programme_id as "programmeId", count(*)::int as sks, max(r.at) as "raisedAt"
    from unnest(${causes.map(({ personId }) => personId)}::text[], ${causes.map(({ credentialId }) => credentialId)}::text[],
      ${causes.map(({ postedAt }) => postedAt)}::timestamptz[]) as r(person_id, credential_id, at)
    join credit_use u on u.person_id = r.person_id and u.credential_id = r.credential_id
    where u.held_as = 'counted' and u.reversed_at is null group by 1, 2, 3, 4, 5`.execute(tx)
  if (uses.length === 0) return []
  const flags = uses.map((use) => ({ ...use, id: newId(), cause }))
  const { rows } = await sql<Flag>`
    insert into credit_flag as f (person_id, id, credential_id, transaction_id, organisation_id, programme_id, sks, cause, raised_at)
    select r."personId", r.id, r."credentialId", r."transactionId", r."organisationId", r."programmeId", r.sks, r.cause, r."raisedAt"
    from json_to_recordset(${JSON.stringify(flags)}::json) as r("personId" text, id text, "credentialId" text, "transactionId" text,
      "organisationId" text, "programmeId" text, sks int, cause text, "raisedAt" timestamptz)
    on conflict (person_id, transaction_id, cause) do nothing returning ${columns}`.execute(tx)
  return rows
}

type TitledFlag = Flag & { readonly title: Transaction['reason']['title'] }
const titled = sql`${columns}, t.reason -> 'title' as title from credit_flag f
  join ledger_transaction t on t.person_id = f.person_id and t.id = f.transaction_id`

/** A flag within one of these organisations: another's is as unknown as one that never was. */
export async function findFlagAt(db: Db, organisationIds: readonly string[], id: string): Promise<TitledFlag | null> {
  const { rows } = await sql<TitledFlag>`select ${titled}
    where f.organisation_id = any(${organisationIds}) and f.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function lockFlag(tx: Db, personId: string, id: string): Promise<Flag | null> {
  const { rows } = await sql<Flag>`select ${columns} from credit_flag f
    where f.person_id = ${personId} and f.id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/** The flags of organisations: open ones first, then the newest, with the title of the credential. */
export async function flagsAt(db: Db, organisationIds: readonly string[], most = 100): Promise<readonly TitledFlag[]> {
  const { rows } = await sql<TitledFlag>`select ${titled}
    where f.organisation_id = any(${organisationIds})
    order by (f.settled_at is null) desc, f.raised_at desc, f.id limit ${most}`.execute(db)
  return rows
}

/** How many flags of an organisation wait for its answer. */
export async function countOpenFlags(db: Db, organisationId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from credit_flag
    where organisation_id = ${organisationId} and settled_at is null`.execute(db)
  return rows[0]?.count ?? 0
}

/** The flags of a person's own uses, newest first. */
export async function flagsOf(db: Db, personId: string): Promise<readonly Flag[]> {
  const { rows } = await sql<Flag>`select ${columns} from credit_flag f where f.person_id = ${personId}
    order by f.raised_at desc, f.id`.execute(db)
  return rows
}

export async function settleFlag(
  tx: Db,
  { personId, id }: Flag,
  how: { settledAs: string; reason: string; settledBy: string; settledAt: Date },
): Promise<void> {
  await sql`update credit_flag set settled_at = ${how.settledAt}, settled_by = ${how.settledBy}, settled_as = ${how.settledAs},
    reason = ${how.reason} where person_id = ${personId} and id = ${id} and settled_at is null`.execute(tx)
}
