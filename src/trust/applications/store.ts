import { type Db, sql } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { leaveRegister } from '../store-log.ts'
import type { RegisterClass } from '../types.ts'
import type { Appeal, Application, ApplicationContent, ApplicationDocument, Finding } from './types.ts'

const applicationColumns = sql`id, organisation_id as "organisationId", class, checklist_id as "checklistId", content, revision,
  created_by as "createdBy", created_at as "createdAt", submitted_by as "submittedBy", submitted_at as "submittedAt", due_on as "dueOn"`

export async function findApplication(db: Db, id: string): Promise<Application | null> {
  const { rows } =
    await sql<Application>`select ${applicationColumns} from register_application where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Finds an application and holds other changes of it back until the transaction ends. */
export async function lockApplication(tx: Db, id: string): Promise<Application | null> {
  const { rows } =
    await sql<Application>`select ${applicationColumns} from register_application where id = ${id} for update`.execute(
      tx,
    )
  return rows[0] ?? null
}

/** The applications of some organisations, newest first. */
export async function applicationsOf(db: Db, organisationIds: readonly string[]): Promise<readonly Application[]> {
  const { rows } = await sql<Application>`select ${applicationColumns} from register_application
    where organisation_id = any(${[...organisationIds]}::text[]) order by created_at desc, id`.execute(db)
  return rows
}

/** What was submitted and is decided neither way, or only in a first instance that was appealed, the most urgent first. */
export async function openApplications(db: Db): Promise<readonly Application[]> {
  const { rows } = await sql<Application>`select ${applicationColumns} from register_application a
    where submitted_at is not null and (
      select count(*) from register_proposal p join register_decision d on d.proposal_id = p.id
      where p.application_id = a.id and p.act in ('list', 'refuse') and d.outcome = 'confirmed')
      <= case when exists (select 1 from register_appeal e where e.application_id = a.id) then 1 else 0 end
    order by due_on, submitted_at, id`.execute(db)
  return rows
}

/** What was decided last, newest first. */
export async function decidedApplications(db: Db, most: number): Promise<readonly Application[]> {
  const { rows } = await sql<Application>`select ${applicationColumns} from register_application a
    join (select p.application_id, max(d.decided_at) as at from register_proposal p join register_decision d on d.proposal_id = p.id
      where p.act in ('list', 'refuse') and d.outcome = 'confirmed' group by p.application_id) last on last.application_id = a.id
    order by last.at desc limit ${most}`.execute(db)
  return rows
}

/** Begins a draft. Answers its id, or the one of the draft that the organisation has already. */
export async function insertDraft(
  tx: Db,
  row: {
    organisationId: string
    class: RegisterClass
    checklistId: string
    content: ApplicationContent
    createdBy: string
    at: Date
  },
): Promise<string> {
  const id = newId()
  await sql`insert into register_application (id, organisation_id, class, checklist_id, content, created_by, created_at, changed_at)
    values (${id}, ${row.organisationId}, ${row.class}, ${row.checklistId}, ${JSON.stringify(row.content)}::jsonb, ${row.createdBy},
      ${row.at}, ${row.at}) on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ id: string }>`select id from register_application
    where organisation_id = ${row.organisationId} and submitted_at is null`.execute(tx)
  return rows[0]?.id ?? id
}

