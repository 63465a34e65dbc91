/**
 * Canonical forms of the suites' documents. The library reads exact sequences of contexts that it keeps; the suites write
 * contexts into their documents. Only this file accepts those, and nothing of it is reached by the product's `verify`.
 */
import jsonld from 'jsonld'
import rdfCanonize from 'rdf-canonize'
import { CONTEXTS } from '../src/contexts/foreign.ts'
import type { Canonicalise } from '../src/envelope/canonical-form.ts'
import type { CanonicalHash } from '../src/rdf/digest.ts'
import { type Canonical, canonicalDocument } from '../src/rdf/document.ts'
import { isAbsoluteIri } from '../src/rdf/literals.ts'
import type { JsonObject } from '../src/types.ts'

/** Nothing is fetched: a URL that is not in the library's table has no context. */
async function documentLoader(url: string): Promise<Record<string, unknown>> {
  const document = CONTEXTS.get(url)
  if (document === undefined) throw new Error(`no context ${url} is kept`)
  return { contextUrl: null, documentUrl: url, document, tag: 'static' }
}

/**
 * What the library doesn't read and this adapter does: contexts of the document's own, and texts with a direction (VC Data
 * Model 2.0, section 11.1), which the library refuses since no form of theirs in RDF is agreed on.
 */
export const READ_OTHERWISE: ReadonlySet<string> = new Set(['context-not-allowed', 'not-covered', 'keyword-refused'])

/** By the library where it reads the contexts; else by `jsonld` in safe mode over contexts that stand in the document or are kept. */
export const canonicalise: Canonicalise = async (document, hash) => {
  const own = await canonicalDocument(document, hash)
  return own.ok || !READ_OTHERWISE.has(own.code) ? own : withTheirContexts(document, hash)
}

async function withTheirContexts(document: JsonObject, hash: CanonicalHash): Promise<Canonical> {
  try {
    const dataset = await jsonld.toRDF(document, {
      safe: true,
      base: null,
      rdfDirection: 'i18n-datatype',
      documentLoader,
    })
    const terms = dataset.flatMap(({ subject, predicate, object, graph }) => [subject, predicate, object, graph])
    const isSound = terms.every(({ termType, value }) => termType !== 'NamedNode' || isAbsoluteIri(value))
    if (dataset.length === 0 || !isSound) return { ok: false, code: 'undefined-term', at: '' }
    const options = {
      algorithm: 'RDFC-1.0',
      messageDigestAlgorithm: hash,
      maxWorkFactor: 2,
      format: 'application/n-quads',
    }
    return { ok: true, text: await rdfCanonize.canonize(dataset, options) }
  } catch {
    return { ok: false, code: 'undefined-term', at: '' }
  }
}
