import { creditUnitOn } from '../frameworks/index.ts'
import { findOrganisation } from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { applyEntries, balanceOf, creditOf, depositEntries, freeUnits, movementsOf, reverseEntries } from './rules.ts'
import {
  broughtBy,
  creditOfCredential,
  entriesOf,
  findTransaction,
  freeUses,
  heldUnits,
  insertTransaction,
  insertTransactions,
  insertUses,
  lockDeposit,
  lockDeposits,
  standingUnits,
  transactionByKey,
  transactionsOf,
  usesOf,
} from './store.ts'
import type { Application, Balance, Deposit, Movement, Posting, Transaction, Transfer } from './types.ts'

/**
 * Puts awards on the learners' accounts, inside the transaction of the awards, in two statements for any number of them. One
 * posting per person, definition version and attempt: a repeat changes nothing. An award of less than one SKS is posted
 * with its minutes, so that the account shows it.
 */
export async function depositAll(tx: Db, awards: readonly Deposit[]): Promise<void> {
  await insertTransactions(tx, awards.map(depositOf))
}

/** The same for one award; a repeat answers the first posting. */
export async function deposit(tx: Db, award: Deposit): Promise<Transaction> {
  const { row, entries } = depositOf(award)
  const added = await insertTransaction(tx, row, entries)
  return added ? row : ((await transactionByKey(tx, award.personId, row.uniqueKey)) ?? row)
}

function depositOf(award: Deposit): Posting {
  const unit = creditUnitOn(dayOf(award.postedAt))
  if (unit === undefined) throw new RangeError(`no credit unit is in force on ${dayOf(award.postedAt)}`)
  const { minutes, sks } = creditOf(award, unit.minutesMax)
  const row: Transaction = {
    personId: award.personId,
    id: newId(),
    kind: 'deposit',
    uniqueKey: `deposit:${award.definitionVersionId}:${award.attempt}`,
    credentialId: award.credentialId,
    correctsId: null,
    reason: {
      title: award.title,
      issuerOrganisationId: award.issuerOrganisationId,
      definitionVersionId: award.definitionVersionId,
      minutesPerSks: unit.minutesMax,
      statedSks: award.sks,
    },
    postedBy: award.postedBy,
    postedAt: award.postedAt,
  }
  return { row, entries: depositEntries(award.personId, award.credentialId, minutes, sks) }
}

/**
 * Counts units of a credential in a programme, inside the caller's transaction. Whoever comes second waits for the
 * first and then learns where and when the units went.
 *
 * Refusals: `bank.no-deposit` (nothing on the account), `bank.too-little` (fewer units than asked), and
 * `bank.already-counted` with the organisation, the day and what is left.
 */
export async function applyCredit(tx: Db, wish: Application): Promise<Outcome<Transaction>> {
  if (!Number.isSafeInteger(wish.sks) || wish.sks < 1)
    return refuse({ code: 'bank.not-whole', values: { sks: wish.sks } })
  const deposited = await lockDeposit(tx, wish.personId, wish.credentialId)
  const before = await transactionByKey(tx, wish.personId, wish.uniqueKey)
  if (before !== null) return accept(before)
  if (deposited === null) return refuse({ code: 'bank.no-deposit' })
  const worth = await creditOfCredential(tx, wish.personId, wish.credentialId)
  const held = await heldUnits(tx, wish.personId, wish.credentialId)
  const units = freeUnits(worth, held, wish.sks)
  if (units === null) {
    const left = Math.max(0, worth - held.length)
    const [use] = (await usesOf(tx, [wish.credentialId])).toReversed()
    if (use === undefined) return refuse({ code: 'bank.too-little', values: { asked: wish.sks, left } })
    const organisation = (await findOrganisation(tx, use.organisationId))?.name ?? use.organisationId
    return refuse({
      code: 'bank.already-counted',
      values: { organisation, day: dayOf(use.usedAt), sks: use.sks, left },
    })
  }
  const row: Transaction = {
    personId: wish.personId,
    id: newId(),
    kind: 'apply',
    uniqueKey: wish.uniqueKey,
    credentialId: wish.credentialId,
    correctsId: null,
    reason: {
      ...(deposited.reason.title === undefined ? {} : { title: deposited.reason.title }),
      programmeId: wish.programmeId,
      organisationId: wish.organisationId,
      ...(wish.courseId === null ? {} : { courseId: wish.courseId }),
      ...(wish.requestId === null ? {} : { requestId: wish.requestId }),
    },
    postedBy: wish.postedBy,
    postedAt: wish.postedAt,
  }
  await insertTransaction(tx, row, applyEntries(wish, deposited.reason.minutesPerSks ?? 0))
  await insertUses(tx, row.id, wish, units)
  return accept(row)
}

/**
 * Takes a use back by a new entry that names the old one; the units are free again. A repeat changes nothing.
 * Refusals: `bank.transaction-unknown` (also: not a use).
 */
