import { createHash } from 'node:crypto'
import { type Db, inTransaction, sql } from './database.ts'
import { accept, type Outcome, refuse } from './refusal.ts'

/** An answer of the API that is kept with its effect. */
export interface KeptAnswer {
  readonly status: number
  readonly body: unknown
}

/**
 * Carries out `work` once for each (actor, key): the answer is stored in the transaction of the effect, so a repeat,
 * also after a crash, gets the same answer and changes nothing.
 *
 * Refusals: `platform.idempotency-key-reused` when the key came before with another body.
 * Two requests at once: the second waits for the first and then gets its answer.
 */
export function withIdempotency(
  db: Db,
  actor: string,
  key: string,
  body: string,
  now: Date,
  work: (tx: Db) => Promise<KeptAnswer>,
): Promise<Outcome<KeptAnswer>> {
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return inTransaction(db, async (tx) => {
    const inserted = await sql`insert into idempotency (actor, key, body_hash, created_at)
      values (${actor}, ${key}, ${bodyHash}, ${now}) on conflict do nothing returning key`.execute(tx)
    if (inserted.rows.length === 0) {
      const { rows } = await sql<{ bodyHash: string; status: number; body: unknown }>`
        select body_hash as "bodyHash", status, body from idempotency where actor = ${actor} and key = ${key}`.execute(
        tx,
      )
      const kept = rows[0]
      if (kept === undefined || kept.bodyHash !== bodyHash) return refuse({ code: 'platform.idempotency-key-reused' })
      return accept({ status: kept.status, body: kept.body })
    }
    const answer = await work(tx)
    // What the database gives back is what a repeat will get: the same bytes, down to the order of the keys.
    const { rows } = await sql<{ body: unknown }>`update idempotency
      set status = ${answer.status}, body = ${JSON.stringify(answer.body)}::jsonb
      where actor = ${actor} and key = ${key} returning body`.execute(tx)
    return accept({ status: answer.status, body: rows[0]?.body ?? answer.body })
  })
}
