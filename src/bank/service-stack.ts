import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { broughtInBooks, lockDeposits, transactionByKey } from './store.ts'
import {
  broughtByParts,
  insertStackUses,
  releaseStackUses,
  stackPartsOf,
  stackUsesAmong,
  stackUsesOf,
} from './store-stack.ts'
import type { Movement, Transaction } from './types.ts'
import type { StackNote, StackPart, StackUse, StackWish } from './types-stack.ts'

const nameOf = ({ personId, credentialId }: StackPart) => `${personId} ${credentialId}`

/**
 * Builds a larger credential of awards, inside the caller's transaction and before the larger one is awarded: its own
 * deposit then brings only what its parts haven't brought, so that no hour of learning comes in twice. An award is in
 * one stack at a time, whoever holds it; whether a programme has counted it is another question and doesn't matter here.
 * All or nothing; a repeat for the same larger credential changes nothing.
 *
 * Refusals: `bank.stack-empty`, `bank.no-deposit` and `bank.withdrawn` for each award that isn't on the account,
 * `bank.stack-used` for each that is in another stack, with its id and the day, `bank.stack-late` where the larger
 * credential has brought its credit already.
 */
export async function useInStack(tx: Db, wish: StackWish): Promise<Outcome<readonly StackUse[]>> {
  const parts = [...new Map(wish.parts.map((part) => [nameOf(part), part])).values()]
  if (parts.length === 0) return refuse({ code: 'bank.stack-empty' })
  const deposits = await lockDeposits(tx, [...booksOf(wish, parts), booked(wish.holderId, wish.largerId)])
  const standing = new Map((await stackUsesAmong(tx, parts)).map((one) => [nameOf(one), one] as const))
  const own = await broughtByParts(
    tx,
    parts.map(({ credentialId }) => credentialId),
  )
  const refusals: Refusal[] = []
  const uses: (StackUse & { usedBy: string })[] = []
  for (const part of parts) {
    const { credentialId } = part
    const used = standing.get(nameOf(part))
    if (used?.largerId === wish.largerId) continue
    const among = deposits.filter((one) => one.credentialId === credentialId)
    const deposited = among.find(({ personId }) => personId === wish.holderId) ?? among[0]
    // What a stack awarded before larger credentials had a deposit of their own stands by its parts.
    if (deposited === undefined && !own.has(credentialId)) {
      refusals.push({ code: 'bank.no-deposit', at: credentialId })
      continue
    }
    refusals.push(...(await whyNot(tx, deposited, used)))
    const { stackId, stackVersion, largerId, holderId, usedBy, usedAt } = wish
    const brought = await broughtInBooks(tx, [holderId, part.personId], credentialId)
    const worth = plus(brought, own.get(credentialId))
    uses.push({ ...part, id: newId(), stackId, stackVersion, largerId, holderId, ...worth, usedBy, usedAt })
  }
  if (uses.length > 0 && deposits.some(({ credentialId }) => credentialId === wish.largerId))
    refusals.push({ code: 'bank.stack-late' })
  const [first, ...others] = refusals
  if (first !== undefined) return refuse(first, ...others)
  // Deposits are locked, so hardly anybody can have come between; if the index still said no, all of it is undone.
  if ((await insertStackUses(tx, uses)) !== uses.length) throw new StackTakenError()
  return accept(await stackPartsOf(tx, [wish.largerId]))
}

/** Another stack took a part at the same moment: the caller's transaction must not stand. */
export class StackTakenError extends Error {
  constructor() {
    super('an award is in a stack already')
    this.name = 'StackTakenError'
  }
}

const booked = (personId: string, credentialId: string): StackPart => ({ personId, credentialId })

/** Where the credit of parts may stand: in the holder's book, or still in that of whoever they were issued to. */
function booksOf({ holderId }: StackWish, parts: readonly StackPart[]): readonly StackPart[] {
  return parts.flatMap((part) =>
    part.personId === holderId ? [part] : [part, { personId: holderId, credentialId: part.credentialId }],
  )
}

async function whyNot(tx: Db, deposited: Transaction | undefined, used: StackUse | undefined): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  const withdrawn =
    deposited === undefined ? null : await transactionByKey(tx, deposited.personId, `reverse:${deposited.id}`)
  if (deposited !== undefined && withdrawn !== null)
    refusals.push({ code: 'bank.withdrawn', at: deposited.credentialId, values: { day: dayOf(withdrawn.postedAt) } })
  if (used !== undefined) {
    const { credentialId: at, stackId: stack, usedAt } = used
    refusals.push({ code: 'bank.stack-used', at, values: { stack, day: dayOf(usedAt) } })
  }
  return refusals
}

function plus(
  a: { readonly minutes: number; readonly sks: number },
  b: { readonly minutes: number; readonly sks: number } = { minutes: 0, sks: 0 },
): { minutes: number; sks: number } {
  return { minutes: a.minutes + b.minutes, sks: a.sks + b.sks }
}

/**
 * Frees the parts of a larger credential that was not awarded after all, or was revoked. What the larger one has brought
 * to the account is taken back by whoever revokes it. A repeat changes nothing. Answers how many parts were freed.
 */
export function releaseFromStack(tx: Db, largerId: string, by: string, at: Date): Promise<number> {
  return releaseStackUses(tx, largerId, by, at)
}

/**
 * What the movements that brought credit into a book have to do with larger credentials, by the movement's id: the record of uses read for
 * the account page and the statement. A larger credential that isn't signed yet has no title here.
 */
export async function stackNotes(db: Db, movements: readonly Movement[]): Promise<ReadonlyMap<string, StackNote[]>> {
  const received = movements.filter(({ kind, correctsId }) => correctsId === null && RECEIVED.has(kind))
  const ids = received.map(({ credentialId }) => credentialId)
  const [uses, parts] = await Promise.all([stackUsesOf(db, ids), broughtByParts(db, ids)])
  const titles = new Map(received.map(({ credentialId, reason }) => [credentialId, reason.title ?? null]))
  const used = new Map(uses.map((use) => [use.credentialId, use]))
  const notes = new Map<string, StackNote[]>()
  for (const { id, credentialId } of received) {
    const [use, brought] = [used.get(credentialId), parts.get(credentialId)]
    const own: StackNote[] = []
    if (brought !== undefined) own.push({ as: 'larger', partsSks: brought.sks })
    if (use !== undefined) own.push({ as: 'part', larger: titles.get(use.largerId) ?? null, day: dayOf(use.usedAt) })
    if (own.length > 0) notes.set(id, own)
  }
  return notes
}

const RECEIVED: ReadonlySet<Movement['kind']> = new Set(['deposit', 'transfer'])
