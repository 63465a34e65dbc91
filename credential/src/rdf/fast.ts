/** The canonical form of walked nodes where the blank nodes hang in a tree: no statements are made, and almost nothing is sorted. */
import { sha256Hex } from '#crypto'
import { canonicalNQuads } from './canonical.ts'
import type { Digest } from './digest.ts'
import { statementsOfNodes } from './statements.ts'
import { BLANK, type Node } from './walk.ts'

/** Characters that UTF-16 and code points may sort differently. */
const doubtful = /[\ud800-\udfff]/

/**
 * The canonical N-Quads of a walked document (RDFC-1.0, section 4.4), or null where it is too complex. Each blank node is
 * mentioned by its own lines and by one line above, so that its first-degree hash can be written down at once; where two
 * hashes are equal, the general algorithm takes over.
 */
export function canonicalOfNodes(
  nodes: readonly Node[],
  blanks: readonly Node[],
  hex: Digest['hex'] = sha256Hex,
): string | null {
  const labels = labelsOf(blanks.map((blank) => hex(firstDegreeParts(blank).join(''))))
  if (labels === null) return canonicalNQuads(statementsOfNodes(nodes, blanks), hex)
  const named: { readonly name: string; readonly node: Node }[] = []
  let at = 0
  for (const node of nodes) {
    const name = node.subject === BLANK ? (labels[at++] as string) : node.subject
    named.push({ name, node })
  }
  named.sort((a, b) => (a.name < b.name ? -1 : 1))
  const all: string[] = []
  for (const { name, node } of named) addLines(all, node, name, labels)
  const text = all.join('')
  return doubtful.test(text) ? canonicalNQuads(statementsOfNodes(nodes, blanks), hex) : text
}

/** The parts of the lines that mention a blank node, in order: the one above comes first where an IRI names it, else last. */
export function firstDegreeParts({ parts, parent, start }: Node): readonly string[] {
  if (parent === null) return parts
  if (parent.subject === BLANK) return [...parts, '_:z', start, '_:a .\n']
  return [parent.subject, start, '_:a .\n', ...parts]
}

/** Canonical labels in the order of the hashes; null where two are equal. */
function labelsOf(hashes: readonly string[]): readonly string[] | null {
  const order = hashes.map((_hash, number) => number)
  order.sort((a, b) => ((hashes[a] as string) < (hashes[b] as string) ? -1 : 1))
  const labels: string[] = []
  for (let rank = 0; rank < order.length; rank++) {
    const number = order[rank] as number
    if (rank > 0 && hashes[number] === hashes[order[rank - 1] as number]) return null
    labels[number] = `_:c14n${rank}`
  }
  return labels
}

function addLines(all: string[], { parts, links, runs, subject }: Node, name: string, labels: readonly string[]): void {
  const from = all.length
  for (const part of parts) all.push(part)
  if (subject === BLANK) for (let at = from; at < all.length; at += 4) all[at] = name
  for (let i = 0; i < links.length; i += 2) all[from + (links[i] as number)] = labels[links[i + 1] as number] as string
  for (let i = 0; i < runs.length; i += 2) {
    const first = from + (runs[i] as number)
    const count = runs[i + 1] as number
    const same: string[] = []
    for (let n = 0; n < count; n++) same.push(all[first + 4 * n] as string)
    same.sort()
    for (let n = 0; n < count; n++) all[first + 4 * n] = same[n] as string
  }
}
