/** Documents that list keys: DID documents (DID Core 1.0, section 5) and controlled identifier documents (1.0, section 2). */
import { isJsonObject, type Json } from '../types.ts'
import { fromBase58 } from './encoding.ts'
import { readJwk } from './jwk.ts'
import { type PublicKey, readMultikey } from './key.ts'
import { isValidKey } from './valid.ts'

/** What a key is asked for (Controlled Identifiers 1.0, section 2.3). */
export type KeyPurpose = 'assertionMethod' | 'authentication'

/**
 * Why no key was had. `not-found`: no such key, or it was not in force at that instant. `not-available`: what says so can't
 * be had. `method-not-supported`: a DID method or a kind of key that we don't read. `controller-wrong`: the document says
 * that the key is somebody else's. `not-for-purpose`: the key is not for this use. `malformed`: the identifier or what it
 * leads to breaks its rules, or doesn't hold.
 */
export type KeyProblem =
  | 'not-found'
  | 'not-available'
  | 'method-not-supported'
  | 'controller-wrong'
  | 'not-for-purpose'
  | 'malformed'

/** A key and whose it is, or why it wasn't had. */
export type ResolvedKey =
  | { readonly ok: true; readonly key: PublicKey; readonly controller: string }
  | { readonly ok: false; readonly reason: KeyProblem }

export function noKey(reason: KeyProblem): ResolvedKey {
  return { ok: false, reason }
}

const RELATIONSHIPS = [
  'assertionMethod',
  'authentication',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
] as const

/** Each kind of verification method that we read: the one member that holds the key, and how it is read. */
const MATERIALS: Readonly<Record<string, readonly [member: string, read: (value: Json) => PublicKey | undefined]>> = {
  Multikey: ['publicKeyMultibase', multikey],
  Ed25519VerificationKey2020: ['publicKeyMultibase', onlyEd25519(multikey)],
  Ed25519VerificationKey2018: ['publicKeyBase58', base58Key],
  JsonWebKey: ['publicKeyJwk', readJwk],
  JsonWebKey2020: ['publicKeyJwk', readJwk],
}
const MEMBERS = ['publicKeyMultibase', 'publicKeyBase58', 'publicKeyJwk']

/**
 * Finds a verification method by its id in the document of a controller, and reads its key. The document must be the
 * controller's own, list the method once, say that the controller controls it, and list it for the purpose; `expires` and
 * `revoked` of the method are held against the instant (milliseconds; not a number where it isn't known).
 */
export function keyInDocument(
  document: Json,
  controller: string,
  verificationMethod: string,
  purpose: KeyPurpose,
  instant: number,
): ResolvedKey {
  if (!isJsonObject(document) || document.id !== controller) return noKey('malformed')
  const places = [listOf(document.verificationMethod), ...RELATIONSHIPS.map((name) => listOf(document[name]))]
  const methods = places.flat().filter((entry) => isJsonObject(entry))
  const found = methods.filter((method) => absolute(method.id, controller) === verificationMethod)
  const [method] = found
  if (method === undefined) return noKey('not-found')
  if (found.length > 1) return noKey('malformed')
  if (method.controller !== controller) return noKey('controller-wrong')
  const isListed = listOf(document[purpose]).some(
    (entry) => absolute(isJsonObject(entry) ? entry.id : entry, controller) === verificationMethod,
  )
  if (!isListed) return noKey('not-for-purpose')
  const material = Object.hasOwn(MATERIALS, String(method.type)) ? MATERIALS[String(method.type)] : undefined
  if (material === undefined) return noKey('method-not-supported')
  const [member, read] = material
  const key = MEMBERS.every((name) => name === member || method[name] === undefined)
    ? read(method[member] as Json)
    : undefined
  if (key === undefined) return noKey('malformed')
  for (const end of [method.expires, method.revoked]) {
    if (end === undefined) continue
    const until = typeof end === 'string' ? Date.parse(end) : Number.NaN
    if (Number.isNaN(until)) return noKey('malformed')
    if (!(instant < until)) return noKey('not-found')
  }
  return { ok: true, key, controller }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

/** An id as a whole: `#key-1` stands for the document's own (DID Core 1.0, section 3.2.2). */
function absolute(id: Json | undefined, controller: string): string {
  return typeof id !== 'string' ? '' : id.startsWith('#') ? `${controller}${id}` : id
}

function multikey(value: Json): PublicKey | undefined {
  return typeof value === 'string' ? readMultikey(value) : undefined
}

function onlyEd25519(read: (value: Json) => PublicKey | undefined): (value: Json) => PublicKey | undefined {
  return (value) => {
    const key = read(value)
    return key?.kind === 'Ed25519' ? key : undefined
  }
}

function base58Key(value: Json): PublicKey | undefined {
  const bytes = typeof value === 'string' ? fromBase58(value) : null
  const key: PublicKey = { kind: 'Ed25519', bytes: bytes ?? new Uint8Array() }
  return isValidKey(key) ? key : undefined
}
