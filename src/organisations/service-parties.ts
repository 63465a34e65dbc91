import { leaveRows } from '../log/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { partyLists } from './library-parties.ts'
import { checkEvent, type EventGiven, nameOn, successorOn } from './rules-parties.ts'
import { findOrganisation, findOrganisations } from './store.ts'
import { AGREEMENT, logReaders, SUCCESSION } from './store-log.ts'
import {
  insertAgreement,
  insertEvent,
  insertRole,
  lockEvents,
  partyEvents,
  renameOrganisation,
} from './store-parties.ts'
import type { Agreement, PartyRole } from './types-parties.ts'

/** The name that a party bore on a day; nothing where it is unknown. An old decision keeps the name of its day. */
export async function nameOf(db: Db, organisationId: string, day: string): Promise<string | null> {
  const organisation = await findOrganisation(db, organisationId)
  if (organisation === null) return null
  const events = await partyEvents(db)
  return nameOn(
    organisation.name,
    events.filter((one) => one.organisationId === organisationId),
    day,
  )
}

/** Who stands for a party on a day, along the chain of mergers; itself where nobody followed it. */
export async function successorOf(db: Db, organisationId: string, day: string): Promise<string> {
  return successorOn(await partyEvents(db), organisationId, day)
}

/**
 * Records that a party was renamed, merged or closed. It is called once two people agreed, as `listIssuer` is; it ends no
 * listing. Refusals: those of `checkEvent`, and `organisations.party-unknown`.
 */
export function recordEvent(
  deps: Pick<Deps, 'db' | 'clock'>,
  given: EventGiven,
  actorId: string | null,
): Promise<Outcome<{ eventId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    await lockEvents(tx)
    const at = deps.clock()
    const known = await findOrganisations(tx, [given.organisationId, given.successorId ?? given.organisationId])
    const organisation = known.find(({ id }) => id === given.organisationId)
    if (organisation === undefined || (given.successorId !== null && !known.some(({ id }) => id === given.successorId)))
      return refuse({ code: 'organisations.party-unknown' })
    const checked = checkEvent(given, organisation.name, await partyEvents(tx), dayOf(at))
    if (!checked.ok) return checked
    const eventId = newId()
    const renamed = given.kind === 'rename'
    const newName = renamed ? (given.newName?.trim() ?? null) : null
    const formerName = renamed ? organisation.name : null
    await insertEvent(tx, { ...given, id: eventId, newName, formerName }, actorId, at)
    if (newName !== null) await renameOrganisation(tx, organisation.id, newName)
    await record(tx, { at, actorId, organisationId: organisation.id, verb: `party.${given.kind}`, subject: eventId })
    const deed = { kind: 'register', subject: SUCCESSION, subjectId: eventId, organisationId: organisation.id } as const
    await leaveRows(tx, at, logReaders[SUCCESSION], [deed])
    return accept({ eventId })
  })
}

/** Gives a party a role from a day on. Refusals: `organisations.role-unknown`, `party-unknown`, `ends-before-start`. */
export function recordRole(
  deps: Pick<Deps, 'db' | 'clock'>,
  role: PartyRole,
  actorId: string | null,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const refusals: Refusal[] = []
    if (!partyLists.roles.some(({ code }) => code === role.role)) refusals.push({ code: 'organisations.role-unknown' })
    if ((await findOrganisation(tx, role.organisationId)) === null)
      refusals.push({ code: 'organisations.party-unknown' })
    if (role.validUntil !== null && role.validUntil <= role.validFrom)
      refusals.push({ code: 'organisations.ends-before-start', at: 'validUntil' })
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    await insertRole(tx, role, actorId, at)
    const { organisationId } = role
    await record(tx, {
      at,
      actorId,
      organisationId,
      verb: 'party.role',
      subject: organisationId,
      detail: { role: role.role },
    })
    return accept(true as const)
  })
}

/**
 * Registers an agreement (F018). Refusals: `organisations.agreement-kind-unknown`, `agreement-parties` (fewer than two
 * different parties), `party-unknown`, `ends-before-start`, `hash-malformed`.
 */
export function recordAgreement(
  deps: Pick<Deps, 'db' | 'clock'>,
  given: Omit<Agreement, 'id'>,
  actorId: string | null,
): Promise<Outcome<{ agreementId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const refusals: Refusal[] = []
    const ids = new Set(given.parties.map(({ organisationId }) => organisationId))
    if (!partyLists.agreementKinds.some(({ code }) => code === given.kind))
      refusals.push({ code: 'organisations.agreement-kind-unknown', at: 'kind' })
    if (ids.size < 2 || ids.size < given.parties.length)
      refusals.push({ code: 'organisations.agreement-parties', at: 'parties' })
    if ((await findOrganisations(tx, [...ids])).length < ids.size)
      refusals.push({ code: 'organisations.party-unknown', at: 'parties' })
    if (given.validUntil <= given.validFrom)
      refusals.push({ code: 'organisations.ends-before-start', at: 'validUntil' })
    if (!/^[0-9a-f]{64}$/.test(given.documentSha256))
      refusals.push({ code: 'organisations.hash-malformed', at: 'documentSha256' })
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    const agreementId = newId()
    await insertAgreement(tx, { ...given, id: agreementId }, actorId, at)
    await record(tx, { at, actorId, organisationId: null, verb: 'party.agreement', subject: agreementId })
    const deed = { kind: 'register', subject: AGREEMENT, subjectId: agreementId } as const
    await leaveRows(tx, at, logReaders[AGREEMENT], [deed])
    return accept({ agreementId })
  })
}
