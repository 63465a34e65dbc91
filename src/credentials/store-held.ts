import { type Db, sql } from '../platform/database.ts'
import type { Refusal } from '../platform/refusal.ts'
import { SIGN } from './store-signing.ts'
import type { Award } from './types.ts'

/** The outbox kind of a promised signature that is put aside while its issuer may sign nothing. */
const HELD = 'credentials.sign-held'
/** The kind of one that will never be kept: the row stays, with the reasons, and nothing takes it up. */
const REFUSED = 'credentials.sign-refused'

/** Puts promises aside, each with whose it is and which job asked for it. */
export async function holdPromises(
  tx: Db,
  held: readonly {
    readonly promiseId: string
    readonly award: Award
    readonly organisationId: string
    readonly refusals: readonly Refusal[]
  }[],
  at: Date,
): Promise<void> {
  if (held.length === 0) return
  const rows = held.map(({ promiseId, award, organisationId, refusals }) => ({
    id: promiseId,
    payload: { organisationId, issueJobId: award.issueJobId },
    codes: refusals.map(({ code }) => code).join(' '),
  }))
  await sql`update outbox o set kind = ${HELD}, payload = o.payload || r.payload, last_error = r.codes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, payload jsonb, codes text) where o.id = r.id`.execute(
    tx,
  )
  const stops = held.map(({ award: { personId, credentialId, organisationId }, refusals }) => ({
    personId,
    credentialId,
    organisationId,
    refusals,
  }))
  await sql`insert into signature_stop (person_id, credential_id, organisation_id, final, refusals, stopped_at)
    select r."personId", r."credentialId", r."organisationId", false, r.refusals, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(stops)}::jsonb)
      as r("personId" text, "credentialId" text, "organisationId" text, refusals jsonb)
    on conflict (person_id, credential_id) do update set final = false, refusals = excluded.refusals,
      stopped_at = excluded.stopped_at`.execute(tx)
}

/** The organisations whose signatures are put aside. */
export async function heldOrganisations(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct payload ->> 'organisationId' as id from outbox
    where kind = ${HELD} order by 1`.execute(db)
  return rows.map(({ id }) => id)
}

/** Makes what was put aside due again. Answers how many. */
export async function resumePromises(db: Db, organisationId: string): Promise<number> {
  const { rows } = await sql`update outbox set kind = ${SIGN}, last_error = null, next_at = ${new Date(0)}
    where kind = ${HELD} and payload ->> 'organisationId' = ${organisationId} returning id`.execute(db)
  await sql`delete from signature_stop where organisation_id = ${organisationId} and not final`.execute(db)
  return rows.length
}

/** Refuses for good what was put aside, and tells the jobs that asked for it: their rows are rejected with the reasons. Answers of which credentials. */
export async function refusePromises(
  tx: Db,
  organisationId: string,
  refusals: readonly Refusal[],
  at: Date,
): Promise<readonly string[]> {
  const refused = await sql<{ personId: string; credentialId: string; jobId: string | null }>`update outbox
    set kind = ${REFUSED}, last_error = ${refusals.map(({ code }) => code).join(' ')}
    where kind = ${HELD} and payload ->> 'organisationId' = ${organisationId}
    returning payload ->> 'personId' as "personId", payload ->> 'credentialId' as "credentialId",
      payload ->> 'issueJobId' as "jobId"`.execute(tx)
  await sql`insert into signature_stop (person_id, credential_id, organisation_id, final, refusals, stopped_at)
    select r.p, r.c, ${organisationId}, true, ${JSON.stringify(refusals)}::jsonb, ${at}::timestamptz
    from unnest(${refused.rows.map((row) => row.personId)}::text[], ${refused.rows.map((row) => row.credentialId)}::text[])
      as r(p, c)
    on conflict (person_id, credential_id) do update set final = true, refusals = excluded.refusals,
      stopped_at = excluded.stopped_at`.execute(tx)
  for (const jobId of new Set(refused.rows.flatMap((row) => (row.jobId === null ? [] : [row.jobId])))) {
    const own = refused.rows.filter((row) => row.jobId === jobId)
    const enrolments = await sql<{ id: string }>`select enrolment_id as id from award
      where person_id = any(${own.map((row) => row.personId)}::text[])
        and credential_id = any(${own.map((row) => row.credentialId)}::text[]) and enrolment_id is not null`.execute(tx)
    const changed = await sql`update issue_job_row set state = 'rejected', refusals = ${JSON.stringify(refusals)}::jsonb
      where job_id = ${jobId} and state = 'awarded' and enrolment_id = any(${enrolments.rows.map(({ id }) => id)}::text[])
      returning position`.execute(tx)
    const count = changed.rows.length
    await sql`update issue_job set awarded = awarded - ${count}, rejected = rejected + ${count}, last_progress_at = ${at}
      where id = ${jobId}`.execute(tx)
  }
  return refused.rows.map(({ credentialId }) => credentialId)
}

/**
 * Promises a signature again that was refused for good, and puts its row in its job right. Answers false where it isn't
 * refused (any more).
 */
export async function takeUpPromise(tx: Db, { personId, credentialId, enrolmentId, issueJobId }: Award, at: Date) {
  const { rows } = await sql`update outbox set kind = ${SIGN}, attempts = 0, last_error = null, next_at = ${new Date(0)}
    where kind = ${REFUSED} and unique_key = ${`${SIGN}:${credentialId}`} returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`delete from signature_stop where person_id = ${personId} and credential_id = ${credentialId}`.execute(tx)
  const changed = await sql`update issue_job_row set state = 'awarded', refusals = null
    where job_id = ${issueJobId} and enrolment_id = ${enrolmentId} and state = 'rejected' returning position`.execute(
    tx,
  )
  const count = changed.rows.length
  await sql`update issue_job set awarded = awarded + ${count}, rejected = rejected - ${count}, last_progress_at = ${at},
    finished_at = null where id = ${issueJobId} and ${count} > 0`.execute(tx)
  return true
}

/** How many signatures of a job are put aside. */
export async function heldOfJob(db: Db, jobId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from outbox
    where kind = ${HELD} and payload ->> 'issueJobId' = ${jobId}`.execute(db)
  return rows[0]?.n ?? 0
}
