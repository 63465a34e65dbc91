import { type Db, sql } from '../platform/database.ts'
import { creditWithdrawn } from './store-review.ts'
import type { RecognitionRequest } from './types.ts'

/** Another request of the same holder that may be about the same learning or the same course. No personal data. */
export interface Neighbour {
  readonly organisationId: string
  readonly programmeId: string
  readonly courseId: string | null
  /** Whether it is about this very award, or about the same definition under another credential. */
  readonly sameAward: boolean
  readonly sameLearning: boolean
  /** SKS that were counted; null while it waits. */
  readonly grantedSks: number | null
  readonly at: Date
}

/**
 * Requests of the holder that wait or were counted, but this one: those of the same learning, and those for the same course. The
 * learning is the same by its definition; of what has none (from outside) by title and issuer.
 */
export async function neighboursOf(
  db: Db,
  request: Pick<RecognitionRequest, 'personId' | 'id' | 'facts' | 'programmeId'>,
  courseId: string | null,
): Promise<readonly Neighbour[]> {
  const { facts } = request
  const { rows } = await sql<Neighbour>`
    with other as (
      select r.organisation_id as "organisationId", r.programme_id as "programmeId", d.course_id as "courseId",
        r.facts->>'accountId' = ${facts.accountId} as "sameAward",
        r.facts->>'accountId' <> ${facts.accountId} and (r.facts->>'definitionId' = ${facts.definitionId}::text
          or r.definition_version_id = ${facts.definitionVersionId}::text
          or (num_nulls(r.definition_version_id, ${facts.definitionVersionId}::text) > 0
            and lower(r.facts->'title'->>'id') = lower(${facts.title.id}) and lower(r.facts->>'issuerName') = lower(${facts.issuerName})))
          as "sameLearning",
        d.granted_sks as "grantedSks", coalesce(d.decided_at, r.asked_at) as at
      from recognition_request r
      left join recognition_decision d on d.person_id = r.person_id and d.request_id = r.id and d.replaced_at is null
      where r.person_id = ${request.personId} and r.id <> ${request.id} and r.withdrawn_at is null
        and (d.id is null and r.closed_at is null or d.granted_sks > 0 and not ${creditWithdrawn})
    )
    select "organisationId", "programmeId", "courseId", "sameAward", coalesce("sameLearning", false) as "sameLearning",
      "grantedSks", at
    from other where "sameAward" or "sameLearning"
      or ("programmeId" = ${request.programmeId} and "courseId" = ${courseId}::text)
    order by at, "organisationId"`.execute(db)
  return rows
}
