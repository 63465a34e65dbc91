import { dateFaults, isDateTime, type ModelVersion, shapeFaults } from '../envelope/data-model.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import { object } from './read.ts'

/** What is missing or of the wrong kind, as JSON pointers. An empty list is a complete credential. */
export type SchemaFaults = readonly string[]

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:[^\s]+$/i

type Kind = 'text' | 'number' | 'flag' | 'url' | 'instant' | 'object' | 'texts' | 'list'

const FITS: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string' && value !== '',
  number: (value) => typeof value === 'number' && value >= 0,
  flag: (value) => typeof value === 'boolean',
  url: (value) => typeof value === 'string' && ABSOLUTE.test(value),
  instant: isDateTime,
  object: isJsonObject,
  // One type may stand without its list: the schemas call such a list compacted.
  texts: (value) => [value].flat().length > 0 && [value].flat().every((entry) => typeof entry === 'string'),
  list: (value) => Array.isArray(value) && value.length > 0,
}

/** Field, kind, whether it must be there, and a type that must be among its texts; after the Open Badges 3.0 schema of AchievementCredential. */
type Row = readonly [field: string, kind: Kind, need: 'must' | 'may', among?: string]

const CREDENTIAL: readonly Row[] = [
  ['id', 'url', 'must'],
  ['type', 'texts', 'must'],
  ['credentialSubject', 'object', 'must'],
]
/** What Open Badges 3.0 and CLR 2.0 ask for by the version of the Data Model: only under 2.0 an issuer may be a mere URI (`ProfileRef`). */
const BY_VERSION: Readonly<Record<ModelVersion, readonly Row[]>> = {
  1: [
    ['issuer', 'object', 'must'],
    ['issuanceDate', 'instant', 'must'],
  ],
  2: [['validFrom', 'instant', 'must']],
}
const RECORD: readonly Row[] = [
  ['type', 'texts', 'must', 'ClrSubject'],
  ['verifiableCredential', 'list', 'must'],
]
const SUBJECT: readonly Row[] = [
  ['id', 'url', 'may'],
  ['type', 'texts', 'must', 'AchievementSubject'],
  ['achievement', 'object', 'must'],
  ['identifier', 'list', 'may'],
  ['creditsEarned', 'number', 'may'],
]
const ACHIEVEMENT: readonly Row[] = [
  ['id', 'url', 'must'],
  ['type', 'texts', 'must', 'Achievement'],
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
  ['type', 'texts', 'must', 'Alignment'],
  ['targetName', 'text', 'must'],
  ['targetUrl', 'url', 'must'],
  ['targetCode', 'text', 'may'],
  ['targetFramework', 'text', 'may'],
  ['targetType', 'text', 'may'],
]
const PROFILE: readonly Row[] = [
  ['id', 'url', 'must'],
  ['type', 'texts', 'must', 'Profile'],
  ['name', 'text', 'may'],
  ['url', 'url', 'may'],
]
const IDENTITY: readonly Row[] = [
  ['type', 'texts', 'must', 'IdentityObject'],
  ['hashed', 'flag', 'must'],
  ['identityHash', 'text', 'must'],
  ['identityType', 'text', 'must'],
]

function faultsOf(value: unknown, rows: readonly Row[], pointer: string): string[] {
  const fields = object(value)
  return rows.filter((row) => !fits(fields[row[0]], row)).map(([field]) => `${pointer}/${field}`)
}

function fits(value: Json | undefined, [, kind, need, among]: Row): boolean {
  if (value === undefined) return need === 'may'
  return FITS[kind](value) && (among === undefined || [value].flat().includes(among))
}

/**
 * Checks the shape that Open Badges 3.0 asks of a credential (document 1.2, appendix on JSON Schema), and what section 8.1,
 * step 1 asks beside it: a subject with neither `id` nor `identifier` makes the credential not conform.
 */
