import { holdersOf } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { promiseAll } from '../platform/outbox.ts'
import { insertFlags } from './store-flag.ts'
import type { Transaction } from './types.ts'
import type { FlagCause } from './types-stack.ts'

/**
 * Flags every use of these credentials to the institution that counted it, in the transaction of what caused it: on the
 * registrar's page, and by one letter a day to each of its registrars. A repeat flags nothing twice.
 */
export async function raiseFlags(tx: Db, causes: readonly Transaction[], cause: FlagCause): Promise<void> {
  const flags = await insertFlags(tx, causes, cause)
  const letters = new Map<string, { personId: string; template: string; values: object }>()
  for (const { organisationId, raisedAt } of flags) {
    const day = dayOf(raisedAt)
    for (const personId of await holdersOf(tx, organisationId, 'registrar'))
      letters.set(`bank.flagged:${organisationId}:${personId}:${day}`, {
        personId,
        template: 'bank.flagged',
        values: { path: '/registrar/flags' },
      })
  }
  await promiseAll(
    tx,
    'letter',
    [...letters].map(([uniqueKey, payload]) => ({ uniqueKey, payload })),
  )
}
