import type { Deps } from '../../platform/deps.ts'
import { platformDid } from '../rules-did.ts'
import { allEntries, issuerOf, registerEntryBySlug } from '../service-ask.ts'
import { platformIssuer } from '../service-list.ts'
import { findKeys } from '../store.ts'
import type { IssuerKey, RegisterEntry } from '../types.ts'
import { entityId, kindOfMark, markType, slugOfDid, slugOfEntity } from './rules.ts'
import { isListed, rightsInForce, statedRights } from './rules-stated.ts'
import { jwtsOf, type NamedJwk, namedJwk, ownClaims, platformJwts } from './service-jwt.ts'
import type { ListingWish } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

/** How long a statement may be relied on, in seconds: as long as a list. */
const STATEMENT_SECONDS = 7 * 86_400
const HOUR_SECONDS = 3_600
const MARK = 'trust-mark+jwt'
const STATEMENT = 'entity-statement+jwt'

/** What a trust mark of ours is worth now (OpenID Federation 1.0, section 8.4.2). */
export type MarkStatus = 'active' | 'expired' | 'revoked' | 'invalid'

/** The entity configuration of the platform as a trust anchor (OpenID Federation 1.0, section 3), as a JWT. */
export async function entityConfiguration(deps: Needs): Promise<string> {
  await platformIssuer(deps)
  const { publicUrl } = deps
  const keys = await findKeys(deps.db, [platformDid(publicUrl)])
  const kinds = new Set((await allEntries(deps.db)).flatMap(kindsOf))
  return signed(deps, STATEMENT, {
    iss: publicUrl,
    sub: publicUrl,
    ...times(deps.clock()),
    jwks: { keys: jwksOf(keys.filter((key) => key.compromisedAt === null)) },
    metadata: {
      federation_entity: {
        organization_name: 'Lumbung',
        organization_uri: `${publicUrl}/register`,
        federation_fetch_endpoint: `${publicUrl}/federation/fetch`,
        federation_list_endpoint: `${publicUrl}/federation/list`,
        federation_trust_mark_endpoint: `${publicUrl}/federation/trust-mark`,
        federation_trust_mark_status_endpoint: `${publicUrl}/federation/trust-mark-status`,
      },
    },
    trust_mark_issuers: Object.fromEntries([...kinds].sort().map((kind) => [markType(publicUrl, kind), [publicUrl]])),
  })
}

/**
 * The identifiers of the issuers that are listed now (section 8.2). All are of the type `federation_entity` and none is an
 * intermediate, so a filter by those gives all or nothing.
 */
export async function subordinates(deps: Needs, wish: ListingWish): Promise<readonly string[]> {
  if (wish.intermediate || wish.entityTypes.some((type) => type !== 'federation_entity')) return []
  const now = deps.clock()
  const entries = (await allEntries(deps.db)).filter((entry) => isListed(entry, now))
  const kind = wish.markType === null ? null : kindOfMark(wish.markType, deps.publicUrl)
  const marked = (entry: RegisterEntry) =>
    rightsInForce(statedRights(entry), now).some(
      ({ kinds }) => wish.markType === null || kinds.some((one) => one === kind),
    )
  return entries
    .filter((entry) => (!wish.marked && wish.markType === null) || marked(entry))
    .map(({ slug }) => entityId(deps.publicUrl, slug))
}

/**
 * The statement about an issuer that is listed now (section 8.1), as a JWT; nothing for any other subject. It may also be asked for
 * by the issuer's DID, as clients of the Digital Credentials Consortium do: then its subject is that DID.
 */
export async function subordinateStatement(deps: Needs, sub: string): Promise<string | null> {
  const entry = await entryOf(deps, sub)
  const now = deps.clock()
  if (entry === null || !isListed(entry, now)) return null
  return signed(deps, STATEMENT, {
    iss: deps.publicUrl,
    sub,
    ...times(now),
    jwks: { keys: jwksOf(keysInForce(entry, now)) },
    metadata: describedBy(deps, entry),
    source_endpoint: `${deps.publicUrl}/federation/fetch`,
  })
}

/**
 * The entity configuration of an issuer that is listed now (section 3), as a JWT with the key that it issues with, so that a
 * verifier can walk from the issuer up to the anchor: its superior, and its marks that are in force. Nothing for an issuer that
 * isn't listed or has no key.
 */
export async function issuerConfiguration(deps: Needs, slug: string): Promise<string | null> {
  const now = deps.clock()
  const sub = entityId(deps.publicUrl, slug)
  const entry = await entryOf(deps, sub)
  const issuer = entry === null ? null : await issuerOf(deps.db, entry.organisationId, now)
  if (entry === null || issuer === null || !isListed(entry, now)) return null
  const types = [...new Set(kindsOf(entry))].sort().map((kind) => markType(deps.publicUrl, kind))
  const marks = await Promise.all(
    types.map(async (type) => ({ trust_mark_type: type, trust_mark: await trustMark(deps, type, sub, false) })),
  )
  const held = marks.filter(({ trust_mark }) => trust_mark !== null)
  const [jwt] = await jwtsOf(deps, issuer, STATEMENT, [
    {
      iss: sub,
      sub,
      ...times(now),
      jwks: { keys: jwksOf(keysInForce(entry, now)) },
      authority_hints: [deps.publicUrl],
      metadata: describedBy(deps, entry),
      ...(held.length === 0 ? {} : { trust_marks: held }),
    },
  ])
  return jwt ?? null
}

