/**
 * The policy profile `conformance`: what the suites' verifiers are asked. It trusts a signature by the key that the
 * document names (did:key) and asks no register whether that key is the issuer's, since the suites sign with keys of
 * strangers. It lives here only: the product's `verify` has no such option, and `verify` is asked first all the same.
 *
 * | the product | this profile |
 * |---|---|
 * | the key must be the issuer's, and the register must list the issuer | any did:key |
 * | exact sequences of contexts that it keeps | contexts inside the document, too |
 * | texts with a direction are refused | written as a datatype (`i18n`) |
 * | one and the same proof twice is refused | counts once |
 * | the dates of a credential must include now | only their form and order |
 * | a presentation names its holder | the holder may be missing |
 */
import { debuglog } from 'node:util'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { openedProofs, type ProofPurpose, readProofs } from '../src/envelope/data-integrity-proof.ts'
import { modelOf, shapeFaults } from '../src/envelope/data-model.ts'
import { type TrustSnapshot, type VerifyContext, verify } from '../src/index.ts'
import { canonicalJson } from '../src/json/jcs.ts'
import { faultsOfPart } from '../src/openbadge/schema.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { canonicalise, READ_OTHERWISE } from './contexts.ts'
import { verifyEnvelopedCredential, verifyEnvelopedPresentation } from './enveloped.ts'
import { contextFault, type PresentationRequest, presentationFault, type Refusal } from './form.ts'
import type { ConformanceKey } from './keys.ts'
import { wrongResource } from './resources.ts'
import type { StatusList } from './status-lists.ts'

/** What the profile verifies with: the clock, and the status lists of this adapter. */
export interface Profile {
  credential(document: Json): Promise<Refusal | null>
  presentation(document: Json, request: PresentationRequest): Promise<Refusal | null>
}

/** Which credentials go past the product's `verify`, for whoever sets `NODE_DEBUG=conformance`. */
const log = debuglog('conformance')

/** Refusals of the product that this profile looks at again, by the doors below `verify`. */
const LOOKED_AT_AGAIN = new Set(['format-context-not-known', 'format-context-not-allowed', 'proof-several'])

/** Only the keys of this adapter, so that its own status lists count. */
function register(key: ConformanceKey, now: Date): TrustSnapshot {
  const from = '2020-01-01T00:00:00Z'
  const { did, verificationMethod: id, publicKeyMultibase } = key
  return {
    asOf: now.toISOString(),
    validUntil: new Date(now.getTime() + 86_400_000).toISOString(),
    issuers: [
      {
        did,
        name: 'conformance',
        keys: [{ id, publicKeyMultibase, validFrom: from }],
        listings: [],
        authorisations: [],
      },
    ],
    statusAuthorities: [did],
  }
}

export function conformanceProfile(key: ConformanceKey, list: StatusList, clock: () => Date): Profile {
  const context = (): VerifyContext => {
    const now = clock()
    return {
      now,
      trust: register(key, now),
      statusList: async (url) => (url === list.url ? list.text(now) : null),
    }
  }
  return {
    credential: (document) => verifyCredential(document, context()),
    presentation: (document, request) => verifyPresentation(document, request, context()),
  }
}

async function verifyCredential(document: Json, context: VerifyContext): Promise<Refusal | null> {
  if (!isJsonObject(document)) return { code: 'not-an-object' }
  if (hasType(document, 'EnvelopedVerifiableCredential')) return verifyEnvelopedCredential(document, context)
  const wrong = wrongResource(document)
  if (wrong !== undefined) return { code: 'digest-wrong', at: wrong }
  const { checks } = await verify(JSON.stringify(document), context)
  const asked = checks.filter(({ id }) => id !== 'issuer' && id !== 'authority' && id !== 'validity')
  const refused = asked.find(
    ({ id, outcome }) => outcome === 'fail' || (outcome !== 'pass' && (id === 'format' || id === 'proof')),
  )
  if (refused === undefined) return null
  const { code, data } = refused
  const isLookedAtAgain =
    LOOKED_AT_AGAIN.has(code) ||
    (code === 'proof-leaves-gap' && READ_OTHERWISE.has(String(data.reason))) ||
    // The product doesn't show people a status list as a credential; the suites verify its signature.
    (code === 'format-no-credential' && hasType(document, 'BitstringStatusListCredential'))
  if (isLookedAtAgain) log('below verify: %s %s', code, data.reason ?? '')
  return isLookedAtAgain ? verifyBelow(document) : { code, ...(data.at === undefined ? {} : { at: String(data.at) }) }
}

