import { disclosed } from './rules-disclosure.ts'
import { DIMENSIONS, type Dimension, type Figures, OUTCOMES, type RequestFact, type StatisticsRow } from './types.ts'

type Facts = readonly RequestFact[]
const PERMILLE = 1000
const MONTHS_OF_QUARTER = 3
/** Further back than a quarter and any days of grace. */
const DAYS_BACK = 400

function people(facts: Facts): number {
  return new Set(facts.map(({ personId }) => personId)).size
}

/** Whether a set of requests may be told of: it has enough people, and so has each outcome that it has at all. */
export function isSafe(facts: Facts, leastPeople: number): boolean {
  if (people(facts) < leastPeople) return false
  return OUTCOMES.every((outcome) => {
    const those = people(facts.filter((fact) => fact.outcome === outcome))
    return those === 0 || those >= leastPeople
  })
}

const emptyOrSafe = (facts: Facts, leastPeople: number) => facts.length === 0 || isSafe(facts, leastPeople)

/** A table of a dimension: the groups that stand for themselves, and those that were put together. */
export interface Grouped {
  readonly own: ReadonlyMap<string, Facts>
  readonly together: readonly string[]
  readonly rest: Facts
}

/**
 * Puts groups that are too small together, and with them the next smallest until what is together may be told of: the total
 * less the rows that stand is then never too small (complementary suppression). `within` is a table whose groups lie wholly
 * in this one's, as institutions in regions: the difference between a row here and the rows there must be safe as well.
 */
export function grouped(
  facts: Facts,
  dimension: Dimension,
  leastPeople: number,
  within: Grouped | null = null,
): Grouped {
  const all = new Map<string, RequestFact[]>()
  for (const fact of facts) {
    const known = all.get(fact.groups[dimension])
    if (known === undefined) all.set(fact.groups[dimension], [fact])
    else known.push(fact)
  }
  const told = new Set([...(within?.own.values() ?? [])].flat())
  const fits = (some: Facts) =>
    isSafe(some, leastPeople) &&
    (within === null ||
      emptyOrSafe(
        some.filter((fact) => !told.has(fact)),
        leastPeople,
      ))
  const bySize = [...all].sort(([a, one], [b, other]) => people(one) - people(other) || (a < b ? -1 : 1))
  const together = bySize.filter(([, some]) => !fits(some))
  const own = bySize.filter(([, some]) => fits(some))
  const restOf = () => together.flatMap(([, some]) => some)
  while (together.length > 0 && own.length > 0 && !fits(restOf())) {
    const next = own.shift()
    if (next !== undefined) together.push(next)
  }
  return { own: new Map(own), together: together.map(([group]) => group), rest: restOf() }
}

/** Counts, shares, median and SKS of some requests. */
export function figuresOf(facts: Facts): Figures {
  const count = (outcome: RequestFact['outcome']) => facts.filter((fact) => fact.outcome === outcome).length
  const [accepted, refused, withdrawn] = [count('accepted'), count('refused'), count('withdrawn')]
  const decided = accepted + refused + withdrawn
  const days = facts.flatMap((fact) => (fact.days === null ? [] : [fact.days])).sort((a, b) => a - b)
  return {
    requests: facts.length,
    accepted,
    refused,
    open: count('open'),
    withdrawn,
    refusedPermille: decided === 0 ? null : Math.round((refused * PERMILLE) / decided),
    medianDays: days[Math.floor((days.length - 1) / 2)] ?? null,
    sks: facts.reduce((sum, { sks }) => sum + sks, 0),
  }
}

/** The rows of a table: the largest first, what was put together last. Nothing where all together are too few. */
export function rowsOf({ own, together, rest }: Grouped, leastPeople: number): readonly StatisticsRow[] {
  const rows = [...own].map(([group, facts]) => ({ group, together: 1, ...figuresOf(facts) }))
  rows.sort((a, b) => b.requests - a.requests || (a.group < b.group ? -1 : 1))
  if (!isSafe(rest, leastPeople)) return rest.length > 0 ? [] : rows
  return [...rows, { group: null, together: together.length, ...figuresOf(rest) }]
}

