import { OUTCOMES, type RequestFact } from './types.ts'

type Facts = readonly RequestFact[]
/** The rows of one published table: every request stands in one of them. */
export type Rows = readonly Facts[]

/** Arithmetic is exact modulo this prime; products of two residues stay whole in a double. */
const PRIME = 67_108_859
/** Sets of cells that are looked through; where there would be more and nothing is proven, the tables are made coarser. */
const MOST_SETS = 20_000

/**
 * Looks through all tables of an edition together for a small set of people that somebody can work out by adding and subtracting
 * published figures. Answers null where it is proven that there is none; else the requests of such a set, or of where one may lie.
 *
 * Whoever reads is taken to know which combinations of institution, provider, region and sex occur at all (a cell), and with which
 * outcome, but no counts. Then each published row is an equation over the cells, and what can be worked out is every
 * combination of rows. Of one outcome: a combination that is zero on all cells but a few tells a figure of those few. So
 * the tables are safe where no combination of rows but zero has fewer than `leastPeople` different people behind its
 * cells. Counts of requests and SKS follow the same equations; medians don't add up. Quarters share no request, so that
 * their equations have no cell in common: what one tells nothing of, both together tell nothing of.
 *
 * Proof that there is none: `leastPeople` groups of people with nobody in two of them, each of which has a request in enough cells
 * that a combination of rows which is zero on all of its cells is zero everywhere. So a combination that isn't zero has
 * somebody of each group behind it (`spread`; disjoint bases of a matroid, Edmonds 1965). Where such groups aren't found, cells of
 * at least so many people are left out, as they can't be among the few, and of what is left the combinations with the
 * fewest cells are tried (`smallSet`). Method: complementary suppression with an audit of what linear combinations of the
 * published figures disclose (Willenborg and de Waal, Elements of Statistical Disclosure Control, Springer 2001; Hundepool
 * and others, Statistical Disclosure Control, Wiley 2012). It is strict: where many rows are hardly large enough, more is put
 * together than an exact search would.
 */
export function disclosed(tables: readonly Rows[], leastPeople: number): Facts | null {
  for (const outcome of OUTCOMES) {
    const cells = cellsOf(tables, outcome)
    const doubtful = spread(cells, leastPeople)
    if (doubtful.length === 0) continue
    const found = smallSet(cells, leastPeople)
    if (found === null) continue
    return (found === 'too-many' ? doubtful : found).flatMap(({ facts }) => facts)
  }
  return null
}

/** Requests of one outcome that stand in the same row of every table. */
interface Cell {
  /** Numbers of its rows, one for each table, over all tables. */
  readonly rows: readonly number[]
  readonly facts: RequestFact[]
}

function cellsOf(tables: readonly Rows[], outcome: RequestFact['outcome']): readonly Cell[] {
  const places = new Map<RequestFact, number[]>()
  let number = 0
  for (const row of tables.flat()) {
    for (const fact of row) if (fact.outcome === outcome) places.set(fact, [...(places.get(fact) ?? []), number])
    number += 1
  }
  const cells = new Map<string, Cell>()
  for (const [fact, rows] of places) {
    const key = rows.join(' ')
    const known = cells.get(key)
    if (known === undefined) cells.set(key, { rows, facts: [fact] })
    else known.facts.push(fact)
  }
  return [...cells.values()]
}

function peopleIn(cells: readonly Cell[]): number {
  return new Set(cells.flatMap(({ facts }) => facts.map(({ personId }) => personId))).size
}

/** Vectors that are independent of each other, each with a one where the others before it have a zero. */
type Basis = { readonly place: number; readonly vector: readonly number[] }[]

/** Adds a vector where it isn't a combination of those of the basis. Answers whether it was added. */
function added(basis: Basis, given: readonly number[]): boolean {
  const vector = [...given]
  for (const known of basis) subtract(vector, known.vector, vector[known.place] ?? 0)
  const place = vector.findIndex((value) => value !== 0)
  if (place < 0) return false
  const by = inverse(vector[place] ?? 1)
  basis.push({ place, vector: vector.map((value) => times(value, by)) })
  return true
}

/**
 * Looks for `leastPeople` groups of people with nobody in two of them, each of which holds every combination of rows that holds all
 * cells. Answers no cell where they are found, else those that the people who are left don't hold. People whose rows are
 * large are taken first, so that a small row gives each group no more than it needs.
 */
function spread(cells: readonly Cell[], leastPeople: number): readonly Cell[] {
  if (cells.length === 0) return []
  const numbers = [...new Set(cells.flatMap(({ rows }) => rows))]
  const columns = cells.map(({ rows }) => numbers.map((number) => (rows.includes(number) ? 1 : 0)))
  const all: Basis = []
  for (const column of columns) added(all, column)
  const kinds = kindsOfPeople(cells)
  for (let group = 0; group < leastPeople; group++) {
    const basis: Basis = []
    for (const kind of largestFirst(kinds)) {
      if (basis.length === all.length) break
      const grew = kind.cells.filter((at) => added(basis, columns[at] ?? [])).length > 0
      if (grew) kind.left -= 1
    }
    if (basis.length < all.length) return cells.filter((_, at) => added([...basis], columns[at] ?? []))
  }
  return []
}

/** People who have requests in the same cells, so many of whom are in no group yet. */
interface Kind {
  readonly cells: readonly number[]
  /** Rows in which they stand. */
  readonly rows: readonly number[]
  left: number
}

