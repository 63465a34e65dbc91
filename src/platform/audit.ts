import { type Db, sql } from './database.ts'
import { newId } from './ids.ts'

/** One line of the audit trail. Ids only: a name, NIK, e-mail or phone never stands here. */
export interface AuditLine {
  readonly at: Date
  readonly actorId: string | null
  readonly organisationId?: string | null
  /** What was done, noun first: `award.decide`, `share.take-back`. */
  readonly verb: string
  /** The id of what it was done to. */
  readonly subject: string
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
}

/** Writes an audit line in the transaction of the deed, so that neither stands without the other. */
export async function record(tx: Db, line: AuditLine): Promise<void> {
  await sql`insert into audit (id, at, actor_id, organisation_id, verb, subject, detail)
    values (${newId()}, ${line.at}, ${line.actorId}, ${line.organisationId ?? null}, ${line.verb}, ${line.subject},
      ${JSON.stringify(line.detail ?? {})}::jsonb)`.execute(tx)
}
