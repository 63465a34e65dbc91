import type { Db } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { reverseEntries } from './rules.ts'
import { notBefore } from './service-back.ts'
import { entriesOf, findTransaction, insertTransaction, lockDeposit, transactionByKey } from './store.ts'
import type { Transaction } from './types.ts'

/**
 * Brings back to the account what left it when a use of a withdrawn or corrected award was taken back: a new entry that
 * names the one it undoes, so that a university which thinks better of it can count the credit again (`applyCredit`), in the
 * same transaction. Where nothing had left, nothing is posted. A repeat changes nothing.
 *
 * Refusals: `bank.transaction-unknown` (also: not a use), `bank.use-stands` (nobody took it back).
 */
export async function bringBack(
  tx: Db,
  personId: string,
  useId: string,
  by: string,
  at: Date,
): Promise<Outcome<Transaction | null>> {
  const used = await findTransaction(tx, personId, useId)
  if (used === null || used.kind !== 'apply') return refuse({ code: 'bank.transaction-unknown' })
  const deposited = await lockDeposit(tx, personId, used.credentialId)
  const reversed = await transactionByKey(tx, personId, `reverse:${used.id}`)
  if (deposited === null || reversed === null) return refuse({ code: 'bank.use-stands' })
  const left = await transactionByKey(tx, personId, `settle:${reversed.id}`)
  if (left === null) return accept(null)
  const uniqueKey = `restore:${left.id}`
  const before = await transactionByKey(tx, personId, uniqueKey)
  if (before !== null) return accept(before)
  const row: Transaction = {
    ...left,
    id: newId(),
    kind: 'correct',
    uniqueKey,
    correctsId: left.id,
    postedBy: by,
    postedAt: await notBefore(tx, deposited, at),
  }
  await insertTransaction(tx, row, reverseEntries(await entriesOf(tx, personId, left.id)))
  return accept(row)
}
