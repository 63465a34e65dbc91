import { findVersion } from '../design/index.ts'
import { mayAct } from '../organisations/index.ts'
import { findPeople } from '../people/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { checkBatch, seatRefusal, withdrawRefusal } from './rules.ts'
import {
  changeSeats,
  enrolmentInBatch,
  enrolmentsInBatch,
  findBatch,
  findEnrolment,
  insertBatch,
  insertEnrolments,
  lockBatch,
  withdrawEnrolment,
} from './store.ts'
import type { Batch, BatchForm, Enrolment, Participant } from './types.ts'

type Given = Pick<Deps, 'db' | 'clock'>

/** Whether somebody may run an organisation's batches. */
export function mayProvide(actor: Actor | null, organisationId: string): boolean {
  return mayAct(actor, organisationId, 'owner', 'issuer')
}

/**
 * Opens a batch of a published version of the organisation's own. Refusals: `enrolment.version-not-found` (also another
 * organisation's), `enrolment.not-allowed`, and those of `checkBatch`.
 */
export async function createBatch(
  deps: Given,
  actor: Actor,
  versionId: string,
  form: BatchForm,
): Promise<Outcome<Batch>> {
  const at = deps.clock()
  const version = await findVersion(deps.db, versionId)
  if (version === null) return refuse({ code: 'enrolment.version-not-found' })
  if (!mayProvide(actor, version.organisationId)) return refuse({ code: 'enrolment.version-not-found' })
  const checked = checkBatch(form, dayOf(at))
  if (!checked.ok) return checked
  const batch = {
    id: newId(),
    definitionVersionId: version.id,
    organisationId: version.organisationId,
    ...checked.value,
  }
  return inTransaction(deps.db, async (tx) => {
    await insertBatch(tx, batch, at)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'batch.open',
      subject: batch.id,
    })
    return accept({ ...batch, seatsTaken: 0 })
  })
}

/**
 * Takes a seat for oneself. Two people who want the last seat at once: one gets it.
 * Refusals: `enrolment.batch-not-found`, `enrolment.already-enrolled`, `enrolment.batch-over`, `enrolment.batch-full`.
 */
export async function enrolSelf(deps: Given, actor: Actor, batchId: string): Promise<Outcome<Enrolment>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const batch = await lockBatch(tx, batchId)
    if (batch === null) return refuse({ code: 'enrolment.batch-not-found' })
    const seat = await enrolmentInBatch(tx, actor.personId, batchId)
    const refusal = seatRefusal(
      batch,
      seat === null ? 'none' : seat.withdrawnAt === null ? 'taken' : 'given-up',
      dayOf(at),
    )
    if (refusal !== null) return refuse(refusal)
    await insertEnrolments(tx, batch, 'self', [{ id: newId(), personId: actor.personId, participantNumber: null }], at)
    await changeSeats(tx, batchId, 1)
    const enrolment = await enrolmentInBatch(tx, actor.personId, batchId)
    if (enrolment === null) return refuse({ code: 'enrolment.batch-not-found' })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'enrolment.take',
      subject: enrolment.id,
    })
    return accept(enrolment)
  })
}

/** Gives one's own seat up. Refusals: `enrolment.enrolment-not-found`, `enrolment.withdrawn-already`, `enrolment.batch-over`. */
export async function withdraw(deps: Given, actor: Actor, enrolmentId: string): Promise<Outcome<true>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const enrolment = await findEnrolment(tx, enrolmentId)
    if (enrolment === null || enrolment.personId !== actor.personId)
      return refuse({ code: 'enrolment.enrolment-not-found' })
    const batch = await lockBatch(tx, enrolment.batchId)
    if (batch === null) return refuse({ code: 'enrolment.enrolment-not-found' })
    const refusal = withdrawRefusal(batch, enrolment.withdrawnAt !== null, dayOf(at))
    if (refusal !== null) return refuse(refusal)
    if (await withdrawEnrolment(tx, enrolment, at)) await changeSeats(tx, batch.id, -1)
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: batch.organisationId,
      verb: 'enrolment.give-up',
      subject: enrolmentId,
    })
    return accept(true)
  })
}

/** Everybody with a seat in a batch, by name; those who gave it up only when `all`. */
export async function participantsOf(db: Db, batchId: string, all = false): Promise<readonly Participant[]> {
  const enrolments = (await enrolmentsInBatch(db, batchId)).filter((one) => all || one.withdrawnAt === null)
  const people = await findPeople(
    db,
    enrolments.map((one) => one.personId),
  )
  return enrolments
    .map((one) => ({
      ...one,
      name: people.get(one.personId)?.name ?? '',
      email: people.get(one.personId)?.email ?? null,
    }))
    .sort((one, other) => one.name.localeCompare(other.name, 'id') || one.id.localeCompare(other.id))
}

/** A batch that this person may run; another's is not found. */
export async function ownBatch(db: Db, actor: Actor | null, batchId: string): Promise<Batch | null> {
  const batch = await findBatch(db, batchId)
  return batch !== null && mayProvide(actor, batch.organisationId) ? batch : null
}
