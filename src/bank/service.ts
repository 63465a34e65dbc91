import { creditUnitOn } from '../frameworks/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { balanceOf, CREDIT_UNIT, creditOf, depositEntries, movementsOf } from './rules.ts'
import { correctDeposit } from './service-withdraw.ts'
import { entriesOf, insertTransactions, lastCorrection, lockDeposit, movementRows, transactionByKey } from './store.ts'
import { broughtByParts } from './store-stack.ts'
import type { Balance, Deposit, Movement, Posting, Transaction } from './types.ts'

const MINUTES_PER_HOUR = 60

/**
 * Puts awards on the learners' accounts, inside the transaction of the awards, in a few statements for any number of them. One
 * posting per person, definition version and attempt: a repeat changes nothing, and where it states other hours or SKS (a
 * re-evaluation) it corrects the first posting by a new entry. An award of less than one SKS is posted
 * with its minutes, so that the account shows it. A larger credential built of others brings what they haven't brought.
 */
export async function depositAll(tx: Db, awards: readonly Deposit[]): Promise<void> {
  const parts = await broughtByParts(
    tx,
    awards.map(({ credentialId }) => credentialId),
  )
  const postings = awards.map((award) => depositOf(award, parts.get(award.credentialId)))
  const added = await insertTransactions(tx, postings)
  for (const [index, award] of awards.entries()) {
    const row = postings[index]?.row
    if (row !== undefined && !added.has(row.id)) await restate(tx, award, row.uniqueKey)
  }
}

/** The same for one award; a repeat answers the first posting. */
export async function deposit(tx: Db, award: Deposit): Promise<Transaction> {
  await depositAll(tx, [award])
  const posted = await transactionByKey(tx, award.personId, keyOf(award))
  if (posted === null) throw new RangeError('a deposit was not posted')
  return posted
}

const keyOf = (award: Deposit) => `deposit:${award.definitionVersionId}:${award.attempt}`

/** A repeat that states something else corrects; what was withdrawn or passed on meanwhile stays as it is. */
async function restate(tx: Db, award: Deposit, uniqueKey: string): Promise<void> {
  const first = await transactionByKey(tx, award.personId, uniqueKey)
  if (first === null) return
  const last = (await lastCorrection(tx, first)) ?? first
  if (states(last, award)) return
  await lockDeposit(tx, award.personId, first.credentialId)
  const now = (await lastCorrection(tx, first)) ?? first
  if (states(now, award)) return
  const { personId, hours, sks, postedBy, postedAt } = award
  const { credentialId } = first
  await correctDeposit(tx, { personId, credentialId, hours, sks, uniqueKey: `restated:${now.id}`, postedBy, postedAt })
}

/** Whether a posting states these figures; one from before minutes were kept is asked for its SKS only. */
function states({ reason }: Transaction, { hours, sks }: Deposit): boolean {
  const minutes = hours * MINUTES_PER_HOUR
  return reason.statedSks === sks && (reason.statedMinutes ?? minutes) === minutes
}

function depositOf(award: Deposit, parts: { minutes: number; sks: number } = { minutes: 0, sks: 0 }): Posting {
  const unit = creditUnitOn(dayOf(award.postedAt))
  if (unit === undefined) throw new RangeError(`no credit unit is in force on ${dayOf(award.postedAt)}`)
  const full = creditOf(award, unit.minutesMax)
  const row: Transaction = {
    personId: award.personId,
    id: newId(),
    kind: 'deposit',
    uniqueKey: keyOf(award),
    credentialId: award.credentialId,
    correctsId: null,
    reason: {
      title: award.title,
      issuerOrganisationId: award.issuerOrganisationId,
      definitionVersionId: award.definitionVersionId,
      ...(award.prior === undefined ? {} : { prior: award.prior }),
      minutesPerSks: unit.minutesMax,
      statedSks: award.sks,
      statedMinutes: award.hours * MINUTES_PER_HOUR,
      ruleSetId: CREDIT_UNIT,
      ruleSetVersion: unit.from,
    },
    postedBy: award.postedBy,
    postedAt: award.postedAt,
  }
  const minutes = Math.max(0, full.minutes - parts.minutes)
  const sks = Math.max(0, full.sks - parts.sks)
  return { row, entries: depositEntries(award.personId, award.credentialId, minutes, sks) }
}

/** What stands on the learner's account: the sum of its entries, always. */
export async function balance(db: Db, personId: string): Promise<Balance> {
  return balanceOf(await entriesOf(db, personId))
}

/** Every movement in order, with the running balance. */
export async function statement(db: Db, personId: string): Promise<readonly Movement[]> {
  return movementsOf(await movementRows(db, personId))
}
