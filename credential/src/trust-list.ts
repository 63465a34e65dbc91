/**
 * The signed list of a register: `{ "payload": TrustSnapshot with a version, "proof": DataIntegrityProof }` under `eddsa-jcs-2022`
 * (Data Integrity EdDSA Cryptosuites 1.0, section 3.3), and the client that refuses to go back.
 */
import { sha256, sha256Hex } from '#crypto'
import { canonicalJson } from './json/jcs.ts'
import { readJson } from './json/read.ts'
import { fromBase58, toBase58 } from './keys/encoding.ts'
import { readMultikey, signatureHolds } from './keys/key.ts'
import { isJsonObject, type Json, type JsonObject } from './types.ts'
import type { TrustSnapshot } from './verdict.ts'

/** Why a list is refused: one closed list. */
export const TRUST_LIST_PROBLEMS = [
  'list-not-readable',
  'list-signature-wrong',
  'list-expired',
  'list-older-than-seen',
  'list-same-version-other-content',
] as const
export type TrustListProblem = (typeof TRUST_LIST_PROBLEMS)[number]

/** A snapshot that came out of a signed list. */
export type ListedSnapshot = TrustSnapshot & { readonly version: number }

/** What a client remembers of the newest list it took. `digest` (SHA-256 of the canonical payload, in hex) may be absent. */
export interface SeenList {
  readonly version: number
  readonly asOf: string
  readonly digest?: string
}

export type TrustListReading =
  | { readonly ok: true; readonly snapshot: ListedSnapshot; readonly seen: SeenList }
  /** An expired list is still handed over, since keys in it may be asked for thirty days. */
  | { readonly ok: false; readonly code: TrustListProblem; readonly snapshot?: ListedSnapshot }

/** How the platform's own proof of a list is described. `created` is an instant in whole seconds. */
export interface TrustListProof {
  readonly verificationMethod: string
  readonly created: string
}

/** Bytes of the largest list that is read: about 100,000 issuers. */
const LIST_BYTES = 64 * 1024 * 1024
/** Longest that a list may be valid, in milliseconds: seven days. */
const VALID_MILLISECONDS = 7 * 86_400_000
const PROOF_MEMBERS = ['created', 'cryptosuite', 'proofPurpose', 'proofValue', 'type', 'verificationMethod'].join()

/** The 64 bytes that the platform signs for a list. */
export function trustListSigningInput(payload: JsonObject, proof: TrustListProof): Uint8Array {
  return signedBytes(payload, optionsOf(proof))
}

/** The text of `/trust/list`, with its signature. */
export function signedTrustList(payload: JsonObject, proof: TrustListProof, signature: Uint8Array): string {
  return canonicalJson({ payload, proof: { ...optionsOf(proof), proofValue: `z${toBase58(signature)}` } })
}

function optionsOf({ verificationMethod, created }: TrustListProof): JsonObject {
  return {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    created,
    verificationMethod,
    proofPurpose: 'assertionMethod',
  }
}

function signedBytes(payload: JsonObject, options: JsonObject): Uint8Array {
  const bytes = new Uint8Array(64)
  bytes.set(sha256(canonicalJson(options)), 0)
  bytes.set(sha256(canonicalJson({ payload })), 32)
  return bytes
}

/**
 * Reads a signed list as of `now`. `authorities` are the Multikeys that may sign it; `lastSeen` is what was answered as `seen` the
 * last time. Refused: what is no such list, or valid for more than seven days (`list-not-readable`); another key or other bytes
 * than were signed; a list past its validity; an older version or an older `asOf` than was seen; the seen version with other
 * content. Never throws.
 */
