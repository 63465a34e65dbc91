/**
 * Blockcerts 1, 2 and 3. The Merkle path is always checked; the content's own hash where all its contexts are kept. What
 * the blockchain holds is never asked, so the best answer is *unknown*.
 */
import { sha256Hex } from '#crypto'
import { isAllowedSequence } from '../contexts/sequences.ts'
import { unsecured } from '../envelope/canonical-form.ts'
import { issuerId } from '../envelope/data-integrity.ts'
import type { Answer, Opening } from '../envelope/opened.ts'
import type { JsonObject } from '../types.ts'
import type { ForeignClaims } from './facts.ts'
import { listOf, objectOf, textOf } from './fields.ts'
import { pathHolds, type Receipt, readProofValue, readReceipt } from './merkle.ts'
import {
  failedProof,
  noSchema,
  notListed,
  openedForeign,
  statusNotAvailable,
  stoppedByProof,
} from './opened-foreign.ts'
import { isMerkleProof } from './recognise.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

/** Most proofs of a chain that are read: base58 takes some milliseconds each. */
const PROOFS = 4

/** Opens a certificate of any version. */
export async function openBlockcerts(document: JsonObject): Promise<Opening> {
  const version = versionOf(document)
  const receipts = receiptsOf(document, version)
  if (receipts.length === 0) return stoppedByProof('blockcerts', version, failedProof('proof-malformed', 'receipt'))
  const claims =
    version === '3' ? claimsOf3(document) : claimsOf(version === '1' ? partsOf1(document) : partsOf2(document))
  const answer = await proofAnswer(document, version, receipts)
  return openedForeign({
    format: 'blockcerts',
    version,
    document,
    claims: () => claims,
    proof: async () => answer,
    issuer: async () => notListed(claims.issuer.id),
    status: async () => statusNotAvailable,
    schema: noSchema,
  })
}

function versionOf(document: JsonObject): '1' | '2' | '3' {
  if (document.receipt !== undefined) return '1'
  return document.signature !== undefined ? '2' : '3'
}

/** The receipts of a certificate; none where one of them can't be read. */
function receiptsOf(document: JsonObject, version: string): readonly Receipt[] {
  const read =
    version === '3'
      ? listOf(document.proof)
          .filter(isMerkleProof)
          .slice(0, PROOFS + 1)
          .map((proof) => readProofValue(proof.proofValue))
      : [readReceipt(objectOf(version === '1' ? document.receipt : document.signature))]
  return read.length <= PROOFS && read.every((receipt) => receipt !== undefined) ? read : []
}

async function proofAnswer(document: JsonObject, version: string, receipts: readonly Receipt[]): Promise<Answer> {
  if (!receipts.every(pathHolds)) return failedProof('proof-does-not-fit', 'merkle-path')
  const [receipt, another] = receipts as [Receipt, Receipt | undefined]
  // In a chain each hash covers the proofs before it; only a single one covers the bare document.
  if (version !== '3' || another !== undefined || !isAllowedSequence(document['@context'])) return notHashed
  const canonical = await unsecured(document).canonical('sha256')
  if (!canonical.ok || sha256Hex(canonical.text) !== receipt.targetHash) {
    return failedProof('proof-does-not-fit', 'target-hash')
  }
  return { outcome: 'unknown', code: 'proof-anchor-not-checked', data: { merkleRoot: receipt.merkleRoot } }
}

/** The contexts of Blockcerts are not kept, so the content can't be brought to the form that was hashed. */
const notHashed: Answer = { outcome: 'unknown', code: 'proof-not-checked', data: { reason: 'context-not-known' } }

interface Parts {
  readonly id: unknown
  readonly badge: JsonObject
  readonly holder: string | null
  readonly identity: unknown
  readonly issuedOn: unknown
  readonly expires: unknown
}

function partsOf1({ document }: JsonObject): Parts {
  const { assertion, certificate, recipient } = objectOf(document)
  const { id, issuedOn, expires } = objectOf(assertion)
  const { givenName, familyName, identity } = objectOf(recipient)
  const holder = [givenName, familyName].filter((name) => textOf(name) !== null).join(' ')
  return { id, badge: objectOf(certificate), holder: textOf(holder), identity, issuedOn, expires }
}

function partsOf2(document: JsonObject): Parts {
  const { id, badge, recipient, recipientProfile, issuedOn, expires } = document
  const holder = textOf(objectOf(recipientProfile).name)
  return { id, badge: objectOf(badge), holder, identity: objectOf(recipient).identity, issuedOn, expires }
}

function claimsOf({ id, badge, holder, identity, issuedOn, expires }: Parts): ForeignClaims {
  const issuer = objectOf(badge.issuer)
  const issuerUrl = textOf(issuer.id) ?? ''
  return {
    id: textOf(id) ?? '',
    title: textOf(badge.name) ?? '',
    description: textOf(badge.description) ?? '',
    holderName: holder,
    subjectId: textOf(identity),
    issuer: { id: issuerUrl, name: textOf(issuer.name) ?? issuerUrl },
    definitionUrl: textOf(badge.id),
    criteria: textOf(objectOf(badge.criteria).narrative),
    validFrom: textOf(issuedOn),
    validUntil: textOf(expires),
  }
}

function claimsOf3(document: JsonObject): ForeignClaims {
  const subject = objectOf(listOf(document.credentialSubject)[0])
  const issuer = issuerId(document)
  return {
    id: textOf(document.id) ?? '',
    title: textOf(document.name) ?? '',
    description: textOf(document.description) ?? '',
    holderName: textOf(subject.name),
    subjectId: textOf(subject.id),
    issuer: { id: issuer, name: issuer },
    definitionUrl: null,
    criteria: null,
    validFrom: textOf(document.validFrom ?? document.issuanceDate),
    validUntil: textOf(document.validUntil ?? document.expirationDate),
  }
}
