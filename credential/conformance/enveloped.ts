/** Credentials and presentations in envelopes (VC Data Model 2.0, sections 4.13.1 and 4.13.2): a `data:` URL with a JWT in it. */
import { CREDENTIALS_V2 } from '../src/contexts/bundled.ts'
import { checkCompact, readCompact } from '../src/envelope/jose-compact.ts'
import { issueJwt, type VerifyContext, verify } from '../src/index.ts'
import { keyInside } from '../src/keys/controller.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'
import { type PresentationRequest, presentationFault, type Refusal } from './form.ts'
import type { ConformanceKey } from './keys.ts'

/** Media types of an envelope, with and without their letters for the Data Model. */
const DATA_URL = /^data:application\/(?:(?:vc|vp)\+)?(?:jwt|sd-jwt),([\w.~-]+)$/

/** A credential signed as a JWT, in its envelope. Throws `CredentialError` as `issueJwt` does. */
export async function issueEnveloped(credential: JsonObject, key: ConformanceKey, now: Date): Promise<JsonObject> {
  const { verificationMethod, kind, sign } = key
  const jwt = await issueJwt(credential, { verificationMethod, kind, issuedAt: now, sign })
  return {
    '@context': CREDENTIALS_V2,
    id: `data:application/vc+jwt,${jwt}`,
    type: 'EnvelopedVerifiableCredential',
  }
}

/** The text in an envelope, or what is wrong with the envelope. */
function contentOf({ '@context': context, id }: JsonObject): string | Refusal {
  if (([context].flat()[0] as Json | undefined) !== CREDENTIALS_V2)
    return { code: 'format-context-not-allowed', at: '/@context' }
  return DATA_URL.exec(String(id))?.[1] ?? { code: 'id-not-data-url', at: '/id' }
}

/** Verifies what is in the envelope by the product's `verify`, of which only format and proof are asked. */
export async function verifyEnvelopedCredential(envelope: JsonObject, context: VerifyContext): Promise<Refusal | null> {
  const text = contentOf(envelope)
  if (typeof text !== 'string') return text
  const { checks } = await verify(text, context)
  const refused = checks.find(
    ({ id, outcome }) => (id === 'format' || id === 'proof' || id === 'schema') && outcome === 'fail',
  )
  const unsure = checks.find(({ id, outcome }) => id === 'proof' && outcome !== 'pass')
  const found = refused ?? unsure
  return found === undefined ? null : { code: found.code }
}

/** Verifies a presentation in an envelope: its signature by the did:key of `kid`, its nonce, and every credential in it. */
export async function verifyEnvelopedPresentation(
  envelope: JsonObject,
  { challenge, domain }: PresentationRequest,
  verifyInside: (credential: Json) => Promise<Refusal | null>,
): Promise<Refusal | null> {
  const text = contentOf(envelope)
  if (typeof text !== 'string') return text
  const reading = readCompact(text)
  if (!reading.ok) return { code: reading.answer.code }
  const { header, payload } = reading.compact
  const key = keyInside(String(header.kid))
  if (key === undefined) return { code: 'proof-key-not-known' }
  const { outcome, code } = await checkCompact(reading.compact, key)
  if (outcome !== 'pass') return { code }
  // The claim `vp` is of the time of VC 1.1; since then the payload is the presentation itself.
  const presentation = isJsonObject(payload.vp) ? payload.vp : payload
  const fault = presentationFault(presentation)
  if (fault !== null) return fault
  if (challenge !== undefined && payload.nonce !== challenge) return { code: 'presentation-challenge-wrong' }
  if (domain !== undefined && payload.aud !== domain) return { code: 'presentation-domain-wrong' }
  for (const credential of [presentation.verifiableCredential ?? []].flat()) {
    const refused = await verifyInside(credential)
    if (refused !== null) return refused
  }
  return null
}