/**
 * Makes tables coarser until nothing small follows from all of them together (`disclosed`): of the rows that a small set stands
 * in, the one of the fewest people goes to those that stand together. Ends at the latest where every table is one row.
 */
function coarsened(tables: Readonly<Record<Dimension, Grouped>>, leastPeople: number): Record<Dimension, Grouped> {
  const now = { ...tables }
  for (;;) {
    const found = disclosed(
      DIMENSIONS.map((one) => [...now[one].own.values(), ...(now[one].rest.length > 0 ? [now[one].rest] : [])]),
      leastPeople,
    )
    if (found === null) return now
    const small = new Set(found)
    const rows = DIMENSIONS.flatMap((dimension) =>
      [...now[dimension].own].map(([group, facts]) => ({ dimension, group, facts })),
    )
    const among = rows.filter(({ facts }) => facts.some((fact) => small.has(fact)))
    const [next] = (among.length > 0 ? among : rows).toSorted(
      (a, b) => people(a.facts) - people(b.facts) || (a.group < b.group ? -1 : 1),
    )
    if (next === undefined) return now
    now[next.dimension] = withoutGroup(now[next.dimension], next.group, leastPeople)
  }
}

/** The table with one group more among those that stand together, and the next smallest until these may be told of. */
function withoutGroup(table: Grouped, group: string, leastPeople: number): Grouped {
  const own = new Map(table.own)
  const together = [...table.together]
  const rest = [...table.rest]
  const move = (name: string) => {
    rest.push(...(own.get(name) ?? []))
    together.push(name)
    own.delete(name)
  }
  move(group)
  while (own.size > 0 && (together.length < 2 || !isSafe(rest, leastPeople))) {
    const [smallest] = [...own].toSorted(([a, one], [b, other]) => people(one) - people(other) || (a < b ? -1 : 1))
    if (smallest !== undefined) move(smallest[0])
  }
  return { own, together, rest }
}

/** Everything of a quarter that may be told: no small group in any table, and none that follows from all of them together. */
export function tablesOf(
  facts: Facts,
  leastPeople: number,
): { readonly total: Figures | null; readonly tables: Readonly<Record<Dimension, readonly StatisticsRow[]>> } {
  const safe = isSafe(facts, leastPeople)
  const none = { institution: [], provider: [], region: [], sex: [] }
  if (!safe) return { total: null, tables: none }
  const institutions = grouped(facts, 'institution', leastPeople)
  const tables = coarsened(
    {
      institution: institutions,
      provider: grouped(facts, 'provider', leastPeople),
      region: grouped(facts, 'region', leastPeople, institutions),
      sex: grouped(facts, 'sex', leastPeople),
    },
    leastPeople,
  )
  const rows = (dimension: Dimension) => rowsOf(tables[dimension], leastPeople)
  return {
    total: figuresOf(facts),
    tables: { institution: rows('institution'), provider: rows('provider'), region: rows('region'), sex: rows('sex') },
  }
}

/** First and last ISO day of a quarter written as `2026-3`. */
export function daysOfQuarter(quarter: string): { readonly from: string; readonly until: string } {
  const [year = 0, number = 1] = quarter.split('-').map(Number)
  const iso = (month: number, day: number) => new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)
  const first = (number - 1) * MONTHS_OF_QUARTER
  return { from: iso(first, 1), until: iso(first + MONTHS_OF_QUARTER, 0) }
}

/** The quarter of an ISO day. */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-${Math.ceil(Number(day.slice(5, 7)) / MONTHS_OF_QUARTER)}`
}

/** Quarters from that of `first` on whose figures are due on `day`: they ended `graceDays` ago. Oldest first. */
export function quartersDue(first: string, day: string, graceDays: number): readonly string[] {
  const due: string[] = []
  for (let quarter = quarterOf(first); ; quarter = quarterOf(dayPlus(daysOfQuarter(quarter).until, 1))) {
    if (dayPlus(daysOfQuarter(quarter).until, graceDays) >= day) return due
    due.push(quarter)
  }
}

/** The last quarter whose figures are due on `day`. */
export function lastQuarterDue(day: string, graceDays: number): string {
  const longAgo = dayPlus(day, -DAYS_BACK)
  return quartersDue(longAgo, day, graceDays).at(-1) ?? quarterOf(longAgo)
}

function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
