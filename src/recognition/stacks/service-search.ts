import { fits, isMet, isNamedBy, placesOf, unusableIn, usableItems, without } from './rules.ts'
import { couldBeMet } from './rules-form.ts'
import { firstWay } from './rules-greedy.ts'
import { programmeOf, readSolution, sharedBy } from './rules-model.ts'
import { type Entry, SCORES, type Sorted, sortedOf, type World, worldOf } from './rules-world.ts'
import type { Solved, Solver } from './solver.ts'
import type { Aim, Candidate, HeldItem, Proof, Stack, Way } from './types.ts'

/** A question about a stack, with everything it is about. */
export interface Question {
  readonly stack: Stack
  readonly held: readonly HeldItem[]
  readonly candidates: readonly Candidate[]
  /** The ISO day of asking. */
  readonly day: string
}

/** `none`: proven that no way leads there. `unknown`: none was found, and that there is none isn't proven. */
export type Found =
  | { readonly answer: 'way'; readonly way: Way; readonly trouble: Trouble }
  | { readonly answer: 'none' }
  | { readonly answer: 'unknown'; readonly trouble: Trouble }

/** Why the answer isn't proven, where it isn't: the time was over, or no solver could be had. */
export type Trouble = 'time' | 'busy' | 'died' | 'late' | null

const sorted = new WeakMap<Question, Sorted>()

/** A question is asked for three aims, and its thousands of offerings are sorted once. */
function sortedFor(question: Question): Sorted {
  const own = sorted.get(question) ?? sortedOf(question.stack, question.held, question.candidates, question.day)
  sorted.set(question, own)
  return own
}

/** A first way for an aim, at once and in this thread; null where it found none. */
export function quickWay(question: Question, aim: Aim): Way | null {
  for (const isKnownOnly of [true, false]) {
    const world = worldOf(sortedFor(question), { aim, isKnownOnly })
    const found = firstWay(world)
    if (found !== null) return wayOf(aim, found, 'first', null)
  }
  return null
}

/**
 * The best way for an aim: the one with the fewest figures that nobody knows, then the least cost, then the fewest offerings to
 * take, then the fewest awards used. Within the time the optimum, or the best so far with a proven bound; where no solver can be
 * had the first way.
 */
export async function bestWay(solver: Solver, question: Question, aim: Aim, milliseconds: number): Promise<Found> {
  const end = performance.now() + milliseconds
  for (const isKnownOnly of [true, false]) {
    const world = worldOf(sortedFor(question), { aim, isKnownOnly })
    const solved = await solveWorld(solver, world, end - performance.now())
    if (solved.status !== 'infeasible') return foundOf(world, aim, solved)
  }
  return { answer: 'none' }
}

async function solveWorld(solver: Solver, world: World, milliseconds: number): Promise<Solved> {
  const items = world.entries.map(({ item }) => item)
  if (!couldBeMet(world.form, [], items, world.day)) return { status: 'infeasible' }
  if (couldBeMet(world.form, [], [], world.day))
    return { status: 'optimal', values: new Float64Array(world.entries.length) }
  return solver.solve(programmeOf(world), milliseconds)
}

function foundOf(world: World, aim: Aim, solved: Exclude<Solved, { status: 'infeasible' }>): Found {
  const values = solved.status === 'failed' ? null : solved.values
  const read = values === null ? null : readSolution(world, values)
  if (solved.status === 'optimal' && read !== null)
    return { answer: 'way', way: wayOf(aim, read, 'optimal', null), trouble: null }
  const trouble = solved.status === 'failed' ? solved.why : 'time'
  const first = firstWay(world)
  const best = read === null || (first !== null && costOf(first) < costOf(read)) ? first : read
  if (best === null) return { answer: 'unknown', trouble }
  const bound = boundOf(world, solved)
  return { answer: 'way', way: wayOf(aim, best, bound === null ? 'first' : 'bounded', bound), trouble }
}

/** What no way can cost less than, in the unit of the aim; null where that wasn't found out. */
function boundOf(world: World, solved: Solved): number | null {
  if (solved.status !== 'limit' || solved.bound === null || !Number.isFinite(solved.bound)) return null
  const scored = SCORES.map((score, index) => ({ index, shared: sharedBy(world.entries, score) })).filter(
    ({ shared }) => shared !== 0,
  )
  const at = scored.findIndex(({ index }) => index === COST)
  if (at < 0) return 0
  // Beyond the cost, only lesser scores were still being looked at: the cost itself is the best.
  if (solved.level > at) return solved.values === null ? null : costOf(readSolution(world, solved.values) ?? [])
  return solved.level < at ? null : Math.max(0, Math.ceil(solved.bound - ROUNDING) * (scored[at]?.shared ?? 1))
}

