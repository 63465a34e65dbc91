import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { broughtBy, hasDeposit, lockDeposits, transactionByKey } from './store.ts'
import { insertStackUses, partsOf, releaseStackUses, stackUsesOf } from './store-stack.ts'
import type { StackUse, StackWish } from './types-stack.ts'

/**
 * Builds a larger credential of awards, inside the caller's transaction and before the larger one is awarded: its own
 * deposit then brings only what its parts haven't brought, so that no hour of learning comes in twice. An award is in
 * one stack at a time; whether a programme has counted it is another question and doesn't matter here. All or nothing; a
 * repeat for the same larger credential changes nothing.
 *
 * Refusals: `bank.stack-empty`, `bank.no-deposit` and `bank.withdrawn` for each award that isn't on the account,
 * `bank.stack-used` for each that is in another stack, with its id and the day, `bank.stack-late` where the larger
 * credential has brought its credit already.
 */
export async function useInStack(tx: Db, wish: StackWish): Promise<Outcome<readonly StackUse[]>> {
  const { personId } = wish
  const credentialIds = [...new Set(wish.credentialIds)].sort()
  if (credentialIds.length === 0) return refuse({ code: 'bank.stack-empty' })
  const pairs = credentialIds.map((credentialId) => ({ personId, credentialId }))
  const deposits = new Map((await lockDeposits(tx, pairs)).map((one) => [one.credentialId, one] as const))
  const standing = new Map((await stackUsesOf(tx, personId)).map((one) => [one.credentialId, one] as const))
  const refusals: Refusal[] = []
  const uses: (StackUse & { usedBy: string })[] = []
  for (const credentialId of credentialIds) {
    const [deposited, used] = [deposits.get(credentialId), standing.get(credentialId)]
    if (used !== undefined && used.definitionVersionId === wish.definitionVersionId) continue
    if (deposited === undefined) {
      refusals.push({ code: 'bank.no-deposit', at: credentialId })
      continue
    }
    const withdrawn = await transactionByKey(tx, personId, `reverse:${deposited.id}`)
    if (withdrawn !== null)
      refusals.push({ code: 'bank.withdrawn', at: credentialId, values: { day: dayOf(withdrawn.postedAt) } })
    if (used !== undefined) refusals.push(takenBy(used))
    const brought = await worthWithParts(tx, personId, credentialId, deposited.reason.definitionVersionId ?? '')
    const { stackId, stackVersion, definitionVersionId, usedBy, usedAt } = wish
    uses.push({
      personId,
      id: newId(),
      credentialId,
      stackId,
      stackVersion,
      definitionVersionId,
      ...brought,
      usedBy,
      usedAt,
    })
  }
  if (uses.length > 0 && (await hasDeposit(tx, personId, wish.definitionVersionId)))
    refusals.push({ code: 'bank.stack-late' })
  const [first, ...others] = refusals
  if (first !== undefined) return refuse(first, ...others)
  const added = await insertStackUses(tx, uses)
  // Deposits are locked, so nobody can have come between; if the index still said no, all of it is undone.
  if (added.size !== uses.length) throw new RangeError('an award is in a stack already')
  const mine = (await stackUsesOf(tx, personId)).filter((one) => one.definitionVersionId === wish.definitionVersionId)
  return accept(mine)
}

/**
 * What an award stands for in a larger one: what it brought itself and, where it is a stack itself, what its own parts
 * brought.
 */
async function worthWithParts(tx: Db, personId: string, credentialId: string, definitionVersionId: string) {
  const brought = await broughtBy(tx, personId, credentialId)
  const [parts] = await partsOf(tx, [{ personId, definitionVersionId }])
  return { minutes: brought.minutes + (parts?.minutes ?? 0), sks: brought.sks + (parts?.sks ?? 0) }
}

function takenBy({ credentialId, stackId, usedAt }: StackUse): Refusal {
  return { code: 'bank.stack-used', at: credentialId, values: { stack: stackId, day: dayOf(usedAt) } }
}

/**
 * Frees the parts of a larger credential that was not awarded after all, or was revoked. What the larger one has brought
 * to the account is taken back by whoever revokes it. A repeat changes nothing. Answers how many parts were freed.
 */
export function releaseFromStack(
  tx: Db,
  personId: string,
  definitionVersionId: string,
  by: string,
  at: Date,
): Promise<number> {
  return releaseStackUses(tx, personId, definitionVersionId, by, at)
}
