import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Refusal } from '../platform/refusal.ts'
import { holdOrganisations, signingStopped } from '../trust/index.ts'
import { heldOrganisations, holdPromises, refusePromises, resumePromises } from './store-held.ts'
import type { ToSign } from './store-signing.ts'

/**
 * Takes out of due signatures those whose issuer may sign nothing now and puts them aside (F012). The issuers are held until
 * the transaction ends: a suspension or a change of keys waits for the batch under way, and every later batch knows of it.
 * Answers what may be signed, and the instant at which it may.
 */
export async function putAsideStopped(
  tx: Db,
  clock: Deps['clock'],
  due: readonly ToSign[],
): Promise<{ readonly due: readonly ToSign[]; readonly at: Date }> {
  const issuers = [...new Set(due.flatMap((one) => (one.award === null ? [] : [one.award.organisationId])))]
  await holdOrganisations(tx, issuers)
  const at = clock()
  const stopped = new Map<string, readonly Refusal[]>()
  for (const id of issuers) {
    const reasons = await signingStopped(tx, id, at)
    if (reasons.length > 0) stopped.set(id, reasons)
  }
  const held = due.flatMap(({ promiseId, award }) => {
    const reasons = award === null ? undefined : stopped.get(award.organisationId)
    return award === null || reasons === undefined ? [] : [{ promiseId, award, refusals: reasons }]
  })
  if (held.length > 0) await holdPromises(tx, held, at)
  const aside = new Set(held.map(({ promiseId }) => promiseId))
  return { due: due.filter(({ promiseId }) => !aside.has(promiseId)), at }
}

/**
 * Looks after what was put aside: due again where the issuer may sign again, refused for good where its listing ended, as it
 * is otherwise. Answers how many are due again.
 */
export async function resumeHeld(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  let resumed = 0
  for (const organisationId of await heldOrganisations(deps.db)) {
    resumed += await inTransaction(deps.db, async (tx) => {
      await holdOrganisations(tx, [organisationId])
      const at = deps.clock()
      const reasons = await signingStopped(tx, organisationId, at)
      if (reasons.length === 0) return resumePromises(tx, organisationId)
      if (reasons.some(({ code }) => code === 'trust.listing-ended')) {
        const count = await refusePromises(tx, organisationId, reasons, at)
        const detail = { count, reasons: reasons.map(({ code }) => code).join(' ') }
        const verb = 'credential.refuse-signature'
        await record(tx, { at, actorId: null, organisationId, verb, subject: organisationId, detail })
      }
      return 0
    })
  }
  return resumed
}
