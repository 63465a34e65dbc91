import { leaveRows } from '../log/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { partyLists } from './library-parties.ts'
import { type BecameOf, becameOf, checkEvent, type EventGiven, nameOn, successorOn } from './rules-parties.ts'
import { findOrganisation, findOrganisations } from './store.ts'
import { AGREEMENT, COURSE_CHOICE, logReaders, PARTY_ROLE, SUCCESSION } from './store-log.ts'
import {
  closeRole,
  courseChoices,
  insertAgreement,
  insertChoice,
  insertEvent,
  insertRole,
  lockEvents,
  partyEvents,
  partyRolesOf,
  renameOrganisation,
} from './store-parties.ts'
import type { Agreement, CourseChoice, PartyRole } from './types-parties.ts'

type Needs = Pick<Deps, 'db' | 'clock'>
type Faults = Promise<readonly Refusal[]>

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

/** What became of a party by `day`, for who knows it as it was on `since`; nothing where it is as it was. */
export async function becomingOf(db: Db, organisationId: string, since: string, day: string): Promise<BecameOf | null> {
  return becameOf(await partyEvents(db), organisationId, since, day)
}

/** Everything against recording an event now: as `checkEvent`, and `organisations.party-unknown`. */
export async function eventFaults(db: Db, given: EventGiven, now: Date): Faults {
  const known = await findOrganisations(db, [given.organisationId, given.successorId ?? given.organisationId])
  const organisation = known.find(({ id }) => id === given.organisationId)
  if (organisation === undefined || (given.successorId !== null && !known.some(({ id }) => id === given.successorId)))
    return [{ code: 'organisations.party-unknown' }]
  const checked = checkEvent(given, organisation.name, await partyEvents(db), dayOf(now))
  return checked.ok ? [] : checked.refusals
}

/**
 * Records that a party was renamed, merged or closed. It is called once two people agreed, as `listIssuer` is; it ends no
 * listing. Refusals: those of `checkEvent`, and `organisations.party-unknown`.
 */
export function recordEvent(
  deps: Needs,
  given: EventGiven,
  actorId: string | null,
): Promise<Outcome<{ eventId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    await lockEvents(tx)
    const at = deps.clock()
    const [first, ...more] = await eventFaults(tx, given, at)
    if (first !== undefined) return refuse(first, ...more)
    const { organisationId } = given
    const eventId = newId()
    const renamed = given.kind === 'rename'
    const newName = renamed ? (given.newName?.trim() ?? null) : null
    const formerName = renamed ? ((await findOrganisation(tx, organisationId))?.name ?? null) : null
    await insertEvent(tx, { ...given, id: eventId, newName, formerName }, actorId, at)
    if (newName !== null) await renameOrganisation(tx, organisationId, newName)
    await record(tx, { at, actorId, organisationId, verb: `party.${given.kind}`, subject: eventId })
    const deed = { kind: 'register', subject: SUCCESSION, subjectId: eventId, organisationId } as const
    await leaveRows(tx, at, logReaders[SUCCESSION], [deed])
    return accept({ eventId })
  })
}

/** Everything against giving a role: `organisations.role-unknown`, `party-unknown`, `ends-before-start`, `role-stands`. */
export async function roleFaults(db: Db, role: PartyRole): Faults {
  const refusals: Refusal[] = []
  if (!partyLists.roles.some(({ code }) => code === role.role))
    refusals.push({ code: 'organisations.role-unknown', at: 'role' })
  if ((await findOrganisation(db, role.organisationId)) === null) refusals.push({ code: 'organisations.party-unknown' })
  if (role.validUntil !== null && role.validUntil <= role.validFrom)
    refusals.push({ code: 'organisations.ends-before-start', at: 'validUntil' })
  const standing = (await partyRolesOf(db, role.organisationId)).some(
    (one) =>
      one.role === role.role &&
      (role.validUntil === null || one.validFrom < role.validUntil) &&
      (one.validUntil === null || role.validFrom < one.validUntil),
  )
  return standing ? [...refusals, { code: 'organisations.role-stands', at: 'role' }] : refusals
}

/** Gives a party a role from a day on. Refusals as `roleFaults`. */
export function recordRole(deps: Needs, role: PartyRole, actorId: string | null): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const [first, ...more] = await roleFaults(tx, role)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    await insertRole(tx, role, actorId, at)
    await leaveRole(tx, role, at)
    const { organisationId, role: code } = role
    const subject = organisationId
    await record(tx, { at, actorId, organisationId, verb: 'party.role', subject, detail: { role: code } })
    return accept(true as const)
  })
}

async function leaveRole(tx: Db, role: Pick<PartyRole, 'organisationId' | 'role' | 'validFrom'>, at: Date) {
  const { organisationId } = role
  const subjectId = `${organisationId}/${role.role}/${role.validFrom}`
  await leaveRows(tx, at, logReaders[PARTY_ROLE], [
    { kind: 'register', subject: PARTY_ROLE, subjectId, organisationId },
  ])
}

/** Which role is to end, and from which day on it no longer holds. */
export type RoleEnd = Pick<PartyRole, 'organisationId' | 'role' | 'validFrom'> & { readonly validUntil: string }

