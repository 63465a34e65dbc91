import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { verify } from '../src/index.ts'
import { type Trial, withChromium } from './chromium.ts'
import type { About } from './corpus/rows.ts'
import { WORLDS } from './corpus/world.ts'
import { changeText } from './mutate-text.ts'
import { random } from './ordinary.ts'
import { drawSeed, SEED_NAMES } from './seeds.ts'

/** A stream of chance over the generator of the tests. */
function chanceOf(seed: number) {
  const next = random(seed)
  const whole = (below: number) => Math.floor(next() * below)
  return { whole, percent: (percent: number) => whole(100) < percent }
}

/** Each case of the corpus, with the circumstances that it names. */
async function corpusTrials(): Promise<Map<string, Trial>> {
  const home = new URL('./corpus/', import.meta.url).pathname
  const trials = new Map<string, Trial>()
  for (const { name } of readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const about = JSON.parse(readFileSync(join(home, name, 'about.json'), 'utf8')) as About
    for (const { file, world } of about.cases) {
      const context = await WORLDS[world]?.()
      assert.ok(context !== undefined, world)
      trials.set(`${name}/${file} under "${world}"`, {
        input: new Uint8Array(readFileSync(join(home, name, file))),
        context,
      })
    }
  }
  return trials
}

/** Good seeds of every format, each with mutants of its own. */
async function seedTrials(): Promise<{ trials: Map<string, Trial>; good: Set<string> }> {
  const trials = new Map<string, Trial>()
  const good = new Set<string>()
  for (const [at, format] of SEED_NAMES.entries()) {
    const chance = chanceOf(20_261_126 + at)
    for (const number of [1, 2]) {
      const { text, context } = await drawSeed(chance, format)
      good.add(`${format} ${number}`)
      trials.set(`${format} ${number}`, { input: text, context })
      for (let mutant = 1; mutant <= 8; mutant++) {
        const changed = changeText(text, chance)
        if (changed.text !== null)
          trials.set(`${format} ${number} mutant ${mutant} (${changed.name})`, { input: changed.text, context })
      }
    }
  }
  return { trials, good }
}

test('Node and a real Chromium answer alike: every case of the corpus, every format that we issue, mutants of each', async (t) => {
  const corpus = await corpusTrials()
  const { trials: seeds, good } = await seedTrials()
  const all = [...corpus, ...seeds]
  const there = await withChromium((check) => check(all.map(([, trial]) => trial)))
  assert.equal(there.length, all.length)
  for (const [at, [name, { input, context }]] of all.entries()) {
    const here = await verify(input, context)
    assert.deepEqual(there[at], JSON.parse(JSON.stringify(here)), name)
    if (good.has(name)) assert.equal(here.verdict, 'valid', name)
  }
  t.diagnostic(`${corpus.size} cases of the corpus, ${good.size} seeds, ${seeds.size - good.size} mutants`)
  assert.ok(corpus.size > 50 && seeds.size > 10 * SEED_NAMES.length)
})
