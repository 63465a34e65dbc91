/**
 * RDF Dataset Canonicalization 1.0 (RDFC-1.0, W3C Recommendation of 2024-05-21), with named graphs, under SHA-256 or
 * SHA-384. Section numbers below are of that document.
 */
import { sha256Hex } from '#crypto'
import type { Digest } from './digest.ts'
import type { Statement } from './statements.ts'

/** A canonical dataset: its N-Quads in order, each with its line feed, and the canonical label of each blank node (`_:b0` to `_:c14n0`). */
export type CanonicalDataset = { readonly lines: readonly string[]; readonly labels: ReadonlyMap<string, string> }

/** Most hashes of related nodes and most permutations in one document: beyond is a poison graph, not a credential. */
const WORK_LIMIT = 6_000

/** Labels in the order in which they were asked for (section 4.5). */
type Labels = { readonly prefix: string; readonly given: Map<string, string> }

function labelOf({ prefix, given }: Labels, blank: string): string {
  const known = given.get(blank)
  if (known !== undefined) return known
  const label = `_:${prefix}${given.size}`
  given.set(blank, label)
  return label
}

type State = {
  readonly hex: (text: string) => string
  readonly mentions: ReadonlyMap<string, readonly Statement[]>
  readonly firstDegree: Map<string, string>
  readonly canonical: Labels
  work: number
}

/** A graph that has no canonical form here. */
export class TooComplex extends Error {}

const isBlank = (term: string): boolean => term.startsWith('_:')

/** A statement as a line of N-Quads, its blank nodes named by `label`. */
function lineOf({ subject, predicate, object, graph }: Statement, label: (term: string) => string): string {
  const place = graph === undefined ? '' : `${label(graph)} `
  return `${label(subject)} ${predicate} ${label(object)} ${place}.\n`
}

/**
 * The canonical form of distinct statements (section 4.4), or null where the graph is too complex to be an honest
 * credential: more work than `WORK_LIMIT`, or characters that readers by UTF-16 and by code points sort differently.
 */
export function canonicalise(
  statements: readonly Statement[],
  hex: Digest['hex'] = sha256Hex,
): CanonicalDataset | null {
  const mentions = new Map<string, Statement[]>()
  const mention = (term: string | undefined, statement: Statement): void => {
    if (term === undefined || !isBlank(term)) return
    const known = mentions.get(term)
    if (known === undefined) mentions.set(term, [statement])
    else if (known.at(-1) !== statement) known.push(statement)
  }
  for (const statement of statements) {
    mention(statement.subject, statement)
    mention(statement.object, statement)
    mention(statement.graph, statement)
  }
  const canonical: Labels = { prefix: 'c14n', given: new Map() }
  const state: State = { hex, mentions, firstDegree: new Map(), canonical, work: 0 }
  try {
    labelAll(state)
    const label = (term: string): string => (isBlank(term) ? labelOf(canonical, term) : term)
    return { lines: sortLines(statements.map((statement) => lineOf(statement, label))), labels: canonical.given }
  } catch (fault) {
    if (fault instanceof TooComplex) return null
    throw fault
  }
}

/** The canonical N-Quads of statements, or null as `canonicalise`. */
export function canonicalNQuads(statements: readonly Statement[], hex: Digest['hex'] = sha256Hex): string | null {
  return canonicalise(statements, hex)?.lines.join('') ?? null
}

const surrogate = /[\ud800-\udfff]/

/**
 * Sorts lines by code points (section 4.4.3, step 6). Throws `TooComplex` where a sort by UTF-16 units, as JavaScript
 * and the common libraries do it, would order them differently: then two honest verifiers would disagree.
 */
export function sortLines(lines: string[]): string[] {
  lines.sort()
  for (let i = 1; i < lines.length; i++) {
    const [before, line] = [lines[i - 1] as string, lines[i] as string]
    if (!surrogate.test(before)) continue
    let at = 0
    while (at < before.length && before.charCodeAt(at) === line.charCodeAt(at)) at++
    if (surrogate.test(before[at] ?? '') && line.charCodeAt(at) >= 0xe000) throw new TooComplex()
  }
  return lines
}

