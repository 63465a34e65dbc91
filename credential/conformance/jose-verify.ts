/** The VC-JOSE-COSE suite's `verify`: signature, media type and form, under the key that the command is given. */
import { modelOf, shapeFaults } from '../src/envelope/data-model.ts'
import { checkCompact, readCompact } from '../src/envelope/jose-compact.ts'
import { disclose, partsOf } from '../src/envelope/sd-jwt-read.ts'
import { readJson } from '../src/index.ts'
import { isJsonObject, type JsonObject } from '../src/types.ts'
import { contextFault, presentationFault, type Refusal } from './form.ts'
import type { Feature } from './jose-issue.ts'
import type { JwkKey } from './jwk-key.ts'

/** Properties of a credential (VC Data Model 2.0, section 4 and 5), and the claims of a JWT beside them (VC-JOSE-COSE, section 3.1.3). */
const KNOWN_TERMS = new Set([
  ...['@context', 'id', 'type', 'name', 'description', 'issuer', 'credentialSubject', 'validFrom', 'validUntil'],
  ...['credentialStatus', 'credentialSchema', 'relatedResource', 'refreshService', 'termsOfUse', 'evidence'],
  ...['iss', 'sub', 'jti', 'iat', 'nbf', 'exp', 'cnf', '_sd_alg'],
])
const MEDIA_TYPES: Readonly<Record<Feature, string>> = {
  credential_jose: 'vc+jwt',
  credential_sdjwt: 'vc+sd-jwt',
  presentation_jose: 'vp+jwt',
  presentation_sdjwt: 'vp+sd-jwt',
}
const ENVELOPED = /^data:application\/vc\+(?:jwt|sd-jwt|cose)(?:;base64)?,./

/**
 * The form of a credential. The suite refuses properties that nobody defined; the context of its examples gives every
 * word a meaning, so that they are told by name.
 */
export function credentialFault(document: JsonObject): Refusal | null {
  const unknown = Object.keys(document).find((name) => !KNOWN_TERMS.has(name))
  if (unknown !== undefined) return { code: 'undefined-term', at: `/${unknown}` }
  return contextFault(document) ?? shapeFaults(document, modelOf(document))[0] ?? null
}

/** The form of a presentation whose credentials come in envelopes. */
export function presentedFault(document: JsonObject): Refusal | null {
  const fault = presentationFault(document)
  if (fault !== null) return fault
  const credentials = [document.verifiableCredential ?? []].flat() as JsonObject[]
  const at = credentials.findIndex(
    ({ id, type }) => ![type].flat().includes('EnvelopedVerifiableCredential') || !ENVELOPED.test(String(id)),
  )
  return at < 0 ? null : { code: 'id-not-data-url', at: `/verifiableCredential/${at}` }
}

/** What was signed, or why it isn't to be had. */
type Signed =
  | { readonly ok: true; readonly payload: JsonObject; readonly typ: string }
  | { ok: false; refusal: Refusal }

const refuse = (code: string): Signed => ({ ok: false, refusal: { code } })

async function signedBy(jws: string, key: JwkKey): Promise<Signed> {
  if (key.publicKey === undefined) return signedByP521(jws, key)
  const reading = readCompact(jws)
  if (!reading.ok) return refuse(reading.answer.code)
  const { outcome, code } = await checkCompact(reading.compact, key.publicKey)
  return outcome === 'pass'
    ? { ok: true, payload: reading.compact.payload, typ: reading.compact.header.typ }
    : refuse(code)
}

function signedByP521(jws: string, key: JwkKey): Signed {
  const [header, payload, signature] = jws.split('.').map((part) => Buffer.from(part, 'base64url'))
  const [head, body] = [header, payload].map((bytes) => readJson(bytes ?? ''))
  if (!head?.ok || !body?.ok || !isJsonObject(head.value) || !isJsonObject(body.value) || signature === undefined)
    return refuse('format-not-readable')
  if (head.value.alg !== key.alg) return refuse('proof-algorithm-not-allowed')
  const message = Buffer.from(jws.slice(0, jws.lastIndexOf('.')))
  return key.holds(message, signature)
    ? { ok: true, payload: body.value, typ: String(head.value.typ) }
    : refuse('proof-does-not-fit')
}

/** Verifies a text; nothing where it holds. The key's controller must be the issuer, or the holder where one is named. */
export async function verifyJose(text: string, key: JwkKey, feature: Feature): Promise<Refusal | null> {
  const isSdJwt = feature.endsWith('sdjwt')
  const parts = isSdJwt ? partsOf(text) : { issued: text, disclosures: [] }
  if (parts === null) return { code: 'format-not-readable' }
  const signed = await signedBy(parts.issued, key)
  if (!signed.ok) return signed.refusal
  if (signed.typ !== MEDIA_TYPES[feature]) return { code: 'format-no-credential', at: '/typ' }
  const disclosed = isSdJwt
    ? disclose(signed.payload, parts.disclosures)
    : { ok: true as const, claims: signed.payload }
  if (!disclosed.ok) return { code: disclosed.reason, at: disclosed.at }
  const { claims } = disclosed
  if (claims.vc !== undefined || claims.vp !== undefined) return { code: 'jwt-vc-claim' }
  const isCredential = feature.startsWith('credential')
  const fault = isCredential ? credentialFault(claims) : presentedFault(claims)
  if (fault !== null) return fault
  const by = isCredential ? claims.issuer : (claims.holder ?? key.controller)
  return (isJsonObject(by) ? by.id : by) === key.controller ? null : { code: 'issuer-key-of-another' }
}
