import { type Db, inTransaction } from '../platform/database.ts'
import type { Outcome, Refusal } from '../platform/refusal.ts'

/** Takes a refusal out of a transaction, so that what was written before it is undone. */
class RefusedError extends Error {
  readonly refusals: readonly [Refusal, ...Refusal[]]
  constructor(refusals: readonly [Refusal, ...Refusal[]]) {
    super(refusals[0].code)
    this.refusals = refusals
  }
}

/** Runs work in a transaction of its own that a refusal undoes: for verbs that may be refused after they wrote something. */
export async function allOrNothing<T>(db: Db, work: (tx: Db) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await inTransaction(db, async (tx) => {
      const outcome = await work(tx)
      if (!outcome.ok) throw new RefusedError(outcome.refusals)
      return outcome
    })
  } catch (error) {
    if (error instanceof RefusedError) return { ok: false, refusals: error.refusals }
    throw error
  }
}
