import { type Db, inTransaction, sql } from './database.ts'
import { newId } from './ids.ts'

/** Work that a transaction promised: it is done after the commit, at least once, and taken off when it succeeded. */
export interface Promised<T> {
  readonly id: string
  readonly uniqueKey: string
  readonly payload: T
  readonly attempts: number
}

/**
 * Promises work inside the caller's transaction. The same `uniqueKey` promised twice is promised once, so that a
 * repeated request sends one letter. The payload is JSON and holds ids, never names or addresses. It is due at once,
 * or from `at` on.
 */
export async function promise(tx: Db, kind: string, uniqueKey: string, payload: object, at?: Date): Promise<void> {
  await promiseAll(tx, kind, [{ uniqueKey, payload }], at)
}

/** The same for many pieces of work of one kind, in one statement. */
export async function promiseAll(
  tx: Db,
  kind: string,
  works: readonly { readonly uniqueKey: string; readonly payload: object }[],
  at?: Date,
): Promise<void> {
  if (works.length === 0) return
  const rows = works.map(({ uniqueKey, payload }) => ({ id: newId(), key: uniqueKey, payload }))
  await sql`insert into outbox (id, kind, unique_key, payload, next_at)
    select r.id, ${kind}, r.key, r.payload, ${at ?? new Date(0)}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, key text, payload jsonb)
    on conflict (unique_key) do nothing`.execute(tx)
}

/**
 * Does up to `most` pieces of due work of one kind, each in its own transaction that also takes the promise off.
 * Two processes never take the same piece (`for update skip locked`). A handler that throws leaves the piece for later:
 * after 2, 4, 8 ... seconds, at most an hour. An error that says `final: true` ends the promise instead: the piece is kept
 * with the error's name, for the operator, and never tried again. Answers how many were done and how many failed.
 */
export async function drain<T>(
  db: Db,
  kind: string,
  now: Date,
  handle: (tx: Db, promised: Promised<T>) => Promise<void>,
  most = 50,
): Promise<{ done: number; failed: number }> {
  const count = { done: 0, failed: 0 }
  for (let round = 0; round < most; round++) {
    const outcome = await drainOne(db, kind, now, handle)
    if (outcome === 'none') break
    count[outcome] += 1
  }
  return count
}

async function drainOne<T>(
  db: Db,
  kind: string,
  now: Date,
  handle: (tx: Db, promised: Promised<T>) => Promise<void>,
): Promise<'none' | 'done' | 'failed'> {
  let taken: Promised<T> | undefined
  try {
    return await inTransaction(db, async (tx) => {
      const { rows } = await sql<Promised<T>>`select id, unique_key as "uniqueKey", payload, attempts from outbox
        where kind = ${kind} and next_at <= ${now} and ended_at is null order by next_at limit 1 for update skip locked`.execute(
        tx,
      )
      taken = rows[0]
      if (taken === undefined) return 'none'
      await handle(tx, taken)
      await sql`delete from outbox where id = ${taken.id}`.execute(tx)
      return 'done'
    })
  } catch (error) {
    if (taken === undefined) throw error
    const seconds = Math.min(3600, 2 ** (taken.attempts + 1))
    const reason = error instanceof Error ? error.name : 'unknown'
    const endedAt = isFinal(error) ? now : null
    await sql`update outbox set attempts = attempts + 1, last_error = ${reason}, ended_at = ${endedAt},
      next_at = ${now}::timestamptz + make_interval(secs => ${seconds}) where id = ${taken.id}`.execute(db)
    return 'failed'
  }
}

/** Whether trying again can't help: the error says so of itself. */
export function isFinal(error: unknown): boolean {
  return (error as { final?: unknown } | null)?.final === true
}
