import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import type { Agreement, CourseChoice, HeldBack, Ministry, PartyEvent, PartyRole } from './types-parties.ts'

/** The name that a party bore on a day, from its present name and its renamings: exactly one for every day. */
export function nameOn(presentName: string, events: readonly PartyEvent[], day: string): string {
  const later = events
    .filter(({ kind, onDay }) => kind === 'rename' && onDay > day)
    .toSorted((a, b) => a.onDay.localeCompare(b.onDay))[0]
  return later?.formerName ?? presentName
}

/**
 * Who stands for a party on a day: itself, or whoever it merged into or handed its duties to by then, along the chain.
 * Ends also where the data had a loop, which `checkEvent` never lets in.
 */
export function successorOn(events: readonly PartyEvent[], organisationId: string, day: string): string {
  const next = new Map(
    events.flatMap(({ organisationId: from, successorId, kind, onDay }) =>
      kind !== 'rename' && successorId !== null && onDay <= day ? [[from, successorId] as const] : [],
    ),
  )
  const seen = new Set([organisationId])
  let at = organisationId
  for (let to = next.get(at); to !== undefined && !seen.has(to); to = next.get(at)) {
    seen.add(to)
    at = to
  }
  return at
}

/** What somebody wants to record of a party. */
export type EventGiven = Omit<PartyEvent, 'id' | 'formerName'>

/**
 * Whether an event fits what is known; answers every fault. Refusals: `organisations.event-in-future`,
 * `name-missing`, `name-unchanged`, `rename-not-last`, `ended-already`, `successor-missing`, `successor-loop`,
 * `successor-ended`.
 */
export function checkEvent(
  given: EventGiven,
  presentName: string,
  all: readonly PartyEvent[],
  today: string,
): Outcome<EventGiven> {
  const refusals: Refusal[] = []
  const own = all.filter(({ organisationId }) => organisationId === given.organisationId)
  if (given.onDay > today) refusals.push({ code: 'organisations.event-in-future', at: 'onDay' })
  if (own.some(({ kind }) => kind !== 'rename')) refusals.push({ code: 'organisations.ended-already' })
  if (given.kind === 'rename') {
    const name = given.newName?.trim() ?? ''
    if (name === '') refusals.push({ code: 'organisations.name-missing', at: 'newName' })
    if (name === presentName) refusals.push({ code: 'organisations.name-unchanged', at: 'newName' })
    if (own.some(({ kind, onDay }) => kind === 'rename' && onDay >= given.onDay))
      refusals.push({ code: 'organisations.rename-not-last', at: 'onDay' })
  } else {
    refusals.push(...whyNotSuccessor(given, all))
  }
  const [first, ...more] = refusals
  return first === undefined ? accept(given) : refuse(first, ...more)
}

function whyNotSuccessor(given: EventGiven, all: readonly PartyEvent[]): Refusal[] {
  const { successorId, organisationId } = given
  if (successorId === null)
    return given.kind === 'merge' ? [{ code: 'organisations.successor-missing', at: 'successorId' }] : []
  const refusals: Refusal[] = []
  // Every day: a chain that leads back on some day would lead back for ever after.
  if (successorOn(all, successorId, '9999-12-31') === organisationId)
    refusals.push({ code: 'organisations.successor-loop', at: 'successorId' })
  if (all.some((one) => one.organisationId === successorId && one.kind !== 'rename' && one.onDay <= given.onDay))
    refusals.push({ code: 'organisations.successor-ended', at: 'successorId' })
  return refusals
}

/** Agreements in force on a day that no longer hold `days` days later, the nearest end first. */
export function endingSoon(agreements: readonly Agreement[], day: string, days: number): readonly Agreement[] {
  const last = new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
  return agreements
    .filter(({ validFrom, validUntil }) => validFrom <= day && day < validUntil && validUntil <= last)
    .toSorted((a, b) => a.validUntil.localeCompare(b.validUntil) || a.id.localeCompare(b.id))
}

/** What a party became after a day: its next name, or who stands for it; nothing where it is as it was. */
export interface BecameOf {
  readonly kind: PartyEvent['kind']
  /** The day of the change: for a chain of mergers that of the party's own end. */
  readonly onDay: string
  readonly newName: string | null
  /** Who stands for it on the day that was asked about; nothing for a renaming, and for a closing that nobody followed. */
  readonly successorId: string | null
}

/** What became of a party by `day`: its end where it has one, else the newest renaming that a reader of `since` can't know. */
export function becameOf(
  events: readonly PartyEvent[],
  organisationId: string,
  since: string,
  day: string,
): BecameOf | null {
  const own = events.filter((one) => one.organisationId === organisationId && one.onDay <= day)
  const end = own.find(({ kind }) => kind !== 'rename')
  if (end !== undefined) {
    const last = successorOn(events, organisationId, day)
    return { kind: end.kind, onDay: end.onDay, newName: null, successorId: last === organisationId ? null : last }
  }
  const renamed = own.filter(({ kind, onDay }) => kind === 'rename' && onDay > since)
  const last = renamed.toSorted((a, b) => a.onDay.localeCompare(b.onDay)).at(-1)
  return last === undefined ? null : { kind: 'rename', onDay: last.onDay, newName: last.newName, successorId: null }
}

/**
 * The agreements in force on a day that bind a party: its own, and those of every party that it stands for by then. An old
 * agreement follows the successor.
 */
export function agreementsOf(
  agreements: readonly Agreement[],
  events: readonly PartyEvent[],
  organisationId: string,
  day: string,
): readonly Agreement[] {
  return agreements.filter(
    ({ validFrom, validUntil, parties }) =>
      validFrom <= day &&
      day < validUntil &&
      parties.some((party) => successorOn(events, party.organisationId, day) === organisationId),
  )
}

const holds = ({ validFrom, validUntil }: { validFrom: string; validUntil: string | null }, day: string): boolean =>
  validFrom <= day && (validUntil === null || day < validUntil)

/** What isn't shown on a day: everything of parties and platforms of which only chosen courses count, but the chosen ones (F016). */
export function heldBackOn(roles: readonly PartyRole[], choices: readonly CourseChoice[], day: string): HeldBack {
  const open = roles.filter((role) => role.curatedOnly && holds(role, day))
  const organisationIds = [...new Set(open.map((role) => role.organisationId))].sort()
  const platforms = [...new Set(open.flatMap(({ cataloguePlatform }) => cataloguePlatform ?? []))].sort()
  const chosen = choices.filter((one) => organisationIds.includes(one.organisationId) && holds(one, day))
  return { organisationIds, platforms, chosen: [...new Set(chosen.map(({ subject }) => subject))].sort() }
}

/** The subjects that a text names, one a line: ids of definitions, or addresses without their fragment. */
export function subjectsOf(text: string): readonly string[] {
  return [...new Set(text.split(/\s+/).map((line) => line.trim().replace(/#.*$/, '')))].filter(Boolean)
}

/** The day before an ISO day: the last one that a period of whole days covers which ends on it. */
export function lastDayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** The name of a ministry on a day, and nothing before its first known name. */
export function ministryNameOn(ministry: Ministry, day: string): Ministry['names'][number] | null {
  return ministry.names.find(({ from, until }) => from <= day && (until === null || day < until)) ?? null
}

/** The ministry that bears or bore a name, in any of its languages and lengths. */
export function ministryOfName(all: readonly Ministry[], name: string): Ministry | null {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}]+/gu, '')
  const asked = plain(name)
  return (
    all.find(({ names }) => names.some((one) => [one.short, ...one.also, ...one.english].map(plain).includes(asked))) ??
    null
  )
}
