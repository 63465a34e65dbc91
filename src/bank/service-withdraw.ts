import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { correctionOf, creditOf, depositEntries, partsKey, restOf, reverseEntries } from './rules.ts'
import { giveBackWhole, notBefore } from './service-back.ts'
import { raiseFlags } from './service-flag.ts'
import {
  broughtBy,
  broughtInBooks,
  insertTransaction,
  insertTransactions,
  lastCorrection,
  lockDeposit,
  lockDeposits,
  standingUnits,
  transactionByKey,
} from './store.ts'
import { broughtByParts, raiseStackUse, stackUsesOf } from './store-stack.ts'
import { heldUnits, reservationsAmong } from './store-unit.ts'
import type { Correction, Posting, Transaction, Transfer } from './types.ts'

/**
 * Takes back what is left of a deposit, for an award that was withdrawn. What a campus has counted stays where it is:
 * the campus is told, and decides. A repeat changes nothing.
 */
export async function reverseDeposit(
  tx: Db,
  personId: string,
  credentialId: string,
  by: string,
  at: Date,
): Promise<Transaction | null> {
  return (await reverseDeposits(tx, [{ personId, credentialId, by, at }]))[0] ?? null
}

/** What is to be taken back of a person's account, by whom and when. */
export interface Taking {
  readonly personId: string
  readonly credentialId: string
  readonly by: string
  readonly at: Date
}

const pairOf = ({ personId, credentialId }: { personId: string; credentialId: string }) => `${personId} ${credentialId}`

/**
 * The same for many deposits, in a few statements for any number of them: what waits for a decision is given back first,
 * then all that no campus has counted leaves the account, and every use of the rest is flagged to its institution.
 * Answers what was taken back.
 */
export async function reverseDeposits(tx: Db, takings: readonly Taking[]): Promise<readonly Transaction[]> {
  const deposits = await lockDeposits(tx, takings)
  const asked = new Map(takings.map((one) => [pairOf(one), one] as const))
  const byPair = new Map(deposits.map((one) => [pairOf(one), one] as const))
  for (const held of await reservationsAmong(tx, deposits)) {
    const [deposited, taking] = [byPair.get(pairOf(held)), asked.get(pairOf(held))]
    if (deposited !== undefined && taking !== undefined)
      await giveBackWhole(tx, held, deposited, { kind: 'release', by: taking.by, at: taking.at })
  }
  const standing = new Map((await standingUnits(tx, deposits)).map((one) => [pairOf(one), one] as const))
  const postings: Posting[] = []
  for (const deposited of deposits) {
    const [units, taking] = [standing.get(pairOf(deposited)), asked.get(pairOf(deposited))]
    if (units === undefined || taking === undefined) continue
    const minutesPerSks = deposited.reason.minutesPerSks ?? 0
    // Also where nothing is left: the book must say that the award was withdrawn.
    const left = restOf({ ...units, minutesPerSks }) ?? { minutes: 0, sks: 0 }
    const row: Transaction = {
      ...deposited,
      id: newId(),
      kind: 'reverse',
      uniqueKey: `reverse:${deposited.id}`,
      correctsId: deposited.id,
      postedBy: taking.by,
      postedAt: units.lastAt > taking.at ? units.lastAt : taking.at,
    }
    const { personId, credentialId } = deposited
    postings.push({ row, entries: reverseEntries(depositEntries(personId, credentialId, left.minutes, left.sks)) })
  }
  const added = await insertTransactions(tx, postings)
  const taken = postings.map(({ row }) => row).filter(({ id }) => added.has(id))
  await raiseFlags(tx, taken, 'revoked')
  return taken
}

/**
 * Moves what is left of a credential from one person's book to another's, inside the caller's transaction: a balanced
 * transaction in each. What goes out names the deposit that it corrects, what comes in names it as `transferOf`. What a
 * campus has counted stays counted where it is; what waits for a decision is given back first. One posting per person,
 * definition version and attempt holds here too: where the receiver has that credit already, nothing moves. A repeat
 * changes nothing. Answers what came in, if it did.
 */
