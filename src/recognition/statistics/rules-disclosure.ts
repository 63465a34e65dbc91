import { type Graph, join, rootOf, smallCut } from './rules-cut.ts'
import { sexesHold } from './rules-sexes.ts'
import { type Cell, type Kind, placeKey, rowOf, type Survey, type Together } from './rules-survey.ts'
import type { Dimension } from './types.ts'

/**
 * Whether nothing about fewer than `least` people follows from all tables together, with these groups put together in each.
 *
 * Whoever reads is taken to know which combinations of institution, provider, region and sex occur at all (a cell), and with which
 * outcome, but no counts. Then each published row is an equation over the cells, and what can be worked out is every
 * combination of rows. Of one outcome: a combination that is zero on all cells but a few tells a figure of those few. So
 * the tables are safe where no combination of rows but zero has fewer than `least` different people behind its
 * cells. Counts of requests and SKS follow the same equations. Quarters share no request, so that their equations have no
 * cell in common: what one tells nothing of, both together tell nothing of.
 *
 * A combination gives a factor to each row, and a cell the sum of those of its rows. Institutions lie within regions, so that
 * both tables together tell as much as one of *places*: each institution that stands alone, and what a region has left. Where
 * the sexes get the same factor, what remains are factors of places and providers, and a cell is zero where those of its two are
 * opposite: cells that aren't zero cut the graph of places and providers in two. So its smallest cut must have enough
 * people, which `smallCut` finds without trying combinations. Where they get different factors, a place and a provider that
 * have people of both can't be zero for both, see `sexesHold`.
 *
 * Exact but for two things, in both of which it is too strict and never too lenient: a person whose requests of an outcome
 * share neither place nor provider counts in one of them, and `sexesHold` sees no circle longer than two. Method:
 * complementary suppression with an audit of what linear combinations of the published figures disclose (Willenborg and de Waal,
 * Elements of Statistical Disclosure Control, Springer 2001; Hundepool and others, Statistical Disclosure Control, Wiley 2012).
 */
export function tellsNothing(survey: Survey, together: Together, least: number): boolean {
  return survey.outcomes.every(
    (kinds) => smallCut(placesAndProviders(kinds, together), least) === null && sexesHold(kinds, together, least),
  )
}

/** What an end of the graph stands for: a place, by institution and region, or a provider. */
export interface End {
  readonly groups: Readonly<Partial<Record<Dimension, number>>>
}

export interface Places extends Graph {
  readonly ends: readonly End[]
}

/** Places and providers of one outcome, with the people who have requests there as edges. */
export function placesAndProviders(kinds: readonly Kind[], together: Together): Places {
  const ends: End[] = []
  const numbers = { places: new Map<number, number>(), providers: new Map<number, number>() }
  const numberOf = (known: Map<number, number>, key: number, groups: () => End['groups']) => {
    const number = known.get(key)
    if (number !== undefined) return number
    known.set(key, ends.length)
    return ends.push({ groups: groups() }) - 1
  }
  const pairOf = (cell: Cell) => {
    const institution = rowOf(together, 'institution', cell.institution)
    const region = rowOf(together, 'region', cell.region)
    const provider = rowOf(together, 'provider', cell.provider)
    return [
      numberOf(numbers.places, placeKey(together, cell), () => ({ institution, region })),
      numberOf(numbers.providers, provider, () => ({ provider })),
    ] as const
  }
  const edges = kinds.flatMap(({ cells, people }) =>
    piecesOf(cells.map(pairOf)).map((piece, at) => ({ ends: piece, people: at === 0 ? people : 0 })),
  )
  return { ends, edges, parents: Int32Array.from(ends, (_, at) => at) }
}

/** Joins ends that stand in the same rows once more groups were put together. */
export function joinRows({ ends, parents }: Places, together: Together): void {
  const first = new Map<string, number>()
  for (const [at, { groups }] of ends.entries()) {
    const rows = (['institution', 'region', 'provider'] as const).map((one) =>
      groups[one] === undefined ? '' : rowOf(together, one, groups[one]),
    )
    const key = rows.join(' ')
    const known = first.get(key)
    if (known === undefined) first.set(key, at)
    else join(parents, known, at)
  }
}

/** Pairs that hang together, as one set of ends each; the one with the most ends first. */
function piecesOf(pairs: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  if (pairs.length === 1) return pairs
  let pieces: (readonly number[])[] = []
  for (const pair of pairs) {
    const touched = pieces.filter((piece) => pair.some((end) => piece.includes(end)))
    pieces = [...pieces.filter((piece) => !touched.includes(piece)), [...new Set([...touched.flat(), ...pair])]]
  }
  return pieces.sort((a, b) => b.length - a.length)
}

/** The ends on the one side of a cut, those of the same part on the other, and those of other parts. */
export interface Sides {
  readonly side: readonly End[]
  readonly others: readonly End[]
  readonly elsewhere: readonly End[]
}

export function sidesOf({ ends, edges, parents }: Places, cut: number): Sides {
  const part = Int32Array.from(parents)
  for (const edge of edges) for (const end of edge.ends) join(part, edge.ends[0]!, end)
  const whole = rootOf(part, cut)
  const sides = { side: [] as End[], others: [] as End[], elsewhere: [] as End[] }
  for (const [at, end] of ends.entries()) {
    if (rootOf(parents, at) === cut) sides.side.push(end)
    else if (rootOf(part, at) === whole) sides.others.push(end)
    else sides.elsewhere.push(end)
  }
  return sides
}
