import assert from 'node:assert/strict'
import { isMet, isOnce } from '../../src/recognition/stacks/rules.ts'
import { chooseAwards } from '../../src/recognition/stacks/rules-choose.ts'
import { bestWay, quickWay } from '../../src/recognition/stacks/service-search.ts'
import { openSolver } from '../../src/recognition/stacks/solver.ts'
import { AIMS } from '../../src/recognition/stacks/types.ts'
import type { Campaign } from '../support/campaign.ts'
import { bestByTrying, DAY, isLess, type SmallWorld, smallWorldOf } from './stacks-world.ts'

const ONE_MILLISECONDS = 20_000

/** Holds the search to what trying everything answers, in one world. Answers what was seen. */
async function trial(world: SmallWorld, solver: ReturnType<typeof openSolver>): Promise<string[]> {
  const seen: string[] = []
  const question = { ...world, day: DAY }
  for (const aim of AIMS) {
    const best = bestByTrying(world, aim)
    const found = await bestWay(solver, question, aim, ONE_MILLISECONDS)
    if (found.answer !== 'way') {
      assert.equal(found.answer, 'none', 'the solver could not be had')
      assert.equal(best, null, `${aim}: there is a way, and none was found`)
      assert.equal(quickWay(question, aim), null, 'a first way where there is none')
      seen.push('none')
      continue
    }
    const { way } = found
    assert.ok(best !== null, `${aim}: a way where there is none`)
    const used = [...world.held, ...world.candidates].filter(
      ({ key }) => way.use.includes(key) || way.take.includes(key),
    )
    assert.ok(isOnce(used) && isMet(world.stack.rule, used, world.held, DAY), 'the way does not meet the rule')
    assert.equal(way.proof, 'optimal')
    assert.deepEqual([way.unknown, way.cost, way.take.length, way.use.length], best, aim)
    const quick = quickWay(question, aim)
    if (quick !== null) {
      assert.ok(
        !isLess([quick.unknown, quick.cost, quick.take.length, quick.use.length], best),
        'the first way is better than the best',
      )
      seen.push(quick.cost === way.cost && quick.unknown === way.unknown ? 'first-as-good' : 'first-worse')
    } else seen.push('first-missed')
    seen.push('way')
  }
  seen.push(chosen(world))
  return seen
}

/** What is chosen when nothing is taken: the fewest awards. */
function chosen(world: SmallWorld): string {
  const best = bestByTrying({ ...world, candidates: [] }, 'cheapest')
  const awards = chooseAwards(world.stack, world.held, DAY)
  assert.equal(awards?.length ?? null, best === null ? null : best[3])
  if (awards === null) return 'not-met'
  assert.ok(isOnce(awards) && isMet(world.stack.rule, awards, world.held, DAY))
  const turned = chooseAwards(world.stack, world.held.toReversed(), DAY)
  assert.deepEqual(turned, awards, 'another order, another choice')
  return 'met'
}

export const campaign: Campaign = {
  name: 'stacks',
  claim:
    'in small random worlds the stack solver finds, for each of the three aims, exactly what trying every set finds, or that there is no way; and what a stack uses is the fewest awards, whatever their order',
  full: 2_000,
  stride: 200,
  run: async ({ seed, from, count, report }) => {
    const solver = openSolver()
    const seen: Record<string, number> = {}
    try {
      for (let at = 0; at < count; at++) {
        const own = (seed ^ Math.imul(from + at + 1, 0x9e3779b1)) >>> 0
        const names = await trial(smallWorldOf(own), solver).catch((error: unknown) => {
          throw new Error(`world ${own}: ${error instanceof Error ? error.message : 'failed'}`, { cause: error })
        })
        for (const name of names) seen[name] = (seen[name] ?? 0) + 1
        if (at % 20 === 19) report(at + 1)
      }
    } finally {
      await solver.stop()
    }
    return seen
  },
}
