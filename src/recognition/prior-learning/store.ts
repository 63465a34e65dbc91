import { type Db, sql } from '../../platform/database.ts'
import type { Application, Claim, Evidence, Host, Stated } from './types.ts'

/** The columns of an application as `Application` names them; the table is `a`. */
export const applicationColumns = sql`a.person_id as "personId", a.id, a.organisation_id as "organisationId", a.route, a.aim,
  a.programme_id as "programmeId", a.definition_version_id as "definitionVersionId", a.kkni_level as "kkniLevel", a.stated,
  a.guideline_id as "guidelineId", a.created_at as "createdAt", a.submitted_at as "submittedAt", a.due_on as "dueOn",
  a.withdrawn_at as "withdrawnAt"`

/** Begins a draft. */
export async function insertApplication(tx: Db, row: Application): Promise<void> {
  await sql`insert into prior_learning_application (person_id, id, organisation_id, route, aim, programme_id, definition_version_id,
      kkni_level, stated, guideline_id, created_at)
    values (${row.personId}, ${row.id}, ${row.organisationId}, ${row.route}, ${row.aim}, ${row.programmeId}, ${row.definitionVersionId},
      ${row.kkniLevel}, ${JSON.stringify(row.stated)}::jsonb, ${row.guidelineId}, ${row.createdAt})`.execute(tx)
}