/** Section 4.4.3, steps 3 to 5. */
function labelAll(state: State): void {
  const byHash = new Map<string, string[]>()
  for (const blank of state.mentions.keys()) {
    const hash = firstDegreeHash(state, blank)
    const same = byHash.get(hash)
    if (same === undefined) byHash.set(hash, [blank])
    else same.push(blank)
  }
  const hashes = [...byHash.keys()].sort()
  for (const hash of hashes) {
    const [only, another] = byHash.get(hash) as [string, string?]
    if (another === undefined) labelOf(state.canonical, only)
  }
  for (const hash of hashes) {
    const same = byHash.get(hash) as string[]
    if (same.length === 1) continue
    const results: { hash: string; labels: Labels }[] = []
    for (const blank of same) {
      if (state.canonical.given.has(blank)) continue
      const temporary: Labels = { prefix: 'b', given: new Map() }
      labelOf(temporary, blank)
      results.push(manyDegreeHash(state, blank, temporary))
    }
    results.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
    for (const result of results) for (const blank of result.labels.given.keys()) labelOf(state.canonical, blank)
  }
}

/** Hash First Degree Quads (section 4.6). */
function firstDegreeHash(state: State, blank: string): string {
  const known = state.firstDegree.get(blank)
  if (known !== undefined) return known
  const mark = (term: string): string => (isBlank(term) ? (term === blank ? '_:a' : '_:z') : term)
  const lines = (state.mentions.get(blank) as Statement[]).map((statement) => lineOf(statement, mark))
  const hash = state.hex(sortLines(lines).join(''))
  state.firstDegree.set(blank, hash)
  return hash
}

type Position = 's' | 'o' | 'g'

/** Hash Related Blank Node (section 4.7). */
function relatedHash(state: State, related: string, predicate: string, labels: Labels, position: Position): string {
  work(state)
  const label = state.canonical.given.get(related) ?? labels.given.get(related) ?? firstDegreeHash(state, related)
  return state.hex(`${position}${position === 'g' ? '' : predicate}${label}`)
}

function work(state: State): void {
  if (++state.work > WORK_LIMIT) throw new TooComplex()
}

/** Hash N-Degree Quads (section 4.8). */
function manyDegreeHash(state: State, blank: string, given: Labels): { hash: string; labels: Labels } {
  let labels = given
  const related = new Map<string, string[]>()
  const relate = (term: string | undefined, predicate: string, position: Position): void => {
    if (term === undefined || !isBlank(term) || term === blank) return
    const hash = relatedHash(state, term, predicate, labels, position)
    const list = related.get(hash)
    if (list === undefined) related.set(hash, [term])
    else list.push(term)
  }
  for (const { subject, predicate, object, graph } of state.mentions.get(blank) as Statement[]) {
    relate(subject, predicate, 's')
    relate(object, predicate, 'o')
    relate(graph, predicate, 'g')
  }
  let data = ''
  for (const hash of [...related.keys()].sort()) {
    let chosen: Path | null = null
    for (const order of permutations(related.get(hash) as string[])) {
      work(state)
      chosen = tryOrder(state, order, labels, chosen)
    }
    const { path, labels: after } = chosen as unknown as Path
    data += hash + path
    labels = after
  }
  return { hash: state.hex(data), labels }
}

type Path = { readonly path: string; readonly labels: Labels }

function tryOrder(state: State, order: readonly string[], labels: Labels, chosen: Path | null): Path {
  let copy: Labels = { prefix: labels.prefix, given: new Map(labels.given) }
  let path = ''
  const open: string[] = []
  for (const blank of order) {
    const known = state.canonical.given.get(blank)
    if (known === undefined && !copy.given.has(blank)) open.push(blank)
    path += known ?? labelOf(copy, blank)
    if (isWorse(path, chosen)) return chosen
  }
  for (const blank of open) {
    const result = manyDegreeHash(state, blank, copy)
    path += `${labelOf(copy, blank)}<${result.hash}>`
    copy = result.labels
    if (isWorse(path, chosen)) return chosen
  }
  return chosen === null || path < chosen.path ? { path, labels: copy } : chosen
}

function isWorse(path: string, chosen: Path | null): chosen is Path {
  return chosen !== null && path.length >= chosen.path.length && path > chosen.path
}

function* permutations(items: readonly string[]): Generator<readonly string[]> {
  if (items.length <= 1) {
    yield items
    return
  }
  for (let i = 0; i < items.length; i++) {
    const rest = [...items.slice(0, i), ...items.slice(i + 1)]
    for (const tail of permutations(rest)) yield [items[i] as string, ...tail]
  }
}