export async function readTrustList(
  text: string,
  given: { readonly authorities: readonly string[]; readonly now: Date; readonly lastSeen?: SeenList | undefined },
): Promise<TrustListReading> {
  const read = readJson(text, { maxBytes: LIST_BYTES })
  if (!read.ok || !isJsonObject(read.value)) return refused('list-not-readable')
  const { payload, proof, ...more } = read.value
  if (Object.keys(more).length > 0 || !isSnapshot(payload) || !isJsonObject(proof)) return refused('list-not-readable')
  if (!(await isSigned(payload, proof, given.authorities))) return refused('list-signature-wrong')
  const snapshot = payload as unknown as ListedSnapshot
  const { version, asOf, validUntil } = snapshot
  const digest = sha256Hex(canonicalJson(payload))
  const { lastSeen } = given
  if (lastSeen !== undefined) {
    if (version < lastSeen.version) return refused('list-older-than-seen')
    const isOther = asOf !== lastSeen.asOf || (lastSeen.digest ?? digest) !== digest
    if (version === lastSeen.version && isOther) return refused('list-same-version-other-content')
    if (Date.parse(asOf) < Date.parse(lastSeen.asOf)) return refused('list-older-than-seen')
  }
  if (!(given.now.getTime() < Date.parse(validUntil))) return { ok: false, code: 'list-expired', snapshot }
  return { ok: true, snapshot, seen: { version, asOf, digest } }
}

/**
 * Multikeys that may sign the next list, as a list names them: those of its status authorities that aren't compromised.
 * A client that took this list may follow the platform's rotation by them.
 */
export function listAuthorities({ issuers, statusAuthorities }: TrustSnapshot): readonly string[] {
  return issuers
    .filter(({ did }) => statusAuthorities.includes(did))
    .flatMap(({ keys }) => keys.filter((key) => key.compromisedAt == null).map((key) => key.publicKeyMultibase))
}

const refused = (code: TrustListProblem): TrustListReading => ({ ok: false, code })

async function isSigned(payload: JsonObject, proof: JsonObject, authorities: readonly string[]): Promise<boolean> {
  const { proofValue, verificationMethod, created, ...rest } = proof
  if (Object.keys(proof).sort().join() !== PROOF_MEMBERS || typeof proofValue !== 'string') return false
  if (typeof verificationMethod !== 'string' || typeof created !== 'string' || !isInstant(created)) return false
  const { type, cryptosuite, proofPurpose } = rest
  if (type !== 'DataIntegrityProof' || cryptosuite !== 'eddsa-jcs-2022' || proofPurpose !== 'assertionMethod')
    return false
  const multikey = verificationMethod.slice(verificationMethod.indexOf('#') + 1)
  const key = authorities.includes(multikey) ? readMultikey(multikey) : undefined
  const signature = proofValue.startsWith('z') ? fromBase58(proofValue.slice(1)) : null
  if (key?.kind !== 'Ed25519' || signature === null) return false
  return signatureHolds(key, signedBytes(payload, optionsOf({ verificationMethod, created })), signature)
}

const isText = (value: Json | undefined): boolean => typeof value === 'string' && value !== ''
const isInstant = (value: Json | undefined): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))
const isEach = (value: Json | undefined, fits: (one: Json) => boolean): boolean =>
  Array.isArray(value) && value.every(fits)
const isPeriod = ({ from, until }: JsonObject): boolean => isInstant(from) && (until == null || isInstant(until))

/** Whether a payload has the shape of a snapshot, down to what the checks ask of it. */
function isSnapshot(value: Json | undefined): value is JsonObject {
  if (!isJsonObject(value)) return false
  const { version, asOf, validUntil } = value
  if (!Number.isSafeInteger(version) || Number(version) < 1 || !isInstant(asOf) || !isInstant(validUntil)) return false
  const valid = Date.parse(String(validUntil)) - Date.parse(String(asOf))
  if (valid <= 0 || valid > VALID_MILLISECONDS) return false
  return isEach(value.issuers, isIssuer) && isEach(value.statusAuthorities, isText)
}

function isIssuer(value: Json): boolean {
  if (!isJsonObject(value) || !isText(value.did) || typeof value.name !== 'string') return false
  return (
    isEach(value.listings, (one) => isJsonObject(one) && isPeriod(one)) &&
    isEach(value.keys, isKey) &&
    isEach(value.authorisations, isRight)
  )
}

const isKey = (key: Json): boolean =>
  isJsonObject(key) &&
  isText(key.id) &&
  isText(key.publicKeyMultibase) &&
  isInstant(key.validFrom) &&
  (key.validUntil == null || isInstant(key.validUntil)) &&
  (key.compromisedAt == null || isInstant(key.compromisedAt))

const isRight = (right: Json): boolean =>
  isJsonObject(right) &&
  isPeriod(right) &&
  isEach(right.kinds, isText) &&
  isEach(right.fields, isText) &&
  Number.isFinite(right.levelMin) &&
  Number.isFinite(right.levelMax)
