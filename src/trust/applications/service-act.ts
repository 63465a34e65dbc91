import { addDomain } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Bilingual } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { loadTexts } from '../../platform/text.ts'
import { type KeyAct, keyActFaults, momentOf, performKeyAct } from '../keys/service-act.ts'
import { type Coded, checklistById, registerPractice, worded } from '../library.ts'
import { asciiDomain } from '../names/index.ts'
import { attestationsAt, listingAt, suspensionAt } from '../rules.ts'
import { faultsOf, overlap, overlapsOf, reachFaults } from '../rules-change.ts'
import { authorise, endAuthorisation, endListing, listIssuer, registerAs } from '../service.ts'
import { knownEntry } from '../service-ask.ts'
import {
  attest,
  attestationFaults,
  type Correction,
  correctFact,
  correctionFaults,
  resumeIssuer,
  suspendIssuer,
} from '../service-change.ts'
import type { AttestationGiven, AuthorisationGiven } from '../types.ts'
import { checkScope, endOfDay, openPoints, startOfDay } from './rules.ts'
import { registerLists } from './service.ts'
import { isPartyAct, partyDay, partyFaults, performParty } from './service-party.ts'
import { findApplication, findingsOf } from './store.ts'
import type { ActContent, ActGiven, Scope } from './types.ts'

// What each act does to the register, and everything that speaks against it. Both are asked twice: when it is proposed, and
// again when the second person confirms it, because the register may have moved in between.

/** Where an act is done: on which organisation, on the ground of which application, by whom. */
export interface Place {
  readonly organisationId: string
  readonly applicationId: string | null
  readonly actorId: string
}

const NOTE_MOST = 1_000

/** The instant at which something begins that begins on a day: now for today, else the beginning of that day. */
function beginning(day: string, now: Date): Date | null {
  return day === dayOf(now) ? now : startOfDay(day)
}

/** The instant at which something ends whose last day is this: now for no day at all. */
function ending(lastDay: string, now: Date): Date | null {
  return lastDay === '' ? now : endOfDay(lastDay)
}

const plain = (note: string): Bilingual => ({ id: note.trim(), en: note.trim() })

function givenOf(scope: Scope, source: Bilingual): AuthorisationGiven & { source: Bilingual } {
  const { kinds, fields, levelMin, levelMax, lastDay } = scope
  return { kinds, fields, levelMin, levelMax, until: lastDay === '' ? null : endOfDay(lastDay), source }
}

function attestationOf(organisationId: string, content: ActContent['attest'], now: Date): AttestationGiven | null {
  const [from, until] = [beginning(content.from, now), endOfDay(content.lastDay)]
  const { bodyId, scheme, level, number } = content
  return from === null || until === null ? null : { organisationId, bodyId, scheme, level, number, from, until }
}

/** The period of a correction. The day before `from` as the last day takes the fact back. */
function correctionOf({ kind, factId, from, lastDay }: ActContent['correct']): Correction | null {
  const [start, until] = [startOfDay(from), lastDay === '' ? null : endOfDay(lastDay)]
  if (start === null || (lastDay !== '' && until === null)) return null
  return { kind, factId, from: start, until }
}

/** The day from which an act would take effect, where it says one: the feed marks what reaches back. */
export function effectiveFrom(given: ActGiven, now: Date): Date {
  if (isPartyAct(given)) return beginning(partyDay(given), now) ?? now
  const { act, content } = given
  if (act === 'authorise' || act === 'attest') return beginning(content.from, now) ?? now
  if (act === 'end-authorisation' || act === 'end-attestation') return ending(content.lastDay, now) ?? now
  if (act === 'correct') return startOfDay(content.from) ?? now
  if (act === 'compromise-key') return momentOf(content.since) ?? now
  return now
}

