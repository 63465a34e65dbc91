import type { FormatProblem } from '../errors.ts'
import type { JsonObject } from '../types.ts'
import { scopeOf } from './tables.ts'
import { BLANK, type Node, walkDocument } from './walk.ts'

/**
 * A statement in the terms of N-Quads (RDF 1.1 N-Quads): `<iri>`, `_:label`, or a literal, each already written. Without
 * `graph` it stands in the default graph.
 */
export type Statement = {
  readonly subject: string
  readonly predicate: string
  readonly object: string
  readonly graph?: string
}

/** The statements of a document, or why it can't be read and where (JSON pointer). */
export type Statements =
  | { readonly ok: true; readonly statements: readonly Statement[] }
  | { readonly ok: false; readonly code: FormatProblem; readonly at: string }

/**
 * The statements of a document of our own formats under its own `@context`; `not-covered` where only the slow path can
 * tell. Never throws on bad input.
 */
export function statementsOf(document: JsonObject): Statements {
  const scope = scopeOf(document['@context'])
  if (scope === null) return { ok: false, code: 'context-not-allowed', at: '/@context' }
  if (scope === 'not-loaded') return { ok: false, code: 'not-covered', at: '/@context' }
  const walked = walkDocument(document, scope)
  return walked.ok ? { ok: true, statements: statementsOfNodes(walked.nodes, walked.blanks) } : walked
}

/** The statements of walked nodes; blank nodes are named `_:b0` and so on by their numbers. */
export function statementsOfNodes(nodes: readonly Node[], blanks: readonly Node[]): Statement[] {
  const names = new Map(blanks.map((node, number) => [node, `_:b${number}`]))
  return nodes.flatMap((node) => {
    const { subject, parts, links } = node
    const linked = new Map<number, number>()
    for (let i = 0; i < links.length; i += 2) linked.set(links[i] as number, links[i + 1] as number)
    const statements: Statement[] = []
    for (let at = 0; at < parts.length; at += 4) {
      const [start, text, end] = parts.slice(at + 1, at + 4) as [string, string, string]
      const close = start.indexOf('> ') + 1
      const blank = linked.get(at + 2)
      statements.push({
        subject: subject === BLANK ? (names.get(node) as string) : subject,
        predicate: start.slice(1, close),
        object: blank === undefined ? start.slice(close + 1) + text + end.slice(0, -3) : `_:b${blank}`,
      })
    }
    return statements
  })
}
