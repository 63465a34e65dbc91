import { type Db, sql } from '../../platform/database.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { creditWithdrawn } from '../store-review.ts'
import type { Case, CredentialFacts, DecisionOutcome } from '../types.ts'
import type { FeederLine, GradeScale } from './types.ts'

/** A standing decision that counted credit, with what its request says. */
export interface CountedRow {
  readonly personId: string
  readonly decisionId: string
  readonly requestId: string
  readonly studyId: string
  readonly programmeId: string
  readonly courseId: string | null
  readonly packedCourseId: string | null
  readonly outcome: DecisionOutcome
  readonly grantedSks: number
  readonly ruleSetId: string
  readonly inputs: Case
  readonly facts: CredentialFacts
  readonly decidedAt: Date
}

/** Standing decisions of a university that counted credit and stand in no line yet, oldest first. */
export async function unwritten(db: Db, organisationId: string, most = 2000): Promise<readonly CountedRow[]> {
  const { rows } = await sql<CountedRow>`
    select d.person_id as "personId", d.id as "decisionId", d.request_id as "requestId", r.study_id as "studyId",
      r.programme_id as "programmeId", d.course_id as "courseId", d.outcome, d.granted_sks as "grantedSks",
      d.rule_set_id as "ruleSetId", d.inputs, r.facts, d.decided_at as "decidedAt",
      (select c.course_id from feeder_course c where c.person_id = d.person_id and c.decision_id = d.id
        order by c.recorded_at desc, c.id desc limit 1) as "packedCourseId"
    from recognition_decision d join recognition_request r on r.person_id = d.person_id and r.id = d.request_id
    where r.organisation_id = ${organisationId} and d.replaced_at is null and d.granted_sks > 0
      and not ${creditWithdrawn} and not exists (select 1 from feeder_line_part p where p.person_id = d.person_id and p.decision_id = d.id)
    order by d.decided_at, d.id limit ${most}`.execute(db)
  return rows
}

/** The grades of a university, newest first. */
export async function scalesOf(db: Db, organisationId: string): Promise<readonly GradeScale[]> {
  const { rows } = await sql<GradeScale>`
    select valid_from::text as "validFrom", bands, pass_letter as "passLetter", reason from feeder_scale
    where organisation_id = ${organisationId} order by valid_from desc, recorded_at desc, id desc`.execute(db)
  return rows
}

export async function insertScale(
  tx: Db,
  row: GradeScale & { id: string; organisationId: string; recordedBy: string; recordedAt: Date },
): Promise<void> {
  await sql`insert into feeder_scale (organisation_id, valid_from, id, bands, pass_letter, reason, recorded_by, recorded_at)
    values (${row.organisationId}, ${row.validFrom}::date, ${row.id}, ${JSON.stringify(row.bands)}::jsonb, ${row.passLetter},
      ${row.reason}, ${row.recordedBy}, ${row.recordedAt})`.execute(tx)
}

/** Into which course a decision without one is packed. */
export async function insertPacking(
  tx: Db,
  row: { personId: string; decisionId: string; id: string; courseId: string; recordedBy: string; recordedAt: Date },
): Promise<void> {
  await sql`insert into feeder_course (person_id, decision_id, id, course_id, recorded_by, recorded_at)
    values (${row.personId}, ${row.decisionId}, ${row.id}, ${row.courseId}, ${row.recordedBy}, ${row.recordedAt})`.execute(
    tx,
  )
}

const lineColumns = sql`l.person_id as "personId", l.id, l.organisation_id as "organisationId", l.study_id as "studyId",
  l.programme_id as "programmeId", l.semester, l.source_kind as "sourceKind", l.activity_kind as "activityKind", l.key,
  l.course_id as "courseId", l.title, l.origin_sks as "originSks", l.sks, l.letter, l.index_hundredths as "indexHundredths",
  l.number_tenths as "numberTenths", l.state, l.activity_id as "activityId", l.member_id as "memberId", l.remote_id as "remoteId",
  l.refusal, l.tries, l.made_at as "madeAt", l.sent_at as "sentAt", l.checked_at as "checkedAt", l.checked`

/** Adds a line with its decisions. False when one of them stands in another line already: then nothing is added. */
export async function insertLine(
  tx: Db,
  line: FeederLine & { readonly madeBy: string },
  parts: readonly { readonly decisionId: string; readonly minutes: number }[],
): Promise<boolean> {
  const { rows } = await sql`insert into feeder_line_part (person_id, decision_id, line_id, minutes)
    select ${line.personId}, p."decisionId", ${line.id}, p.minutes
    from json_to_recordset(${JSON.stringify(parts)}::json) as p("decisionId" text, minutes int)
    on conflict do nothing returning decision_id`.execute(tx)
  if (rows.length < parts.length) return false
  await sql`insert into feeder_line (person_id, id, organisation_id, study_id, programme_id, semester, source_kind, activity_kind,
      key, course_id, title, origin_sks, sks, letter, index_hundredths, number_tenths, made_by, made_at)
    values (${line.personId}, ${line.id}, ${line.organisationId}, ${line.studyId}, ${line.programmeId}, ${line.semester},
      ${line.sourceKind}, ${line.activityKind}, ${line.key}, ${line.courseId}, ${line.title}, ${line.originSks}, ${line.sks},
      ${line.letter}, ${line.indexHundredths}, ${line.numberTenths}, ${line.madeBy}, ${line.madeAt})`.execute(tx)
  return true
}

