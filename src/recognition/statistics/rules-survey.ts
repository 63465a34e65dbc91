import { type Dimension, OUTCOMES, type RequestFact } from './types.ts'

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

/** More regions than there can be. */
const MOST_REGIONS = 1 << 20

/** A number for the place of a cell: its rows of institution and region. */
export function placeKey(together: Together, { institution, region }: Cell): number {
  return (rowOf(together, 'institution', institution) + 1) * MOST_REGIONS + rowOf(together, 'region', region) + 1
}

export function byDimension<T>(make: (dimension: Dimension) => T): Record<Dimension, T> {
  return {
    institution: make('institution'),
    provider: make('provider'),
    region: make('region'),
    sex: make('sex'),
  }
}

/** Reads the requests of a quarter; with `asOne` as if all had the same outcome. */
export function surveyOf(facts: readonly RequestFact[], asOne = false): Survey {
  const names = byDimension((one) => [...new Set(facts.map(({ groups }) => groups[one]))].sort())
  const numbers = byDimension((one) => new Map(names[one].map((name, at) => [name, at])))
  const sizes = byDimension((one) => names[one].length)
  const own = new Map(OUTCOMES.map((outcome) => [outcome, new Map<string, number | number[]>()]))
  for (const { personId, outcome, groups } of facts) {
    const key = keyOf(
      {
        institution: numbers.institution.get(groups.institution) ?? 0,
        provider: numbers.provider.get(groups.provider) ?? 0,
        region: numbers.region.get(groups.region) ?? 0,
        sex: numbers.sex.get(groups.sex) ?? 0,
      },
      sizes,
    )
    const people = own.get(asOne ? OUTCOMES[0] : outcome)
    const known = people?.get(personId)
    if (known === undefined) people?.set(personId, key)
    else if (typeof known !== 'number') known.push(key)
    else if (known !== key) people?.set(personId, [known, key])
  }
  const outcomes = [...own.values()].flatMap((people) => {
    if (people.size === 0) return []
    const tally = tallyOf(sizes)
    for (const keys of people.values()) tally.add(keys, 1)
    return [tally.kinds()]
  })
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
  const first = byDimension((one) => [...together[one]].reduce((least, group) => Math.min(least, group), Infinity))
  const groupOf = (one: Dimension, own: number) => (together[one].has(own) ? first[one] : own)
  const sizes = byDimension((one) => survey.names[one].length)
  const joined = (cell: Cell) =>
    keyOf(
      {
        institution: groupOf('institution', cell.institution),
        provider: groupOf('provider', cell.provider),
        region: groupOf('region', cell.region),
        sex: groupOf('sex', cell.sex),
      },
      sizes,
    )
  const outcomes = survey.outcomes.map((kinds) => {
    const tally = tallyOf(sizes)
    for (const { cells, people } of kinds) tally.add(cells.map(joined), people)
    return tally.kinds()
  })
  return { ...survey, outcomes }
}

/** People of one outcome in each group of a dimension. */
function peopleByGroup(kinds: readonly Kind[], dimension: Dimension, groups: number): Float64Array {
  const counts = new Float64Array(groups)
  for (const { cells, people } of kinds) {
    if (cells.length === 1) counts[cells[0]![dimension]]! += people
    else for (const group of new Set(cells.map((cell) => cell[dimension]))) counts[group]! += people
  }
  return counts
}

type Sizes = Readonly<Record<Dimension, number>>

/** A number for a cell, from which `cellAt` reads it again. */
function keyOf({ institution, provider, region, sex }: Cell, sizes: Sizes): number {
  return ((institution * sizes.provider + provider) * sizes.region + region) * sizes.sex + sex
}

function cellAt(key: number, sizes: Sizes): Cell {
  const regions = Math.floor(key / sizes.sex)
  const providers = Math.floor(regions / sizes.region)
  return {
    institution: Math.floor(providers / sizes.provider),
    provider: providers % sizes.provider,
    region: regions % sizes.region,
    sex: key % sizes.sex,
  }
}

interface Tally {
  /** Counts people by the keys of the cells that they stand in. */
  readonly add: (keys: number | readonly number[], people: number) => void
  /** Those who stand in the same cells as one kind each, in an order that doesn't hang on that of their adding. */
  readonly kinds: () => readonly Kind[]
}

function tallyOf(sizes: Sizes): Tally {
  const single = new Map<number, number>()
  const several = new Map<string, { readonly keys: readonly number[]; people: number }>()
  return {
    add: (given, people) => {
      const keys = typeof given === 'number' ? [given] : [...new Set(given)].sort((a, b) => a - b)
      if (keys.length === 1) {
        single.set(keys[0]!, (single.get(keys[0]!) ?? 0) + people)
        return
      }
      const name = keys.join(' ')
      const known = several.get(name)
      if (known === undefined) several.set(name, { keys, people })
      else known.people += people
    },
    kinds: () => [
      ...Array.from(Float64Array.from(single.keys()).sort(), (key) => ({
        cells: [cellAt(key, sizes)],
        people: single.get(key) ?? 0,
      })),
      ...[...several.keys()].sort().map((name) => {
        const { keys, people } = several.get(name)!
        return { cells: keys.map((key) => cellAt(key, sizes)), people }
      }),
    ],
  }
}
