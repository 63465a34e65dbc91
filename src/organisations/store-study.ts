import { type Db, sql } from '../platform/database.ts'
import type { Study, StudyStatement } from './types.ts'

type StudyRow = Omit<Study, 'state' | 'decidedAt'> & { confirmedAt: Date | null; refusedAt: Date | null }

const columns = sql`person_id as "personId", id, organisation_id as "organisationId", programme_id as "programmeId", nim, semester,
  sks_taken as "sksTaken", online_sks as "onlineSks", outside_sks as "outsideSks", online_courses as "onlineCourses",
  stated_at as "statedAt", confirmed_at as "confirmedAt", refused_at as "refusedAt", refused_reason as "refusedReason"`

function studyOf({ confirmedAt, refusedAt, ...row }: StudyRow): Study {
  const state = confirmedAt !== null ? 'confirmed' : refusedAt !== null ? 'refused' : 'stated'
  return { ...row, state, decidedAt: confirmedAt ?? refusedAt }
}

/** Stores a student's statement, waiting for the registrar. */
export async function insertStudy(
  tx: Db,
  id: string,
  personId: string,
  organisationId: string,
  said: StudyStatement,
  at: Date,
): Promise<void> {
  await sql`insert into study (person_id, id, organisation_id, programme_id, nim, semester, sks_taken, online_sks, outside_sks,
      online_courses, stated_at)
    values (${personId}, ${id}, ${organisationId}, ${said.programmeId}, ${said.nim}, ${said.semester}, ${said.sksTaken},
      ${said.onlineSks}, ${said.outsideSks}, ${said.onlineCourses}, ${at})`.execute(tx)
}

/** Ends the open statements of a person that still wait: a new statement takes their place. */
export async function endWaiting(tx: Db, personId: string, at: Date): Promise<void> {
  await sql`update study set ended_at = ${at}
    where person_id = ${personId} and ended_at is null and confirmed_at is null`.execute(tx)
}

/** The person's statements that are still open, newest first. */
export async function openStudies(db: Db, personId: string): Promise<readonly Study[]> {
  const { rows } = await sql<StudyRow>`select ${columns} from study
    where person_id = ${personId} and ended_at is null order by stated_at desc, id`.execute(db)
  return rows.map(studyOf)
}

/** Finds a statement within an organisation: another organisation's is as unknown as one that never was. */
export async function findStudyAt(db: Db, organisationId: string, id: string): Promise<Study | null> {
  const { rows } = await sql<StudyRow>`select ${columns} from study
    where organisation_id = ${organisationId} and id = ${id} and ended_at is null`.execute(db)
  return rows[0] === undefined ? null : studyOf(rows[0])
}

/** A statement by its person and id, also one that has ended since. */
export async function findStudy(db: Db, personId: string, id: string): Promise<Study | null> {
  const { rows } =
    await sql<StudyRow>`select ${columns} from study where person_id = ${personId} and id = ${id}`.execute(db)
  return rows[0] === undefined ? null : studyOf(rows[0])
}

/** Statements that wait for the registrar of an organisation, oldest first. */
export async function waitingStudies(db: Db, organisationId: string, most = 200): Promise<readonly Study[]> {
  const { rows } = await sql<StudyRow>`select ${columns} from study
    where organisation_id = ${organisationId} and ended_at is null and confirmed_at is null and refused_at is null
    order by stated_at, id limit ${most}`.execute(db)
  return rows.map(studyOf)
}

/** The last statements that were decided, newest first. */
export async function decidedStudies(db: Db, organisationId: string, most = 20): Promise<readonly Study[]> {
  const { rows } = await sql<StudyRow>`select ${columns} from study
    where organisation_id = ${organisationId} and (confirmed_at is not null or refused_at is not null)
    order by coalesce(confirmed_at, refused_at) desc, id limit ${most}`.execute(db)
  return rows.map(studyOf)
}

/** Confirms a waiting statement and ends the person's earlier ones at the same organisation. False when it doesn't wait any more. */
export async function confirmWaiting(tx: Db, study: Study, by: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update study set confirmed_at = ${at}, confirmed_by = ${by}
    where person_id = ${study.personId} and id = ${study.id} and ended_at is null and confirmed_at is null and refused_at is null
    returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`update study set ended_at = ${at}
    where person_id = ${study.personId} and id <> ${study.id} and ended_at is null`.execute(tx)
  return true
}

/** Refuses a waiting statement with a reason. False when it doesn't wait any more. */
export async function refuseWaiting(tx: Db, study: Study, by: string, at: Date, reason: string): Promise<boolean> {
  const { rows } = await sql`update study set refused_at = ${at}, refused_by = ${by}, refused_reason = ${reason}
    where person_id = ${study.personId} and id = ${study.id} and ended_at is null and confirmed_at is null and refused_at is null
    returning id`.execute(tx)
  return rows.length > 0
}
