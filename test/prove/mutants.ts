import assert from 'node:assert/strict'
import { verify } from '@lumbung/credential'
import { changeText, leafMutants, saysNoMore } from '../../credential/test/mutate-text.ts'
import { drawSeed, type Seed } from '../../credential/test/seeds.ts'
import { chanceFrom } from '../../db/demo/random.ts'
import type { Campaign } from '../support/campaign.ts'

/** Mutants made of one seed before another is drawn. */
const PER_SEED = 50

/** A good seed, which must be valid before anything is made of it. */
async function goodSeed(name: string): Promise<Seed> {
  const seed = await drawSeed(chanceFrom(name))
  const verdict = await verify(seed.text, seed.context)
  assert.equal(verdict.verdict, 'valid', `${name}: ${JSON.stringify(verdict.checks)}`)
  return seed
}

/** Whether a changed text is accepted although it says something else. */
async function isAccepted(seed: Seed, text: string): Promise<boolean> {
  return (await verify(text, seed.context)).verdict === 'valid' && !saysNoMore(text, seed.text)
}

/** Changes each leaf of a seed alone, and answers how many there were. */
export async function everyLeaf(name: string): Promise<number> {
  const seed = await goodSeed(name)
  const mutants = leafMutants(seed.text)
  for (const text of mutants) assert.equal(await isAccepted(seed, text), false, `${name}: accepted\n${text}`)
  return mutants.length
}

export const campaign: Campaign = {
  name: 'mutants',
  claim:
    'A credential of any format that we issue, changed by one of the operators or in any single leaf, is never valid unless it says exactly the same, or a holder’s part of it.',
  full: 100_000,
  stride: 10_000,
  run: async ({ seed, from, count, report }) => {
    const seen: Record<string, number> = {}
    const add = (name: string, times = 1) => {
      seen[name] = (seen[name] ?? 0) + times
    }
    let good: Seed | undefined
    for (let at = from; at < from + count; at++) {
      // The same trial is the same mutant wherever a run begins.
      const group = Math.floor(at / PER_SEED)
      if (good === undefined || at % PER_SEED === 0) good = await goodSeed(`${seed} seed ${group}`)
      if (at % 500 === 0) add('leaf', await everyLeaf(`${seed} leaves ${at / 500}`))
      const chance = chanceFrom(`${seed} mutant ${at}`)
      const { name, text } = changeText(good.text, chance)
      if (text === null || text === good.text) add('does-not-apply')
      else {
        const accepted = await isAccepted(good, text)
        assert.equal(accepted, false, `mutant ${at} of seed ${seed} (${name}, ${good.name}) was accepted:\n${text}`)
        add(saysNoMore(text, good.text) ? 'says-the-same' : `refused.${name}`)
        add(`format.${good.name}`)
      }
      report(at - from + 1)
    }
    return seen
  },
}
