import { type Db, sql } from '../platform/database.ts'
import type { Example } from './rules-example.ts'

/** A rule set that two people published, without its content: that stands in `rule_set_edition` under the hash. */
export interface Publication {
  readonly ruleSetId: string
  readonly hash: string
  readonly family: string
  readonly organisationId: string
  /** Whether every campus may choose it; else only the organisation that published it. */
  readonly national: boolean
  readonly succeeds: string | null
  /** ISO day. */
  readonly validFrom: string
  readonly publishedAt: Date
  readonly proposalReason: string
  readonly publicationReason: string
}

/** Everything that was published, in the order of its first days. */
export async function publications(db: Db): Promise<readonly Publication[]> {
  const { rows } =
    await sql<Publication>`select rule_set_id as "ruleSetId", hash, family, organisation_id as "organisationId",
      national, succeeds, valid_from::text as "validFrom", published_at as "publishedAt", proposal_reason as "proposalReason",
      publication_reason as "publicationReason"
    from rule_set_publication order by valid_from, rule_set_id`.execute(db)
  return rows
}

/** The cases that were published beside a rule set; none where it wasn't published here. */
export async function examplesOf(db: Db, ruleSetId: string): Promise<readonly Example[]> {
  const { rows } = await sql<{ examples: readonly Example[] }>`select examples from rule_set_publication
    where rule_set_id = ${ruleSetId}`.execute(db)
  return rows[0]?.examples ?? []
}
