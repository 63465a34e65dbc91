/** What did:webvh 1.0 is made of: hashes of canonical JSON, and proofs of `eddsa-jcs-2022` by keys that are did:key. */
import { sha256 } from '#crypto'
import { canonicalJson } from '../json/jcs.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { fromBase58, toBase58 } from './encoding.ts'
import { readMultikey, type Sign, signatureHolds } from './key.ts'

/** The SHA-256 multihash of a text in UTF-8, in base58-btc: what SCIDs, entry hashes and hashes of next keys are. */
export function multihash(text: string): string {
  return toBase58(Uint8Array.from([0x12, 0x20, ...sha256(text)]))
}

/** What a proof signs: the digest of its options, then that of the document (Data Integrity EdDSA 1.0, section 3.3.4). */
export function signedBytes(document: JsonObject, options: JsonObject): Uint8Array {
  return Uint8Array.from([...sha256(canonicalJson(options)), ...sha256(canonicalJson(document))])
}

/** The Multikey of a proof whose form is the one of did:webvh (Authorized Keys; Witness DIDs), or nothing. */
export function keyOfProof(proof: Json): string | undefined {
  if (!isJsonObject(proof) || proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-jcs-2022')
    return undefined
  if (proof.proofPurpose !== 'assertionMethod' || proof['@context'] !== undefined) return undefined
  const [, body, fragment] = /^did:key:(z[A-Za-z0-9]+)#(z[A-Za-z0-9]+)$/.exec(String(proof.verificationMethod)) ?? []
  return body === fragment ? body : undefined
}

/** Whether a proof of a document holds under the key that its did:key is; asked only where `keyOfProof` gave that key. */
export async function proofHolds(document: JsonObject, proof: JsonObject, multikey: string): Promise<boolean> {
  const key = readMultikey(multikey)
  const { proofValue, ...options } = proof
  const signature =
    typeof proofValue === 'string' && proofValue.startsWith('z') ? fromBase58(proofValue.slice(1)) : null
  if (key?.kind !== 'Ed25519' || signature === null) return false
  return signatureHolds(key, signedBytes(document, options), signature)
}

/** A key that signs: Ed25519, its public half as Multikey. */
export interface Signer {
  readonly publicKeyMultibase: string
  readonly sign: Sign
}

/** Makes a proof of a document. `created` is an XSD dateTime. */
export async function makeProof(document: JsonObject, created: string, signer: Signer): Promise<JsonObject> {
  const options: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: `did:key:${signer.publicKeyMultibase}#${signer.publicKeyMultibase}`,
    created,
    proofPurpose: 'assertionMethod',
  }
  return { ...options, proofValue: `z${toBase58(await signer.sign(signedBytes(document, options)))}` }
}
