import { type Db, sql } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Award, Credential, SignatureStop, Standing, StatusChange } from './types.ts'

const awardColumns = sql`a.id, a.person_id as "personId", a.definition_version_id as "definitionVersionId", a.attempt, a.edition,
  a.organisation_id as "organisationId", a.enrolment_id as "enrolmentId", a.credential_id as "credentialId",
  a.subject_id as "subjectId", a.status_list_id as "statusListId", a.status_index as "statusIndex",
  a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.valid_until as "validUntil", a.issue_job_id as "issueJobId",
  a.replaces_credential_id as "replacesCredentialId", a.aqrf`

/** Awards that stand for some people and a version, every edition and attempt. */
export async function awardsOfVersion(db: Db, versionId: string, personIds: readonly string[]): Promise<Award[]> {
  if (personIds.length === 0) return []
  const { rows } = await sql<Award>`select ${awardColumns} from award a
    where a.person_id = any(${[...personIds]}::text[]) and a.definition_version_id = ${versionId}
    order by a.person_id, a.attempt, a.edition`.execute(db)
  return rows
}

/**
 * Stores awards with their places, in one statement each for the awards and their index. An award that another
 * transaction stored first is left out of the answer: it stands already.
 */
export async function insertAwards(tx: Db, awards: readonly Award[]): Promise<Award[]> {
  if (awards.length === 0) return []
  const rows = JSON.stringify(awards)
  const inserted = await sql<{ id: string }>`insert into award (person_id, id, definition_version_id, attempt, edition,
      organisation_id, enrolment_id, credential_id, subject_id, status_list_id, status_index, decided_by, decided_at,
      valid_until, issue_job_id, replaces_credential_id, aqrf)
    select r."personId", r.id, r."definitionVersionId", r.attempt, r.edition, r."organisationId", r."enrolmentId",
      r."credentialId", r."subjectId", r."statusListId", r."statusIndex", r."decidedBy", r."decidedAt", r."validUntil",
      r."issueJobId", r."replacesCredentialId", r.aqrf
    from jsonb_to_recordset(${rows}::jsonb) as r("personId" text, id text, "definitionVersionId" text, attempt int,
      edition int, "organisationId" text, "enrolmentId" text, "credentialId" text, "subjectId" text, "statusListId" text,
      "statusIndex" int, "decidedBy" text, "decidedAt" timestamptz, "validUntil" timestamptz, "issueJobId" text,
      "replacesCredentialId" text, aqrf jsonb)
    order by r."personId", r.attempt
    on conflict (person_id, definition_version_id, attempt, edition) do nothing returning id`.execute(tx)
  const stored = new Set(inserted.rows.map((row) => row.id))
  const fresh = awards.filter((award) => stored.has(award.id))
  await sql`insert into credential_index (credential_id, person_id)
    select r.c, r.p from unnest(${fresh.map((one) => one.credentialId)}::text[], ${fresh.map((one) => one.personId)}::text[]) as r(c, p)`.execute(
    tx,
  )
  return fresh
}

/** One audit line for each award, in the transaction that stores it. Ids only. */
export async function recordAwards(tx: Db, awards: readonly Award[]): Promise<void> {
  const lines = awards.map((award) => ({
    id: newId(),
    at: award.decidedAt,
    actor: award.decidedBy,
    organisation: award.organisationId,
    subject: award.credentialId,
    detail: { versionId: award.definitionVersionId, attempt: award.attempt, edition: award.edition },
  }))
  await sql`insert into audit (id, at, actor_id, organisation_id, verb, subject, detail)
    select r.id, r.at, r.actor, r.organisation, 'award.decide', r.subject, r.detail
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as r(id text, at timestamptz, actor text, organisation text, subject text, detail jsonb)`.execute(tx)
}

type CredentialRow = Award & {
  stop: { final: boolean; refusals: SignatureStop['refusals']; at: string } | null
  holderId: string
  document: string | null
  signedAt: Date | null
  changeId: string | null
  number: number
  change: StatusChange['change']
  reasonCode: string
  note: string | null
  replacedBy: string | null
  changedBy: string
  byOrganisationId: string | null
  changedAt: Date
}

const stopColumn = sql`case when c.id is null and k.final is not null
  then jsonb_build_object('final', k.final, 'refusals', k.refusals, 'at', k.stopped_at) end as stop`

