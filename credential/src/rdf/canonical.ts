/**
 * RDF Dataset Canonicalization 1.0 (RDFC-1.0, W3C Recommendation of 2024-05-21) of a default graph with SHA-256.
 * Section numbers below are of that document.
 */
import { sha256Hex } from '#crypto'
import type { Statement } from './statements.ts'

/** Most calls of Hash N-Degree Quads and most permutations in one document: beyond is a poison graph, not a credential. */
const WORK_LIMIT = 5_000

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
  readonly mentions: ReadonlyMap<string, readonly Statement[]>
  readonly firstDegree: Map<string, string>
  readonly canonical: Labels
  work: number
}

class TooComplex extends Error {}

const isBlank = (term: string): boolean => term.startsWith('_:')

/** The canonical N-Quads of statements, or null where the graph is too complex to be an honest credential. */
export function canonicalNQuads(statements: readonly Statement[]): string | null {
  const mentions = new Map<string, Statement[]>()
  const mention = (term: string, statement: Statement): void => {
    const known = mentions.get(term)
    if (known === undefined) mentions.set(term, [statement])
    else if (known.at(-1) !== statement) known.push(statement)
  }
  for (const statement of statements) {
    if (isBlank(statement.subject)) mention(statement.subject, statement)
    if (isBlank(statement.object)) mention(statement.object, statement)
  }
  const state: State = { mentions, firstDegree: new Map(), canonical: { prefix: 'c14n', given: new Map() }, work: 0 }
  try {
    labelAll(state)
  } catch (fault) {
    if (fault instanceof TooComplex) return null
    throw fault
  }
  const label = (term: string): string => (isBlank(term) ? labelOf(state.canonical, term) : term)
  const lines = statements.map(
    ({ subject, predicate, object }) => `${label(subject)} ${predicate} ${label(object)} .\n`,
  )
  return lines.sort().join('')
}

/** Section 4.4, steps 3 to 5. */
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
  const lines = (state.mentions.get(blank) ?? []).map((s) => `${mark(s.subject)} ${s.predicate} ${mark(s.object)} .\n`)
  const hash = sha256Hex(lines.sort().join(''))
  state.firstDegree.set(blank, hash)
  return hash
}

/** Hash Related Blank Node (section 4.7). */
function relatedHash(state: State, related: string, statement: Statement, labels: Labels, position: 's' | 'o'): string {
  const label = state.canonical.given.get(related) ?? labels.given.get(related) ?? firstDegreeHash(state, related)
  return sha256Hex(`${position}${statement.predicate}${label}`)
}

/** Hash N-Degree Quads (section 4.8). */
function manyDegreeHash(state: State, blank: string, given: Labels): { hash: string; labels: Labels } {
  if (++state.work > WORK_LIMIT) throw new TooComplex()
  let labels = given
  const related = new Map<string, string[]>()
  const relate = (term: string, statement: Statement, position: 's' | 'o'): void => {
    if (!isBlank(term) || term === blank) return
    const hash = relatedHash(state, term, statement, labels, position)
    const list = related.get(hash)
    if (list === undefined) related.set(hash, [term])
    else list.push(term)
  }
  for (const statement of state.mentions.get(blank) ?? []) {
    relate(statement.subject, statement, 's')
    relate(statement.object, statement, 'o')
  }
  let data = ''
  for (const hash of [...related.keys()].sort()) {
    data += hash
    let chosen: { path: string; labels: Labels } | null = null
    for (const order of permutations(related.get(hash) as string[])) {
      if (++state.work > WORK_LIMIT) throw new TooComplex()
      chosen = tryOrder(state, order, labels, chosen)
    }
    if (chosen === null) continue
    data += chosen.path
    labels = chosen.labels
  }
  return { hash: sha256Hex(data), labels }
}

function tryOrder(
  state: State,
  order: readonly string[],
  labels: Labels,
  chosen: { path: string; labels: Labels } | null,
): { path: string; labels: Labels } | null {
  let copy: Labels = { prefix: labels.prefix, given: new Map(labels.given) }
  let path = ''
  const open: string[] = []
  const worse = (): boolean => chosen !== null && path.length >= chosen.path.length && path > chosen.path
  for (const blank of order) {
    const known = state.canonical.given.get(blank)
    if (known !== undefined) path += known
    else {
      if (!copy.given.has(blank)) open.push(blank)
      path += labelOf(copy, blank)
    }
    if (worse()) return chosen
  }
  for (const blank of open) {
    const result = manyDegreeHash(state, blank, copy)
    path += `${labelOf(copy, blank)}<${result.hash}>`
    copy = result.labels
    if (worse()) return chosen
  }
  return chosen === null || path < chosen.path ? { path, labels: copy } : chosen
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
