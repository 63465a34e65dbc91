import { type Db, sql } from '../platform/database.ts'
import type { Upload, UploadKind, UploadReport } from './types.ts'

/** How many faults a page shows and a report keeps; the file of rejected rows holds as many rows. */
const KEPT_MOST = 20_000

/** Keeps what became of a file for a day, and deletes what is older. */
export async function insertUpload(db: Db, id: string, by: string, at: Date, report: UploadReport): Promise<void> {
  await sql`delete from upload where uploaded_at < ${at}::timestamptz - interval '24 hours'`.execute(db)
  const json = (value: unknown) => JSON.stringify(value)
  await sql`insert into upload (id, kind, batch_id, organisation_id, uploaded_by, uploaded_at, counts, unknown_columns, totals,
      faults, warnings, rejected_rows, head, rejected)
    values (${id}, ${report.kind}, ${report.batchId}, ${report.organisationId}, ${by}, ${at}, ${json(report.counts)}::jsonb,
      ${json(report.unknownColumns)}::jsonb, ${json(report.totals)}::jsonb, ${json(report.faults.slice(0, KEPT_MOST))}::jsonb,
      ${json(report.warnings.slice(0, KEPT_MOST))}::jsonb, ${report.rejected.length}, ${json(report.headings)}::jsonb,
      ${json(report.rejected.slice(0, KEPT_MOST))}::jsonb)`.execute(db)
}

/** An upload of this batch and kind, or nothing. */
export async function findUpload(db: Db, id: string, kind: UploadKind, batchId: string): Promise<Upload | null> {
  const { rows } = await sql<Upload>`select id, kind, batch_id as "batchId", organisation_id as "organisationId",
      uploaded_by as "uploadedBy", uploaded_at as "uploadedAt", counts, unknown_columns as "unknownColumns", totals, faults,
      warnings, rejected_rows as "rejectedRows", head as headings, rejected
    from upload where id = ${id} and kind = ${kind} and batch_id = ${batchId}`.execute(db)
  return rows[0] ?? null
}
