import { record } from '../platform/audit.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Refusal } from '../platform/refusal.ts'
import { holdOrganisations, signingStopped } from '../trust/index.ts'
import type { AwardHooks } from './service-signing.ts'
import { endUnissued } from './service-together.ts'
import { heldOrganisations, holdPromises, refusePromises, resumePromises } from './store-held.ts'
import type { ToSign } from './store-signing.ts'
import { moveTogether } from './store-together.ts'
import type { Award, Together } from './types.ts'

/**
 * Takes out of due signatures those whose issuer, or one of several, may sign nothing now and puts them aside (F012). The issuers are held until
 * the transaction ends: a suspension or a change of keys waits for the batch under way, and every later batch knows of it.
 * Answers what may be signed, and the instant at which it may.
 */
export async function putAsideStopped(
  tx: Db,
  clock: Deps['clock'],
  due: readonly ToSign[],
  together: ReadonlyMap<string, Together> = new Map(),
): Promise<{ readonly due: readonly ToSign[]; readonly at: Date }> {
  const signersOf = ({ credentialId, organisationId }: Award) =>
    together.get(credentialId)?.parts.map((part) => part.organisationId) ?? [organisationId]
  const issuers = [...new Set(due.flatMap((one) => (one.award === null ? [] : signersOf(one.award))))]
  await holdOrganisations(tx, issuers)
  const at = clock()
  const stopped = new Map<string, readonly Refusal[]>()
  for (const id of issuers) {
    const reasons = await signingStopped(tx, id, at)
    if (reasons.length > 0) stopped.set(id, reasons)
  }
  const held = due.flatMap(({ promiseId, award }) => {
    const organisationId = award === null ? undefined : signersOf(award).find((id) => stopped.has(id))
    if (award === null || organisationId === undefined) return []
    return [{ promiseId, award, organisationId, refusals: stopped.get(organisationId) ?? [] }]
  })
  if (held.length > 0) await holdPromises(tx, held, at)
  const aside = new Set(held.map(({ promiseId }) => promiseId))
  return { due: due.filter(({ promiseId }) => !aside.has(promiseId)), at }
}

/**
 * Looks after what was put aside: due again where the issuer may sign again, refused for good where its listing ended, as it
 * is otherwise. Answers how many are due again.
 */
export async function resumeHeld(deps: Pick<Deps, 'db' | 'clock'>, hooks: AwardHooks = {}): Promise<number> {
  let resumed = 0
  for (const organisationId of await heldOrganisations(deps.db)) {
    resumed += await inTransaction(deps.db, async (tx) => {
      await holdOrganisations(tx, [organisationId])
      const at = deps.clock()
      const reasons = await signingStopped(tx, organisationId, at)
      if (reasons.length === 0) return resumePromises(tx, organisationId)
      if (reasons.some(({ code }) => code === 'trust.listing-ended')) {
        const refused = await refusePromises(tx, organisationId, reasons, at)
        await endUnissued(tx, await moveTogether(tx, refused, 'refused', at), 'co-issuer-stopped', at, hooks)
        const detail = { count: refused.length, reasons: reasons.map(({ code }) => code).join(' ') }
        const verb = 'credential.refuse-signature'
        await record(tx, { at, actorId: null, organisationId, verb, subject: organisationId, detail })
      }
      return 0
    })
  }
  return resumed
}