export async function transfer(tx: Db, wish: Transfer): Promise<Transaction | null> {
  const { fromId, toId, credentialId, postedBy, postedAt } = wish
  const deposited = await lockDeposit(tx, fromId, credentialId)
  if (deposited === null) return null
  for (const held of await reservationsAmong(tx, [deposited]))
    await giveBackWhole(tx, held, deposited, { kind: 'release', by: postedBy, at: postedAt })
  const left = await leftOf(tx, deposited)
  if (left === null) return null
  const at = await notBefore(tx, deposited, postedAt)
  const posted = { ...deposited, kind: 'transfer' as const, postedBy, postedAt: at }
  const incoming: Transaction = {
    ...posted,
    personId: toId,
    id: newId(),
    reason: { ...deposited.reason, transferOf: deposited.id },
  }
  if (!(await insertTransaction(tx, incoming, depositEntries(toId, credentialId, left.minutes, left.sks)))) return null
  const outgoing: Transaction = {
    ...posted,
    id: newId(),
    uniqueKey: `transfer:${deposited.id}`,
    correctsId: deposited.id,
  }
  const entries = reverseEntries(depositEntries(fromId, credentialId, left.minutes, left.sks))
  if (!(await insertTransaction(tx, outgoing, entries)))
    throw new RangeError('what was passed on already had something left')
  return incoming
}

/**
 * Corrects a deposit after a re-evaluation, inside the caller's transaction: a new entry that names the deposit brings
 * more, or takes back what is free. Where less is left than waits for decisions, the newest wishes lose their
 * reservation; where campuses have counted more than the award is worth now, they are told. A repeat changes nothing.
 *
 * Refusals: `bank.no-deposit`, `bank.withdrawn` (nothing can be corrected any more), `bank.passed-on` (the credit is in
 * the book of whoever claimed the credential), `bank.correction-malformed` (hours and SKS are whole and not negative).
 */
export async function correctDeposit(tx: Db, wish: Correction): Promise<Outcome<Transaction>> {
  if (![wish.hours, wish.sks].every((figure) => Number.isSafeInteger(figure) && figure >= 0))
    return refuse({ code: 'bank.correction-malformed', values: { hours: wish.hours, sks: wish.sks } })
  const { personId, credentialId } = wish
  const deposited = await lockDeposit(tx, personId, credentialId)
  if (deposited === null) return refuse({ code: 'bank.no-deposit' })
  const before = await transactionByKey(tx, personId, wish.uniqueKey)
  if (before !== null) return accept(before)
  const withdrawn = await transactionByKey(tx, personId, `reverse:${deposited.id}`)
  if (withdrawn !== null)
    return refuse({ code: 'bank.withdrawn', values: { day: withdrawn.postedAt.toISOString().slice(0, 10) } })
  if ((await transactionByKey(tx, personId, `transfer:${deposited.id}`)) !== null)
    return refuse({ code: 'bank.passed-on' })
  const stated = { statedSks: wish.sks, statedMinutes: wish.hours * 60 }
  const target = await targetOf(tx, deposited, stated)
  await giveBackBeyond(tx, deposited, target.sks, wish)
  const change = correctionOf(await standingOf(tx, deposited), target)
  const row: Transaction = {
    ...deposited,
    id: newId(),
    kind: 'correct',
    uniqueKey: wish.uniqueKey,
    correctsId: deposited.id,
    reason: { ...deposited.reason, ...stated },
    postedBy: wish.postedBy,
    postedAt: await notBefore(tx, deposited, wish.postedAt),
  }
  await insertTransaction(tx, row, depositEntries(personId, credentialId, change.minutes, change.sks))
  if (change.over > 0) await raiseFlags(tx, [row], 'corrected')
  await followLarger(tx, deposited, row)
  return accept(row)
}

/**
 * Where a part of a larger credential brings more than when it was used, the larger one brings that much less. It never
 * brings more because a part was corrected to less, as it doesn't where a part is withdrawn.
 */
