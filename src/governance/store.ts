import { type Db, sql } from '../platform/database.ts'
import { leaveFraud } from './store-log.ts'
import type { Alarm, Named } from './types.ts'
import type { Appeal, CaseFile, Evidence, FraudCase, Sanction } from './types-case.ts'

const caseColumns = sql`c.id, c.detector, c.detector_version as "detectorVersion", c.unit, c.organisation_id as "organisationId",
  c.known_at as "knownAt", c.opened_at as "openedAt", c.figures, c.due_on as "dueOn", c.owner_id as "ownerId",
  c.owned_at as "ownedAt", c.outcome, c.reason, c.decided_by as "decidedBy", c.decided_at as "decidedAt"`

/** One run of the detectors at a time; false where another is under way. Held until the transaction ends. */
export async function lockDetection(tx: Db): Promise<boolean> {
  const { rows } = await sql<{
    free: boolean
  }>`select pg_try_advisory_xact_lock(hashtext('fraud detection')) as free`.execute(tx)
  return rows[0]?.free === true
}

/** In which case of a detector each of some things stands; those in none are absent. */
export async function casesOfNamed(
  db: Db,
  detector: string,
  named: readonly Named[],
): Promise<ReadonlyMap<string, { caseId: string; decided: boolean }>> {
  const { rows } = await sql<{ key: string; caseId: string; decided: boolean }>`
    select e.kind || ' ' || e.subject_id as key, e.case_id as "caseId", c.outcome is not null as decided
    from fraud_evidence e join fraud_case c on c.id = e.case_id
    where e.detector = ${detector} and e.subject_id = any(${named.map(({ id }) => id)}::text[])`.execute(db)
  return new Map(rows.map(({ key, ...rest }) => [key, rest]))
}

/** Opens a case. */
export async function insertCase(
  tx: Db,
  id: string,
  alarm: Alarm,
  given: { version: string; at: Date; dueOn: string },
): Promise<void> {
  await sql`insert into fraud_case (id, detector, detector_version, unit, organisation_id, known_at, opened_at, figures, due_on)
    values (${id}, ${alarm.detector}, ${given.version}, ${alarm.unit}, ${alarm.organisationId}, ${alarm.knownAt}, ${given.at},
      ${JSON.stringify(alarm.figures)}::jsonb, ${given.dueOn}::date)`.execute(tx)
}

/** Adds what a case rests on; what stands in a case of this detector already stays there. Answers how many were added. */
export async function insertEvidence(
  tx: Db,
  caseId: string,
  detector: string,
  named: readonly Named[],
  at: Date,
): Promise<number> {
  const { rows } = await sql`insert into fraud_evidence (case_id, detector, kind, subject_id, at, added_at)
    select ${caseId}, ${detector}, r.kind, r.id, r.at, ${at}
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as r(kind text, id text, at timestamptz)
    on conflict do nothing returning subject_id`.execute(tx)
  return rows.length
}

/** Brings the figures of an open case up to date. */
export async function updateFigures(tx: Db, caseId: string, figures: Alarm['figures']): Promise<void> {
  await sql`update fraud_case set figures = ${JSON.stringify(figures)}::jsonb where id = ${caseId} and outcome is null`.execute(
    tx,
  )
}

/** A case as the queue shows it. */
export interface QueueItem {
  readonly case: FraudCase
  readonly appeal: Appeal | null
  readonly evidence: number
}

const appealColumns = sql`case_id as "caseId", grounds, filed_by as "filedBy", filed_at as "filedAt", due_on as "dueOn", upheld,
  reason, decided_by as "decidedBy", decided_at as "decidedAt"`

/** Cases, the open ones first and by deadline; of one provider, and only the decided ones, where that is asked. */
export async function findCases(
  db: Db,
  filter: { readonly decidedOf?: readonly string[]; readonly most?: number } = {},
): Promise<readonly QueueItem[]> {
  const of = filter.decidedOf === undefined ? null : [...filter.decidedOf]
  const { rows } = await sql<FraudCase & { evidence: number }>`select ${caseColumns},
      (select count(*)::int from fraud_evidence e where e.case_id = c.id) as evidence
    from fraud_case c
    where ${of}::text[] is null or (c.organisation_id = any(${of}::text[]) and c.outcome is not null and c.outcome <> 'nothing')
    order by (c.outcome is not null), case when c.outcome is null then c.due_on end, c.decided_at desc, c.opened_at, c.id
    limit ${filter.most ?? 300}`.execute(db)
  const appeals = await sql<Appeal>`select ${appealColumns} from fraud_appeal
    where case_id = any(${rows.map(({ id }) => id)}::text[])`.execute(db)
  const byCase = new Map(appeals.rows.map((one) => [one.caseId, one]))
  return rows.map(({ evidence, ...row }) => ({ case: row, evidence, appeal: byCase.get(row.id) ?? null }))
}

