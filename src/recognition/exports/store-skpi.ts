import { type Db, sql } from '../../platform/database.ts'
import { creditWithdrawn } from '../store-review.ts'
import type { CredentialFacts, DecisionOutcome } from '../types.ts'

/** A standing decision with what its request says, for the supplement. */
export interface SkpiRow {
  readonly studyId: string
  readonly programmeId: string
  readonly credentialId: string
  readonly outcome: Exclude<DecisionOutcome, 'none'>
  readonly grantedSks: number
  /** Its award was revoked or corrected, and the university took the credit back. */
  readonly creditWithdrawn: boolean
  readonly courseId: string | null
  readonly facts: CredentialFacts
  readonly decidedAt: Date
}

/** What a university decided for a person and stands: counted, or noted without credit; earliest award first. */
export async function supplementRows(db: Db, organisationId: string, personId: string): Promise<readonly SkpiRow[]> {
  const { rows } = await sql<SkpiRow>`
    select r.study_id as "studyId", r.programme_id as "programmeId", r.credential_id as "credentialId", d.outcome,
      d.granted_sks as "grantedSks", ${creditWithdrawn} as "creditWithdrawn", d.course_id as "courseId", r.facts, d.decided_at as "decidedAt"
    from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where d.person_id = ${personId} and r.organisation_id = ${organisationId} and d.replaced_at is null and d.outcome <> 'none'
    order by r.facts->>'issuedOn', d.decided_at, d.id`.execute(db)
  return rows
}

/** Who has entries at a university, with how many; whoever was decided about last comes first. `total` counts all of them. */
export async function supplementPeople(
  db: Db,
  organisationId: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<{
  readonly total: number
  readonly people: readonly { readonly personId: string; readonly entries: number }[]
}> {
  const having = sql`from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where r.organisation_id = ${organisationId} and d.replaced_at is null and d.outcome <> 'none' and not ${creditWithdrawn}`
  const { rows: counted } = await sql<{
    total: number
  }>`select count(distinct d.person_id)::int as total ${having}`.execute(db)
  const { rows } = await sql<{ personId: string; entries: number }>`
    select d.person_id as "personId", count(*)::int as entries ${having}
    group by 1 order by max(d.decided_at) desc, 1 offset ${from} limit ${limit}`.execute(db)
  return { total: counted[0]?.total ?? 0, people: rows }
}
