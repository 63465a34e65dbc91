/** Claims of a JWT beside the credential's own words: they must agree, since two answers to one question are no answer. */
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { dateTime } from './suite.ts'

/** A place where claims disagree or are of the wrong kind, as a JSON pointer. */
export type ClaimFault = { readonly at: string }

/** The dates that JWTs carry (RFC 7519, section 4.1), in seconds; absent ones are undefined. */
export interface JwtDates {
  readonly iat?: number
  readonly nbf?: number
  readonly exp?: number
}

/** The last second of the year 9999, past which no XSD dateTime of four digits is written. */
const LAST_SECOND = 253_402_300_799

/** Reads `iat`, `nbf` and `exp`; each must be a number of seconds, and the end must come after the beginnings. */
export function datesOf({ iat, nbf, exp }: JsonObject): JwtDates | ClaimFault {
  const dates: { iat?: number; nbf?: number; exp?: number } = {}
  for (const [name, value] of [
    ['iat', iat],
    ['nbf', nbf],
    ['exp', exp],
  ] as const) {
    if (value === undefined) continue
    if (typeof value !== 'number' || value < 0 || value > LAST_SECOND) return { at: `/${name}` }
    dates[name] = value
  }
  const end = dates.exp ?? LAST_SECOND
  if ((dates.iat ?? 0) > end || (dates.nbf ?? 0) > end) return { at: '/exp' }
  return dates
}

/** The instant written last: a batch is signed within one second. */
let lastInstant = { seconds: 0, text: '1970-01-01T00:00:00Z' }

/** A NumericDate as XSD dateTime in UTC; fractions of a second are cut. */
export function instantOf(seconds: number): string {
  if (lastInstant.seconds !== seconds) lastInstant = { seconds, text: dateTime(new Date(Math.floor(seconds) * 1000)) }
  return lastInstant.text
}

/** Whether a NumericDate and a date of the document name the same second. */
export function sameSecond(seconds: number, date: Json | undefined): boolean {
  return typeof date === 'string' && Math.floor(Date.parse(date) / 1000) === Math.floor(seconds)
}

/** The ids of the subjects of a credential. */
export function subjectIds({ credentialSubject }: JsonObject): Json[] {
  return [credentialSubject]
    .flat()
    .flatMap((subject) => (isJsonObject(subject) && subject.id !== undefined ? [subject.id] : []))
}

/**
 * The first of `iss`, `jti` and `sub` that says something else than the credential (VC-JOSE-COSE, section 3.1.3; Open
 * Badges 3.0, section 8.2.4): the issuer's id, the credential's id, and the id of the subject.
 */
export function disagreement(claims: JsonObject, credential: JsonObject, issuer: string): ClaimFault | undefined {
  const { iss, jti, sub } = claims
  if (iss !== undefined && iss !== issuer) return { at: '/iss' }
  if (jti !== undefined && jti !== credential.id) return { at: '/jti' }
  if (sub !== undefined && !subjectIds(credential).includes(sub)) return { at: '/sub' }
  return undefined
}

/**
 * Whether the dates of the signature contradict the term of the credential: made or begun after the credential ended, or
 * ended before it began. Inside these bounds both count: the signature's dates and the credential's.
 */
export function contradicts(
  { iat, nbf, exp }: JwtDates,
  from: Json | undefined,
  until: Json | undefined,
): ClaimFault | undefined {
  const [start, end] = [secondsOf(from), secondsOf(until)]
  if (iat !== undefined && iat > end) return { at: '/iat' }
  if (nbf !== undefined && nbf > end) return { at: '/nbf' }
  if (exp !== undefined && exp < start) return { at: '/exp' }
  return undefined
}

function secondsOf(date: Json | undefined): number {
  return typeof date === 'string' ? Date.parse(date) / 1000 : Number.NaN
}
