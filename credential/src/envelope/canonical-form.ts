/** What a signature over RDF covers: the canonical N-Quads of a document, with the earlier proofs that a chain binds to it. */
import type { FormatProblem } from '../errors.ts'
import { pointerOf } from '../json/read.ts'
import { type CanonicalHash, canonicalNQuads } from '../rdf/canonical.ts'
import { type Statement, statementsOf } from '../rdf/statements.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { Answer } from './opened.ts'

/** The canonical text, or why there is none and where (JSON pointer). */
export type Canonical =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: FormatProblem; readonly at: string }

/** Canonical N-Quads of a document without its proof. Never throws on bad input. */
export function canonicalDocument(document: JsonObject, hash: CanonicalHash = 'sha256'): Canonical {
  const { proof, ...unsecured } = document
  const walked = statementsOf(unsecured)
  if (!walked.ok) return walked
  const statements = [...walked.statements]
  const bound = proof === undefined ? [] : (proof as JsonObject[])
  for (const [place, item] of bound.entries()) {
    const graph = proofGraph(document, item, place)
    if (!graph.ok) return graph
    statements.push(...graph.statements)
  }
  const text = canonicalNQuads(statements, hash)
  return text === null ? { ok: false, code: 'content-too-complex', at: '' } : { ok: true, text }
}

/**
 * The statements that a proof adds to a document: each proof is a graph of its own (VC Data Integrity 1.0, section 2.1;
 * `proof` in the contexts is a container of graphs), and contexts scoped to the credential's types end there.
 */
function proofGraph(document: JsonObject, proof: JsonObject, place: number): ReturnType<typeof statementsOf> {
  const { '@context': own, ...rest } = proof
  const walked = statementsOf({ '@context': document['@context'] as string[], ...rest })
  if (!walked.ok) return { ...walked, at: `/proof/${place}${walked.at}` }
  const graph = `_:p${place}`
  const named = (term: string): string => (term.startsWith('_:') ? `${graph}${term.slice(2)}` : term)
  const subject = typeof document.id === 'string' ? `<${document.id}>` : '_:b0'
  const statements: Statement[] = walked.statements.map((statement) => ({
    subject: named(statement.subject),
    predicate: statement.predicate,
    object: named(statement.object),
    graph,
  }))
  return {
    ok: true,
    statements: [{ subject, predicate: '<https://w3id.org/security#proof>', object: graph }, ...statements],
  }
}

/** What the check *proof* answers where a part of a document doesn't reach the signed bytes in one certain way. */
export function gapAnswer({ code, at }: { readonly code: FormatProblem; readonly at: string }): Answer {
  return code === 'content-too-complex'
    ? { outcome: 'fail', code: 'proof-not-canonicalisable' }
    : { outcome: 'fail', code: 'proof-leaves-gap', data: { at, reason: code } }
}

/** A document as a proof signs it, with its canonical forms kept: several proofs and checks ask for the same. */
export interface Unsecured {
  /** Without its proofs, but with those that the proof binds (`previousProof`). */
  readonly document: JsonObject
  canonical(hash: CanonicalHash): Promise<Canonical>
}

/** Prepares a document for signing or checking. `bound` are the proofs that it is bound to, in their order in the document. */
export function unsecured(secured: JsonObject, bound: readonly JsonObject[] = []): Unsecured {
  const { proof: _proof, ...plain } = secured
  const document = bound.length === 0 ? plain : { ...plain, proof: [...bound] }
  const kept = new Map<CanonicalHash, Canonical>()
  return {
    document,
    canonical: async (hash) => {
      const known = kept.get(hash) ?? canonicalDocument(document, hash)
      kept.set(hash, known)
      return known
    },
  }
}

/** The pointer of a context inside a document that is none of ours: it would give its part another meaning. */
export function contextInside(
  value: unknown,
  isAllowed: (context: unknown) => boolean,
  path: readonly string[] = [],
): string | undefined {
  if (!Array.isArray(value) && !isJsonObject(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key]
    if (key === '@context' && !isAllowed(inner)) return pointerOf(here)
    const found = contextInside(inner, isAllowed, here)
    if (found !== undefined) return found
  }
  return undefined
}