const credentialColumns = sql`${awardColumns}, coalesce(a.holder_id, a.person_id) as "holderId",
  coalesce((select g.document from credential_signature g where g.person_id = c.person_id and g.credential_id = c.id
    order by g.number desc limit 1), c.document) as document, c.signed_at as "signedAt", ${stopColumn}, s.id as "changeId", s.number, s.change,
  s.reason_code as "reasonCode", s.note, s.replaced_by as "replacedBy", s.changed_by as "changedBy",
  s.changed_at as "changedAt", s.by_organisation_id as "byOrganisationId"`

const credentialTables = sql`award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
  left join signature_stop k on k.person_id = a.person_id and k.credential_id = a.credential_id
  left join status_change s on s.person_id = a.person_id and s.credential_id = a.credential_id
    and s.number = (select max(n.number) from status_change n where n.person_id = a.person_id and n.credential_id = a.credential_id)`

/** The award alone, without what the row says of its document, holder and last change. */
function awardOf(row: CredentialRow): Award {
  const { holderId, document, signedAt, changeId, number, change, reasonCode, note, replacedBy, changedBy, ...rest } =
    row
  const { changedAt, byOrganisationId, stop, ...award } = rest
  return award
}

function credentialOf(row: CredentialRow): Credential {
  const { holderId, document, signedAt, changeId, number, change, reasonCode, note, replacedBy, changedBy } = row
  const { changedAt, byOrganisationId } = row
  const award = awardOf(row)
  const { credentialId, personId } = award
  return {
    id: credentialId,
    personId,
    holderId,
    award,
    document,
    signedAt,
    stop: row.stop === null ? null : { ...row.stop, at: new Date(row.stop.at) },
    change:
      changeId === null
        ? null
        : {
            ...{ id: changeId, credentialId, personId, number, change, reasonCode, note, replacedBy, changedBy },
            ...{ byOrganisationId, changedAt },
          },
  }
}

/** The award of a credential id, signed or not, with its last change; nothing for an id that is nobody's. */
export async function findCredential(db: Db, id: string): Promise<Credential | null> {
  const index = await sql<{
    personId: string
  }>`select person_id as "personId" from credential_index where credential_id = ${id}`.execute(db)
  const personId = index.rows[0]?.personId
  if (personId === undefined) return null
  const { rows } = await sql<CredentialRow>`select ${credentialColumns} from ${credentialTables}
    where a.person_id = ${personId} and a.credential_id = ${id}`.execute(db)
  return rows[0] === undefined ? null : credentialOf(rows[0])
}

/**
 * Some credentials as far as a change of status needs them, in no order; ids that are nobody's are left out. `lock` holds
 * their awards until the transaction ends, in one order for everybody.
 */
export async function standingsOf(db: Db, ids: readonly string[], lock = false): Promise<readonly Standing[]> {
  const wanted = sql`select i.person_id, i.credential_id from credential_index i where i.credential_id = any(${[...ids]}::text[])`
  if (lock)
    await sql`select a.id from award a join (${wanted}) w on w.person_id = a.person_id and w.credential_id = a.credential_id
      order by a.person_id, a.id for update of a`.execute(db)
  const { rows } = await sql<CredentialRow & { signed: boolean }>`select ${awardColumns},
      coalesce(a.holder_id, a.person_id) as "holderId", (c.id is not null) as signed, ${stopColumn}, s.id as "changeId", s.number, s.change,
      s.reason_code as "reasonCode", s.note, s.replaced_by as "replacedBy", s.changed_by as "changedBy",
      s.changed_at as "changedAt", s.by_organisation_id as "byOrganisationId"
    from (${wanted}) w join award a on a.person_id = w.person_id and a.credential_id = w.credential_id
      left join credential c on c.person_id = a.person_id and c.id = a.credential_id
      left join signature_stop k on k.person_id = a.person_id and k.credential_id = a.credential_id
      left join lateral (select n.* from status_change n where n.person_id = a.person_id and n.credential_id = a.credential_id
        order by n.number desc limit 1) s on true`.execute(db)
  return rows.map(({ signed, ...row }) => {
    const { document, signedAt, ...standing } = credentialOf(row)
    return { ...standing, signed }
  })
}

