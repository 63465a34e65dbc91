import { smallCut } from './rules-cut.ts'
import { type End, joinRows, placesAndProviders, sidesOf, tellsNothing } from './rules-disclosure.ts'
import { sexesHold } from './rules-sexes.ts'
import { byDimension, condensed, type Kind, type Survey, surveyOf, TOGETHER, type Together } from './rules-survey.ts'
import { DIMENSIONS, type Dimension, type RequestFact } from './types.ts'

/** Groups by their names that stand together in one row, for each dimension. */
export type Named = Readonly<Record<Dimension, ReadonlySet<string>>>

type Growing = Record<Dimension, Set<number>>

/** A group that might be put together with others. */
interface Addition {
  readonly dimension: Dimension
  readonly group: number
}

/**
 * The groups that `chosenTogether` puts together, by name; those of `start` stand together anyway. With `asOne` as if all
 * requests had the same outcome.
 */
export function groupsTogether(
  facts: readonly RequestFact[],
  least: number,
  { start, asOne }: { readonly start?: Named; readonly asOne?: boolean } = {},
): Named {
  const survey = surveyOf(facts, asOne)
  const numbers = byDimension(
    (one) => new Set(survey.names[one].flatMap((name, at) => (start?.[one].has(name) ? [at] : []))),
  )
  const chosen = chosenTogether(survey, least, numbers)
  return byDimension((one) => new Set([...chosen[one]].map((at) => survey.names[one][at]!)))
}

/** Each is tried as the table that gives way last; null: none is spared. */
const SPARED = [null, 'institution', 'provider', 'region'] as const
type Spared = (typeof SPARED)[number]
/** A group of the spared table counts for so many of another. */
const SPARED_COUNTS = 3

/**
 * Which groups to put together, as few as may be, so that all tables together tell nothing of fewer than `least` people
 * (`tellsNothing`); `start` stand together anyway. Each outcome must have so many people at all. Always the same for the same
 * requests in whatever order.
 *
 * First what must: each group with too few people in one of its outcomes. Then cut by cut of the graph of places and
 * providers that too few people cross: one group of each side into the same row closes it, and the smallest are taken. At last
 * each group that didn't have to goes back where the tables stay safe without it, the largest first. That is done
 * sparing each table in turn, and the way with the most rows is kept. How near it comes to the best there is, is measured against
 * all possibilities on small tables (`test/prove/statistics.ts`).
 */
export function chosenTogether(survey: Survey, least: number, start: Together): Together {
  const must = byDimension((one) => {
    const small = survey.fewest[one].flatMap((fewest, group) => (fewest < least ? [group] : []))
    return new Set([...start[one], ...small])
  })
  const left = condensed(survey, must)
  const fewest = scoreOf(survey, must)[0] ?? 0
  let best: { readonly way: Together; readonly score: readonly number[] } | undefined
  for (const spared of SPARED) {
    const together = byDimension((one) => new Set(must[one]))
    for (const kinds of left.outcomes) closeCuts(left, kinds, together, { least, spared })
    joinSexes(left, together, least)
    const way = pruned(left, together, must, least)
    const score = scoreOf(survey, way)
    if (best === undefined || compare(score, best.score) < 0) best = { way, score }
    // No way has fewer than those that must.
    if (score[0]! <= fewest) break
  }
  return best?.way ?? must
}

/** Groups that lose their row; tables with a row of several; people whose group lost its own. The smaller, the better. */
function scoreOf(survey: Survey, together: Together): readonly number[] {
  const all = DIMENSIONS.flatMap((one) => [...together[one]].map((group) => survey.people[one][group]!))
  const rows = DIMENSIONS.filter((one) => together[one].size > 0).length
  return [all.length, -rows, all.reduce((sum, people) => sum + people, 0)]
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, place) => value !== b[place])
  return at < 0 ? 0 : a[at]! - b[at]!
}

interface Closing {
  readonly least: number
  readonly spared: Spared
}

