/** The credential inside a JWT: which data model it follows, and whether the claims around it agree with it. */
import { CREDENTIALS_V2, isAllowedSequence } from '../contexts/bundled.ts'
import { readAchievement } from '../openbadge/read.ts'
import { badgeFaults } from '../openbadge/schema.ts'
import type { CredentialFacts } from '../openbadge/types.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { Format } from '../verdict.ts'
import { isDateTime, issuerId } from './data-integrity.ts'
import { contradicts, datesOf, disagreement, instantOf, type JwtDates, sameSecond, subjectIds } from './jose-claims.ts'
import type { Answer, Term } from './opened.ts'

const CREDENTIALS_V1 = 'https://www.w3.org/2018/credentials/v1'
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context'
const CLR = 'https://purl.imsglobal.org/spec/clr/v2p0/context'

/** A credential as the claims carry it. */
export interface Carried {
  readonly format: Format
  readonly formatAnswer: Answer
  readonly credential: JsonObject
  readonly issuer: string
  readonly term: Term
  /** When it was signed, and until when the signature holds. */
  readonly created: string
  readonly expires?: string
}

export type Carrying =
  | { readonly ok: true; readonly carried: Carried }
  | { readonly ok: false; readonly format: Format; readonly answer: Answer }

/** A refusal in the check *format*: the claims can't be read in one certain way. */
export function unclear(reason: string, at: string, format: Format = 'unknown'): Extract<Carrying, { ok: false }> {
  return { ok: false, format, answer: { outcome: 'fail', code: 'format-not-readable', data: { reason, at } } }
}

/** The vocabulary of a credential of the data model 2.0: the format, and whether we know what all of its words mean. */
function vocabulary({ '@context': context, type }: JsonObject): { format: Format; formatAnswer: Answer } {
  const contexts = [context].flat()
  const types = [type].flat()
  const speaks = (start: string): boolean => contexts.some((url) => typeof url === 'string' && url.startsWith(start))
  const isBadge =
    speaks(OPEN_BADGES) && (types.includes('OpenBadgeCredential') || types.includes('AchievementCredential'))
  const isRecord = speaks(CLR) && types.includes('ClrCredential')
  const format = isRecord ? 'clr-2' : isBadge ? 'open-badges-3' : 'verifiable-credential-2'
  if (!isAllowedSequence(context))
    return { format, formatAnswer: { outcome: 'unknown', code: 'format-context-not-known' } }
  return { format, formatAnswer: { outcome: 'pass', code: `format-${format}`, data: { context: CREDENTIALS_V2 } } }
}

/** Whether claims have the shape of a credential: its types, an issuer, a subject. */
function isCredential(claims: JsonObject): boolean {
  const subjects = [claims.credentialSubject].flat()
  return (
    [claims.type].flat().includes('VerifiableCredential') &&
    issuerId(claims) !== '' &&
    subjects.length > 0 &&
    subjects.every(isJsonObject)
  )
}

/**
 * A credential of the data model 2.0 whose claims are the payload itself (VC-JOSE-COSE, section 3.1). With `exact`, as
 * Open Badges 3.0, section 8.2.4, asks of a JWT: `nbf` is `validFrom` and `exp` is `validUntil`. Else they are dates of the
 * signature, which may be narrower than the credential's but must not contradict them.
 */
export function carriedPlainly(claims: JsonObject, exact: boolean): Carrying {
  if (claims.vc !== undefined || claims.vp !== undefined) return unclear('jwt-vc-claim', '/vc')
  if (claims.proof !== undefined)
    return { ok: false, format: 'unknown', answer: { outcome: 'fail', code: 'proof-several' } }
  const context = [claims['@context']].flat()
  if (!isCredential(claims))
    return { ok: false, format: 'unknown', answer: { outcome: 'fail', code: 'format-no-credential' } }
  if (context[0] !== CREDENTIALS_V2)
    return { ok: false, format: 'unknown', answer: { outcome: 'fail', code: 'format-context-not-allowed' } }
  const { format, formatAnswer } = vocabulary(claims)
  const issuer = issuerId(claims)
  const { validFrom, validUntil } = claims
  const dates = datesOf(claims)
  if ('at' in dates) return unclear('jwt-dates', dates.at, format)
  const fault =
    disagreement(claims, claims, issuer) ??
    (exact ? differs(dates, validFrom, validUntil) : contradicts(dates, validFrom, validUntil))
  if (fault !== undefined) return unclear('jwt-claims-disagree', fault.at, format)
  const carried = { format, formatAnswer, credential: claims, issuer, created: signedOn(dates, validFrom) }
  const from = later(validFrom, dates.nbf)
  const exp = dates.exp === undefined ? undefined : instantOf(dates.exp)
  if (exp === undefined) return { ok: true, carried: { ...carried, term: { from, until: validUntil } } }
  if (exact) return { ok: true, carried: { ...carried, term: { from, until: validUntil ?? exp } } }
  return { ok: true, carried: { ...carried, term: { from, until: validUntil }, expires: exp } }
}

