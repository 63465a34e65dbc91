import { type Db, sql } from '../platform/database.ts'
import type { Result } from './types.ts'

const columns = sql`r.id, r.person_id as "personId", r.enrolment_id as "enrolmentId", r.outcome_id as "outcomeId", r.attempt,
  r.score, r.passed, r.assessor_id as "assessorId", r.method, r.evidence, r.assessed_on as "assessedOn",
  r.recorded_at as "recordedAt", r.replaces_id as "replacesId", r.replaced_at as "replacedAt"`

/** The results that stand for these enrolments. */
export async function standingResults(db: Db, enrolmentIds: readonly string[]): Promise<readonly Result[]> {
  if (enrolmentIds.length === 0) return []
  const { rows } = await sql<Result>`select ${columns} from result r
    where r.enrolment_id = any(${[...enrolmentIds]}::text[]) and r.replaced_at is null
    order by r.enrolment_id, r.attempt, r.outcome_id`.execute(db)
  return rows
}

/** Every result of an enrolment, replaced ones among them, oldest first. */
export async function resultsOf(db: Db, enrolmentId: string): Promise<readonly Result[]> {
  const { rows } = await sql<Result>`select ${columns} from result r where r.enrolment_id = ${enrolmentId}
    order by r.recorded_at, r.replaced_at nulls last, r.attempt, r.outcome_id, r.id`.execute(db)
  return rows
}

/**
 * The highest attempt that each person has results for in other enrolments of the same definition version: attempts are
 * counted over all of a person's enrolments, so that an award names one of them.
 */
export async function attemptsElsewhere(
  db: Db,
  versionId: string,
  batchId: string,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (personIds.length === 0) return new Map()
  const { rows } = await sql<{ personId: string; attempt: number }>`
    select r.person_id as "personId", max(r.attempt)::int as attempt
    from result r join enrolment e on e.person_id = r.person_id and e.id = r.enrolment_id
    where r.person_id = any(${[...personIds]}::text[]) and e.definition_version_id = ${versionId} and e.batch_id <> ${batchId}
    group by r.person_id`.execute(db)
  return new Map(rows.map((row) => [row.personId, row.attempt] as const))
}

/** Holds what is recorded for these enrolments against others until the transaction ends, always in the same order. */
export async function lockEnrolments(tx: Db, enrolmentIds: readonly string[]): Promise<void> {
  const ids = [...new Set(enrolmentIds)].sort()
  await sql`select pg_advisory_xact_lock(hashtext('result ' || id))
    from (select id from unnest(${ids}::text[]) with ordinality as asked (id, place) order by place) as ordered`.execute(
    tx,
  )
}

/** Writes results, and marks those that they replace. */
export async function insertResults(tx: Db, results: readonly Result[]): Promise<void> {
  if (results.length === 0) return
  const replaced = results.flatMap((result) => (result.replacesId === null ? [] : [result.replacesId]))
  const at = results[0]?.recordedAt ?? null
  if (replaced.length > 0)
    await sql`update result set replaced_at = ${at} where person_id = any(${results.map((result) => result.personId)}::text[])
      and id = any(${replaced}::text[]) and replaced_at is null`.execute(tx)
  const rows = results.map((result) => ({
    person_id: result.personId,
    id: result.id,
    enrolment_id: result.enrolmentId,
    outcome_id: result.outcomeId,
    attempt: result.attempt,
    score: result.score,
    passed: result.passed,
    assessor_id: result.assessorId,
    method: result.method,
    evidence: result.evidence,
    assessed_on: result.assessedOn,
    replaces_id: result.replacesId,
  }))
  await sql`insert into result (person_id, id, enrolment_id, outcome_id, attempt, score, passed, assessor_id, method, evidence,
      assessed_on, recorded_at, replaces_id)
    select person_id, id, enrolment_id, outcome_id, attempt, score, passed, assessor_id, method, evidence, assessed_on,
      ${at}::timestamptz, replaces_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (person_id text, id text, enrolment_id text, outcome_id text,
      attempt int, score int, passed boolean, assessor_id text, method text, evidence jsonb, assessed_on date, replaces_id text)`.execute(
    tx,
  )
}
