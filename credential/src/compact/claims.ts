/** What the compact form says, as claims of a CBOR Web Token (RFC 8392), and as the credential that the checks read. */

import type { Cbor, CborMap } from '../cbor.ts'
import { CREDENTIALS_V2, OPEN_BADGES_V3 } from '../contexts/bundled.ts'
import { readAchievement } from '../openbadge/read.ts'
import { TARGET } from '../openbadge/target.ts'
import type { Party } from '../openbadge/types.ts'
import { isJsonObject, type JsonObject } from '../types.ts'

/** Registered claims (RFC 8392, section 3.1) and ours, which stand under one private number. */
const CLAIM = { issuer: 1, subject: 2, until: 4, from: 5, signed: 6, ours: -65_537 } as const
const OURS = {
  base: 1,
  id: 2,
  holder: 3,
  title: 4,
  issuerName: 5,
  sks: 6,
  hours: 7,
  level: 8,
  field: 9,
  kind: 10,
  definition: 11,
  version: 12,
  source: 13,
  status: 14,
} as const
const KINDS = ['MicroCredential', 'Course'] as const
const PURPOSES = ['revocation', 'suspension'] as const
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** Parts that may be left out so that a form fits, in this order: whose behalf, the English title. The whole has them. */
export const LEAVABLE = ['source', 'title-en'] as const
export type Leavable = (typeof LEAVABLE)[number]

/** The claims of a credential, without the time of signing; or the JSON pointer of what it lacks for a compact form. */
export function claimsOf(
  credential: JsonObject,
  signed: Date,
  left: readonly Leavable[] = [],
): CborMap | { readonly lacks: string } {
  const facts = readAchievement(credential)
  const subject = isJsonObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const achieved = isJsonObject(subject.achievement) ? subject.achievement : {}
  const kind = KINDS.indexOf(achieved.achievementType as (typeof KINDS)[number])
  const base = /^https?:\/\/[^/]+(?=\/)/.exec(facts.id)?.[0]
  const from = secondsOf(facts.validFrom)
  const until = facts.validUntil === null ? null : secondsOf(facts.validUntil)
  const status = statusOf(credential.credentialStatus, base ?? '')
  const must = {
    '/id': base,
    '/issuer/id': facts.issuer.id.startsWith('did:') ? facts.issuer.id : null,
    '/validFrom': from,
    '/validUntil': until === undefined ? null : 0,
    '/credentialStatus': status,
    '/credentialSubject/id': facts.subjectId,
    '/credentialSubject/identifier': facts.holderName,
    '/credentialSubject/achievement/id': facts.definitionUrl,
    '/credentialSubject/achievement/version': facts.definitionVersion,
    '/credentialSubject/achievement/achievementType': kind < 0 ? null : kind,
    '/credentialSubject/achievement/fieldOfStudy': facts.field,
    '/credentialSubject/achievement/creditsAvailable': whole(facts.sks),
    '/credentialSubject/achievement/alignment': whole(facts.hours) === null ? null : whole(facts.kkniLevel),
  }
  const lacks = Object.entries(must).find(([, value]) => value == null)?.[0]
  if (lacks !== undefined) return { lacks }
  const title = left.includes('title-en') || facts.title.en === facts.title.id ? [] : [facts.title.en]
  const source = isJsonObject(subject.source) && !left.includes('source') ? facts.onBehalfOf : null
  return new Map<number, Cbor>([
    [CLAIM.issuer, facts.issuer.id],
    [CLAIM.subject, packPath(facts.subjectId as string)],
    ...(until == null ? [] : [[CLAIM.until, until] as const]),
    [CLAIM.from, from as number],
    [CLAIM.signed, Math.floor(signed.getTime() / 1000)],
    [
      CLAIM.ours,
      new Map<number, Cbor>([
        [OURS.base, base as string],
        [OURS.id, packPath(below(base as string, facts.id))],
        [OURS.holder, facts.holderName as string],
        [OURS.title, [facts.title.id, ...title]],
        [OURS.issuerName, facts.issuer.name],
        [OURS.sks, facts.sks as number],
        [OURS.hours, facts.hours as number],
        [OURS.level, facts.kkniLevel as number],
        [OURS.field, facts.field as string],
        [OURS.kind, kind],
        [OURS.definition, packPath(below(base as string, facts.definitionUrl as string))],
        [OURS.version, facts.definitionVersion as string],
        ...(source === null ? [] : [[OURS.source, frontCoded(facts.issuer.id, source)] as const]),
        [OURS.status, status as Cbor],
      ]),
    ],
  ])
}

/**
 * The credential that claims stand for, and when it was signed; `undefined` where anything is missing, of another kind,
 * unknown, or written in another way than `claimsOf` writes it: what was written back must be what was read.
 */
