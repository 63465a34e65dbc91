import type { JsonObject } from '@lumbung/credential'
import { type Db, sql } from '../../platform/database.ts'
import type { Draft, Example } from './types.ts'

const draftColumns = sql`id, organisation_id as "organisationId", national, base_hash as "baseHash", content, examples, revision,
  created_by as "createdBy", created_at as "createdAt", changed_at as "changedAt", proposed_by as "proposedBy",
  proposed_at as "proposedAt", proposal_reason as "proposalReason", return_reason as "returnReason",
  discarded_at as "discardedAt", published_hash as "publishedHash"`

/** Held while something is published, so that two who publish at once see each other's rule set. */
const PUBLISHING_LOCK = 1_830_033

export async function insertDraft(
  tx: Db,
  row: Pick<
    Draft,
    'id' | 'organisationId' | 'national' | 'baseHash' | 'content' | 'examples' | 'createdBy' | 'createdAt'
  >,
): Promise<void> {
  await sql`insert into rule_set_draft (id, organisation_id, national, base_hash, content, examples, created_by, created_at, changed_at)
    values (${row.id}, ${row.organisationId}, ${row.national}, ${row.baseHash}, ${JSON.stringify(row.content)}::jsonb,
      ${JSON.stringify(row.examples)}::jsonb, ${row.createdBy}, ${row.createdAt}, ${row.createdAt})`.execute(tx)
}

/** A draft of one of these organisations: another's is as unknown as one that never was. */
export async function findDraft(db: Db, organisationIds: readonly string[], id: string): Promise<Draft | null> {
  const { rows } = await sql<Draft>`select ${draftColumns} from rule_set_draft
    where id = ${id} and organisation_id = any(${[...organisationIds]}::text[])`.execute(db)
  return rows[0] ?? null
}

/** The same, with other changes of it held back until the transaction ends. */
export async function lockDraft(tx: Db, organisationIds: readonly string[], id: string): Promise<Draft | null> {
  const { rows } = await sql<Draft>`select ${draftColumns} from rule_set_draft
    where id = ${id} and organisation_id = any(${[...organisationIds]}::text[]) for update`.execute(tx)
  return rows[0] ?? null
}

/** The drafts of some organisations, the last changed first. */
export async function draftsOf(db: Db, organisationIds: readonly string[], most = 100): Promise<readonly Draft[]> {
  const { rows } = await sql<Draft>`select ${draftColumns} from rule_set_draft
    where organisation_id = any(${[...organisationIds]}::text[]) order by changed_at desc, id limit ${most}`.execute(db)
  return rows
}

export async function writeDraft(
  tx: Db,
  id: string,
  content: JsonObject,
  examples: readonly Example[],
  at: Date,
): Promise<void> {
  await sql`update rule_set_draft set content = ${JSON.stringify(content)}::jsonb, examples = ${JSON.stringify(examples)}::jsonb,
    revision = revision + 1, changed_at = ${at} where id = ${id}`.execute(tx)
}

/** Proposes a draft, or takes the proposal back with `null`. */
export async function writeProposal(
  tx: Db,
  id: string,
  proposal: { readonly by: string; readonly reason: string } | null,
  returnReason: string | null,
  at: Date,
): Promise<void> {
  await sql`update rule_set_draft set proposed_by = ${proposal?.by ?? null}, proposal_reason = ${proposal?.reason ?? null},
    proposed_at = ${proposal === null ? null : at}, return_reason = ${returnReason}, revision = revision + 1, changed_at = ${at}
    where id = ${id}`.execute(tx)
}

export async function writeDiscard(tx: Db, id: string, by: string, at: Date): Promise<void> {
  await sql`update rule_set_draft set discarded_by = ${by}, discarded_at = ${at}, revision = revision + 1, changed_at = ${at}
    where id = ${id}`.execute(tx)
}

/** What is published, for ever. */
export interface NewPublication {
  readonly ruleSetId: string
  readonly hash: string
  readonly family: string
  readonly succeeds: string | null
  readonly validFrom: string
  readonly examples: readonly Example[]
  readonly draft: Draft
  readonly publishedBy: string
  readonly publishedAt: Date
  readonly reason: string
}

/** Lets one publication after the other. */
export async function lockPublishing(tx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PUBLISHING_LOCK})`.execute(tx)
}

export async function insertPublication(tx: Db, row: NewPublication): Promise<void> {
  const { draft } = row
  await sql`insert into rule_set_publication (rule_set_id, hash, family, organisation_id, national, succeeds, valid_from, examples,
      draft_id, proposed_by, proposed_at, proposal_reason, published_by, published_at, publication_reason)
    values (${row.ruleSetId}, ${row.hash}, ${row.family}, ${draft.organisationId}, ${draft.national}, ${row.succeeds},
      ${row.validFrom}::date, ${JSON.stringify(row.examples)}::jsonb, ${draft.id}, ${draft.proposedBy}, ${draft.proposedAt},
      ${draft.proposalReason}, ${row.publishedBy}, ${row.publishedAt}, ${row.reason})`.execute(tx)
  await sql`update rule_set_draft set published_hash = ${row.hash}, revision = revision + 1, changed_at = ${row.publishedAt}
    where id = ${draft.id}`.execute(tx)
}
