import type { Named } from './rules-together.ts'
import { groupsTogether } from './rules-together.ts'
import type { Dimension, RequestFact } from './types.ts'

type Facts = readonly RequestFact[]

const HALVES = 2

/** Days to the decision that half of the decided requests took at most: of an even number the lower of the two in the middle. */
export function medianOf(facts: Facts): number | null {
  const days = facts.flatMap((fact) => (fact.days === null ? [] : [fact.days])).sort((a, b) => a - b)
  return days[Math.floor((days.length - 1) / 2)] ?? null
}

/** Which medians may be told. Rows are named by their group; null is the row of those that stand together. */
export interface Medians {
  readonly total: number | null
  readonly of: (dimension: Dimension, group: string | null, facts: Facts) => number | null
}

/**
 * Which rows tell their median. It says of a half of a row's people what an outcome says of some of them: these waited no
 * longer. So either half must be as large as an outcome must be: `leastPeople` people who waited no longer, and as many who waited no shorter.
 *
 * The median of a row and that of all tell on which side of the latter the others lie, and so do several rows of several
 * tables. Therefore the rows that tell one are audited by themselves, as counts are (`tellsNothing`): any set of decided
 * requests that adding and subtracting them leaves has twice `leastPeople` people, so that a half of it is large enough as well. A row
 * that would leave a smaller set tells no median, though it tells its counts; it is found as if it were put together
 * with others.
 */
export function mediansOf(facts: Facts, together: Named, leastPeople: number): Medians {
  const decided = facts.filter(({ days }) => days !== null).map((fact) => ({ ...fact, outcome: 'accepted' as const }))
  const told = (some: Facts) => (halvesAreLarge(some, leastPeople) ? medianOf(some) : null)
  const atLeast = HALVES * leastPeople
  if (new Set(decided.map(({ personId }) => personId)).size < atLeast) return { total: null, of: () => null }
  const silent = groupsTogether(decided, atLeast, together)
  return {
    total: told(facts),
    of: (dimension, group, some) => {
      const isSilent =
        group === null
          ? [...silent[dimension]].some((one) => !together[dimension].has(one))
          : silent[dimension].has(group)
      return isSilent ? null : told(some)
    },
  }
}

function halvesAreLarge(facts: Facts, leastPeople: number): boolean {
  const median = medianOf(facts)
  if (median === null) return false
  const [sooner, later] = [new Set<string>(), new Set<string>()]
  for (const { personId, days } of facts) {
    if (days !== null && days <= median) sooner.add(personId)
    if (days !== null && days >= median) later.add(personId)
  }
  return sooner.size >= leastPeople && later.size >= leastPeople
}
