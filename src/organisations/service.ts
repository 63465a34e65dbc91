import { leaveRows } from '../log/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import { promise } from '../platform/outbox.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { checkStudy, mayAct } from './rules.ts'
import { addMembership, addRuleChoice, findProgramme } from './store.ts'
import { logReaders, RULE_CHOICE } from './store-log.ts'
import { confirmWaiting, endWaiting, findStudyAt, insertStudy, openStudies, refuseWaiting } from './store-study.ts'
import type { Role, Study, StudyForm } from './types.ts'

/** The student's link that counts today: the newest confirmed one, else the newest that was stated. */
export async function currentStudyOf(db: Db, personId: string): Promise<Study | null> {
  const open = await openStudies(db, personId)
  return open.find(({ state }) => state === 'confirmed') ?? open[0] ?? null
}

/** The newest statement that still waits or was refused: what the student's page shows beside the confirmed link. */
export async function newestStatementOf(db: Db, personId: string): Promise<Study | null> {
  return (await openStudies(db, personId))[0] ?? null
}

/**
 * A student states programme, NIM, semester and SKS; it waits for the registrar of that university (F007). A statement
 * that still waited is replaced; a confirmed one counts on until the new one is confirmed.
 */
export function linkStudy(deps: Deps, actor: Actor, form: StudyForm): Promise<Outcome<{ studyId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const programme = await findProgramme(tx, form.programmeId)
    const checked = checkStudy(form, programme)
    if (!checked.ok) return checked
    const at = deps.clock()
    const studyId = newId()
    const organisationId = programme?.organisationId ?? ''
    await endWaiting(tx, actor.personId, at)
    await insertStudy(tx, studyId, actor.personId, organisationId, checked.value, at)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'study.state', subject: studyId })
    return accept({ studyId })
  })
}

/**
 * The registrar confirms a statement.
 * Refusals: `organisations.study-unknown` (also another university's), `organisations.not-allowed`,
 * `organisations.study-already-decided`.
 */
export function confirmStudy(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  studyId: string,
): Promise<Outcome<Study>> {
  return decideStudy(deps, actor, organisationId, studyId, null)
}

/** The registrar refuses a statement, with a reason that the student reads. Refusals as above, and `reason-missing`. */
export async function refuseStudy(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  studyId: string,
  reason: string,
): Promise<Outcome<Study>> {
  if (reason.trim().length < 5) return refuse({ code: 'organisations.reason-missing', at: 'reason' })
  return decideStudy(deps, actor, organisationId, studyId, reason.trim().slice(0, 500))
}

function decideStudy(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  studyId: string,
  reason: string | null,
): Promise<Outcome<Study>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar')) return refuse({ code: 'organisations.not-allowed' })
    const study = await findStudyAt(tx, organisationId, studyId)
    if (study === null) return refuse({ code: 'organisations.study-unknown' })
    const at = deps.clock()
    const done =
      reason === null
        ? await confirmWaiting(tx, study, actor.personId, at)
        : await refuseWaiting(tx, study, actor.personId, at, reason)
    if (!done) return refuse({ code: 'organisations.study-already-decided' })
    const verb = reason === null ? 'study.confirm' : 'study.refuse'
    await record(tx, { at, actorId: actor.personId, organisationId, verb, subject: studyId })
    const template = reason === null ? 'organisations.study-confirmed' : 'organisations.study-refused'
    await promise(tx, 'letter', `${template}:${studyId}`, {
      personId: study.personId,
      template,
      values: { path: '/wallet/study' },
    })
    return accept({ ...study, state: reason === null ? 'confirmed' : 'refused', decidedAt: at, refusedReason: reason })
  })
}

/** Gives somebody a role. Only an owner of the organisation or an operator may; the first owner is given by the set-up. */
export function grantRole(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  personId: string,
  role: Role,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'owner', 'operator')) return refuse({ code: 'organisations.not-allowed' })
    const at = deps.clock()
    await addMembership(tx, { id: newId(), organisationId, personId, role, grantedBy: actor.personId, validFrom: at })
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId,
      verb: 'membership.grant',
      subject: personId,
      detail: { role },
    })
    return accept(true as const)
  })
}

/** An institution chooses its rule set from today on. Registrar or owner. */
export function chooseRuleSet(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  ruleSetId: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    if (!mayAct(actor, organisationId, 'registrar', 'owner')) return refuse({ code: 'organisations.not-allowed' })
    const at = deps.clock()
    await addRuleChoice(tx, organisationId, ruleSetId, dayOf(at), actor.personId, at)
    await leaveRows(tx, at, logReaders[RULE_CHOICE], [
      { kind: 'rule', subject: RULE_CHOICE, subjectId: `${organisationId}/${dayOf(at)}`, organisationId },
    ])
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'rules.choose', subject: ruleSetId })
    return accept(true as const)
  })
}
