/** The cryptosuite `eddsa-rdfc-2022` (Data Integrity EdDSA Cryptosuites 1.0, section 3.2): make and check one proof. */
import { sha256 } from '#crypto'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../contexts/bundled.ts'
import { isAllowedSequence } from '../contexts/sequences.ts'
import type { FormatProblem, ProofProblem } from '../errors.ts'
import { controllerOf, keyInside } from '../keys/controller.ts'
import { fromBase58, toBase58 } from '../keys/encoding.ts'
import { type PublicKey, type Sign, signatureHolds } from '../keys/key.ts'
import { readAchievement } from '../openbadge/read.ts'
import { badgeFaults } from '../openbadge/schema.ts'
import { type Canonical, canonicalDocument } from '../rdf/document.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import { fillTemplate, learn } from '../rdf/templates.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { Read } from './open.ts'
import { type Answer, type Opened, type OpenedProof, type Opening, stoppedByFormat } from './opened.ts'

/** What a proof says besides the signature. `created` and `verificationMethod` as in VC Data Integrity 1.0, section 2.1. */
export type ProofOptions = { readonly verificationMethod: string; readonly created: string | Date }

/** A credential that can't be signed as it stands. `at` is the JSON pointer of the place. A fault of the caller, so it is thrown. */
export class CredentialError extends Error {
  readonly code: FormatProblem
  readonly at: string
  constructor(code: FormatProblem, at: string) {
    super(`The credential can't be signed: ${code} at ${at || 'the whole'}`)
    this.name = 'CredentialError'
    this.code = code
    this.at = at
  }
}

/** A proof as read: its fields are checked, its signature is not. */
export type ReadProof =
  | {
      readonly ok: true
      readonly options: JsonObject
      readonly verificationMethod: string
      readonly created: string | null
      readonly signature: Uint8Array
    }
  | { readonly ok: false; readonly code: ProofProblem }

const SUITE = 'eddsa-rdfc-2022'
const proofKeys = new Set(['type', 'cryptosuite', 'created', 'verificationMethod', 'proofPurpose', 'proofValue'])
const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Kept because a batch is signed within one second. */
let lastDateTime = ''

/** Whether a text is an XSD dateTime with a time zone (VC Data Model 2.0, section 4.9) on a day that exists. */
export function isDateTime(text: unknown): text is string {
  if (text === lastDateTime) return true
  if (typeof text !== 'string' || !dateTime.test(text)) return false
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number]
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || Number.isNaN(Date.parse(text))) return false
  lastDateTime = text
  return true
}

/** The same without `proof`; a shallow copy, as the walk changes nothing. */
export function withoutProof(credential: JsonObject): JsonObject {
  const { proof: _proof, ...unsecured } = credential
  return unsecured
}

/** Kept because a batch signs thousands of credentials under one key and within one second: the same proof options. */
let lastOptions = { key: '', digest: new Uint8Array() }

function digestOfOptions(
  options: JsonObject,
  context: JsonObject['@context'] | undefined,
): Uint8Array | Promise<Uint8Array | null> {
  const key = `${context} ${JSON.stringify(options)}`
  return lastOptions.key === key ? lastOptions.digest : freshDigest(options, context, key)
}

async function freshDigest(
  options: JsonObject,
  context: JsonObject['@context'] | undefined,
  key: string,
): Promise<Uint8Array | null> {
  const canonical = await canonicalDocument({ '@context': context as string[], ...options })
  if (!canonical.ok) return null
  lastOptions = { key, digest: sha256(canonical.text).slice() }
  return lastOptions.digest
}

/** SHA-256 of the proof options, then SHA-256 of the document: 64 bytes (section 3.2.4, Hashing). */
async function hashData(
  canonical: Canonical,
  options: JsonObject,
  context: JsonObject['@context'] | undefined,
): Promise<Uint8Array | { code: FormatProblem; at: string }> {
  if (!canonical.ok) return { code: canonical.code, at: canonical.at }
  const optionsDigest = digestOfOptions(options, context)
  const digest = optionsDigest instanceof Uint8Array ? optionsDigest : await optionsDigest
  if (digest === null) return { code: 'not-covered', at: '/proof' }
  const bytes = new Uint8Array(64)
  bytes.set(digest, 0)
  bytes.set(sha256(canonical.text), 32)
  return bytes
}

