import type { LogLine } from '@lumbung/credential'
import { type Db, sql } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import type { Bilingual } from '../../platform/page.ts'
import { leaveRegister } from '../store-log.ts'
import type { KeyEnd } from '../types.ts'

/** Adds the end of a key. Answers its id. */
export async function insertKeyEnd(
  tx: Db,
  verificationMethod: string,
  end: { what: KeyEnd['what']; at: Date; reason: Bilingual; recordedAt: Date },
): Promise<string> {
  const id = newId()
  await sql`insert into issuer_key_end (id, verification_method, what, ended_at, reason, recorded_at)
    values (${id}, ${verificationMethod}, ${end.what}, ${end.at}, ${JSON.stringify(end.reason)}::jsonb, ${end.recordedAt})`.execute(
    tx,
  )
  await leaveRegister(tx, 'issuer-key-end', id, end.recordedAt, null)
  return id
}

/** Lets whoever signs for organisations go on while no change of their entries is under way; holds such changes back until the end. */
export async function holdOrganisations(tx: Db, organisationIds: readonly string[]): Promise<void> {
  const ids = [...new Set(organisationIds)].sort()
  await sql`select 1 from organisation where id = any(${ids}::text[]) order by id for share`.execute(tx)
}

/** The lines of a DID's log, oldest first. */
export async function findLogLines(db: Db, did: string): Promise<readonly LogLine[]> {
  const { rows } = await sql<LogLine>`select log_did as did, version_id as "versionId", line from did_log
    where did = ${did} order by number`.execute(db)
  return rows
}

/** Adds a line to a DID's log. */
export async function insertLogLine(tx: Db, did: string, number: number, line: LogLine, at: Date): Promise<void> {
  await sql`insert into did_log (did, number, log_did, version_id, line, recorded_at)
    values (${did}, ${number}, ${line.did}, ${line.versionId}, ${line.line}, ${at})`.execute(tx)
}
