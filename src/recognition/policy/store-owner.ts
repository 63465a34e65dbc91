import { type Db, sql } from '../../platform/database.ts'
import type { OwnerChange, PolicyOwner } from './types-owner.ts'

const columns = sql`id, organisation_id as "organisationId", person_id as "personId", act, reason, proposed_by as "proposedBy",
  proposed_at as "proposedAt"`

/** Keeps a proposal. False where one about the same person waits. */
export async function insertOwnerChange(tx: Db, row: OwnerChange): Promise<boolean> {
  const { rows } =
    await sql`insert into policy_owner_change (id, organisation_id, person_id, act, reason, proposed_by, proposed_at)
    values (${row.id}, ${row.organisationId}, ${row.personId}, ${row.act}, ${row.reason}, ${row.proposedBy}, ${row.proposedAt})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** What waits in these organisations, oldest first. */
export async function openOwnerChanges(db: Db, organisationIds: readonly string[]): Promise<readonly OwnerChange[]> {
  const { rows } = await sql<OwnerChange>`select ${columns} from policy_owner_change
    where organisation_id = any(${organisationIds}::text[]) and outcome is null order by proposed_at, id`.execute(db)
  return rows
}

/** A proposal that waits in one of these organisations, locked: another's is as unknown as one that was decided. */
export async function lockOwnerChange(
  tx: Db,
  organisationIds: readonly string[],
  id: string,
): Promise<OwnerChange | null> {
  const { rows } = await sql<OwnerChange>`select ${columns} from policy_owner_change
    where organisation_id = any(${organisationIds}::text[]) and id = ${id} and outcome is null for update`.execute(tx)
  return rows[0] ?? null
}

export async function decideOwnerChange(
  tx: Db,
  id: string,
  decided: { readonly outcome: 'confirmed' | 'declined'; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql`update policy_owner_change set outcome = ${decided.outcome}, decided_by = ${decided.by}, decided_at = ${decided.at}
    where id = ${id} and outcome is null`.execute(tx)
}

/** The policy owners of these organisations, the longest in office first. */
export async function policyOwners(db: Db, organisationIds: readonly string[]): Promise<readonly PolicyOwner[]> {
  const { rows } =
    await sql<PolicyOwner>`select organisation_id as "organisationId", person_id as "personId", valid_from as since
    from membership where organisation_id = any(${organisationIds}::text[]) and role = 'policy-owner' and valid_until is null
    order by valid_from, person_id`.execute(db)
  return rows
}
