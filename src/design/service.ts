import { createHash } from 'node:crypto'
import { leaveRows } from '../log/index.ts'
import { CAMPUS_KINDS, findOrganisation, mayAct, organisationsWhere } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { mayIssue } from '../trust/index.ts'
import { designPolicyOn } from './policy.ts'
import { checkDraft, draftOf, EMPTY_DRAFT, signatureRefusals, signingRefusals, standingSignatures } from './rules.ts'
import { conformanceOf, conforms } from './rules-conformance.ts'
import { agreementRefusals } from './service-co-issue.ts'
import {
  deleteDraft,
  draftOfDefinition,
  draftsFor,
  findDraft,
  insertDefinition,
  insertDraft,
  insertSignOff,
  insertVersion,
  latestVersionOf,
  lockDraft,
  signOffsOf,
  updateDraft,
  voidSignOffs,
} from './store.ts'
import { voidAgreements } from './store-co-issue.ts'
import { logReaders, SIGN_OFF, VERSION } from './store-log.ts'
import { type CheckedDraft, type Conformance, type Draft, type DraftContent, SIDES, type Side } from './types.ts'

/** What the site does when a version is published, in the same transaction: the catalogue offers it. */
export interface DesignHooks {
  published(tx: Db, versionId: string): Promise<void>
}

type Given = Pick<Deps, 'db' | 'clock'>

/** The mark of a content: the same fields with the same text give the same mark. */
export function markOf(content: DraftContent): string {
  // Drafts from before there were co-issuers keep the mark that was signed.
  const keys = (Object.keys(EMPTY_DRAFT) as (keyof DraftContent)[]).filter(
    (key) => key !== 'coIssuers' || (content.coIssuers ?? []).length > 0,
  )
  return createHash('sha256')
    .update(JSON.stringify(keys.sort().map((key) => content[key])))
    .digest('hex')
}

/** Whether somebody may work on an organisation's definitions. */
export function mayDesign(actor: Actor | null, organisationId: string): boolean {
  return mayAct(actor, organisationId, 'designer', 'owner')
}

/** The sides that somebody may sign for this draft: by role, in the organisation that was asked. */
export async function sidesOf(db: Db, actor: Actor | null, draft: Draft): Promise<readonly Side[]> {
  const { facultyOrganisationId: campus, industryOrganisationId: company } = draft.content
  const sides: Side[] = []
  if (mayAct(actor, campus, 'faculty') && (await kindIs(db, campus, CAMPUS_KINDS))) sides.push('faculty')
  if (mayAct(actor, company, 'industry-validator') && (await kindIs(db, company, ['industry']))) sides.push('industry')
  return sides
}

async function kindIs(db: Db, organisationId: string, kinds: readonly string[]): Promise<boolean> {
  const organisation = await findOrganisation(db, organisationId)
  return organisation !== null && kinds.includes(organisation.kind)
}

/** Drafts that somebody designs or is asked to sign. */
export function draftsOf(db: Db, actor: Actor): Promise<readonly Draft[]> {
  return draftsFor(db, organisationsWhere(actor, 'designer', 'owner'), {
    faculty: organisationsWhere(actor, 'faculty'),
    industry: organisationsWhere(actor, 'industry-validator'),
    coIssuer: organisationsWhere(actor, 'issuer', 'owner'),
  })
}

/** Begins a definition with its first draft. Refusal: `design.not-allowed`. */
export async function createDraft(
  deps: Given,
  actor: Actor,
  organisationId: string,
  content: DraftContent = EMPTY_DRAFT,
): Promise<Outcome<Draft>> {
  if (!mayDesign(actor, organisationId)) return refuse({ code: 'design.not-allowed' })
  const at = deps.clock()
  const definitionId = newId()
  const versionId = newId()
  return inTransaction(deps.db, async (tx) => {
    await insertDefinition(tx, {
      id: definitionId,
      organisationId,
      slug: slugOf(content.titleId, definitionId),
      at,
      by: actor.personId,
    })
    await insertDraft(tx, {
      versionId,
      definitionId,
      organisationId,
      number: 1,
      content,
      contentMark: markOf(content),
      by: actor.personId,
      at,
    })
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'definition.draft', subject: versionId })
    return accept(await mustFind(tx, versionId))
  })
}

