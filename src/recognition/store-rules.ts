import type { JsonObject } from '@lumbung/credential'
import { type Db, sql } from '../platform/database.ts'
import { decisionColumns } from './store.ts'
import type { Decision } from './types.ts'

/** A kept content of a rule set. */
export interface KeptEdition {
  readonly hash: string
  readonly ruleSetId: string
  readonly version: string
  readonly content: JsonObject
}

/** Keeps a content once; answers whether it wasn't kept before. Two who keep it at once: one of them did. */
export async function keepEdition(tx: Db, edition: KeptEdition, at: Date): Promise<boolean> {
  const { hash, ruleSetId, version, content } = edition
  const { rows } = await sql`insert into rule_set_edition (hash, rule_set_id, version, content, kept_at)
    values (${hash}, ${ruleSetId}, ${version}, ${JSON.stringify(content)}::jsonb, ${at})
    on conflict do nothing returning hash`.execute(tx)
  return rows.length > 0
}

/** Kept contents by hash. */
export async function findEditions(db: Db, hashes: readonly string[]): Promise<ReadonlyMap<string, KeptEdition>> {
  const { rows } = await sql<KeptEdition>`select hash, rule_set_id as "ruleSetId", version, content
    from rule_set_edition where hash = any(${hashes})`.execute(db)
  return new Map(rows.map((row) => [row.hash, row]))
}

/** Which of these hashes are kept. */
export async function keptAmong(db: Db, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ hash: string }>`select hash from rule_set_edition where hash = any(${hashes})`.execute(
    db,
  )
  return new Set(rows.map(({ hash }) => hash))
}

/** Which decisions are read: all, or those of one institution, or those of a span of days that stand. */
export interface DecisionsAsked {
  readonly organisationId?: string | undefined
  /** Decided at or after, and before. */
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly standingOnly: boolean
}

/** A decision with the institution that made it, and its instant to the microsecond as text, for the next page. */
export type StoredDecision = Decision & { readonly organisationId: string; readonly decidedAtText: string }

/** Decisions in pages, oldest first: those after the last one of the page before. */
export async function decisionPage(
  db: Db,
  asked: DecisionsAsked,
  after: Pick<StoredDecision, 'decidedAtText' | 'id'> | null,
  most: number,
): Promise<readonly StoredDecision[]> {
  const { organisationId, from, until, standingOnly } = asked
  const { rows } = await sql<StoredDecision>`
    select ${decisionColumns}, r.organisation_id as "organisationId", d.decided_at::text as "decidedAtText" from recognition_decision d
    join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where (${!standingOnly} or d.replaced_at is null)
      and (${organisationId === undefined} or r.organisation_id = ${organisationId ?? ''})
      and (${from === undefined} or d.decided_at >= ${from ?? new Date(0)})
      and (${until === undefined} or d.decided_at < ${until ?? new Date(0)})
      and (${after === null} or (d.decided_at, d.id) > (${after?.decidedAtText ?? '-infinity'}::timestamptz, ${after?.id ?? ''}))
    order by d.decided_at, d.id limit ${most}`.execute(db)
  return rows
}
