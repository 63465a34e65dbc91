import { createHash } from 'node:crypto'
import { fields } from '../../frameworks/index.ts'
import { findOrganisation, mayAct, organisationsOfKinds, type Role } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { UploadedFile } from '../../platform/forms.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { checklistById, checklistOn, registerPractice } from '../library.ts'
import { knownEntry } from '../service-ask.ts'
import { CLASSES, type RegisterClass } from '../types.ts'
import {
  checkApplication,
  checkDocument,
  daysLater,
  decisionsOf,
  EMPTY_CONTENT,
  type Lists,
  mediaTypeOf,
  stateOf,
} from './rules.ts'
import {
  applicationsOf,
  deleteDocument,
  documentsOf,
  findAppeal,
  findApplication,
  insertAppeal,
  insertDocument,
  insertDraft,
  lockApplication,
  submitDraft,
  updateDraft,
} from './store.ts'
import { proposalsOf } from './store-proposal.ts'
import type { Application, ApplicationContent } from './types.ts'

/** Who may apply in the name of an organisation. */
export const APPLICANT_ROLES: readonly Role[] = ['owner', 'issuer', 'registrar']

/** Whether somebody may apply in this organisation's name. */
export function mayApply(actor: Actor | null, organisationId: string): boolean {
  return mayAct(actor, organisationId, ...APPLICANT_ROLES)
}

/** The closed lists that applications and authorisations are held to. */
export function registerLists(): Lists {
  return { kinds: registerPractice().kinds.map((kind) => kind.code), fields: fields().map((field) => field.id) }
}

/** The organisations that keep the register: whoever operates the installation. */
export async function registerKeepers(db: Db): Promise<readonly string[]> {
  return (await organisationsOfKinds(db, ['operator'])).map(({ id }) => id)
}

/** Whether somebody keeps the register. A role of the same name in another organisation doesn't count. */
export async function keepsRegister(db: Db, actor: Actor | null): Promise<boolean> {
  return (await registerKeepers(db)).some((id) => mayAct(actor, id, 'operator'))
}

/**
 * Begins an application, or goes on with the draft that the organisation has. The checklist of today stays its checklist.
 * Refusals: `register.not-allowed`, `register.class-unknown`, `register.already-listed`, `register.application-waiting`.
 */
export function startApplication(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  organisationId: string,
  registerClass: string,
): Promise<Outcome<{ applicationId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const organisation = await findOrganisation(tx, organisationId)
    if (organisation === null || !mayApply(actor, organisationId)) return refuse({ code: 'register.not-allowed' })
    const wanted = CLASSES.find((one) => one === registerClass)
    const checklist = wanted === undefined ? null : checklistOn(wanted, dayOf(at))
    if (wanted === undefined || checklist === null) return refuse({ code: 'register.class-unknown', at: 'class' })
    const entry = await knownEntry(tx, organisationId)
    const standing = [...(entry?.listings ?? []), ...(entry?.standings ?? [])]
    if (standing.some((one) => one.class === wanted && (one.until === null || one.until > at)))
      return refuse({ code: 'register.already-listed', at: 'class' })
    for (const one of (await applicationsOf(tx, [organisationId])).filter((other) => other.class === wanted)) {
      const state = stateOf(one, await proposalsOf(tx, one.id), await findAppeal(tx, one.id))
      if (state === 'submitted' || state === 'appealed')
        return refuse({ code: 'register.application-waiting', at: 'class' })
    }
    const content = { ...EMPTY_CONTENT, legalName: organisation.name }
    const applicationId = await insertDraft(tx, {
      organisationId,
      class: wanted,
      checklistId: checklist.id,
      content,
      createdBy: actor.personId,
      at,
    })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'application.begin', subject: applicationId })
    return accept({ applicationId })
  })
}

/** The draft that somebody may change; refused where it isn't theirs or was submitted. */
async function ownDraft(tx: Db, actor: Actor, id: string): Promise<Outcome<Application>> {
  const application = await lockApplication(tx, id)
  if (application === null || !mayApply(actor, application.organisationId)) return refuse({ code: 'register.unknown' })
  return application.submittedAt === null ? accept(application) : refuse({ code: 'register.submitted-already' })
}

/**
 * Saves a draft as it was typed, whole or not. Refusals: `register.unknown`, `register.submitted-already`,
 * `register.changed-elsewhere` where another window saved meanwhile.
 */
export function saveApplication(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
  revision: number,
  content: ApplicationContent,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    if (!(await updateDraft(tx, id, revision, content, deps.clock())))
      return refuse({ code: 'register.changed-elsewhere' })
    return accept(true as const)
  })
}

