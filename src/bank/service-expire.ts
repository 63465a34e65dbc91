import { findProgramme } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { promise } from '../platform/outbox.ts'
import { giveBackWhole } from './service-back.ts'
import { lockDeposit } from './store.ts'
import { reservationsDue, reservationsOfClosed } from './store-unit.ts'
import type { Reservation } from './types.ts'

/** Reservations in one round. */
const ROUND = 200
/** How often reservations are looked through. */
const EVERY_MILLISECONDS = 60_000
/** Who posts what happens by itself. */
export const SYSTEM = 'lumbung'

/**
 * Ends reservations that are due, and those for programmes that closed: each in a transaction of its own, with a letter
 * to the learner. Two processes at once end each only once. Answers how many ended.
 */
export async function endReservations(deps: Deps): Promise<number> {
  const now = deps.clock()
  let ended = 0
  for (;;) {
    const due = await reservationsDue(deps.db, now, ROUND)
    for (const held of due) ended += await end(deps, held, 'expire', now)
    if (due.length < ROUND) break
  }
  for (;;) {
    const closed = await reservationsOfClosed(deps.db, dayOf(now), ROUND)
    for (const held of closed) ended += await end(deps, held, 'release', now)
    if (closed.length < ROUND) return ended
  }
}

async function end(deps: Deps, held: Reservation, kind: 'release' | 'expire', at: Date): Promise<number> {
  return inTransaction(deps.db, async (tx) => {
    const deposited = await lockDeposit(tx, held.personId, held.credentialId)
    if (deposited === null) throw new RangeError('a reservation has no deposit')
    if ((await giveBackWhole(tx, held, deposited, { kind, by: SYSTEM, at })) === null) return 0
    const programme = await findProgramme(tx, held.programmeId)
    await promise(tx, 'letter', `bank.ended:${held.id}`, {
      personId: held.personId,
      template: kind === 'expire' ? 'bank.expired' : 'bank.programme-closed',
      values: { sks: held.sks, programme: programme?.code ?? '', path: '/credit' },
    })
    return 1
  })
}

/** Ends what is due as long as the site runs. Answers how to stop: a round under way is finished first. */
export function startWorkers(deps: Deps, everyMilliseconds = EVERY_MILLISECONDS): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = round(deps).finally(() => {
      busy = false
    })
  }, everyMilliseconds)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function round(deps: Deps): Promise<void> {
  if ((await deps.diskFull?.()) === true) return
  await endReservations(deps).catch((error: unknown) => {
    const reason = error instanceof Error ? error.name : 'unknown'
    deps.log.error({ reason }, 'reservations of credit wait; they are looked through again in a minute')
  })
}
