/** JSON that is no credential: said plainly, with what it looks like, so that a person knows which file to ask for. */
import { type Opening, stoppedByFormat } from '../envelope/opened.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { hasType, listOf } from './fields.ts'

/** What a document looks like, by its types. */
const BY_TYPE: readonly (readonly [type: string, kind: string])[] = [
  ['BitstringStatusListCredential', 'status-list'],
  ['StatusList2021Credential', 'status-list'],
  ['RevocationList', 'revocation-list'],
  ['BadgeClass', 'badge-class'],
  ['Endorsement', 'endorsement'],
  ['Issuer', 'issuer-profile'],
  ['Profile', 'issuer-profile'],
  ['BlockcertsIssuerProfile', 'issuer-profile'],
  ['CryptographicKey', 'key'],
  ['Multikey', 'key'],
  ['Criteria', 'criteria'],
  ['DataIntegrityProof', 'proof'],
  ['Ed25519Signature2020', 'proof'],
]

/** What a document looks like, by a field that only such documents have. */
const BY_FIELD: readonly (readonly [field: string, kind: string])[] = [
  ['$schema', 'schema'],
  ['publicKeyMultibase', 'key'],
  ['publicKeyPem', 'key'],
  ['kty', 'key'],
  ['keys', 'key'],
  ['verificationMethod', 'identifier-document'],
  ['revocationList', 'issuer-profile'],
  ['issuerKeys', 'issuer-profile'],
  ['narrative', 'criteria'],
]

/** What a document looks like that isn't a credential: a word of a closed list. */
export function kindOfDocument(value: Json): string {
  if (Array.isArray(value)) return 'list'
  if (!isJsonObject(value)) return 'value'
  const typed = BY_TYPE.find(([type]) => hasType(value, type))
  if (typed !== undefined) return typed[1]
  const fields = Object.keys(value)
  if (fields.length === 1 && fields[0] === '@context') return 'context'
  return BY_FIELD.find(([field]) => fields.includes(field))?.[1] ?? (holdsKeys(value) ? 'key' : 'other')
}

/** A file of key pairs: objects that hold keys, one level down. */
function holdsKeys(document: JsonObject): boolean {
  return Object.values(document).some((part) => isJsonObject(part) && part.publicKeyMultibase !== undefined)
}

/** The answer for JSON that is no credential: a presentation is named as such, as its credentials can be checked. */
export function noCredential(value: Json): Opening {
  if (isJsonObject(value) && hasType(value, 'VerifiablePresentation')) {
    const held = listOf(value.verifiableCredential).length
    return stoppedByFormat({ outcome: 'fail', code: 'format-presentation', data: { credentials: held } })
  }
  return stoppedByFormat({ outcome: 'fail', code: 'format-no-credential', data: { kind: kindOfDocument(value) } })
}

/** The answer for a compact text that no format took. */
export const notReadable: Opening = stoppedByFormat({
  outcome: 'fail',
  code: 'format-not-readable',
  data: { reason: 'json-syntax', at: '' },
})
