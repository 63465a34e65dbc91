import { type Db, sql } from '../platform/database.ts'

/** What one university has counted a definition version as so far. */
export interface Granted {
  readonly definitionVersionId: string
  readonly organisationId: string
  readonly organisationName: string
  /** Code of the course it took the place of; none for an elective block. */
  readonly courseCode: string | null
  /** The most SKS that were counted for it. */
  readonly sks: number
  readonly firstDecidedAt: Date
}

/** Standing decisions that counted something, by definition version and university; earlier ones first. Says nothing of anybody. */
export async function grantedOf(db: Db, versionIds: readonly string[]): Promise<readonly Granted[]> {
  const { rows } = await sql<Granted>`
    select r.definition_version_id as "definitionVersionId", r.organisation_id as "organisationId",
      o.name as "organisationName", min(c.code) as "courseCode", max(d.granted_sks) as sks,
      min(d.decided_at) as "firstDecidedAt"
    from recognition_request r
    join recognition_decision d on d.person_id = r.person_id and d.request_id = r.id and d.replaced_at is null
    join organisation o on o.id = r.organisation_id
    left join course c on c.id = d.course_id
    where r.definition_version_id = any(${versionIds}::text[]) and d.granted_sks > 0
    group by 1, 2, 3 order by 6, 3`.execute(db)
  return rows
}
