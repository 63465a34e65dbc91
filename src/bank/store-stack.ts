import { type Db, sql } from '../platform/database.ts'
import type { StackPart, StackUse } from './types-stack.ts'

const columns = sql`u.person_id as "personId", u.id, u.credential_id as "credentialId", u.stack_id as "stackId",
  u.stack_version as "stackVersion", u.larger_id as "largerId", u.holder_id as "holderId", u.minutes, u.sks, u.used_at as "usedAt"`

/** Adds uses in a stack. Answers how many awards were in none: the index `credit_stack_use_once` keeps out the rest. */
export async function insertStackUses(
  tx: Db,
  uses: readonly (StackUse & { readonly usedBy: string })[],
): Promise<number> {
  if (uses.length === 0) return 0
  const { rows } = await sql`
    insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version, larger_id, holder_id, minutes, sks, used_by, used_at)
    select r."personId", r.id, r."credentialId", r."stackId", r."stackVersion", r."largerId", r."holderId", r.minutes, r.sks, r."usedBy", r."usedAt"
    from json_to_recordset(${JSON.stringify(uses)}::json) as r("personId" text, id text, "credentialId" text, "stackId" text,
      "stackVersion" text, "largerId" text, "holderId" text, minutes bigint, sks int, "usedBy" text, "usedAt" timestamptz)
    order by r."personId", r."credentialId"
    on conflict (person_id, credential_id) where released_at is null do nothing returning id`.execute(tx)
  return rows.length
}

/** Ends the uses of a larger credential; answers how many stood. */
export async function releaseStackUses(tx: Db, largerId: string, by: string, at: Date): Promise<number> {
  const { rows } = await sql`update credit_stack_use set released_at = ${at}, released_by = ${by}
    where larger_id = ${largerId} and released_at is null returning id`.execute(tx)
  return rows.length
}

/** Which of some awards are in a stack now, the oldest use first. */
export async function stackUsesAmong(db: Db, parts: readonly StackPart[]): Promise<readonly StackUse[]> {
  if (parts.length === 0) return []
  const { rows } = await sql<StackUse>`select ${columns} from credit_stack_use u
    join unnest(${parts.map(({ personId }) => personId)}::text[], ${parts.map(({ credentialId }) => credentialId)}::text[])
      as r(person_id, credential_id) on r.person_id = u.person_id and r.credential_id = u.credential_id
    where u.released_at is null order by u.used_at, u.id`.execute(db)
  return rows
}

/** The same by credential ids alone, for a book: what was claimed stands there under whoever it was issued to. */
export async function stackUsesOf(db: Db, credentialIds: readonly string[]): Promise<readonly StackUse[]> {
  if (credentialIds.length === 0) return []
  const { rows } = await sql<StackUse>`select ${columns} from credit_stack_use u
    where u.credential_id = any(${credentialIds}::text[]) and u.released_at is null order by u.used_at, u.id`.execute(
    db,
  )
  return rows
}

/** What larger credentials are built of now, the oldest use first. */
export async function stackPartsOf(db: Db, largerIds: readonly string[]): Promise<readonly StackUse[]> {
  if (largerIds.length === 0) return []
  const { rows } = await sql<StackUse>`select ${columns} from credit_stack_use u
    where u.larger_id = any(${largerIds}::text[]) and u.released_at is null order by u.used_at, u.id`.execute(db)
  return rows
}

/** What the parts of larger credentials have brought to the account themselves. Only those that have parts. */
export async function broughtByParts(
  db: Db,
  largerIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly minutes: number; readonly sks: number }>> {
  if (largerIds.length === 0) return new Map()
  const { rows } = await sql<{ largerId: string; minutes: number; sks: number }>`
    select larger_id as "largerId", sum(minutes)::bigint as minutes, sum(sks)::int as sks from credit_stack_use
    where released_at is null and larger_id = any(${largerIds}::text[]) group by larger_id`.execute(db)
  return new Map(rows.map(({ largerId, minutes, sks }) => [largerId, { minutes, sks }]))
}

/** Writes down that a part brings more than when it was used. What it stood for never shrinks. */
export async function raiseStackUse(
  tx: Db,
  { personId, id }: Pick<StackUse, 'personId' | 'id'>,
  brought: { readonly minutes: number; readonly sks: number },
): Promise<void> {
  await sql`update credit_stack_use set minutes = greatest(minutes, ${brought.minutes}), sks = greatest(sks, ${brought.sks})
    where person_id = ${personId} and id = ${id}`.execute(tx)
}