/** Everything against ending a role: `organisations.role-not-open`, `ends-before-start`. */
export async function roleEndFaults(db: Db, end: RoleEnd): Faults {
  const open = (await partyRolesOf(db, end.organisationId)).some(
    (one) => one.role === end.role && one.validFrom === end.validFrom && one.validUntil === null,
  )
  if (!open) return [{ code: 'organisations.role-not-open', at: 'fact' }]
  return end.validUntil <= end.validFrom ? [{ code: 'organisations.ends-before-start', at: 'lastDay' }] : []
}

/** Ends a role that has no end yet. Refusals as `roleEndFaults`. */
export function endRole(deps: Needs, end: RoleEnd, actorId: string | null): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const [first, ...more] = await roleEndFaults(tx, end)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    await closeRole(tx, end, end.validUntil)
    await leaveRole(tx, end, at)
    const { organisationId, role } = end
    await record(tx, {
      at,
      actorId,
      organisationId,
      verb: 'party.role-end',
      subject: organisationId,
      detail: { role },
    })
    return accept(true as const)
  })
}

/**
 * Everything against an agreement: `organisations.agreement-kind-unknown`, `agreement-parties` (fewer than two different
 * parties), `party-unknown`, `ends-before-start`, `hash-malformed`.
 */
export async function agreementFaults(db: Db, given: Omit<Agreement, 'id'>): Faults {
  const refusals: Refusal[] = []
  const ids = new Set(given.parties.map(({ organisationId }) => organisationId))
  if (!partyLists.agreementKinds.some(({ code }) => code === given.kind))
    refusals.push({ code: 'organisations.agreement-kind-unknown', at: 'kind' })
  if (ids.size < 2 || ids.size < given.parties.length)
    refusals.push({ code: 'organisations.agreement-parties', at: 'parties' })
  if ((await findOrganisations(db, [...ids])).length < ids.size)
    refusals.push({ code: 'organisations.party-unknown', at: 'parties' })
  if (given.validUntil <= given.validFrom) refusals.push({ code: 'organisations.ends-before-start', at: 'validUntil' })
  if (!/^[0-9a-f]{64}$/.test(given.documentSha256))
    refusals.push({ code: 'organisations.hash-malformed', at: 'documentSha256' })
  return refusals
}

/** Registers an agreement (F018). Refusals as `agreementFaults`. */
export function recordAgreement(
  deps: Needs,
  given: Omit<Agreement, 'id'>,
  actorId: string | null,
): Promise<Outcome<{ agreementId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const [first, ...more] = await agreementFaults(tx, given)
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

const SUBJECT = /^(?:[0-9a-z-]{10,64}|https:\/\/[^\s<>"]{4,500})$/
/** Courses that are chosen in one go at most. */
const CHOSEN_MOST = 50

/** Courses that are to be chosen of a party, from a day on. */
export type ChoiceGiven = Omit<CourseChoice, 'id' | 'subject'> & { readonly subjects: readonly string[] }

/**
 * Everything against a choice of courses: `organisations.party-unknown`, `choice-empty`, `choice-malformed` (neither the id of
 * a definition nor an https address), `choice-too-many`, `choice-stands`, `ends-before-start`.
 */
export async function choiceFaults(db: Db, given: ChoiceGiven): Faults {
  const refusals: Refusal[] = []
  const { subjects, validFrom, validUntil, organisationId } = given
  if ((await findOrganisation(db, organisationId)) === null) refusals.push({ code: 'organisations.party-unknown' })
  if (subjects.length === 0) refusals.push({ code: 'organisations.choice-empty', at: 'subjects' })
  const odd = subjects.find((subject) => !SUBJECT.test(subject))
  if (odd !== undefined)
    refusals.push({ code: 'organisations.choice-malformed', at: 'subjects', values: { subject: odd.slice(0, 80) } })
  if (subjects.length > CHOSEN_MOST)
    refusals.push({ code: 'organisations.choice-too-many', at: 'subjects', values: { most: CHOSEN_MOST } })
  if (validUntil !== null && validUntil <= validFrom)
    refusals.push({ code: 'organisations.ends-before-start', at: 'lastDay' })
  const standing = (await courseChoices(db, organisationId)).find(
    (one) =>
      subjects.includes(one.subject) &&
      (validUntil === null || one.validFrom < validUntil) &&
      (one.validUntil === null || validFrom < one.validUntil),
  )
  if (standing !== undefined)
    refusals.push({ code: 'organisations.choice-stands', at: 'subjects', values: { subject: standing.subject } })
  return refusals
}

/** Chooses courses of a party of which only chosen ones count (F016). Refusals as `choiceFaults`. */
export function chooseCourses(deps: Needs, given: ChoiceGiven, actorId: string | null): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const [first, ...more] = await choiceFaults(tx, given)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    const { subjects, ...choice } = given
    const { organisationId } = given
    for (const subject of subjects) {
      const id = newId()
      await insertChoice(tx, { ...choice, id, subject }, actorId, at)
      const deed = { kind: 'register', subject: COURSE_CHOICE, subjectId: id, organisationId } as const
      await leaveRows(tx, at, logReaders[COURSE_CHOICE], [deed])
      await record(tx, { at, actorId, organisationId, verb: 'party.choice', subject: id })
    }
    return accept(true as const)
  })
}