function closeCuts(survey: Survey, kinds: readonly Kind[], together: Growing, { least, spared }: Closing): void {
  const graph = placesAndProviders(kinds, together)
  for (;;) {
    const cut = smallCut(graph, least)
    if (cut === null) return
    const { side, others, elsewhere } = sidesOf(graph, cut)
    // A part that is too small as a whole needs one from elsewhere.
    const more =
      closing(survey, together, [side, others], spared) ?? closing(survey, together, [side, elsewhere], spared)
    if (more === null) throw new Error('an outcome has too few people to be told of at all')
    for (const { dimension, group } of more) together[dimension].add(group)
    joinRows(graph, together)
  }
}

/** What joins the two sides of a cut: the fewest groups, of those the ones with the fewest people. */
function closing(
  survey: Survey,
  together: Together,
  sides: readonly [readonly End[], readonly End[]],
  spared: Spared,
): readonly Addition[] | null {
  const weigh = (some: readonly Addition[]) => [
    some.reduce((sum, { dimension }) => sum + (dimension === spared ? SPARED_COUNTS : 1), 0),
    some.reduce((sum, { dimension, group }) => sum + survey.people[dimension][group]!, 0),
  ]
  const lighter = (a: readonly Addition[], b: readonly Addition[] | undefined) =>
    b === undefined || compare(weigh(a), weigh(b)) < 0
  const needed = (end: End, dimension: Dimension): readonly Addition[] => {
    const group = end.groups[dimension] ?? TOGETHER
    return group === TOGETHER || together[dimension].has(group) ? [] : [{ dimension, group }]
  }
  /** The lightest way into each row that both sides may share. */
  const ways = sides.map((side) => {
    const lightest = new Map<string, readonly Addition[]>()
    const offer = (row: string, way: readonly Addition[]) => {
      if (lighter(way, lightest.get(row))) lightest.set(row, way)
    }
    for (const end of side) {
      if (end.groups.provider !== undefined) {
        offer('provider', needed(end, 'provider'))
        continue
      }
      const [institution, region] = [needed(end, 'institution'), needed(end, 'region')]
      if (region.length > 0) offer(`region ${end.groups.region}`, institution)
      offer('regions', [...institution, ...region])
    }
    return lightest
  })
  let best: readonly Addition[] | undefined
  for (const [row, one] of ways[0] ?? []) {
    const other = ways[1]?.get(row)
    if (other === undefined) continue
    if (lighter([...one, ...other], best)) best = [...one, ...other]
  }
  return best ?? null
}

/** Puts sexes together where the pairs that would hold them apart are too few: as few as will do. */
function joinSexes(survey: Survey, together: Growing, least: number): void {
  const holds = () => survey.outcomes.every((kinds) => sexesHold(kinds, together, least))
  if (holds()) return
  const given = [...together.sex]
  const alone = survey.names.sex.map((_, at) => at).filter((at) => !together.sex.has(at))
  const ways = Array.from({ length: 2 ** alone.length }, (_, way) => alone.filter((_, at) => (way >> at) & 1))
  const weight = (way: readonly number[]) => way.reduce((sum, at) => sum + survey.people.sex[at]!, 0)
  for (const way of ways.toSorted((a, b) => a.length - b.length || weight(a) - weight(b))) {
    together.sex = new Set([...given, ...way])
    if (holds()) return
  }
}

function pruned(survey: Survey, together: Growing, must: Together, least: number): Together {
  const spare = DIMENSIONS.flatMap((dimension) =>
    [...together[dimension]].filter((group) => !must[dimension].has(group)).map((group) => ({ dimension, group })),
  ).sort((a, b) => survey.people[b.dimension][b.group]! - survey.people[a.dimension][a.group]!)
  for (const { dimension, group } of spare) {
    together[dimension].delete(group)
    if (!tellsNothing(survey, together, least)) together[dimension].add(group)
  }
  // One group that stands together with none stands alone.
  return byDimension((one) => (together[one].size === 1 ? new Set<number>() : together[one]))
}
