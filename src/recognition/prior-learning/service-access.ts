import { leaveRows } from '../../log/index.ts'
import { mayAct, organisationsWhere, type Role } from '../../organisations/index.ts'
import type { Db } from '../../platform/database.ts'
import type { Actor } from '../../platform/page.ts'
import { roundOf, stateOf } from './rules.ts'
import { findApplication } from './store.ts'
import { wholeOf } from './store-case.ts'
import { logReaders } from './store-log.ts'
import type { Application, Appointment, Whole } from './types.ts'

/** Who runs cases at a campus. */
export const CAMPUS_ROLES: readonly Role[] = ['registrar', 'owner']
/** Who runs those about a micro-credential at its issuer. */
export const ISSUER_ROLES: readonly Role[] = ['issuer', 'registrar', 'owner']

/** Whether somebody runs this case in its organisation's name. */
export function mayManage(actor: Actor | null, { aim, organisationId }: Application): boolean {
  return mayAct(actor, organisationId, ...(aim === 'definition' ? ISSUER_ROLES : CAMPUS_ROLES))
}

/** The organisations whose cases somebody may run, some of them perhaps only those about micro-credentials. */
export function managedOrganisations(actor: Actor | null): readonly string[] {
  return organisationsWhere(actor, ...ISSUER_ROLES)
}

/** A submitted case that this person runs; nothing for anybody else. */
export async function managedCase(db: Db, actor: Actor, id: string): Promise<Whole | null> {
  const application = await findApplication(db, id)
  if (application === null || application.submittedAt === null || !mayManage(actor, application)) return null
  return wholeOf(db, application)
}

/** The place that somebody has in a case now, whether or not they answered about conflicts of interest. */
export function placeOf(whole: Whole, personId: string): Appointment | null {
  const round = roundOf(whole)
  return (
    whole.appointments.find((one) => one.assessorId === personId && one.round === round && one.endedAt === null) ?? null
  )
}

/** A case that this person assesses now; nothing for anybody else, and nothing once it was withdrawn. */
export async function assessedCase(
  db: Db,
  actor: Actor,
  id: string,
): Promise<{ whole: Whole; place: Appointment } | null> {
  const application = await findApplication(db, id)
  if (application === null || application.withdrawnAt !== null) return null
  const whole = await wholeOf(db, application)
  const place = placeOf(whole, actor.personId)
  return place === null ? null : { whole, place }
}

/**
 * Whether somebody may read the files of a portfolio: the applicant always, an assessor while the case is open and after
 * saying that there is no conflict of interest. Nobody else, not even who runs the case.
 */
export function mayReadFiles(whole: Whole, personId: string): boolean {
  if (whole.application.personId === personId) return true
  const state = stateOf(whole)
  const open = state === 'appointing' || state === 'assessing' || state === 'conflict'
  return open && placeOf(whole, personId)?.conflict === false
}

/** Leaves the leaf of a row of this room in the public log, in its transaction. `rowId` is the row's own key after the person. */
export function leavePriorLearning(
  tx: Db,
  at: Date,
  subject: keyof typeof logReaders,
  { personId, organisationId }: Pick<Application, 'personId' | 'organisationId'>,
  rowId: string,
): Promise<void> {
  const deed = { kind: 'credit', subject, subjectId: `${personId}/${rowId}`, organisationId, personId } as const
  return leaveRows(tx, at, logReaders[subject], [deed])
}
