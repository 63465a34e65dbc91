/**
 * Whether a graph can be cut in two where few people stand. Its edges join two or more ends and carry people, who are
 * counted once for each edge that a cut divides.
 */
export interface Edge {
  readonly ends: readonly number[]
  /** Zero for an edge that only says that its ends are of one part. */
  readonly people: number
}

/** Ends that stand for one, by the parent of each; and the edges between those that don't. Both change as ends are joined. */
export interface Graph {
  readonly parents: Int32Array
  edges: readonly Edge[]
}

/** The end that stands for this one and all that were joined with it. */
export function rootOf(parents: Int32Array, end: number): number {
  let at = end
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!
    at = parents[at]!
  }
  return at
}

export function join(parents: Int32Array, one: number, other: number): void {
  const [a, b] = [rootOf(parents, one), rootOf(parents, other)]
  // The lower number stands for both, so that the order of joining changes nothing.
  if (a !== b) parents[Math.max(a, b)] = Math.min(a, b)
}

/**
 * A cut that fewer than `least` people cross, as the root of all ends on its one side; null where there is none within any part.
 * Ends that no such cut divides are joined on the way, which leaves every such cut as it is.
 *
 * Two ends are joined where an edge of so many people joins them, and along an order in which each next end has the most people
 * towards those before it: so many at its turn are the least that cross any cut between it and the one before (Nagamochi and
 * Ibaraki 1992; for edges of more than two ends Klimmek and Wagner 1996). The last end of such an order has all its people
 * towards the others: either they are too few, which is a cut, or it is joined. So each round comes nearer.
 */
export function smallCut(graph: Graph, least: number): number | null {
  for (;;) {
    graph.edges = between(graph)
    if (graph.edges.length === 0) return null
    const strong = graph.edges.filter(({ ends, people }) => ends.length === 2 && people >= least)
    for (const { ends } of strong) join(graph.parents, ends[0]!, ends[1]!)
    if (strong.length > 0) continue
    const lowest = lowestOf(graph.edges, least)
    if (lowest !== null) return lowest
    joinInOrder(graph, least)
  }
}

/** The edges between ends that aren't joined. Those of the same two ends are one. */
function between({ parents, edges }: Graph): readonly Edge[] {
  const left: Edge[] = []
  const pairs = new Map<number, { readonly ends: readonly number[]; people: number }>()
  for (const { ends, people } of edges) {
    const roots = rootsOf(parents, ends)
    if (roots.length < 2) continue
    if (roots.length > 2) {
      left.push({ ends: roots, people })
      continue
    }
    const key = Math.min(roots[0]!, roots[1]!) * parents.length + Math.max(roots[0]!, roots[1]!)
    const known = pairs.get(key)
    if (known === undefined) pairs.set(key, { ends: roots, people })
    else known.people += people
  }
  return [...pairs.values(), ...left]
}

function rootsOf(parents: Int32Array, ends: readonly number[]): readonly number[] {
  if (ends.length > 2) return [...new Set(ends.map((end) => rootOf(parents, end)))]
  const [a, b] = [rootOf(parents, ends[0]!), rootOf(parents, ends[1]!)]
  return a === b ? [a] : [a, b]
}

/** The end with the fewest people, where they are fewer than `least`. */
function lowestOf(edges: readonly Edge[], least: number): number | null {
  const people = new Map<number, number>()
  for (const edge of edges) for (const end of edge.ends) people.set(end, (people.get(end) ?? 0) + edge.people)
  let lowest: number | null = null
  let fewest = least
  for (const [end, own] of people) {
    if (own > fewest || own >= least || (own === fewest && lowest !== null && end > lowest)) continue
    lowest = end
    fewest = own
  }
  return lowest
}

function joinInOrder({ parents, edges }: Graph, least: number): void {
  const incident = new Map<number, Edge[]>()
  for (const edge of edges)
    for (const end of edge.ends) {
      const known = incident.get(end)
      if (known === undefined) incident.set(end, [edge])
      else known.push(edge)
    }
  const weights = new Map<number, number>([...incident.keys()].map((end) => [end, 0]))
  // Ends by their weight; what was moved up or taken stays below as a husk.
  const waiting: number[][] = [[...incident.keys()]]
  const reached = new Set<Edge>()
  let before = -1
  for (let weight = 0; weight >= 0; ) {
    const end = waiting[weight]?.pop()
    if (end === undefined) {
      weight -= 1
      continue
    }
    if (weights.get(end) !== weight) continue
    weights.delete(end)
    if (weight >= least) join(parents, before, end)
    before = end
    for (const edge of incident.get(end) ?? []) {
      if (reached.has(edge)) continue
      reached.add(edge)
      for (const other of edge.ends) {
        const own = weights.get(other)
        if (own === undefined || edge.people === 0) continue
        const more = own + edge.people
        weights.set(other, more)
        if (waiting[more] === undefined) waiting[more] = []
        waiting[more].push(other)
        weight = Math.max(weight, more)
      }
    }
  }
}
