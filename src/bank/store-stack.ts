import { type Db, sql } from '../platform/database.ts'
import type { StackUse } from './types-stack.ts'

const columns = sql`person_id as "personId", id, credential_id as "credentialId", stack_id as "stackId",
  stack_version as "stackVersion", definition_version_id as "definitionVersionId", minutes, sks, used_at as "usedAt"`

/** Adds uses in a stack. Answers the credential ids that were in none: the index `credit_stack_use_once` keeps out the rest. */
export async function insertStackUses(
  tx: Db,
  uses: readonly (StackUse & { readonly usedBy: string })[],
): Promise<ReadonlySet<string>> {
  if (uses.length === 0) return new Set()
  const { rows } = await sql<{ credentialId: string }>`
    insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version, definition_version_id, minutes, sks, used_by, used_at)
    select r."personId", r.id, r."credentialId", r."stackId", r."stackVersion", r."definitionVersionId", r.minutes, r.sks, r."usedBy", r."usedAt"
    from json_to_recordset(${JSON.stringify(uses)}::json) as r("personId" text, id text, "credentialId" text, "stackId" text,
      "stackVersion" text, "definitionVersionId" text, minutes bigint, sks int, "usedBy" text, "usedAt" timestamptz)
    on conflict (person_id, credential_id) where released_at is null do nothing returning credential_id as "credentialId"`.execute(
    tx,
  )
  return new Set(rows.map(({ credentialId }) => credentialId))
}

/** Ends the uses of a person's larger credential; answers how many stood. */
export async function releaseStackUses(
  tx: Db,
  personId: string,
  definitionVersionId: string,
  by: string,
  at: Date,
): Promise<number> {
  const { rows } = await sql`update credit_stack_use set released_at = ${at}, released_by = ${by}
    where person_id = ${personId} and definition_version_id = ${definitionVersionId} and released_at is null returning id`.execute(
    tx,
  )
  return rows.length
}

/** In which stacks a person's awards are now, the newest last. */
export async function stackUsesOf(db: Db, personId: string): Promise<readonly StackUse[]> {
  const { rows } = await sql<StackUse>`select ${columns} from credit_stack_use
    where person_id = ${personId} and released_at is null order by used_at, id`.execute(db)
  return rows
}

/** For larger credentials: what their parts have brought to the account themselves. Only pairs that have parts. */
export async function partsOf(
  db: Db,
  pairs: readonly { readonly personId: string; readonly definitionVersionId: string }[],
): Promise<readonly { personId: string; definitionVersionId: string; minutes: number; sks: number }[]> {
  if (pairs.length === 0) return []
  const { rows } = await sql<{ personId: string; definitionVersionId: string; minutes: number; sks: number }>`
    select person_id as "personId", definition_version_id as "definitionVersionId", sum(minutes)::bigint as minutes, sum(sks)::int as sks
    from credit_stack_use where released_at is null and (person_id, definition_version_id) in (select * from unnest(
      ${pairs.map(({ personId }) => personId)}::text[], ${pairs.map((one) => one.definitionVersionId)}::text[]))
    group by 1, 2`.execute(db)
  return rows
}
