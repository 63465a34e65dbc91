import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { chanceFrom } from '../../db/demo/random.ts'
import { type Db, inTransaction } from '../../src/platform/database.ts'
import type { Campaign } from '../support/campaign.ts'
import { testDatabase } from '../support/database.ts'
import { addCampuses, auditBooks, type Operation, perform, standingOf } from '../support/ledger-world.ts'

/** Books that the killed program moves at the same time. */
const BOOKS = 4
/** The kill comes at a random moment of this long after the program's first operation. */
const WINDOW_MILLISECONDS = 400

/** What the program said of one book before it was killed. */
interface Journal {
  readonly operations: Operation[]
  /** What was acknowledged of each operation, in order: the codes of its refusals. One may be in doubt at the end. */
  readonly answers: (readonly string[])[]
}

/** Runs the program until a random moment, kills it as a power cut would, and answers what it had said. */
async function killed(url: string, seed: string, people: readonly string[]): Promise<ReadonlyMap<string, Journal>> {
  const journals = new Map(people.map((personId) => [personId, { operations: [], answers: [] } as Journal] as const))
  const program = new URL('ledger-kill-worker.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', program, url, seed, ...people], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const heard = once(lines, 'close')
  const first = once(lines, 'line')
  lines.on('line', (line) => {
    const [, what, personId = '', said = ''] = /^(begins|done) (\S+) (.+)$/.exec(line) ?? []
    const journal = journals.get(personId)
    // A line that was cut by the kill was never said.
    if (journal === undefined || !(said.endsWith('}') || said.endsWith(']'))) return
    if (what === 'begins') journal.operations.push(JSON.parse(said) as Operation)
    else journal.answers.push(JSON.parse(said) as readonly string[])
  })
  await Promise.race([first, ended.then(() => assert.fail('the program ended by itself'))])
  await pause(chanceFrom(seed).whole(WINDOW_MILLISECONDS))
  child.kill('SIGKILL')
  await Promise.all([ended, heard])
  return journals
}

/**
 * What must be after a kill: everything acknowledged is there, the operation in doubt is there whole or not at all, and
 * sending it again leaves the book as if nobody had been killed. The same operations on a fresh book show how that is.
 */
async function compare(db: Db, personId: string, journal: Journal): Promise<string> {
  const { operations, answers } = journal
  assert.ok(operations.length - answers.length <= 1, 'a book goes one operation at a time')
  const twin = `${personId}-twin`
  for (const [index, answer] of answers.entries()) {
    const operation = operations[index]
    assert.ok(operation !== undefined)
    const again = await inTransaction(db, (tx) => perform(tx, twin, operation))
    assert.deepEqual(again, answer, `${personId}: ${JSON.stringify(operation)}`)
  }
  const acknowledged = JSON.stringify(await standingOf(db, twin))
  const found = JSON.stringify(await standingOf(db, personId))
  const doubt = operations[answers.length]
  if (doubt === undefined) {
    assert.equal(found, acknowledged, `${personId} lost or doubled something`)
    return 'nothing-in-doubt'
  }
  const onTwin = await inTransaction(db, (tx) => perform(tx, twin, doubt))
  const after = JSON.stringify(await standingOf(db, twin))
  assert.ok(found === acknowledged || found === after, `${personId} lost, doubled or halved ${JSON.stringify(doubt)}`)
  const sentAgain = await inTransaction(db, (tx) => perform(tx, personId, doubt))
  assert.deepEqual(sentAgain, onTwin)
  assert.equal(JSON.stringify(await standingOf(db, personId)), after, `${personId}: sent again, it was doubled`)
  if (acknowledged === after) return 'changed-nothing'
  return found === after ? 'done-unheard' : 'not-done'
}

export const campaign: Campaign = {
  name: 'ledger-kill',
  claim:
    'A program that moves credit on four books at once is killed by SIGKILL at a random moment: every acknowledged movement is in the book, the one in doubt is there whole or not at all, and sending it again doubles nothing.',
  full: 200,
  run: async ({ seed, from, count, report }) => {
    const database = await testDatabase()
    const seen: Record<string, number> = {}
    try {
      await addCampuses(database.db, 3)
      for (let at = 0; at < count; at++) {
        const trial = from + at
        const people = Array.from({ length: BOOKS }, (_, n) => `killed-${trial}-${n}`)
        const journals = await killed(database.url, `${seed} ${trial}`, people)
        await auditBooks(database.db, `killed-${trial}-%`)
        for (const [personId, journal] of journals) {
          const how = await compare(database.db, personId, journal)
          seen[`doubt.${how}`] = (seen[`doubt.${how}`] ?? 0) + 1
          seen.operations = (seen.operations ?? 0) + journal.answers.length
        }
        await auditBooks(database.db, `killed-${trial}-%`)
        seen.kills = (seen.kills ?? 0) + 1
        report(at + 1)
      }
      return seen
    } finally {
      await database.close()
    }
  },
}
