/** Issues what the suites send: by the product's own door where it takes the contexts, else by the doors below it. */
import { CREDENTIALS_V1, DATA_INTEGRITY_V2 } from '../src/contexts/sequences.ts'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { modelOf, shapeFaults } from '../src/envelope/data-model.ts'
import { SIGNING_SUITES, type SigningSuite } from '../src/envelope/suites/index.ts'
import { CredentialError, dateTime, issueCredential } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { canonicalise, READ_OTHERWISE } from './contexts.ts'
import { issueEnveloped } from './enveloped.ts'
import { contextFault, type Refusal } from './form.ts'
import type { Instance } from './instances.ts'
import type { ConformanceKey } from './keys.ts'
import { wrongResource } from './resources.ts'
import type { StatusList } from './status-lists.ts'

/** Who issues, with what, and when. */
export interface Issuing {
  readonly instance: Instance
  readonly key: ConformanceKey
  readonly list: StatusList
  readonly now: Date
}

export type Issued =
  | { readonly ok: true; readonly credential: JsonObject }
  | { readonly ok: false; readonly refusal: Refusal }

const refuse = (refusal: Refusal): Issued => ({ ok: false, refusal })

/**
 * Issues a credential as it stands, whoever it names as issuer. What an issuer adds by itself: the context of Data
 * Integrity under VC 1.1, whose own has no word for a proof of today, and a place in the status list where the instance
 * has one. Everything that isn't as the Data Model asks is refused.
 */
export async function issue(document: Json | undefined, issuing: Issuing): Promise<Issued> {
  if (!isJsonObject(document)) return refuse({ code: 'value-missing', at: '/credential' })
  const refused = contextFault(document)
  if (refused !== null) return refuse(refused)
  const credential = prepared(document, issuing)
  if (credential.proof !== undefined) return refuse({ code: 'value-repeated', at: '/proof' })
  const [fault] = shapeFaults(credential, modelOf(credential))
  if (fault !== undefined) return refuse(fault)
  const wrong = wrongResource(credential)
  if (wrong !== undefined) return refuse({ code: 'digest-wrong', at: wrong })
  try {
    return { ok: true, credential: await secured(credential, issuing) }
  } catch (fault) {
    if (!(fault instanceof CredentialError)) throw fault
    return refuse({ code: fault.code, at: fault.at })
  }
}

function prepared(document: JsonObject, { instance, list }: Issuing): JsonObject {
  const context = document['@context'] as Json[]
  const needsContext =
    instance.secures !== 'vc-jose' && context[0] === CREDENTIALS_V1 && !context.includes(DATA_INTEGRITY_V2)
  const id = typeof document.id === 'string' ? document.id : undefined
  return {
    ...document,
    ...(needsContext ? { '@context': [...context, DATA_INTEGRITY_V2] } : {}),
    ...(instance.addsStatus && document.credentialStatus === undefined ? { credentialStatus: list.entryFor(id) } : {}),
  }
}

async function secured(credential: JsonObject, { instance, key, now }: Issuing): Promise<JsonObject> {
  if (instance.secures === 'vc-jose') return issueEnveloped(credential, key, now)
  const { verificationMethod, sign } = key
  const options = { verificationMethod, created: now, suite: instance.secures, sign }
  try {
    return JSON.parse(await issueCredential(credential, options)) as JsonObject
  } catch (fault) {
    if (!(fault instanceof CredentialError && READ_OTHERWISE.has(fault.code))) throw fault
    return signBelow(credential, instance.secures, key, now)
  }
}

/** A proof over contexts of the document's own. */
async function signBelow(
  credential: JsonObject,
  suite: SigningSuite,
  { verificationMethod, kind, sign }: ConformanceKey,
  now: Date,
): Promise<JsonObject> {
  const { signing } = SIGNING_SUITES[suite]
  const options = signing.options(credential, {
    type: 'DataIntegrityProof',
    cryptosuite: suite,
    created: dateTime(now),
    verificationMethod,
    proofPurpose: 'assertionMethod',
  })
  const document = unsecured(credential, [], canonicalise)
  const meant = await document.canonical('sha256')
  if (!meant.ok) throw new CredentialError(meant.code, meant.at)
  const bytes = await signing.bytes(document, options, kind)
  if (!(bytes instanceof Uint8Array)) throw new CredentialError(bytes.code, bytes.at)
  return { ...credential, proof: { ...options, proofValue: signing.writeValue(await sign(bytes)) } }
}
