import type { JsonObject } from '../envelope/suite.ts'

/** What is missing or of the wrong kind, as JSON pointers. An empty list is a complete credential. */
export type SchemaFaults = readonly string[]

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[^\s]+$/i

type Kind = 'text' | 'number' | 'flag' | 'url' | 'instant' | 'object' | 'texts' | 'list'

const FITS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && value !== '',
  number: (value) => typeof value === 'number' && value >= 0,
  flag: (value) => typeof value === 'boolean',
  url: (value) => typeof value === 'string' && ABSOLUTE.test(value),
  instant: (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  texts: (value) => Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'),
  list: (value) => Array.isArray(value) && value.length > 0,
}

/** Field, kind, and whether it must be there; after the Open Badges 3.0 schema of AchievementCredential. */
type Row = readonly [field: string, kind: Kind, need: 'must' | 'may']

const CREDENTIAL: readonly Row[] = [
  ['id', 'url', 'must'],
  ['type', 'texts', 'must'],
  ['issuer', 'object', 'must'],
  ['validFrom', 'instant', 'must'],
  ['validUntil', 'instant', 'may'],
  ['credentialSubject', 'object', 'must'],
]
const SUBJECT: readonly Row[] = [
  ['id', 'url', 'may'],
  ['type', 'texts', 'must'],
  ['achievement', 'object', 'must'],
  ['identifier', 'list', 'may'],
  ['creditsEarned', 'number', 'may'],
]
const ACHIEVEMENT: readonly Row[] = [
  ['id', 'url', 'must'],
  ['type', 'texts', 'must'],
  ['name', 'text', 'must'],
  ['description', 'text', 'must'],
  ['criteria', 'object', 'must'],
  ['creditsAvailable', 'number', 'may'],
  ['inLanguage', 'text', 'may'],
  ['version', 'text', 'may'],
  ['fieldOfStudy', 'text', 'may'],
  ['achievementType', 'text', 'may'],
  ['alignment', 'list', 'may'],
]
const ALIGNMENT: readonly Row[] = [
  ['type', 'texts', 'must'],
  ['targetName', 'text', 'must'],
  ['targetUrl', 'url', 'must'],
  ['targetCode', 'text', 'may'],
  ['targetFramework', 'text', 'may'],
  ['targetType', 'text', 'may'],
]
const PROFILE: readonly Row[] = [
  ['id', 'url', 'must'],
  ['name', 'text', 'may'],
  ['url', 'url', 'may'],
]
const IDENTITY: readonly Row[] = [
  ['type', 'text', 'must'],
  ['hashed', 'flag', 'must'],
  ['identityHash', 'text', 'must'],
  ['identityType', 'text', 'must'],
]

function faultsOf(value: unknown, rows: readonly Row[], pointer: string): string[] {
  const fields = (FITS.object(value) ? value : {}) as JsonObject
  return rows
    .filter(([field, kind, need]) => (fields[field] === undefined ? need === 'must' : !FITS[kind](fields[field])))
    .map(([field]) => `${pointer}/${field}`)
}

/** Checks the shape that Open Badges 3.0 asks of a credential (document 1.2, appendix on JSON Schema). */
export function badgeFaults(credential: JsonObject): SchemaFaults {
  const subject = (credential.credentialSubject ?? {}) as JsonObject
  const achievement = (subject.achievement ?? {}) as JsonObject
  const faults = [
    ...faultsOf(credential, CREDENTIAL, ''),
    ...faultsOf(credential.issuer, PROFILE, '/issuer'),
    ...faultsOf(subject, SUBJECT, '/credentialSubject'),
    ...faultsOf(achievement, ACHIEVEMENT, '/credentialSubject/achievement'),
  ]
  if (subject.id === undefined && subject.identifier === undefined) faults.push('/credentialSubject/id')
  if (Array.isArray(achievement.alignment)) {
    achievement.alignment.forEach((entry, at) => {
      faults.push(...faultsOf(entry, ALIGNMENT, `/credentialSubject/achievement/alignment/${at}`))
    })
  }
  if (Array.isArray(subject.identifier)) {
    subject.identifier.forEach((entry, at) => {
      faults.push(...faultsOf(entry, IDENTITY, `/credentialSubject/identifier/${at}`))
    })
  }
  return faults
}
