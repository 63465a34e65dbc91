import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import { cosignatureAmong } from '../../src/log/rules-note.ts'
import type { Campaign } from '../support/campaign.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type InventedLog, type InventedTree, inventedLog, submission, treeOf } from '../support/invented-log.ts'
import { askWitness, startWitness, type WitnessProcess } from '../support/witness-process.ts'

const NAMES = ['kementerian.example', 'kampus.example', 'lsm.example'] as const
const QUORUM = 2
/** Trials between two kills of a witness. */
const KILL_EVERY = 10

/** One fork that is offered: a log with a base that all witnesses cosigned, and two ways on. */
interface Trial {
  readonly log: InventedLog
  readonly leaves: readonly string[]
  readonly base: InventedTree
  readonly chance: Chance
  readonly witnesses: WitnessProcess[]
  readonly count: (name: string) => void
}

/** A thousand forks in front of three real witnesses. */
export const campaign: Campaign = {
  name: 'log-forks',
  claim:
    'Two trees of one log that fork (two views of one size, a log taken back, a fork further back) never both get the cosignatures of two of three witnesses, and every answer is that of the protocol',
  full: 1_000,
  stride: 100,
  run: async ({ seed, from, count, report }) => {
    const seen: Record<string, number> = {}
    const tally = (name: string) => {
      seen[name] = (seen[name] ?? 0) + 1
    }
    const folder = await temporaryFolder()
    const logs = Array.from({ length: count }, (_, at) => inventedLog(`fork-${from + at}.example/log`))
    const start = (name: string) =>
      startWitness({
        WITNESS_NAME: name,
        WITNESS_DIR: join(folder.path, name),
        WITNESS_LOGS: logs.map(({ vkey }) => vkey).join(','),
      })
    const witnesses = await Promise.all(NAMES.map(start))
    try {
      for (const [at, log] of logs.entries()) {
        const chance = chanceFrom(`${seed} fork ${from + at}`)
        const leaves = Array.from({ length: 1 + chance.whole(600) }, (_, n) => `${from + at}/${n}`)
        const trial = { log, leaves, base: treeOf(leaves), chance, witnesses, count: tally }
        for (const witness of witnesses) assert.ok(await offer(trial, witness, 200, 0, trial.base))
        const kind = [splitView, rewind, forkAt][(from + at) % 3] ?? splitView
        await kind(trial)
        tally(kind.name)
        if ((from + at) % KILL_EVERY === KILL_EVERY - 1) {
          const which = chance.whole(NAMES.length)
          await witnesses[which]?.end('SIGKILL')
          witnesses[which] = await start(NAMES[which] ?? NAMES[0])
          tally('kills')
        }
        report(at + 1)
      }
      return seen
    } finally {
      await Promise.all(witnesses.map((one) => one.end()))
      await folder.remove()
    }
  },
}

/**
 * Offers a tree and expects an answer; with 409 also the size that the witness knows. Answers whether there is a
 * cosignature that holds: with any answer but 200 there must be none.
 */
async function offer(
  { log, count }: Trial,
  witness: WitnessProcess,
  expected: number | readonly number[],
  old: number,
  tree: InventedTree,
  proof = tree.prove(Math.min(old, tree.size)),
  known?: number,
): Promise<boolean> {
  const { status, type, text } = await askWitness(witness.url, submission(old, proof, log.note(tree)))
  assert.ok([expected].flat().includes(status), `${status} instead of ${expected}`)
  count(`answers-${status}`)
  const signed = cosignatureAmong(text.split('\n'), witness.vkey, log.body(tree)) !== null
  assert.equal(signed, status === 200, 'a cosignature without consent, or consent without one')
  if (status === 409) {
    assert.equal(type, 'text/x.tlog.size')
    assert.match(text, known === undefined ? /^(?:0|[1-9]\d*)\n$/ : new RegExp(`^${known}\n$`))
  } else if (status !== 200) assert.equal(text, '')
  return signed
}

/** Leaves that continue others: each time others. */
function more(trial: Trial, kept: number, word: string, size: number): InventedTree {
  const fresh = Array.from({ length: size - kept }, (_, n) => `${word} ${n}`)
  return treeOf([...trial.leaves.slice(0, kept), ...fresh])
}

/** Two views of one size, both a good continuation, offered to all witnesses at the same moment in any order. */
async function splitView(trial: Trial): Promise<void> {
  const { base, chance, witnesses } = trial
  const size = base.size + 1 + chance.whole(300)
  const views = [more(trial, base.size, 'one', size), more(trial, base.size, 'other', size)] as const
  const signed = [0, 0]
  const asked = witnesses.flatMap((witness) => {
    const order = chance.percent(50) ? [0, 1] : [1, 0]
    return order.map(async (which) => {
      const view = views[which as 0 | 1]
      if (await offer(trial, witness, [200, 409], base.size, view, view.prove(base.size), size))
        signed[which] = (signed[which] ?? 0) + 1
    })
  })
  await Promise.all(asked)
  assert.equal((signed[0] ?? 0) + (signed[1] ?? 0), witnesses.length, 'each witness signs one of the two')
  assert.ok(Math.min(...signed) < QUORUM, 'both views have a quorum')
  trial.count(`views-${Math.max(...signed)}-to-${Math.min(...signed)}`)
  // Once more, from the size that they name: one view is what each has signed, the other is refused.
  for (const view of views) {
    let again = 0
    for (const witness of witnesses) if (await offer(trial, witness, [200, 422], size, view, [])) again += 1
    assert.equal(again, signed[views.indexOf(view)])
  }
}

/** The log taken back to what it was before. */
async function rewind(trial: Trial): Promise<void> {
  const { base, chance, witnesses, leaves } = trial
  const shorter = treeOf(leaves.slice(0, chance.whole(base.size)))
  for (const witness of witnesses) {
    await offer(trial, witness, 400, base.size, shorter, [])
    await offer(trial, witness, 409, shorter.size, shorter, [], base.size)
    if (shorter.size > 0) await offer(trial, witness, 409, 0, shorter, [], base.size)
  }
  await goesOn(trial)
}

/** Another log from leaf `k` on, larger than what was cosigned, with every proof that its owner can make. */
async function forkAt(trial: Trial): Promise<void> {
  const { base, chance, witnesses } = trial
  const k = chance.whole(base.size)
  const fork = more(trial, k, 'forked', base.size + 1 + chance.whole(300))
  const honest = more(trial, base.size, 'honest', fork.size)
  for (const witness of witnesses) {
    await offer(trial, witness, 422, base.size, fork)
    await offer(trial, witness, 422, base.size, fork, honest.prove(base.size))
    await offer(trial, witness, 422, base.size, fork, [])
    await offer(trial, witness, 409, k, fork, k === 0 ? [] : fork.prove(k), base.size)
    await offer(trial, witness, 422, base.size, more(trial, k, 'same size', base.size), [])
  }
  await goesOn(trial)
}

/** Refusals cost an honest log nothing: its continuation is cosigned by all. */
async function goesOn(trial: Trial): Promise<void> {
  const { base, witnesses, chance } = trial
  const next = more(trial, base.size, 'next', base.size + 1 + chance.whole(20))
  for (const witness of witnesses) await offer(trial, witness, 200, base.size, next)
}
