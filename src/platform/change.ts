import { type Db, sql } from './database.ts'

/** Shared by whoever is changing what the register answers; held alone by whoever keeps a copy of it. */
const LOCK = 7_586_040_002

/**
 * Marks that this transaction changes what the register answers: an entry, a key, the name of an organisation. Copies that
 * were kept before aren't used any more from now on, and none is kept until the transaction has ended.
 */
export async function markRegisterChange(tx: Db): Promise<void> {
  // In this order: whoever sees the new number and no lock sees what was changed, too.
  await sql`select pg_advisory_xact_lock_shared(${LOCK})`.execute(tx)
  await sql`select nextval('register_change')`.execute(tx)
}

/**
 * The number of the register as it stands, in the order of no calendar: what was read under a number is the present register as
 * long as the number is the same. One round trip; asks no table.
 */
export async function registerNumber(db: Db): Promise<string> {
  const { rows } = await sql<{
    number: string
  }>`select last_value || ' ' || is_called as number from register_change`.execute(db)
  return rows[0]?.number ?? ''
}

/**
 * Reads with `read` something that may be kept under the number it answers: nobody was changing the register meanwhile. Where
 * somebody was, what was read is answered without a number and good for this time only.
 */
export function readToKeep<T>(
  db: Db,
  read: (tx: Db) => Promise<T>,
): Promise<{ readonly number: string | null; readonly value: T }> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ alone: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as alone`.execute(tx)
    const number = rows[0]?.alone === true ? await registerNumber(tx) : null
    return { number, value: await read(tx) }
  })
}
