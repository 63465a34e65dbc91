import { type Db, sql } from '../platform/database.ts'
import type { Upload, UploadKind, UploadReport } from './types.ts'

/** An upload whose rejected rows are still sealed: they may hold NIKs. */
export type SealedUpload = Omit<Upload, 'rejected'> & { readonly sealedRows: Buffer }

/** How many faults a report keeps for its page; the file of rejected rows holds them all. */
const KEPT_MOST = 20_000

/** Keeps what became of a file for a day, and deletes what is older. */
export async function insertUpload(
  db: Db,
  id: string,
  by: string,
  at: Date,
  report: UploadReport,
  sealedRows: Buffer,
): Promise<void> {
  await sql`delete from upload where uploaded_at < ${at}::timestamptz - interval '24 hours'`.execute(db)
  const json = (value: unknown) => JSON.stringify(value)
  await sql`insert into upload (id, kind, batch_id, organisation_id, uploaded_by, uploaded_at, counts, unknown_columns, totals,
      faults, warnings, rejected_rows, head, rejected_sealed)
    values (${id}, ${report.kind}, ${report.batchId}, ${report.organisationId}, ${by}, ${at}, ${json(report.counts)}::jsonb,
      ${json(report.unknownColumns)}::jsonb, ${json(report.totals)}::jsonb, ${json(report.faults.slice(0, KEPT_MOST))}::jsonb,
      ${json(report.warnings.slice(0, KEPT_MOST))}::jsonb, ${report.rejected.length}, ${json(report.headings)}::jsonb,
      ${sealedRows})`.execute(db)
}

/** An upload of this batch and kind, or nothing. */
export async function findUpload(db: Db, id: string, kind: UploadKind, batchId: string): Promise<SealedUpload | null> {
  const { rows } = await sql<SealedUpload>`select id, kind, batch_id as "batchId", organisation_id as "organisationId",
      uploaded_by as "uploadedBy", uploaded_at as "uploadedAt", counts, unknown_columns as "unknownColumns", totals, faults,
      warnings, rejected_rows as "rejectedRows", head as headings, rejected_sealed as "sealedRows"
    from upload where id = ${id} and kind = ${kind} and batch_id = ${batchId}`.execute(db)
  return rows[0] ?? null
}
