import { type Db, sql } from '../../platform/database.ts'

/**
 * Lets a decision be written again whose line was withdrawn while its credit was taken back. A line that still stands at the
 * feeder keeps it: nothing was withdrawn there.
 */
export async function freeWithdrawnPart(tx: Db, personId: string, decisionId: string): Promise<void> {
  await sql`delete from feeder_line_part p using feeder_line l
    where p.person_id = ${personId} and p.decision_id = ${decisionId} and l.person_id = p.person_id and l.id = p.line_id
      and l.state = 'withdrawn'`.execute(tx)
}
