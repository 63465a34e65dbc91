import { type Db, sql } from '../platform/database.ts'
import type { SandboxCredential } from './types.ts'

const SANDBOX = sql`name, document, verdict, failing_check as "failingCheck"`

/** Every credential of the sandbox, in its order. */
export async function sandboxCredentials(db: Db): Promise<readonly SandboxCredential[]> {
  const { rows } = await sql<SandboxCredential>`select ${SANDBOX} from sandbox_credential order by position`.execute(db)
  return rows
}

/** One credential of the sandbox. */
export async function findSandboxCredential(db: Db, name: string): Promise<SandboxCredential | null> {
  const { rows } = await sql<SandboxCredential>`select ${SANDBOX} from sandbox_credential where name = ${name}`.execute(
    db,
  )
  return rows[0] ?? null
}

/** A status list of the sandbox. */
export async function findSandboxList(db: Db, name: string): Promise<string | null> {
  const { rows } = await sql<{ document: string }>`select document from sandbox_list where name = ${name}`.execute(db)
  return rows[0]?.document ?? null
}

/** The names of the sandbox's lists. */
export async function sandboxListNames(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from sandbox_list order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/** Writes a credential of the sandbox, or writes it anew. */
export async function keepSandboxCredential(tx: Db, one: SandboxCredential, position: number): Promise<void> {
  await sql`insert into sandbox_credential (name, position, document, verdict, failing_check)
    values (${one.name}, ${position}, ${one.document}, ${one.verdict}, ${one.failingCheck})
    on conflict (name) do update set position = excluded.position, document = excluded.document,
      verdict = excluded.verdict, failing_check = excluded.failing_check`.execute(tx)
}

/** Keeps a list of the sandbox in place of its older copy. */
export async function keepSandboxList(tx: Db, name: string, document: string): Promise<void> {
  await sql`insert into sandbox_list (name, document) values (${name}, ${document})
    on conflict (name) do update set document = excluded.document`.execute(tx)
}

/** The ids of all status lists in use, so that a device can fetch every one of them and give none away. */
export async function statusListIds(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from status_list order by id`.execute(db)
  return rows.map(({ id }) => id)
}
