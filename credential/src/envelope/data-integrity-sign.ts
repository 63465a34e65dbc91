/** Makes proofs (VC Data Integrity 1.0, sections 4.2 and 4.3): for one signer, or one after the other. */
import { ALGORITHMS, type Cryptosuite, type KeyKind } from '../algorithms.ts'
import { CredentialError } from '../errors.ts'
import { keyInside } from '../keys/controller.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import type { JsonObject } from '../types.ts'
import { unsecured } from './canonical-form.ts'
import { boundProofs, MOST_PROOFS, type ProofPurpose, readProofs } from './data-integrity-proof.ts'
import { isDateTime, modelOf, shapeFaults } from './data-model.ts'
import { SIGNING_SUITES, type SigningSuite } from './suites/index.ts'

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

function kindOf({ verificationMethod, keyKind, suite = 'eddsa-rdfc-2022' }: ProofOptions): KeyKind {
  const { keys } = SIGNING_SUITES[suite]
  const kind = keyKind ?? keyInside(verificationMethod)?.kind ?? (keys[0] as KeyKind)
  if (!keys.includes(kind)) throw new RangeError(`${suite} takes no key of kind ${kind}`)
  return kind
}

function optionsOf(document: JsonObject, given: FullProofOptions): JsonObject {
  const { suite = 'eddsa-rdfc-2022' } = given
  return SIGNING_SUITES[suite].signing.options(document, proofMembers(suite, given))
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
export async function proofInput(
  document: JsonObject,
  given: FullProofOptions,
  bound: readonly JsonObject[] = [],
  text?: string,
): Promise<Uint8Array> {
  const { signing } = SIGNING_SUITES[given.suite ?? 'eddsa-rdfc-2022']
  const bytes = await signing.bytes(
    unsecured(document, bound, text === undefined ? {} : { text }),
    optionsOf(document, given),
    kindOf(given),
  )
  if (bytes instanceof Uint8Array) return bytes
  throw new CredentialError(bytes.code, bytes.at)
}

/** A proof with its signature. Throws RangeError where the signature isn't of the length that the key gives. */
export function proofWith(document: JsonObject, given: FullProofOptions, signature: Uint8Array): JsonObject {
  const kind = kindOf(given)
  const { signatureBytes } = ALGORITHMS[kind]
  if (signature.length !== signatureBytes)
    throw new RangeError(`a signature under ${kind} has ${signatureBytes} bytes, not ${signature.length}`)
  const { signing } = SIGNING_SUITES[given.suite ?? 'eddsa-rdfc-2022']
  return { ...optionsOf(document, given), proofValue: signing.writeValue(signature) }
}

/** Refuses a credential that has a proof already or isn't of the shape that the Data Model asks for. */
export function refuseBadShape(credential: JsonObject): void {
  if (credential.proof !== undefined) throw new CredentialError('value-repeated', '/proof')
  const [fault] = shapeFaults(credential, modelOf(credential))
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
