import { type Db, sql } from '../platform/database.ts'
import type { Appeal, CredentialFacts } from './types.ts'

const columns = sql`a.person_id as "personId", a.id, a.request_id as "requestId", a.decision_id as "decisionId",
  a.organisation_id as "organisationId", a.reason, a.appealed_at as "appealedAt", a.due_on as "dueOn",
  a.withdrawn_at as "withdrawnAt", a.outcome, a.answer, a.new_decision_id as "newDecisionId", a.answered_by as "answeredBy",
  a.answered_at as "answeredAt"`

/** Stores an appeal; the key by decision refuses a second one. */
export async function insertAppeal(tx: Db, row: Appeal): Promise<boolean> {
  const { rows } =
    await sql`insert into recognition_appeal (person_id, id, request_id, decision_id, organisation_id, reason,
      appealed_at, due_on)
    values (${row.personId}, ${row.id}, ${row.requestId}, ${row.decisionId}, ${row.organisationId}, ${row.reason},
      ${row.appealedAt}, ${row.dueOn}::date) on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** The appeal against a decision, whatever became of it. */
export async function findAppeal(db: Db, personId: string, decisionId: string): Promise<Appeal | null> {
  const { rows } = await sql<Appeal>`select ${columns} from recognition_appeal a
    where a.person_id = ${personId} and a.decision_id = ${decisionId}`.execute(db)
  return rows[0] ?? null
}

/** The appeals of a request, oldest first. */
export async function appealsOf(db: Db, personId: string, requestId: string): Promise<readonly Appeal[]> {
  const { rows } = await sql<Appeal>`select ${columns} from recognition_appeal a
    where a.person_id = ${personId} and a.request_id = ${requestId} order by a.appealed_at, a.id`.execute(db)
  return rows
}

/** Whether a decision was the answer to an appeal. */
export async function decidedOnAppeal(db: Db, personId: string, decisionId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from recognition_appeal a
    where a.person_id = ${personId} and a.new_decision_id = ${decisionId}`.execute(db)
  return rows.length > 0
}

/** Appeals that wait at an organisation, by deadline, with what they are about. */
export async function openAppeals(
  db: Db,
  organisationId: string,
  most = 100,
): Promise<readonly (Appeal & { readonly facts: CredentialFacts })[]> {
  const { rows } = await sql<Appeal & { facts: CredentialFacts }>`select ${columns}, r.facts from recognition_appeal a
    join recognition_request r on r.person_id = a.person_id and r.id = a.request_id
    where a.organisation_id = ${organisationId} and a.outcome is null and a.withdrawn_at is null
    order by a.due_on, a.appealed_at, a.id limit ${most}`.execute(db)
  return rows
}

/** Keeps the answer. False where it was answered or withdrawn before. */
export async function answerAppealRow(
  tx: Db,
  row: Pick<Appeal, 'personId' | 'id' | 'outcome' | 'answer' | 'newDecisionId' | 'answeredBy' | 'answeredAt'>,
): Promise<boolean> {
  const { rows } = await sql`update recognition_appeal set outcome = ${row.outcome}, answer = ${row.answer},
      new_decision_id = ${row.newDecisionId}, answered_by = ${row.answeredBy}, answered_at = ${row.answeredAt}
    where person_id = ${row.personId} and id = ${row.id} and outcome is null and withdrawn_at is null returning id`.execute(
    tx,
  )
  return rows.length > 0
}

/** The holder takes an appeal back. False where it was answered or withdrawn before. */
export async function withdrawAppealRow(tx: Db, personId: string, id: string, at: Date): Promise<boolean> {
  const { rows } = await sql`update recognition_appeal set withdrawn_at = ${at}
    where person_id = ${personId} and id = ${id} and outcome is null and withdrawn_at is null returning id`.execute(tx)
  return rows.length > 0
}
