/** Signs credentials as JWTs: VC-JOSE-COSE (`vc+jwt`), and Open Badges 3.0 with its registered claims. */
import { asciiBytes, asciiText, encodeBase64Url } from '#base64'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import { CredentialError } from '../errors.ts'
import type { Sign } from '../keys/key.ts'
import { learn, writeByTemplate } from '../rdf/templates.ts'
import type { JsonObject } from '../types.ts'
import { issuerId } from './data-integrity.ts'
import { subjectIds } from './jose-claims.ts'
import { type Carrying, carriedPlainly } from './jose-credential.ts'

/** How a JWT is made. */
export interface JwtOptions {
  /** The id of the key, as `kid`: a DID URL of the issuer. */
  readonly verificationMethod: string
  /** The kind of the key; `alg` follows from it. */
  readonly kind: KeyKind
  /** When it is signed, as `iat`. */
  readonly issuedAt: Date
  /**
   * `vc-jose` (VC-JOSE-COSE, the default): `typ` `vc+jwt`, the payload is the credential. `open-badges` (Open Badges 3.0,
   * section 8.2.4): `typ` `JWT`, with `iss`, `jti`, `sub`, `nbf` and `exp` beside the credential.
   */
  readonly profile?: 'vc-jose' | 'open-badges'
}

/** Seconds since 1970 of an instant, as JWTs count (RFC 7519, section 2, NumericDate). */
export function numericDate(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}

/** The first two parts of a JWS. A text that UTF-8 can't carry would be written as an escape that readers refuse: it is thrown out here. */
export function unsignedJws(header: JsonObject, payload: JsonObject): string {
  return unsignedText(header, JSON.stringify(payload))
}

function unsignedText(header: JsonObject, text: string): string {
  if (text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text))
    throw new CredentialError('value-of-wrong-type', '')
  return `${headerLetters(header)}.${encodeBase64Url(text)}`
}

/** The header written last: a batch signs under one key. */
let lastHeader = { text: '', letters: '' }

function headerLetters(header: JsonObject): string {
  const text = JSON.stringify(header)
  if (lastHeader.text !== text) lastHeader = { text, letters: encodeBase64Url(text) }
  return lastHeader.letters
}

/** Signs the first two parts. Throws RangeError where the signature isn't as long as its kind asks. */
export async function signedJws(unsigned: string, kind: KeyKind, sign: Sign): Promise<string> {
  return `${unsigned}.${signatureLetters(await sign(asciiBytes(unsigned)), kind)}`
}

/** A signature in base64url. Throws RangeError where it isn't as long as its kind asks. */
export function signatureLetters(signature: Uint8Array, kind: KeyKind): string {
  const { signatureBytes } = ALGORITHMS[kind]
  if (signature.length === 0 || signature.length !== (signatureBytes ?? signature.length))
    throw new RangeError(`a signature of ${signature.length} bytes under ${kind}`)
  return encodeBase64Url(signature)
}

/** Throws `CredentialError` where our own reader would refuse these claims. */
export function mustCarry(carrying: Carrying): void {
  if (carrying.ok) return
  const { code, data } = carrying.answer
  if (code === 'format-context-not-allowed') throw new CredentialError('context-not-allowed', '/@context')
  throw new CredentialError('value-of-wrong-type', String(data?.at ?? ''))
}

function unsignedCredential(
  credential: JsonObject,
  { verificationMethod: kid, kind, issuedAt, profile }: JwtOptions,
): string {
  const isBadge = profile === 'open-badges'
  const iat = numericDate(issuedAt)
  const claims: JsonObject = isBadge ? { ...registeredClaims(credential), iat } : { iat }
  const isOwnClaim = Object.keys(claims).some((name) => Object.hasOwn(credential, name))
  const written = isOwnClaim ? undefined : writeByTemplate(credential)
  const payload = { ...credential, ...claims }
  mustCarry(carriedPlainly(payload, isBadge, written?.template))
  const { jose: alg } = ALGORITHMS[kind]
  const header = isBadge ? { alg, typ: 'JWT', kid } : { alg, typ: 'vc+jwt', cty: 'vc', kid }
  if (written !== undefined) return unsignedText(header, `${written.json},${JSON.stringify(claims).slice(1)}`)
  learn(credential)
  return unsignedJws(header, payload)
}

/** The registered claims of Open Badges 3.0, section 8.2.4.1, from the credential's own words. */
function registeredClaims(credential: JsonObject): JsonObject {
  const { id, validFrom, validUntil } = credential
  if (typeof id !== 'string') throw new CredentialError('id-not-absolute', '/id')
  if (typeof validFrom !== 'string') throw new CredentialError('date-malformed', '/validFrom')
  const [subject] = subjectIds(credential)
  return {
    iss: issuerId(credential),
    jti: id,
    ...(subject === undefined ? {} : { sub: subject }),
    nbf: numericDate(new Date(validFrom)),
    ...(typeof validUntil === 'string' ? { exp: numericDate(new Date(validUntil)) } : {}),
  }
}

/**
 * What the issuer's key has to sign for this credential as a JWT (RFC 7515, section 5.1): header, a full stop, payload, in
 * ASCII. It can travel to a signer in another process; `attachJwtSignature` takes the same bytes back. Throws
 * `CredentialError` where our own reader would refuse the result.
 */
export function jwtSigningInput(credential: JsonObject, options: JwtOptions): Uint8Array {
  return asciiBytes(unsignedCredential(credential, options))
}

/** The JWT of `jwtSigningInput` and its signature (ECDSA: r and s side by side). Throws RangeError on a wrong length. */
export function attachJwtSignature(signingInput: Uint8Array, signature: Uint8Array, kind: KeyKind): string {
  return `${asciiText(signingInput)}.${signatureLetters(signature, kind)}`
}

/** Signs a credential as a JWT with a key at hand: `jwtSigningInput`, `sign`, `attachJwtSignature` in one go. */
export async function issueJwt(credential: JsonObject, options: JwtOptions & { readonly sign: Sign }): Promise<string> {
  return signedJws(unsignedCredential(credential, options), options.kind, options.sign)
}

/** Signs a Status List Token (Token Status List, section 5.1) of `tokenStatusListClaims`. */
export async function issueTokenStatusList(
  claims: JsonObject,
  { verificationMethod: kid, kind, sign }: Omit<JwtOptions, 'issuedAt' | 'profile'> & { readonly sign: Sign },
): Promise<string> {
  return signedJws(unsignedJws({ alg: ALGORITHMS[kind].jose, typ: 'statuslist+jwt', kid }, claims), kind, sign)
}
