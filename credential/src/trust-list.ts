/**
 * The signed list of the register: what `/trust/list` serves, and how a client reads it without believing the server. Its text is
 * `{"payload": TrustSnapshot, "proof": DataIntegrityProof}`, the proof of `eddsa-jcs-2022` (Data Integrity EdDSA 1.0,
 * section 3.3) over the document without it, by a key that the client has pinned.
 */
import { sha256Hex } from '#crypto'
import { isDateTime } from './envelope/data-model.ts'
import { canonicalJson } from './json/jcs.ts'
import { readJson } from './json/read.ts'
import { toBase58 } from './keys/encoding.ts'
import { proofHolds, signedBytes } from './keys/webvh-proof.ts'
import { isJsonObject, type Json, type JsonObject } from './types.ts'
import type { TrustSnapshot } from './verdict.ts'

/** Longest validity of a list, in days after `asOf`; a later `validUntil` counts as that. */
export const TRUST_LIST_DAYS = 7
const MILLISECONDS_OF_DAY = 86_400_000
/** Bytes of the longest list that is read. */
const LIST_BYTES = 16 * 1024 * 1024

/** Why a list isn't taken. */
export const TRUST_LIST_PROBLEMS = [
  'list-not-readable',
  'list-signature-wrong',
  'list-expired',
  'list-older-than-seen',
  'list-same-version-other-content',
] as const
export type TrustListProblem = (typeof TRUST_LIST_PROBLEMS)[number]

/** What a client remembers of the last list that it took, so that nobody can take it back to an older one. */
export interface SeenList {
  readonly version: number
  readonly asOf: string
  /** SHA-256 of the payload's canonical JSON, in hexadecimal; where it is left out, `asOf` alone tells two lists apart. */
  readonly digest?: string
}

/** The list, and what to remember of it; or why it isn't taken. */
export type TrustListReading =
  | { readonly ok: true; readonly snapshot: TrustSnapshot; readonly seen: Required<SeenList> }
  | { readonly ok: false; readonly code: TrustListProblem }

/** Members of the proof: all of them, and no other. */
const PROOF_MEMBERS = ['created', 'cryptosuite', 'proofPurpose', 'proofValue', 'type', 'verificationMethod']

const isInstant = (value: Json | undefined): value is string => value !== undefined && isDateTime(value)
const isText = (value: Json | undefined): boolean => typeof value === 'string'
const isListOf = (value: Json | undefined, fits: (item: JsonObject) => boolean): boolean =>
  Array.isArray(value) && value.every((item) => isJsonObject(item) && fits(item))
const isLeftOutOr = (value: Json | undefined, fits: (value: Json) => boolean): boolean => value == null || fits(value)
const isPeriod = ({ from, until }: JsonObject): boolean => isInstant(from) && isLeftOutOr(until, isInstant)
const areTexts = (value: Json | undefined): boolean => Array.isArray(value) && value.every(isText)
const isCounted = (value: Json | undefined): boolean => Number.isSafeInteger(value) && Number(value) >= 0

function isKey({ id, publicKeyMultibase, validFrom, validUntil, compromisedAt }: JsonObject): boolean {
  const ends = [validUntil, compromisedAt].every((end) => isLeftOutOr(end, isInstant))
  return isText(id) && isText(publicKeyMultibase) && isInstant(validFrom) && ends
}

function isRight(right: JsonObject): boolean {
  const { kinds, fields, levelMin, levelMax } = right
  return areTexts(kinds) && areTexts(fields) && isCounted(levelMin) && isCounted(levelMax) && isPeriod(right)
}

function isIssuer({ did, name, organisationId, loggedFrom, keys, listings, authorisations }: JsonObject): boolean {
  if (!isText(did) || !isText(name) || !isLeftOutOr(organisationId, isText)) return false
  if (!isLeftOutOr(loggedFrom, isInstant)) return false
  return isListOf(keys, isKey) && isListOf(listings, isPeriod) && isListOf(authorisations, isRight)
}

function isLog(log: Json): boolean {
  if (!isJsonObject(log) || !isText(log.origin) || !isText(log.vkey) || !isInstant(log.began)) return false
  const areWitnesses = isListOf(log.witnesses, ({ name, vkey }) => isText(name) && isText(vkey))
  return areWitnesses && isCounted(log.quorum) && isCounted(log.graceHours)
}

