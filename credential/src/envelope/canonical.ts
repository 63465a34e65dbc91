import jsonld from 'jsonld'
import { BUNDLED } from './contexts.ts'

/** Thrown where a document has no canonical form under our rules; verify turns it into a failed check. */
export class CanonicalError extends Error {}

const OPTIONS = {
  algorithm: 'RDFC-1.0',
  format: 'application/n-quads',
  // Safe mode: a term that no context defines, or a relative id, is an error and never silently dropped.
  safe: true,
  base: null,
  canonizeOptions: { maxWorkFactor: 1 },
  documentLoader: async (url: string) => {
    const document = BUNDLED.get(url)
    if (document === undefined) throw new CanonicalError('context-not-allowed')
    return { contextUrl: null, documentUrl: url, document, tag: 'static' as const }
  },
} as const

/** The canonical N-Quads of a JSON-LD document (RDF Dataset Canonicalization 1.0), or a `CanonicalError`. */
export async function canonicalise(document: object): Promise<string> {
  try {
    return await jsonld.canonize(document, OPTIONS)
  } catch (error) {
    if (error instanceof CanonicalError) throw error
    throw new CanonicalError('not-canonicalisable')
  }
}

/** SHA-256 of a text in UTF-8. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}
