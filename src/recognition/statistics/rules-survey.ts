import { DIMENSIONS, type Dimension, OUTCOMES, type RequestFact } from './types.ts'

/** Where a request stands: the number of its group in each dimension, by the order of `Survey.names`. */
export type Cell = Readonly<Record<Dimension, number>>

/** So many people have requests of one outcome in just these cells. */
export interface Kind {
  readonly cells: readonly Cell[]
  readonly people: number
}

/** The requests of a quarter as an audit reads them: who stands where, without anybody's id. */
export interface Survey {
  /** Groups of each dimension, sorted, so that the order of the requests changes nothing. */
  readonly names: Readonly<Record<Dimension, readonly string[]>>
  /** One list for each outcome that occurs. */
  readonly outcomes: readonly (readonly Kind[])[]
  /** People of each group, added up over the outcomes. */
  readonly people: Readonly<Record<Dimension, readonly number[]>>
  /** People of each group in the smallest outcome that it has. */
  readonly fewest: Readonly<Record<Dimension, readonly number[]>>
}

/** Groups by their numbers that stand together in one row, for each dimension. */
export type Together = Readonly<Record<Dimension, ReadonlySet<number>>>

/** The number of the row of all groups that stand together. */
export const TOGETHER = -1

/** The row that a group stands in: its own, or the one of those that stand together. */
export function rowOf(together: Together, dimension: Dimension, group: number): number {
  return together[dimension].has(group) ? TOGETHER : group
}

export function byDimension<T>(make: (dimension: Dimension) => T): Record<Dimension, T> {
  return {
    institution: make('institution'),
    provider: make('provider'),
    region: make('region'),
    sex: make('sex'),
  }
}

export function surveyOf(facts: readonly RequestFact[]): Survey {
  const names = byDimension((one) => [...new Set(facts.map(({ groups }) => groups[one]))].sort())
  const numbers = byDimension((one) => new Map(names[one].map((name, at) => [name, at])))
  const [institutions, providers, regions, sexes] = DIMENSIONS.map((one) => numbers[one])
  const own = new Map(OUTCOMES.map((outcome) => [outcome, new Map<string, Cell[]>()]))
  for (const { personId, outcome, groups } of facts) {
    const cell: Cell = {
      institution: institutions?.get(groups.institution) ?? 0,
      provider: providers?.get(groups.provider) ?? 0,
      region: regions?.get(groups.region) ?? 0,
      sex: sexes?.get(groups.sex) ?? 0,
    }
    const people = own.get(outcome)
    const known = people?.get(personId)
    if (known === undefined) people?.set(personId, [cell])
    else known.push(cell)
  }
  const sizes = byDimension((one) => names[one].length)
  const outcomes = [...own.values()]
    .map((people) =>
      kindsOf(
        [...people.values()].map((cells) => ({ cells, people: 1 })),
        sizes,
      ),
    )
    .filter((kinds) => kinds.length > 0)
  const counts = byDimension((one) => outcomes.map((kinds) => peopleByGroup(kinds, one, sizes[one])))
  return {
    names,
    outcomes,
    people: byDimension((one) => names[one].map((_, group) => counts[one].reduce((sum, own) => sum + own[group]!, 0))),
    fewest: byDimension((one) =>
      names[one].map((_, group) => Math.min(...counts[one].map((own) => own[group]!).filter((count) => count > 0))),
    ),
  }
}

/** The same with fewer kinds: groups that stand together anyway are one of them for the audit. */
export function condensed(survey: Survey, together: Together): Survey {
  const first = byDimension((one) => Math.min(...together[one]))
  const group = (one: Dimension, own: number) => (together[one].has(own) ? first[one] : own)
  const sizes = byDimension((one) => survey.names[one].length)
  const outcomes = survey.outcomes.map((kinds) =>
    kindsOf(
      kinds.map(({ cells, people }) => ({
        cells: cells.map((cell) => ({
          institution: group('institution', cell.institution),
          provider: group('provider', cell.provider),
          region: group('region', cell.region),
          sex: group('sex', cell.sex),
        })),
        people,
      })),
      sizes,
    ),
  )
  return { ...survey, outcomes }
}

/** People of one outcome in each group of a dimension. */
function peopleByGroup(kinds: readonly Kind[], dimension: Dimension, groups: number): Float64Array {
  const counts = new Float64Array(groups)
  for (const { cells, people } of kinds) {
    const first = cells[0]?.[dimension] ?? 0
    if (cells.every((cell) => cell[dimension] === first)) counts[first]! += people
    else for (const group of new Set(cells.map((cell) => cell[dimension]))) counts[group]! += people
  }
  return counts
}

/** Adds up those who stand in the same cells. In an order that doesn't hang on that of the given ones. */
function kindsOf(given: readonly Kind[], sizes: Readonly<Record<Dimension, number>>): readonly Kind[] {
  const keyOf = ({ institution, provider, region, sex }: Cell) =>
    ((institution * sizes.provider + provider) * sizes.region + region) * sizes.sex + sex
  const single = new Map<number, { cells: readonly Cell[]; people: number }>()
  const several = new Map<string, { cells: readonly Cell[]; people: number }>()
  for (const { cells, people } of given) {
    const [first] = cells
    if (first === undefined) continue
    const places = cells.length === 1 ? null : new Map(cells.map((cell) => [keyOf(cell), cell]))
    if (places === null || places.size === 1) {
      const known = single.get(keyOf(first))
      if (known === undefined) single.set(keyOf(first), { cells: [first], people })
      else known.people += people
      continue
    }
    const keys = [...places.keys()].sort((a, b) => a - b)
    const known = several.get(keys.join(' '))
    if (known === undefined)
      several.set(keys.join(' '), { cells: keys.flatMap((key) => places.get(key) ?? []), people })
    else known.people += people
  }
  return [
    ...Array.from(Float64Array.from(single.keys()).sort(), (key) => single.get(key)!),
    ...[...several.keys()].sort().map((keys) => several.get(keys)!),
  ]
}
