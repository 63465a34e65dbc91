import type { Deps } from '../../platform/deps.ts'
import { platformDid } from '../rules-did.ts'
import { allEntries, registerEntryBySlug } from '../service-ask.ts'
import { platformIssuer } from '../service-list.ts'
import { findKeys } from '../store.ts'
import type { RegisterEntry } from '../types.ts'
import { entityId, kindOfMark, markType, slugOfEntity } from './rules.ts'
import { isListed, statedRights } from './rules-stated.ts'
import { namedJwk, ownClaims, platformJwts } from './service-jwt.ts'

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
    jwks: { keys: keys.filter((key) => key.compromisedAt === null).map((key) => namedJwk(key.publicKeyMultibase)) },
    metadata: {
      federation_entity: {
        organization_name: 'Lumbung',
        federation_fetch_endpoint: `${publicUrl}/federation/fetch`,
        federation_list_endpoint: `${publicUrl}/federation/list`,
        federation_trust_mark_endpoint: `${publicUrl}/federation/trust-mark`,
        federation_trust_mark_status_endpoint: `${publicUrl}/federation/trust-mark-status`,
      },
    },
    trust_mark_issuers: Object.fromEntries([...kinds].sort().map((kind) => [markType(publicUrl, kind), [publicUrl]])),
  })
}

/** The identifiers of the issuers that are listed now (section 8.2). */
export async function subordinates(deps: Needs): Promise<readonly string[]> {
  const now = deps.clock()
  const entries = await allEntries(deps.db)
  return entries.filter((entry) => isListed(entry, now)).map(({ slug }) => entityId(deps.publicUrl, slug))
}

/** The statement about an issuer that is listed now (section 8.1), as a JWT; nothing for any other subject. */
export async function subordinateStatement(deps: Needs, sub: string): Promise<string | null> {
  const entry = await entryOf(deps, sub)
  const now = deps.clock()
  if (entry === null || !isListed(entry, now)) return null
  const keys = entry.keys.filter((key) => key.compromisedAt === null && (key.until === null || now < key.until))
  return signed(deps, STATEMENT, {
    iss: deps.publicUrl,
    sub,
    ...times(now),
    jwks: { keys: keys.map((key) => namedJwk(key.publicKeyMultibase)) },
    metadata: {
      federation_entity: {
        organization_name: entry.name,
        organization_uri: `${deps.publicUrl}/register/${entry.slug}`,
      },
    },
    source_endpoint: `${deps.publicUrl}/federation/fetch`,
  })
}

/**
 * The trust mark of an issuer for a kind of credential (section 7), as a JWT: with all its rights of that kind as they really held,
 * past ones too, so that it answers for any day. Nothing where it never had one.
 */
export async function trustMark(deps: Needs, type: string, sub: string): Promise<string | null> {
  const entry = await entryOf(deps, sub)
  const kind = kindOfMark(type, deps.publicUrl)
  const authorisations = entry === null || kind === null ? [] : rightsOf(entry, kind)
  if (entry === null || authorisations.length === 0) return null
  return signed(deps, MARK, {
    iss: deps.publicUrl,
    sub,
    trust_mark_type: type,
    ...times(deps.clock()),
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
  const inForce = rightsOf(entry, kind).some(
    ({ from, until }) => new Date(from) <= now && (until === undefined || now < new Date(until)),
  )
  return Number(exp) * 1000 > now.getTime() && inForce ? 'active' : 'expired'
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
  const slug = slugOfEntity(id, deps.publicUrl)
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
