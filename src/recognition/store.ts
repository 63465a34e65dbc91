import { dayOf } from '../platform/clock.ts'
import { type Db, sql } from '../platform/database.ts'
import type { UseDecided } from './rules-facts.ts'
import { standingReview } from './store-review.ts'
import type { Case, CredentialFacts, Decision, Evaluation, Origin, RecognitionRequest } from './types.ts'

/** The columns of a request as `RecognitionRequest` names them; the table is `r`. */
export const requestColumns = sql`r.person_id as "personId", r.id, r.credential_id as "credentialId", r.study_id as "studyId",
  r.organisation_id as "organisationId", r.programme_id as "programmeId", r.asked_sks as "askedSks", r.as_package as "asPackage",
  r.course_id as "courseId", r.note, r.facts, r.asked_at as "askedAt", r.due_on as "dueOn", r.withdrawn_at as "withdrawnAt",
  r.closed_at as "closedAt", r.submission_id as "submissionId", coalesce(r.asked_by, r.person_id) as "askedBy"`

/** The columns of a decision as `Decision` names them; the table is `d`. */
export const decisionColumns = sql`d.person_id as "personId", d.request_id as "requestId", d.id, d.outcome, d.granted_sks as "grantedSks",
  d.course_id as "courseId", d.reason, d.rule_set_id as "ruleSetId", d.rule_set_version as "ruleSetVersion", d.rule_set_hash as "ruleSetHash", d.inputs, d.trace,
  d.waiver_reason as "waiverReason", d.transaction_id as "transactionId", d.decided_by as "decidedBy", d.decided_at as "decidedAt",
  d.replaced_at as "replacedAt", coalesce(d.warnings, '[]') as warnings, d.equivalence_id as "equivalenceId",
  ${standingReview} as review`

/** Stores a wish. Answers false when the same credential is being asked for in the same programme already. */
export async function insertRequest(tx: Db, row: RecognitionRequest): Promise<boolean> {
  const { rows } = await sql`
    insert into recognition_request (person_id, id, credential_id, study_id, organisation_id, programme_id, asked_sks, as_package,
      course_id, note, facts, definition_version_id, asked_at, due_on, submission_id, asked_by)
    values (${row.personId}, ${row.id}, ${row.credentialId}, ${row.studyId}, ${row.organisationId}, ${row.programmeId}, ${row.askedSks},
      ${row.asPackage}, ${row.courseId}, ${row.note}, ${JSON.stringify(row.facts)}::jsonb, ${row.facts.definitionVersionId},
      ${row.askedAt}, ${row.dueOn}::date, ${row.submissionId}, ${row.askedBy})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** A person's own request. */
export async function findOwnRequest(db: Db, personId: string, id: string): Promise<RecognitionRequest | null> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.person_id = ${personId} and r.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** All requests of a person, newest first. */
export async function requestsOf(db: Db, personId: string): Promise<readonly RecognitionRequest[]> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.person_id = ${personId} order by r.asked_at desc, r.id`.execute(db)
  return rows
}

/** The requests that were sent together, in the order in which they were asked. */
export async function submissionOf(
  db: Db,
  personId: string,
  submissionId: string,
): Promise<readonly RecognitionRequest[]> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.person_id = ${personId} and r.submission_id = ${submissionId} order by r.id`.execute(db)
  return rows
}

/** A request within one of these organisations: another university's is as unknown as one that never was. */
export async function findRequestAt(
  db: Db,
  organisationIds: readonly string[],
  id: string,
): Promise<RecognitionRequest | null> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.organisation_id = any(${organisationIds}) and r.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/**
 * The same, locked with everything that the person asked for: registrars who decide at once come one after the other, and
 * two requests of one student can't use the same headroom.
 */
export async function lockRequest(tx: Db, personId: string, id: string): Promise<RecognitionRequest | null> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.person_id = ${personId} order by r.id for update`.execute(tx)
  return rows.find((row) => row.id === id) ?? null
}

/** Requests that wait at an organisation, by deadline. */
export async function openRequests(db: Db, organisationId: string, most = 300): Promise<readonly RecognitionRequest[]> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.organisation_id = ${organisationId} and r.closed_at is null and r.withdrawn_at is null
    order by r.due_on, r.asked_at, r.id limit ${most}`.execute(db)
  return rows
}

/** The request that waits next after this one, by deadline, and from the top where none stands behind it. */
export async function nextInQueue(
  db: Db,
  after: Pick<RecognitionRequest, 'organisationId' | 'id' | 'dueOn' | 'askedAt'>,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select r.id from recognition_request r
    where r.organisation_id = ${after.organisationId} and r.closed_at is null and r.withdrawn_at is null and r.id <> ${after.id}
    order by (r.due_on, r.asked_at, r.id) > (${after.dueOn}::date, ${after.askedAt}::timestamptz, ${after.id}) desc,
      r.due_on, r.asked_at, r.id limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** Whether the person asks for the same credential in the same programme elsewhere at this moment. */
export async function openRequestFor(
  db: Db,
  personId: string,
  credentialId: string,
  programmeId: string,
): Promise<RecognitionRequest | null> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.person_id = ${personId} and r.credential_id = ${credentialId} and r.programme_id = ${programmeId}
      and r.closed_at is null and r.withdrawn_at is null`.execute(db)
  return rows[0] ?? null
}

