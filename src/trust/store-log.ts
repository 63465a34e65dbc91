import type { JsonObject } from '@lumbung/credential'
import { type Db, sql } from '../platform/database.ts'

/** The present record of rows by id, as the log commits to it; a row that is gone is absent. */
export type RecordReader = (db: Db, ids: readonly string[]) => Promise<ReadonlyMap<string, JsonObject>>

const TABLES = {
  listing: 'listing',
  authorisation: 'authorisation',
  attestation: 'attestation',
  suspension: 'suspension',
  proposal: 'register_proposal',
  decision: 'register_decision',
  appeal: 'register_appeal',
  key: 'issuer_key',
  keyEnd: 'issuer_key_end',
  application: 'register_application',
} as const

/** Reads whole rows, every column under its own name; instants are ISO texts in UTC, whatever the zone of the session. */
function readerOf(table: string, key = 'id'): RecordReader {
  return async (db, ids) => {
    const { rows } = await sql<Record<string, JsonObject[string] | Date>>`
      select * from ${sql.table(table)} where ${sql.ref(key)} = any(${[...ids]}::text[])`.execute(db)
    return new Map(
      rows.map((row) => [
        String(row[key]),
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
        ),
      ]),
    )
  }
}

/** An application as it was submitted: what it says, and the fingerprint of every paper. Without both no decision stands. */
const applications: RecordReader = async (db, ids) => {
  const { rows } = await sql<{ id: string; papers: JsonObject[] }>`select application_id as id,
      jsonb_agg(jsonb_build_object('item', item, 'sha256', sha256, 'bytes', bytes) order by item, sha256) as papers
    from register_document where application_id = any(${[...ids]}::text[]) group by application_id`.execute(db)
  const papers = new Map(rows.map((row) => [row.id, row.papers]))
  const read = await readerOf(TABLES.application)(db, ids)
  return new Map([...read].map(([id, row]) => [id, { ...row, papers: papers.get(id) ?? [] }]))
}

/**
 * Readers of what the register leaves in the public log, by subject. An end is a row of its own, so `listing-end` reads the
 * same table as `listing`; a decision about an application is a `register-proposal` with its `register-decision`.
 */
export const logReaders: Readonly<Record<string, RecordReader>> = {
  listing: readerOf(TABLES.listing),
  'listing-end': readerOf(TABLES.listing),
  authorisation: readerOf(TABLES.authorisation),
  attestation: readerOf(TABLES.attestation),
  suspension: readerOf(TABLES.suspension),
  'issuer-key': readerOf(TABLES.key, 'verification_method'),
  'issuer-key-end': readerOf(TABLES.keyEnd),
  'register-application': applications,
  'register-proposal': readerOf(TABLES.proposal),
  'register-decision': readerOf(TABLES.decision, 'proposal_id'),
  'register-appeal': readerOf(TABLES.appeal, 'application_id'),
}
