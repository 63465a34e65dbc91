/** Key binding (RFC 9901, section 4.3): the holder's signature over what is presented, for one reader and one occasion. */
import { keyInside } from '../keys/controller.ts'
import { readJwk } from '../keys/jwk.ts'
import type { PublicKey } from '../keys/key.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { type Compact, checkCompact, readCompact } from './jose-compact.ts'
import type { Answer } from './opened.ts'
import type { SdJwtParts } from './sd-jwt-read.ts'

/** A key binding JWT whose form is right; its signature is checked apart. `issuedAt` in seconds since 1970. */
export interface Binding {
  readonly compact: Compact
  readonly key: PublicKey
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: number
}

const malformed = (member: string): Answer => ({ outcome: 'fail', code: 'proof-malformed', data: { member } })

/** The holder's key in the claim `cnf` (RFC 7800, section 3): a JWK, or the id of a key that carries itself. */
function holderKey(cnf: unknown): PublicKey | undefined {
  if (!isJsonObject(cnf)) return undefined
  if (cnf.jwk !== undefined) return readJwk(cnf.jwk)
  return typeof cnf.kid === 'string' ? keyInside(cnf.kid) : undefined
}

/**
 * Reads the key binding JWT of a presentation: `typ` `kb+jwt`, `iat`, `aud`, `nonce`, and `sd_hash` over exactly what is
 * presented; the key stands in `cnf` of what the issuer signed. `digest` is that of `_sd_alg`.
 */
export function readBinding(parts: SdJwtParts, claims: JsonObject, digest: (text: string) => string): Binding | Answer {
  const reading = readCompact(parts.binding)
  if (!reading.ok) return reading.check === 'proof' ? reading.answer : malformed('kb')
  const { header, payload } = reading.compact
  if (header.typ !== 'kb+jwt') return malformed('typ')
  const key = holderKey(claims.cnf)
  if (key === undefined) return malformed('cnf')
  const { iat, aud, nonce, sd_hash: hash } = payload
  if (typeof iat !== 'number') return malformed('iat')
  if (typeof aud !== 'string') return malformed('aud')
  if (typeof nonce !== 'string') return malformed('nonce')
  if (hash !== digest(parts.presented))
    return { outcome: 'fail', code: 'proof-does-not-fit', data: { member: 'sd_hash' } }
  return { compact: reading.compact, key, audience: aud, nonce, issuedAt: iat }
}

/** Checks the holder's signature. */
export function checkBinding({ compact, key }: Binding): Promise<Answer> {
  return checkCompact(compact, key)
}
