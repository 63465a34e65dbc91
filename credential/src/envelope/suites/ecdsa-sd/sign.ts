/** Makes base proofs (Data Integrity ECDSA Cryptosuites 1.0, sections 3.5.2 and 3.6.1 to 3.6.5). */
import { passingSigner } from '#crypto'
import type { PublicKey } from '../../../keys/key.ts'
import type { JsonObject } from '../../../types.ts'
import type { Unsecured } from '../../canonical-form.ts'
import { optionsDigest } from '../hashed.ts'
import { valueAt } from './select.ts'
import { baseBytes } from './shown.ts'
import { type Gap, groupable } from './statements.ts'
import { writeBase } from './value.ts'

/** A base proof without the issuer's signature. */
export interface BaseProof {
  readonly ok: true
  /** The 99 bytes that the issuer signs. */
  readonly bytes: Uint8Array
  /** The text of `proofValue` with the signature of `bytes`, 64 bytes. */
  writeValue(signature: Uint8Array): string
}

/**
 * What nobody may withhold, whatever the issuer lists: who says it, when it begins and ends, and where it could be withdrawn.
 * Without it a holder could show an expired or a withdrawn credential as a good one.
 */
const NEVER_WITHHELD = ['/issuer', '/validFrom', '/validUntil', '/issuanceDate', '/expirationDate', '/credentialStatus']

/** The pointers of all that a credential always shows: those given and those of what may never be withheld, each once. */
export function mandatoryPointersOf(credential: JsonObject, given: readonly string[]): string[] {
  const always = NEVER_WITHHELD.filter((pointer) => valueAt(credential, pointer) !== undefined)
  return [...new Set([...always, ...given])]
}

/** The keys of one proof: fresh for each, or else two credentials could be told to be of one holder. */
export interface ProofKeys {
  readonly hmacKey: Uint8Array
  readonly publicKey: PublicKey
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** New keys for one proof. The private one lives only as long as the function that signs with it. */
export async function freshKeys(): Promise<ProofKeys> {
  const { publicKey, sign } = await passingSigner()
  const hmacKey = crypto.getRandomValues(new Uint8Array(32))
  return { hmacKey, publicKey: { kind: 'P-256', bytes: publicKey }, sign }
}

const utf8 = new TextEncoder()

/** Signs every statement that may be withheld, and says what the issuer has to sign. */
export async function baseProof(
  document: Unsecured,
  options: JsonObject,
  mandatoryPointers: readonly string[],
  keys: ProofKeys,
): Promise<BaseProof | Gap> {
  const { hmacKey, publicKey } = keys
  const parts = await groupable(document, hmacKey)
  if (!parts.ok) return parts
  const mandatory = await parts.placesOf(mandatoryPointers)
  if (!mandatory.ok) return mandatory
  const digest = await optionsDigest(document, options, 'sha256')
  if (!(digest instanceof Uint8Array)) return { ok: false, ...digest }
  const always = new Set(mandatory.places)
  const optional = parts.lines.filter((_line, place) => !always.has(place))
  const signatures = await Promise.all(optional.map((line) => keys.sign(utf8.encode(line))))
  const shown = mandatory.places.map((place) => parts.lines[place] as string)
  return {
    ok: true,
    bytes: baseBytes(digest, publicKey, shown),
    writeValue: (baseSignature) => writeBase({ baseSignature, publicKey, hmacKey, signatures, mandatoryPointers }),
  }
}
