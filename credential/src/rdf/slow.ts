/**
 * The slow path, loaded when it is needed: `jsonld` in safe mode over bundled contexts only, and `rdf-canonize`. Our own walk
 * goes first, so that whatever the fast path refuses is refused here too, and counts the lines: `jsonld` drops some values
 * without a word, and none may be dropped.
 */
import jsonld from 'jsonld'
import rdfCanonize from 'rdf-canonize'
import { CONTEXTS } from '../contexts/foreign.ts'
import type { JsonObject } from '../types.ts'
import type { CanonicalHash } from './canonical.ts'
import type { Canonical } from './document.ts'
import { scopeOf } from './tables.ts'
import { walkDocument } from './walk.ts'

const refused = (code: 'not-covered' | 'content-too-complex' | 'value-not-signed'): Canonical => ({
  ok: false,
  code,
  at: '',
})

/** Contexts for `jsonld`; it can't reach the network. `static` lets it keep what it worked out of a context. */
async function documentLoader(url: string): Promise<Record<string, unknown>> {
  const document = CONTEXTS.get(url)
  if (document === undefined) throw new Error(`no context ${url} is bundled`)
  return { contextUrl: null, documentUrl: url, document, tag: 'static' }
}

/** Canonical N-Quads of a document whose contexts are one of the sequences we read. Never throws on bad input. */
export async function slowCanonical(document: JsonObject, hash: CanonicalHash): Promise<Canonical> {
  const scope = scopeOf(document['@context'], CONTEXTS)
  if (scope === null || scope === 'not-loaded') return { ok: false, code: 'context-not-allowed', at: '/@context' }
  const walked = walkDocument(document, scope, CONTEXTS)
  if (!walked.ok) return walked
  const lines = walked.nodes.reduce((sum, { parts }) => sum + parts.length / 4, 0)
  let dataset: Awaited<ReturnType<typeof jsonld.toRDF>>
  try {
    dataset = await jsonld.toRDF(document, { safe: true, base: null, documentLoader })
  } catch {
    return refused('not-covered')
  }
  if (new Set(dataset.map((quad) => JSON.stringify(quad))).size !== lines) return refused('value-not-signed')
  try {
    const options = {
      algorithm: 'RDFC-1.0',
      messageDigestAlgorithm: hash,
      maxWorkFactor: 2,
      format: 'application/n-quads',
    }
    return { ok: true, text: await rdfCanonize.canonize(dataset, options) }
  } catch {
    return refused('content-too-complex')
  }
}