export async function closeRequest(tx: Db, personId: string, id: string, at: Date | null): Promise<void> {
  await sql`update recognition_request set closed_at = ${at} where person_id = ${personId} and id = ${id}`.execute(tx)
}

/** Takes a request back. False when it was decided or withdrawn before. */
export async function withdrawRequest(tx: Db, personId: string, id: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update recognition_request set withdrawn_at = ${at}
    where person_id = ${personId} and id = ${id} and closed_at is null and withdrawn_at is null returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** Stores a decision; the index `recognition_decision_once` refuses a second one that stands. */
export async function insertDecision(tx: Db, row: Decision): Promise<void> {
  await sql`
    insert into recognition_decision (person_id, request_id, id, outcome, granted_sks, course_id, reason, rule_set_id, rule_set_version,
      rule_set_hash, inputs, trace, waiver_reason, transaction_id, decided_by, decided_at, warnings, equivalence_id)
    values (${row.personId}, ${row.requestId}, ${row.id}, ${row.outcome}, ${row.grantedSks}, ${row.courseId}, ${row.reason},
      ${row.ruleSetId}, ${row.ruleSetVersion}, ${row.ruleSetHash}, ${JSON.stringify(row.inputs)}::jsonb, ${JSON.stringify(row.trace)}::jsonb,
      ${row.waiverReason}, ${row.transactionId}, ${row.decidedBy}, ${row.decidedAt},
      ${row.warnings.length === 0 ? null : JSON.stringify(row.warnings)}::jsonb, ${row.equivalenceId})`.execute(tx)
}

type DecisionRow = Omit<Decision, 'inputs' | 'trace'> & { inputs: Case; trace: Evaluation }

/** The decision that stands for a request. */
export async function standingDecision(db: Db, personId: string, requestId: string): Promise<Decision | null> {
  const { rows } = await sql<DecisionRow>`select ${decisionColumns} from recognition_decision d
    where d.person_id = ${personId} and d.request_id = ${requestId} and d.replaced_at is null`.execute(db)
  return rows[0] ?? null
}

/** Every decision of a request, also those that were taken back, oldest first. */
export async function decisionsOf(db: Db, personId: string, requestId: string): Promise<readonly Decision[]> {
  const { rows } = await sql<DecisionRow>`select ${decisionColumns} from recognition_decision d
    where d.person_id = ${personId} and d.request_id = ${requestId} order by d.decided_at, d.id`.execute(db)
  return rows
}

/** The standing decisions of a person, by request id. */
export async function standingDecisions(db: Db, personId: string): Promise<ReadonlyMap<string, Decision>> {
  const { rows } = await sql<DecisionRow>`select ${decisionColumns} from recognition_decision d
    where d.person_id = ${personId} and d.replaced_at is null`.execute(db)
  return new Map(rows.map((row) => [row.requestId, row]))
}

/** What is known of the decision that each use of a person was counted by, by the movement that counted it. */
export async function decidedUses(db: Db, personId: string): Promise<ReadonlyMap<string, UseDecided>> {
  const { rows } = await sql<{ transactionId: string; askedAt: Date; origin: Origin }>`
    select d.transaction_id as "transactionId", r.asked_at as "askedAt", d.inputs -> 'award' ->> 'origin' as origin
    from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where d.person_id = ${personId} and d.replaced_at is null and d.transaction_id is not null`.execute(db)
  return new Map(rows.map(({ transactionId, askedAt, origin }) => [transactionId, { askedOn: dayOf(askedAt), origin }]))
}

/** Marks a decision as taken back; the row stays. */
export async function replaceDecision(tx: Db, personId: string, id: string, at: Date, by: string): Promise<boolean> {
  const { rows } = await sql`update recognition_decision set replaced_at = ${at}, replaced_by = ${by}
    where person_id = ${personId} and id = ${id} and replaced_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** What an organisation decided last, newest first: request and decision. */
export async function lastDecisions(
  db: Db,
  organisationId: string,
  most = 15,
): Promise<readonly (Decision & { readonly facts: CredentialFacts; readonly askedSks: number })[]> {
  const { rows } = await sql<DecisionRow & { facts: CredentialFacts; askedSks: number }>`
    select ${decisionColumns}, r.facts, r.asked_sks as "askedSks" from recognition_decision d
    join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where r.organisation_id = ${organisationId} and d.replaced_at is null order by d.decided_at desc, d.id limit ${most}`.execute(
    db,
  )
  return rows
}

/** How often an organisation counted credentials of a definition version, and the SKS it granted most often. */
export async function precedentsOf(
  db: Db,
  organisationId: string,
  versionIds: readonly string[],
): Promise<ReadonlyMap<string, { decisions: number; sks: number }>> {
  const { rows } = await sql<{ versionId: string; decisions: number; sks: number }>`
    select r.definition_version_id as "versionId", count(*)::int as decisions, mode() within group (order by d.granted_sks)::int as sks
    from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where r.organisation_id = ${organisationId} and r.definition_version_id = any(${versionIds})
      and d.replaced_at is null and d.granted_sks > 0
    group by r.definition_version_id`.execute(db)
  return new Map(rows.map(({ versionId, ...rest }) => [versionId, rest]))
}
