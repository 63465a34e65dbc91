import { type Chance, chanceFrom } from '../../db/demo/random.ts'
import type { Mutant } from '../kernel/build.ts'
import { type Bench, prepareBench } from '../kernel/trial.ts'
import type { Campaign } from '../support/campaign.ts'

/** Runs side by side. */
const AT_ONCE = 2

/** The share of mutants that must be noticed. */
const LEAST_SHARE = 0.9

let prepared: Promise<Bench> | undefined

/** The kernel with its mutants, built once in a process; `tests` of the first call are asked instead of all. */
export function bench(tests?: string[]): Promise<Bench> {
  prepared ??= prepareBench(tests)
  return prepared
}

function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const all = [...items]
  for (let at = all.length - 1; at > 0; at--) {
    const other = chance.whole(at + 1)
    ;[all[at], all[other]] = [all[other] as T, all[at] as T]
  }
  return all
}

/** All mutants in an order of the seed, of which any first part holds of each file its share. */
export function drawn(mutants: readonly Mutant[], seed: number): readonly Mutant[] {
  const chance = chanceFrom(`${seed} kernel mutants`)
  const placed = [...new Set(mutants.map(({ file }) => file))].flatMap((file) => {
    const some = shuffled(
      mutants.filter((mutant) => mutant.file === file),
      chance,
    )
    const begin = chance.whole(1000) / 1000
    return some.map((mutant, at) => ({ mutant, place: (at + begin) / some.length }))
  })
  return placed.sort((a, b) => a.place - b.place).map(({ mutant }) => mutant)
}

/** The 95 % interval of Wilson for a share of a sample. */
export function interval(hits: number, of: number): readonly [number, number] {
  const z = 1.959964
  const share = hits / of
  const middle = share + z ** 2 / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  const whole = 1 + z ** 2 / of
  return [(middle - spread) / whole, (middle + spread) / whole]
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000

/** The share of mutants that were noticed, out of what was seen. A mutant that no test meets counts as one that lived. */
export function conclude(seen: Readonly<Record<string, number>>) {
  const noticed = (seen.killed ?? 0) + (seen['fell-over'] ?? 0) + (seen.timeout ?? 0)
  const all = noticed + (seen.survived ?? 0) + (seen['not-met'] ?? 0)
  const share = noticed / all
  if (!(share >= LEAST_SHARE)) throw new Error(`Only ${noticed} of ${all} mutants were noticed`)
  const [from, to] = interval(noticed, all)
  return { share: rounded(share), interval95: [rounded(from), rounded(to)] }
}

export const campaign: Campaign = {
  name: 'kernel-mutants',
  claim:
    'Of the changes that can be made to the code of verify.ts, checks, json, keys and status, drawn by the seed, the tests of the kernel notice at least 90 %.',
  full: 600,
  conclude,
  run: async ({ seed, from, count, report }) => {
    const { mutants, trial } = await bench()
    const chosen = drawn(mutants, seed).slice(from, from + count)
    if (chosen.length < count) throw new Error(`There are only ${mutants.length} mutants`)
    const seen: Record<string, number> = {}
    const add = (name: string) => {
      seen[name] = (seen[name] ?? 0) + 1
    }
    let next = 0
    let done = 0
    const worker = async (): Promise<void> => {
      for (let mutant = chosen[next++]; mutant !== undefined; mutant = chosen[next++]) {
        const outcome = await trial(mutant.id)
        add(outcome)
        const { file, line, before, after } = mutant
        if (outcome === 'survived' || outcome === 'not-met') add(`${outcome} ${file}:${line} ${before} → ${after}`)
        report(++done)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    return seen
  },
}
