/** Issues SD-JWTs (RFC 9901): claims that the holder can show one by one. */
import { asciiBytes, encodeBase64Url } from '#base64'
import { sha256 } from '#crypto'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import { CredentialError } from '../errors.ts'
import type { Sign } from '../keys/key.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { carriedPlainly } from './jose-credential.ts'
import { mustCarry, numericDate, signatureLetters, unsignedJws } from './jose-issue.ts'
import { NEVER_HIDDEN } from './sd-jwt.ts'
import { carriedAsVc } from './sd-jwt-claims.ts'

/** A claim by its path (OpenID4VP 1.0, section 7): names, places in arrays, and null for every element of an array. */
export type ClaimPath = readonly (string | number | null)[]

/** How an SD-JWT is made. */
export interface SdJwtOptions {
  /** The id of the key, as `kid`: a DID URL of the issuer. */
  readonly verificationMethod: string
  /** The kind of the key; `alg` follows from it. */
  readonly kind: KeyKind
  /** When it is signed, as `iat`. */
  readonly issuedAt: Date
  /** `dc+sd-jwt` (SD-JWT VC, the default) asks for `iss` and `vct`; `vc+sd-jwt` (VC-JOSE-COSE) for a credential of VC 2.0. */
  readonly type?: 'dc+sd-jwt' | 'vc+sd-jwt'
  /** The claims that the holder can hold back. A claim inside another one may be named, too: then each is shown by itself. */
  readonly disclosable: readonly ClaimPath[]
  /** False digests in every object and array that holds a disclosable claim, so that their number tells less. */
  readonly decoys?: number
  /** The holder's public key (JWK), as `cnf`: only who has it can present. */
  readonly holderKey?: JsonObject
}

/** An SD-JWT whose signature is still to come. */
export interface UnsignedSdJwt {
  /** What the issuer's key has to sign, in ASCII. It holds digests in place of the disclosable claims. */
  readonly signingInput: Uint8Array
  readonly kind: KeyKind
  readonly text: string
  readonly disclosures: readonly string[]
}

/** Which claims of a value are disclosable. */
interface Choice {
  disclosable: boolean
  readonly inside: Map<string | number | null, Choice>
}

const SALT_BYTES = 16

function choicesOf(paths: readonly ClaimPath[]): Choice {
  const root: Choice = { disclosable: false, inside: new Map() }
  for (const path of paths) {
    if (path.length === 0 || (path.length === 1 && NEVER_HIDDEN.has(String(path[0]))))
      throw new RangeError(`the claim ${path.join('/')} can't be held back`)
    let choice = root
    for (const step of path) {
      const next = choice.inside.get(step) ?? { disclosable: false, inside: new Map() }
      choice.inside.set(step, next)
      choice = next
    }
    choice.disclosable = true
  }
  return root
}

/** Random bytes drawn in one go: a call for each salt would cost more than its digest. */
interface Writer {
  readonly disclosures: string[]
  readonly decoys: number
  salt(): string
}

function saltsOf(count: number): () => string {
  let bytes = crypto.getRandomValues(new Uint8Array(count * SALT_BYTES))
  let at = 0
  return () => {
    if (at === bytes.length) {
      bytes = crypto.getRandomValues(new Uint8Array(SALT_BYTES * 16))
      at = 0
    }
    at += SALT_BYTES
    return encodeBase64Url(bytes.subarray(at - SALT_BYTES, at))
  }
}

function digestOfText(text: string): string {
  return encodeBase64Url(sha256(text))
}

/** Writes a disclosure and answers its digest (RFC 9901, sections 4.2.1 to 4.2.3). */
function hide(writer: Writer, parts: readonly Json[]): string {
  const text = encodeBase64Url(JSON.stringify([writer.salt(), ...parts]))
  writer.disclosures.push(text)
  return digestOfText(text)
}

/** Digests of random bytes look like any other (section 4.2.7). */
function decoysOf(writer: Writer): string[] {
  return Array.from({ length: writer.decoys }, () => digestOfText(writer.salt()))
}

function written(value: Json, choice: Choice, writer: Writer, at: string): Json {
  if (Array.isArray(value)) return writtenArray(value, choice, writer, at)
  if (isJsonObject(value)) return writtenObject(value, choice, writer, at)
  throw new CredentialError('undefined-term', at)
}

