import type { Named } from './rules-together.ts'
import { groupsTogether } from './rules-together.ts'
import type { Dimension, RequestFact } from './types.ts'

type Facts = readonly RequestFact[]

const HALVES = 2

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
  const decided = facts.filter(({ days }) => days !== null)
  const told = (some: Facts) => {
    const median = medianOf(some)
    return median !== null && halvesAreLarge(some, median, leastPeople) ? median : null
  }
  const atLeast = HALVES * leastPeople
  if (new Set(decided.map(({ personId }) => personId)).size < atLeast) return { total: null, of: () => null }
  const silent = groupsTogether(decided, atLeast, { start: together, asOne: true })
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

/** Days to the decision that half of the decided requests took at most: of an even number the lower of the two in the middle. */
function medianOf(facts: Facts): number | null {
  const all: number[] = []
  for (const { days } of facts) if (days !== null) all.push(days)
  return Float64Array.from(all).sort()[Math.floor((all.length - 1) / 2)] ?? null
}

function halvesAreLarge(facts: Facts, median: number, leastPeople: number): boolean {
  const [sooner, later] = [new Set<string>(), new Set<string>()]
  for (const { personId, days } of facts) {
    if (days === null) continue
    if (days <= median && sooner.size < leastPeople) sooner.add(personId)
    if (days >= median && later.size < leastPeople) later.add(personId)
    if (sooner.size === leastPeople && later.size === leastPeople) return true
  }
  return false
}
