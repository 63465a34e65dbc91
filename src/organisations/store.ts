import { type Db, sql } from '../platform/database.ts'
import type { Bilingual, RoleHeld } from '../platform/page.ts'
import type { Course, Organisation, OrganisationKind, ProgrammeLevel, Role, StudyProgramme } from './types.ts'

/** The roles that somebody holds now, or at `at`. */
export async function rolesOf(db: Db, personId: string, at: Date | null = null): Promise<readonly RoleHeld[]> {
  const { rows } = await sql<RoleHeld>`
    select organisation_id as "organisationId", role from membership
    where person_id = ${personId} and valid_from <= coalesce(${at}::timestamptz, now())
      and (valid_until is null or valid_until > coalesce(${at}::timestamptz, now()))
    order by organisation_id, role`.execute(db)
  return rows
}

/** Who holds a role in an organisation: person ids. */
export async function holdersOf(db: Db, organisationId: string, role: Role): Promise<readonly string[]> {
  const { rows } = await sql<{ personId: string }>`
    select person_id as "personId" from membership
    where organisation_id = ${organisationId} and role = ${role} and valid_until is null order by valid_from`.execute(
    db,
  )
  return rows.map(({ personId }) => personId)
}

export interface NewMembership {
  readonly id: string
  readonly organisationId: string
  readonly personId: string
  readonly role: Role
  readonly grantedBy: string | null
  readonly validFrom: Date
}

/** Gives a role; a role that is held already is left as it is. */
export async function addMembership(tx: Db, row: NewMembership): Promise<void> {
  await sql`insert into membership (id, organisation_id, person_id, role, granted_by, valid_from)
    values (${row.id}, ${row.organisationId}, ${row.personId}, ${row.role}, ${row.grantedBy}, ${row.validFrom})
    on conflict do nothing`.execute(tx)
}

/** Ends a role on a day; the row stays. Answers whether there was one to end. */
export async function endMembership(
  tx: Db,
  organisationId: string,
  personId: string,
  role: Role,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`update membership set valid_until = ${at}
    where organisation_id = ${organisationId} and person_id = ${personId} and role = ${role} and valid_until is null
    returning id`.execute(tx)
  return rows.length > 0
}

const organisationColumns = sql`id, slug, name, kind, city, province`

