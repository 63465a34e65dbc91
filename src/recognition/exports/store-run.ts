import { type Db, sql } from '../../platform/database.ts'
import type { DictionaryFinding, FeederRun } from './types.ts'

const columns = sql`id, organisation_id as "organisationId", act, asked_at as "askedAt", ended_at as "endedAt", stopped,
  findings, counts`

export async function insertRun(
  tx: Db,
  run: Pick<FeederRun, 'id' | 'organisationId' | 'act' | 'askedAt'> & { readonly askedBy: string },
): Promise<void> {
  await sql`insert into feeder_run (organisation_id, id, act, asked_by, asked_at)
    values (${run.organisationId}, ${run.id}, ${run.act}, ${run.askedBy}, ${run.askedAt})`.execute(tx)
}

export async function findRun(db: Db, organisationId: string, id: string): Promise<FeederRun | null> {
  const { rows } = await sql<FeederRun>`select ${columns} from feeder_run
    where organisation_id = ${organisationId} and id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The last runs of a university, newest first. */
export async function runsOf(db: Db, organisationId: string, most = 10): Promise<readonly FeederRun[]> {
  const { rows } = await sql<FeederRun>`select ${columns} from feeder_run
    where organisation_id = ${organisationId} order by asked_at desc, id desc limit ${most}`.execute(db)
  return rows
}

/** Writes how a run ended; `endedAt` null where it goes on at its next try. */
export async function endRun(
  db: Db,
  run: Pick<FeederRun, 'id' | 'organisationId'>,
  result: {
    readonly endedAt: Date | null
    readonly stopped: string | null
    readonly findings: readonly DictionaryFinding[]
    readonly counts: Readonly<Record<string, number>>
  },
): Promise<void> {
  await sql`update feeder_run set ended_at = ${result.endedAt}, stopped = ${result.stopped},
      findings = ${JSON.stringify(result.findings)}::jsonb, counts = ${JSON.stringify(result.counts)}::jsonb
    where organisation_id = ${run.organisationId} and id = ${run.id}`.execute(db)
}
