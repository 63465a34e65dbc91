import { type Db, sql } from '../platform/database.ts'
import type { Award } from './types.ts'
import type { AwardRequest } from './types-request.ts'

/** Of a request `q`. */
export const requestColumns = sql`q.person_id as "personId", q.id, q.organisation_id as "organisationId",
  q.definition_version_id as "definitionVersionId", q.way, q.source_id as "sourceId", q.decree_number as "decreeNumber",
  q.decree_on as "decreeOn", q.shown, q.apart, q.asked_by as "askedBy", q.asked_at as "askedAt", q.follows, q.overruled_at as "overruledAt",
  q.answer, q.attempt, q.credential_id as "credentialId", q.reason, q.answered_by as "answeredBy", q.answered_at as "answeredAt"`

/** Stores a request as it is asked. A second one of the same decision changes nothing and answers false. */
export async function insertRequest(tx: Db, row: AwardRequest): Promise<boolean> {
  const { rows } =
    await sql`insert into award_request (person_id, id, organisation_id, definition_version_id, way, source_id, decree_number, decree_on,
      shown, apart, asked_by, asked_at, follows)
    values (${row.personId}, ${row.id}, ${row.organisationId}, ${row.definitionVersionId}, ${row.way}, ${row.sourceId},
      ${row.decreeNumber}, ${row.decreeOn}::date, ${JSON.stringify(row.shown)}::jsonb, ${JSON.stringify(row.apart)}::jsonb,
      ${row.askedBy}, ${row.askedAt}, ${row.follows})
    on conflict (person_id, source_id) do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** Marks the requests of decisions in whose place another came, and answers their ids. */
export async function overrule(
  tx: Db,
  personId: string,
  sourceIds: readonly string[],
  at: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`update award_request set overruled_at = ${at}
    where person_id = ${personId} and source_id = any(${[...sourceIds]}::text[]) and overruled_at is null returning id`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/** A request of an organisation, held against other answers until the transaction ends. */
export async function lockRequest(
  tx: Db,
  organisationIds: readonly string[],
  id: string,
): Promise<AwardRequest | null> {
  const { rows } = await sql<AwardRequest>`select ${requestColumns} from award_request q
    where q.organisation_id = any(${[...organisationIds]}::text[]) and q.id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/** Writes the answer of a request that has none. */
export async function answerRow(
  tx: Db,
  { personId, id, answer, attempt, credentialId, reason, answeredBy, answeredAt }: AwardRequest,
): Promise<void> {
  await sql`update award_request set answer = ${answer}, attempt = ${attempt}, credential_id = ${credentialId}, reason = ${reason},
      answered_by = ${answeredBy}, answered_at = ${answeredAt}
    where person_id = ${personId} and id = ${id} and answer is null`.execute(tx)
}

/** What an organisation is asked for: first what waits, the oldest first; then the rest, the newest first. */
export async function requestsAt(db: Db, organisationId: string, most: number): Promise<readonly AwardRequest[]> {
  const { rows } = await sql<AwardRequest>`select ${requestColumns} from award_request q
    where q.organisation_id = ${organisationId}
    order by case when q.answer is null and q.overruled_at is null then q.asked_at end nulls last, q.asked_at desc, q.id
    limit ${most}`.execute(db)
  return rows
}

/** The requests of some decisions, by the decision's id. */
export async function requestsOf(
  db: Db,
  decisions: readonly { readonly personId: string; readonly id: string }[],
): Promise<ReadonlyMap<string, AwardRequest>> {
  if (decisions.length === 0) return new Map()
  const { rows } = await sql<AwardRequest>`select ${requestColumns} from award_request q
    join unnest(${decisions.map(({ personId }) => personId)}::text[], ${decisions.map(({ id }) => id)}::text[]) as r(person_id, id)
      on r.person_id = q.person_id and r.id = q.source_id`.execute(db)
  return new Map(rows.map((row) => [row.sourceId, row] as const))
}

/** Which of some awards were approved on such a request, by award id: of several, the one that led to this edition or to the last before it. */
export async function requestsAmong(
  db: Db,
  awards: readonly Pick<Award, 'id' | 'personId' | 'definitionVersionId' | 'attempt' | 'edition'>[],
): Promise<ReadonlyMap<string, AwardRequest>> {
  if (awards.length === 0) return new Map()
  const { rows } = await sql<
    AwardRequest & { awardId: string }
  >`select distinct on (r.award_id) ${requestColumns}, r.award_id as "awardId" from award_request q
    join unnest(${awards.map(({ id }) => id)}::text[], ${awards.map(({ personId }) => personId)}::text[],
        ${awards.map((one) => one.definitionVersionId)}::text[], ${awards.map(({ attempt }) => attempt)}::int[],
        ${awards.map(({ edition }) => edition)}::int[]) as r(award_id, person_id, version_id, attempt, edition)
      on r.person_id = q.person_id and r.version_id = q.definition_version_id and r.attempt = q.attempt
    join award a on a.person_id = q.person_id and a.credential_id = q.credential_id and a.edition <= r.edition
    order by r.award_id, a.edition desc`.execute(db)
  return new Map(rows.map(({ awardId, ...request }) => [awardId, request] as const))
}

/** First credentials of a person that were awarded for prior learning, each as the account keeps it. */
export async function requestedCredentials(db: Db, personId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select q.credential_id as id from award_request q
    join award a on a.person_id = q.person_id and a.credential_id = q.credential_id and a.edition = 1
    where q.person_id = ${personId} order by q.asked_at`.execute(db)
  return rows.map(({ id }) => id)
}