/** Lines of a university, newest first. */
export async function linesOf(db: Db, organisationId: string, most = 1000): Promise<readonly FeederLine[]> {
  const { rows } = await sql<FeederLine>`select ${lineColumns} from feeder_line l
    where l.organisation_id = ${organisationId} order by l.made_at desc, l.id limit ${most}`.execute(db)
  return rows
}

/** Ids of the lines in a state, oldest first. */
export async function lineIdsIn(
  db: Db,
  organisationId: string,
  state: FeederLine['state'],
): Promise<readonly Pick<FeederLine, 'personId' | 'id'>[]> {
  const { rows } = await sql<Pick<FeederLine, 'personId' | 'id'>>`select person_id as "personId", id from feeder_line
    where organisation_id = ${organisationId} and state = ${state} order by made_at, id`.execute(db)
  return rows
}

/** Which source kinds wait to be sent. */
export async function waitingKinds(db: Db, organisationId: string): Promise<readonly FeederLine['sourceKind'][]> {
  const { rows } = await sql<{ kind: FeederLine['sourceKind'] }>`select distinct source_kind as kind from feeder_line
    where organisation_id = ${organisationId} and state = 'waiting'`.execute(db)
  return rows.map(({ kind }) => kind)
}

/** Sent lines of which a decision, or the credit that it counted, was taken back since: they are to be withdrawn. */
export async function overtakenLines(
  db: Db,
  organisationId: string,
): Promise<readonly Pick<FeederLine, 'personId' | 'id'>[]> {
  const { rows } = await sql<Pick<FeederLine, 'personId' | 'id'>>`
    select distinct l.person_id as "personId", l.id from feeder_line l
    join feeder_line_part p on p.person_id = l.person_id and p.line_id = l.id
    join recognition_decision d on d.person_id = p.person_id and d.id = p.decision_id
    where l.organisation_id = ${organisationId} and l.state = 'sent' and (d.replaced_at is not null or ${creditWithdrawn}) order by l.id`.execute(
    db,
  )
  return rows
}

/** Locks a line; null where another run holds it at this moment. */
export async function lockLine(tx: Db, personId: string, id: string): Promise<FeederLine | null> {
  const { rows } = await sql<FeederLine>`select ${lineColumns} from feeder_line l
    where l.person_id = ${personId} and l.id = ${id} for update skip locked`.execute(tx)
  return rows[0] ?? null
}

/** Whether a decision of the line was taken back since. */
export async function hasReplacedPart(db: Db, line: Pick<FeederLine, 'personId' | 'id'>): Promise<boolean> {
  const { rows } = await sql`select 1 from feeder_line_part p
    join recognition_decision d on d.person_id = p.person_id and d.id = p.decision_id
    where p.person_id = ${line.personId} and p.line_id = ${line.id} and (d.replaced_at is not null or ${creditWithdrawn}) limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/**
 * Sets free the decisions of a withdrawn line that stand: they may be written again, without the one that was taken back.
 * The line keeps its figures; what goes is only the mark that these decisions are written.
 */
export async function freeStandingParts(tx: Db, line: Pick<FeederLine, 'personId' | 'id'>): Promise<void> {
  await sql`delete from feeder_line_part p using recognition_decision d
    where p.person_id = ${line.personId} and p.line_id = ${line.id} and d.person_id = p.person_id and d.id = p.decision_id
      and d.replaced_at is null and not ${creditWithdrawn}`.execute(tx)
}

/** Writes what a try changed. */
export async function updateLine(
  tx: Db,
  line: Pick<FeederLine, 'personId' | 'id'>,
  change: Pick<FeederLine, 'state' | 'activityId' | 'memberId' | 'remoteId' | 'sentAt'> & {
    readonly refusal: Refusal | null
  },
): Promise<void> {
  await sql`update feeder_line set state = ${change.state}, activity_id = ${change.activityId}, member_id = ${change.memberId},
      remote_id = ${change.remoteId}, sent_at = ${change.sentAt}, tries = tries + 1,
      refusal = ${change.refusal === null ? null : JSON.stringify(change.refusal)}::jsonb
    where person_id = ${line.personId} and id = ${line.id}`.execute(tx)
}

export async function updateChecked(
  tx: Db,
  line: Pick<FeederLine, 'personId' | 'id'>,
  checked: NonNullable<FeederLine['checked']>,
  at: Date,
): Promise<void> {
  await sql`update feeder_line set checked = ${checked}, checked_at = ${at}
    where person_id = ${line.personId} and id = ${line.id}`.execute(tx)
}

/** Lets rejected lines of a university be tried again; answers how many. */
export async function reopenRejected(tx: Db, organisationId: string): Promise<number> {
  const { rows } = await sql`update feeder_line set state = 'waiting'
    where organisation_id = ${organisationId} and state = 'rejected' returning id`.execute(tx)
  return rows.length
}
