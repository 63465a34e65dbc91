import { type Db, sql } from '../platform/database.ts'
import type { Review } from './types-review.ts'

/** The review that stands of decision `d`, as `Review` names its fields; null where there is none. */
export const standingReview = sql`(select jsonb_build_object('id', w.id, 'cause', w.cause, 'answer', w.answer, 'reason', w.reason,
    'useId', w.use_id, 'decidedBy', w.decided_by, 'decidedAt', w.decided_at)
  from recognition_review w where w.person_id = d.person_id and w.decision_id = d.id and w.replaced_at is null)`

/** Whether the credit of decision `d` was taken back since. */
export const creditWithdrawn = sql`exists (select 1 from recognition_review w
  where w.person_id = d.person_id and w.decision_id = d.id and w.replaced_at is null and w.answer = 'withdrawn')`

/** The standing decision that counts by a movement, or counted by it before it was taken back. */
export async function decisionOfUse(
  tx: Db,
  personId: string,
  useId: string,
): Promise<{ readonly id: string; readonly requestId: string; readonly review: Review | null } | null> {
  const { rows } = await sql<{ id: string; requestId: string; review: Review | null }>`
    select d.id, d.request_id as "requestId", ${standingReview} as review from recognition_decision d
    where d.person_id = ${personId} and d.replaced_at is null and (d.transaction_id = ${useId}
      or d.id in (select w.decision_id from recognition_review w where w.person_id = ${personId} and w.use_id = ${useId}))
    limit 1`.execute(tx)
  return rows[0] ?? null
}

/** Adds a review; the index `recognition_review_once` refuses a second one that stands. */
export async function insertReview(
  tx: Db,
  row: Omit<Review, 'decidedAt'> & {
    readonly personId: string
    readonly requestId: string
    readonly decisionId: string
    readonly organisationId: string
    readonly decidedAt: Date
  },
): Promise<void> {
  await sql`insert into recognition_review (person_id, id, request_id, decision_id, organisation_id, cause, answer, reason, use_id,
      decided_by, decided_at)
    values (${row.personId}, ${row.id}, ${row.requestId}, ${row.decisionId}, ${row.organisationId}, ${row.cause}, ${row.answer},
      ${row.reason}, ${row.useId}, ${row.decidedBy}, ${row.decidedAt})`.execute(tx)
}

/** Marks a review as replaced by another; the row stays. */
export async function replaceReview(tx: Db, personId: string, id: string, by: string, at: Date): Promise<void> {
  await sql`update recognition_review set replaced_at = ${at}, replaced_by = ${by}
    where person_id = ${personId} and id = ${id} and replaced_at is null`.execute(tx)
}