function writtenObject(object: JsonObject, choice: Choice, writer: Writer, at: string): JsonObject {
  const shown: JsonObject = { ...object }
  const digests: string[] = []
  for (const [step, chosen] of choice.inside) {
    if (typeof step !== 'string' || !Object.hasOwn(object, step))
      throw new CredentialError('undefined-term', `${at}/${step}`)
    const value = object[step] as Json
    const inner = chosen.inside.size === 0 ? value : written(value, chosen, writer, `${at}/${step}`)
    if (chosen.disclosable) {
      digests.push(hide(writer, [step, inner]))
      delete shown[step]
    } else shown[step] = inner
  }
  // Sorted, so that their order says nothing of the order of the claims (section 4.2.4.1).
  if (digests.length > 0) shown._sd = [...digests, ...decoysOf(writer)].sort()
  return shown
}

function writtenArray(items: readonly Json[], choice: Choice, writer: Writer, at: string): Json[] {
  for (const step of choice.inside.keys())
    if (step !== null && !(typeof step === 'number' && step in items))
      throw new CredentialError('undefined-term', `${at}/${step}`)
  let hidden = 0
  const shown = items.map((item, place) => {
    const chosen = [choice.inside.get(null), choice.inside.get(place)].filter((found) => found !== undefined)
    const inner = chosen.filter(({ inside }) => inside.size > 0)
    const [deeper, another] = inner
    if (another !== undefined) throw new CredentialError('value-repeated', `${at}/${place}`)
    const value = deeper === undefined ? item : written(item, deeper, writer, `${at}/${place}`)
    if (!chosen.some(({ disclosable }) => disclosable)) return value
    hidden++
    return { '...': hide(writer, [value]) }
  })
  if (hidden > 0) for (const digest of decoysOf(writer)) shown.splice(placeIn(shown.length + 1), 0, { '...': digest })
  return shown
}

/** A place drawn at random: false digests at the end of an array would be known by it. */
function placeIn(count: number): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  return drawn % count
}

/** Whether `_sd`, `...` or `_sd_alg` stands anywhere as a name: it would be read as ours. */
function isReserved(text: string): boolean {
  return /"(?:_sd|_sd_alg|\.\.\.)":/.test(text)
}

/**
 * Claims with digests in place of those that can be held back, and their disclosures (RFC 9901, section 4.2): salts of 128
 * bits, SHA-256. Throws as `prepareSdJwt` does for paths and names; whether the claims are a credential isn't asked.
 */
export function hideClaims(
  claims: JsonObject,
  disclosable: readonly ClaimPath[],
  decoys = 0,
): { payload: JsonObject; disclosures: readonly string[] } {
  if (isReserved(JSON.stringify(claims))) throw new CredentialError('keyword-refused', '')
  const writer: Writer = { disclosures: [], decoys, salt: saltsOf(disclosable.length * (1 + decoys)) }
  const payload = { ...(written(claims, choicesOf(disclosable), writer, '') as JsonObject), _sd_alg: 'sha-256' }
  return { payload, disclosures: writer.disclosures }
}

/**
 * Prepares an SD-JWT: salts of 128 bits, SHA-256. The signature may be made in another process; `attachSdJwtSignature`
 * puts it on. Throws `CredentialError` where our own reader would refuse the claims or a path names none of them, and
 * RangeError for a claim that must always show.
 */
export function prepareSdJwt(claims: JsonObject, options: SdJwtOptions): UnsignedSdJwt {
  const { kind, disclosable, decoys = 0, type: typ = 'dc+sd-jwt', holderKey, verificationMethod: kid } = options
  const iat = numericDate(options.issuedAt)
  const whole: JsonObject = { ...claims, iat }
  if (holderKey !== undefined) whole.cnf = { jwk: holderKey }
  mustCarry(typ === 'dc+sd-jwt' ? carriedAsVc(whole) : carriedPlainly(whole, false))
  const { payload, disclosures } = hideClaims(whole, disclosable, decoys)
  const text = unsignedJws({ alg: ALGORITHMS[kind].jose, typ, kid }, payload)
  return { signingInput: asciiBytes(text), kind, text, disclosures }
}

/** The SD-JWT as the holder gets it: with all disclosures, and `~` at its end. Throws RangeError on a signature of a wrong length. */
export function attachSdJwtSignature({ text, kind, disclosures }: UnsignedSdJwt, signature: Uint8Array): string {
  return `${[`${text}.${signatureLetters(signature, kind)}`, ...disclosures].join('~')}~`
}

/** Issues an SD-JWT with a key at hand: `prepareSdJwt`, `sign`, `attachSdJwtSignature` in one go. */
export async function issueSdJwt(claims: JsonObject, options: SdJwtOptions & { readonly sign: Sign }): Promise<string> {
  const unsigned = prepareSdJwt(claims, options)
  return attachSdJwtSignature(unsigned, await options.sign(unsigned.signingInput))
}