function kindsOfPeople(cells: readonly Cell[]): readonly Kind[] {
  const places = new Map<string, Set<number>>()
  for (const [at, { facts }] of cells.entries())
    for (const { personId } of facts) places.set(personId, (places.get(personId) ?? new Set()).add(at))
  const kinds = new Map<string, Kind>()
  for (const own of places.values()) {
    const key = [...own].join(' ')
    const known = kinds.get(key)
    if (known !== undefined) known.left += 1
    else
      kinds.set(key, { cells: [...own], rows: [...new Set([...own].flatMap((at) => cells[at]?.rows ?? []))], left: 1 })
  }
  return [...kinds.values()]
}

/** Those of whom somebody is left; first whose smallest row has the most people left. */
function largestFirst(kinds: readonly Kind[]): readonly Kind[] {
  const sizes = new Map<number, number>()
  for (const { rows, left } of kinds) for (const row of rows) sizes.set(row, (sizes.get(row) ?? 0) + left)
  const smallest = new Map(kinds.map((kind) => [kind, Math.min(...kind.rows.map((row) => sizes.get(row) ?? 0))]))
  const sizeOf = (kind: Kind) => smallest.get(kind) ?? 0
  return kinds.filter(({ left }) => left > 0).toSorted((a, b) => sizeOf(b) - sizeOf(a) || b.left - a.left)
}

function smallSet(cells: readonly Cell[], leastPeople: number): readonly Cell[] | 'too-many' | null {
  const heavy = cells.filter((cell) => peopleIn([cell]) >= leastPeople)
  const light = cells.filter((cell) => peopleIn([cell]) < leastPeople)
  if (light.length === 0) return null
  const numbers = [...new Set(cells.flatMap(({ rows }) => rows))]
  const columns = [...heavy, ...light]
  const rows = numbers.map((number) => columns.map((cell) => (cell.rows.includes(number) ? 1 : 0)))
  // What vanishes on every large cell; then an independent part of it.
  const basis = reduced(
    reduced(rows, 0, heavy.length).rest.map((row) => row.slice(heavy.length)),
    0,
    light.length,
  ).pivots
  return fewest(basis, light, leastPeople)
}

/** The combination of `basis` with the fewest people behind it, where they are too few. */
function fewest(
  basis: readonly number[][],
  light: readonly Cell[],
  leastPeople: number,
): readonly Cell[] | 'too-many' | null {
  if (basis.length === 0) return null
  // Columns that are multiples of each other vanish together.
  const kinds = new Map<string, readonly number[]>()
  for (let place = 0; place < light.length; place++) {
    const column = basis.map((row) => row[place] ?? 0)
    const first = column.find((value) => value !== 0)
    if (first === undefined) continue
    const scaled = column.map((value) => times(value, inverse(first)))
    kinds.set(scaled.join(' '), scaled)
  }
  const columns = [...kinds.values()]
  if (choices(columns.length, basis.length - 1) > MOST_SETS) return 'too-many'
  for (const chosen of subsets(columns, basis.length - 1)) {
    const factors = vanishingOn(chosen, basis.length)
    if (factors === null) continue
    const cells = light.filter(
      (_, place) => basis.reduce((sum, row, at) => (sum + times(factors[at] ?? 0, row[place] ?? 0)) % PRIME, 0) !== 0,
    )
    if (peopleIn(cells) < leastPeople) return cells
  }
  return null
}

/** Factors by which rows add up to nothing in these columns, where all such factors are multiples of each other. */
function vanishingOn(columns: readonly (readonly number[])[], length: number): readonly number[] | null {
  const { pivots, places } = reduced(
    columns.map((column) => [...column]),
    0,
    length,
  )
  if (pivots.length !== length - 1) return null
  const free = Array.from({ length }, (_, at) => at).find((at) => !places.includes(at)) ?? 0
  const factors = Array.from({ length }, () => 0)
  factors[free] = 1
  for (const [index, row] of pivots.entries()) factors[places[index] ?? 0] = (PRIME - (row[free] ?? 0)) % PRIME
  return factors
}

/** Gauss and Jordan over the columns `from` to `until`: rows with their pivots, each one alone in its column, and the rest. */
function reduced(
  rows: readonly (readonly number[])[],
  from: number,
  until: number,
): { readonly pivots: number[][]; readonly places: readonly number[]; readonly rest: number[][] } {
  const rest = rows.map((row) => [...row])
  const pivots: number[][] = []
  const places: number[] = []
  for (let column = from; column < until; column++) {
    const at = rest.findIndex((row) => row[column] !== 0)
    if (at < 0) continue
    const [found = []] = rest.splice(at, 1)
    const by = inverse(found[column] ?? 1)
    const pivot = found.map((value) => times(value, by))
    for (const row of [...rest, ...pivots]) subtract(row, pivot, row[column] ?? 0)
    pivots.push(pivot)
    places.push(column)
  }
  return { pivots, places, rest }
}

function subtract(row: number[], pivot: readonly number[], factor: number): void {
  if (factor === 0) return
  for (let at = 0; at < row.length; at++) row[at] = ((row[at] ?? 0) + PRIME - times(factor, pivot[at] ?? 0)) % PRIME
}

const times = (a: number, b: number): number => (a * b) % PRIME

/** By Fermat: the power of the prime less two. */
function inverse(value: number): number {
  let result = 1
  let base = value
  for (let power = PRIME - 2; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = times(result, base)
    base = times(base, base)
  }
  return result
}

function choices(of: number, take: number): number {
  let count = 1
  for (let at = 0; at < take; at++) count = (count * (of - at)) / (at + 1)
  return count
}

function* subsets<T>(items: readonly T[], take: number, from = 0): Generator<readonly T[]> {
  if (take === 0) {
    yield []
    return
  }
  for (let at = from; at <= items.length - take; at++)
    for (const more of subsets(items, take - 1, at + 1)) yield [items[at] as T, ...more]
}