const hasType = ({ type }: JsonObject, name: string): boolean => [type].flat().includes(name)

/** The proofs of a credential by the doors below `verify`, over contexts of its own. */
async function verifyBelow(credential: JsonObject): Promise<Refusal | null> {
  const context = contextFault(credential)
  if (context !== null) return context
  const faults = shapeFaults(credential, modelOf(credential)).map(({ at }) => at)
  const [at] = isDerived(credential) ? faultsOfPart(credential, faults) : faults
  return at === undefined ? verifyProofs(credential, 'assertionMethod') : { code: 'schema-incomplete', at }
}

/** Whether the holder chose what to show, so that what is missing is no fault. */
function isDerived({ proof }: JsonObject): boolean {
  return [proof ?? []].flat().some((item) => isJsonObject(item) && item.cryptosuite === 'ecdsa-sd-2023')
}

/** Whether every proof holds under the did:key that it names, and the proofs that it binds hold, too. */
async function verifyProofs(document: JsonObject, purpose: ProofPurpose): Promise<Refusal | null> {
  const single = { ...document, ...(document.proof === undefined ? {} : { proof: eachOnce(document.proof) }) }
  const read = readProofs(single, purpose)
  if (!read.ok) return { code: read.answer.code }
  const alone = unsecured(single, [], { canonicalise })
  // What the contexts give no meaning would be signed without one by the suites over JSON.
  const meant = await alone.canonical('sha256')
  if (!meant.ok) return { code: meant.code, at: meant.at }
  for (const proof of openedProofs(single, read.proofs, alone)) {
    if (proof.keyInside === undefined) return { code: 'proof-key-not-known' }
    const { outcome, code } = await proof.check(proof.keyInside)
    if (outcome !== 'pass') return { code }
  }
  return null
}

function eachOnce(proof: Json): Json {
  return Array.isArray(proof) ? [...new Map(proof.map((item) => [canonicalJson(item), item])).values()] : proof
}

async function verifyPresentation(
  document: Json,
  request: PresentationRequest,
  context: VerifyContext,
): Promise<Refusal | null> {
  if (!isJsonObject(document)) return { code: 'not-an-object' }
  const verifyInside = (credential: Json): Promise<Refusal | null> => verifyCredential(credential, context)
  if (hasType(document, 'EnvelopedVerifiablePresentation'))
    return verifyEnvelopedPresentation(document, request, verifyInside)
  const refused = presentationFault(document)
  if (refused !== null) return refused
  for (const credential of [document.verifiableCredential ?? []].flat()) {
    const inside = await verifyInside(credential)
    if (inside !== null) return inside
  }
  // A presentation needs no proof (VC Data Model 2.0, section 4.13): whoever asks for a challenge asks for one.
  if (document.proof === undefined && request.challenge === undefined) return null
  return requestFault(document, request) ?? verifyProofs(document, 'authentication')
}

/** Every proof names the challenge and the domains that were asked for (VC Data Integrity 1.0, section 4.4). */
function requestFault({ proof }: JsonObject, { challenge, domain }: PresentationRequest): Refusal | null {
  for (const item of [proof ?? []].flat().filter(isJsonObject)) {
    if (challenge !== undefined && item.challenge !== challenge) return { code: 'presentation-challenge-wrong' }
    if (domain !== undefined && canonicalJson([item.domain ?? []].flat()) !== canonicalJson([domain].flat()))
      return { code: 'presentation-domain-wrong' }
  }
  return null
}
