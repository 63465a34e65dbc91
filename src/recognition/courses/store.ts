import { type Db, sql } from '../../platform/database.ts'
import type { CourseUpload } from './types.ts'

/** Keeps what became of a table for a day, and deletes what is older. */
export async function insertUpload(tx: Db, row: CourseUpload): Promise<void> {
  await sql`delete from course_upload where organisation_id = ${row.organisationId}
    and uploaded_at < ${row.uploadedAt}::timestamptz - interval '24 hours'`.execute(tx)
  await sql`insert into course_upload (organisation_id, id, programme_id, report, uploaded_by, uploaded_at)
    values (${row.organisationId}, ${row.id}, ${row.programmeId}, ${JSON.stringify(row.report)}::jsonb, ${row.uploadedBy},
      ${row.uploadedAt})`.execute(tx)
}

/** What became of a table of this university; null after a day. */
export async function findUpload(db: Db, organisationId: string, id: string): Promise<CourseUpload | null> {
  const { rows } =
    await sql<CourseUpload>`select organisation_id as "organisationId", id, programme_id as "programmeId", report,
      uploaded_by as "uploadedBy", uploaded_at as "uploadedAt"
    from course_upload where organisation_id = ${organisationId} and id = ${id}`.execute(db)
  return rows[0] ?? null
}
