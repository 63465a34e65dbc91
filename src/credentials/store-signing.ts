import { type Db, sql } from '../platform/database.ts'
import { promiseAll } from '../platform/outbox.ts'
import type { Award } from './types.ts'

/** The outbox kind of a signature that was promised. */
export const SIGN = 'credentials.sign'

/** A promised signature, with its award where that is still unsigned. */
export interface ToSign {
  readonly promiseId: string
  readonly attempts: number
  /** None when it was signed already: then only the promise is to be taken off. */
  readonly award: Award | null
}

/** Promises the signature of each award, in the transaction that stores the awards. */
export async function promiseSignatures(tx: Db, awards: readonly Award[]): Promise<void> {
  const works = awards.map(({ personId, credentialId }) => ({
    uniqueKey: `${SIGN}:${credentialId}`,
    payload: { personId, credentialId },
  }))
  await promiseAll(tx, SIGN, works)
}

/** Takes back the promised signatures of some credentials. */
export async function withdrawPromises(tx: Db, credentialIds: readonly string[]): Promise<void> {
  if (credentialIds.length === 0) return
  await sql`delete from outbox where unique_key = any(${credentialIds.map((id) => `${SIGN}:${id}`)}::text[])`.execute(
    tx,
  )
}

/** Takes up to `most` due promises and holds them until the transaction ends; another process gets others. */
export async function takeSignatures(tx: Db, now: Date, most: number): Promise<ToSign[]> {
  const promises = await sql<{ promiseId: string; attempts: number; personId: string; credentialId: string }>`
    select id as "promiseId", attempts, payload ->> 'personId' as "personId", payload ->> 'credentialId' as "credentialId"
    from outbox where kind = ${SIGN} and next_at <= ${now} order by next_at, id limit ${most} for update skip locked`.execute(
    tx,
  )
  if (promises.rows.length === 0) return []
  const people = promises.rows.map((row) => row.personId)
  const credentials = promises.rows.map((row) => row.credentialId)
  const awards =
    await sql<Award>`select a.id, a.person_id as "personId", a.definition_version_id as "definitionVersionId",
      a.attempt, a.edition, a.organisation_id as "organisationId", a.enrolment_id as "enrolmentId",
      a.credential_id as "credentialId", a.subject_id as "subjectId", a.status_list_id as "statusListId",
      a.status_index as "statusIndex", a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.valid_until as "validUntil",
      a.issue_job_id as "issueJobId", a.replaces_credential_id as "replacesCredentialId"
    from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
    where a.person_id = any(${people}::text[]) and a.credential_id = any(${credentials}::text[]) and c.id is null`.execute(
      tx,
    )
  const unsigned = new Map(awards.rows.map((award) => [award.credentialId, award] as const))
  return promises.rows.map(({ promiseId, attempts, credentialId }) => ({
    promiseId,
    attempts,
    award: unsigned.get(credentialId) ?? null,
  }))
}

/** Stores signed documents. A document that stands already stays as it is. */
export async function storeDocuments(
  tx: Db,
  signed: readonly { award: Award; document: string }[],
  at: Date,
): Promise<void> {
  if (signed.length === 0) return
  await sql`insert into credential (person_id, id, award_id, document, signed_at)
    select r.person_id, r.id, r.award_id, r.document, ${at}::timestamptz
    from unnest(${signed.map((one) => one.award.personId)}::text[], ${signed.map((one) => one.award.credentialId)}::text[],
      ${signed.map((one) => one.award.id)}::text[], ${signed.map((one) => one.document)}::text[]) as r(person_id, id, award_id, document)
    on conflict do nothing`.execute(tx)
}

/** Takes promises off that were kept. */
export async function removePromises(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql`delete from outbox where id = any(${[...ids]}::text[])`.execute(tx)
}

/** Puts promises off: the n-th failure by 2^n seconds, at most `mostSeconds`. `reason` names a kind of failure, no content. */
export async function postponePromises(
  db: Db,
  ids: readonly string[],
  now: Date,
  reason: string,
  mostSeconds: number,
): Promise<void> {
  if (ids.length === 0) return
  await sql`update outbox set attempts = attempts + 1, last_error = ${reason},
    next_at = ${now}::timestamptz + make_interval(secs => least(${mostSeconds}::float8, power(2, least(attempts + 1, 30))))
    where id = any(${[...ids]}::text[])`.execute(db)
}

/** How many signatures are waiting, and how many of them failed at least once. */
export async function waitingSignatures(db: Db): Promise<{ waiting: number; failed: number }> {
  const { rows } = await sql<{ waiting: number; failed: number }>`select count(*) as waiting,
    count(*) filter (where attempts > 0) as failed from outbox where kind = ${SIGN}`.execute(db)
  return rows[0] ?? { waiting: 0, failed: 0 }
}
