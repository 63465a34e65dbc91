import { DIMENSIONS, type Dimension, OUTCOMES, type RequestFact } from '../../src/recognition/statistics/types.ts'
import { chanceOf } from './stacks-world.ts'

// Small invented quarters, and by trying everything what somebody can work out of published rows and how few groups must lose theirs.
// As plain as can be, and nothing of the product in it.

type Facts = readonly RequestFact[]
/** Groups of each dimension that stand in one row. */
export type Merged = Readonly<Record<Dimension, ReadonlySet<string>>>

/** At most 5 institutions, 4 providers, 3 regions and 3 sexes. One person in some has several requests, all at one institution. */
export function quarterOf(seed: number): { readonly facts: Facts; readonly least: number } {
  const chance = chanceOf(seed)
  const below = (most: number) => Math.floor(chance() * most)
  const least = 2 + below(2)
  const [institutions, providers, regions] = [3 + below(3), 2 + below(3), 2 + below(2)]
  const people = least * (12 + below(chance() < 0.5 ? 14 : 40))
  const facts: RequestFact[] = []
  for (let number = 0; number < people; number++) {
    const institution = Math.min(below(institutions), below(institutions))
    const sex = chance() < 0.1 ? 'unknown' : chance() < 0.55 ? 'female' : 'male'
    for (let more = 0; more === 0 || chance() < 0.12; more++)
      facts.push({
        personId: `p${number}`,
        groups: {
          institution: `i${institution}`,
          provider: `v${Math.min(below(providers), below(providers))}`,
          region: `r${institution % regions}`,
          sex,
        },
        outcome: chance() < 0.7 ? 'accepted' : chance() < 0.8 ? 'refused' : 'open',
        days: below(20),
        sks: 2,
      })
  }
  return { facts: facts.map((fact) => (fact.outcome === 'open' ? { ...fact, days: null, sks: 0 } : fact)), least }
}

const NOBODY: ReadonlySet<string> = new Set()

/** The requests behind each row, with these groups in one row. */
export function rowsOf(facts: Facts, merged: Merged): readonly Facts[] {
  return DIMENSIONS.flatMap((one) => {
    const rows = new Map<string | null, RequestFact[]>()
    for (const fact of facts) {
      const group = merged[one].has(fact.groups[one]) ? null : fact.groups[one]
      rows.set(group, [...(rows.get(group) ?? []), fact])
    }
    return [...rows.values()]
  })
}

/**
 * Fewer than `least` people of whom a figure follows from sums and differences of the rows, which are given as the requests
 * behind them; null where there are none. Each set of so few people is taken away in turn: where the rows are less
 * independent of each other without what is theirs alone, some combination of rows is about nobody else.
 */
export function fewTold(rows: readonly Facts[], least: number): string | null {
  for (const outcome of OUTCOMES) {
    const cells = cellsOf(rows, outcome)
    const whole = rankOf(cells.map(({ column }) => column))
    const small = cells.filter(({ people }) => people.size < least)
    // Without somebody who stands nowhere among so few, nothing more is theirs alone.
    const anybody = [...new Set(small.flatMap(({ people }) => [...people]))]
    const tried = new Set<string>()
    for (const { people } of small) {
      for (const others of subsets(anybody, Math.min(least - 1 - people.size, anybody.length))) {
        const few = new Set([...people, ...others])
        const key = [...few].sort().join(' ')
        if (tried.has(key)) continue
        tried.add(key)
        const left = cells.filter((cell) => [...cell.people].some((person) => !few.has(person)))
        if (rankOf(left.map(({ column }) => column)) < whole) return `${outcome}: ${key}`
      }
    }
  }
  return null
}