/** The place of the cost among `SCORES`. */
const COST = 1
const ROUNDING = 1e-6

function costOf(way: readonly Entry[]): number {
  return way.reduce((sum, { cost }) => sum + cost, 0)
}

function wayOf(aim: Aim, entries: readonly Entry[], proof: Proof, bound: number | null): Way {
  const keys = (isHeld: boolean) =>
    entries
      .filter((entry) => entry.isHeld === isHeld)
      .map(({ item }) => item.key)
      .toSorted()
  const cost = costOf(entries)
  return {
    aim,
    proof,
    take: keys(false),
    use: keys(true),
    cost,
    bound: proof === 'optimal' ? cost : bound === null ? null : Math.min(bound, cost),
    unknown: entries.filter(({ isUnknown }) => isUnknown).length,
  }
}

/** What stands in the way of a larger credential, by the places of its rule. */
export interface Stops {
  /** Parts of which any one, were it not asked, would open a way; the innermost ones. Empty where that wasn't found out. */
  readonly single: readonly string[]
  /** Parts that nothing on offer and nothing held can meet: all of them stand in the way. */
  readonly unreachable: readonly string[]
}

/**
 * Which parts of a rule stop somebody whom no way leads to the larger credential. First what nothing can meet; where everything could
 * be met by itself, the parts without which a way would be open.
 */
export async function stopsOf(solver: Solver, question: Question, milliseconds: number): Promise<Stops> {
  const end = performance.now() + milliseconds
  const unreachable = unreachableParts(question)
  const places = placesOf(question.stack.rule)
  const nots = places.filter(({ part }) => part.kind === 'not').map(({ place }) => place)
  const tried = places.filter(
    ({ place }) => place !== '' && !nots.some((not) => not === '' || place.startsWith(`${not}.`)),
  )
  const opens: string[] = []
  for (const { place } of tried.toReversed()) {
    // A part in which a smaller one already opens a way needs no mention.
    if (opens.some((inner) => inner.startsWith(`${place}.`))) continue
    const stack = { ...question.stack, rule: without(question.stack.rule, place) }
    const world = worldOf(sortedFor({ ...question, stack }), { aim: 'cheapest', isKnownOnly: false })
    if (firstWay(world) !== null) opens.push(place)
    else {
      const left = end - performance.now()
      if (left <= 0) break
      const solved = await solveWorld(solver, world, left)
      if (solved.status === 'optimal' || (solved.status === 'limit' && solved.values !== null)) opens.push(place)
    }
  }
  return { single: opens.toReversed(), unreachable }
}

/** The innermost parts that can't be met by anything held or on offer, where the whole rule needs them. */
export function unreachableParts({ stack, held, candidates, day }: Question): readonly string[] {
  const items = [...usableItems(stack, held, day), ...usableItems(stack, candidates, day)]
  const places = placesOf(stack.rule)
  const under = (place: string): string[] => {
    const own = places.find((one) => one.place === place)?.part
    if (own === undefined) return []
    const inside =
      'of' in own && own.kind !== 'not'
        ? own.of.map((_one, index) => `${place === '' ? '' : `${place}.`}${index + 1}`)
        : []
    if (inside.length === 0) return canBeMet(own) ? [] : [place]
    const stopped = inside.map(under).filter((stops) => stops.length > 0)
    const needed = own.kind === 'all' ? inside.length : own.kind === 'any' ? 1 : own.kind === 'least' ? own.count : 0
    return inside.length - stopped.length < needed ? stopped.flat() : []
  }
  const canBeMet = (part: Stack['rule']): boolean => {
    if (part.kind === 'never') return isMet(part, [], held, day)
    return part.kind === 'award' || part.kind === 'sks' ? isMet(part, items, [], day) : true
  }
  return under('')
}

/** Awards that are held and would fit some part, were it not for a reason; each with its reason. */
export function unusedHeld({
  stack,
  held,
  day,
}: Question): readonly { readonly key: string; readonly why: NonNullable<HeldItem['state']> }[] {
  const parts = placesOf(stack.rule).map(({ part }) => part)
  const helpful = parts.filter((part) => part.kind === 'award' || part.kind === 'sks')
  return held.flatMap((item) => {
    if (!helpful.some((part) => isNamedBy(part, item))) return []
    const why = unusableIn(stack, item, day)
    if (why !== null) return [{ key: item.key, why }]
    if (helpful.some((part) => fits(part, item, day))) return []
    const isOld = helpful.some((part) => fits({ ...part, withinMonths: undefined }, item, day))
    return [{ key: item.key, why: isOld ? ('too-old' as const) : ('level-low' as const) }]
  })
}