/**
 * The trust mark of an issuer for a kind of credential (section 7), as a JWT: with all its rights of that kind as they really held,
 * past ones too, so that it answers for any day. Nothing where it has none in force now. With `past` also then, and the mark has
 * ended: a verifier that doesn't read our claim must not take it for one that holds.
 */
export async function trustMark(deps: Needs, type: string, sub: string, past: boolean): Promise<string | null> {
  const entry = await entryOf(deps, sub)
  const kind = kindOfMark(type, deps.publicUrl)
  const authorisations = entry === null || kind === null ? [] : rightsOf(entry, kind)
  const now = deps.clock()
  const inForce = rightsInForce(authorisations, now)
  if (entry === null || authorisations.length === 0 || (inForce.length === 0 && !past)) return null
  const { iat, exp } = times(now)
  const ends = inForce.map(({ until }) => (until === undefined ? exp : Math.floor(Date.parse(until) / 1000)))
  return signed(deps, MARK, {
    iss: deps.publicUrl,
    sub,
    trust_mark_type: type,
    iat,
    exp: Math.min(exp, Math.max(iat, ...ends)),
    did: entry.did,
    authorisations,
  })
}

/**
 * What a mark is worth now, and the signed answer that says so. `revoked`: the register says something else by now;
 * `invalid`: it is none of ours. A mark without any right in force now is `expired`, too.
 */
export async function trustMarkStatus(deps: Needs, mark: string): Promise<{ status: MarkStatus; response: string }> {
  const status = await statusOf(deps, mark)
  const iat = Math.floor(deps.clock().getTime() / 1000)
  const claims = { iss: deps.publicUrl, iat, trust_mark: mark, status }
  return { status, response: await signed(deps, 'trust-mark-status-response+jwt', claims) }
}

async function statusOf(deps: Needs, mark: string): Promise<MarkStatus> {
  const claims = await ownClaims(deps, platformDid(deps.publicUrl), MARK, mark)
  if (claims === null) return 'invalid'
  const { sub, trust_mark_type: type, exp, authorisations } = claims
  const entry = await entryOf(deps, String(sub))
  const kind = kindOfMark(String(type), deps.publicUrl)
  const now = deps.clock()
  if (entry === null || kind === null || JSON.stringify(rightsOf(entry, kind)) !== JSON.stringify(authorisations))
    return 'revoked'
  const holds = rightsInForce(rightsOf(entry, kind), now).length > 0
  return Number(exp) * 1000 > now.getTime() && holds ? 'active' : 'expired'
}

function keysInForce(entry: RegisterEntry, now: Date): readonly IssuerKey[] {
  return entry.keys.filter((key) => key.compromisedAt === null && (key.until === null || now < key.until))
}

function jwksOf(keys: readonly IssuerKey[]): readonly NamedJwk[] {
  return keys.map((key) => namedJwk(key.publicKeyMultibase))
}

function describedBy(deps: Needs, { name, slug }: RegisterEntry): object {
  const uri = `${deps.publicUrl}/register/${slug}`
  // `homepage_uri` is what drafts before 2025 called it; verifiers of the Digital Credentials Consortium read that.
  return { federation_entity: { organization_name: name, organization_uri: uri, homepage_uri: uri } }
}

function kindsOf(entry: RegisterEntry): readonly string[] {
  return entry.authorisations.flatMap(({ kinds }) => kinds)
}

function rightsOf(entry: RegisterEntry, kind: string) {
  return statedRights(entry)
    .filter(({ kinds }) => kinds.includes(kind))
    .map((right) => ({ ...right, kinds: [kind] }))
}

async function entryOf(deps: Needs, id: string): Promise<RegisterEntry | null> {
  const slug = slugOfEntity(id, deps.publicUrl) ?? slugOfDid(id, platformDid(deps.publicUrl))
  return slug === null ? null : registerEntryBySlug(deps.db, slug)
}

/** Dated at the beginning of the hour, so that the same register gives the same bytes for an hour. */
function times(now: Date): { iat: number; exp: number } {
  const iat = Math.floor(now.getTime() / 1000 / HOUR_SECONDS) * HOUR_SECONDS
  return { iat, exp: iat + STATEMENT_SECONDS }
}

async function signed(deps: Needs, typ: string, claims: object): Promise<string> {
  const [jwt] = await platformJwts(deps, typ, [claims])
  if (jwt === undefined) throw new Error('the signer answered no signature')
  return jwt
}
