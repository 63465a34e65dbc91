/**
 * OpenAttestation 2 and 3, and OpenCerts 1.4. The hash of the content and its Merkle path are always checked; what DNS
 * and Ethereum say is not asked. Where every issuer signs by a did:ethr, the signature is checked too.
 */
import type { Answer, Opening } from '../envelope/opened.ts'
import type { JsonObject } from '../types.ts'
import type { ForeignClaims } from './facts.ts'
import { listOf, objectOf, textOf } from './fields.ts'
import { signerAddress } from './keccak.ts'
import { pathLeads, targetHash2, targetHash3, unsalted } from './open-attestation-hash.ts'
import {
  failedProof,
  noSchema,
  noStatus,
  notListed,
  openedForeign,
  statusNotAvailable,
  stoppedByProof,
} from './opened-foreign.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** A wrapped document of either version, brought to one shape. */
interface Wrapped {
  readonly version: '2' | '3'
  /** Whether the proof calls itself what it is: its own fields are under no hash. */
  readonly isNamed: boolean
  readonly hashes: JsonObject
  readonly path: unknown
  readonly targetHash: string | undefined
  readonly issuers: readonly Issuer[]
  readonly signatures: readonly { readonly key: unknown; readonly signature: unknown }[]
  readonly claims: ForeignClaims
}

/** `did` where the issuer signs; else its document stands in a contract on Ethereum. */
interface Issuer {
  readonly did: string | null
  readonly mayRevoke: boolean
}

/** Most signatures that are checked: each recovers a key, which takes about a millisecond. */
const SIGNATURES = 16

/** Opens a document of either version. */
export function openAttestation(document: JsonObject): Opening {
  const wrapped = document.signature !== undefined ? wrapped2(document) : wrapped3(document)
  if (wrapped === undefined)
    return stoppedByProof('open-attestation', 'raw', failedProof('proof-missing', 'not-wrapped'))
  const answer = proofAnswer(wrapped)
  const issuer = wrapped.issuers[0]?.did ?? wrapped.claims.issuer.id
  const revocable = wrapped.issuers.some(({ mayRevoke }) => mayRevoke)
  return openedForeign({
    format: 'open-attestation',
    version: wrapped.version,
    document,
    claims: () => wrapped.claims,
    proof: async () => answer,
    issuer: async () => notListed(issuer),
    status: async () => (revocable ? statusNotAvailable : noStatus),
    schema: noSchema,
  })
}

function proofAnswer({ isNamed, hashes, path, targetHash, issuers, signatures }: Wrapped): Answer {
  if (!isNamed) return failedProof('proof-malformed', 'type')
  if (targetHash === undefined) return failedProof('proof-malformed', 'not-hashable')
  if (hashes.targetHash !== targetHash) return failedProof('proof-does-not-fit', 'target-hash')
  if (!pathLeads(targetHash, path, hashes.merkleRoot)) return failedProof('proof-does-not-fit', 'merkle-path')
  const root = hashes.merkleRoot as string
  if (issuers.length === 0 || !issuers.every(({ did }) => did !== null))
    return { outcome: 'unknown', code: 'proof-anchor-not-checked', data: { merkleRoot: root } }
  if (signatures.length > SIGNATURES) return failedProof('proof-malformed', 'too-many-signatures')
  if (signatures.length === 0) return failedProof('proof-missing', 'did-without-signature')
  const signers = signatures.map(({ key, signature }) => signerOf(root, key, signature))
  if (signers.includes(undefined)) return failedProof('proof-does-not-fit', 'signature')
  const all = issuers.every(({ did }) => signers.includes(String(did).toLowerCase()))
  return all ? { outcome: 'pass', code: 'proof-fits' } : failedProof('proof-does-not-fit', 'signer')
}

/** The did:ethr, in lower case, whose key a signature names and fits; else nothing. */
function signerOf(root: string, key: unknown, signature: unknown): string | undefined {
  const did =
    typeof key === 'string' ? /^(did:ethr:0x[0-9a-f]{40})#controller$/i.exec(key)?.[1]?.toLowerCase() : undefined
  return did !== undefined && did === `did:ethr:${signerAddress(root, signature)}` ? did : undefined
}

function wrapped2(document: JsonObject): Wrapped {
  const hashes = objectOf(document.signature)
  const data = objectOf(unsalted(objectOf(document.data)))
  const issuers = listOf(data.issuers).map(objectOf)
  return {
    version: '2',
    isNamed: hashes.type === 'SHA3MerkleProof',
    hashes,
    path: hashes.proof,
    targetHash: targetHash2(document),
    issuers: issuers.map((issuer) => ({
      did: inContract(issuer) ? null : textOf(issuer.id),
      mayRevoke: objectOf(issuer.revocation).type !== 'NONE',
    })),
    signatures: listOf(document.proof)
      .map(objectOf)
      .map(({ verificationMethod, signature }) => ({ key: verificationMethod, signature })),
    claims: claimsOf(data, issuers[0] ?? {}, objectOf(data.recipient).name),
  }
}

function inContract({ documentStore, certificateStore, tokenRegistry }: JsonObject): boolean {
  return [documentStore, certificateStore, tokenRegistry].some((address) => address !== undefined)
}

function wrapped3(document: JsonObject): Wrapped | undefined {
  const { proof, ...bare } = document
  const hashes = objectOf(proof)
  if (hashes.targetHash === undefined) return undefined
  const { method, value, revocation } = objectOf(objectOf(document.openAttestationMetadata).proof)
  const did = method === 'DID' ? textOf(value) : null
  return {
    version: '3',
    isNamed: hashes.type === 'OpenAttestationMerkleProofSignature2018' && hashes.proofPurpose === 'assertionMethod',
    hashes,
    path: hashes.proofs,
    targetHash: targetHash3(bare, hashes),
    issuers: [{ did, mayRevoke: objectOf(revocation).type !== 'NONE' }],
    signatures: hashes.signature === undefined ? [] : [{ key: hashes.key, signature: hashes.signature }],
    claims: claimsOf(document, objectOf(document.issuer), objectOf(listOf(document.credentialSubject)[0]).name),
  }
}

function claimsOf(data: JsonObject, issuer: JsonObject, holder: unknown): ForeignClaims {
  const id = textOf(issuer.id) ?? textOf(issuer.url) ?? ''
  return {
    id: textOf(data.id) ?? '',
    title: textOf(data.name) ?? '',
    description: textOf(data.description) ?? '',
    holderName: textOf(holder),
    subjectId: null,
    issuer: { id, name: textOf(issuer.name) ?? id },
    definitionUrl: null,
    criteria: null,
    validFrom: textOf(data.issuedOn ?? data.validFrom ?? data.issuanceDate),
    validUntil: textOf(data.expiryDate ?? data.validUntil ?? data.expirationDate),
  }
}
