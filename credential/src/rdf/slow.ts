/**
 * The slow path, loaded when it is needed: `jsonld` in safe mode over bundled contexts only. Our own walk goes first, so that
 * whatever the fast path refuses is refused here too, and counts the lines: `jsonld` drops some values without a word, and
 * none may be dropped. The canonical form is ours, so that the limits of work are the same on both paths.
 */
import jsonld, { type Quad, type Term } from 'jsonld'
import { CONTEXTS } from '../contexts/foreign.ts'
import type { JsonObject } from '../types.ts'
import { canonicalNQuads } from './canonical.ts'
import type { Digest } from './digest.ts'
import type { Canonical } from './document.ts'
import { escapeLiteral, XSD } from './literals.ts'
import type { Statement, Statements } from './statements.ts'
import { type Scope, scopeOf } from './tables.ts'
import { walkDocument } from './walk.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** Contexts for `jsonld`; it can't reach the network. `static` lets it keep what it worked out of a context. */
async function documentLoader(url: string): Promise<Record<string, unknown>> {
  return { contextUrl: null, documentUrl: url, document: CONTEXTS.get(url), tag: 'static' }
}

/** Canonical N-Quads of a document whose contexts are one of the sequences we read. Never throws on bad input. */
export async function slowCanonical(document: JsonObject, hex: Digest['hex']): Promise<Canonical> {
  const read = await slowStatements(document)
  if (!read.ok) return read
  const text = canonicalNQuads(read.statements, hex)
  return text === null ? { ok: false, code: 'content-too-complex', at: '' } : { ok: true, text }
}

/** The statements of such a document, in named graphs too; or why there are none and where (JSON pointer). */
export async function slowStatements(document: JsonObject): Promise<Statements> {
  const walked = walkDocument(document, scopeOf(document['@context'], CONTEXTS) as Scope, CONTEXTS)
  if (!walked.ok) return walked
  const lines = walked.nodes.reduce((sum, { parts }) => sum + parts.length / 4, 0)
  let dataset: readonly Quad[]
  try {
    dataset = await jsonld.toRDF(document, { safe: true, base: null, documentLoader })
  } catch {
    return { ok: false, code: 'not-covered', at: '' }
  }
  const found = new Map<string, Statement>()
  for (const { subject, predicate, object, graph } of dataset) {
    const statement = {
      subject: written(subject),
      predicate: written(predicate),
      object: written(object),
      ...(graph.termType === 'DefaultGraph' ? {} : { graph: written(graph) }),
    }
    found.set(Object.values(statement).join(' '), statement)
  }
  if (found.size !== lines) return { ok: false, code: 'value-not-signed', at: '' }
  return { ok: true, statements: [...found.values()] }
}

/** A term of RDF/JS as N-Quads write it. */
function written({ termType, value, language, datatype }: Term): string {
  if (termType === 'NamedNode') return `<${value}>`
  if (termType === 'BlankNode') return `_:${value}`
  const text = `"${escapeLiteral(value)}"`
  if (language !== undefined && language !== '') return `${text}@${language}`
  return datatype?.value === `${XSD}string` ? text : `${text}^^<${datatype?.value}>`
}
