import { type Db, sql } from '../../platform/database.ts'
import type { Case, Evaluation } from '../types.ts'
import { applicationColumns, claimsOf, evidenceOf } from './store.ts'
import type { Application, Appointment, Handover, PriorAppeal, PriorDecision, Report, Whole } from './types.ts'

const appointmentColumns = sql`p.person_id as "personId", p.id, p.application_id as "applicationId", p.round, p.part, p.assessor_id as "assessorId",
  p.appointed_by as "appointedBy", p.appointed_at as "appointedAt", p.declared_at as "declaredAt", p.conflict, p.ended_at as "endedAt"`

/** Everything of a case that its state follows from. */
export async function wholeOf(db: Db, application: Application): Promise<Whole> {
  const { personId, id } = application
  return {
    application,
    evidence: await evidenceOf(db, personId, id),
    claims: await claimsOf(db, personId, id),
    appointments: await appointmentsOf(db, personId, id),
    reports: await reportsOf(db, personId, id),
    decisions: await decisionsOf(db, personId, id),
    appeal: await findAppeal(db, personId, id),
  }
}

async function appointmentsOf(db: Db, personId: string, applicationId: string): Promise<readonly Appointment[]> {
  const { rows } = await sql<Appointment>`select ${appointmentColumns} from prior_learning_appointment p
    where p.person_id = ${personId} and p.application_id = ${applicationId} order by p.appointed_at, p.id`.execute(db)
  return rows
}

/** Appoints an assessor; whoever had the place before has it no longer. */
export async function insertAppointment(tx: Db, row: Appointment): Promise<void> {
  await sql`update prior_learning_appointment set ended_at = ${row.appointedAt}
    where person_id = ${row.personId} and application_id = ${row.applicationId} and round = ${row.round} and part = ${row.part}
      and ended_at is null`.execute(tx)
  await sql`insert into prior_learning_appointment (person_id, id, application_id, round, part, assessor_id, appointed_by, appointed_at)
    values (${row.personId}, ${row.id}, ${row.applicationId}, ${row.round}, ${row.part}, ${row.assessorId}, ${row.appointedBy}, ${row.appointedAt})`.execute(
    tx,
  )
}

/** Keeps the answer about conflicts of interest, once; a conflict ends the appointment. */
export async function declareConflict(
  tx: Db,
  { personId, id }: Appointment,
  conflict: boolean,
  note: string,
  at: Date,
): Promise<boolean> {
  const { rows } =
    await sql`update prior_learning_appointment set declared_at = ${at}, conflict = ${conflict}, conflict_note = ${note},
      ended_at = case when ${conflict} then ${at}::timestamptz else null end
    where person_id = ${personId} and id = ${id} and declared_at is null and ended_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** The cases in which somebody has or had a place that stands, newest first. */
export async function casesOfAssessor(
  db: Db,
  assessorId: string,
): Promise<readonly { application: Application; appointment: Appointment; reported: boolean }[]> {
  const { rows } = await sql<Appointment & { reported: boolean }>`select ${appointmentColumns},
      exists (select 1 from prior_learning_report r where r.person_id = p.person_id and r.application_id = p.application_id
        and r.round = p.round and r.part = p.part) as reported
    from prior_learning_appointment p where p.assessor_id = ${assessorId} and p.ended_at is null
    order by p.appointed_at desc, p.id limit 200`.execute(db)
  const { rows: applications } = await sql<Application>`select ${applicationColumns} from prior_learning_application a
    where (a.person_id, a.id) in (select * from unnest(${rows.map(({ personId }) => personId)}::text[],
      ${rows.map(({ applicationId }) => applicationId)}::text[])) and a.withdrawn_at is null`.execute(db)
  const byId = new Map(applications.map((one) => [one.id, one]))
  return rows.flatMap(({ reported, ...appointment }) => {
    const application = byId.get(appointment.applicationId)
    return application === undefined ? [] : [{ application, appointment, reported }]
  })
}

/** How many cases wait for somebody's report now. */
export async function countAsked(db: Db, assessorId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from prior_learning_appointment p
    join prior_learning_application a on a.person_id = p.person_id and a.id = p.application_id
    where p.assessor_id = ${assessorId} and p.ended_at is null and a.withdrawn_at is null
      and not exists (select 1 from prior_learning_report r where r.person_id = p.person_id and r.application_id = p.application_id
        and r.round = p.round and r.part = p.part)`.execute(db)
  return rows[0]?.count ?? 0
}

