/** The reference that we are compared with: Digital Bazaar's libraries, offline, on the contexts of their own packages. */

import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { from as keyFrom } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import jsonld from 'jsonld'
import { CONTEXTS } from '../src/contexts/foreign.ts'
import type { JsonObject } from '../src/index.ts'
import { ISSUER, keys } from './people.ts'

const key = {
  '@context': 'https://w3id.org/security/multikey/v1',
  id: `${ISSUER}#key-1`,
  type: 'Multikey',
  controller: ISSUER,
  publicKeyMultibase: keys.issuer.publicKeyMultibase,
}
const controller = { '@context': 'https://w3id.org/security/v2', id: ISSUER, assertionMethod: [key.id] }

/** Context documents, keys and controllers that the reference may read; it fetches nothing else. */
export async function loader(url: string): Promise<Record<string, unknown>> {
  const document = CONTEXTS.get(url) ?? (url === key.id ? key : url === ISSUER ? controller : undefined)
  if (document === undefined) throw new Error(`the reference asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document, tag: CONTEXTS.has(url) ? 'static' : undefined }
}

/** Whether the reference accepts a credential's proof and form at an instant. */
export async function referenceVerifies(credential: JsonObject, now: Date): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite })
  const answer = await verifyCredential({
    credential: structuredClone(credential),
    suite,
    documentLoader: loader,
    now,
    checkStatus: async () => ({ verified: true }),
  })
  return answer.verified
}

/** The reference's canonical N-Quads of a document, in safe mode. Throws where it drops something. */
export function referenceCanonical(document: JsonObject): Promise<string> {
  return jsonld.canonize(structuredClone(document), {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    safe: true,
    base: null,
    canonizeOptions: { maxWorkFactor: 4 },
    documentLoader: loader,
  })
}

/** The reference's signer of a key made by it, for its rate. */
export { cryptosuite, DataIntegrityProof, keyFrom }
