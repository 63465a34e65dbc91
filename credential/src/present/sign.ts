import { CREDENTIALS_V2 } from '../contexts/bundled.ts'
import { type ProofOptions, proofInput, proofWith } from '../envelope/data-integrity-sign.ts'
import { FOREIGN_LIMITS } from '../envelope/open.ts'
import { CredentialError } from '../errors.ts'
import { readJson } from '../json/read.ts'
import type { Sign } from '../keys/key.ts'
import { isJsonObject, type JsonObject } from '../types.ts'

/** What a holder shows, to whom, and with which key. */
export interface PresentationOptions extends Omit<ProofOptions, 'id'> {
  /** Texts of credentials as they were received: JSON, JWT or SD-JWT. */
  readonly credentials: readonly string[]
  /** The DID of the holder, whose key `verificationMethod` is. */
  readonly holder: string
  /** What the verifier gave for this one request. */
  readonly challenge: string
  /** The verifier's domain or domains. */
  readonly domain: string | readonly string[]
  /** An absolute URL or URN of the presentation. */
  readonly id?: string
  readonly sign: Sign
}

/**
 * Shows credentials to a verifier: a presentation (VC Data Model 2.0, section 4.13) signed by its holder for one challenge
 * and domain. Answers its JSON text. The suite is `eddsa-jcs-2022` where none is named: it takes every credential as it is.
 * Compact credentials are enveloped (section 4.13.1). Throws `CredentialError` where one of them is neither.
 */
export async function signPresentation(given: PresentationOptions): Promise<string> {
  const { credentials, holder, id, sign, suite = 'eddsa-jcs-2022', ...rest } = given
  const presentation: JsonObject = {
    '@context': [CREDENTIALS_V2],
    ...(id === undefined ? {} : { id }),
    type: ['VerifiablePresentation'],
    holder,
    ...(credentials.length === 0 ? {} : { verifiableCredential: credentials.map(embedded) }),
  }
  const options = { ...rest, suite, purpose: 'authentication' } as const
  const proof = proofWith(presentation, options, await sign(await proofInput(presentation, options)))
  return JSON.stringify({ ...presentation, proof })
}

function embedded(text: string, place: number): JsonObject {
  const isSdJwt = /^[\w-]+\.[\w-]+\.[\w-]+~/.test(text)
  if (isSdJwt || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) {
    return {
      '@context': CREDENTIALS_V2,
      id: `data:application/vc+${isSdJwt ? 'sd-jwt' : 'jwt'},${text}`,
      type: 'EnvelopedVerifiableCredential',
    }
  }
  const read = readJson(text, FOREIGN_LIMITS)
  if (!read.ok || !isJsonObject(read.value))
    throw new CredentialError('value-of-wrong-type', `/verifiableCredential/${place}`)
  return read.value
}
