import { type Db, sql } from '../../platform/database.ts'
import type { SandboxRequest, ToldDecision } from './types.ts'

const columns = sql`organisation_id as "organisationId", id, nim, inputs, title, issuer_name as "issuerName",
  asked_sks as "askedSks", asked_at as "askedAt", due_on::text as "dueOn", decision`

/** Empties the sandbox of a university and puts these in. */
export async function fillSandbox(tx: Db, organisationId: string, rows: readonly SandboxRequest[]): Promise<void> {
  await sql`delete from sandbox_request where organisation_id = ${organisationId}`.execute(tx)
  for (const row of rows)
    await sql`insert into sandbox_request (organisation_id, id, nim, inputs, title, issuer_name, asked_sks, asked_at, due_on)
      values (${organisationId}, ${row.id}, ${row.nim}, ${JSON.stringify(row.inputs)}::jsonb, ${JSON.stringify(row.title)}::jsonb,
        ${row.issuerName}, ${row.askedSks}, ${row.askedAt}, ${row.dueOn}::date)`.execute(tx)
}

export async function sandboxRequests(db: Db, organisationId: string): Promise<readonly SandboxRequest[]> {
  const { rows } = await sql<SandboxRequest>`select ${columns} from sandbox_request
    where organisation_id = ${organisationId} order by due_on, id`.execute(db)
  return rows
}

/** One of them, locked: two calls that decide at once come one after the other. */
export async function lockSandboxRequest(tx: Db, organisationId: string, id: string): Promise<SandboxRequest | null> {
  const { rows } = await sql<SandboxRequest>`select ${columns} from sandbox_request
    where organisation_id = ${organisationId} and id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

export async function decideSandbox(
  tx: Db,
  organisationId: string,
  id: string,
  decision: ToldDecision,
  at: Date,
): Promise<void> {
  await sql`update sandbox_request set decision = ${JSON.stringify(decision)}::jsonb, decided_at = ${at}
    where organisation_id = ${organisationId} and id = ${id}`.execute(tx)
}