export async function reverseUse(
  tx: Db,
  personId: string,
  transactionId: string,
  by: string,
  at: Date,
): Promise<Outcome<Transaction>> {
  const used = await findTransaction(tx, personId, transactionId)
  if (used === null || used.kind !== 'apply') return refuse({ code: 'bank.transaction-unknown' })
  await lockDeposit(tx, personId, used.credentialId)
  return postReversal(tx, used, await entriesOf(tx, personId, transactionId), by, at)
}

/**
 * Takes back what is left of a deposit, for an award that was withdrawn. What a campus has counted stays where it is:
 * the campus decides. Nothing happens when nothing is left.
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

/** The same for many deposits, in a few statements for any number of them. Answers what was taken back. */
export async function reverseDeposits(tx: Db, takings: readonly Taking[]): Promise<readonly Transaction[]> {
  const key = ({ personId, credentialId }: { personId: string; credentialId: string }) => `${personId} ${credentialId}`
  const deposits = await lockDeposits(tx, takings)
  const standing = new Map((await standingUnits(tx, deposits)).map((one) => [key(one), one] as const))
  const asked = new Map(takings.map((one) => [key(one), one] as const))
  const postings: Posting[] = []
  for (const deposited of deposits) {
    const [units, taking] = [standing.get(key(deposited)), asked.get(key(deposited))]
    const left = units === undefined ? null : restOf(deposited, units, units.counted)
    if (left === null || taking === undefined) continue
    const row: Transaction = {
      ...deposited,
      id: newId(),
      kind: 'reverse',
      uniqueKey: `reverse:${deposited.id}`,
      correctsId: deposited.id,
      postedBy: taking.by,
      postedAt: taking.at,
    }
    const { personId, credentialId } = deposited
    postings.push({ row, entries: reverseEntries(depositEntries(personId, credentialId, left.minutes, left.sks)) })
  }
  const added = await insertTransactions(tx, postings)
  return postings.map(({ row }) => row).filter(({ id }) => added.has(id))
}

/**
 * Moves what is left of a credential from one person's book to another's, inside the caller's transaction: a balanced
 * transaction in each. What goes out names the deposit that it corrects, what comes in names it as `transferOf`. What a
 * campus has counted stays counted where it is. One posting per person, definition version and attempt holds here too:
 * where the receiver has that credit already, nothing moves. A repeat changes nothing. Answers what came in, if it did.
 */
export async function transfer(tx: Db, wish: Transfer): Promise<Transaction | null> {
  const { fromId, toId, credentialId, postedBy, postedAt } = wish
  const deposited = await lockDeposit(tx, fromId, credentialId)
  const left = deposited === null ? null : await leftOf(tx, deposited)
  if (deposited === null || left === null) return null
  const posted = { ...deposited, kind: 'transfer' as const, postedBy, postedAt }
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

/** What no campus has counted of a posting, whole minutes and SKS; nothing where nothing is left. Ask under its lock. */
async function leftOf(tx: Db, deposited: Transaction): Promise<{ minutes: number; sks: number } | null> {
  const brought = await broughtBy(tx, deposited.personId, deposited.credentialId)
  const counted = (await heldUnits(tx, deposited.personId, deposited.credentialId)).length
  return restOf(deposited, brought, counted)
}

function restOf(
  deposited: Transaction,
  brought: { readonly minutes: number; readonly sks: number },
  counted: number,
): { minutes: number; sks: number } | null {
  const sks = Math.max(0, brought.sks - counted)
  const minutes = Math.max(0, brought.minutes - counted * (deposited.reason.minutesPerSks ?? 0))
  return sks === 0 && minutes === 0 ? null : { minutes, sks }
}

async function postReversal(
  tx: Db,
  old: Transaction,
  entries: Parameters<typeof reverseEntries>[0],
  by: string,
  at: Date,
): Promise<Outcome<Transaction>> {
  const uniqueKey = `reverse:${old.id}`
  const row: Transaction = {
    ...old,
    id: newId(),
    kind: 'reverse',
    uniqueKey,
    correctsId: old.id,
    postedBy: by,
    postedAt: at,
  }
  const added = await insertTransaction(tx, row, reverseEntries(entries))
  if (!added) return accept((await transactionByKey(tx, old.personId, uniqueKey)) ?? row)
  await freeUses(tx, old.personId, old.id, at)
  return accept(row)
}

/** What stands on the learner's account: the sum of its entries, always. */
export async function balance(db: Db, personId: string): Promise<Balance> {
  return balanceOf(await entriesOf(db, personId))
}

/** Every movement in order, with the running balance. */
export async function statement(db: Db, personId: string): Promise<readonly Movement[]> {
  const [transactions, entries] = [await transactionsOf(db, personId), await entriesOf(db, personId)]
  const byTransaction = grouped(entries)
  return movementsOf(transactions.map((row) => ({ ...row, entries: byTransaction.get(row.id) ?? [] })))
}

function grouped<T extends { readonly transactionId: string }>(entries: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const group = groups.get(entry.transactionId)
    if (group === undefined) groups.set(entry.transactionId, [entry])
    else group.push(entry)
  }
  return groups
}
