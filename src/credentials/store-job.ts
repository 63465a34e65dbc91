import { type Db, sql } from '../platform/database.ts'
import type { Award, IssueJob, IssueJobRow, Rejection } from './types.ts'

const jobColumns = sql`id, organisation_id as "organisationId", definition_version_id as "definitionVersionId", batch_id as "batchId",
  asked_by as "askedBy", asked_at as "askedAt", total, awarded, already, rejected, signed,
  last_progress_at as "lastProgressAt", finished_at as "finishedAt"`

export type NewJob = Pick<IssueJob, 'id' | 'organisationId' | 'definitionVersionId' | 'batchId' | 'askedBy' | 'askedAt'>

/** Stores a job with its rows; answers false where the batch has an unfinished job already. */
export async function insertJob(
  tx: Db,
  job: NewJob,
  rows: readonly { personId: string; enrolmentId: string }[],
): Promise<boolean> {
  const inserted =
    await sql`insert into issue_job (id, organisation_id, definition_version_id, batch_id, asked_by, asked_at, total)
    values (${job.id}, ${job.organisationId}, ${job.definitionVersionId}, ${job.batchId}, ${job.askedBy}, ${job.askedAt}, ${rows.length})
    on conflict (batch_id) where finished_at is null do nothing returning id`.execute(tx)
  if (inserted.rows.length === 0) return false
  await sql`insert into issue_job_row (job_id, position, person_id, enrolment_id)
    select ${job.id}, r.position, r.person_id, r.enrolment_id
    from unnest(${rows.map((row) => row.personId)}::text[], ${rows.map((row) => row.enrolmentId)}::text[])
      with ordinality as r(person_id, enrolment_id, position)`.execute(tx)
  return true
}

export async function findJob(db: Db, id: string): Promise<IssueJob | null> {
  const { rows } = await sql<IssueJob>`select ${jobColumns} from issue_job where id = ${id}`.execute(db)
  return rows[0] ?? null
}

export async function openJobOfBatch(db: Db, batchId: string): Promise<IssueJob | null> {
  const { rows } =
    await sql<IssueJob>`select ${jobColumns} from issue_job where batch_id = ${batchId} and finished_at is null`.execute(
      db,
    )
  return rows[0] ?? null
}

/** The newest jobs of an organisation. */
export async function jobsOf(db: Db, organisationId: string, most: number): Promise<IssueJob[]> {
  const { rows } = await sql<IssueJob>`select ${jobColumns} from issue_job where organisation_id = ${organisationId}
    order by asked_at desc, id limit ${most}`.execute(db)
  return rows
}

/** Takes the next waiting rows of the oldest unfinished job; another process gets others. */
export async function takeRows(tx: Db, most: number): Promise<{ job: IssueJob; rows: IssueJobRow[] } | null> {
  const { rows } = await sql<
    IssueJobRow & { jobId: string }
  >`select r.job_id as "jobId", r.position, r.person_id as "personId",
      r.enrolment_id as "enrolmentId", r.refusals
    from issue_job_row r where r.state = 'waiting' and r.job_id = (
      select j.id from issue_job j where j.finished_at is null
        and exists (select 1 from issue_job_row w where w.job_id = j.id and w.state = 'waiting') order by j.asked_at, j.id limit 1)
    order by r.position limit ${most} for update of r skip locked`.execute(tx)
  const first = rows[0]
  if (first === undefined) return null
  const job = await findJob(tx, first.jobId)
  return job === null ? null : { job, rows }
}

/** Writes what became of rows, and counts it in the job. */
export async function settleRows(
  tx: Db,
  jobId: string,
  settled: { awarded: readonly string[]; already: readonly string[]; rejected: readonly Rejection[] },
  at: Date,
): Promise<void> {
  const rows = [
    ...settled.awarded.map((enrolment) => ({ enrolment, state: 'awarded', refusals: null })),
    ...settled.already.map((enrolment) => ({ enrolment, state: 'already', refusals: null })),
    ...settled.rejected.map(({ enrolmentId, refusals }) => ({ enrolment: enrolmentId, state: 'rejected', refusals })),
  ]
  await sql`update issue_job_row w set state = r.state, refusals = r.refusals
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(enrolment text, state text, refusals jsonb)
    where w.job_id = ${jobId} and w.enrolment_id = r.enrolment and w.state = 'waiting'`.execute(tx)
  await sql`update issue_job set awarded = awarded + ${settled.awarded.length}, already = already + ${settled.already.length},
    rejected = rejected + ${settled.rejected.length}, last_progress_at = ${at} where id = ${jobId}`.execute(tx)
}

/** Counts signed awards in the jobs that asked for them. */
export async function countSigned(tx: Db, awards: readonly Award[], at: Date): Promise<void> {
  const byJob = new Map<string, number>()
  for (const { issueJobId } of awards) if (issueJobId !== null) byJob.set(issueJobId, (byJob.get(issueJobId) ?? 0) + 1)
  for (const [jobId, count] of [...byJob].sort()) {
    await sql`update issue_job set signed = signed + ${count}, last_progress_at = ${at} where id = ${jobId}`.execute(tx)
  }
}

/** Finishes the jobs whose rows are all settled and whose awards are all signed or wait for those who issue them together. On its own, after the work committed. */
export async function finishJobs(db: Db, at: Date): Promise<number> {
  const { rows } = await sql`update issue_job j set finished_at = ${at} where j.finished_at is null
    and j.awarded + j.already + j.rejected = j.total and j.signed + (select count(*) from co_issue t
      where t.issue_job_id = j.id and t.state <> 'issued') = j.awarded returning id`.execute(db)
  return rows.length
}

/** The rejected rows of a job in the order of the roster. */
export async function rejectedRows(db: Db, jobId: string, most: number): Promise<IssueJobRow[]> {
  const { rows } =
    await sql<IssueJobRow>`select position, person_id as "personId", enrolment_id as "enrolmentId", refusals
    from issue_job_row where job_id = ${jobId} and state = 'rejected' order by position limit ${most}`.execute(db)
  return rows
}
