import { type Db, sql } from '../../platform/database.ts'
import type { Equivalence } from './types.ts'

const columns = sql`e.organisation_id as "organisationId", e.id, e.definition_version_id as "definitionVersionId",
  e.programme_id as "programmeId", e.course_id as "courseId", e.as_version_id as "asVersionId", e.sks,
  e.valid_from as "validFrom", e.valid_until as "validUntil", e.basis, e.proposed_by as "proposedBy",
  e.proposed_at as "proposedAt", e.confirmed_by as "confirmedBy", e.confirmed_at as "confirmedAt", e.ended_on as "endedOn"`

/** Every line of these universities, newest first. */
export async function equivalencesOf(db: Db, organisationIds: readonly string[]): Promise<readonly Equivalence[]> {
  const { rows } = await sql<Equivalence>`select ${columns} from equivalence e
    where e.organisation_id = any(${organisationIds}) order by e.proposed_at desc, e.id`.execute(db)
  return rows
}

/** The same, so that two who propose at once come one after the other: a circle can't close between them. */
export async function lockEquivalences(tx: Db, organisationId: string): Promise<readonly Equivalence[]> {
  await sql`select id from organisation where id = ${organisationId} for update`.execute(tx)
  return equivalencesOf(tx, [organisationId])
}

export async function insertEquivalence(tx: Db, row: Equivalence): Promise<void> {
  await sql`insert into equivalence (organisation_id, id, definition_version_id, target, programme_id, course_id, as_version_id,
      sks, valid_from, valid_until, basis, proposed_by, proposed_at)
    values (${row.organisationId}, ${row.id}, ${row.definitionVersionId}, ${row.courseId ?? row.asVersionId}, ${row.programmeId},
      ${row.courseId}, ${row.asVersionId}, ${row.sks}, ${row.validFrom}::date, ${row.validUntil}::date, ${row.basis},
      ${row.proposedBy}, ${row.proposedAt})`.execute(tx)
}

/** Confirms a line that waits. False where it was confirmed or ended before. */
export async function confirmRow(tx: Db, organisationId: string, id: string, by: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update equivalence set confirmed_by = ${by}, confirmed_at = ${at}
    where organisation_id = ${organisationId} and id = ${id} and confirmed_at is null and ended_on is null returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** Ends a line on a day. False where it was ended before. */
export async function endRow(
  tx: Db,
  organisationId: string,
  id: string,
  end: { readonly on: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const { rows } =
    await sql`update equivalence set ended_on = ${end.on}::date, ended_by = ${end.by}, ended_at = ${end.at}
    where organisation_id = ${organisationId} and id = ${id} and ended_on is null returning id`.execute(tx)
  return rows.length > 0
}
