/** Makes proofs (VC Data Integrity 1.0, sections 4.2 and 4.3): for one signer, or one after the other. */
import { ALGORITHMS, type Cryptosuite, type KeyKind } from '../algorithms.ts'
import { CredentialError } from '../errors.ts'
import { keyInside } from '../keys/controller.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import type { Known } from '../rdf/templates.ts'
import type { JsonObject } from '../types.ts'
import { unsecured } from './canonical-form.ts'
import { boundProofs, MOST_PROOFS, type ProofPurpose, readProofs } from './data-integrity-proof.ts'
import { dateFaults, isDateTime, modelOf, type ShapeFault, shapeFaults } from './data-model.ts'
import { SIGNING_SUITES, type SigningSuite } from './suites/index.ts'
import type { SigningBytes } from './suites/suite.ts'

/** What a proof says besides the signature (VC Data Integrity 1.0, section 2.1). Instants are XSD dateTime, or a `Date`. */
export interface ProofOptions {
  /** The id of the key: a DID URL, or another absolute URL. */
  readonly verificationMethod: string
  readonly created: string | Date
  /** `eddsa-rdfc-2022` where it is left out. */
  readonly suite?: SigningSuite
  /**
   * The kind of the key, which decides the digest of the ECDSA suites. Where it is left out: that of a did:key, else the
   * first that the suite takes (Ed25519, or P-256).
   */
  readonly keyKind?: KeyKind
  /** Until when the signature itself holds. */
  readonly expires?: string | Date
  /** An absolute URL or URN that a later proof can name as its `previousProof`. */
  readonly id?: string
}

/** A signature beside others: `previousProof` names those that it binds, so that they can't be taken away under it. */
export interface AddedProofOptions extends ProofOptions {
  readonly previousProof?: string | readonly string[]
}

/** Members that only some proofs have. */
export interface FullProofOptions extends AddedProofOptions {
  readonly purpose?: ProofPurpose
  readonly domain?: string | readonly string[]
  readonly challenge?: string
}

function instantOf(value: string | Date, name: string): string {
  const text = typeof value === 'string' ? value : `${value.toISOString().slice(0, 19)}Z`
  if (!isDateTime(text)) throw new CredentialError('date-malformed', `/proof/${name}`)
  return text
}

function absolute(value: string, name: string): string {
  if (!isAbsoluteIri(value)) throw new CredentialError('id-not-absolute', `/proof/${name}`)
  return value
}

const listed = (value: string | readonly string[]): string | string[] =>
  typeof value === 'string' ? value : [...value]

/** The kind that was told last, of which key and suite. */
let told:
  | {
      readonly verificationMethod: string
      readonly keyKind: KeyKind | undefined
      readonly suite: SigningSuite
      readonly kind: KeyKind
    }
  | undefined

function kindOf({ verificationMethod, keyKind, suite = 'eddsa-rdfc-2022' }: ProofOptions): KeyKind {
  if (told?.verificationMethod === verificationMethod && told.keyKind === keyKind && told.suite === suite)
    return told.kind
  const { keys } = SIGNING_SUITES[suite]
  const kind = keyKind ?? keyInside(verificationMethod)?.kind ?? (keys[0] as KeyKind)
  if (!keys.includes(kind)) throw new RangeError(`${suite} takes no key of kind ${kind}`)
  told = { verificationMethod, keyKind, suite, kind }
  return kind
}

/** The members of a proof as they were made last: a batch is signed under one key and within one second. */
let last: { readonly suite: Cryptosuite; readonly given: FullProofOptions; readonly members: JsonObject } | undefined

/** What the members of a proof are made of. */
const SOURCES = [
  'verificationMethod',
  'created',
  'expires',
  'id',
  'purpose',
  'domain',
  'challenge',
  'previousProof',
] as const

function optionsOf(document: JsonObject, given: FullProofOptions): JsonObject {
  const { suite = 'eddsa-rdfc-2022' } = given
  return SIGNING_SUITES[suite].signing.options(document, membersOf(suite, given))
}

function membersOf(suite: Cryptosuite, given: FullProofOptions): JsonObject {
  const isSame = last?.suite === suite && SOURCES.every((name) => last?.given[name] === given[name])
  if (isSame) return last?.members as JsonObject
  const members = proofMembers(suite, given)
  // A list or a `Date` may change in the hands of the caller.
  const isFixed = SOURCES.every((name) => typeof given[name] !== 'object')
  if (isFixed) last = { suite, given: { ...given }, members }
  return members
}