export async function findOrganisation(db: Db, id: string): Promise<Organisation | null> {
  const { rows } = await sql<Organisation>`select ${organisationColumns} from organisation where id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function organisationBySlug(db: Db, slug: string): Promise<Organisation | null> {
  const { rows } =
    await sql<Organisation>`select ${organisationColumns} from organisation where slug = ${slug}`.execute(db)
  return rows[0] ?? null
}

/** The organisations of these ids, or all of them, by name. */
export async function findOrganisations(db: Db, ids?: readonly string[]): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`select ${organisationColumns} from organisation
    where ${ids === undefined} or id = any(${ids ?? []}) order by name`.execute(db)
  return rows
}

/** The organisations of these kinds, by name. */
export async function organisationsOfKinds(
  db: Db,
  kinds: readonly OrganisationKind[],
): Promise<readonly Organisation[]> {
  const { rows } = await sql<Organisation>`select ${organisationColumns} from organisation
    where kind = any(${kinds}) order by name`.execute(db)
  return rows
}

export interface NewOrganisation extends Organisation {
  readonly createdAt: Date
  readonly invented: boolean
}

/** Adds an organisation; one with the same id or slug is left as it is. */
export async function addOrganisation(tx: Db, row: NewOrganisation): Promise<void> {
  await sql`insert into organisation (id, slug, name, kind, city, province, created_at, invented)
    values (${row.id}, ${row.slug}, ${row.name}, ${row.kind}, ${row.city}, ${row.province}, ${row.createdAt}, ${row.invented})
    on conflict do nothing`.execute(tx)
}

interface ProgrammeRow {
  id: string
  organisationId: string
  code: string
  name: Bilingual
  level: ProgrammeLevel
  kkniLevel: number
  totalSks: number
  totalCourses: number | null
}

const programmeColumns = sql`id, organisation_id as "organisationId", code, name, level, kkni_level as "kkniLevel",
  total_sks as "totalSks", total_courses as "totalCourses", closed_on as "closedOn"`

/** The study programmes of an organisation, or of all, by level and code. */
export async function programmesOf(db: Db, organisationId?: string): Promise<readonly StudyProgramme[]> {
  const { rows } = await sql<ProgrammeRow>`select ${programmeColumns} from study_programme
    where ${organisationId === undefined} or organisation_id = ${organisationId ?? ''} order by organisation_id, level, code`.execute(
    db,
  )
  return rows
}

export async function findProgramme(db: Db, id: string): Promise<StudyProgramme | null> {
  const { rows } = await sql<ProgrammeRow>`select ${programmeColumns} from study_programme where id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function findProgrammes(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, StudyProgramme>> {
  const { rows } =
    await sql<ProgrammeRow>`select ${programmeColumns} from study_programme where id = any(${ids})`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

export async function addProgramme(tx: Db, row: StudyProgramme): Promise<void> {
  await sql`insert into study_programme (id, organisation_id, code, name, level, kkni_level, total_sks, total_courses)
    values (${row.id}, ${row.organisationId}, ${row.code}, ${JSON.stringify(row.name)}::jsonb, ${row.level}, ${row.kkniLevel},
      ${row.totalSks}, ${row.totalCourses}) on conflict do nothing`.execute(tx)
}

/** Closes a programme from a day on; a repeat changes nothing. False where it is unknown or closed already. */
export async function closeProgramme(tx: Db, id: string, day: string): Promise<boolean> {
  const { rows } = await sql`update study_programme set closed_on = ${day}::date
    where id = ${id} and closed_on is null returning id`.execute(tx)
  return rows.length > 0
}

const courseColumns = sql`id, programme_id as "programmeId", code, name, sks, stands_for as "standsFor", semester, skills, outcomes, revision`

export async function coursesOf(db: Db, programmeId: string): Promise<readonly Course[]> {
  const { rows } = await sql<Course>`select ${courseColumns} from course
    where programme_id = ${programmeId} order by code`.execute(db)
  return rows
}

/** The study programmes of a university with a course that teaches one of some skills, each named as `skkni:D.35.1`. */
export async function programmesTeaching(
  db: Db,
  organisationId: string,
  skills: readonly string[],
): Promise<readonly string[]> {
  if (skills.length === 0) return []
  const { rows } = await sql<{
    id: string
  }>`select p.id from study_programme p where p.organisation_id = ${organisationId}
    and exists (select 1 from course c
      cross join lateral jsonb_array_elements(case when jsonb_typeof(c.skills) = 'array' then c.skills else '[]' end) s
      where c.programme_id = p.id and (s ->> 'framework') || ':' || (s ->> 'code') = any(${[...skills]}::text[]))
    order by p.code, p.id`.execute(db)
  return rows.map(({ id }) => id)
}

export async function findCourse(db: Db, id: string): Promise<Course | null> {
  const { rows } = await sql<Course>`select ${courseColumns} from course where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Adds a course; false where its id or its code in the programme is taken, and nothing changes then. */
export async function addCourse(tx: Db, row: Course): Promise<boolean> {
  const { rows } =
    await sql`insert into course (id, programme_id, code, name, sks, stands_for, semester, skills, outcomes)
    values (${row.id}, ${row.programmeId}, ${row.code}, ${JSON.stringify(row.name)}::jsonb, ${row.sks}, ${row.standsFor ?? 'course'},
      ${row.semester ?? null}, ${row.skills == null ? null : JSON.stringify(row.skills)}::jsonb,
      ${JSON.stringify(row.outcomes ?? [])}::jsonb)
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Changes a course whose `revision` is still this one; false where somebody changed it in between. */
export async function changeCourse(tx: Db, row: Course): Promise<boolean> {
  const { rows } =
    await sql`update course set code = ${row.code}, name = ${JSON.stringify(row.name)}::jsonb, sks = ${row.sks},
      stands_for = ${row.standsFor ?? 'course'}, semester = ${row.semester ?? null},
      skills = ${row.skills == null ? null : JSON.stringify(row.skills)}::jsonb,
      outcomes = ${JSON.stringify(row.outcomes ?? [])}::jsonb, revision = revision + 1
    where id = ${row.id} and revision = ${row.revision ?? 1} returning id`.execute(tx)
  return rows.length > 0
}

/** Holds the courses of a programme against other changes until the transaction ends. */
export async function lockProgramme(tx: Db, id: string): Promise<void> {
  await sql`select id from study_programme where id = ${id} for update`.execute(tx)
}

/** The rule set that an organisation chose for a day; nothing where it never chose. */
export async function ruleSetOf(db: Db, organisationId: string, day: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select rule_set_id as id from rule_choice
    where organisation_id = ${organisationId} and valid_from <= ${day}::date order by valid_from desc limit 1`.execute(
    db,
  )
  return rows[0]?.id ?? null
}

/** Stores the choice of a rule set from a day on; a second choice for the same day replaces the first. */
export async function addRuleChoice(
  tx: Db,
  organisationId: string,
  ruleSetId: string,
  day: string,
  by: string | null,
  at: Date,
): Promise<void> {
  await sql`insert into rule_choice (organisation_id, rule_set_id, valid_from, chosen_by, chosen_at)
    values (${organisationId}, ${ruleSetId}, ${day}::date, ${by}, ${at})
    on conflict (organisation_id, valid_from) do update
      set rule_set_id = excluded.rule_set_id, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`.execute(
    tx,
  )
}