/** Everything that speaks against an act, as the register stands now. */
export async function actFaults(db: Db, given: ActGiven, place: Place, now: Date): Promise<readonly Refusal[]> {
  const note = 'note' in given.content ? given.content.note : ''
  const faults: Refusal[] = note.length > NOTE_MOST ? [{ code: 'register.text-too-long', at: 'note' }] : []
  if (isPartyAct(given)) return [...faults, ...(await partyFaults(db, given, place, now))]
  const entry = await knownEntry(db, place.organisationId, { unlisted: true })
  const practice = registerPractice()
  const { act, content } = given
  const known = (list: readonly Coded[], code: string) => list.some((one) => one.code === code)
  if (act === 'list') return [...faults, ...(await listFaults(db, content, place, now))]
  if (act === 'refuse') {
    const odd = content.reasons.length === 0 || content.reasons.some((one) => !known(practice.refusalReasons, one))
    return odd ? [...faults, { code: 'register.reason-missing', at: 'reasons' }] : faults
  }
  if (act === 'authorise') {
    const levels = { levelMin: String(content.levelMin), levelMax: String(content.levelMax) }
    faults.push(...checkScope({ ...content, ...levels }, registerLists()))
    const [from, until] = [beginning(content.from, now), content.lastDay === '' ? null : endOfDay(content.lastDay)]
    if (from === null) return [...faults, { code: 'register.day-malformed', at: 'from' }]
    if (content.lastDay !== '' && until === null) return [...faults, { code: 'register.day-malformed', at: 'lastDay' }]
    if (until !== null && until <= from) faults.push({ code: 'trust.authorisation-ends-first', at: 'lastDay' })
    const { backdating, ahead } = practice.days
    faults.push(...reachFaults(from, now, { back: backdating.value, ahead: ahead.value }, 'from'))
    if (entry === null || listingAt(entry.listings, from) === null) faults.push({ code: 'trust.not-listed' })
    return [...faults, ...overlapsOf({ ...content, from, until }, entry?.authorisations ?? [], 'kinds')]
  }
  if (act === 'end-authorisation' || act === 'end-attestation') {
    const at = ending(content.lastDay, now)
    const rows = act === 'end-attestation' ? entry?.attestations : entry?.authorisations
    const one = rows?.find(({ id }) => id === content.factId)
    if (one === undefined) return [...faults, { code: 'trust.fact-unknown' }]
    if (at === null) return [...faults, { code: 'register.day-malformed', at: 'lastDay' }]
    if (at < one.from) faults.push({ code: 'trust.end-before-start', at: 'lastDay' })
    if (one.until !== null && at >= one.until) faults.push({ code: 'trust.ended-already', at: 'lastDay' })
    if (content.note.trim() === '') faults.push({ code: 'register.note-missing', at: 'note' })
    return faults
  }
  if (act === 'end-listing') {
    const rows = [...(entry?.listings ?? []), ...(entry?.standings ?? [])]
    if (!rows.some((one) => one.class === content.class && one.until === null))
      faults.push({ code: 'trust.not-listed' })
    return known(practice.endReasons, content.reason)
      ? faults
      : [...faults, { code: 'register.reason-missing', at: 'reason' }]
  }
  if (act === 'suspend' || act === 'resume') {
    const list = act === 'suspend' ? practice.suspensionReasons : practice.resumeReasons
    if (!known(list, content.reason)) faults.push({ code: 'register.reason-missing', at: 'reason' })
    const suspended = entry !== null && suspensionAt(entry.suspensions, now) !== null
    if (act === 'resume') return suspended ? faults : [...faults, { code: 'trust.not-suspended' }]
    if (entry === null || listingAt(entry.listings, now) === null) faults.push({ code: 'trust.not-listed' })
    return suspended ? [...faults, { code: 'trust.already-suspended' }] : faults
  }
  if (act === 'attest') {
    const attestation = attestationOf(place.organisationId, content, now)
    if (content.scheme.trim() === '') faults.push({ code: 'register.scheme-missing', at: 'scheme' })
    if (content.level.trim() === '') faults.push({ code: 'register.result-missing', at: 'level' })
    if (startOfDay(content.from) === null) faults.push({ code: 'register.day-malformed', at: 'from' })
    if (endOfDay(content.lastDay) === null) faults.push({ code: 'register.day-malformed', at: 'lastDay' })
    return attestation === null ? faults : [...faults, ...(await attestationFaults(db, attestation))]
  }
  if (act === 'rotate-key' || act === 'compromise-key')
    return [...faults, ...keyActFaults(entry, { act, content } as KeyAct, now)]
  const correction = correctionOf(content)
  if (content.note.trim() === '') faults.push({ code: 'register.note-missing', at: 'note' })
  if (correction === null) return [...faults, { code: 'register.day-malformed', at: 'from' }]
  return [...faults, ...correctionFaults(entry, correction)]
}

