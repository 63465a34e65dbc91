import { type Db, sql } from '../platform/database.ts'
import type { Batch, Enrolment, EnrolmentOrigin } from './types.ts'

const batchColumns = sql`id, definition_version_id as "definitionVersionId", organisation_id as "organisationId", name,
  starts_on as "startsOn", ends_on as "endsOn", capacity, seats_taken as "seatsTaken"`

export async function findBatch(db: Db, id: string): Promise<Batch | null> {
  const { rows } = await sql<Batch>`select ${batchColumns} from batch where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The batch, held against other enrolments until the transaction ends: so no seat is given twice. */
export async function lockBatch(tx: Db, id: string): Promise<Batch | null> {
  const { rows } = await sql<Batch>`select ${batchColumns} from batch where id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/** Batches of an organisation or of a definition version, the latest start first. */
export async function batchesOf(
  db: Db,
  of: { organisationId?: string; versionId?: string },
): Promise<readonly Batch[]> {
  const { rows } = await sql<Batch>`select ${batchColumns} from batch
    where (${of.organisationId ?? null}::text is null or organisation_id = ${of.organisationId ?? null})
      and (${of.versionId ?? null}::text is null or definition_version_id = ${of.versionId ?? null})
      and (${of.organisationId ?? null}::text is not null or ${of.versionId ?? null}::text is not null)
    order by starts_on desc, name, id`.execute(db)
  return rows
}

/** Batches by id; unknown ids are absent. */
export async function findBatches(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Batch>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Batch>`select ${batchColumns} from batch where id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row] as const))
}

export async function insertBatch(tx: Db, batch: Omit<Batch, 'seatsTaken'>, at: Date): Promise<void> {
  await sql`insert into batch (id, definition_version_id, organisation_id, name, starts_on, ends_on, capacity, created_at)
    values (${batch.id}, ${batch.definitionVersionId}, ${batch.organisationId}, ${batch.name}, ${batch.startsOn},
      ${batch.endsOn}, ${batch.capacity}, ${at})`.execute(tx)
}

/** Counts seats up or down. The table's own check refuses more seats than the capacity, and fewer than none. */
export async function changeSeats(tx: Db, batchId: string, by: number): Promise<void> {
  await sql`update batch set seats_taken = seats_taken + ${by} where id = ${batchId}`.execute(tx)
}

const enrolmentColumns = sql`id, person_id as "personId", batch_id as "batchId",
  definition_version_id as "definitionVersionId", organisation_id as "organisationId",
  participant_number as "participantNumber", origin, enrolled_at as "enrolledAt", withdrawn_at as "withdrawnAt"`

export async function findEnrolment(db: Db, id: string): Promise<Enrolment | null> {
  const { rows } = await sql<Enrolment>`select ${enrolmentColumns} from enrolment where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Enrolments by id; unknown ids are absent. */
export async function findEnrolments(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Enrolment>> {
  if (ids.length === 0) return new Map()
  const { rows } =
    await sql<Enrolment>`select ${enrolmentColumns} from enrolment where id = any(${[...ids]}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row] as const))
}

/** A person's enrolments, newest first, those given up among them. */
export async function enrolmentsOf(db: Db, personId: string): Promise<readonly Enrolment[]> {
  const { rows } = await sql<Enrolment>`select ${enrolmentColumns} from enrolment where person_id = ${personId}
    order by enrolled_at desc, id`.execute(db)
  return rows
}

export async function enrolmentInBatch(db: Db, personId: string, batchId: string): Promise<Enrolment | null> {
  const { rows } = await sql<Enrolment>`select ${enrolmentColumns} from enrolment
    where person_id = ${personId} and batch_id = ${batchId}`.execute(db)
  return rows[0] ?? null
}

/** Everybody who ever had a seat in a batch, in the order of enrolment. */
export async function enrolmentsInBatch(db: Db, batchId: string): Promise<readonly Enrolment[]> {
  const { rows } = await sql<Enrolment>`select ${enrolmentColumns} from enrolment where batch_id = ${batchId}
    order by enrolled_at, participant_number, id`.execute(db)
  return rows
}

export interface NewEnrolment {
  readonly id: string
  readonly personId: string
  readonly participantNumber: string | null
}

/** Takes seats for several people at once; whoever gave a seat up in this batch takes it again. Counts no seats. */
export async function insertEnrolments(
  tx: Db,
  batch: Batch,
  origin: EnrolmentOrigin,
  people: readonly NewEnrolment[],
  at: Date,
): Promise<void> {
  if (people.length === 0) return
  const rows = people.map(({ id, personId, participantNumber }) => ({
    id,
    person_id: personId,
    participant_number: participantNumber,
  }))
  await sql`insert into enrolment (person_id, id, batch_id, definition_version_id, organisation_id, participant_number, origin, enrolled_at)
    select person_id, id, ${batch.id}, ${batch.definitionVersionId}, ${batch.organisationId}, participant_number, ${origin}, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, person_id text, participant_number text)
    on conflict (person_id, batch_id) do update set withdrawn_at = null, enrolled_at = excluded.enrolled_at,
      participant_number = coalesce(excluded.participant_number, enrolment.participant_number)`.execute(tx)
}

export async function withdrawEnrolment(tx: Db, enrolment: Enrolment, at: Date): Promise<boolean> {
  const { rows } = await sql`update enrolment set withdrawn_at = ${at}
    where person_id = ${enrolment.personId} and id = ${enrolment.id} and withdrawn_at is null returning id`.execute(tx)
  return rows.length > 0
}