/** Requests that stand in just the same rows, by their people. */
function cellsOf(rows: readonly Facts[], outcome: RequestFact['outcome']) {
  const places = new Map<RequestFact, number[]>()
  for (const [at, row] of rows.entries())
    for (const fact of row) if (fact.outcome === outcome) places.set(fact, [...(places.get(fact) ?? []), at])
  const cells = new Map<string, { readonly column: readonly number[]; readonly people: Set<string> }>()
  for (const [fact, at] of places) {
    const column = rows.map((_, place) => (at.includes(place) ? 1 : 0))
    const key = column.join('')
    const cell = cells.get(key) ?? { column, people: new Set<string>() }
    cell.people.add(fact.personId)
    cells.set(key, cell)
  }
  return [...cells.values()]
}

function rankOf(given: readonly (readonly number[])[]): number {
  const rows = given.map((row) => [...row])
  let rank = 0
  for (let column = 0; column < (given[0]?.length ?? 0); column++) {
    const at = rows.findIndex((row, place) => place >= rank && Math.abs(row[column] ?? 0) > 1e-9)
    if (at < 0) continue
    const [pivot = []] = rows.splice(at, 1)
    rows.splice(rank, 0, pivot)
    rank += 1
    for (const row of rows.slice(rank)) {
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1)
      if (factor !== 0) for (let place = column; place < row.length; place++) row[place]! -= factor * pivot[place]!
    }
  }
  return rank
}

function* subsets<T>(items: readonly T[], take: number, from = 0): Generator<readonly T[]> {
  if (take === 0) yield []
  else
    for (let at = from; at <= items.length - take; at++)
      for (const more of subsets(items, take - 1, at + 1)) yield [items[at] as T, ...more]
}

/** The fewest groups without a row of their own that tell of nobody, where they are fewer than `most`; else `most`. */
export function fewestMerged(facts: Facts, least: number, most: number): number {
  const ways = DIMENSIONS.map((one) => {
    const groups = [...new Set(facts.map((fact) => fact.groups[one]))]
    return Array.from({ length: 2 ** groups.length }, (_, way) => groups.filter((_, at) => (way >> at) & 1)).filter(
      (way) => way.length !== 1,
    )
  })
  const [institutions = [], providers = [], regions = [], sexes = []] = ways
  const all = institutions.flatMap((institution) =>
    providers.flatMap((provider) =>
      regions.flatMap((region) => sexes.map((sex) => ({ institution, provider, region, sex }))),
    ),
  )
  const sizeOf = (way: Readonly<Record<Dimension, readonly string[]>>) =>
    DIMENSIONS.reduce((sum, one) => sum + way[one].length, 0)
  const found = all
    .filter((way) => sizeOf(way) < most)
    .sort((a, b) => sizeOf(a) - sizeOf(b))
    .find((way) => {
      const merged = {
        institution: new Set(way.institution),
        provider: new Set(way.provider),
        region: new Set(way.region),
        sex: new Set(way.sex),
      }
      return fewTold(rowsOf(facts, merged), least) === null
    })
  return found === undefined ? most : sizeOf(found)
}

/** What each table by itself would put together: those with too few people, and the next smallest until they are enough. */
export function eachByItself(facts: Facts, least: number): Merged {
  const people = (some: Facts) => new Set(some.map(({ personId }) => personId)).size
  const isLarge = (some: Facts) =>
    OUTCOMES.every((outcome) => {
      const own = some.filter((fact) => fact.outcome === outcome)
      return own.length === 0 || people(own) >= least
    })
  const mergedIn = (one: Dimension): ReadonlySet<string> => {
    const of = (group: string) => facts.filter(({ groups }) => groups[one] === group)
    const groups = [...new Set(facts.map((fact) => fact.groups[one]))].sort((a, b) => people(of(a)) - people(of(b)))
    const merged = groups.filter((group) => !isLarge(of(group)))
    if (merged.length === 0) return NOBODY
    for (const group of groups.filter((one) => !merged.includes(one)))
      if (!isLarge(merged.flatMap(of))) merged.push(group)
    return new Set(merged)
  }
  return {
    institution: mergedIn('institution'),
    provider: mergedIn('provider'),
    region: mergedIn('region'),
    sex: mergedIn('sex'),
  }
}