/** What an application to be listed must have satisfied: its points found met, an attestation in force, not listed yet. */
async function listFaults(db: Db, content: ActContent['list'], place: Place, now: Date): Promise<readonly Refusal[]> {
  const application = place.applicationId === null ? null : await findApplication(db, place.applicationId)
  if (application === null || application.submittedAt === null) return [{ code: 'register.unknown' }]
  const checklist = checklistById(application.checklistId)
  const faults = checklist === null ? [] : openPoints(checklist, await findingsOf(db, application.id))
  const entry = await knownEntry(db, place.organisationId, { unlisted: true })
  const standing = [...(entry?.listings ?? []), ...(entry?.standings ?? [])]
  if (standing.some((one) => one.class === content.class && overlap(one, { from: now, until: null })))
    faults.push({ code: 'trust.already-listed' })
  if (content.class === 'issuer') {
    if (attestationsAt(entry?.attestations ?? [], now).length === 0) faults.push({ code: 'trust.no-attestation' })
    for (const [index, scope] of content.authorisations.entries())
      faults.push(...faultsOf(givenOf(scope, plain('')), index, now))
  }
  return faults
}

/** Keeps the domain that a listed party stated: later names are compared with it. */
async function keepDomain({ db, clock }: Pick<Deps, 'db' | 'clock'>, { applicationId, organisationId }: Place) {
  const application = applicationId === null ? null : await findApplication(db, applicationId)
  const domain = asciiDomain(application?.content.domain ?? '')
  if (domain !== null) await addDomain(db, organisationId, domain, clock())
}

/** Does what was proposed, in the transaction of `deps.db`. Refused as the services of the register refuse. */
export async function perform(
  deps: Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>,
  given: ActGiven,
  place: Place,
): Promise<Outcome<unknown>> {
  if (isPartyAct(given)) return performParty(deps, given, place)
  const { act, content } = given
  const { organisationId, actorId } = place
  const now = deps.clock()
  const practice = registerPractice()
  if (act === 'refuse') return accept(true)
  if (act === 'list') {
    const reason = loadTexts().both('register.listed-reason', { day: dayOf(now) })
    await keepDomain(deps, place)
    if (content.class !== 'issuer') return registerAs(deps, organisationId, content.class, { reason, actorId })
    const authorisations = content.authorisations.map((scope) => givenOf(scope, reason))
    return listIssuer(deps, organisationId, authorisations, { reason, actorId, restsOn: 'attestation' })
  }
  if (act === 'authorise')
    return authorise(
      deps,
      organisationId,
      givenOf(content, plain(content.note)),
      actorId,
      beginning(content.from, now) ?? now,
    )
  if (act === 'end-authorisation') {
    const at = ending(content.lastDay, now) ?? now
    return endAuthorisation(deps, organisationId, content.factId, at, plain(content.note), actorId)
  }
  if (act === 'end-listing') {
    const reason = worded(practice.endReasons, content.reason, content.note)
    return endListing(deps, organisationId, reason, actorId, { class: content.class })
  }
  if (act === 'suspend')
    return suspendIssuer(
      deps,
      organisationId,
      worded(practice.suspensionReasons, content.reason, content.note),
      actorId,
    )
  if (act === 'resume')
    return resumeIssuer(deps, organisationId, worded(practice.resumeReasons, content.reason, content.note), actorId)
  if (act === 'attest') {
    const attestation = attestationOf(organisationId, content, now)
    return attestation === null
      ? refuse({ code: 'register.day-malformed', at: 'from' })
      : attest(deps, attestation, actorId)
  }
  if (act === 'end-attestation') {
    const entry = await knownEntry(deps.db, organisationId, { unlisted: true })
    const one = entry?.attestations.find(({ id }) => id === content.factId)
    if (one === undefined) return refuse({ code: 'trust.fact-unknown' })
    const until = ending(content.lastDay, now) ?? now
    const correction = { kind: 'attestation', factId: one.id, from: one.from, until } as const
    return correctFact(deps, organisationId, correction, plain(content.note), actorId)
  }
  if (act === 'rotate-key' || act === 'compromise-key') return performKeyAct(deps, { act, content } as KeyAct, place)
  const correction = correctionOf(content)
  if (correction === null) return refuse({ code: 'register.day-malformed', at: 'from' })
  return correctFact(deps, organisationId, correction, plain(content.note), actorId)
}
