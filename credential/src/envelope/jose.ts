/** Credentials in JWTs: VC-JOSE-COSE (VC 2.0), the claim `vc` of VC 1.1, and Open Badges 3.0, section 8.2. */
import { asClr } from '../clr/open.ts'
import { OWN_LIMITS } from '../json/read.ts'
import { learn } from '../rdf/templates.ts'
import { checkTokenStatus } from '../status/token-status-check.ts'
import type { JsonObject } from '../types.ts'
import { type Compact, readCompact } from './jose-compact.ts'
import {
  type Carried,
  type Carrying,
  carriedInClaim,
  carriedPlainly,
  factsOf,
  schemaOf,
  unclear,
} from './jose-credential.ts'
import { signerOf } from './jose-signer.ts'
import type { Read } from './open.ts'
import { type Opened, type Opening, stoppedByFormat } from './opened.ts'

/** Opens a credential in a JWT. */
export function openJwt({ text }: Read): Opening {
  const reading = readCompact(text)
  if (!reading.ok && reading.check === 'format') return stoppedByFormat(reading.answer)
  const payload = reading.ok ? reading.compact.payload : reading.payload
  const carrying = carryingOf(payload, reading.ok ? reading.compact : undefined)
  if (!carrying.ok) return stoppedByFormat(carrying.answer, carrying.format)
  const { carried } = carrying
  const isOwn = carried.format !== 'clr-2' && carried.format !== 'verifiable-credential-1'
  if (isOwn && text.length > OWN_LIMITS.maxBytes) return tooLarge(carried)
  if (!reading.ok)
    return { ok: false, format: carried.format, answers: { format: carried.formatAnswer, proof: reading.answer } }
  const opened = openCarried(carried, reading.compact, false)
  return carried.format === 'clr-2' ? asClr(opened) : { ok: true, opened }
}

function tooLarge({ format }: Carried): Opening {
  return stoppedByFormat(
    { outcome: 'fail', code: 'format-not-readable', data: { reason: 'json-too-large', at: '' } },
    format,
  )
}

/** What the payload carries, by the type that the header gives. Other kinds of JWTs are no credentials (RFC 8725, section 3.11). */
function carryingOf(payload: Compact['payload'], compact: Compact | undefined): Carrying {
  const isInClaim = payload.vc !== undefined
  if (compact === undefined) return isInClaim ? carriedInClaim(payload) : carriedPlainly(payload, false)
  const { typ, cty, iss } = compact.header
  if (typ === 'vp+jwt' || payload.vp !== undefined) return other('format-presentation')
  if (!['vc+jwt', 'jwt', ''].includes(typ) || !['vc', ''].includes(cty)) return other('format-no-credential')
  const { template } = compact
  const carrying =
    isInClaim && typ !== 'vc+jwt' ? carriedInClaim(payload) : carriedPlainly(payload, typ !== 'vc+jwt', template)
  if (carrying.ok && template === undefined) learn(withoutRegistered(payload))
  if (carrying.ok && iss !== undefined && iss !== carrying.carried.issuer)
    return unclear('jwt-claims-disagree', '/header/iss', carrying.carried.format)
  return carrying
}

/** The credential alone, as templates have it. */
function withoutRegistered(payload: JsonObject): JsonObject {
  const { iss: _iss, sub: _sub, jti: _jti, iat: _iat, nbf: _nbf, exp: _exp, ...credential } = payload
  return credential
}

function other(code: 'format-presentation' | 'format-no-credential'): Carrying {
  return { ok: false, format: 'unknown', answer: { outcome: 'fail', code } }
}

/** The opened credential of claims and of the JWS that signs them. `hidden` where parts of it were not disclosed. */
export function openCarried(carried: Carried, compact: Compact, hidden: boolean): Opened {
  const { format, formatAnswer, credential, issuer, term, created, expires } = carried
  const ownStatus = statusClaim(credential, issuer)
  return {
    format,
    formatAnswer,
    credential,
    issuer,
    term,
    ...signerOf(compact, issuer, { created, ...(expires === undefined ? {} : { expires }) }),
    ...(ownStatus === undefined ? {} : { ownStatus }),
    // Neither dates of the signature nor the status can be held back (`NEVER_HIDDEN`).
    ...(hidden ? { part: { hidesStatus: false, hidesEnd: false } } : {}),
    schema: () => schemaOf(carried, hidden),
    facts: () => factsOf(carried),
  }
}

/**
 * The claim `status` (Token Status List, section 6). Where `credentialStatus` stands beside it we answer neither: a
 * credential that is good in one list may be revoked in the other.
 */
function statusClaim(credential: JsonObject, issuer: string): Opened['ownStatus'] {
  const { status, credentialStatus } = credential
  if (status === undefined) return undefined
  if (credentialStatus !== undefined) return async () => ({ outcome: 'unknown', code: 'status-entry-not-readable' })
  return (context) => checkTokenStatus(credential, issuer, context)
}
