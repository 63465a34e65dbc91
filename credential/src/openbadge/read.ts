import { isJsonObject, type JsonObject } from '../types.ts'
import { TARGET } from './target.ts'
import type { Coded, CredentialFacts, Party, TwoLanguages } from './types.ts'

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function object(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

function list(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
}

function party(value: unknown): Party | null {
  if (typeof value === 'string') return { id: value, name: value }
  const fields = object(value)
  const id = text(fields.id)
  if (id === null) return null
  const url = text(fields.url)
  return { id, name: text(fields.name) ?? id, ...(url === null ? {} : { url }) }
}

/** A text that may be plain or a list of language-tagged values; a missing language takes the other one's words. */
function twoLanguages(value: unknown, otherwise: unknown): TwoLanguages {
  const found: { id?: string; en?: string } = {}
  for (const entry of list(value)) {
    if (typeof entry === 'string') found.id ??= entry
    const { '@value': words, '@language': language } = object(entry)
    if (typeof words !== 'string') continue
    if (language === 'en') found.en ??= words
    else found.id ??= words
  }
  const fallback = text(otherwise) ?? ''
  return { id: found.id ?? found.en ?? fallback, en: found.en ?? found.id ?? fallback }
}

function coded(entry: JsonObject): Coded {
  const url = text(entry.targetUrl)
  return {
    framework: text(entry.targetFramework) ?? '',
    code: text(entry.targetCode) ?? '',
    name: text(entry.targetName) ?? '',
    ...(url === null ? {} : { url }),
  }
}

function wholeNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** What was achieved; an empty object where it isn't said. */
export const achievementOf = (credential: JsonObject): JsonObject =>
  object(object(list(credential.credentialSubject)[0]).achievement)

/** What an achievement is aligned to, of one type. */
const alignedTo = (achieved: JsonObject, type: string): Coded[] =>
  list(achieved.alignment)
    .map(object)
    .filter(({ targetType }) => targetType === type)
    .map(coded)

/** What an issuer's authority is held against: the field and the level of what was achieved, as `readAchievement` reads them. */
export function readScope(credential: JsonObject): Pick<CredentialFacts, 'field' | 'kkniLevel'> {
  const achieved = achievementOf(credential)
  return { field: text(achieved.fieldOfStudy), kkniLevel: wholeNumber(alignedTo(achieved, TARGET.level)[0]?.code) }
}

/**
 * Who issues it together with its issuer, as the achievement names them: name, role as code, and the DID under whose key
 * their signature must stand as `url`.
 */
export function coIssuersOf(credential: JsonObject): Coded[] {
  return alignedTo(achievementOf(credential), TARGET.coIssuer)
}

/**
 * Reads what a credential says, for pages. Call it on verified documents only: it checks nothing. `dates` where the envelope
 * names them otherwise.
 */
export function readAchievement(
  credential: JsonObject,
  dates: { readonly validFrom?: unknown; readonly validUntil?: unknown } = credential,
): CredentialFacts {
  const subject = object(list(credential.credentialSubject)[0])
  const achieved = achievementOf(credential)
  const of = (type: string): Coded[] => alignedTo(achieved, type)
  const first = (type: string): Coded | null => of(type)[0] ?? null
  const name = list(subject.identifier)
    .map(object)
    .find((entry) => entry.identityType === 'name' && entry.hashed !== true)
  return {
    id: text(credential.id) ?? '',
    title: twoLanguages(credential.name, achieved.name),
    description: twoLanguages(credential.description, achieved.description),
    holderName: text(name?.identityHash),
    subjectId: text(subject.id),
    issuer: party(credential.issuer) ?? { id: '', name: '' },
    onBehalfOf: party(subject.source) ?? party(credential.issuer),
    creator: party(achieved.creator) ?? party(subject.source) ?? party(credential.issuer),
    definitionUrl: text(achieved.id),
    definitionVersion: text(achieved.version),
    field: text(achieved.fieldOfStudy),
    sks: wholeNumber(achieved.creditsAvailable),
    hours: wholeNumber(first(TARGET.workload)?.code),
    kkniLevel: wholeNumber(first(TARGET.level)?.code),
    skills: of(TARGET.skill),
    outcomes: of(TARGET.outcome).map((outcome) => outcome.name),
    standard: first(TARGET.standard),
    assessment: first(TARGET.assessment),
    identityAssurance: first(TARGET.identity),
    qualityStatus: first(TARGET.quality),
    evidenceSource: first(TARGET.evidence),
    mode: first(TARGET.mode),
    coIssuers: of(TARGET.coIssuer),
    criteria: text(object(achieved.criteria).narrative),
    validFrom: text(dates.validFrom),
    validUntil: text(dates.validUntil),
  }
}

/**
 * The facts of a credential of which the holder shows a part. Where it doesn't say on whose behalf it is issued, or who
 * defined what was achieved, that may have been withheld: then these are no facts, and not the issuer's name.
 */
export function readDisclosed(credential: JsonObject): CredentialFacts {
  const source = party(object(credential.credentialSubject).source)
  return { ...readAchievement(credential), onBehalfOf: source, creator: party(achievementOf(credential).creator) }
}