export function credentialOf(claims: Cbor): { readonly credential: JsonObject; readonly signed: Date } | undefined {
  const ours = claims instanceof Map ? (claims as CborMap).get(CLAIM.ours) : undefined
  if (!(ours instanceof Map)) return undefined
  const top = claims as CborMap
  const base = textIn(ours, OURS.base)
  const [title, english] = textsIn(ours, OURS.title)
  const definition = above(base, unpackPath(ours.get(OURS.definition)))
  const alignment = (targetType: string, targetFramework: string, targetCode: string) => ({
    type: ['Alignment'],
    targetName: targetCode,
    targetUrl: definition,
    targetFramework,
    targetCode,
    targetType,
  })
  const signed = dateIn(top, CLAIM.signed)
  const from = dateIn(top, CLAIM.from)
  const until = top.has(CLAIM.until) ? dateIn(top, CLAIM.until) : null
  const status = statusIn(ours, base)
  if (signed === undefined || from === undefined || until === undefined || status === undefined) return undefined
  const names = [
    ['id', title],
    ['en', english ?? title],
  ].map(([language, words]) => ({
    '@value': words ?? '',
    '@language': language as string,
  }))
  const credential: JsonObject = {
    '@context': [CREDENTIALS_V2, OPEN_BADGES_V3],
    id: above(base, unpackPath(ours.get(OURS.id))),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: names,
    issuer: { id: textIn(top, CLAIM.issuer), type: ['Profile'], name: textIn(ours, OURS.issuerName) },
    validFrom: from,
    ...(until === null ? {} : { validUntil: until }),
    credentialSubject: {
      id: unpackPath(top.get(CLAIM.subject)),
      type: ['AchievementSubject'],
      identifier: [
        { type: 'IdentityObject', hashed: false, identityHash: textIn(ours, OURS.holder), identityType: 'name' },
      ],
      creditsEarned: numberIn(ours, OURS.sks),
      ...(ours.has(OURS.source) ? { source: sourceIn(ours, textIn(top, CLAIM.issuer)) } : {}),
      achievement: {
        id: definition,
        type: ['Achievement'],
        achievementType: KINDS[numberIn(ours, OURS.kind)] ?? '',
        name: title ?? '',
        version: textIn(ours, OURS.version),
        fieldOfStudy: textIn(ours, OURS.field),
        creditsAvailable: numberIn(ours, OURS.sks),
        alignment: [
          alignment(TARGET.level, 'KKNI', String(numberIn(ours, OURS.level))),
          alignment(TARGET.workload, 'Lumbung', String(numberIn(ours, OURS.hours))),
        ],
      },
    },
    ...(status.length === 0 ? {} : { credentialStatus: status }),
  }
  return { credential, signed: new Date(signed) }
}

function whole(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 && value < 1_000_000 ? value : null
}

/** An instant in whole seconds; `undefined` where it has fractions, which the form has no place for. */
function secondsOf(text: string | null): number | undefined {
  const seconds = Date.parse(text ?? '') / 1000
  return Number.isInteger(seconds) ? seconds : undefined
}

function dateIn(map: CborMap, key: number): string | undefined {
  const seconds = map.get(key)
  if (typeof seconds !== 'number' || seconds < 0 || seconds > 253_402_300_799) return undefined
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

function textIn(map: CborMap, key: number): string {
  const value = map.get(key)
  return typeof value === 'string' ? value : ''
}

function numberIn(map: CborMap, key: number): number {
  const value = map.get(key)
  return typeof value === 'number' ? value : -1
}

/** An organisation by what its id adds to the letters that it begins with like the issuer's. */
function frontCoded(issuer: string, { id, name }: Party): Cbor[] {
  const shared = sharedLetters(issuer, id)
  return [shared, id.slice(shared), name]
}

function sourceIn(ours: CborMap, issuer: string): JsonObject {
  const value = ours.get(OURS.source)
  const [shared, rest, name] = Array.isArray(value) ? value : []
  return { id: issuer.slice(0, Number(shared)) + String(rest), type: ['Profile'], name: String(name) }
}

function textsIn(map: CborMap, key: number): string[] {
  const value = map.get(key)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** An address without the site that most addresses of a credential share. */
function below(base: string, url: string): string {
  const path = url.slice(base.length + 1)
  return url.startsWith(`${base}/`) && !SCHEME.test(path) ? path : url
}

function above(base: string, path: string): string {
  return SCHEME.test(path) ? path : `${base}/${path}`
}

/** The entries of a credential, each list front-coded by the one before; null where a form can't say them. */
function statusOf(value: unknown, base: string): Cbor[] | null {
  if (value === undefined) return []
  let before = ''
  const entries = (Array.isArray(value) ? value : [value]).map((entry) => {
    const { statusPurpose, statusListIndex, statusListCredential, statusSize } = isJsonObject(entry) ? entry : {}
    const purpose = PURPOSES.indexOf(statusPurpose as (typeof PURPOSES)[number])
    const isIndex = typeof statusListIndex === 'string' && /^(0|[1-9]\d{0,8})$/.test(statusListIndex)
    if (purpose < 0 || !isIndex || typeof statusListCredential !== 'string' || statusSize !== undefined) return null
    const list = below(base, statusListCredential)
    const shared = sharedLetters(before, list)
    before = list
    return [purpose, shared, packPath(list.slice(shared)), Number(statusListIndex)]
  })
  return entries.length === 0 || entries.includes(null) ? null : (entries as Cbor[])
}

/** How many letters two texts begin with alike. */
function sharedLetters(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}

function statusIn(ours: CborMap, base: string): JsonObject[] | undefined {
  const value = ours.get(OURS.status)
  if (!Array.isArray(value)) return undefined
  let before = ''
  return value.map((entry) => {
    const [purpose, shared, rest, index] = Array.isArray(entry) ? entry : []
    before = before.slice(0, Number(shared)) + unpackPath(rest)
    const url = above(base, before)
    return {
      id: `${url}#${index}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: PURPOSES[purpose as 0 | 1] ?? '',
      statusListIndex: String(index),
      statusListCredential: url,
    }
  })
}

/** A text, or where it holds a UUID the text before it, its sixteen bytes, and the text after it. */
function packPath(path: string): Cbor {
  const found = UUID.exec(path)
  if (found === null) return path
  const digits = found[0].replaceAll('-', '').match(/../g) as string[]
  const bytes = Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16))
  return [path.slice(0, found.index), bytes, path.slice(found.index + found[0].length)]
}

function unpackPath(packed: unknown): string {
  if (typeof packed === 'string') return packed
  const [before, bytes, after] = Array.isArray(packed) ? packed : []
  if (!(bytes instanceof Uint8Array)) return ''
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${before}${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}${after}`
}
