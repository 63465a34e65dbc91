/** The claims of an SD-JWT VC (draft 24, section 3.2.2), and what pages show of them. */
import type { CredentialFacts } from '../openbadge/types.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { issuerId } from './data-integrity.ts'
import { contradicts, datesOf, instantOf } from './jose-claims.ts'
import { type Carried, type Carrying, factsOf, later, signedOn, unclear } from './jose-credential.ts'

/**
 * Reads the claims. `iss` and `vct` must be there. `exp` ends the credential and `nbf` begins it; `validFrom` and
 * `validUntil`, where an achievement brings them along, may make that narrower and must not contradict it.
 */
export function carriedAsVc(claims: JsonObject): Carrying {
  const format = 'sd-jwt-vc'
  const { iss, vct, jti, issuer, validFrom, validUntil } = claims
  if (typeof vct !== 'string' || vct === '') return unclear('sd-jwt-vct', '/vct', format)
  if (typeof iss !== 'string' || iss === '') return unclear('sd-jwt-iss', '/iss', format)
  const dates = datesOf(claims)
  if ('at' in dates) return unclear('jwt-dates', dates.at, format)
  if (issuer !== undefined && issuerId(claims) !== iss) return unclear('jwt-claims-disagree', '/issuer', format)
  const fault = contradicts(dates, validFrom, validUntil)
  if (fault !== undefined) return unclear('jwt-claims-disagree', fault.at, format)
  const credential: JsonObject = { ...claims, issuer: issuer ?? iss }
  if (jti !== undefined) credential.id ??= jti
  return {
    ok: true,
    carried: {
      format,
      version: 2,
      formatAnswer: { outcome: 'pass', code: 'format-sd-jwt-vc', data: { vct } },
      credential,
      issuer: iss,
      term: { from: later(validFrom, dates.nbf ?? dates.iat), until: sooner(validUntil, dates.exp) },
      created: signedOn(dates, validFrom),
    },
  }
}

function sooner(until: Json | undefined, exp: number | undefined): Json | undefined {
  if (exp === undefined || (typeof until === 'string' && !(Date.parse(until) > exp * 1000))) return until
  return instantOf(exp)
}

/**
 * What pages show. With an achievement in `credentialSubject`, as of Open Badges 3.0; else the claims are the holder's, by
 * the names of the registry of JWT claims (`name`, `given_name`, `family_name`), and the title is the type.
 */
export function factsOfVc(carried: Carried): CredentialFacts {
  const { credential } = carried
  if (isJsonObject(credential.credentialSubject)) return factsOf(carried)
  const { name, given_name: given, family_name: family, sub, vct } = credential
  const facts = factsOf({ ...carried, credential: { ...credential, name: String(vct) } })
  const parts = typeof name === 'string' ? [name] : [given, family].filter((part) => typeof part === 'string')
  return {
    ...facts,
    holderName: parts.length === 0 ? null : parts.join(' '),
    subjectId: typeof sub === 'string' ? sub : null,
  }
}