function optionsOf({ verificationMethod, created }: ProofOptions): JsonObject {
  const instant = typeof created === 'string' ? created : `${created.toISOString().slice(0, 19)}Z`
  if (!isDateTime(instant)) throw new CredentialError('date-malformed', '/proof/created')
  if (!isAbsoluteIri(verificationMethod)) throw new CredentialError('id-not-absolute', '/proof/verificationMethod')
  return {
    type: 'DataIntegrityProof',
    cryptosuite: SUITE,
    created: instant,
    verificationMethod,
    proofPurpose: 'assertionMethod',
  }
}

/**
 * The 64 bytes that the issuer's key has to sign (section 3.2.1, Create Proof, up to the signature), so that a signer in
 * another process can sign in batches without seeing the credential. Throws `CredentialError` where a part of the
 * credential would not reach the signed bytes. Whether the key is the issuer's is asked by `verify`: examples of credentials
 * that must fail are signed through this door too.
 */
export async function unsignedBytes(credential: JsonObject, proof: ProofOptions): Promise<Uint8Array> {
  return (await prepare(credential, optionsOf(proof))).bytes
}

/** What has to be signed, and the JSON text of the credential up to its last brace. */
async function prepare(credential: JsonObject, options: JsonObject): Promise<{ bytes: Uint8Array; json: string }> {
  if (credential.proof !== undefined) throw new CredentialError('value-repeated', '/proof')
  const filled = fillTemplate(credential)
  const canonical: Canonical =
    filled === undefined ? await canonicalDocument(credential) : { ok: true, text: filled.canonical }
  const bytes = await hashData(canonical, options, credential['@context'])
  if (!(bytes instanceof Uint8Array)) throw new CredentialError(bytes.code, bytes.at)
  if (filled === undefined) learn(credential)
  return { bytes, json: filled?.json ?? JSON.stringify(credential).slice(0, -1) }
}

/** Adds the proof with a signature of `unsignedBytes` and the same options; answers the JSON text to store. Throws RangeError unless the signature has 64 bytes. */
export function attachProof(credential: JsonObject, proof: ProofOptions, signature: Uint8Array): string {
  return withProof(JSON.stringify(credential).slice(0, -1), optionsOf(proof), signature)
}

function withProof(json: string, options: JsonObject, signature: Uint8Array): string {
  if (signature.length !== 64) throw new RangeError('an Ed25519 signature has 64 bytes')
  return `${json},"proof":${JSON.stringify({ ...options, proofValue: `z${toBase58(signature)}` })}}`
}

/** Signs a credential in one go: `unsignedBytes`, `sign`, `attachProof`. Throws as `unsignedBytes` does. */
export async function issueCredential(
  input: ProofOptions & { readonly credential: JsonObject; readonly sign: Sign },
): Promise<string> {
  const options = optionsOf(input)
  const { bytes, json } = await prepare(input.credential, options)
  return withProof(json, options, await input.sign(bytes))
}

/** Reads the one proof of a credential (VC Data Integrity 1.0, section 4.4); more than one, or an unknown field, is refused. */
export function readProof(credential: JsonObject): ReadProof {
  const { proof } = credential
  if (proof === undefined || proof === null) return { ok: false, code: 'proof-missing' }
  if (Array.isArray(proof)) return { ok: false, code: proof.length === 0 ? 'proof-missing' : 'proof-several' }
  if (!isJsonObject(proof) || typeof proof.type !== 'string') return { ok: false, code: 'proof-malformed' }
  if (proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== SUITE)
    return { ok: false, code: 'suite-not-supported' }
  if (proof.proofPurpose !== 'assertionMethod') return { ok: false, code: 'purpose-wrong' }
  if (!Object.keys(proof).every((key) => proofKeys.has(key))) return { ok: false, code: 'proof-malformed' }
  const { verificationMethod, created, proofValue } = proof
  if (typeof verificationMethod !== 'string' || !isAbsoluteIri(verificationMethod))
    return { ok: false, code: 'proof-malformed' }
  if (created !== undefined && !isDateTime(created)) return { ok: false, code: 'proof-malformed' }
  const signature =
    typeof proofValue === 'string' && proofValue.startsWith('z') ? fromBase58(proofValue.slice(1)) : null
  if (signature?.length !== 64) return { ok: false, code: 'signature-malformed' }
  const { proofValue: _value, ...options } = proof
  return { ok: true, options, verificationMethod, created: created ?? null, signature }
}

