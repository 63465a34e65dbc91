import { unitsOf } from '../frameworks/index.ts'
import type { Application, Balance, Entry, Movement, Transaction } from './types.ts'

const MINUTES_PER_HOUR = 60

/**
 * Whole minutes and whole SKS of an award: what its hours give at `minutesPerSks`, rounded down, and never more than
 * the definition published.
 */
export function creditOf(
  award: { readonly hours: number; readonly sks: number },
  minutesPerSks: number,
): { minutes: number; sks: number } {
  const minutes = award.hours * MINUTES_PER_HOUR
  return { minutes, sks: Math.min(award.sks, unitsOf(minutes, minutesPerSks)) }
}

/** From the award to the learner. */
export function depositEntries(personId: string, credentialId: string, minutes: number, sks: number): readonly Entry[] {
  return balanced([
    { account: 'source', accountId: credentialId, minutes: -minutes, sks: -sks },
    { account: 'learner', accountId: personId, minutes, sks },
  ])
}

/** From the learner to the programme that counts it. */
export function applyEntries(wish: Application, minutesPerSks: number): readonly Entry[] {
  const minutes = wish.sks * minutesPerSks
  return balanced([
    { account: 'learner', accountId: wish.personId, minutes: -minutes, sks: -wish.sks },
    { account: 'programme', accountId: wish.programmeId, minutes, sks: wish.sks },
  ])
}

/** The same movement the other way round. */
export function reverseEntries(entries: readonly Entry[]): readonly Entry[] {
  return balanced(entries.map((entry) => ({ ...entry, minutes: 0 - entry.minutes, sks: 0 - entry.sks })))
}

/** Entries that sum to nothing, in minutes and in SKS; anything else is a fault of ours and throws. */
export function balanced(entries: readonly Entry[]): readonly Entry[] {
  const sum = (pick: (entry: Entry) => number) => entries.reduce((total, entry) => total + pick(entry), 0)
  if (sum(({ minutes }) => minutes) !== 0 || sum(({ sks }) => sks) !== 0)
    throw new RangeError('the entries of a transaction must sum to nothing')
  if (!entries.every(({ minutes, sks }) => Number.isSafeInteger(minutes) && Number.isSafeInteger(sks))) {
    throw new RangeError('entries hold whole minutes and whole SKS')
  }
  return entries
}

/** The lowest `sks` units from 1 to `worth` that no use holds; nothing when there are too few. */
export function freeUnits(worth: number, held: readonly number[], sks: number): readonly number[] | null {
  const free = Array.from({ length: worth }, (_, index) => index + 1).filter((unit) => !held.includes(unit))
  return free.length < sks ? null : free.slice(0, sks)
}

/** What stands on each account after these entries. */
export function balanceOf(entries: readonly Entry[]): Balance {
  const on = (account: Entry['account']) => entries.filter((entry) => entry.account === account)
  const sks = (list: readonly Entry[]) => list.reduce((total, entry) => total + entry.sks, 0)
  const learner = on('learner')
  return {
    sks: sks(learner),
    minutes: learner.reduce((total, entry) => total + entry.minutes, 0),
    usedSks: sks(on('programme')),
    depositedSks: 0 - sks(on('source')),
  }
}

/** Transactions in order, with the running balance of the learner's own account. */
export function movementsOf(
  list: readonly (Transaction & { readonly entries: readonly Entry[] })[],
): readonly Movement[] {
  let balanceSks = 0
  return list.map((transaction, index) => {
    const { sks, usedSks } = balanceOf(transaction.entries)
    balanceSks += sks
    return { ...transaction, number: index + 1, sks, usedSks, balanceSks }
  })
}
