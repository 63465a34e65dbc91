import { writeSync } from 'node:fs'
import { chanceFrom } from '../../db/demo/random.ts'
import { inTransaction, openDatabase } from '../../src/platform/database.ts'
import { anyOperation, type Operation, perform } from '../support/ledger-world.ts'

// The program that is killed: moves credit on some books at once, each operation in a transaction of its own, and says
// on its output what it begins and what is acknowledged. Arguments: the database, a seed, the books.

const [, , url = '', seed = '', ...people] = process.argv
/** Written at once, past every buffer: what was said before a kill was said. */
const say = (line: string) => writeSync(1, `${line}\n`)
const db = openDatabase(url, people.length)

await Promise.all(
  people.map(async (personId) => {
    const chance = chanceFrom(`${seed} ${personId}`)
    const past: Operation[] = []
    for (;;) {
      const operation = anyOperation(chance, past, 3)
      past.push(operation)
      say(`begins ${personId} ${JSON.stringify(operation)}`)
      const refused = await inTransaction(db, (tx) => perform(tx, personId, operation))
      say(`done ${personId} ${JSON.stringify(refused)}`)
    }
  }),
)
