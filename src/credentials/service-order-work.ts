import type { Db } from '../platform/database.ts'
import type { Refusal } from '../platform/refusal.ts'
import { statusPolicy } from './library.ts'
import { type Given, withRetry } from './service.ts'
import { againstChange, claimedAmong } from './service-order.ts'
import type { AwardHooks } from './service-signing.ts'
import { writeChanges } from './service-status.ts'
import { standingsOf } from './store-award.ts'
import { dueOrder, finishOrder, settleRows, takeRows } from './store-order.ts'
import type { OrderRow, Standing, StatusOrder } from './types.ts'

/** Credentials changed in one transaction. */
const CHUNK = 2_000
/** Transactions side by side: while the database stores one chunk, the leaves and movements of another are made. */
const LANES = 2

/**
 * Carries out the orders whose hold is over, a few thousand credentials in each transaction: bits, history, audit, letters
 * and what other rooms follow with. Safe to kill at any moment and to run in several processes: what wasn't committed is
 * done again, and a row that was changed is never taken twice. Each credential is asked again whether it may be changed
 * so; one that no longer may is refused in the order and keeps none of the others.
 *
 * An order that is later than `staleHours` waits to be confirmed again: a clock that jumps a year runs none early.
 * Answers how many credentials were changed. `most` is how many one transaction changes.
 */
export async function runStatusOrders(
  deps: Given,
  hooks: AwardHooks = {},
  stopped: () => boolean = () => false,
  most = CHUNK,
): Promise<number> {
  const chunk = async () => (stopped() ? null : withRetry(deps.db, (tx) => runChunk(tx, deps.clock(), hooks, most)))
  const first = await chunk()
  if (first === null) return 0
  const lane = async (): Promise<number> => {
    for (let changed = 0; ; ) {
      const done = await chunk()
      if (done === null) return changed
      changed += done
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: deps.db.isTransaction ? 1 : LANES }, lane))
  return lanes.reduce((changed, ended) => {
    if (ended.status === 'rejected') throw ended.reason
    return changed + ended.value
  }, first)
}

async function runChunk(tx: Db, now: Date, hooks: AwardHooks, most: number): Promise<number | null> {
  const stale = new Date(now.getTime() - statusPolicy().staleHours * 3_600_000)
  const order = await dueOrder(tx, stale, now)
  if (order === null) return null
  const rows = await takeRows(tx, order.id, most)
  if (rows.length === 0) return (await finishOrder(tx, order.id, now)) ? 0 : null
  const asked = askedBy(order, rows)
  const found = await standingsOf(
    tx,
    rows.map(({ credentialId }) => credentialId),
    true,
  )
  const taken = await claimedAmong(tx, found, asked)
  const standings = new Map(found.map((standing) => [standing.id, standing] as const))
  const possible: Standing[] = []
  const changed: number[] = []
  const refused: { position: number; refusals: readonly Refusal[] }[] = []
  for (const { position, credentialId } of rows) {
    const standing = standings.get(credentialId)
    const refusals = standing === undefined ? [] : againstChange(standing, order.organisationId, asked, taken, now)
    if (standing === undefined) refused.push({ position, refusals: [{ code: 'credentials.credential-not-found' }] })
    else if (refusals.length > 0) refused.push({ position, refusals })
    else {
      possible.push(standing)
      changed.push(position)
    }
  }
  const by = { personId: order.askedBy, organisationId: order.organisationId, at: now }
  await writeChanges(tx, by, possible, asked, hooks)
  await settleRows(tx, order.id, changed, refused)
  if (rows.length < most) await finishOrder(tx, order.id, now)
  return changed.length
}

function askedBy(order: StatusOrder, rows: readonly OrderRow[]) {
  const holderName = rows[0]?.holderName ?? null
  return {
    change: order.change,
    reason: order.reasonCode,
    ...(order.note === null ? {} : { note: order.note }),
    ...(holderName === null ? {} : { holderName }),
  }
}
