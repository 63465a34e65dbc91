import { type Db, sql } from '../platform/database.ts'
import type { Batch, BatchLine } from './types-batch.ts'

/** Keeps a list with its lines; a list that is known already is left as it is. */
export async function insertBatch(
  tx: Db,
  batch: Batch,
  lines: readonly Pick<BatchLine, 'line' | 'credentialId' | 'mark'>[],
): Promise<boolean> {
  const { rows } = await sql`insert into recognition_batch (organisation_id, id, lines, made_by, made_at)
    values (${batch.organisationId}, ${batch.id}, ${batch.lines}, ${batch.madeBy}, ${batch.madeAt})
    on conflict do nothing returning id`.execute(tx)
  if (rows.length === 0) return false
  await sql`insert into recognition_batch_line (organisation_id, batch_id, line, credential_id, mark)
    select ${batch.organisationId}, ${batch.id}, * from unnest(${lines.map(({ line }) => line)}::int[],
      ${lines.map(({ credentialId }) => credentialId)}::text[], ${lines.map(({ mark }) => mark)}::text[])`.execute(tx)
  return true
}

/** A list of a university. */
export async function findBatch(db: Db, organisationId: string, id: string): Promise<Batch | null> {
  const { rows } = await sql<Batch>`select organisation_id as "organisationId", id, lines, made_by as "madeBy",
      made_at as "madeAt"
    from recognition_batch where organisation_id = ${organisationId} and id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The last lists of a university, newest first, with how many of their lines still wait. */
export async function lastBatches(
  db: Db,
  organisationId: string,
  most = 10,
): Promise<readonly (Batch & { readonly waiting: number })[]> {
  const { rows } = await sql<Batch & { waiting: number }>`select b.organisation_id as "organisationId", b.id, b.lines,
      b.made_by as "madeBy", b.made_at as "madeAt",
      (select count(*)::int from recognition_batch_line l
        where l.organisation_id = b.organisation_id and l.batch_id = b.id and l.state = 'waiting') as waiting
    from recognition_batch b where b.organisation_id = ${organisationId} order by b.made_at desc, b.id limit ${most}`.execute(
    db,
  )
  return rows
}

/** The lines of a list in their order. */
export async function linesOfBatch(db: Db, organisationId: string, batchId: string): Promise<readonly BatchLine[]> {
  const { rows } =
    await sql<BatchLine>`select line, credential_id as "credentialId", mark, state, request_id as "requestId",
      person_id as "personId", refusals
    from recognition_batch_line where organisation_id = ${organisationId} and batch_id = ${batchId} order by line`.execute(
      db,
    )
  return rows
}

/** Keeps the result of a line; one that was asked for stays so. */
export async function noteLine(
  tx: Db,
  organisationId: string,
  batchId: string,
  row: Pick<BatchLine, 'line' | 'state' | 'requestId' | 'personId' | 'refusals'>,
  at: Date,
): Promise<void> {
  await sql`update recognition_batch_line set state = ${row.state}, request_id = ${row.requestId}, person_id = ${row.personId},
      refusals = ${JSON.stringify(row.refusals)}::jsonb, done_at = ${at}
    where organisation_id = ${organisationId} and batch_id = ${batchId} and line = ${row.line}
      and state in ('waiting', 'refused')`.execute(tx)
}

/** Lets refused lines be tried again. */
export async function waitAgain(tx: Db, organisationId: string, batchId: string): Promise<void> {
  await sql`update recognition_batch_line set state = 'waiting', refusals = '[]', done_at = null
    where organisation_id = ${organisationId} and batch_id = ${batchId} and state = 'refused'`.execute(tx)
}
