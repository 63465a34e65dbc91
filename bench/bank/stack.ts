import { bestWay, quickWay } from '../../src/recognition/stacks/service-search.ts'
import { openSolver } from '../../src/recognition/stacks/solver.ts'
import { AIMS, type Candidate, type Part, type Stack } from '../../src/recognition/stacks/types.ts'
import { chanceOf, DAY } from '../../test/prove/stacks-world.ts'
import type { Figure } from '../figure.ts'

/** As many offerings as the course lists of the brief hold, and the size at which the optimum has to be proven. */
const OFFERINGS = 16_630
const PROVEN_AT = 2_000
const LIMIT_MILLISECONDS = 5_000
const SKILLS = 60
const WORLDS = 5

/** Offerings as a catalogue has them: every one ends in an award of its own, with up to four skills, a price, weeks and a distance. */
function offeringsOf(count: number, chance: () => number): Candidate[] {
  const below = (most: number) => Math.floor(chance() * most)
  return Array.from({ length: count }, (_none, at) => ({
    key: `o${at}`,
    definition: `d${at}`,
    offering: `o${at}`,
    skills: Array.from({ length: 1 + below(4) }, () => `lumbung-skills:S${below(SKILLS)}`),
    sks: 1 + below(4),
    level: 3 + below(5),
    awardedOn: null,
    costs: {
      cheapest: chance() < 0.1 ? null : chance() < 0.2 ? 0 : 25_000 * (1 + below(120)),
      fastest: 10 + below(240),
      nearest: chance() < 0.5 ? 0 : 10 + below(3_000),
    },
  }))
}

/** A rule that asks of everything: skills, a choice of skills, SKS in all and at a level, and two skills that may not both be used. */
function stackOf(chance: () => number): Stack {
  const skill = (): Part => ({
    kind: 'award',
    skill: { framework: 'lumbung-skills', code: `S${Math.floor(chance() * SKILLS)}` },
  })
  return {
    definition: 'larger',
    name: { id: 'Contoh', en: 'Example' },
    validFrom: '2026-01-01',
    validTo: null,
    source: 'bench',
    clause: null,
    confidence: 'H',
    note: null,
    every: { leastLevel: 4, withinMonths: null },
    rule: {
      kind: 'all',
      of: [
        { kind: 'least', count: 5, of: Array.from({ length: 9 }, skill) },
        {
          kind: 'any',
          of: [
            { kind: 'all', of: [skill(), skill()] },
            { kind: 'all', of: [skill(), skill(), skill()] },
          ],
        },
        { kind: 'sks', least: 20 },
        { kind: 'sks', least: 9, leastLevel: 6 },
        { kind: 'not', of: { kind: 'all', of: [skill(), skill()] } },
      ],
    },
  }
}

/**
 * The stack solver: milliseconds to a first way over 16,630 offerings, and to the proven optimum over 2,000; the median of all worlds
 * and aims. The worst of each stands beside, and what the search over 16,630 offerings took: it has 5 s, and where the optimum isn't
 * proven by then its proven gap is the last figure.
 */
export async function* stackFigures(): AsyncGenerator<Figure> {
  const solver = openSolver()
  try {
    const [first, all, proven]: [number[], number[], number[]] = [[], [], []]
    let gap = 0
    for (let seed = 1; seed <= WORLDS; seed++) {
      const chance = chanceOf(seed)
      const stack = stackOf(chance)
      const many = { stack, held: [], candidates: offeringsOf(OFFERINGS, chance), day: DAY }
      const fewer = { ...many, candidates: many.candidates.slice(0, PROVEN_AT) }
      for (const aim of AIMS) {
        first.push(
          await timed(async () => {
            if (quickWay(many, aim) === null) throw new Error(`world ${seed}: no first way`)
          }),
        )
        all.push(
          await timed(async () => {
            const found = await bestWay(solver, many, aim, LIMIT_MILLISECONDS)
            if (found.answer !== 'way' || found.way.bound === null)
              throw new Error(`world ${seed}: no bound within the time`)
            gap = Math.max(gap, (found.way.cost - found.way.bound) / Math.max(1, found.way.cost))
          }),
        )
        proven.push(
          await timed(async () => {
            const found = await bestWay(solver, fewer, aim, LIMIT_MILLISECONDS)
            if (found.answer !== 'way' || found.way.proof !== 'optimal')
              throw new Error(`world ${seed}: the optimum was not proven`)
          }),
        )
      }
    }
    yield { name: 'stack.first', value: median(first), unit: 'ms' }
    yield { name: 'stack.first.worst', value: Math.max(...first), unit: 'ms' }
    yield { name: 'stack.optimal', value: median(proven), unit: 'ms' }
    yield { name: 'stack.optimal.worst', value: Math.max(...proven), unit: 'ms' }
    yield { name: 'stack.all.worst', value: Math.max(...all), unit: 'ms' }
    yield { name: 'stack.gap.worst', value: gap * 100, unit: '%' }
  } finally {
    await solver.stop()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