/** Whether a payload has the form of a register; members that we don't know are left to newer readers. */
function isSnapshot(value: Json | undefined): value is JsonObject {
  if (!isJsonObject(value) || !isCounted(value.version) || !isLeftOutOr(value.log, isLog)) return false
  if (!isInstant(value.asOf) || !isInstant(value.validUntil)) return false
  return areTexts(value.statusAuthorities) && isListOf(value.issuers, isIssuer)
}

/**
 * Reads a signed list. It is taken where a pinned key signed it (`authorities`, Multikeys of Ed25519), it is still valid at
 * `now`, and it isn't older than the one that was seen last. A list of the same version must be the very same list. Never
 * throws for bad input.
 */
export async function readTrustList(
  text: string | Uint8Array,
  {
    authorities,
    now,
    lastSeen,
  }: { readonly authorities: readonly string[]; readonly now: Date; readonly lastSeen?: SeenList | undefined },
): Promise<TrustListReading> {
  const refused = (code: TrustListProblem): TrustListReading => ({ ok: false, code })
  const read = readJson(text, { maxBytes: LIST_BYTES })
  if (!read.ok || !isJsonObject(read.value)) return refused('list-not-readable')
  const { payload, proof, ...rest } = read.value
  if (Object.keys(rest).length > 0 || !isSnapshot(payload)) return refused('list-not-readable')
  if (!(await isSignedBy(payload, proof, authorities))) return refused('list-signature-wrong')
  const snapshot = payload as unknown as TrustSnapshot & { readonly version: number }
  const { version, asOf, validUntil } = snapshot
  const end = Math.min(Date.parse(validUntil), Date.parse(asOf) + TRUST_LIST_DAYS * MILLISECONDS_OF_DAY)
  if (!(now.getTime() <= end)) return refused('list-expired')
  const seen = { version, asOf, digest: sha256Hex(canonicalJson(payload)) }
  const problem = lastSeen === undefined ? undefined : stepBack(seen, lastSeen)
  return problem === undefined ? { ok: true, snapshot, seen } : refused(problem)
}

function stepBack(seen: Required<SeenList>, last: SeenList): TrustListProblem | undefined {
  const [now, then] = [Date.parse(seen.asOf), Date.parse(last.asOf)]
  if (seen.version === last.version)
    return now === then && seen.digest === (last.digest ?? seen.digest) ? undefined : 'list-same-version-other-content'
  return seen.version < last.version || now < then ? 'list-older-than-seen' : undefined
}

async function isSignedBy(
  payload: JsonObject,
  proof: Json | undefined,
  authorities: readonly string[],
): Promise<boolean> {
  if (!isJsonObject(proof) || Object.keys(proof).sort().join() !== PROOF_MEMBERS.join()) return false
  const { type, cryptosuite, proofPurpose, created, verificationMethod } = proof
  if (type !== 'DataIntegrityProof' || cryptosuite !== 'eddsa-jcs-2022' || proofPurpose !== 'assertionMethod')
    return false
  if (!isInstant(created) || !isText(verificationMethod)) return false
  // Which key signed is found by trying: what the proof says about it is the signer's word, and few keys are pinned.
  for (const authority of authorities) if (await proofHolds({ payload }, proof, authority)) return true
  return false
}

/** A list that waits for its signature. */
export interface UnsignedTrustList {
  /** What the key signs. */
  readonly bytes: Uint8Array
  /** The text of the list, once it is signed: 64 bytes of Ed25519. */
  attach(signature: Uint8Array): string
}

/**
 * Prepares a register for signing by an authority's key. `verificationMethod` names the key, `created` is when it signs. Throws
 * RangeError where the register has no version or a form that no reader takes.
 */
export function trustListToSign(
  snapshot: TrustSnapshot,
  { verificationMethod, created }: { readonly verificationMethod: string; readonly created: Date },
): UnsignedTrustList {
  // As it will be read: what JSON leaves out isn't signed either.
  const payload = JSON.parse(JSON.stringify(snapshot)) as Json
  if (!isSnapshot(payload)) throw new RangeError('the register has no version, or another form than a list')
  const options: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod,
    created: `${created.toISOString().slice(0, 19)}Z`,
    proofPurpose: 'assertionMethod',
  }
  return {
    bytes: signedBytes({ payload }, options),
    attach: (signature) => JSON.stringify({ payload, proof: { ...options, proofValue: `z${toBase58(signature)}` } }),
  }
}