function slugOf(title: string, id: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return words === '' ? id : `${words}-${id.slice(0, 6)}`
}

async function mustFind(tx: Db, versionId: string): Promise<Draft> {
  const draft = await findDraft(tx, versionId)
  if (draft === null) throw new Error('a draft vanished within its own transaction')
  return draft
}

/**
 * Opens version n + 1 of a published definition as a draft, with the content of version n; where one is open already, that
 * one. Refusals: `design.not-found`.
 */
export async function startVersion(deps: Given, actor: Actor, definitionId: string): Promise<Outcome<Draft>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const latest = await latestVersionOf(tx, definitionId)
    if (latest === null || !mayDesign(actor, latest.organisationId)) return refuse({ code: 'design.not-found' })
    const signatures = await signOffsOf(tx, latest.id)
    const partner = (side: Side) =>
      signatures.findLast((signature) => signature.side === side && signature.voidedAt === null)?.organisationId ?? ''
    const content = draftOf(
      { content: latest, outcomes: latest.outcomes },
      { faculty: partner('faculty'), industry: partner('industry') },
    )
    await insertDraft(tx, {
      versionId: newId(),
      definitionId,
      organisationId: latest.organisationId,
      number: latest.number + 1,
      content,
      contentMark: markOf(content),
      by: actor.personId,
      at,
    })
    const draft = await draftOfDefinition(tx, definitionId)
    return draft === null ? refuse({ code: 'design.not-found' }) : accept(draft)
  })
}

/**
 * Saves a draft as typed, whole or not. A change of content voids the signatures, and the answer says how many.
 * Refusals: `design.not-found`; `design.changed-meanwhile` when `revision` isn't the newest.
 */
export async function saveDraft(
  deps: Given,
  actor: Actor,
  versionId: string,
  revision: number,
  content: DraftContent,
): Promise<Outcome<{ draft: Draft; voided: number }>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, versionId)
    if (draft === null || !mayDesign(actor, draft.organisationId)) return refuse({ code: 'design.not-found' })
    const mark = markOf(content)
    if (mark === draft.contentMark) return accept({ draft, voided: 0 })
    if (draft.revision !== revision) return refuse({ code: 'design.changed-meanwhile' })
    await updateDraft(tx, versionId, content, mark, actor.personId, at)
    const voided = (await voidSignOffs(tx, versionId, at)) + (await voidAgreements(tx, versionId, at))
    if (voided > 0)
      await record(tx, {
        at,
        actorId: actor.personId,
        organisationId: draft.organisationId,
        verb: 'definition.signatures-void',
        subject: versionId,
        detail: { voided },
      })
    return accept({ draft: await mustFind(tx, versionId), voided })
  })
}

/**
 * Signs a draft for one side. `markRead` is the mark of the content that the signer saw.
 *
 * Refusals: `design.not-found` (no draft, or none that this person has to do with), `design.side-not-allowed`,
 * `design.not-complete`, `design.changed-since-read`, `design.signed-already` (a person signs once),
 * `design.side-signed-already`.
 */
