/** Pure rules of the register: who may issue what at an instant. No clock, no database. */

import { dayOf } from '../platform/clock.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Authorisation, IssueQuestion, IssuerKey, Listing, Period, RegisterEntry } from './types.ts'

/** Whether an instant lies in a period: its beginning does, its end doesn't. */
export function covers(period: Period, instant: Date): boolean {
  return period.from <= instant && (period.until === null || instant < period.until)
}

/** The listing in force at an instant. */
export function listingAt(listings: readonly Listing[], instant: Date): Listing | null {
  return listings.find((listing) => covers(listing, instant)) ?? null
}

/** The key to sign with at an instant: the newest that is in force and not compromised. */
export function keyAt(keys: readonly IssuerKey[], instant: Date): IssuerKey | null {
  const usable = keys.filter(
    (key) => covers(key, instant) && (key.compromisedAt === null || instant < key.compromisedAt),
  )
  return usable.sort((a, b) => b.from.getTime() - a.from.getTime())[0] ?? null
}

/**
 * Every reason why an issuer may not issue this kind, in this field, at this KKNI level, at an instant (F011). No reason
 * means that it may. `null` stands for an organisation that the register never listed.
 */
export function reasonsAgainst(entry: RegisterEntry | null, question: IssueQuestion, instant: Date): Refusal[] {
  if (entry === null || entry.listings.length === 0) return [{ code: 'trust.not-listed' }]
  const refusals: Refusal[] = []
  if (listingAt(entry.listings, instant) === null) refusals.push(whyNotListed(entry.listings, instant))
  if (keyAt(entry.keys, instant) === null) refusals.push({ code: 'trust.no-key' })
  return [...refusals, ...whyNotAuthorised(entry.authorisations, question, instant)]
}

function whyNotListed(listings: readonly Listing[], instant: Date): Refusal {
  const ended = listings.flatMap((listing) =>
    listing.until !== null && listing.until <= instant ? [listing.until] : [],
  )
  const last = ended.sort((a, b) => b.getTime() - a.getTime())[0]
  if (last !== undefined) return { code: 'trust.listing-ended', values: { day: dayOf(last) } }
  const first = listings.map((listing) => listing.from).sort((a, b) => a.getTime() - b.getTime())[0]
  return { code: 'trust.listing-not-begun', values: { day: first === undefined ? '' : dayOf(first) } }
}

function whyNotAuthorised(all: readonly Authorisation[], question: IssueQuestion, instant: Date): Refusal[] {
  const inForce = all.filter((authorisation) => covers(authorisation, instant))
  if (inForce.length === 0) return [{ code: 'trust.no-authorisation' }]
  if (inForce.some((one) => allowsKind(one, question) && allowsField(one, question) && allowsLevel(one, question)))
    return []
  const refusals: Refusal[] = []
  if (!inForce.some((one) => allowsKind(one, question)))
    refusals.push({ code: 'trust.kind-not-authorised', values: { kind: question.kind } })
  if (!inForce.some((one) => allowsField(one, question)))
    refusals.push({ code: 'trust.field-not-authorised', values: { field: question.field } })
  if (!inForce.some((one) => allowsLevel(one, question)))
    refusals.push({ code: 'trust.level-not-authorised', values: { level: question.level } })
  // Each part is allowed somewhere, but no single authorisation allows all of them together.
  return refusals.length > 0
    ? refusals
    : [
        {
          code: 'trust.combination-not-authorised',
          values: { kind: question.kind, field: question.field, level: question.level },
        },
      ]
}

function allowsKind(authorisation: Authorisation, { kind }: IssueQuestion): boolean {
  return authorisation.kinds.includes(kind)
}

function allowsField(authorisation: Authorisation, { field }: IssueQuestion): boolean {
  return authorisation.fields.length === 0 || authorisation.fields.includes(field)
}

function allowsLevel(authorisation: Authorisation, { level }: IssueQuestion): boolean {
  return authorisation.levelMin <= level && level <= authorisation.levelMax
}

/**
 * The `did:web` of the platform itself, from the origin of the site (did:web Method Specification, section 3.2: a port's
 * colon is percent-encoded).
 */
export function platformDid(publicUrl: string): string {
  return `did:web:${new URL(publicUrl).host.replace(':', '%3A')}`
}

/** The `did:web` of an organisation of this register; its document stands at `/issuers/<slug>/did.json`. */
export function organisationDid(publicUrl: string, slug: string): string {
  return `${platformDid(publicUrl)}:issuers:${slug}`
}

/** A DID document as it is served (DID Core 1.0; keys as Multikey of Controlled Identifiers 1.0). */
export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly verificationMethod: readonly {
    id: string
    type: 'Multikey'
    controller: string
    publicKeyMultibase: string
  }[]
  readonly assertionMethod: readonly string[]
}

/**
 * The document of a DID. A rotated key stays in it, so that what it signed can still be checked; a compromised key stays
 * named but may assert nothing.
 */
export function didDocument(did: string, keys: readonly IssuerKey[]): DidDocument {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map((key) => ({
      id: key.verificationMethod,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.publicKeyMultibase,
    })),
    assertionMethod: keys.filter((key) => key.compromisedAt === null).map((key) => key.verificationMethod),
  }
}