/** Names of editions that carry a corrected one, by award id. */
export async function correctedNames(
  db: Db,
  awards: readonly { readonly personId: string; readonly id: string }[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select n.award_id as id, n.name from award_name n
    join unnest(${awards.map(({ personId }) => personId)}::text[], ${awards.map(({ id }) => id)}::text[]) as r(person_id, award_id)
      on r.person_id = n.person_id and r.award_id = n.award_id`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name] as const))
}

/** Keeps the corrected name that an edition carries. */
export async function insertName(tx: Db, award: { readonly personId: string; readonly id: string }, name: string) {
  await sql`insert into award_name (person_id, award_id, name) values (${award.personId}, ${award.id}, ${name})`.execute(
    tx,
  )
}

/** Holds a credential's award, in every edition, against other changes until the transaction ends. */
export async function lockAward(tx: Db, personId: string, credentialId: string): Promise<void> {
  await sql`select a.id from award t
    join award a on a.person_id = t.person_id and a.definition_version_id = t.definition_version_id and a.attempt = t.attempt
    where t.person_id = ${personId} and t.credential_id = ${credentialId} order by a.edition for update of a`.execute(
    tx,
  )
}

/**
 * Passes an award in all its editions from the person it was issued to to somebody else, inside the caller's transaction.
 * Answers the credential ids of the editions, or nothing where somebody else holds it already. A repeat changes nothing.
 */
export async function passAward(
  tx: Db,
  personId: string,
  credentialId: string,
  holderId: string,
): Promise<readonly string[] | null> {
  // Locked before they are read: an edition that is being added at this moment is then among them.
  await lockAward(tx, personId, credentialId)
  const { rows } = await sql<{ id: string; heldBy: string | null }>`
    select a.credential_id as id, a.holder_id as "heldBy" from award t
    join award a on a.person_id = t.person_id and a.definition_version_id = t.definition_version_id and a.attempt = t.attempt
    where t.person_id = ${personId} and t.credential_id = ${credentialId} order by a.edition`.execute(tx)
  if (rows.length === 0 || rows.some(({ heldBy }) => heldBy !== null && heldBy !== holderId)) return null
  const ids = rows.map(({ id }) => id)
  await sql`update award set holder_id = ${holderId}
    where person_id = ${personId} and credential_id = any(${ids}::text[]) and holder_id is null`.execute(tx)
  return ids
}

/** Which of some awards somebody else holds, and what they replace. */
export async function passedAmong(
  db: Db,
  awards: readonly { readonly personId: string; readonly credentialId: string }[],
): Promise<readonly { credentialId: string; holderId: string; replacesCredentialId: string | null }[]> {
  const { rows } = await sql<{ credentialId: string; holderId: string; replacesCredentialId: string | null }>`
    select credential_id as "credentialId", holder_id as "holderId", replaces_credential_id as "replacesCredentialId" from award
    where person_id = any(${awards.map(({ personId }) => personId)}::text[]) and holder_id is not null
      and credential_id = any(${awards.map(({ credentialId }) => credentialId)}::text[])`.execute(db)
  return rows
}

/** What a person was awarded, newest first, the unsigned and the withdrawn among them. */
export async function credentialsOf(db: Db, personId: string): Promise<readonly Credential[]> {
  const { rows } = await sql<CredentialRow>`select ${credentialColumns} from ${credentialTables}
    where a.person_id = ${personId} order by a.decided_at desc, a.credential_id`.execute(db)
  return rows.map(credentialOf)
}

/** Awards of an organisation, newest first: at most `limit`, from `offset` on. */
export async function credentialsOfOrganisation(
  db: Db,
  organisationId: string,
  page: { limit: number; offset: number },
): Promise<{ credentials: Credential[]; total: number }> {
  const { rows } = await sql<CredentialRow>`select ${credentialColumns} from ${credentialTables}
    where a.organisation_id = ${organisationId} order by a.decided_at desc, a.credential_id
    limit ${page.limit} offset ${page.offset}`.execute(db)
  const counted = await sql<{
    total: number
  }>`select count(*) as total from award where organisation_id = ${organisationId}`.execute(db)
  return { credentials: rows.map(credentialOf), total: counted.rows[0]?.total ?? 0 }
}

/** Which of some enrolments were awarded. */
export async function awardedEnrolments(db: Db, enrolmentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select distinct enrolment_id as id from award
    where enrolment_id = any(${[...enrolmentIds]}::text[])`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** The credentials that some enrolments earned, each in its newest edition. */
export async function newestOfEnrolments(db: Db, enrolmentIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{
    id: string
  }>`select distinct on (person_id, definition_version_id, attempt) credential_id as id
    from award where enrolment_id = any(${[...enrolmentIds]}::text[])
    order by person_id, definition_version_id, attempt, edition desc`.execute(db)
  return rows.map(({ id }) => id)
}
