/**
 * The European Learning Model in European Digital Credentials: JSON-LD, sealed by an organisation in JAdES
 * (ETSI TS 119 182-1). The seal's certificates lead to the trusted lists of the European Union, which aren't kept:
 * a seal is recognised and not checked.
 */

import { issuerId } from '../envelope/data-integrity.ts'
import type { Opening } from '../envelope/opened.ts'
import { readJson } from '../json/read.ts'
import { fromBase64Url } from '../keys/encoding.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { ForeignClaims } from './facts.ts'
import { hasType, listOf, objectOf, textOf } from './fields.ts'
import { noCredential } from './no-credential.ts'
import {
  failedProof,
  noSchema,
  notListed,
  openedForeign,
  statusNotAvailable,
  stoppedByProof,
} from './opened-foreign.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

const LIMITS = { maxBytes: 2 * 1024 * 1024 }

/** Opens a European Digital Credential, sealed or bare; something else inside a seal is no credential. */
export function openElm(document: JsonObject): Opening {
  const sealed = typeof document.payload === 'string' ? payloadOf(document.payload) : undefined
  const credential = sealed ?? document
  if (!hasType(credential, 'EuropeanDigitalCredential')) return noCredential(document)
  if (sealed === undefined && document.proof === undefined)
    return stoppedByProof('elm', 'edc', failedProof('proof-missing', 'seal'))
  const claims = claimsOf(credential)
  return openedForeign({
    format: 'elm',
    version: 'edc',
    document: credential,
    claims: () => claims,
    proof: async () => ({ outcome: 'unknown', code: 'proof-not-checked', data: { reason: 'seal' } }),
    issuer: async () => notListed(claims.issuer.id),
    status: async () => statusNotAvailable,
    schema: noSchema,
  })
}

/** The payload of a seal: JSON as it stands (`b64` false), or in base64url. */
function payloadOf(payload: string): JsonObject | undefined {
  const bytes = fromBase64Url(payload)
  const read = readJson(bytes ?? payload, LIMITS)
  return read.ok && isJsonObject(read.value) ? read.value : undefined
}

function claimsOf(credential: JsonObject): ForeignClaims {
  const issuer = issuerId(credential)
  const shown = objectOf(credential.displayParameter)
  const subject = objectOf(listOf(credential.credentialSubject)[0])
  return {
    id: textOf(credential.id) ?? '',
    title: firstText(shown.title),
    description: firstText(shown.description),
    holderName: textOf(firstText(subject.fullName)),
    subjectId: textOf(subject.id),
    issuer: { id: issuer, name: firstText(objectOf(credential.issuer).legalName) },
    definitionUrl: null,
    criteria: null,
    validFrom: textOf(credential.validFrom ?? credential.issuanceDate),
    validUntil: textOf(credential.validUntil ?? credential.expirationDate),
  }
}

/** The first text of a map of languages, each with a text or a list of them. */
function firstText(map: unknown): string {
  return textOf(listOf(Object.values(objectOf(map))[0])[0]) ?? ''
}
