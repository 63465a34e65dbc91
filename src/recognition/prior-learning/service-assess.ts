import { CAMPUS_KINDS, findOrganisations, holdersOf, type Role } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { newId } from '../../platform/ids.ts'
import { promise } from '../../platform/outbox.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { checkAssessor, checkReport, disputed, roundOf, standing, stateOf } from './rules.ts'
import { assessedCase, leavePriorLearning, managedCase } from './service-access.ts'
import { lockApplication } from './store.ts'
import { declareConflict, insertAppointment, insertReport } from './store-case.ts'
import { REPORT } from './store-log.ts'
import { type Claim, type Found, METHODS, type Opinion, PARTS, type Part, type Whole } from './types.ts'

const TEXT_LETTERS = 2_000

/** Somebody who may assess, and for whom they work. */
export interface Candidate {
  readonly personId: string
  readonly organisationId: string
  readonly organisationName: string
}

/** Roles that let somebody take the academic place. */
export const ACADEMIC: readonly Role[] = ['faculty', 'assessor']
/** Roles that let somebody take the practitioner's. */
export const PRACTICE: readonly Role[] = ['industry-validator', 'assessor']

/**
 * Who may take a place: teachers and assessors of campuses for the academic one, the host's own first; validators and assessors
 * of companies and training providers for the practitioner's; either for the third.
 */
export async function candidatesFor(db: Db, part: Part, hostId: string): Promise<readonly Candidate[]> {
  const organisations = await findOrganisations(db)
  const wanted = organisations.flatMap((one) => {
    const campus = CAMPUS_KINDS.includes(one.kind)
    const roles =
      part === 'third' ? [...new Set([...ACADEMIC, ...PRACTICE])] : part === 'academic' ? ACADEMIC : PRACTICE
    if (part === 'academic' && !campus) return []
    if (part === 'practitioner' && campus) return []
    return roles.map((role) => ({ one, role }))
  })
  const found: Candidate[] = []
  for (const { one, role } of wanted)
    for (const personId of await holdersOf(db, one.id, role))
      if (!found.some((other) => other.personId === personId))
        found.push({ personId, organisationId: one.id, organisationName: one.name })
  return found.toSorted((a, b) => Number(b.organisationId === hostId) - Number(a.organisationId === hostId))
}

/**
 * Appoints an assessor to a place, in the stead of one who has not reported. A third is appointed only where two disagree.
 * Refusals: `rpl.unknown`, `rpl.not-now`, `rpl.part-missing`, `rpl.third-not-needed`, `rpl.assessor-unknown`, `rpl.reported-already`,
 * and those of `checkAssessor`.
 */
export function appoint(
  deps: Deps,
  actor: Actor,
  id: string,
  partGiven: string,
  assessorId: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    await lockApplication(tx, id)
    const whole = await managedCase(tx, actor, id)
    if (whole === null) return refuse({ code: 'rpl.unknown' })
    const part = PARTS.find((one) => one === partGiven)
    if (part === undefined) return refuse({ code: 'rpl.part-missing', at: 'part' })
    const state = stateOf(whole)
    if (state !== 'appointing' && state !== 'assessing' && state !== 'conflict') return refuse({ code: 'rpl.not-now' })
    if ((part === 'third') !== (state === 'conflict'))
      return refuse({ code: part === 'third' ? 'rpl.third-not-needed' : 'rpl.reported-already', at: 'part' })
    const { organisationId, personId } = whole.application
    const candidates = await candidatesFor(tx, part, organisationId)
    if (!candidates.some((one) => one.personId === assessorId))
      return refuse({ code: 'rpl.assessor-unknown', at: 'assessor' })
    const round = roundOf(whole)
    if (whole.reports.some((one) => one.round === round && one.part === part))
      return refuse({ code: 'rpl.reported-already', at: 'part' })
    const [first, ...more] = checkAssessor(whole, assessorId, actor.personId)
    if (first !== undefined) return refuse(first, ...more)
    const at = deps.clock()
    const appointmentId = newId()
    const row = { personId, id: appointmentId, applicationId: id, round, part, assessorId, appointedBy: actor.personId }
    await insertAppointment(tx, { ...row, appointedAt: at, declaredAt: null, conflict: null, endedAt: null })
    const detail = { part, round }
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'prior-learning.appoint',
      subject: id,
      detail,
    })
    await promise(tx, 'letter', `prior-learning-appointed:${appointmentId}`, {
      personId: assessorId,
      template: 'rpl.appointed',
      values: { path: `/assess/rpl/${id}` },
    })
    return accept(true as const)
  })
}

