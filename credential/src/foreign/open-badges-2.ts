/**
 * Open Badges 2.0, with 1.x read as its older spelling. A hosted badge is confirmed by its own address, a signed one by a
 * key behind another; both only through the loader that the caller gives. Who the issuer is, only its address says, so
 * the best answer is *unknown*.
 */
import type { Read } from '../envelope/open.ts'
import { type Answer, type Opening, stoppedByFormat } from '../envelope/opened.ts'
import { isJsonObject, type Json, type JsonObject } from '../types.ts'
import type { VerifyContext } from '../verdict.ts'
import { chainOf, type Loaded, type Loader, loadObject } from './badge-chain.ts'
import { readJws, signatureAnswer } from './badge-signature.ts'
import type { ForeignClaims } from './facts.ts'
import { hasType, listOf, objectOf, textOf } from './fields.ts'
import { noCredential } from './no-credential.ts'
import {
  failedProof,
  noStatus,
  notListed,
  openedForeign,
  statusNotAvailable,
  stoppedByProof,
} from './opened-foreign.ts'

// The kernel as a whole: bundlers then keep it in one piece, instead of one for each set of parts that lean on it.
export { verify as kernel } from '../verify.ts'

const CONTEXTS: readonly unknown[] = [
  'https://w3id.org/openbadges/v1',
  'https://w3id.org/openbadges/v2',
  'https://openbadgespec.org/v1/context.json',
  'https://openbadgespec.org/v2/context.json',
]
const REQUIRED = ['recipient', 'badge', 'issuedOn'] as const

/** An assertion with where it stands and what has been loaded of it so far. */
interface Badge {
  readonly assertion: JsonObject
  readonly version: '1' | '2'
  readonly hostedAt: string | null
  readonly keyAt: string | null
  readonly jws: ReturnType<typeof readJws>
  hosted?: Loaded
  chain?: Awaited<ReturnType<typeof chainOf>>
}

/** Opens an assertion in JSON (hosted) or in a JWS (signed). */
export function openBadge2(read: Read): Opening {
  const jws = read.kind === 'text' ? readJws(read.text) : undefined
  const assertion = read.kind === 'json' ? read.value : jws?.payload
  if (!isJsonObject(assertion)) return noCredential(assertion ?? null)
  const context = assertion['@context']
  const isKnown = context === undefined ? !hasType(assertion, 'Assertion') : CONTEXTS.includes(listOf(context)[0])
  if (!isKnown) return stoppedByFormat({ outcome: 'fail', code: 'format-context-not-allowed' }, 'open-badges-2')
  const badge = badgeOf(assertion, jws)
  if (jws === undefined && badge.hostedAt === null)
    return stoppedByProof('open-badges-2', badge.version, failedProof('proof-missing', 'not-hosted'))
  return openedForeign({
    format: 'open-badges-2',
    version: badge.version,
    document: assertion,
    claims: () => claimsOf(badge),
    proof: (context) => (jws === undefined ? hostedProof(badge, context) : signedProof(badge, context)),
    issuer: (context) => issuerAnswer(badge, context),
    status: (context) => statusAnswer(badge, context),
    schema: schemaAnswer(assertion),
  })
}

function badgeOf(assertion: JsonObject, jws: Badge['jws']): Badge {
  const isOld = assertion.verify !== undefined
  const { type, url, creator } = objectOf(isOld ? assertion.verify : assertion.verification)
  const isSigned = listOf(type).some((name) => name === 'signed' || name === 'SignedBadge')
  const at = textOf(isOld ? url : assertion.id)
  return {
    assertion,
    version: isOld ? '1' : '2',
    hostedAt: !isSigned && at !== null && /^https?:\/\//.test(at) && URL.canParse(at) ? at : null,
    keyAt: textOf(isOld ? url : creator),
    jws,
  }
}

const loaderOf =
  ({ load }: VerifyContext): Loader =>
  async (url) =>
    load === undefined ? null : load(url)

/**
 * Whether what stands at the badge's own address is the badge that was handed in (section 5.1). Where it says only that the
 * badge was revoked, the content can't be compared.
 */
async function hostedProof(badge: Badge, context: VerifyContext): Promise<Answer> {
  const url = badge.hostedAt as string
  badge.hosted = await loadObject(url, loaderOf(context))
  const { object } = badge.hosted
  if (object === undefined || object.revoked === true)
    return { outcome: 'unknown', code: 'proof-not-checked', data: { reason: 'not-loaded', url } }
  return isSame(object, badge.assertion)
    ? { outcome: 'pass', code: 'proof-hosted', data: { url } }
    : failedProof('proof-does-not-fit', 'hosted')
}

async function signedProof(badge: Badge, context: VerifyContext): Promise<Answer> {
  const jws = badge.jws as NonNullable<Badge['jws']>
  const { profile, issuer } = await chainFor(badge, context)
  const keyAt = badge.keyAt ?? textOf(keysOf(profile ?? {})[0])
  if (keyAt === null) return { outcome: 'unknown', code: 'proof-key-not-known', data: { issuer } }
  return signatureAnswer(jws, await loadObject(keyAt, loaderOf(context)), keyAt)
}

async function chainFor(badge: Badge, context: VerifyContext) {
  badge.chain ??= await chainOf(badge.assertion, loaderOf(context))
  return badge.chain
}

