/** From a document to what is signed of it: by the tables of our own formats, else by the slow path, never by a guess. */
import type { FormatProblem } from '../errors.ts'
import { onDemand } from '../on-demand.ts'
import type { JsonObject } from '../types.ts'
import { type CanonicalHash, type Digest, digestOf } from './digest.ts'
import { canonicalOfNodes } from './fast.ts'
import { scopeOf } from './tables.ts'
import { walkDocument } from './walk.ts'

/** Canonical N-Quads, or why there are none and where (JSON pointer). */
export type Canonical =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: FormatProblem; readonly at: string }

/**
 * Canonical N-Quads of a document without its proof: what the signature covers. Answers at once for what the tables cover;
 * everything else is loaded and worked out by `slow.ts`. Never throws on bad input.
 */
export function canonicalDocument(
  document: JsonObject,
  hash: CanonicalHash = 'sha256',
): Canonical | Promise<Canonical> {
  const digest = digestOf(hash)
  return digest instanceof Promise
    ? digest.then(({ hex }) => canonicalBy(document, hex))
    : canonicalBy(document, digest.hex)
}

function canonicalBy(document: JsonObject, hex: Digest['hex']): Canonical | Promise<Canonical> {
  const scope = scopeOf(document['@context'])
  if (scope === null) return { ok: false, code: 'context-not-allowed', at: '/@context' }
  if (scope === 'not-loaded') return slowly(document, hex)
  const walked = walkDocument(document, scope)
  if (!walked.ok) return walked.code === 'not-covered' ? slowly(document, hex) : walked
  const text = canonicalOfNodes(walked.nodes, walked.blanks, hex)
  return text === null ? { ok: false, code: 'content-too-complex', at: '' } : { ok: true, text }
}

const slow = onDemand(() => import('./slow.ts'))

async function slowly(document: JsonObject, hex: Digest['hex']): Promise<Canonical> {
  const { slowCanonical } = await slow()
  return slowCanonical(document, hex)
}