/** Whether a JSON document is a verifiable credential that Data Integrity may secure. */
export function isDataIntegrity(read: Read): boolean {
  if (read.kind !== 'json' || !isJsonObject(read.value)) return false
  const { type } = read.value
  return Array.isArray(type) && type.includes('VerifiableCredential')
}

/** Opens a credential with an embedded proof (VC Data Integrity 1.0). */
export async function openDataIntegrity(read: Read): Promise<Opening> {
  const { value, canonical: known } = read as Extract<Read, { kind: 'json' }>
  const credential = value as JsonObject
  const context = credential['@context']
  if (!isAllowedSequence(context)) return stoppedByFormat({ outcome: 'fail', code: 'format-context-not-allowed' })
  const isBadge = context.includes(OPEN_BADGES_V3)
  const format = isBadge ? 'open-badges-3' : 'verifiable-credential-2'
  const formatAnswer: Answer = { outcome: 'pass', code: `format-${format}`, data: { context: CREDENTIALS_V2 } }
  const proof = readProof(credential)
  if (!proof.ok) return { ok: false, format, answers: { format: formatAnswer, proof: refusedProof(proof.code) } }
  const canonical = known === undefined ? await freshCanonical(credential) : { ok: true as const, text: known }
  if (!canonical.ok && canonical.code !== 'content-too-complex') {
    const { at, code: reason } = canonical
    const answer: Answer = { outcome: 'fail', code: 'proof-leaves-gap', data: { at, reason } }
    return { ok: false, format, answers: { format: formatAnswer, proof: answer } }
  }
  const opened: Opened = {
    format,
    formatAnswer,
    credential,
    issuer: issuerId(credential),
    term: { from: credential.validFrom, until: credential.validUntil },
    proofs: [openedProof(credential, canonical, proof)],
    schema: () => schemaAnswer(credential),
    facts: () => readAchievement(credential),
  }
  return { ok: true, opened }
}

async function freshCanonical(credential: JsonObject): Promise<Canonical> {
  const unsecured = withoutProof(credential)
  const canonical = await canonicalDocument(unsecured)
  if (canonical.ok) learn(unsecured)
  return canonical
}

function refusedProof(code: ProofProblem): Answer {
  if (code === 'proof-missing' || code === 'proof-several') return { outcome: 'fail', code }
  return { outcome: 'fail', code: 'proof-not-supported' }
}

/** The id of an issuer, or an empty text. */
export function issuerId({ issuer }: JsonObject): string {
  if (typeof issuer === 'string') return issuer
  return isJsonObject(issuer) && typeof issuer.id === 'string' ? issuer.id : ''
}

function schemaAnswer(credential: JsonObject): Answer {
  const faults = badgeFaults(credential)
  return faults.length === 0
    ? { outcome: 'pass', code: 'schema-complete' }
    : { outcome: 'fail', code: 'schema-incomplete', data: { at: faults.slice(0, 5).join(' ') } }
}

function openedProof(
  credential: JsonObject,
  canonical: Canonical,
  proof: Extract<ReadProof, { ok: true }>,
): OpenedProof {
  const inside = keyInside(proof.verificationMethod)
  return {
    verificationMethod: proof.verificationMethod,
    controller: controllerOf(proof.verificationMethod) ?? '',
    created: proof.created ?? '',
    ...(inside === undefined ? {} : { keyInside: inside }),
    check: (key) => checkSignature(credential, canonical, proof, key),
  }
}

/** Whether a read proof's signature holds over a credential under a key (section 3.2.2, Verify Proof). */
async function checkSignature(
  credential: JsonObject,
  canonical: Canonical,
  proof: Extract<ReadProof, { ok: true }>,
  key: PublicKey,
): Promise<Answer> {
  if (key.kind !== 'Ed25519') return { outcome: 'fail', code: 'proof-algorithm-not-allowed' }
  const bytes = await hashData(canonical, proof.options, credential['@context'])
  if (!(bytes instanceof Uint8Array)) {
    const complex = bytes.code === 'content-too-complex'
    return { outcome: 'fail', code: complex ? 'proof-not-canonicalisable' : 'proof-does-not-fit' }
  }
  return (await signatureHolds(key, bytes, proof.signature))
    ? { outcome: 'pass', code: 'proof-fits' }
    : { outcome: 'fail', code: 'proof-does-not-fit' }
}
