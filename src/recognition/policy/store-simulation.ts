import { type Db, sql } from '../../platform/database.ts'
import { requestColumns } from '../store.ts'
import type { Case, DecisionOutcome, Evaluation, RecognitionRequest } from '../types.ts'
import type { Simulation, Tallies } from './types.ts'

const simulationColumns = sql`id, draft_id as "draftId", content_hash as "contentHash", content, rule_set_ids as "ruleSetIds",
  of_organisation as "ofOrganisation", decided_from as "decidedFrom", decided_until as "decidedUntil", asked_by as "askedBy",
  asked_at as "askedAt", after_at as "afterAt", after_id as "afterId", tallies, finished_at as "finishedAt"`

/** Stores a simulation to be made. Answers false where one of the draft is under way. */
export async function insertSimulation(
  tx: Db,
  row: Omit<Simulation, 'afterAt' | 'afterId' | 'finishedAt'>,
): Promise<boolean> {
  const { rows } =
    await sql`insert into rule_set_simulation (id, draft_id, content_hash, content, rule_set_ids, of_organisation,
      decided_from, decided_until, asked_by, asked_at, tallies)
    values (${row.id}, ${row.draftId}, ${row.contentHash}, ${JSON.stringify(row.content)}::jsonb,
      ${row.ruleSetIds === null ? null : [...row.ruleSetIds]}::text[], ${row.ofOrganisation}, ${row.decidedFrom}, ${row.decidedUntil},
      ${row.askedBy}, ${row.askedAt}, ${JSON.stringify(row.tallies)}::jsonb)
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** The newest simulation of a draft. */
export async function newestSimulation(db: Db, draftId: string): Promise<Simulation | null> {
  const { rows } = await sql<Simulation>`select ${simulationColumns} from rule_set_simulation
    where draft_id = ${draftId} order by asked_at desc, id limit 1`.execute(db)
  return rows[0] ?? null
}

/** A simulation that isn't finished, with others kept from it; those that somebody else works at are passed over. */
export async function lockOpenSimulation(tx: Db, id: string | null): Promise<Simulation | null> {
  const { rows } = await sql<Simulation>`select ${simulationColumns} from rule_set_simulation
    where finished_at is null and (${id === null} or id = ${id ?? ''})
    order by asked_at, id limit 1 for update skip locked`.execute(tx)
  return rows[0] ?? null
}

/** How far it came, and what it counted. */
export async function writeProgress(
  tx: Db,
  id: string,
  tallies: Tallies,
  after: { readonly decidedAtText: string; readonly id: string } | null,
  finishedAt: Date | null,
): Promise<void> {
  await sql`update rule_set_simulation set tallies = ${JSON.stringify(tallies)}::jsonb,
    after_at = coalesce(${after?.decidedAtText ?? null}, after_at), after_id = coalesce(${after?.id ?? null}, after_id),
    finished_at = ${finishedAt} where id = ${id}`.execute(tx)
}

/** A decision that stands, as a simulation asks it again. */
export interface DecidedRow {
  readonly id: string
  readonly decidedAtText: string
  readonly organisationId: string
  readonly programmeId: string
  readonly outcome: DecisionOutcome
  readonly inputs: Case
  readonly trace: Evaluation
}

/** The next decisions that a simulation asks, oldest first. */
export async function nextDecisions(db: Db, asked: Simulation, most: number): Promise<readonly DecidedRow[]> {
  const { ruleSetIds, ofOrganisation, afterAt, afterId } = asked
  const { rows } = await sql<DecidedRow>`
    select d.id, d.decided_at::text as "decidedAtText", r.organisation_id as "organisationId", r.programme_id as "programmeId",
      d.outcome, d.inputs, d.trace
    from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where d.replaced_at is null and d.decided_at >= ${asked.decidedFrom} and d.decided_at < ${asked.decidedUntil}
      and (${ruleSetIds === null} or d.rule_set_id = any(${[...(ruleSetIds ?? [])]}::text[]))
      and (${ofOrganisation === null} or r.organisation_id = ${ofOrganisation ?? ''})
      and (${afterAt === null} or (d.decided_at, d.id) > (${afterAt ?? '-infinity'}::timestamptz, ${afterId ?? ''}))
    order by d.decided_at, d.id limit ${most}`.execute(db)
  return rows
}

/** The next requests that wait for a decision, by id. Those that were sent after the simulation was asked for are no part of it. */
export async function nextWaiting(
  db: Db,
  { ofOrganisation, decidedUntil }: Simulation,
  afterId: string | null,
  most: number,
): Promise<readonly RecognitionRequest[]> {
  const { rows } = await sql<RecognitionRequest>`select ${requestColumns} from recognition_request r
    where r.closed_at is null and r.withdrawn_at is null and r.asked_at < ${decidedUntil}
      and (${ofOrganisation === null} or r.organisation_id = ${ofOrganisation ?? ''}) and r.id > ${afterId ?? ''}
    order by r.id limit ${most}`.execute(db)
  return rows
}
