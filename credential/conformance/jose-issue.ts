/** The VC-JOSE-COSE suite's `issue`: credentials by the product's doors, presentations by those below. */
import { unsignedJws } from '../src/envelope/jose-issue.ts'
import { hideClaims } from '../src/envelope/sd-jwt-issue.ts'
import { type ClaimPath, jwtSigningInput, prepareSdJwt } from '../src/index.ts'
import type { JsonObject } from '../src/types.ts'
import { type JwkKey, kindOf } from './jwk-key.ts'

/** What the suite asks for: a credential or a presentation, in a JWT or in an SD-JWT. */
export type Feature = 'credential_jose' | 'credential_sdjwt' | 'presentation_jose' | 'presentation_sdjwt'

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url')

/** A path as the suite writes it: `credentialSubject.phoneNumbers[0]`. */
function pathOf(text: string): ClaimPath {
  const steps = text.replaceAll(/\[(\d+)\]/g, '.$1').split('.')
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

/** Signs a text of header and payload; under P-521 with a header of its own, since the library has no word for it. */
function signed(unsigned: string, key: JwkKey): string {
  const [header = '', payload = ''] = unsigned.split('.')
  const named = JSON.parse(Buffer.from(header, 'base64url').toString()) as JsonObject
  const text =
    key.publicKey === undefined ? `${base64url(JSON.stringify({ ...named, alg: key.alg }))}.${payload}` : unsigned
  return `${text}.${base64url(key.sign(Buffer.from(text)))}`
}

const withDisclosures = (jws: string, disclosures: readonly string[]): string => `${[jws, ...disclosures].join('~')}~`

/** Issues a document. Throws `CredentialError` or RangeError where the library refuses it. */
export function issueJose(
  document: JsonObject,
  key: JwkKey,
  feature: Feature,
  disclosable: readonly string[],
  now: Date,
): string {
  const options = { verificationMethod: key.id, kind: kindOf(key), issuedAt: now }
  const paths = disclosable.map(pathOf)
  if (feature === 'credential_jose') return signed(Buffer.from(jwtSigningInput(document, options)).toString(), key)
  if (feature === 'credential_sdjwt') {
    const { text, disclosures } = prepareSdJwt(document, { ...options, type: 'vc+sd-jwt', disclosable: paths })
    return withDisclosures(signed(text, key), disclosures)
  }
  const header = { alg: key.alg, cty: 'vp', kid: key.id }
  if (feature === 'presentation_jose') return signed(unsignedJws({ ...header, typ: 'vp+jwt' }, document), key)
  const { payload, disclosures } = hideClaims(document, paths)
  return withDisclosures(signed(unsignedJws({ ...header, typ: 'vp+sd-jwt' }, payload), key), disclosures)
}