/** A case with all that belongs to it. `lock` holds it against others until the transaction ends. */
export async function findCaseFile(db: Db, id: string, lock = false): Promise<CaseFile | null> {
  const { rows } = await sql<FraudCase>`select ${caseColumns} from fraud_case c where c.id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(db)
  const [found] = rows
  if (found === undefined) return null
  const evidence = await sql<Evidence>`select kind, subject_id as id, at, added_at as "addedAt" from fraud_evidence
    where case_id = ${id} order by at, kind, subject_id`.execute(db)
  const sanctions = await sql<Sanction>`select id, case_id as "caseId", code, reason, proposed_by as "proposedBy",
      proposed_at as "proposedAt", confirmed_by as "confirmedBy", confirmed_at as "confirmedAt"
    from fraud_sanction where case_id = ${id} order by proposed_at, id`.execute(db)
  const appeals = await sql<Appeal>`select ${appealColumns} from fraud_appeal where case_id = ${id}`.execute(db)
  return { case: found, evidence: evidence.rows, sanctions: sanctions.rows, appeal: appeals.rows[0] ?? null }
}

export async function setOwner(tx: Db, id: string, personId: string, at: Date): Promise<void> {
  await sql`update fraud_case set owner_id = ${personId}, owned_at = ${at} where id = ${id}`.execute(tx)
}

export async function setOutcome(
  tx: Db,
  id: string,
  decided: { outcome: string; reason: string; by: string; at: Date },
): Promise<void> {
  await sql`update fraud_case set outcome = ${decided.outcome}, reason = ${decided.reason}, decided_by = ${decided.by},
    decided_at = ${decided.at} where id = ${id}`.execute(tx)
  await leaveFraud(tx, 'fraud-outcome', [id], decided.at)
}

export async function insertSanction(tx: Db, row: Omit<Sanction, 'confirmedBy' | 'confirmedAt'>): Promise<void> {
  await sql`insert into fraud_sanction (id, case_id, code, reason, proposed_by, proposed_at)
    values (${row.id}, ${row.caseId}, ${row.code}, ${JSON.stringify(row.reason)}::jsonb, ${row.proposedBy}, ${row.proposedAt})`.execute(
    tx,
  )
  await leaveFraud(tx, 'fraud-sanction', [row.id], row.proposedAt)
}

export async function confirmSanctionRow(tx: Db, id: string, personId: string, at: Date): Promise<void> {
  await sql`update fraud_sanction set confirmed_by = ${personId}, confirmed_at = ${at} where id = ${id}`.execute(tx)
  await leaveFraud(tx, 'fraud-sanction-confirmation', [id], at)
}

export async function insertAppeal(
  tx: Db,
  row: Pick<Appeal, 'caseId' | 'grounds' | 'filedBy' | 'filedAt' | 'dueOn'>,
): Promise<void> {
  await sql`insert into fraud_appeal (case_id, grounds, filed_by, filed_at, due_on)
    values (${row.caseId}, ${row.grounds}, ${row.filedBy}, ${row.filedAt}, ${row.dueOn}::date)`.execute(tx)
  await leaveFraud(tx, 'fraud-appeal', [row.caseId], row.filedAt)
}

export async function setAppealOutcome(
  tx: Db,
  caseId: string,
  decided: { upheld: boolean; reason: string; by: string; at: Date },
): Promise<void> {
  await sql`update fraud_appeal set upheld = ${decided.upheld}, reason = ${decided.reason}, decided_by = ${decided.by},
    decided_at = ${decided.at} where case_id = ${caseId}`.execute(tx)
  await leaveFraud(tx, 'fraud-appeal-decision', [caseId], decided.at)
}
