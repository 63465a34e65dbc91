/**
 * The shape that the VC Data Model asks of every credential, whatever vocabulary it uses. The same rules refuse a
 * credential that is to be signed and fail one that is verified.
 */
import { CREDENTIALS_V1 } from '../contexts/sequences.ts'
import type { FormatProblem } from '../errors.ts'
import { isAbsoluteIri } from '../rdf/literals.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'

/** What is wrong, and the JSON pointer (RFC 6901) of the place. */
export interface ShapeFault {
  readonly at: string
  readonly code: FormatProblem
}

/** Which Data Model a credential follows: 1 for 1.1, 2 for 2.0. */
export type ModelVersion = 1 | 2

/** Which Data Model a document follows, by the first of its contexts; without any of the two it is held to 2.0. */
export function modelOf({ '@context': context }: JsonObject): ModelVersion {
  return Array.isArray(context) && context[0] === CREDENTIALS_V1 ? 1 : 2
}

const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const language = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/
const sri = /^sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}$/
const multibase = /^[uz][A-Za-z0-9_-]+$/

/** Whether a text is an XSD dateTime with a time zone (VC Data Model 2.0, section 4.9) on a day that exists. */
export function isDateTime(text: unknown): text is string {
  if (typeof text !== 'string' || !dateTime.test(text)) return false
  const day = Number(text.slice(8, 10))
  if (day <= 28) return true
  return new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)).getUTCDate() === day
}

/**
 * Every place where a credential isn't of the shape of VC Data Model 2.0 (sections 4.4 to 4.11, 5.3 to 5.6) or 1.1. An
 * empty list is a credential of good shape. Never throws on bad input.
 */
export function shapeFaults(credential: JsonObject, version: ModelVersion): readonly ShapeFault[] {
  const faults: ShapeFault[] = []
  idFault(faults, credential, '')
  typeFaults(faults, credential, '')
  if (typesOf(credential).every((type) => type !== 'VerifiableCredential'))
    faults.push({ at: '/type', code: 'type-missing' })
  issuerFaults(faults, credential.issuer)
  wordsFaults(faults, credential, '')
  subjectFaults(faults, credential.credentialSubject)
  for (const part of PARTS) partFaults(faults, credential, part, version)
  if (credential.relatedResource !== undefined) resourceFaults(faults, credential.relatedResource)
  faults.push(...dateFaults(credential, version))
  return faults
}

/** Parts that are one object or a list of them, each with a type (Data Model 2.0, sections 4.10, 4.11, 5.4 to 5.6). */
const PARTS = [
  { field: 'credentialStatus', idSince: null },
  { field: 'credentialSchema', idSince: 2 },
  { field: 'refreshService', idSince: 1 },
  { field: 'termsOfUse', idSince: null },
  { field: 'evidence', idSince: null },
] as const

/** `idSince`: up to which version of the Data Model its `id` must be there; null where it never must. */
function partFaults(faults: ShapeFault[], credential: JsonObject, part: (typeof PARTS)[number], version: number): void {
  const value = credential[part.field]
  if (value === undefined) return
  each(faults, value, `/${part.field}`, (item, at) => {
    const must = part.idSince !== null && version <= part.idSince
    if (must && item.id === undefined) faults.push({ at: `${at}/id`, code: 'value-missing' })
    idFault(faults, item, at)
    typeFaults(faults, item, at)
  })
}

/** Walks one object or a list of them; anything else, and an empty list, is a fault. */
function each(faults: ShapeFault[], value: Json, at: string, look: (item: JsonObject, at: string) => void): void {
  const items = Array.isArray(value) ? value : [value]
  if (items.length === 0) faults.push({ at, code: 'value-missing' })
  items.forEach((item, place) => {
    const here = Array.isArray(value) ? `${at}/${place}` : at
    if (isJsonObject(item)) look(item, here)
    else faults.push({ at: here, code: 'value-of-wrong-type' })
  })
}

function idFault(faults: ShapeFault[], { id }: JsonObject, at: string): void {
  if (id === undefined) return
  if (typeof id !== 'string') faults.push({ at: `${at}/id`, code: 'value-of-wrong-type' })
  else if (!isAbsoluteIri(id)) faults.push({ at: `${at}/id`, code: 'id-not-absolute' })
}

function typesOf({ type }: JsonObject): readonly Json[] {
  return Array.isArray(type) ? type : [type as Json]
}

function typeFaults(faults: ShapeFault[], item: JsonObject, at: string): void {
  const types = typesOf(item)
  if (item.type === undefined || types.length === 0) faults.push({ at: `${at}/type`, code: 'type-missing' })
  else if (!types.every((type) => typeof type === 'string' && type !== ''))
    faults.push({ at: `${at}/type`, code: 'value-of-wrong-type' })
}