function badgeFaults(credential: JsonObject): string[] {
  const subject = object(credential.credentialSubject)
  const achievement = object(subject.achievement)
  const faults = [
    ...faultsOf(subject, SUBJECT, '/credentialSubject'),
    ...faultsOf(achievement, ACHIEVEMENT, '/credentialSubject/achievement'),
    ...faultsOfEach(achievement.alignment, ALIGNMENT, '/credentialSubject/achievement/alignment'),
    ...faultsOfEach(subject.identifier, IDENTITY, '/credentialSubject/identifier'),
  ]
  if (subject.id === undefined && subject.identifier === undefined) faults.push('/credentialSubject/id')
  return faults
}

function faultsOfEach(value: Json | undefined, rows: readonly Row[], pointer: string): string[] {
  return Array.isArray(value) ? value.flatMap((entry, at) => faultsOf(entry, rows, `${pointer}/${at}`)) : []
}

/** Every place where a credential isn't of the shape of its Data Model and of its vocabulary. */
export function credentialFaults(
  credential: JsonObject,
  format: 'open-badges-3' | 'clr-2' | 'verifiable-credential-1' | 'verifiable-credential-2',
  version: ModelVersion,
): SchemaFaults {
  const faults = shapeFaults(credential, version).map(({ at }) => at)
  if (format === 'open-badges-3' || format === 'clr-2') {
    faults.push(...faultsOf(credential, [...CREDENTIAL, ...BY_VERSION[version]], ''))
    if (isJsonObject(credential.issuer)) faults.push(...faultsOf(credential.issuer, PROFILE, '/issuer'))
    faults.push(
      ...(format === 'clr-2'
        ? faultsOf(credential.credentialSubject, RECORD, '/credentialSubject')
        : badgeFaults(credential)),
    )
  }
  return [...new Set(faults)]
}

/**
 * Whether what differs from person to person is of the right shape, where another credential of the same template was
 * complete. Ids of status entries are IRIs in a template, and its other holes may hold any text.
 */
export function arePersonalPartsSound(credential: JsonObject, version: ModelVersion): boolean {
  const { id, credentialSubject: subject } = credential
  if (!isJsonObject(subject) || !FITS.url(id)) return false
  if (subject.id !== undefined && !FITS.url(subject.id)) return false
  const { identifier = [] } = subject
  const areNamed = Array.isArray(identifier) && identifier.every((one) => FITS.text((one as JsonObject).identityHash))
  return areNamed && dateFaults(credential, version).length === 0
}

/**
 * The faults that count where the holder shows a part: what is there must be of the right shape, and what isn't may have been
 * withheld. `id` and `type` of what is shown can't be, since every part comes with them.
 */
export function faultsOfPart(credential: JsonObject, faults: SchemaFaults): SchemaFaults {
  return faults.filter((pointer) => {
    const steps = pointer.split('/').slice(1)
    const last = steps.pop() as string
    const parent = steps.reduce<Json | undefined>(memberOf, credential)
    const value = memberOf(parent, last)
    // The digest of a related resource is a part of it, but the fault is told of the whole.
    if (value !== undefined) return !(isJsonObject(value) && pointer.startsWith('/relatedResource'))
    return isJsonObject(parent) && (last === 'type' || (last === 'id' && pointer !== '/credentialSubject/id'))
  })
}

const memberOf = (value: Json | undefined, step: string): Json | undefined =>
  typeof value === 'object' && value !== null ? (value as JsonObject)[step] : undefined

/** Whether a `credentialSchema` is one whose rules are those above: the JSON schemas of Open Badges 3.0 and CLR 2.0. */
export function isKnownSchema({ id, type }: JsonObject): boolean {
  return (
    [type].flat().includes('1EdTechJsonSchemaValidator2019') &&
    /^https:\/\/purl\.imsglobal\.org\/spec\/(?:ob\/v3p0|clr\/v2p0)\/schema\/json\/\w+\.json$/.test(String(id))
  )
}