/** A person's own application. */
export async function findOwn(db: Db, personId: string, id: string): Promise<Application | null> {
  const { rows } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where a.person_id = ${personId} and a.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** An application by its id alone: for those who manage or assess it. */
export async function findApplication(db: Db, id: string): Promise<Application | null> {
  const { rows } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where a.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The same, locked: whoever changes the case waits in turn. */
export async function lockApplication(tx: Db, id: string): Promise<Application | null> {
  const { rows } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where a.id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/** Everything that a person applied for, newest first. */
export async function applicationsOf(db: Db, personId: string): Promise<readonly Application[]> {
  const { rows } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where a.person_id = ${personId} order by a.created_at desc, a.id`.execute(db)
  return rows
}

/** What was submitted to some organisations and not withdrawn, by deadline. */
export async function applicationsAt(
  db: Db,
  organisationIds: readonly string[],
  most = 300,
): Promise<readonly Application[]> {
  const { rows } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where a.organisation_id = any(${[...organisationIds]}::text[]) and a.submitted_at is not null and a.withdrawn_at is null
    order by a.due_on, a.submitted_at, a.id limit ${most}`.execute(db)
  return rows
}

export async function saveStated(tx: Db, { personId, id }: Application, stated: Stated): Promise<void> {
  await sql`update prior_learning_application set stated = ${JSON.stringify(stated)}::jsonb
    where person_id = ${personId} and id = ${id} and submitted_at is null`.execute(tx)
}

/** Submits a draft: from here on it is unchangeable. */
export async function submitApplication(
  tx: Db,
  { personId, id }: Application,
  stated: Stated,
  at: Date,
  dueOn: string,
): Promise<void> {
  await sql`update prior_learning_application set submitted_at = ${at}, due_on = ${dueOn}::date, stated = ${JSON.stringify(stated)}::jsonb
    where person_id = ${personId} and id = ${id} and submitted_at is null`.execute(tx)
}

export async function withdrawApplication(tx: Db, { personId, id }: Application, at: Date): Promise<void> {
  await sql`update prior_learning_application set withdrawn_at = ${at}, ended_at = ${at}
    where person_id = ${personId} and id = ${id} and withdrawn_at is null`.execute(tx)
}

/** Says when the files of a case were needed last; null while an appeal needs them again. */
export async function endApplication(tx: Db, { personId, id }: Application, at: Date | null): Promise<void> {
  await sql`update prior_learning_application set ended_at = ${at} where person_id = ${personId} and id = ${id}`.execute(
    tx,
  )
}

const evidenceColumns = sql`person_id as "personId", id, application_id as "applicationId", source, title, about, dated_on as "datedOn",
  link, file_name as "fileName", media_type as "mediaType", bytes, sha256, added_at as "addedAt", erased_at as "erasedAt"`

export async function insertEvidence(tx: Db, row: Evidence, content: Uint8Array | null): Promise<void> {
  await sql`insert into prior_learning_evidence (person_id, id, application_id, source, title, about, dated_on, link, file_name,
      media_type, bytes, sha256, content, added_at)
    values (${row.personId}, ${row.id}, ${row.applicationId}, ${row.source}, ${row.title}, ${row.about}, ${row.datedOn}::date, ${row.link},
      ${row.fileName}, ${row.mediaType}, ${row.bytes}, ${row.sha256}, ${content === null ? null : Buffer.from(content)}, ${row.addedAt})`.execute(
    tx,
  )
}

/** The portfolio of a case without its bytes, in the order in which it was put together. */
export async function evidenceOf(db: Db, personId: string, applicationId: string): Promise<readonly Evidence[]> {
  const { rows } = await sql<Evidence>`select ${evidenceColumns} from prior_learning_evidence
    where person_id = ${personId} and application_id = ${applicationId} order by added_at, id`.execute(db)
  return rows
}

/** The bytes of a piece of evidence; nothing where it has none or they were erased. */
export async function evidenceContent(
  db: Db,
  personId: string,
  applicationId: string,
  id: string,
): Promise<(Evidence & { readonly content: Uint8Array }) | null> {
  const { rows } = await sql<
    Evidence & { content: Uint8Array }
  >`select ${evidenceColumns}, content from prior_learning_evidence
    where person_id = ${personId} and application_id = ${applicationId} and id = ${id} and content is not null`.execute(
    db,
  )
  return rows[0] ?? null
}

/** Takes a piece out of a draft, and out of the claims that rest on it. */
export async function deleteEvidence(tx: Db, personId: string, applicationId: string, id: string): Promise<void> {
  await sql`update prior_learning_claim set evidence_ids = evidence_ids - ${id}::text
    where person_id = ${personId} and application_id = ${applicationId}`.execute(tx)
  await sql`delete from prior_learning_evidence where person_id = ${personId} and application_id = ${applicationId} and id = ${id}`.execute(
    tx,
  )
}

/** Erases the files of cases that ended before an instant; their hashes stay. Answers how many. */
export async function eraseContent(tx: Db, endedBefore: Date, at: Date): Promise<number> {
  const { rows } = await sql`update prior_learning_evidence e set content = null, erased_at = ${at}
    from prior_learning_application a where a.person_id = e.person_id and a.id = e.application_id
      and a.ended_at < ${endedBefore} and e.content is not null returning e.id`.execute(tx)
  return rows.length
}

const claimColumns = sql`person_id as "personId", id, application_id as "applicationId", target_id as "targetId", title, sks,
  stands_for as "standsFor", mandatory, self, reason, evidence_ids as "evidenceIds"`

/** Adds a claim. False where the same thing is claimed already. */
export async function insertClaim(tx: Db, row: Claim): Promise<boolean> {
  const { rows } =
    await sql`insert into prior_learning_claim (person_id, id, application_id, target_id, title, sks, stands_for, mandatory,
      self, reason, evidence_ids, position)
    select ${row.personId}, ${row.id}, ${row.applicationId}, ${row.targetId}, ${JSON.stringify(row.title)}::jsonb, ${row.sks}, ${row.standsFor},
      ${row.mandatory}, ${row.self}, ${row.reason}, ${JSON.stringify(row.evidenceIds)}::jsonb, coalesce(max(position), 0) + 1
    from prior_learning_claim where person_id = ${row.personId} and application_id = ${row.applicationId}
    on conflict (person_id, application_id, target_id) do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function claimsOf(db: Db, personId: string, applicationId: string): Promise<readonly Claim[]> {
  const { rows } = await sql<Claim>`select ${claimColumns} from prior_learning_claim
    where person_id = ${personId} and application_id = ${applicationId} order by position`.execute(db)
  return rows
}

export async function deleteClaim(tx: Db, personId: string, applicationId: string, id: string): Promise<void> {
  await sql`delete from prior_learning_claim where person_id = ${personId} and application_id = ${applicationId} and id = ${id}`.execute(
    tx,
  )
}

const hostColumns = sql`id, organisation_id as "organisationId", programme_id as "programmeId", accreditation, number,
  valid_until as "validUntil", shown_as as "shownAs", open, stated_by as "statedBy", stated_at as "statedAt"`

export async function insertHost(tx: Db, row: Host): Promise<void> {
  await sql`insert into prior_learning_host (id, organisation_id, programme_id, accreditation, number, valid_until, shown_as, open, stated_by, stated_at)
    values (${row.id}, ${row.organisationId}, ${row.programmeId}, ${row.accreditation}, ${row.number}, ${row.validUntil}::date, ${row.shownAs},
      ${row.open}, ${row.statedBy}, ${row.statedAt})`.execute(tx)
}

/** The newest statement of each programme, of one organisation or of all. */
export async function hostsOf(db: Db, organisationId: string | null = null): Promise<readonly Host[]> {
  const { rows } = await sql<Host>`select distinct on (programme_id) ${hostColumns} from prior_learning_host
    where ${organisationId}::text is null or organisation_id = ${organisationId}
    order by programme_id, stated_at desc, id desc`.execute(db)
  return rows
}

/** The newest statement of a programme. */
export async function hostOf(db: Db, programmeId: string): Promise<Host | null> {
  const { rows } = await sql<Host>`select ${hostColumns} from prior_learning_host
    where programme_id = ${programmeId} order by stated_at desc, id desc limit 1`.execute(db)
  return rows[0] ?? null
}
