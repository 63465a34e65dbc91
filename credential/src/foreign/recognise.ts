/**
 * Tells foreign formats apart, and nothing more: what opens them is loaded only when one comes, so that checking our own
 * formats in a browser doesn't pay for it.
 */

import { decodeBase64Url } from '#base64'
import type { Read } from '../envelope/open.ts'
import type { Opening } from '../envelope/opened.ts'
import { onDemand } from '../on-demand.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { hasType, listOf, objectOf } from './fields.ts'
import { noCredential, notReadable } from './no-credential.ts'

type ForeignFormat = 'blockcerts' | 'open-attestation' | 'elm' | 'open-badges-2'

/** Which foreign format an input is, or nothing. */
function foreignFormat(read: Read): ForeignFormat | undefined {
  if (read.kind === 'text') return isSignedBadge(read.text) ? 'open-badges-2' : undefined
  if (!isJsonObject(read.value)) return undefined
  const document = read.value
  if (isBlockcerts(document)) return 'blockcerts'
  if (isOpenAttestation(document)) return 'open-attestation'
  if (hasType(document, 'EuropeanDigitalCredential') || isSealed(document)) return 'elm'
  return isBadge(document) ? 'open-badges-2' : undefined
}

function isBlockcerts(document: JsonObject): boolean {
  if (hasType(document, 'BlockchainCertificate') || hasType(objectOf(document.signature), 'MerkleProof2017'))
    return true
  return listOf(document.proof).some(isMerkleProof)
}

/** A proof of Blockcerts 3: a type of its own, or a cryptosuite of Data Integrity. */
export function isMerkleProof(proof: unknown): proof is JsonObject {
  return isJsonObject(proof) && (hasType(proof, 'MerkleProof2019') || proof.cryptosuite === 'merkle-proof-2019')
}

function isOpenAttestation(document: JsonObject): boolean {
  if (hasType(objectOf(document.signature), 'SHA3MerkleProof') || hasType(document, 'OpenAttestationCredential'))
    return true
  if (hasType(objectOf(document.proof), 'OpenAttestationMerkleProofSignature2018')) return true
  return document.$template !== undefined && document.issuers !== undefined
}

/** JAdES in JSON (ETSI TS 119 182-1): a payload beside its signatures, as it stands or in base64url. */
function isSealed({ payload, signatures }: JsonObject): boolean {
  if (typeof payload !== 'string' || !Array.isArray(signatures)) return false
  const text = payload.startsWith('{') ? payload : decoded(payload)
  return /"type"\s*:\s*(?:\[[^\]]*)?"EuropeanDigitalCredential"/.test(text)
}

/** An assertion of Open Badges 2.0, or of 1.x, which has no type. */
function isBadge(document: JsonObject): boolean {
  if (hasType(document, 'Assertion')) return true
  return document.badge !== undefined && document.recipient !== undefined && document.verify !== undefined
}

/** The header seen last that names a key: an issuer's are all alike. */
let lastNaming = '.'

/**
 * A signed badge is a JWS whose key is named by its payload (Open Badges 2.0, section 5.2): its header names none, while
 * a verifiable credential's does. Only then is the payload looked into.
 */
function isSignedBadge(text: string): boolean {
  const [header = '', payload = '', , more] = text.split('.')
  if (more !== undefined || header === lastNaming) return false
  if (/"(?:kid|jwk|x5c)"/.test(decoded(header))) {
    lastNaming = header
    return false
  }
  const content = decoded(payload)
  return /"badge"\s*:/.test(content) && /"verif(?:y|ication)"\s*:/.test(content)
}

function decoded(part: string): string {
  return new TextDecoder().decode(decodeBase64Url(part) ?? new Uint8Array())
}

/** Whether an input is of a foreign format that we read: Open Badges 1 and 2, Blockcerts, OpenAttestation, ELM. */
export function recognisesForeign(read: Read): boolean {
  return foreignFormat(read) !== undefined
}

const openBadges2 = onDemand(() => import('./open-badges-2.ts'))
const blockcerts = onDemand(() => import('./blockcerts.ts'))
const elm = onDemand(() => import('./elm.ts'))
const openAttestation = onDemand(() => import('./open-attestation.ts'))

/** Opens an input that `recognisesForeign` took. */
export async function openForeign(read: Read): Promise<Opening> {
  const format = foreignFormat(read)
  if (read.kind === 'text' || format === 'open-badges-2') return (await openBadges2()).openBadge2(read)
  const document = read.value as JsonObject
  if (format === 'blockcerts') return (await blockcerts()).openBlockcerts(document)
  if (format === 'elm') return (await elm()).openElm(document)
  return (await openAttestation()).openAttestation(document)
}

/** Whether an input is a list of statuses in the shape of a credential. */
export function recognisesStatusList(read: Read): boolean {
  if (read.kind === 'text' || !isJsonObject(read.value)) return false
  return hasType(read.value, 'BitstringStatusListCredential') || hasType(read.value, 'StatusList2021Credential')
}

/** Says what an input is that no format took. */
export function openOther(read: Read): Opening {
  return read.kind === 'json' ? noCredential(read.value) : notReadable
}