/** The members of a proof of a suite, without the signature. Throws `CredentialError` for an id or an instant that is none. */
export function proofMembers(suite: Cryptosuite, given: Omit<FullProofOptions, 'suite' | 'keyKind'>): JsonObject {
  const { id, expires, domain, challenge, previousProof } = given
  return {
    type: 'DataIntegrityProof',
    cryptosuite: suite,
    ...(id === undefined ? {} : { id: absolute(id, 'id') }),
    created: instantOf(given.created, 'created'),
    ...(expires === undefined ? {} : { expires: instantOf(expires, 'expires') }),
    verificationMethod: absolute(given.verificationMethod, 'verificationMethod'),
    proofPurpose: given.purpose ?? 'assertionMethod',
    ...(domain === undefined ? {} : { domain: listed(domain) }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(previousProof === undefined ? {} : { previousProof: listed(previousProof) }),
  }
}

/** The bytes that a key has to sign for a proof that binds `bound`. Throws `CredentialError` where a part would not reach them. */
export function proofInput(
  document: JsonObject,
  given: FullProofOptions,
  bound: readonly JsonObject[] = [],
  known?: Known,
): Uint8Array | Promise<Uint8Array> {
  const { signing } = SIGNING_SUITES[given.suite ?? 'eddsa-rdfc-2022']
  const alone = unsecured(document, bound, known === undefined ? {} : { known })
  const bytes = signing.bytes(alone, optionsOf(document, given), kindOf(given))
  return bytes instanceof Promise ? bytes.then(reaching) : reaching(bytes)
}

function reaching(bytes: SigningBytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new CredentialError(bytes.code, bytes.at)
}

/** A proof with its signature. Throws RangeError where the signature isn't of the length that the key gives. */
export function proofWith(document: JsonObject, given: FullProofOptions, signature: Uint8Array): JsonObject {
  return { ...optionsOf(document, given), proofValue: writtenValue(given, signature) }
}

function writtenValue(given: FullProofOptions, signature: Uint8Array): string {
  const kind = kindOf(given)
  const { signatureBytes } = ALGORITHMS[kind]
  if (signature.length !== signatureBytes)
    throw new RangeError(`a signature under ${kind} has ${signatureBytes} bytes, not ${signature.length}`)
  return SIGNING_SUITES[given.suite ?? 'eddsa-rdfc-2022'].signing.writeValue(signature)
}

/** The JSON text of proof members up to the last brace, by the members: `membersOf` answers the same ones again. */
const texts = new WeakMap<JsonObject, string>()

/** The JSON text of `proofWith`. */
export function proofText(document: JsonObject, given: FullProofOptions, signature: Uint8Array): string {
  const options = optionsOf(document, given)
  let text = texts.get(options)
  if (text === undefined) {
    text = JSON.stringify(options).slice(0, -1)
    texts.set(options, text)
  }
  // Letters of a multibase: nothing in them needs an escape.
  return `${text},"proofValue":"${writtenValue(given, signature)}"}`
}

/** Refuses a credential that has a proof already or isn't of the shape that the Data Model asks for. */
export function refuseBadShape(credential: JsonObject): void {
  if (credential.proof !== undefined) throw new CredentialError('value-repeated', '/proof')
  refuse(shapeFaults(credential, modelOf(credential)))
}

/**
 * The same of a credential that a template of a credential of good shape gave: ids are IRIs there, and no other hole than
 * the dates has a shape.
 */
export function refuseBadDates(credential: JsonObject): void {
  refuse(dateFaults(credential, modelOf(credential)))
}

function refuse([fault]: readonly ShapeFault[]): void {
  if (fault !== undefined) throw new CredentialError(fault.code, fault.at)
}

/** The proofs that a document has, checked for everything but their signatures. Throws `CredentialError` where it can't take another. */
export function proofsBefore(
  document: JsonObject,
  given: AddedProofOptions,
): { all: JsonObject[]; bound: JsonObject[] } {
  const read = readProofs(document, 'assertionMethod')
  if (!read.ok) throw new CredentialError('proof-not-readable', '/proof')
  const all = read.proofs.map(({ proof }) => proof)
  if (all.length >= MOST_PROOFS) throw new CredentialError('content-too-complex', '/proof')
  if (given.id !== undefined && all.some(({ id }) => id === given.id))
    throw new CredentialError('id-repeated', '/proof/id')
  const previous = [given.previousProof ?? []].flat()
  if (previous.some((id) => !all.some((proof) => proof.id === id)))
    throw new CredentialError('value-missing', '/proof/previousProof')
  return { all, bound: boundProofs(all, previous) }
}
