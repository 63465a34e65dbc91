import { type Db, sql } from '../../platform/database.ts'
import type { ApiKey } from './types.ts'

const columns = sql`k.id, k.organisation_id as "organisationId", k.name, k.mode, k.ending, k.scopes, k.created_by as "createdBy",
  k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt"`

export async function insertKey(
  tx: Db,
  key: Omit<ApiKey, 'revokedAt' | 'lastUsedAt'> & { readonly hash: string },
): Promise<void> {
  await sql`insert into api_key (id, organisation_id, name, mode, hash, ending, scopes, created_by, created_at, expires_at)
    values (${key.id}, ${key.organisationId}, ${key.name}, ${key.mode}, ${key.hash}, ${key.ending},
      ${JSON.stringify(key.scopes)}::jsonb, ${key.createdBy}, ${key.createdAt}, ${key.expiresAt})`.execute(tx)
}

export async function findKeyByHash(db: Db, hash: string): Promise<Omit<ApiKey, 'lastUsedAt'> | null> {
  const { rows } = await sql<
    Omit<ApiKey, 'lastUsedAt'>
  >`select ${columns} from api_key k where k.hash = ${hash}`.execute(db)
  return rows[0] ?? null
}

/** Keys of a university, newest first. */
export async function keysOf(db: Db, organisationId: string): Promise<readonly ApiKey[]> {
  const { rows } = await sql<ApiKey>`select ${columns},
      (select max(u.minute) from api_use u where u.key_id = k.id) as "lastUsedAt"
    from api_key k where k.organisation_id = ${organisationId} order by k.created_at desc, k.id`.execute(db)
  return rows
}

/** Ends a key at an instant, which may lie ahead. False where it is unknown or ended before then. */
export async function endKey(tx: Db, organisationId: string, id: string, at: Date, by: string): Promise<boolean> {
  const { rows } = await sql`update api_key set revoked_at = ${at}, revoked_by = ${by}
    where organisation_id = ${organisationId} and id = ${id} and (revoked_at is null or revoked_at > ${at})
    returning id`.execute(tx)
  return rows.length > 0
}

/** Counts a call within its minute; answers how many that makes. Minutes of more than a day ago are forgotten. */
export async function countCall(db: Db, keyId: string, at: Date): Promise<number> {
  const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000)
  const { rows } = await sql<{
    calls: number
  }>`insert into api_use (key_id, minute, calls) values (${keyId}, ${minute}, 1)
    on conflict (key_id, minute) do update set calls = api_use.calls + 1 returning calls`.execute(db)
  const calls = rows[0]?.calls ?? 1
  if (calls === 1)
    await sql`delete from api_use where key_id = ${keyId} and minute < ${minute}::timestamptz - interval '1 day'`.execute(
      db,
    )
  return calls
}
