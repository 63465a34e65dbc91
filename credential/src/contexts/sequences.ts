import { CREDENTIALS_V2, OPEN_BADGES_V3 } from './bundled.ts'

const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0'
const SECURITY = 'https://w3id.org/security'

/** URLs of the contexts of others that we read (standards and real documents name them). */
export const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'
export const CREDENTIALS_EXAMPLES_V2 = 'https://www.w3.org/ns/credentials/examples/v2'
export const STATUS_V1 = 'https://www.w3.org/ns/credentials/status/v1'
export const STATUS_LIST_2021 = 'https://w3id.org/vc/status-list/2021/v1'
export const ED25519_2020 = `${SECURITY}/suites/ed25519-2020/v1`
export const DATA_INTEGRITY_V1 = `${SECURITY}/data-integrity/v1`
export const DATA_INTEGRITY_V2 = `${SECURITY}/data-integrity/v2`
/** Open Badges 3.0.0 to 3.0.3, oldest first; 3.0.0 has no number in its URL. */
export const OPEN_BADGES_VERSIONS = ['', '-3.0.1', '-3.0.2', '-3.0.3'].map((n) => `${OPEN_BADGES}/context${n}.json`)
export const OPEN_BADGES_EXTENSIONS = `${OPEN_BADGES}/extensions.json`

/** What may stand between the data model and the suites: nothing, or Open Badges with or without its extensions. */
const VOCABULARIES = [[], ...OPEN_BADGES_VERSIONS.flatMap((url) => [[url], [url, OPEN_BADGES_EXTENSIONS]])]
/** What may stand last under VC Data Model 1.1, as its issuers write it. */
const TAILS_V1 = [
  [],
  [ED25519_2020],
  [DATA_INTEGRITY_V1],
  [DATA_INTEGRITY_V2],
  [ED25519_2020, DATA_INTEGRITY_V2],
  [STATUS_V1],
  [STATUS_V1, ED25519_2020],
  [STATUS_LIST_2021],
  [STATUS_LIST_2021, ED25519_2020],
  [STATUS_LIST_2021, DATA_INTEGRITY_V2],
  [ED25519_2020, STATUS_LIST_2021],
]
/** Under VC Data Model 2.0 the proof and the status list stand in the model's own context. */
const TAILS_V2 = [[], [ED25519_2020], [DATA_INTEGRITY_V2], [DATA_INTEGRITY_V2, ED25519_2020]]

/** Our own sequences, which the tables of the fast path cover. */
export const OWN_SEQUENCES: readonly (readonly string[])[] = [[CREDENTIALS_V2, OPEN_BADGES_V3], [CREDENTIALS_V2]]

/**
 * The only sequences of contexts that we read, exactly and in this order (VC Data Integrity 1.0, section 2.4.1: context
 * validation). Another sequence could give the same signed statements another meaning.
 */
export const SEQUENCES: readonly (readonly string[])[] = [
  ...OWN_SEQUENCES,
  ...VOCABULARIES.flatMap((middle) => TAILS_V2.map((tail) => [CREDENTIALS_V2, ...middle, ...tail])),
  ...TAILS_V2.map((tail) => [CREDENTIALS_V2, CREDENTIALS_EXAMPLES_V2, ...tail]),
  ...VOCABULARIES.flatMap((middle) => TAILS_V1.map((tail) => [CREDENTIALS_V1, ...middle, ...tail])),
]

const allowed = new Set(SEQUENCES.map((sequence) => sequence.join(' ')))

/** Whether a document's `@context` is one of the sequences we read. A URL never holds a space, so that the key is certain. */
export function isAllowedSequence(context: unknown): context is string[] {
  return (
    Array.isArray(context) &&
    context.every((url) => typeof url === 'string' && !url.includes(' ')) &&
    allowed.has(context.join(' '))
  )
}
