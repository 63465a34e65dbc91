import type { JsonObject } from '@lumbung/credential'
import { type Db, sql } from '../platform/database.ts'
import type { Award, Together, TogetherDecision, TogetherState } from './types.ts'

const columns = sql`t.person_id as "personId", t.credential_id as "credentialId", t.state, t.due_at as "dueAt", t.content,
  t.settled_at as "settledAt", (select jsonb_agg(jsonb_build_object('position', p.position, 'organisationId', p.organisation_id,
    'role', p.role, 'isApproved', p.approved_at is not null, 'proof', p.proof) order by p.position)
    from co_issue_part p where p.person_id = t.person_id and p.credential_id = t.credential_id) as parts`

/** Opens the way of awards that several issue together: the issuer's decision is its approval, the others' are asked for. */
export async function openTogether(
  tx: Db,
  awards: readonly Award[],
  coIssuers: ReadonlyMap<string, readonly { readonly organisationId: string; readonly role: string }[]>,
  dueAt: Date,
): Promise<void> {
  const parts = awards.flatMap((award) =>
    [{ organisationId: award.organisationId, role: null }, ...(coIssuers.get(award.definitionVersionId) ?? [])].map(
      ({ organisationId, role }, position) => ({
        person: award.personId,
        credential: award.credentialId,
        position,
        organisation: organisationId,
        role,
        approved: position === 0 ? award.decidedAt : null,
      }),
    ),
  )
  const rows = awards.map(({ personId, credentialId, issueJobId }) => ({ personId, credentialId, issueJobId }))
  await sql`insert into co_issue (person_id, credential_id, issue_job_id, due_at)
    select r."personId", r."credentialId", r."issueJobId", ${dueAt}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r("personId" text, "credentialId" text, "issueJobId" text)`.execute(
    tx,
  )
  await sql`insert into co_issue_part (person_id, credential_id, position, organisation_id, role, approved_at)
    select r.person, r.credential, r.position, r.organisation, r.role, r.approved
    from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as r(person text, credential text, position int,
      organisation text, role text, approved timestamptz)`.execute(tx)
}

/** Those among some credentials that several issue together, by credential id. `lock` holds them in one order for everybody. */
export async function togetherAmong(
  db: Db,
  credentialIds: readonly string[],
  lock = false,
): Promise<ReadonlyMap<string, Together>> {
  if (credentialIds.length === 0) return new Map()
  if (lock)
    await sql`select 1 from co_issue where credential_id = any(${[...credentialIds]}::text[])
      order by person_id, credential_id for update`.execute(db)
  const { rows } = await sql<Together>`select ${columns} from co_issue t
    where t.credential_id = any(${[...credentialIds]}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.credentialId, row] as const))
}

/** What an organisation issues together with others, what is open first, then by day; as co-issuer or as the issuer. */
export async function togetherOf(
  db: Db,
  organisationId: string,
  as: 'issuer' | 'co-issuer',
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly Together[]> {
  const { rows } = await sql<Together>`select ${columns} from co_issue t
    join co_issue_part o on o.person_id = t.person_id and o.credential_id = t.credential_id
    where o.organisation_id = ${organisationId} and (o.position = 0) = ${as === 'issuer'}
    order by (t.state = 'approving' and o.approved_at is null) desc, (t.settled_at is null) desc, t.due_at desc, t.credential_id
    limit ${page.limit} offset ${page.offset}`.execute(db)
  return rows
}

/** Which of some credentials an organisation issued together with their issuer. */
export async function issuedBeside(
  db: Db,
  organisationId: string,
  credentialIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`select p.credential_id as id from co_issue_part p
    join co_issue t on t.person_id = p.person_id and t.credential_id = p.credential_id
    where p.organisation_id = ${organisationId} and p.position > 0 and t.state = 'issued'
      and p.credential_id = any(${[...credentialIds]}::text[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** How many awards wait for an organisation's approval. */
export async function countWaitingFor(db: Db, organisationId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from co_issue t
    join co_issue_part o on o.person_id = t.person_id and o.credential_id = t.credential_id
    where o.organisation_id = ${organisationId} and o.approved_at is null and t.state = 'approving'`.execute(db)
  return rows[0]?.n ?? 0
}

/** Adds decisions of an organisation. */
export async function insertDecisions(tx: Db, decisions: readonly TogetherDecision[]): Promise<void> {
  await sql`insert into co_issue_decision (person_id, id, credential_id, organisation_id, decision, reason_code, note, decided_by, decided_at)
    select r."personId", r.id, r."credentialId", r."organisationId", r.decision, r."reasonCode", r.note, r."decidedBy", r."decidedAt"
    from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as r("personId" text, id text, "credentialId" text,
      "organisationId" text, decision text, "reasonCode" text, note text, "decidedBy" text, "decidedAt" timestamptz)`.execute(
    tx,
  )
}

/** The refusal of an award, where a co-issuer refused it. */
export async function refusalOf(
  db: Db,
  personId: string,
  credentialId: string,
): Promise<{ readonly organisationId: string; readonly reasonCode: string; readonly note: string | null } | null> {
  const { rows } = await sql<{ organisationId: string; reasonCode: string; note: string | null }>`
    select organisation_id as "organisationId", reason_code as "reasonCode", note from co_issue_decision
    where person_id = ${personId} and credential_id = ${credentialId} and decision = 'refuse' limit 1`.execute(db)
  return rows[0] ?? null
}

/** Notes or takes back an organisation's approval. */
export async function setApproval(
  tx: Db,
  organisationId: string,
  credentialIds: readonly string[],
  at: Date | null,
): Promise<void> {
  await sql`update co_issue_part set approved_at = ${at}::timestamptz
    where organisation_id = ${organisationId} and credential_id = any(${[...credentialIds]}::text[])`.execute(tx)
}

/** Moves open awards to another state. Answers which were open. */
export async function moveTogether(
  tx: Db,
  credentialIds: readonly string[],
  state: TogetherState,
  at: Date | null,
): Promise<readonly string[]> {
  if (credentialIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`update co_issue set state = ${state}, settled_at = ${at}::timestamptz
    where credential_id = any(${[...credentialIds]}::text[]) and settled_at is null returning credential_id as id`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** Keeps the unsigned documents, so that everybody signs the same. One that is kept stays. */
export async function keepContents(
  tx: Db,
  contents: readonly { readonly credentialId: string; readonly content: string }[],
): Promise<void> {
  await sql`update co_issue t set content = r.content
    from unnest(${contents.map((one) => one.credentialId)}::text[], ${contents.map((one) => one.content)}::text[]) as r(id, content)
    where t.credential_id = r.id and t.content is null`.execute(tx)
}

/** Keeps signatures until all are there. */
export async function keepProofs(
  tx: Db,
  proofs: readonly { readonly credentialId: string; readonly position: number; readonly proof: JsonObject }[],
  at: Date,
): Promise<void> {
  await sql`update co_issue_part p set proof = r.proof, signed_at = ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(proofs)}::jsonb) as r("credentialId" text, position int, proof jsonb)
    where p.credential_id = r."credentialId" and p.position = r.position`.execute(tx)
}

/** Open awards whose time to be approved is over, held until the transaction ends; another process gets others. */
export async function takeOverdue(tx: Db, now: Date, most: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select credential_id as id from co_issue
    where state = 'approving' and due_at <= ${now} order by due_at, credential_id limit ${most} for update skip locked`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}
