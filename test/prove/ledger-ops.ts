import assert from 'node:assert/strict'
import { chanceFrom } from '../../db/demo/random.ts'
import { balance, endReservations, statement } from '../../src/bank/index.ts'
import { type Db, inTransaction } from '../../src/platform/database.ts'
import type { Deps } from '../../src/platform/deps.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { bookModel } from '../support/ledger-model.ts'
import { addCampuses, anyOperation, auditBooks, BEGAN, type Operation, perform } from '../support/ledger-world.ts'

/** Operations on one book, in one transaction: a book is done or not at all, and a million need no million commits. */
const PER_BOOK = 50
const CAMPUSES = 3
/** Books that are worked on at the same time. */
const AT_ONCE = 6
const MS_PER_DAY = 86_400_000

/** One book: random operations, each answered as the model says, and in the end the model's balance. */
async function workBook(db: Db, seed: string, personId: string, seen: Record<string, number>): Promise<void> {
  const chance = chanceFrom(seed)
  const model = bookModel()
  await inTransaction(db, async (tx) => {
    const past: Operation[] = []
    while (past.length < PER_BOOK) {
      const operation = anyOperation(chance, past, CAMPUSES)
      past.push(operation)
      const answered = [...new Set(await perform(tx, personId, operation))].toSorted()
      const expected = [...model.expect(operation)].toSorted()
      assert.deepEqual(answered, expected, `${seed}: ${JSON.stringify(operation)}`)
      const name = answered.length === 0 ? `done.${operation.does}` : `refused.${answered[0]}`
      seen[name] = (seen[name] ?? 0) + 1
    }
  })
  const now = await balance(db, personId)
  assert.deepEqual(now, model.balance(), `the balance of ${seed}`)
  const movements = await statement(db, personId)
  assert.equal(movements.at(-1)?.balanceSks ?? 0, now.sks)
}

/** A month later every wish that nobody decided has ended: what was reserved is ready again, and nothing else moved. */
async function monthLater(db: Db, people: readonly string[]): Promise<number> {
  const before = await Promise.all(people.map((personId) => balance(db, personId)))
  const clock = () => new Date(BEGAN.getTime() + 31 * MS_PER_DAY)
  const ended = await endReservations({ db, clock, log: openLog('silent') } as Deps)
  for (const [index, personId] of people.entries()) {
    const was = before[index]
    const is = await balance(db, personId)
    assert.equal(is.reservedSks, 0)
    assert.equal(is.sks, (was?.sks ?? 0) + (was?.reservedSks ?? 0))
    assert.deepEqual([is.usedSks, is.depositedSks], [was?.usedSks, was?.depositedSks])
  }
  return ended
}

export const campaign: Campaign = {
  name: 'ledger-ops',
  claim:
    'Random operations on credit accounts, all by the bank’s verbs on a real PostgreSQL, 50 on each book: every one is answered as a simple model says; the entries of every transaction sum to nothing, the balance is their sum, no account ever falls below nothing, and no unit is held twice.',
  full: 1_000_000,
  stride: 20_000,
  run: async ({ seed, from, count, report }) => {
    const database = await testDatabase()
    const seen: Record<string, number> = {}
    try {
      await addCampuses(database.db, CAMPUSES)
      const books = Array.from({ length: Math.ceil(count / PER_BOOK) }, (_, n) => Math.floor(from / PER_BOOK) + n)
      const people = books.map((book) => `book-${book}`)
      const waiting = [...books]
      const work = async () => {
        for (let book = waiting.shift(); book !== undefined; book = waiting.shift()) {
          await workBook(database.db, `${seed} ${book}`, `book-${book}`, seen)
          report(Math.min(count, (books.length - waiting.length) * PER_BOOK))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      await auditBooks(database.db, 'book-%')
      seen['done.expire'] = await monthLater(database.db, people)
      await auditBooks(database.db, 'book-%')
      seen.books = books.length
      return seen
    } finally {
      await database.close()
    }
  },
}
