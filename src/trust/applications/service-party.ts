import {
  agreementFaults,
  type ChoiceGiven,
  choiceFaults,
  chooseCourses,
  type EventGiven,
  endRole,
  eventFaults,
  recordAgreement,
  recordEvent,
  recordRole,
  roleEndFaults,
  roleFaults,
} from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Bilingual } from '../../platform/page.ts'
import { type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { registerPractice, worded } from '../library.ts'
import { endListing } from '../service.ts'
import { knownEntry } from '../service-ask.ts'
import { daysLater, startOfDay } from './rules.ts'
import type { Place } from './service-act.ts'
import { type ActGiven, PARTY_ACTS, type PartyActGiven } from './types.ts'

// What the acts about a party do: renamed, merged, closed; roles; agreements; chosen courses. They are proposed and decided
// as every change of the register is.

/** Whether an act is about a party as such. */
export function isPartyAct(given: ActGiven): given is PartyActGiven {
  return (PARTY_ACTS as readonly string[]).includes(given.act)
}

/** Every organisation that an act touches: nobody of any of them takes part in it. */
export function touchedBy(given: ActGiven, organisationId: string): readonly string[] {
  const others =
    given.act === 'agreement'
      ? given.content.parties.map((party) => party.organisationId)
      : given.act === 'merge' || given.act === 'close'
        ? [given.content.successorId]
        : []
  return [...new Set([organisationId, ...others])].filter(Boolean)
}

const SOURCE_MOST = 500

/** The day from which an act about a party would hold. */
export function partyDay({ act, content }: PartyActGiven): string {
  if (act === 'rename' || act === 'merge' || act === 'close') return content.onDay
  return act === 'end-role' ? content.lastDay : content.from
}

/** Everything that speaks against an act about a party, as things stand now. */
export async function partyFaults(
  db: Db,
  given: PartyActGiven,
  { organisationId }: Pick<Place, 'organisationId'>,
  now: Date,
): Promise<readonly Refusal[]> {
  const { act, content } = given
  const faults = groundFaults(given)
  if (act === 'agreement') {
    if (content.title.trim() === '') faults.push({ code: 'register.title-missing', at: 'title' })
    if (content.lastDay === '') faults.push({ code: 'register.day-malformed', at: 'lastDay' })
    for (const [at, party] of content.parties.entries()) {
      if (party.office.trim() === '') faults.push({ code: 'register.office-missing', at: `office-${at + 1}` })
      if (startOfDay(party.signedOn) === null) faults.push({ code: 'register.day-malformed', at: `signedOn-${at + 1}` })
    }
    if (!/^[1-9]?$/.test(content.levelMin)) faults.push({ code: 'register.level-malformed', at: 'levelMin' })
    if (!/^[1-9]?$/.test(content.levelMax)) faults.push({ code: 'register.level-malformed', at: 'levelMax' })
    if (content.levelMin !== '' && content.levelMax !== '' && content.levelMin > content.levelMax)
      faults.push({
        code: 'register.levels-reversed',
        at: 'levelMax',
        values: { from: content.levelMin, to: content.levelMax },
      })
  }
  if (act === 'role' && content.curatedOnly && content.scope.trim() === '')
    faults.push({ code: 'register.scope-missing', at: 'scope' })
  if (act === 'role' && content.cataloguePlatform !== '' && !/^[a-z0-9-]{1,40}$/.test(content.cataloguePlatform))
    faults.push({ code: 'register.platform-malformed', at: 'cataloguePlatform' })
  // A day that is none can't be compared with anything.
  if (faults.some(({ code }) => code === 'register.day-malformed')) return faults
  return [...faults, ...(await recordFaults(db, given, organisationId, now))].map(placed)
}

function groundFaults(given: PartyActGiven): Refusal[] {
  const { source, note } = given.content
  const faults: Refusal[] = []
  if (source.trim() === '') faults.push({ code: 'register.source-missing', at: 'source' })
  if (source.length > SOURCE_MOST) faults.push({ code: 'register.text-too-long', at: 'source' })
  if (note.trim() === '') faults.push({ code: 'register.note-missing', at: 'note' })
  const at = 'onDay' in given.content ? 'onDay' : given.act === 'end-role' ? 'lastDay' : 'from'
  if (startOfDay(partyDay(given)) === null) faults.push({ code: 'register.day-malformed', at })
  const lastDay = 'lastDay' in given.content ? given.content.lastDay : ''
  if (given.act !== 'end-role' && lastDay !== '' && startOfDay(lastDay) === null)
    faults.push({ code: 'register.day-malformed', at: 'lastDay' })
  return faults
}

/** A refusal of the room below, at the place where the form asks for what it is about. */
function placed(fault: Refusal): Refusal {
  return fault.at === 'validUntil' ? { ...fault, at: 'lastDay' } : fault
}

function recordFaults(db: Db, given: PartyActGiven, organisationId: string, now: Date): Promise<readonly Refusal[]> {
  const { act, content } = given
  if (act === 'role') return roleFaults(db, roleOf(content, organisationId))
  if (act === 'end-role') return roleEndFaults(db, roleEndOf(content, organisationId))
  if (act === 'agreement') return agreementFaults(db, agreementOf(content))
  if (act === 'choose') return choiceFaults(db, choiceOf(content, organisationId))
  return eventFaults(db, eventOf(given, organisationId), now)
}

/** Does what was proposed about a party, in the transaction of `deps.db`. Whoever merged or closed issues nothing any more. */
export async function performParty(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  given: PartyActGiven,
  { organisationId, actorId }: Place,
): Promise<Outcome<unknown>> {
  const { act, content } = given
  if (act === 'role') return recordRole(deps, roleOf(content, organisationId), actorId)
  if (act === 'end-role') return endRole(deps, roleEndOf(content, organisationId), actorId)
  if (act === 'agreement') return recordAgreement(deps, agreementOf(content), actorId)
  if (act === 'choose') return chooseCourses(deps, choiceOf(content, organisationId), actorId)
  const recorded = await recordEvent(deps, eventOf(given, organisationId), actorId)
  if (!recorded.ok || act === 'rename') return recorded
  const entry = await knownEntry(deps.db, organisationId)
  const open = [...(entry?.listings ?? []), ...(entry?.standings ?? [])].filter((one) => one.until === null)
  const reason = worded(registerPractice().endReasons, act === 'merge' ? 'merged' : 'closed', content.note)
  for (const listing of open) {
    const ended = await endListing(deps, organisationId, reason, actorId, { class: listing.class })
    if (!ended.ok) return refuse(...ended.refusals)
  }
  return recorded
}

const plain = (text: string): Bilingual => ({ id: text.trim(), en: text.trim() })
/** The first day after a last day; nothing for no last day. */
const after = (lastDay: string): string | null => (lastDay === '' ? null : daysLater(lastDay, 1))

function eventOf({ act, content }: PartyActGiven, organisationId: string): EventGiven {
  const source = plain(content.source)
  if (act === 'rename')
    return {
      organisationId,
      kind: act,
      onDay: content.onDay,
      newName: content.newName.normalize('NFC'),
      successorId: null,
      source,
    }
  if (act !== 'merge' && act !== 'close') throw new RangeError(`${act} is no event of a party`)
  const successorId = content.successorId === '' ? null : content.successorId
  return { organisationId, kind: act, onDay: content.onDay, newName: null, successorId, source }
}

function roleOf(content: Extract<PartyActGiven, { act: 'role' }>['content'], organisationId: string) {
  return {
    organisationId,
    role: content.role,
    validFrom: content.from,
    validUntil: after(content.lastDay),
    scope: content.scope.trim() === '' ? null : plain(content.scope),
    curatedOnly: content.curatedOnly,
    cataloguePlatform: content.cataloguePlatform === '' ? null : content.cataloguePlatform,
    source: plain(content.source),
  }
}

function roleEndOf({ factId, lastDay }: { factId: string; lastDay: string }, organisationId: string) {
  const [role = '', validFrom = ''] = factId.split('/')
  return { organisationId, role, validFrom, validUntil: daysLater(lastDay, 1) }
}

function agreementOf(content: Extract<PartyActGiven, { act: 'agreement' }>['content']) {
  const level = (text: string) => (text === '' ? null : Number(text))
  return {
    kind: content.kind,
    title: plain(content.title),
    fields: content.fields,
    levelMin: level(content.levelMin),
    levelMax: level(content.levelMax),
    definitionIds: [],
    validFrom: content.from,
    validUntil: daysLater(content.lastDay, 1),
    documentSha256: content.documentSha256,
    parties: content.parties.map(({ organisationId, office, signedOn }) => ({
      organisationId,
      signatoryOffice: office.trim(),
      signedOn,
    })),
  }
}

function choiceOf(content: Extract<PartyActGiven, { act: 'choose' }>['content'], organisationId: string): ChoiceGiven {
  const { subjects, from, lastDay, source } = content
  return { organisationId, subjects, validFrom: from, validUntil: after(lastDay), source: plain(source) }
}
