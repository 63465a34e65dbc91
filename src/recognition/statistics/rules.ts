import { type Medians, mediansOf } from './rules-median.ts'
import { byDimension } from './rules-survey.ts'
import { groupsTogether } from './rules-together.ts'
import { type Dimension, type Figures, OUTCOMES, type RequestFact, type StatisticsRow } from './types.ts'

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

/** Counts, shares and SKS of some requests, with the median that may be told. */
function figuresOf(facts: Facts, medianDays: number | null): Figures {
  const count = (outcome: RequestFact['outcome']) => facts.filter((fact) => fact.outcome === outcome).length
  const [accepted, refused, withdrawn] = [count('accepted'), count('refused'), count('withdrawn')]
  const decided = accepted + refused + withdrawn
  return {
    requests: facts.length,
    accepted,
    refused,
    open: count('open'),
    withdrawn,
    refusedPermille: decided === 0 ? null : Math.round((refused * PERMILLE) / decided),
    medianDays,
    sks: facts.reduce((sum, { sks }) => sum + sks, 0),
  }
}

/** The rows of a table: the largest first, what was put together last. */
function rowsOf(
  facts: Facts,
  dimension: Dimension,
  together: ReadonlySet<string>,
  medians: Medians,
): readonly StatisticsRow[] {
  const groups = new Map<string | null, RequestFact[]>()
  for (const fact of facts) {
    const name = fact.groups[dimension]
    const group = together.has(name) ? null : name
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [fact])
    else known.push(fact)
  }
  const rows = [...groups].map(([group, own]) => ({
    group,
    together: group === null ? together.size : 1,
    ...figuresOf(own, medians.of(dimension, group, own)),
  }))
  return rows.sort((a, b) => {
    if (a.group === null || b.group === null) return a.group === null ? 1 : -1
    return b.requests - a.requests || (a.group < b.group ? -1 : 1)
  })
}

/**
 * Everything of a quarter that may be told: as many rows as may stand while nothing about fewer than `leastPeople` people follows
 * from all tables together (`tellsNothing`), and medians where `mediansOf` allows them. Null and no rows where all together are too few.
 */
export function tablesOf(
  facts: Facts,
  leastPeople: number,
): { readonly total: Figures | null; readonly tables: Readonly<Record<Dimension, readonly StatisticsRow[]>> } {
  if (!isSafe(facts, leastPeople)) return { total: null, tables: byDimension(() => []) }
  const together = groupsTogether(facts, leastPeople)
  const medians = mediansOf(facts, together, leastPeople)
  return {
    total: figuresOf(facts, medians.total),
    tables: byDimension((one) => rowsOf(facts, one, together[one], medians)),
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
