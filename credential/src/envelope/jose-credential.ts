/** The credential inside a JWT: which data model it follows, and whether the claims around it agree with it. */
import { readAchievement } from '../openbadge/read.ts'
import type { CredentialFacts } from '../openbadge/types.ts'
import type { Template } from '../rdf/template.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { Format } from '../verdict.ts'
import { contextRefusal, formatOf, issuerId, schemaBy, type VcFormat } from './data-integrity.ts'
import { isDateTime, type ModelVersion, modelOf, termOf } from './data-model.ts'
import { contradicts, datesOf, disagreement, instantOf, type JwtDates, sameSecond, subjectIds } from './jose-claims.ts'
import type { Answer, Term } from './opened.ts'

/** A credential as the claims carry it. */
export interface Carried {
  readonly format: Format
  /** Of the VC Data Model; it has no meaning for an SD-JWT VC. */
  readonly version: ModelVersion
  readonly formatAnswer: Answer
  readonly credential: JsonObject
  readonly issuer: string
  readonly term: Term
  /** When it was signed, and until when the signature holds. */
  readonly created: string
  readonly expires?: string | undefined
  /** The template that the claims were read by. */
  readonly template?: Template | undefined
}

export type Carrying =
  | { readonly ok: true; readonly carried: Carried }
  | { readonly ok: false; readonly format: Format; readonly answer: Answer }

/** A refusal in the check *format*: the claims can't be read in one certain way. */
export function unclear(reason: string, at: string, format: Format = 'unknown'): Extract<Carrying, { ok: false }> {
  return { ok: false, format, answer: { outcome: 'fail', code: 'format-not-readable', data: { reason, at } } }
}

function stop(
  code: 'format-no-credential' | 'proof-several' | 'format-context-not-allowed',
): Extract<Carrying, { ok: false }> {
  return { ok: false, format: 'unknown', answer: { outcome: 'fail', code } }
}

type Model = Pick<Carried, 'format' | 'formatAnswer' | 'version' | 'issuer'>

/** What is known of templates whose claims were a credential. */
const models = new WeakMap<Template, Model>()

/**
 * The format of a credential. Words that we don't keep leave it unknown, but the signature covers them: unlike a proof over
 * statements, it can be checked all the same.
 */
function known(credential: JsonObject, version: ModelVersion): Model {
  const format = formatOf(credential, version)
  const context = String([credential['@context']].flat()[0])
  const formatAnswer = contextRefusal(credential) ?? { outcome: 'pass', code: `format-${format}`, data: { context } }
  return { format, formatAnswer, version, issuer: issuerId(credential) }
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
 * signature, which may be narrower than the credential's but must not contradict them. `template`: by which the claims were
 * read, with nothing but registered claims beside the credential.
 */
export function carriedPlainly(claims: JsonObject, exact: boolean, template?: Template): Carrying {
  if (claims.vc !== undefined || claims.vp !== undefined) return unclear('jwt-vc-claim', '/vc')
  if (claims.proof !== undefined) return stop('proof-several')
  const before = template === undefined ? undefined : models.get(template)
  if (before === undefined && !isCredential(claims)) return stop('format-no-credential')
  const model = before ?? known(claims, 2)
  const { format, issuer } = model
  if (modelOf(claims) !== 2 || model.formatAnswer.outcome === 'fail') return stop('format-context-not-allowed')
  if (template !== undefined) models.set(template, model)
  const { validFrom, validUntil } = claims
  const dates = datesOf(claims)
  if ('at' in dates) return unclear('jwt-dates', dates.at, format)
  const fault =
    disagreement(claims, claims, issuer) ??
    (exact ? differs(dates, validFrom, validUntil) : contradicts(dates, validFrom, validUntil))
  if (fault !== undefined) return unclear('jwt-claims-disagree', fault.at, format)
  const exp = dates.exp === undefined ? undefined : instantOf(dates.exp)
  const carried: Carried = {
    format,
    version: model.version,
    formatAnswer: model.formatAnswer,
    credential: claims,
    issuer,
    term: { from: later(validFrom, dates.nbf), until: exact ? (validUntil ?? exp) : validUntil },
    created: signedOn(dates, validFrom),
    expires: exact ? undefined : exp,
    template,
  }
  return { ok: true, carried }
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
  if (inner.proof !== undefined) return stop('proof-several')
  const dates = datesOf(claims)
  if ('at' in dates) return unclear('jwt-dates', dates.at)
  const version = modelOf(inner)
  const credential = completed(inner, claims, dates, version)
  if (!isCredential(credential)) return stop('format-no-credential')
  const model = known(credential, version)
  if (model.formatAnswer.outcome === 'fail') return stop('format-context-not-allowed')
  const { issuer } = model
  const { from, until } = termOf(credential, version) as { from?: Json; until?: Json }
  const fault = disagreement(claims, credential, issuer) ?? differs(dates, from, until)
  if (fault !== undefined) return unclear('jwt-claims-disagree', fault.at, model.format)
  return { ok: true, carried: { ...model, credential, term: { from, until }, created: signedOn(dates, from) } }
}

/** Fields that only the registered claims give. */
function completed(
  inner: JsonObject,
  { iss, jti, sub }: JsonObject,
  { nbf, exp }: JwtDates,
  version: ModelVersion,
): JsonObject {
  const whole: JsonObject = { ...inner }
  if (jti !== undefined) whole.id ??= jti
  if (iss !== undefined)
    whole.issuer = isJsonObject(inner.issuer) ? { id: iss, ...inner.issuer } : (inner.issuer ?? iss)
  const [start, end] =
    version === 2 ? (['validFrom', 'validUntil'] as const) : (['issuanceDate', 'expirationDate'] as const)
  if (nbf !== undefined) whole[start] ??= instantOf(nbf)
  if (exp !== undefined) whole[end] ??= instantOf(exp)
  const subject = inner.credentialSubject
  if (sub !== undefined && isJsonObject(subject) && subjectIds(inner).length === 0)
    whole.credentialSubject = { id: sub, ...subject }
  return whole
}

/** The answer of the check *schema*. `hidden` where parts were not disclosed: what is missing may then stand in them. */
export function schemaOf({ format, version, credential, template }: Carried, hidden: boolean): Answer {
  if (format === 'sd-jwt-vc') return { outcome: 'none', code: 'schema-none' }
  const answer = schemaBy(template, credential, format as VcFormat, version, false)
  return answer.outcome === 'fail' && hidden ? { outcome: 'none', code: 'schema-none' } : answer
}

/** What pages show; the older data model names its dates otherwise. */
export function factsOf({ credential, term }: Carried): CredentialFacts {
  return readAchievement(credential, { validFrom: term.from, validUntil: term.until })
}
