import { type Db, sql } from '../platform/database.ts'

/** What is known of an award to whoever looks over all of them. Ids only. */
export interface AwardRecord {
  readonly id: string
  readonly personId: string
  readonly credentialId: string
  readonly definitionVersionId: string
  readonly organisationId: string
  readonly attempt: number
  readonly enrolmentId: string | null
  readonly decidedBy: string
  readonly decidedAt: Date
  /** When the signer saw it; null while the signature is to come. */
  readonly signedAt: Date | null
  /** Awarded on a decision on prior learning: it needs no enrolment. */
  readonly byPriorLearning: boolean
}

/** First editions of all awards that were decided, or signed, since an instant: a corrected name is no new award. */
export async function awardRecords(db: Db, since: Date): Promise<readonly AwardRecord[]> {
  const { rows } = await sql<AwardRecord>`select a.id, a.person_id as "personId", a.credential_id as "credentialId",
      a.definition_version_id as "definitionVersionId", a.organisation_id as "organisationId", a.attempt,
      a.enrolment_id as "enrolmentId", a.decided_by as "decidedBy", a.decided_at as "decidedAt", c.signed_at as "signedAt",
      exists (select 1 from award_request q where q.person_id = a.person_id and q.credential_id = a.credential_id) as "byPriorLearning"
    from award a left join credential c on c.person_id = a.person_id and c.id = a.credential_id
    where a.edition = 1 and (a.decided_at >= ${since} or c.signed_at >= ${since})
    order by coalesce(c.signed_at, a.decided_at), a.id`.execute(db)
  return rows
}
