import type { JsonObject } from '@lumbung/credential'
import { type LoggedRows, type RecordReader, rowReader } from '../log/index.ts'
import { type Db, sql } from '../platform/database.ts'

/** Subjects of leaves that this room leaves. */
export const SIGN_OFF = 'sign-off'
export const VERSION = 'definition-version'
export const AGREEMENT = 'co-issuer-agreement'

/** A signature without what voids it later: that somebody stood for this content on that day stays true. */
const signOffs = rowReader({ table: 'sign_off', key: ['id'], without: ['voided_at'] })

/** An agreement to issue together, without what voids it later. */
const agreements = rowReader({ table: 'co_issuer_agreement', key: ['id'], without: ['voided_at'] })

/** A published version with its outcomes, without the day on which it was retired. */
async function versions(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> {
  const { rows } = await sql<{ id: string; record: JsonObject }>`
    select v.id, log_record(v) - 'retired_at' || jsonb_build_object('outcomes', coalesce((select jsonb_agg(log_record(o) order by o.position)
      from outcome o where o.version_id = v.id), '[]')) as record
    from definition_version v where v.id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, record }) => [id, record]))
}

/** How the log's check reads our rows. */
export const logReaders = {
  [SIGN_OFF]: signOffs,
  [VERSION]: versions,
  [AGREEMENT]: agreements,
} as const satisfies Record<string, RecordReader>

/** Which rows must have a leaf. */
export const loggedRows: readonly LoggedRows[] = [
  { table: 'sign_off', key: ['id'], subjects: [SIGN_OFF], at: 'signed_at', person: 'person_id' },
  { table: 'definition_version', key: ['id'], subjects: [VERSION], at: 'published_at' },
  { table: 'co_issuer_agreement', key: ['id'], subjects: [AGREEMENT], at: 'agreed_at', person: 'person_id' },
]