function issuerFaults(faults: ShapeFault[], issuer: Json | undefined): void {
  if (typeof issuer === 'string') {
    if (!isAbsoluteIri(issuer)) faults.push({ at: '/issuer', code: 'id-not-absolute' })
  } else if (isJsonObject(issuer)) {
    if (issuer.id === undefined) faults.push({ at: '/issuer/id', code: 'value-missing' })
    idFault(faults, issuer, '/issuer')
    wordsFaults(faults, issuer, '/issuer')
  } else faults.push({ at: '/issuer', code: issuer === undefined ? 'value-missing' : 'value-of-wrong-type' })
}

function subjectFaults(faults: ShapeFault[], subject: Json | undefined): void {
  if (subject === undefined) faults.push({ at: '/credentialSubject', code: 'value-missing' })
  else
    each(faults, subject, '/credentialSubject', (item, at) => {
      if (Object.keys(item).length === 0) faults.push({ at, code: 'value-missing' })
      idFault(faults, item, at)
    })
}

/** `name` and `description`: a text, or language value objects (section 11.1). */
function wordsFaults(faults: ShapeFault[], item: JsonObject, at: string): void {
  for (const field of ['name', 'description']) {
    const value = item[field]
    if (value === undefined || typeof value === 'string') continue
    each(faults, value, `${at}/${field}`, (words, here) => {
      if (!isLanguageValue(words)) faults.push({ at: here, code: 'value-of-wrong-type' })
    })
  }
}

function isLanguageValue(words: JsonObject): boolean {
  const { '@value': text, '@language': tag = 'en', '@direction': direction = 'ltr', ...rest } = words
  return (
    typeof text === 'string' &&
    typeof tag === 'string' &&
    language.test(tag) &&
    (direction === 'ltr' || direction === 'rtl') &&
    Object.keys(rest).length === 0
  )
}

/** Integrity of related resources (section 5.3): an id each, never twice, and a digest. */
function resourceFaults(faults: ShapeFault[], value: Json): void {
  const seen = new Set<Json>()
  each(faults, value, '/relatedResource', (item, at) => {
    idFault(faults, item, at)
    if (item.id === undefined) faults.push({ at: `${at}/id`, code: 'value-missing' })
    else if (seen.has(item.id)) faults.push({ at: `${at}/id`, code: 'id-repeated' })
    else seen.add(item.id)
    const { digestSRI, digestMultibase } = item
    if (digestSRI === undefined && digestMultibase === undefined) faults.push({ at, code: 'digest-missing' })
    if (digestSRI !== undefined && !matches(sri, digestSRI))
      faults.push({ at: `${at}/digestSRI`, code: 'value-of-wrong-type' })
    if (digestMultibase !== undefined && !matches(multibase, digestMultibase))
      faults.push({ at: `${at}/digestMultibase`, code: 'value-of-wrong-type' })
  })
}

const matches = (form: RegExp, value: Json): boolean => typeof value === 'string' && form.test(value)

/** The names of the dates: Data Model 1.1, sections 4.5 and 4.6; 2.0, section 4.9. */
const DATES = { 1: ['issuanceDate', 'expirationDate'], 2: ['validFrom', 'validUntil'] } as const

/** Dates that are none, or an end before the beginning. */
export function dateFaults(credential: JsonObject, version: ModelVersion): readonly ShapeFault[] {
  const [from, until] = DATES[version]
  const [start, end] = [credential[from], credential[until]]
  if (start !== undefined && end === undefined && isDateTime(start)) return NO_FAULTS
  const faults: ShapeFault[] = []
  if (version === 1 && start === undefined) faults.push({ at: `/${from}`, code: 'value-missing' })
  const wrong = [from, until].filter((field) => credential[field] !== undefined && !isDateTime(credential[field]))
  for (const field of wrong) faults.push({ at: `/${field}`, code: 'date-malformed' })
  if (wrong.length === 0 && Date.parse(String(end)) < Date.parse(String(start)))
    faults.push({ at: `/${until}`, code: 'dates-reversed' })
  return faults
}

const NO_FAULTS: readonly ShapeFault[] = []

/**
 * When a credential begins and ends, as it says itself; `undefined` where it doesn't. Data Model 1.1 keeps the names of 2.0
 * for later use (section 4.6): where one of its credentials has them, they bind, too.
 */
export function termOf(credential: JsonObject, version: ModelVersion): { from: unknown; until: unknown } {
  const [from, until] = DATES[version]
  return { from: credential[from] ?? credential.validFrom, until: credential[until] ?? credential.validUntil }
}
