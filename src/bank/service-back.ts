import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { releaseEntries } from './rules.ts'
import { lastPostedAt } from './store.ts'
import { giveBack } from './store-unit.ts'
import type { Posting, Reservation, Transaction } from './types.ts'

/** The movement that gives `sks` reserved units back to the learner. Its key is the reservation's: it is posted once. */
export function backOf(
  kind: 'release' | 'expire',
  held: Reservation,
  sks: number,
  deposited: Transaction,
  by: string,
  at: Date,
): Posting {
  const { title, minutesPerSks } = deposited.reason
  const row: Transaction = {
    personId: held.personId,
    id: newId(),
    kind,
    uniqueKey: `back:${held.id}`,
    credentialId: held.credentialId,
    correctsId: held.id,
    reason: {
      ...(title === undefined ? {} : { title }),
      programmeId: held.programmeId,
      organisationId: held.organisationId,
      ...(held.requestId === null ? {} : { requestId: held.requestId }),
      reservationId: held.id,
    },
    postedBy: by,
    postedAt: at,
  }
  return { row, entries: releaseEntries(held, sks, minutesPerSks ?? 0) }
}

/** The moment of a movement that can't be refused: never before what it follows. */
export async function notBefore(tx: Db, deposited: Transaction, at: Date): Promise<Date> {
  const last = await lastPostedAt(tx, deposited.personId, deposited.credentialId)
  return last !== null && last > at ? last : at
}

/** Gives a whole reservation back, under the lock of its deposit. Answers the movement, or null where it had ended. */
export async function giveBackWhole(
  tx: Db,
  held: Reservation,
  deposited: Transaction,
  { kind, by, at }: { readonly kind: 'release' | 'expire'; readonly by: string; readonly at: Date },
): Promise<Transaction | null> {
  const posting = backOf(kind, held, held.sks, deposited, by, await notBefore(tx, deposited, at))
  return (await giveBack(tx, held, posting, kind === 'release' ? 'released' : 'expired')) ? posting.row : null
}