async function followLarger(tx: Db, part: Transaction, cause: Transaction): Promise<void> {
  const { personId, credentialId } = part
  for (const use of await stackUsesOf(tx, [credentialId])) {
    const own = await broughtInBooks(tx, [personId, use.personId, use.holderId], credentialId)
    const inside = (await broughtByParts(tx, [credentialId])).get(credentialId) ?? { minutes: 0, sks: 0 }
    const brought = { minutes: own.minutes + inside.minutes, sks: own.sks + inside.sks }
    if (brought.minutes <= use.minutes && brought.sks <= use.sks) continue
    await raiseStackUse(tx, use, brought)
    const books = [...new Set([personId, use.holderId])]
    const pairs = books.map((book) => ({ personId: book, credentialId: use.largerId }))
    for (const larger of await lockDeposits(tx, pairs)) {
      const { statedMinutes = 0, statedSks = 0 } = ((await lastCorrection(tx, larger)) ?? larger).reason
      const hours = Math.floor(statedMinutes / 60)
      const { postedBy, postedAt } = cause
      // In a book that it left, or from which it was withdrawn, nothing is left to correct: that refusal is the answer.
      await correctDeposit(tx, { ...larger, hours, sks: statedSks, uniqueKey: partsKey(cause.id), postedBy, postedAt })
    }
  }
}

/** Gives back the newest reservations until no more units are held than the award is worth. */
async function giveBackBeyond(tx: Db, deposited: Transaction, worth: number, wish: Correction): Promise<void> {
  const open = await reservationsAmong(tx, [deposited])
  let held = open.length === 0 ? 0 : (await heldUnits(tx, deposited.personId, deposited.credentialId)).length
  for (const one of open.toReversed()) {
    if (held <= worth) return
    await giveBackWhole(tx, one, deposited, { kind: 'release', by: wish.postedBy, at: wish.postedAt })
    held -= one.sks
  }
}

/**
 * After units came back to the account: where the award was withdrawn or corrected to less meanwhile, what is too much
 * leaves the account by a new entry. Under the deposit's lock.
 */
export async function settleWorth(tx: Db, deposited: Transaction, cause: Transaction): Promise<void> {
  const withdrawn = await transactionByKey(tx, deposited.personId, `reverse:${deposited.id}`)
  const correction = await lastCorrection(tx, deposited)
  if (withdrawn === null && correction === null) return
  const target = withdrawn === null ? await targetOf(tx, deposited, correction?.reason ?? {}) : { minutes: 0, sks: 0 }
  const change = correctionOf(await standingOf(tx, deposited), target)
  if (change.sks >= 0 && change.minutes >= 0) return
  const row: Transaction = {
    ...deposited,
    id: newId(),
    kind: withdrawn === null ? 'correct' : 'reverse',
    uniqueKey: `settle:${cause.id}`,
    correctsId: deposited.id,
    reason: correction?.reason ?? deposited.reason,
    postedBy: cause.postedBy,
    postedAt: cause.postedAt,
  }
  const [minutes, sks] = [Math.min(0, change.minutes), Math.min(0, change.sks)]
  await insertTransaction(tx, row, depositEntries(deposited.personId, deposited.credentialId, minutes, sks))
}

async function standingOf(tx: Db, { personId, credentialId, reason }: Transaction) {
  const brought = await broughtBy(tx, personId, credentialId)
  const held = (await heldUnits(tx, personId, credentialId)).length
  return { ...brought, held, minutesPerSks: reason.minutesPerSks ?? 0 }
}

/** What an award is worth on the account by what it states: less what the parts of a stack have brought themselves. */
async function targetOf(
  tx: Db,
  { credentialId, reason }: Transaction,
  stated: { readonly statedSks?: number; readonly statedMinutes?: number },
): Promise<{ minutes: number; sks: number }> {
  const hours = Math.floor((stated.statedMinutes ?? 0) / 60)
  const full = creditOf({ hours, sks: stated.statedSks ?? 0 }, reason.minutesPerSks ?? 1)
  const parts = await broughtByParts(tx, [credentialId])
  const part = parts.get(credentialId) ?? { minutes: 0, sks: 0 }
  return { minutes: Math.max(0, full.minutes - part.minutes), sks: Math.max(0, full.sks - part.sks) }
}

/** What no campus has counted of a posting, whole minutes and SKS; nothing where nothing is left. Ask under its lock. */
async function leftOf(tx: Db, deposited: Transaction): Promise<{ minutes: number; sks: number } | null> {
  return restOf(await standingOf(tx, deposited))
}