/** Saves a draft that still has this revision; answers false where it was changed or submitted meanwhile. */
export async function updateDraft(
  tx: Db,
  id: string,
  revision: number,
  content: ApplicationContent,
  at: Date,
): Promise<boolean> {
  const { rows } =
    await sql`update register_application set content = ${JSON.stringify(content)}::jsonb, revision = revision + 1,
    changed_at = ${at} where id = ${id} and revision = ${revision} and submitted_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** Submits a draft: from here on it is unchangeable. */
export async function submitDraft(tx: Db, id: string, personId: string, at: Date, dueOn: string): Promise<void> {
  const { rows } = await sql<{ organisationId: string }>`update register_application
    set submitted_by = ${personId}, submitted_at = ${at}, due_on = ${dueOn}
    where id = ${id} and submitted_at is null returning organisation_id as "organisationId"`.execute(tx)
  if (rows[0] !== undefined) await leaveRegister(tx, 'register-application', id, at, rows[0].organisationId)
}

const documentColumns = sql`id, application_id as "applicationId", item, name, media_type as "mediaType", bytes, sha256,
  uploaded_by as "uploadedBy", uploaded_at as "uploadedAt"`

/** The documents of an application without their bytes, oldest first. */
export async function documentsOf(db: Db, applicationId: string): Promise<readonly ApplicationDocument[]> {
  const { rows } = await sql<ApplicationDocument>`select ${documentColumns} from register_document
    where application_id = ${applicationId} order by uploaded_at, id`.execute(db)
  return rows
}

/** The bytes of a document. */
export async function documentContent(
  db: Db,
  applicationId: string,
  id: string,
): Promise<(ApplicationDocument & { readonly content: Uint8Array }) | null> {
  const { rows } = await sql<ApplicationDocument & { content: Uint8Array }>`select ${documentColumns}, content
    from register_document where application_id = ${applicationId} and id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Keeps a document; the same bytes for the same point are kept once. */
export async function insertDocument(tx: Db, row: ApplicationDocument, content: Uint8Array): Promise<void> {
  await sql`insert into register_document (id, application_id, item, name, media_type, bytes, sha256, content, uploaded_by, uploaded_at)
    values (${row.id}, ${row.applicationId}, ${row.item}, ${row.name}, ${row.mediaType}, ${row.bytes}, ${row.sha256},
      ${Buffer.from(content)}, ${row.uploadedBy}, ${row.uploadedAt}) on conflict (application_id, item, sha256) do nothing`.execute(
    tx,
  )
}

/** Takes a document out of a draft. */
export async function deleteDocument(tx: Db, applicationId: string, id: string): Promise<void> {
  await sql`delete from register_document where id = ${id} and application_id = ${applicationId}`.execute(tx)
}

/** Everything that reviewers found about an application, oldest first. */
export async function findingsOf(db: Db, applicationId: string): Promise<readonly Finding[]> {
  const { rows } = await sql<Finding>`select application_id as "applicationId", item, met, note, found_by as "foundBy",
    found_at as "foundAt" from register_finding where application_id = ${applicationId} order by found_at, id`.execute(
    db,
  )
  return rows
}

export async function insertFinding(tx: Db, row: Finding): Promise<void> {
  await sql`insert into register_finding (id, application_id, item, met, note, found_by, found_at)
    values (${newId()}, ${row.applicationId}, ${row.item}, ${row.met}, ${row.note}, ${row.foundBy}, ${row.foundAt})`.execute(
    tx,
  )
}

/** Whether somebody declared a conflict of interest with an organisation. */
export async function isInConflict(db: Db, personId: string, organisationId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from register_conflict
    where person_id = ${personId} and organisation_id = ${organisationId}`.execute(db)
  return rows.length > 0
}

/** Keeps somebody's declaration; a second one changes nothing. */
export async function insertConflict(
  tx: Db,
  personId: string,
  organisationId: string,
  note: string,
  at: Date,
): Promise<void> {
  await sql`insert into register_conflict (person_id, organisation_id, note, declared_at)
    values (${personId}, ${organisationId}, ${note}, ${at}) on conflict do nothing`.execute(tx)
}

export async function findAppeal(db: Db, applicationId: string): Promise<Appeal | null> {
  const { rows } = await sql<Appeal>`select application_id as "applicationId", grounds, appealed_by as "appealedBy",
    appealed_at as "appealedAt", due_on as "dueOn" from register_appeal where application_id = ${applicationId}`.execute(
    db,
  )
  return rows[0] ?? null
}

export async function insertAppeal(tx: Db, row: Appeal): Promise<void> {
  await sql`insert into register_appeal (application_id, grounds, appealed_by, appealed_at, due_on)
    values (${row.applicationId}, ${row.grounds}, ${row.appealedBy}, ${row.appealedAt}, ${row.dueOn})`.execute(tx)
  await leaveRegister(tx, 'register-appeal', row.applicationId, row.appealedAt, null)
}

/** The organisations that a body may be asked to attest: those that applied, and those that the register knows. */
export async function attestable(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select organisation_id as id from register_application
    union select organisation_id from listing union select organisation_id from attestation`.execute(db)
  return rows.map(({ id }) => id)
}
