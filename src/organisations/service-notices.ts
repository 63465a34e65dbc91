import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { promise } from '../platform/outbox.ts'
import { partyLists } from './library-parties.ts'
import { endingSoon, successorOn } from './rules-parties.ts'
import { holdersOf, organisationsOfKinds } from './store.ts'
import { findAgreements, markTold, partyEvents, toldAgreements } from './store-parties.ts'

/**
 * Promises a letter about each agreement that ends soon (F018), once: to the owners of every party or of who stands for it
 * today, and to the operators. Answers how many agreements were told of. Two processes at once tell once.
 */
export async function tellOfEndings(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const now = deps.clock()
  const today = dayOf(now)
  const days = partyLists.endingSoonDays.value
  const soon = endingSoon(await findAgreements(deps.db), today, days)
  const told = soon.length === 0 ? new Set<string>() : await toldAgreements(deps.db)
  let count = 0
  for (const { id, parties } of soon.filter((one) => !told.has(one.id)))
    await inTransaction(deps.db, async (tx) => {
      if (!(await markTold(tx, id, now))) return
      const events = await partyEvents(tx)
      const present = parties.map((party) => successorOn(events, party.organisationId, today))
      const readers = new Set<string>()
      for (const organisationId of new Set(present))
        for (const personId of await holdersOf(tx, organisationId, 'owner')) readers.add(personId)
      for (const operator of await organisationsOfKinds(tx, ['operator']))
        for (const personId of await holdersOf(tx, operator.id, 'operator')) readers.add(personId)
      const template = 'organisations.agreement-ending'
      for (const personId of readers)
        await promise(tx, 'letter', `${template}:${id}:${personId}`, {
          personId,
          template,
          values: { days, path: '/register/agreements' },
        })
      count++
    })
  return count
}
