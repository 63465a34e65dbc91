import { type Db, sql } from '../../platform/database.ts'
import { newId } from '../../platform/ids.ts'
import { leaveRegister } from '../store-log.ts'
import type { ActGiven, Decision, Proposal } from './types.ts'

const columns = sql`p.id, p.act, p.organisation_id as "organisationId", p.application_id as "applicationId", p.content,
  p.backdated_days as "backdatedDays", p.proposed_by as "proposedBy", p.proposed_at as "proposedAt",
  case when d.proposal_id is null then null else jsonb_build_object('outcome', d.outcome, 'note', d.note,
    'decidedBy', d.decided_by, 'decidedAt', d.decided_at) end as decision`
const joined = sql`register_proposal p left join register_decision d on d.proposal_id = p.id`

function revive(row: Proposal): Proposal {
  const { decision } = row
  return decision === null ? row : { ...row, decision: { ...decision, decidedAt: new Date(decision.decidedAt) } }
}

/** Keeps a proposal. Answers its id. */
export async function insertProposal(
  tx: Db,
  row: ActGiven & {
    organisationId: string
    applicationId: string | null
    backdatedDays: number
    proposedBy: string
    proposedAt: Date
  },
): Promise<string> {
  const id = newId()
  await sql`insert into register_proposal (id, act, organisation_id, application_id, content, backdated_days, proposed_by, proposed_at)
    values (${id}, ${row.act}, ${row.organisationId}, ${row.applicationId}, ${JSON.stringify(row.content)}::jsonb,
      ${row.backdatedDays}, ${row.proposedBy}, ${row.proposedAt})`.execute(tx)
  await leaveRegister(tx, 'register-proposal', id, row.proposedAt, row.organisationId)
  return id
}

export async function findProposal(db: Db, id: string): Promise<Proposal | null> {
  const { rows } = await sql<Proposal>`select ${columns} from ${joined} where p.id = ${id}`.execute(db)
  return rows[0] === undefined ? null : revive(rows[0])
}

/** Finds a proposal and holds other decisions about it back until the transaction ends. */
export async function lockProposal(tx: Db, id: string): Promise<Proposal | null> {
  await sql`select 1 from register_proposal where id = ${id} for update`.execute(tx)
  return findProposal(tx, id)
}

/** All proposals about an application, oldest first. */
export async function proposalsOf(db: Db, applicationId: string): Promise<readonly Proposal[]> {
  const { rows } = await sql<Proposal>`select ${columns} from ${joined}
    where p.application_id = ${applicationId} order by p.proposed_at, p.id`.execute(db)
  return rows.map(revive)
}

/** Proposals that wait for the second person, of one organisation or of all, oldest first. */
export async function openProposals(db: Db, organisationId?: string): Promise<readonly Proposal[]> {
  const { rows } = await sql<Proposal>`select ${columns} from ${joined}
    where d.proposal_id is null and (${organisationId ?? null}::text is null or p.organisation_id = ${organisationId ?? null})
    order by p.proposed_at, p.id`.execute(db)
  return rows.map(revive)
}

/** Keeps the decision of the second person: once, and for good. */
export async function insertDecision(
  tx: Db,
  proposalId: string,
  { outcome, note, decidedBy, decidedAt }: Decision,
): Promise<void> {
  await sql`insert into register_decision (proposal_id, outcome, note, decided_by, decided_at)
    values (${proposalId}, ${outcome}, ${note}, ${decidedBy}, ${decidedAt})`.execute(tx)
  const proposal = await findProposal(tx, proposalId)
  await leaveRegister(tx, 'register-decision', proposalId, decidedAt, proposal?.organisationId ?? null)
}
