import type { JsonObject } from '@lumbung/credential'
import { type LoggedRows, leaveRows, type RecordReader, rowReader } from '../log/index.ts'
import { markRegisterChange } from '../platform/change.ts'
import { type Db, sql } from '../platform/database.ts'

const TABLES = {
  listing: 'listing',
  authorisation: 'authorisation',
  attestation: 'attestation',
  suspension: 'suspension',
  proposal: 'register_proposal',
  decision: 'register_decision',
  appeal: 'register_appeal',
  application: 'register_application',
} as const

const readerOf = (table: string, key = 'id') => rowReader({ table, key: [key] })

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
export const logReaders = {
  listing: readerOf(TABLES.listing),
  'listing-end': readerOf(TABLES.listing),
  authorisation: readerOf(TABLES.authorisation),
  attestation: readerOf(TABLES.attestation),
  suspension: readerOf(TABLES.suspension),
  'issuer-key': readerOf('issuer_key', 'verification_method'),
  'issuer-key-end': readerOf('issuer_key_end'),
  'register-application': applications,
  'register-proposal': readerOf(TABLES.proposal),
  'register-decision': readerOf(TABLES.decision, 'proposal_id'),
  'register-appeal': readerOf(TABLES.appeal, 'application_id'),
} as const satisfies Readonly<Record<string, RecordReader>>

/** Which rows of the register must have a leaf. */
export const loggedRows: readonly LoggedRows[] = [
  { table: TABLES.listing, key: ['id'], subjects: ['listing', 'listing-end'], at: 'recorded_at' },
  { table: TABLES.authorisation, key: ['id'], subjects: ['authorisation'], at: 'recorded_at' },
  { table: TABLES.attestation, key: ['id'], subjects: ['attestation'], at: 'recorded_at' },
  { table: TABLES.suspension, key: ['id'], subjects: ['suspension'], at: 'recorded_at' },
  { table: 'issuer_key', key: ['verification_method'], subjects: ['issuer-key'], at: 'recorded_at' },
  { table: 'issuer_key_end', key: ['id'], subjects: ['issuer-key-end'], at: 'recorded_at' },
  { table: TABLES.application, key: ['id'], subjects: ['register-application'], at: 'submitted_at' },
  { table: TABLES.proposal, key: ['id'], subjects: ['register-proposal'], at: 'proposed_at' },
  { table: TABLES.decision, key: ['proposal_id'], subjects: ['register-decision'], at: 'decided_at' },
  { table: TABLES.appeal, key: ['application_id'], subjects: ['register-appeal'], at: 'appealed_at' },
]

/** Leaves the leaf of a row of the register that was just written, in the transaction that wrote it, and marks the change. */
export async function leaveRegister(
  tx: Db,
  subject: keyof typeof logReaders,
  subjectId: string,
  at: Date,
  organisationId: string | null,
): Promise<void> {
  await markRegisterChange(tx)
  await leaveRows(tx, at, logReaders[subject], [{ kind: 'register', subject, subjectId, organisationId }])
}