async function reportsOf(db: Db, personId: string, applicationId: string): Promise<readonly Report[]> {
  const { rows } = await sql<Report>`select person_id as "personId", id, application_id as "applicationId", round, part,
      assessor_id as "assessorId", found, opinions, given_at as "givenAt" from prior_learning_report
    where person_id = ${personId} and application_id = ${applicationId} order by round, given_at, id`.execute(db)
  return rows
}

/** Keeps a report. False where that place reported already. */
export async function insertReport(tx: Db, row: Report): Promise<boolean> {
  const { rows } =
    await sql`insert into prior_learning_report (person_id, id, application_id, round, part, assessor_id, found, opinions, given_at)
    values (${row.personId}, ${row.id}, ${row.applicationId}, ${row.round}, ${row.part}, ${row.assessorId}, ${JSON.stringify(row.found)}::jsonb,
      ${JSON.stringify(row.opinions)}::jsonb, ${row.givenAt}) on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

const decisionColumns = sql`d.person_id as "personId", d.id, d.application_id as "applicationId", d.organisation_id as "organisationId",
  d.programme_id as "programmeId", d.round, d.result, d.granted, d.total_sks as "totalSks", d.earlier_sks as "earlierSks", d.reason, d.minutes,
  d.decree_number as "decreeNumber", d.decree_on as "decreeOn", d.rule_set_id as "ruleSetId", d.rule_set_version as "ruleSetVersion",
  d.rule_set_hash as "ruleSetHash", d.inputs, d.trace, d.decided_by as "decidedBy", d.decided_at as "decidedAt"`

async function decisionsOf(db: Db, personId: string, applicationId: string): Promise<readonly PriorDecision[]> {
  const { rows } = await sql<PriorDecision>`select ${decisionColumns} from prior_learning_decision d
    where d.person_id = ${personId} and d.application_id = ${applicationId} order by d.round`.execute(db)
  return rows
}

/** Every decision about a person's prior learning in a programme, oldest first. */
export async function decisionsIn(db: Db, personId: string, programmeId: string): Promise<readonly PriorDecision[]> {
  const { rows } = await sql<PriorDecision>`select ${decisionColumns} from prior_learning_decision d
    where d.person_id = ${personId} and d.programme_id = ${programmeId} order by d.decided_at, d.id`.execute(db)
  return rows
}

/** A decision about SKS with the question that was asked of its rule set, to ask it again. */
export interface RuledDecision {
  readonly id: string
  readonly applicationId: string
  readonly ruleSetId: string
  readonly ruleSetVersion: string
  readonly ruleSetHash: string
  readonly inputs: Case
  readonly trace: Evaluation
}

/** Decisions about SKS in pages, by id: those after the last one of the page before. */
export async function ruledDecisions(db: Db, after: string, most: number): Promise<readonly RuledDecision[]> {
  const { rows } =
    await sql<RuledDecision>`select d.id, d.application_id as "applicationId", d.rule_set_id as "ruleSetId",
      d.rule_set_version as "ruleSetVersion", d.rule_set_hash as "ruleSetHash", d.inputs, d.trace
    from prior_learning_decision d where d.rule_set_hash is not null and d.id > ${after} order by d.id limit ${most}`.execute(
      db,
    )
  return rows
}

export async function insertDecision(tx: Db, row: PriorDecision): Promise<void> {
  await sql`insert into prior_learning_decision (person_id, id, application_id, organisation_id, programme_id, round, result, granted, total_sks,
      earlier_sks, reason, minutes, decree_number, decree_on, rule_set_id, rule_set_version, rule_set_hash, inputs, trace, decided_by, decided_at)
    values (${row.personId}, ${row.id}, ${row.applicationId}, ${row.organisationId}, ${row.programmeId}, ${row.round}, ${row.result},
      ${JSON.stringify(row.granted)}::jsonb, ${row.totalSks}, ${row.earlierSks}, ${row.reason}, ${row.minutes}, ${row.decreeNumber},
      ${row.decreeOn}::date, ${row.ruleSetId}, ${row.ruleSetVersion}, ${row.ruleSetHash},
      ${row.inputs === null ? null : JSON.stringify(row.inputs)}::jsonb, ${row.trace === null ? null : JSON.stringify(row.trace)}::jsonb,
      ${row.decidedBy}, ${row.decidedAt})`.execute(tx)
}

async function findAppeal(db: Db, personId: string, applicationId: string): Promise<PriorAppeal | null> {
  const { rows } = await sql<PriorAppeal>`select person_id as "personId", application_id as "applicationId", grounds,
      appealed_at as "appealedAt", due_on as "dueOn" from prior_learning_appeal
    where person_id = ${personId} and application_id = ${applicationId}`.execute(db)
  return rows[0] ?? null
}

export async function insertAppeal(tx: Db, row: PriorAppeal): Promise<void> {
  await sql`insert into prior_learning_appeal (person_id, application_id, grounds, appealed_at, due_on)
    values (${row.personId}, ${row.applicationId}, ${row.grounds}, ${row.appealedAt}, ${row.dueOn}::date)`.execute(tx)
}

export async function insertHandover(tx: Db, row: Handover): Promise<void> {
  await sql`insert into prior_learning_handover (person_id, id, application_id, decision_id, organisation_id, definition_version_id, asked_at)
    values (${row.personId}, ${row.id}, ${row.applicationId}, ${row.decisionId}, ${row.organisationId}, ${row.definitionVersionId}, ${row.askedAt})`.execute(
    tx,
  )
}

/** What issuers are asked to award, newest first. */
export async function handoversAt(db: Db, organisationIds: readonly string[]): Promise<readonly Handover[]> {
  const { rows } =
    await sql<Handover>`select person_id as "personId", id, application_id as "applicationId", decision_id as "decisionId",
      organisation_id as "organisationId", definition_version_id as "definitionVersionId", asked_at as "askedAt"
    from prior_learning_handover where organisation_id = any(${[...organisationIds]}::text[]) order by asked_at desc, id limit 200`.execute(
      db,
    )
  return rows
}

/** One decided case as statistics count it: ids of places and figures, nothing about the person but the id. */
export interface PriorLearningFact {
  readonly personId: string
  readonly organisationId: string
  readonly route: string
  readonly aim: string
  readonly result: string
  readonly sks: number
  /** Whole days from submission to decision. */
  readonly days: number
  readonly decidedAt: Date
}

/** Decisions that stand, made from an instant on and before another, for statistics. */
export async function priorLearningFacts(db: Db, from: Date, until: Date): Promise<readonly PriorLearningFact[]> {
  const { rows } = await sql<PriorLearningFact>`
    select a.person_id as "personId", a.organisation_id as "organisationId", a.route, a.aim, d.result, d.total_sks as sks,
      extract(day from d.decided_at - a.submitted_at)::int as days, d.decided_at as "decidedAt"
    from prior_learning_application a
    join prior_learning_decision d on d.person_id = a.person_id and d.application_id = a.id
    where d.decided_at >= ${from} and d.decided_at < ${until}
      and not exists (select 1 from prior_learning_decision n where n.person_id = d.person_id and n.application_id = d.application_id
        and n.round > d.round)
    order by d.decided_at, d.id`.execute(db)
  return rows
}
