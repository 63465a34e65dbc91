/** Issues what the suites send: by the product's own door where it takes the contexts, else by the doors below it. */
import { debuglog } from 'node:util'
import { CREDENTIALS_V1, DATA_INTEGRITY_V2 } from '../src/contexts/sequences.ts'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { readProofs } from '../src/envelope/data-integrity-proof.ts'
import { modelOf, shapeFaults } from '../src/envelope/data-model.ts'
import { derive } from '../src/envelope/suites/ecdsa-sd/derive.ts'
import { baseProof, freshKeys, mandatoryPointersOf } from '../src/envelope/suites/ecdsa-sd/sign.ts'
import { SIGNING_SUITES, type SigningSuite } from '../src/envelope/suites/index.ts'
import { CredentialError, dateTime, deriveCredential, issueCredential, prepareSelective } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { canonicalise, READ_OTHERWISE } from './contexts.ts'
import { issueEnveloped } from './enveloped.ts'
import { contextFault, type Refusal } from './form.ts'
import type { Instance } from './instances.ts'
import type { ConformanceKey } from './keys.ts'
import { wrongResource } from './resources.ts'
import type { StatusList } from './status-lists.ts'

/** Which credentials are signed below the product's doors, for whoever sets `NODE_DEBUG=conformance`. */
const log = debuglog('conformance')

/** Who issues, with what, and when. */
export interface Issuing {
  readonly instance: Instance
  readonly key: ConformanceKey
  readonly list: StatusList
  readonly now: Date
  /** What a base proof always shows (JSON pointers); asked only of `ecdsa-sd-2023`. */
  readonly mandatoryPointers: readonly string[]
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

async function secured(credential: JsonObject, issuing: Issuing): Promise<JsonObject> {
  const { instance, key, now } = issuing
  if (instance.secures === 'vc-jose') return issueEnveloped(credential, key, now)
  const { secures: suite } = instance
  try {
    return JSON.parse(await byProduct(credential, suite, issuing)) as JsonObject
  } catch (fault) {
    if (!(fault instanceof CredentialError && READ_OTHERWISE.has(fault.code))) throw fault
    log('below issue: %s', fault.code)
    return below(credential, suite, issuing)
  }
}

/** By the doors that everybody uses. */
async function byProduct(
  credential: JsonObject,
  suite: SigningSuite | 'ecdsa-sd-2023',
  { key: { verificationMethod, sign }, now: created, mandatoryPointers }: Issuing,
): Promise<string> {
  if (suite !== 'ecdsa-sd-2023') return issueCredential(credential, { verificationMethod, created, suite, sign })
  const prepared = await prepareSelective(credential, { verificationMethod, created, suite, mandatoryPointers })
  return prepared.attach(await sign(prepared.signingInput))
}

/** The same over contexts of the document's own. */
async function below(
  credential: JsonObject,
  suite: SigningSuite | 'ecdsa-sd-2023',
  { key: { verificationMethod, kind, sign }, now, mandatoryPointers }: Issuing,
): Promise<JsonObject> {
  const members = {
    type: 'DataIntegrityProof',
    cryptosuite: suite,
    created: dateTime(now),
    verificationMethod,
    proofPurpose: 'assertionMethod',
  }
  const document = unsecured(credential, [], { canonicalise })
  const meant = await document.canonical('sha256')
  if (!meant.ok) throw new CredentialError(meant.code, meant.at)
  if (suite === 'ecdsa-sd-2023') {
    const pointers = mandatoryPointersOf(credential, mandatoryPointers)
    const base = await baseProof(document, members, pointers, await freshKeys())
    if (!base.ok) throw new CredentialError(base.code, base.at)
    return { ...credential, proof: { ...members, proofValue: base.writeValue(await sign(base.bytes)) } }
  }
  const { signing } = SIGNING_SUITES[suite]
  const options = signing.options(credential, members)
  const bytes = await signing.bytes(document, options, kind)
  if (!(bytes instanceof Uint8Array)) throw new CredentialError(bytes.code, bytes.at)
  return { ...credential, proof: { ...options, proofValue: signing.writeValue(await sign(bytes)) } }
}

/** The part of a credential that a holder shows: by the product's door, or below it over contexts of the document's own. */
export async function derived(document: Json | undefined, selectivePointers: readonly string[]): Promise<Issued> {
  if (!isJsonObject(document)) return refuse({ code: 'value-missing', at: '/verifiableCredential' })
  const own = await deriveCredential(JSON.stringify(document), selectivePointers)
  if (own.ok) return { ok: true, credential: JSON.parse(own.text) as JsonObject }
  if (!READ_OTHERWISE.has(own.code)) return refuse({ code: own.code, at: own.at })
  const read = readProofs(document, 'assertionMethod')
  const base = read.ok ? read.proofs.find(({ suite }) => suite?.name === 'ecdsa-sd-2023') : undefined
  if (base === undefined) return refuse({ code: 'proof-not-readable', at: '/proof' })
  const part = await derive(document, base.proof, base.value, selectivePointers, canonicalise)
  return part.ok ? { ok: true, credential: part.document } : refuse({ code: part.code, at: part.at })
}