/**
 * Keeps a document for a point of the checklist, with its SHA-256. Refusals: as for a draft, `register.item-unknown`,
 * `register.document-empty`, `register.document-too-large`, `register.document-type`, `register.too-many-documents`.
 */
export function addDocument(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
  item: string,
  file: UploadedFile | null,
): Promise<Outcome<{ sha256: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    const checklist = checklistById(draft.value.checklistId)
    if (!checklist?.items.some((one) => one.code === item)) return refuse({ code: 'register.item-unknown' })
    const at = `document-${item}`
    if (file === null) return refuse({ code: 'register.document-empty', at, values: { item } })
    const limits = registerPractice().documents
    const [first, ...more] = checkDocument(file.bytes, at, limits)
    if (first !== undefined) return refuse(first, ...more)
    if ((await documentsOf(tx, id)).length >= limits.filesMost)
      return refuse({ code: 'register.too-many-documents', at, values: { most: limits.filesMost } })
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    const row = {
      id: newId(),
      applicationId: id,
      item,
      name: file.name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(-120) || 'dokumen',
      mediaType: mediaTypeOf(file.bytes) ?? '',
      bytes: file.bytes.length,
      sha256,
      uploadedBy: actor.personId,
      uploadedAt: deps.clock(),
    }
    await insertDocument(tx, row, file.bytes)
    return accept({ sha256 })
  })
}

/** Takes a document out of a draft. Refusals: as for a draft. */
export function removeDocument(
  deps: Pick<Deps, 'db'>,
  actor: Actor,
  id: string,
  documentId: string,
): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    await deleteDocument(tx, id, documentId)
    return accept(true as const)
  })
}

/**
 * Submits a draft: refused with everything that it lacks, every missing paper by name (F017); else it is unchangeable and due
 * within the days of `data/register-practice.json`.
 */
export function submitApplication(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<Outcome<{ dueOn: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    const { organisationId, checklistId } = draft.value
    const at = deps.clock()
    const checklist = checklistById(checklistId)
    if (checklist === null) throw new Error(`data/register-checklists has no checklist ${checklistId}`)
    const documents = await documentsOf(tx, id)
    const [first, ...more] = checkApplication(draft.value, documents, checklist, registerLists(), dayOf(at))
    if (first !== undefined) return refuse(first, ...more)
    const dueOn = daysLater(dayOf(at), registerPractice().days.decision.value)
    await submitDraft(tx, id, actor.personId, at, dueOn)
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'application.submit', subject: id })
    return accept({ dueOn })
  })
}

/**
 * Appeals against a refusal, within the days of `data/register-practice.json`, once. Refusals: `register.unknown`,
 * `register.nothing-to-appeal`, `register.appeal-too-late`, `register.grounds-missing`.
 */
export function appealRefusal(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
  grounds: string,
): Promise<Outcome<{ dueOn: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const application = await lockApplication(tx, id)
    if (application === null || !mayApply(actor, application.organisationId))
      return refuse({ code: 'register.unknown' })
    const proposals = await proposalsOf(tx, id)
    if (stateOf(application, proposals, await findAppeal(tx, id)) !== 'refused')
      return refuse({ code: 'register.nothing-to-appeal' })
    const at = deps.clock()
    const { days } = registerPractice()
    const decided = decisionsOf(proposals).at(-1)?.decision?.decidedAt ?? at
    const last = daysLater(dayOf(decided), days.appeal.value)
    if (dayOf(at) > last) return refuse({ code: 'register.appeal-too-late', values: { day: last } })
    if (grounds.trim().length < 10) return refuse({ code: 'register.grounds-missing', at: 'grounds' })
    const dueOn = daysLater(dayOf(at), days.appealDecision.value)
    await insertAppeal(tx, {
      applicationId: id,
      grounds: grounds.trim().slice(0, 5_000),
      appealedBy: actor.personId,
      appealedAt: at,
      dueOn,
    })
    const { organisationId } = application
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'application.appeal', subject: id })
    return accept({ dueOn })
  })
}

/** An application that this person may read: of an own organisation, or as somebody who keeps the register. */
export async function readableApplication(db: Db, actor: Actor, id: string): Promise<Application | null> {
  const application = await findApplication(db, id)
  if (application === null) return null
  if (mayApply(actor, application.organisationId)) return application
  return application.submittedAt !== null && (await keepsRegister(db, actor)) ? application : null
}

/** The class of an application as its code, for those who only have text. */
export function isRegisterClass(text: string): text is RegisterClass {
  return CLASSES.some((one) => one === text)
}
