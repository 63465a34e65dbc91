import type { Deps } from '../../platform/deps.ts'
import { platformDid } from '../rules-did.ts'
import { allEntries } from '../service-ask.ts'
import { lastChange } from '../store.ts'
import type { RegisterEntry } from '../types.ts'
import { isListed, statedRights } from './rules-stated.ts'
import { platformJwts, sha256Hex } from './service-jwt.ts'
import { entryOfDid } from './service-trqp.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

/** One attribute of an issuer: an accreditation as a signed JWT (EBSI Trusted Issuers Registry, version 5). */
export interface IssuerAttribute {
  /** SHA-256 of the body, in hexadecimal. */
  readonly hash: string
  readonly body: string
  readonly issuerType: 'TI'
  readonly tao: string
  readonly rootTao: string
}

/**
 * The record of an issuer in the form of the EBSI Trusted Issuers Registry: one attribute for each stretch in which a right really
 * held. Each is an accreditation to attest that the platform signed; it is dated by its right and so keeps its hash. Nothing
 * where the register never listed the DID as an issuer.
 */
export async function issuerRecord(
  deps: Needs,
  did: string,
): Promise<{ readonly did: string; readonly attributes: readonly IssuerAttribute[] } | null> {
  const entry = await entryOfDid(deps, did)
  if (entry === null || entry.listings.length === 0) return null
  const platform = platformDid(deps.publicUrl)
  const bodies = await platformJwts(deps, 'JWT', accreditationsOf(entry, platform, deps.publicUrl))
  const parents = { issuerType: 'TI', tao: platform, rootTao: platform } as const
  return { did, attributes: bodies.map((body) => ({ hash: sha256Hex(body), body, ...parents })) }
}

/** One page of the DIDs of all issuers that were ever listed, by name. `after` counts from 0, `size` is 1 to 50. */
export async function issuerPage(deps: Needs, after: number, size: number): Promise<{ total: number; dids: string[] }> {
  const dids = (await allEntries(deps.db)).filter(({ listings }) => listings.length > 0).map(({ did }) => did)
  return { total: dids.length, dids: dids.slice(after * size, (after + 1) * size) }
}

/** Accreditations as credentials of the VC Data Model 1.1 in its JWT form (section 6.3.1), which is what EBSI's registry holds. */
function accreditationsOf(entry: RegisterEntry, platform: string, publicUrl: string): readonly object[] {
  return statedRights(entry).map((right) => {
    const { kinds, fields, levelMin, levelMax, from, until } = right
    const id = `${publicUrl}/register/${entry.slug}#right-${sha256Hex(JSON.stringify(right)).slice(0, 16)}`
    return {
      iss: platform,
      sub: entry.did,
      jti: id,
      nbf: seconds(from),
      ...(until === undefined ? {} : { exp: seconds(until) }),
      vc: {
        '@context': ['https://www.w3.org/2018/credentials/v1'],
        id,
        type: [
          'VerifiableCredential',
          'VerifiableAttestation',
          'VerifiableAccreditation',
          'VerifiableAccreditationToAttest',
        ],
        issuer: platform,
        issuanceDate: from,
        issued: from,
        validFrom: from,
        ...(until === undefined ? {} : { expirationDate: until }),
        credentialSubject: {
          id: entry.did,
          accreditedFor: kinds.map((kind) => ({ types: [kind], fields, levelMin, levelMax })),
        },
      },
    }
  })
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000)
}

/** The registry form of the Digital Credentials Consortium: who is listed now, by DID. */
export interface MemberRegistry {
  readonly meta: { readonly created: string; readonly updated: string }
  readonly registry: Readonly<
    Record<string, { readonly name: string; readonly location: string; readonly url: string }>
  >
}

/** Who is listed as an issuer now, in the registry form of the Digital Credentials Consortium: names, and nothing of rights. */
export async function memberRegistry(deps: Needs): Promise<MemberRegistry> {
  const now = deps.clock()
  const entries = await allEntries(deps.db)
  const firsts = entries.flatMap(({ listings }) => listings.map(({ recordedAt }) => recordedAt.getTime()))
  const created = new Date(firsts.length === 0 ? now.getTime() : Math.min(...firsts))
  const listed = entries.filter((entry) => isListed(entry, now))
  return {
    meta: { created: created.toISOString(), updated: ((await lastChange(deps.db, now)) ?? created).toISOString() },
    registry: Object.fromEntries(
      listed.map(({ did, name, city, province, slug }) => [
        did,
        {
          name,
          location: [city, province, 'Indonesia'].filter((part) => part !== null).join(', '),
          url: `${deps.publicUrl}/register/${slug}`,
        },
      ]),
    ),
  }
}