/**
 * An assessor says whether there is a conflict of interest, before seeing the portfolio. With one the place is free again.
 * Refusals: `rpl.unknown`, `rpl.conflict-unanswered`, `rpl.conflict-note`, `rpl.declared-already`.
 */
export function declare(
  deps: Deps,
  actor: Actor,
  id: string,
  answer: string,
  note: string,
): Promise<Outcome<{ conflict: boolean }>> {
  return inTransaction(deps.db, async (tx) => {
    await lockApplication(tx, id)
    const found = await assessedCase(tx, actor, id)
    if (found === null) return refuse({ code: 'rpl.unknown' })
    if (answer !== 'none' && answer !== 'conflict') return refuse({ code: 'rpl.conflict-unanswered', at: 'conflict' })
    const conflict = answer === 'conflict'
    if (conflict && note.trim() === '') return refuse({ code: 'rpl.conflict-note', at: 'note' })
    const at = deps.clock()
    if (!(await declareConflict(tx, found.place, conflict, note.trim().slice(0, TEXT_LETTERS), at)))
      return refuse({ code: 'rpl.declared-already' })
    const { organisationId } = found.whole.application
    const detail = { conflict }
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'prior-learning.declare',
      subject: id,
      detail,
    })
    return accept({ conflict })
  })
}

/** A report as typed. */
export interface ReportForm {
  readonly found: readonly Found[]
  readonly opinions: readonly {
    readonly claimId: string
    readonly recommended: boolean | null
    readonly method: string
    readonly reason: string
  }[]
}

/** What a place reports on: the third only on what the two disagree about. */
export function claimsToAssess(whole: Whole, part: Part): readonly Claim[] {
  const reports = whole.reports.filter(({ round }) => round === roundOf(whole))
  return part === 'third' ? disputed(whole.claims, reports) : whole.claims
}

/**
 * Gives the report, once and whole. Neither assessor reads the other's before both have reported. Refusals: `rpl.unknown`,
 * `rpl.conflict-unanswered`, `rpl.reported-already`, `rpl.not-now`, and those of `checkReport`.
 */
export function giveReport(deps: Deps, actor: Actor, id: string, form: ReportForm): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    await lockApplication(tx, id)
    const assessed = await assessedCase(tx, actor, id)
    if (assessed === null) return refuse({ code: 'rpl.unknown' })
    const { whole, place } = assessed
    if (place.conflict !== false) return refuse({ code: 'rpl.conflict-unanswered' })
    if (whole.reports.some((one) => one.round === place.round && one.part === place.part))
      return refuse({ code: 'rpl.reported-already' })
    const state = stateOf(whole)
    if (state !== 'appointing' && state !== 'assessing' && state !== 'conflict') return refuse({ code: 'rpl.not-now' })
    const claims = claimsToAssess(whole, place.part)
    const ids = new Set(whole.evidence.map((one) => one.id))
    const found = form.found
      .filter(({ evidenceId }) => ids.has(evidenceId))
      .map((one) => ({ ...one, note: one.note.trim().slice(0, TEXT_LETTERS) }))
    const typed = form.opinions.map((one) => ({
      ...one,
      method: METHODS.find((method) => method === one.method) ?? null,
    }))
    const [first, ...more] = checkReport(claims, found, typed)
    if (first !== undefined) return refuse(first, ...more)
    const opinions = claims.flatMap(({ id: claimId }): Opinion[] => {
      const one = typed.find((opinion) => opinion.claimId === claimId)
      if (one === undefined || one.recommended === null || one.method === null) return []
      const { recommended, method } = one
      return [{ claimId, recommended, method, reason: one.reason.trim().slice(0, TEXT_LETTERS) }]
    })
    const at = deps.clock()
    const { personId, organisationId } = whole.application
    const reportId = newId()
    const row = {
      personId,
      id: reportId,
      applicationId: id,
      round: place.round,
      part: place.part,
      assessorId: actor.personId,
    }
    if (!(await insertReport(tx, { ...row, found, opinions, givenAt: at })))
      return refuse({ code: 'rpl.reported-already' })
    await leavePriorLearning(tx, at, REPORT, whole.application, reportId)
    const detail = { part: place.part, day: dayOf(at) }
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'prior-learning.report',
      subject: id,
      detail,
    })
    return accept(true as const)
  })
}

/** The places of the round that nobody has now. */
export function freePlaces(whole: Whole): readonly Part[] {
  const round = roundOf(whole)
  const taken = standing(whole.appointments, round).map(({ part }) => part)
  const needed: readonly Part[] = stateOf(whole) === 'conflict' ? ['third'] : ['academic', 'practitioner']
  return needed.filter((part) => !taken.includes(part))
}
