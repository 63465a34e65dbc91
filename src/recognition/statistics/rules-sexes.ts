import { type Kind, placeKey, rowOf, type Together } from './rules-survey.ts'

/** People of one sex with requests at one place (institution and region) from one provider; both as ends of a graph. */
interface Line {
  readonly place: number
  readonly provider: number
  readonly sex: number
  people: number
}

/**
 * Whether combinations of rows that give different factors to the sexes have at least `least` people behind them, in one
 * outcome (`tellsNothing`). Which sexes share a factor parts them in classes. Then the cells around a circle of the graph of places and
 * providers can't all be zero where, counted with changing signs, just two classes don't come out even: most simply two
 * people of different class with the same place and provider. So there must be so many circles with nobody in two of them.
 * Shortest circles are taken first, which finds nearly all there are where many people stand close. Where no circle at all is uneven,
 * the sexes tell no more than places and providers do.
 */
export function sexesHold(kinds: readonly Kind[], together: Together, least: number): boolean {
  const lines = linesOf(kinds, together)
  const sexes = [...new Set(lines.map(({ sex }) => sex))]
  return classings(sexes).every((classOf) => {
    const left = lines.map((line) => ({ ...line }))
    let found = takePairs(left, classOf, least)
    while (found < least) {
      const circle = unevenCircle(
        left.filter(({ people }) => people > 0),
        classOf,
      )
      if (circle === null) break
      const people = Math.min(...circle.map((line) => line.people))
      for (const line of circle) line.people -= people
      found += people
    }
    return found >= least || (found === 0 && unevenCircle(lines, classOf) === null)
  })
}

/** More ends, and more sexes, than there can be. */
const MOST = 1 << 22
const MOST_SEXES = 1 << 4

type ClassOf = ReadonlyMap<number, number>

/** Every way to part the sexes in two classes or more. */
function classings(sexes: readonly number[]): readonly ClassOf[] {
  let ways: readonly (readonly number[])[] = [[]]
  for (const _ of sexes)
    ways = ways.flatMap((way) => Array.from({ length: Math.max(-1, ...way) + 2 }, (_, one) => [...way, one]))
  return ways.filter((way) => Math.max(...way) > 0).map((way) => new Map(sexes.map((sex, at) => [sex, way[at] ?? 0])))
}

function linesOf(kinds: readonly Kind[], together: Together): Line[] {
  const ends = { places: new Map<number, number>(), providers: new Map<number, number>() }
  let count = 0
  const endOf = (known: Map<number, number>, key: number) => {
    const number = known.get(key) ?? count++
    known.set(key, number)
    return number
  }
  const lines = new Map<number, Line>()
  for (const { cells, people } of kinds)
    for (const [at, cell] of cells.entries()) {
      const place = endOf(ends.places, placeKey(together, cell))
      const provider = endOf(ends.providers, rowOf(together, 'provider', cell.provider))
      const sex = rowOf(together, 'sex', cell.sex)
      const key = (place * MOST + provider) * MOST_SEXES + sex + 1
      // Somebody in several cells counts in the first of them.
      const own = at === 0 ? people : 0
      const line = lines.get(key)
      if (line === undefined) lines.set(key, { place, provider, sex, people: own })
      else line.people += own
    }
  return [...lines.values()]
}

/** Takes pairs of people with the same place and provider and of different class, until they are enough; answers how many. */
function takePairs(lines: readonly Line[], classOf: ClassOf, enough: number): number {
  const close = new Map<number, Line[]>()
  for (const line of lines) {
    const key = line.place * lines.length * 2 + line.provider
    const known = close.get(key)
    if (known === undefined) close.set(key, [line])
    else known.push(line)
  }
  let found = 0
  for (const some of close.values())
    while (found < enough) {
      const [most, ...others] = some.filter(({ people }) => people > 0).sort((a, b) => b.people - a.people)
      const other = others.find(({ sex }) => classOf.get(sex) !== classOf.get(most?.sex ?? 0))
      if (most === undefined || other === undefined) break
      // With a third class to pair with one by one, else all at once.
      const people = some.length > 2 ? 1 : other.people
      most.people -= people
      other.people -= people
      found += people
    }
  return found
}

/** Where a search came to an end: from which line, how far, and what each class adds up to on the way, with changing signs. */
interface Reached {
  readonly by: Line | null
  readonly from: number
  readonly steps: number
  readonly sums: readonly number[]
}

/** A short circle that can't be zero on all its cells; null where there is none. */
function unevenCircle(lines: readonly Line[], classOf: ClassOf): readonly Line[] | null {
  const reached = spanning(lines, classOf)
  let found: { readonly line: Line; readonly steps: number } | null = null
  for (const line of lines) {
    const [one, other] = [reached.get(line.place), reached.get(line.provider)]
    if (one === undefined || other === undefined) continue
    const sums = one.sums.map((sum, at) => sum + (other.sums[at] ?? 0) - (classOf.get(line.sex) === at ? 1 : 0))
    if (sums.filter((sum) => sum !== 0).length !== 2) continue
    const steps = one.steps + other.steps
    if (found === null || steps < found.steps) found = { line, steps }
  }
  return found === null ? null : [found.line, ...between(reached, found.line.place, found.line.provider)]
}

/** A tree over each part of the graph, by breadth. */
function spanning(lines: readonly Line[], classOf: ClassOf): ReadonlyMap<number, Reached> {
  const classes = new Set(classOf.values()).size
  const incident = new Map<number, Line[]>()
  for (const line of lines)
    for (const end of [line.place, line.provider]) {
      const known = incident.get(end)
      if (known === undefined) incident.set(end, [line])
      else known.push(line)
    }
  const reached = new Map<number, Reached>()
  for (const root of incident.keys()) {
    if (reached.has(root)) continue
    reached.set(root, { by: null, from: root, steps: 0, sums: Array.from({ length: classes }, () => 0) })
    const queue = [root]
    for (const end of queue) {
      const here = reached.get(end)
      if (here === undefined) continue
      for (const line of incident.get(end) ?? []) {
        const next = line.place === end ? line.provider : line.place
        if (reached.has(next)) continue
        const sums = here.sums.map((sum, at) => (classOf.get(line.sex) === at ? 1 : 0) - sum)
        reached.set(next, { by: line, from: end, steps: here.steps + 1, sums })
        queue.push(next)
      }
    }
  }
  return reached
}

/** The lines of the tree from one end to another. */
function between(reached: ReadonlyMap<number, Reached>, one: number, other: number): readonly Line[] {
  const lines: Line[] = []
  let [a, b] = [one, other]
  while (a !== b) {
    const [here, there] = [reached.get(a), reached.get(b)]
    if (here === undefined || there === undefined) break
    const further = here.steps >= there.steps ? here : there
    if (further.by !== null) lines.push(further.by)
    if (further === here) a = here.from
    else b = there.from
  }
  return lines
}
