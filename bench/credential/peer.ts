/** What a user would pick instead: `@digitalbazaar/vc`, offline, on the same contexts. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue, verifyCredential } from '@digitalbazaar/vc'
import { CONTEXTS } from '../../credential/src/contexts/foreign.ts'
import type { JsonObject } from '../../credential/src/index.ts'
import { CONTEXT, ISSUER, key } from './world.ts'

const record = {
  '@context': 'https://w3id.org/security/multikey/v1',
  id: `${ISSUER}#key-1`,
  type: 'Multikey',
  controller: ISSUER,
  publicKeyMultibase: key.publicKeyMultibase,
}
const documents = new Map<string, unknown>([
  ...CONTEXTS,
  [record.id, record],
  [ISSUER, { '@context': 'https://w3id.org/security/v2', id: ISSUER, assertionMethod: [record.id] }],
])
/** Everything that the peer asks for, from memory. */
export const documentLoader = async (url: string): Promise<Record<string, unknown>> => {
  const document = documents.get(url)
  if (document === undefined) throw new Error(`the reference asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document, tag: CONTEXTS.has(url) ? 'static' : undefined }
}

const { generate } = multikey as unknown as { generate(about: object): Promise<{ signer(): unknown }> }

/** A key of the peer's own. */
export async function peerSigner(): Promise<unknown> {
  return (await generate({ controller: ISSUER, id: record.id })).signer()
}
const signing = new DataIntegrityProof({ signer: await peerSigner(), cryptosuite })

/** Issues a credential with the reference; it changes what it is given. */
export function peerIssue(credential: JsonObject): Promise<unknown> {
  return issue({ credential, suite: signing, documentLoader })
}

/** Verifies a credential of ours with the reference, from its JSON text. Throws where it isn't verified, since that would be no measure. */
export async function peerVerify(text: string): Promise<void> {
  const suite = new DataIntegrityProof({ cryptosuite })
  const checkStatus = async (): Promise<object> => ({ verified: true })
  const credential = JSON.parse(text) as JsonObject
  const answer = await verifyCredential({ credential, suite, documentLoader, now: CONTEXT.now, checkStatus })
  if (!answer.verified) throw answer.error ?? new Error('the reference verified nothing')
}
