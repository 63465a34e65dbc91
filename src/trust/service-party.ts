import {
  agreementsOf,
  becomingOf,
  courseChoices,
  findAgreements,
  findOrganisations,
  nameOn,
  organisationBySlug,
  partyEvents,
  partyRolesOf,
  successorOn,
} from '../organisations/index.ts'
import { dayOf } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { organisationDid } from './rules-did.ts'
import type { IssuerNow, PartyLink, PartyShown } from './types-party.ts'

/** A party as it stood on an ISO day; nothing for an unknown slug. */
export async function partyShown(db: Db, slug: string, day: string): Promise<PartyShown | null> {
  const organisation = await organisationBySlug(db, slug)
  if (organisation === null) return null
  const { id } = organisation
  const [all, events, roles, agreements, choices] = await Promise.all([
    findOrganisations(db),
    partyEvents(db),
    partyRolesOf(db, id),
    findAgreements(db),
    courseChoices(db, id),
  ])
  const byId = new Map(all.map((one) => [one.id, one]))
  const eventsOf = (partyId: string) => events.filter((one) => one.organisationId === partyId)
  const linkOn = (partyId: string, on: string): PartyLink => {
    const party = byId.get(partyId)
    return { name: nameOn(party?.name ?? partyId, eventsOf(partyId), on), slug: party?.slug ?? '' }
  }
  const known = events.filter(({ onDay }) => onDay <= day)
  const end = known.find((one) => one.organisationId === id && one.kind !== 'rename')
  const last = successorOn(events, id, day)
  const name = nameOn(organisation.name, eventsOf(id), day)
  return {
    organisation,
    name,
    renamings: known.filter((one) => one.organisationId === id && one.kind === 'rename').toReversed(),
    end: end === undefined ? null : { event: end, successor: last === id ? null : linkOn(last, day) },
    predecessors: known
      .filter(({ successorId }) => successorId === id)
      .map((event) => ({ event, party: linkOn(event.organisationId, event.onDay) })),
    roles,
    agreements: agreementsOf(agreements, events, id, day).map((agreement) => {
      const own = agreement.parties.filter((party) => successorOn(events, party.organisationId, day) === id)
      const signed = own.map((party) => linkOn(party.organisationId, agreement.validFrom).name)
      return {
        agreement,
        with: agreement.parties
          .filter((party) => !own.includes(party))
          .map((party) => linkOn(party.organisationId, agreement.validFrom)),
        signedAs: signed.includes(name) ? null : (signed[0] ?? null),
      }
    }),
    chosen: choices.filter(({ validFrom, validUntil }) => validFrom <= day && day < (validUntil ?? '9999')).length,
  }
}

/** What became of the issuer with this DID since an ISO day; nothing where it is as it was, or isn't an issuer of this register. */
export async function issuerNow(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl'>,
  did: string,
  since: string,
): Promise<IssuerNow | null> {
  const slug = did.split(':issuers:')[1] ?? ''
  const organisation = /^[a-z0-9-]+$/.test(slug) ? await organisationBySlug(deps.db, slug) : null
  if (organisation === null || organisationDid(deps.publicUrl, slug) !== did) return null
  const became = await becomingOf(deps.db, organisation.id, since, dayOf(deps.clock()))
  if (became === null) return null
  const [successor] = became.successorId === null ? [] : await findOrganisations(deps.db, [became.successorId])
  const { kind, onDay, newName } = became
  return { kind, onDay, name: newName ?? successor?.name ?? null, slug: successor?.slug ?? slug }
}

/** The name of each party on a day, for whoever shows what was decided then. */
export async function namesOn(db: Db): Promise<(organisationId: string, presentName: string, day: string) => string> {
  const events = await partyEvents(db)
  return (organisationId, presentName, day) =>
    nameOn(
      presentName,
      events.filter((one) => one.organisationId === organisationId),
      day,
    )
}