export async function signOff(
  deps: Given,
  actor: Actor,
  versionId: string,
  given: { side: string; markRead: string; note: string },
): Promise<Outcome<true>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, versionId)
    if (draft === null) return refuse({ code: 'design.not-found' })
    const allowedSides = await sidesOf(tx, actor, draft)
    if (allowedSides.length === 0 && !mayDesign(actor, draft.organisationId))
      return refuse({ code: 'design.not-found' })
    const standing = standingSignatures(await signOffsOf(tx, versionId), draft.contentMark)
    const complete = checkDraft(draft.content, designPolicyOn(dayOf(at))).ok
    const [first, ...more] = signingRefusals({
      ...given,
      personId: actor.personId,
      allowedSides,
      contentMark: draft.contentMark,
      complete,
      standing,
    })
    if (first !== undefined) return refuse(first, ...more)
    const side = SIDES.find((one) => one === given.side) ?? 'faculty'
    const id = newId()
    await insertSignOff(tx, id, {
      versionId,
      side,
      personId: actor.personId,
      organisationId: side === 'faculty' ? draft.content.facultyOrganisationId : draft.content.industryOrganisationId,
      note: given.note === '' ? null : given.note.slice(0, 2000),
      signedAt: at,
      contentMark: draft.contentMark,
    })
    await leaveRows(tx, at, logReaders[SIGN_OFF], [
      {
        kind: 'quality',
        subject: SIGN_OFF,
        subjectId: id,
        organisationId: draft.organisationId,
        personId: actor.personId,
      },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: draft.organisationId,
      verb: 'definition.sign',
      subject: versionId,
      detail: { side },
    })
    return accept(true)
  })
}

/** Everything that still stands between a draft and its publication (F030 to F032). */
export async function publicationRefusals(db: Db, draft: Draft, at: Date): Promise<Refusal[]> {
  return (await readiness(db, draft, at)).refusals
}

/** What would be published now, or every reason against it. */
async function readiness(
  db: Db,
  draft: Draft,
  at: Date,
): Promise<{ refusals: Refusal[]; ready: { checked: CheckedDraft; conformance: Conformance } | null }> {
  const checked = checkDraft(draft.content, designPolicyOn(dayOf(at)))
  const standing = standingSignatures(await signOffsOf(db, draft.versionId), draft.contentMark)
  const refusals = [
    ...(checked.ok ? [] : checked.refusals),
    ...signatureRefusals(standing),
    ...(await agreementRefusals(db, draft)),
  ]
  if (!checked.ok || refusals.length > 0) return { refusals, ready: null }
  const { content } = checked.value
  const question = { kind: 'micro-credential', field: content.field, level: content.kkniLevel }
  const listed = (await mayIssue(db, draft.organisationId, question, at)).ok
  const points = conformanceOf({ checked: checked.value, standing, listed })
  const conformance = { framework: 'unesco-2022' as const, checkedAt: at.toISOString(), points }
  if (conforms(conformance)) return { refusals, ready: { checked: checked.value, conformance } }
  const unmet = points.filter(({ outcome }) => outcome === 'not-met')
  return { refusals: unmet.map(({ point }) => ({ code: `design.conformance-${point}` })), ready: null }
}

/**
 * Publishes a draft as an immutable version, under the same id, with the outcome of its four-point check, and tells the
 * site (`hooks.published`) in the same transaction. Refusals: `design.not-found`, or every reason of F030, F031 and F032.
 */
export async function publish(
  deps: Given,
  actor: Actor,
  versionId: string,
  hooks: DesignHooks,
): Promise<Outcome<true>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx) => {
    const draft = await lockDraft(tx, versionId)
    if (draft === null || !mayDesign(actor, draft.organisationId)) return refuse({ code: 'design.not-found' })
    const { refusals, ready } = await readiness(tx, draft, at)
    if (ready === null) return refuse(refusals[0] ?? { code: 'design.not-found' }, ...refusals.slice(1))
    const { checked, conformance } = ready
    const outcomes = checked.outcomes.map((outcome) => ({ ...outcome, id: newId() }))
    await insertVersion(tx, draft, checked, outcomes, conformance, actor.personId, at)
    await deleteDraft(tx, versionId)
    await leaveRows(tx, at, logReaders[VERSION], [
      { kind: 'curation', subject: VERSION, subjectId: versionId, organisationId: draft.organisationId },
    ])
    await record(tx, {
      at,
      actorId: actor.personId,
      organisationId: draft.organisationId,
      verb: 'definition.publish',
      subject: versionId,
      detail: { number: draft.number },
    })
    await hooks.published(tx, versionId)
    return accept(true)
  })
}
