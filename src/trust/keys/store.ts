import { type Db, sql } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import type { Bilingual } from '../../platform/page.ts'
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
  return id
}

/** Lets whoever signs for organisations go on while no change of their entries is under way; holds such changes back until the end. */
export async function holdOrganisations(tx: Db, organisationIds: readonly string[]): Promise<void> {
  const ids = [...new Set(organisationIds)].sort()
  await sql`select 1 from organisation where id = any(${ids}::text[]) order by id for share`.execute(tx)
}
