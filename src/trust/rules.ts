/** Pure rules of the register: who may issue what at an instant. No clock, no database. */

import { dayOf } from '../platform/clock.ts'
import type { Refusal } from '../platform/refusal.ts'
import type {
  Attestation,
  Authorisation,
  IssueQuestion,
  IssuerKey,
  Listing,
  Period,
  RegisterEntry,
  Suspension,
} from './types.ts'

/** Whether an instant lies in a period: its beginning does, its end doesn't. */
export function covers(period: Period, instant: Date): boolean {
  return period.from <= instant && (period.until === null || instant < period.until)
}

/** Whether a period holds no instant: so a row takes back what it supersedes. */
export function isEmpty({ from, until }: Period): boolean {
  return until !== null && until <= from
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

/** The attestations that count at an instant: in force, by a body that the register listed then (F010). */
export function attestationsAt(attestations: readonly Attestation[], instant: Date): readonly Attestation[] {
  return attestations.filter(
    (one) => covers(one, instant) && one.bodyPeriods.some((registered) => covers(registered, instant)),
  )
}

/** The suspension in force at an instant. */
export function suspensionAt(suspensions: readonly Suspension[], instant: Date): Suspension | null {
  return suspensions.find((one) => covers(one, instant)) ?? null
}

/**
 * Every reason why an issuer may not issue this kind, in this field, at this KKNI level, at an instant (F011). No reason
 * means that it may. `null` stands for an organisation that the register never listed.
 */
export function reasonsAgainst(entry: RegisterEntry | null, question: IssueQuestion, instant: Date): Refusal[] {
  const refusals = reasonsAgainstSigning(entry, instant)
  if (entry === null || entry.listings.length === 0) return refusals
  const rights = whyNotAuthorised(entry.authorisations, question, instant)
  // What it might issue ended together with its listing: that is one reason and not two.
  const ended = refusals.some(({ code }) => code === 'trust.listing-ended')
  return [...refusals, ...rights.filter(({ code }) => !ended || code !== 'trust.no-authorisation')]
}

/** Every reason why nothing may be signed in an organisation's name at an instant, whatever it is. */
export function reasonsAgainstSigning(entry: RegisterEntry | null, instant: Date): Refusal[] {
  if (entry === null || entry.listings.length === 0) return [whyNoIssuer(entry)]
  const refusals: Refusal[] = []
  const listing = listingAt(entry.listings, instant)
  if (listing === null) refusals.push(whyNotListed(entry.listings, instant))
  const suspension = suspensionAt(entry.suspensions, instant)
  if (suspension !== null) refusals.push({ code: 'trust.suspended', values: { day: dayOf(suspension.from) } })
  if (listing?.restsOn === 'attestation' && attestationsAt(entry.attestations, instant).length === 0)
    refusals.push(whyNotAttested(entry.attestations, instant))
  if (keyAt(entry.keys, instant) === null) refusals.push({ code: 'trust.no-key' })
  return refusals
}

/** Frameworks, standard-setters and bodies stand in the register and still sign nothing (F014). */
function whyNoIssuer(entry: RegisterEntry | null): Refusal {
  const standing = entry?.standings[0]
  return standing === undefined
    ? { code: 'trust.not-listed' }
    : { code: 'trust.class-cannot-issue', values: { class: standing.class } }
}

function whyNotAttested(attestations: readonly Attestation[], instant: Date): Refusal {
  const past = attestations.flatMap(({ until }) => (until !== null && until <= instant ? [until] : []))
  const last = past.sort((a, b) => b.getTime() - a.getTime())[0]
  return last === undefined
    ? { code: 'trust.no-attestation' }
    : { code: 'trust.attestation-ended', values: { day: lastDayOf(last) } }
}

/** The last day that a period with this end still covers: ends are instants that no longer belong to it. */
export function lastDayOf(until: Date): string {
  return dayOf(new Date(until.getTime() - 1))
}

function whyNotListed(all: readonly Listing[], instant: Date): Refusal {
  const listings = all.filter((listing) => !isEmpty(listing))
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