/** `nbf` and `exp` must name the same second as the credential's own dates, where both are there. */
function differs({ nbf, exp }: JwtDates, from: Json | undefined, until: Json | undefined): { at: string } | undefined {
  if (nbf !== undefined && from !== undefined && !sameSecond(nbf, from)) return { at: '/nbf' }
  if (exp !== undefined && until !== undefined && !sameSecond(exp, until)) return { at: '/exp' }
  return undefined
}

/** The later of a date and `nbf`; a date that can't be read stays, for the check *validity* to say so. */
export function later(from: Json | undefined, nbf: number | undefined): Json | undefined {
  if (nbf === undefined || (typeof from === 'string' && !(Date.parse(from) < Math.floor(nbf) * 1000))) return from
  return instantOf(nbf)
}

/** When it was signed: as the signature says, else when the credential begins; empty where neither is there. */
export function signedOn({ iat, nbf }: JwtDates, from: Json | undefined): string {
  const begun = iat ?? nbf
  if (begun !== undefined) return instantOf(begun)
  return isDateTime(from) ? from : ''
}

/**
 * A credential in the claim `vc` (VC Data Model 1.1, section 6.3.1): registered claims stand for its fields, and where both
 * are there they must agree. What the claims say is put into the credential, as the section asks.
 */
export function carriedInClaim(claims: JsonObject): Carrying {
  const inner = claims.vc
  if (!isJsonObject(inner)) return unclear('jwt-vc-claim', '/vc')
  if (claims.vp !== undefined || claims.credentialSubject !== undefined || claims['@context'] !== undefined)
    return unclear('jwt-vc-claim', '/vc')
  if (inner.proof !== undefined)
    return { ok: false, format: 'unknown', answer: { outcome: 'fail', code: 'proof-several' } }
  const dates = datesOf(claims)
  if ('at' in dates) return unclear('jwt-dates', dates.at)
  const credential = completed(inner, claims, dates)
  if (!isCredential(credential))
    return { ok: false, format: 'unknown', answer: { outcome: 'fail', code: 'format-no-credential' } }
  const issuer = issuerId(credential)
  const first = [credential['@context']].flat()[0]
  const from = first === CREDENTIALS_V2 ? credential.validFrom : (credential.issuanceDate ?? credential.validFrom)
  const until = first === CREDENTIALS_V2 ? credential.validUntil : (credential.expirationDate ?? credential.validUntil)
  const known = first === CREDENTIALS_V2 ? vocabulary(credential) : oldVocabulary(first)
  const fault = disagreement(claims, credential, issuer) ?? differs(dates, from, until)
  if (fault !== undefined) return unclear('jwt-claims-disagree', fault.at, known.format)
  return { ok: true, carried: { ...known, credential, issuer, term: { from, until }, created: signedOn(dates, from) } }
}

/** The context of the examples in the recommendation lacks the `www.`; it isn't the context of the recommendation. */
function oldVocabulary(first: unknown): { format: Format; formatAnswer: Answer } {
  const format = 'verifiable-credential-1'
  const isKnown = first === CREDENTIALS_V1
  return {
    format,
    formatAnswer: isKnown
      ? { outcome: 'pass', code: `format-${format}` }
      : { outcome: 'unknown', code: 'format-context-not-known' },
  }
}

/** Fields that only the registered claims give. */
function completed(inner: JsonObject, { iss, jti, sub }: JsonObject, { nbf, exp }: JwtDates): JsonObject {
  const isNew = [inner['@context']].flat()[0] === CREDENTIALS_V2
  const whole: JsonObject = { ...inner }
  if (jti !== undefined) whole.id ??= jti
  if (iss !== undefined)
    whole.issuer = isJsonObject(inner.issuer) ? { id: iss, ...inner.issuer } : (inner.issuer ?? iss)
  const [start, end] = isNew ? (['validFrom', 'validUntil'] as const) : (['issuanceDate', 'expirationDate'] as const)
  if (nbf !== undefined) whole[start] ??= instantOf(nbf)
  if (exp !== undefined) whole[end] ??= instantOf(exp)
  const subject = inner.credentialSubject
  if (sub !== undefined && isJsonObject(subject) && subjectIds(inner).length === 0)
    whole.credentialSubject = { id: sub, ...subject }
  return whole
}

/**
 * The answer of the check *schema*. `hidden` where parts were not disclosed: what is missing may then stand in them.
 * Other vocabularies name schemas that we don't hold.
 */
export function schemaOf({ format, credential }: Carried, hidden: boolean): Answer {
  if (format === 'open-badges-3') {
    const faults = badgeFaults(credential)
    if (faults.length === 0) return { outcome: 'pass', code: 'schema-complete' }
    if (!hidden) return { outcome: 'fail', code: 'schema-incomplete', data: { at: faults.slice(0, 5).join(' ') } }
  }
  if (format !== 'open-badges-3' && credential.credentialSchema !== undefined)
    return { outcome: 'unknown', code: 'schema-not-checked' }
  return { outcome: 'none', code: 'schema-none' }
}

/** What pages show; the older data model names its dates otherwise. */
export function factsOf({ credential, term }: Carried): CredentialFacts {
  return readAchievement({ ...credential, validFrom: textOf(term.from), validUntil: textOf(term.until) })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