/** Whether badge, issuer and place (or key) name each other; then the issuer is a stranger, since it has no key of ours. */
async function issuerAnswer(badge: Badge, context: VerifyContext): Promise<Answer> {
  const { issuer, profile, isOwn } = await chainFor(badge, context)
  const notBound: Answer = { outcome: 'unknown', code: 'issuer-not-bound', data: { issuer } }
  if (profile === undefined) return notBound
  const isBound = badge.jws === undefined ? mayHost(badge, profile, issuer) : namesKey(badge, profile, issuer)
  if (isBound) return isOwn ? notListed(issuer) : notBound
  return { outcome: 'fail', code: 'issuer-key-of-another', data: { issuer, key: badge.hostedAt ?? badge.keyAt ?? '' } }
}

/** The rules of hosting (section 4.10): `startsWith` and `allowedOrigins`, or else the origin of the issuer's own address. */
function mayHost(badge: Badge, profile: JsonObject, issuer: string): boolean {
  const at = new URL(badge.hostedAt as string)
  const { startsWith, allowedOrigins } = objectOf(profile.verification)
  if (startsWith !== undefined && !listOf(startsWith).some((start) => isBelow(at, start))) return false
  if (allowedOrigins !== undefined)
    return listOf(allowedOrigins).some((origin) => origin === at.host || origin === at.origin)
  return startsWith !== undefined || new URL(issuer).host === at.host
}

/** A prefix that ends inside the name of the host would allow another host. */
function isBelow(at: URL, start: unknown): boolean {
  return (
    typeof start === 'string' && URL.canParse(start) && new URL(start).origin === at.origin && at.href.startsWith(start)
  )
}

/** The profile names its keys; that of 1.x names none, so the key must stand at the issuer's own origin. */
function namesKey({ keyAt, version }: Badge, profile: JsonObject, issuer: string): boolean {
  if (version === '1') return keyAt !== null && URL.canParse(keyAt) && new URL(keyAt).origin === new URL(issuer).origin
  const keys = keysOf(profile)
  return keyAt === null ? keys.length > 0 : keys.includes(keyAt)
}

const keysOf = (profile: JsonObject): readonly unknown[] =>
  listOf(profile.publicKey).map((key) => objectOf(key).id ?? key)

/** The issuer's list of revoked badges (section 4.9), or the word *revoked* at the badge's own address. */
async function statusAnswer(badge: Badge, context: VerifyContext): Promise<Answer> {
  const said = badge.hosted?.object
  if (badge.jws === undefined) {
    if (said === undefined) return statusNotAvailable
    return said.revoked === true
      ? { outcome: 'fail', code: 'status-revoked' }
      : { outcome: 'pass', code: 'status-good' }
  }
  const { profile } = await chainFor(badge, context)
  if (profile === undefined) return statusNotAvailable
  const listUrl = textOf(profile.revocationList)
  if (listUrl === null) return noStatus
  const list = (await loadObject(listUrl, loaderOf(context))).object
  if (list === undefined) return { ...statusNotAvailable, data: { list: listUrl } }
  if (!Array.isArray(list.revokedAssertions))
    return { outcome: 'unknown', code: 'status-list-not-readable', data: { list: listUrl } }
  const { id, uid } = badge.assertion
  const mine = [id, uid].filter((name) => name !== undefined)
  const isRevoked = list.revokedAssertions.some((entry) =>
    [entry, objectOf(entry).id, objectOf(entry).uid].some((name) => mine.includes(name as Json)),
  )
  return isRevoked
    ? { outcome: 'fail', code: 'status-revoked', data: { list: listUrl } }
    : { outcome: 'pass', code: 'status-good', data: { list: listUrl } }
}

function schemaAnswer(assertion: JsonObject): Answer {
  const missing = REQUIRED.filter((field) => assertion[field] === undefined).map((field) => `/${field}`)
  return missing.length === 0
    ? { outcome: 'pass', code: 'schema-complete' }
    : { outcome: 'fail', code: 'schema-incomplete', data: { at: missing.join(' ') } }
}

/** Whether two JSON values are the same, whatever the order of names. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => isSame(item, other[at]))
  if (!isJsonObject(one) || !isJsonObject(other)) return one === other
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]))
}

function claimsOf({ assertion, chain }: Badge): ForeignClaims {
  const badgeClass = objectOf(chain?.badgeClass)
  const { identity, hashed } = objectOf(assertion.recipient)
  const issuer = chain?.issuer ?? ''
  return {
    id: textOf(assertion.id) ?? textOf(assertion.uid) ?? '',
    title: textOf(badgeClass.name) ?? '',
    description: textOf(badgeClass.description) ?? '',
    holderName: null,
    subjectId: hashed === true ? null : textOf(identity),
    issuer: { id: issuer, name: textOf(objectOf(chain?.profile).name) ?? issuer },
    definitionUrl: textOf(badgeClass.id),
    criteria: textOf(objectOf(badgeClass.criteria).narrative) ?? textOf(badgeClass.criteria),
    validFrom: dateOf(assertion.issuedOn),
    validUntil: dateOf(assertion.expires),
  }
}

/** Dates of 1.x may be seconds since 1970. */
function dateOf(value: Json | undefined): string | null {
  const seconds = typeof value === 'number' ? value : Number.NaN
  return Math.abs(seconds) < 1e11 ? new Date(seconds * 1000).toISOString() : textOf(value)
}
