import { isMet, isOnce, usableItems } from '../../src/recognition/stacks/rules.ts'
import type { Aim, Candidate, HeldItem, Item, Part, Stack } from '../../src/recognition/stacks/types.ts'

// Small invented worlds of stacks, and the answer to them by trying everything: as plain as can be, and nothing of the search in it.

export const DAY = '2026-11-24'

/** A source of chance that a seed repeats (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface SmallWorld {
  readonly stack: Stack
  readonly held: readonly HeldItem[]
  readonly candidates: readonly Candidate[]
}

const DEFINITIONS = 6
const SKILLS = 4

/** A world of at most 11 awards and offerings and a rule of every kind of part. */
export function smallWorldOf(seed: number): SmallWorld {
  const chance = chanceOf(seed)
  const below = (most: number) => Math.floor(chance() * most)
  const item = (key: string): Item => ({
    key,
    definition: `d${below(DEFINITIONS)}`,
    offering: `o${below(DEFINITIONS)}`,
    skills: [0, 1, 2, 3].filter(() => chance() < 0.35).map((skill) => `lumbung-skills:S${skill}`),
    sks: below(4),
    level: 4 + below(3),
    awardedOn: null,
  })
  const filter = () => {
    const kind = below(6)
    return {
      ...(kind <= 2 ? { definition: `d${below(DEFINITIONS)}` } : {}),
      ...(kind === 3 || kind === 4 ? { skill: { framework: 'lumbung-skills', code: `S${below(SKILLS)}` } } : {}),
      ...(kind === 5 ? { offering: `o${below(DEFINITIONS)}` } : {}),
      ...(chance() < 0.15 ? { leastLevel: 5 + below(2) } : {}),
      ...(chance() < 0.15 ? { withinMonths: 12 } : {}),
    }
  }
  const part = (depth: number): Part => {
    const kind = below(depth > 0 ? 10 : 5)
    if (kind <= 2) return { kind: 'award', ...filter() }
    if (kind === 3) return { kind: 'sks', least: 1 + below(6), ...(chance() < 0.5 ? filter() : {}) }
    if (kind === 4) return { kind: chance() < 0.4 ? 'never' : 'award', ...filter() }
    if (kind === 5) return { kind: 'not', of: part(depth - 1) }
    const of = Array.from({ length: 1 + below(3) }, () => part(depth - 1))
    if (kind <= 7) return { kind: 'all', of }
    return kind === 8 ? { kind: 'any', of } : { kind: 'least', count: 1 + below(of.length), of }
  }
  const figure = (most: number) => (chance() < 0.12 ? null : below(most))
  const states = [null, null, null, null, 'used', 'revoked'] as const
  return {
    stack: {
      definition: 'larger',
      name: { id: 'Contoh', en: 'Example' },
      validFrom: '2026-01-01',
      validTo: null,
      source: 'test',
      clause: null,
      confidence: 'H',
      note: null,
      every: { leastLevel: chance() < 0.2 ? 5 : null, withinMonths: chance() < 0.2 ? 24 : null },
      rule: part(3),
    },
    held: Array.from({ length: below(5) }, (_none, at) => ({
      ...item(`h${at}`),
      awardedOn: `${2023 + below(4)}-06-15`,
      state: states[below(states.length)] ?? null,
    })),
    candidates: Array.from({ length: 1 + below(7) }, (_none, at) => ({
      ...item(`c${at}`),
      costs: { cheapest: figure(2_000_000), fastest: figure(200), nearest: figure(3_000) },
    })),
  }
}

/** The scores of the best set for an aim, by trying every one; null where no set meets the rule. */
export function bestByTrying({ stack, held, candidates }: SmallWorld, aim: Aim): readonly number[] | null {
  const own = usableItems(stack, held, DAY)
  const toTake = usableItems(stack, candidates, DAY)
  const items: readonly Item[] = [...own, ...toTake]
  let best: number[] | null = null
  for (let set = 0; set < 2 ** items.length; set++) {
    const used = items.filter((_item, at) => (set >> at) & 1)
    if (!isOnce(used) || !isMet(stack.rule, used, held, DAY)) continue
    const taken = toTake.filter((one) => used.includes(one))
    const figures = taken.map(({ costs }) => costs[aim])
    const score = [
      figures.filter((figure) => figure === null).length,
      figures.reduce((sum: number, figure) => sum + (figure ?? 0), 0),
      taken.length,
      used.length - taken.length,
    ]
    if (best === null || isLess(score, best)) best = score
  }
  return best
}

export function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}
