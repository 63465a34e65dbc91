import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Bilingual } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { covers, isEmpty, listingAt, suspensionAt } from './rules.ts'
import { overlap, overlapsOf } from './rules-change.ts'
import { bodyPeriods } from './rules-knowledge.ts'
import { knownEntry, wholeSecond } from './service-ask.ts'
import { lockOrganisation } from './store.ts'
import { holderOfNumber, insertAttestation, insertSuspension, supersede } from './store-facts.ts'
import type { AttestationGiven, FactKind, Period, RegisterEntry } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** The form of an attestation's number: no national one is known, so only its length and signs are held. */
const NUMBER = /^[\p{L}\p{N}][\p{L}\p{N} ./-]{1,60}$/u

/**
 * Why an attestation can't be recorded: `trust.attestation-by-itself`, `trust.body-not-registered` (on the day it begins),
 * `trust.attestation-ends-first`, `trust.attestation-number-malformed`, `trust.attestation-number-used`.
 */
export async function attestationFaults(db: Deps['db'], given: AttestationGiven): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = []
  const body = await knownEntry(db, given.bodyId)
  if (given.bodyId === given.organisationId)
    refusals.push({ code: 'trust.attestation-by-itself', at: 'organisationId' })
  const registered = body === null ? [] : bodyPeriods(body.standings, null)
  if (!registered.some((period) => covers(period, given.from)))
    refusals.push({ code: 'trust.body-not-registered', at: 'from', values: { day: dayOf(given.from) } })
  if (given.until <= given.from) refusals.push({ code: 'trust.attestation-ends-first', at: 'until' })
  if (!NUMBER.test(given.number)) refusals.push({ code: 'trust.attestation-number-malformed', at: 'number' })
  else if ((await holderOfNumber(db, given.bodyId, given.number)) !== null)
    refusals.push({ code: 'trust.attestation-number-used', at: 'number' })
  return refusals
}

/** Records what a registered body says of an organisation. Refusals as in `attestationFaults`. */
export function attest(deps: Needs, given: AttestationGiven, actorId: string | null): Promise<Outcome<string>> {
  return inTransaction(deps.db, async (tx) => {
    // The body's row holds back another attestation with the same number.
    if (!(await lockOrganisation(tx, given.bodyId))) return refuse({ code: 'trust.organisation-unknown' })
    if (!(await lockOrganisation(tx, given.organisationId))) return refuse({ code: 'trust.organisation-unknown' })
    const [first, ...more] = await attestationFaults(tx, given)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    const id = await insertAttestation(tx, given, at)
    const { organisationId } = given
    await record(tx, {
      at,
      actorId,
      organisationId,
      verb: 'attestation.begin',
      subject: id,
      detail: { body: given.bodyId },
    })
    return accept(id)
  })
}

/** Suspends an issuer from now on: awards and signatures stop at once. Refusals: `trust.not-listed`, `trust.already-suspended`. */
export function suspendIssuer(
  deps: Needs,
  organisationId: string,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    // Asked after the lock, which waits for the batch of signatures under way: they lie before this instant.
    const now = deps.clock()
    const at = wholeSecond(now)
    const entry = await knownEntry(tx, organisationId)
    if (entry === null || listingAt(entry.listings, now) === null) return refuse({ code: 'trust.not-listed' })
    if (entry.suspensions.some((one) => overlap(one, { from: at, until: null })))
      return refuse({ code: 'trust.already-suspended' })
    const id = await insertSuspension(tx, organisationId, at, reason, now)
    await record(tx, { at: now, actorId, organisationId, verb: 'suspension.begin', subject: id })
    return accept(at)
  })
}

/** Ends the suspension in force now. Refusal: `trust.not-suspended`. */
export function resumeIssuer(
  deps: Needs,
  organisationId: string,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    const now = deps.clock()
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId)
    const open = entry === null ? null : suspensionAt(entry.suspensions, now)
    if (open === null) return refuse({ code: 'trust.not-suspended' })
    await supersede(tx, 'suspension', { id: open.id, from: open.from, until: now, reason, recordedAt: now })
    await record(tx, { at: now, actorId, organisationId, verb: 'suspension.end', subject: open.id })
    return accept(now)
  })
}

/** Which fact is put right, and how it stood instead. A period that is empty takes the fact back. */
export interface Correction extends Period {
  readonly kind: FactKind
  readonly factId: string
}

/**
 * Puts a fact right by a new row that supersedes it as known from now on; what was known before stays answerable.
 * Refusals: `trust.fact-unknown`, `trust.end-before-start`, `trust.authorisation-overlaps`, `trust.already-listed`,
 * `trust.already-suspended`.
 */
export function correctFact(
  deps: Needs,
  organisationId: string,
  correction: Correction,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<Date>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId, { unlisted: true })
    const [first, ...more] = correctionFaults(entry, correction)
    if (first !== undefined) return refuse(first, ...more)
    const { kind, factId, from, until } = correction
    const now = deps.clock()
    await supersede(tx, kind, { id: factId, from, until, reason, recordedAt: now })
    await record(tx, { at: now, actorId, organisationId, verb: `${kind}.correct`, subject: factId })
    return accept(now)
  })
}

/** What is wrong with a correction, as the entry stands now. */
export function correctionFaults(entry: RegisterEntry | null, correction: Correction): readonly Refusal[] {
  const { kind, factId, from, until } = correction
  const others = <T extends { id: string }>(rows: readonly T[]): readonly T[] => rows.filter((one) => one.id !== factId)
  const listings = [...(entry?.listings ?? []), ...(entry?.standings ?? [])]
  const rows = {
    listing: listings,
    authorisation: entry?.authorisations,
    attestation: entry?.attestations,
    suspension: entry?.suspensions,
  }
  if (!rows[kind]?.some((one) => one.id === factId)) return [{ code: 'trust.fact-unknown' }]
  if (until !== null && until < from) return [{ code: 'trust.end-before-start', at: 'until' }]
  if (kind === 'attestation' && until === null) return [{ code: 'trust.end-missing', at: 'until' }]
  if (isEmpty({ from, until })) return []
  if (kind === 'authorisation') {
    const one = entry?.authorisations.find(({ id }) => id === factId)
    return one === undefined ? [] : overlapsOf({ ...one, from, until }, others(entry?.authorisations ?? []))
  }
  if (kind === 'listing') {
    const own = listings.find(({ id }) => id === factId)
    const clash = others(listings).some((one) => one.class === own?.class && overlap(one, { from, until }))
    return clash ? [{ code: 'trust.already-listed' }] : []
  }
  if (kind === 'suspension' && others(entry?.suspensions ?? []).some((one) => overlap(one, { from, until })))
    return [{ code: 'trust.already-suspended' }]
  return []
}
