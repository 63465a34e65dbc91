import { createHash } from 'node:crypto'
import { CAMPUS_KINDS, organisationsOfKinds } from '../../organisations/index.ts'
import { dayOf } from '../../platform/clock.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { UploadedFile } from '../../platform/forms.ts'
import { newId } from '../../platform/ids.ts'
import type { Actor } from '../../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import { priorPractice } from './library.ts'
import { checkClaim, checkEvidence, mediaTypeOf } from './rules.ts'
import { excludedUses, guidelineOf, ruleSetOfGuideline } from './service-rules.ts'
import { targetsOf } from './service-target.ts'
import { deleteClaim, deleteEvidence, insertClaim, insertEvidence, lockApplication, saveStated } from './store.ts'
import { wholeOf } from './store-case.ts'
import { type Application, SELF, SOURCES, type Source, type Stated } from './types.ts'

const LINE_LETTERS = 200
const TEXT_LETTERS = 5_000

/** The own draft, locked; refused where it isn't one's own or was sent. */
export async function ownDraft(tx: Db, actor: Actor, id: string): Promise<Outcome<Application>> {
  const application = await lockApplication(tx, id)
  if (application === null || application.personId !== actor.personId) return refuse({ code: 'rpl.unknown' })
  if (application.submittedAt !== null || application.withdrawnAt !== null) return refuse({ code: 'rpl.sent-already' })
  return accept(application)
}

/** Saves what the applicant states, whole or not. Refusals: `rpl.unknown`, `rpl.sent-already`. */
export function saveDraft(deps: Deps, actor: Actor, id: string, stated: Stated): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    await saveStated(tx, draft.value, await withCampus(tx, stated))
    return accept(true as const)
  })
}

/** A former campus that was typed under the name of one that is known here is that one: the rule about dropping out asks. */
export async function withCampus(db: Db, stated: Stated): Promise<Stated> {
  if (stated.formerOrganisationId !== null) return stated
  const plain = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase('id')
  const campuses = await organisationsOfKinds(db, CAMPUS_KINDS)
  const known = campuses.find(({ name }) => plain(name) === plain(stated.formerName))
  return known === undefined ? stated : { ...stated, formerOrganisationId: known.id }
}

/** A piece of evidence as typed. */
export interface EvidenceForm {
  readonly source: string
  readonly title: string
  readonly about: string
  readonly datedOn: string
  readonly link: string
  readonly file: UploadedFile | null
}

/**
 * Adds a file or an address to the portfolio, a file with its SHA-256. Refusals: as for a draft, those of `checkEvidence`, and
 * `rpl.too-much-evidence`.
 */
export function addEvidence(
  deps: Deps,
  actor: Actor,
  id: string,
  form: EvidenceForm,
): Promise<Outcome<{ evidenceId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    const at = deps.clock()
    const practice = priorPractice()
    const source: Source | null = SOURCES.find((one) => one === form.source) ?? null
    const link = form.link.trim() === '' ? null : form.link.trim()
    const file = form.file?.bytes ?? null
    const [first, ...more] = checkEvidence({ ...form, source, link, file }, dayOf(at), practice.fileBytesMost.value)
    if (first !== undefined) return refuse(first, ...more)
    const { evidence } = await wholeOf(tx, draft.value)
    const most = practice.evidenceMost.value
    if (evidence.length >= most) return refuse({ code: 'rpl.too-much-evidence', at: 'file', values: { most } })
    const evidenceId = newId()
    await insertEvidence(
      tx,
      {
        personId: actor.personId,
        id: evidenceId,
        applicationId: id,
        source: source ?? 'work',
        title: form.title.trim().slice(0, LINE_LETTERS),
        about: form.about.trim().slice(0, TEXT_LETTERS),
        datedOn: form.datedOn,
        link,
        fileName: form.file === null ? null : form.file.name.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(-120) || 'berkas',
        mediaType: file === null ? null : mediaTypeOf(file),
        bytes: file?.length ?? null,
        sha256: file === null ? null : createHash('sha256').update(file).digest('hex'),
        addedAt: at,
        erasedAt: null,
      },
      file,
    )
    return accept({ evidenceId })
  })
}

/** Takes a piece out of the draft and out of its claims. Refusals: as for a draft. */
export function removeEvidence(deps: Deps, actor: Actor, id: string, evidenceId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    await deleteEvidence(tx, actor.personId, id, evidenceId)
    return accept(true as const)
  })
}

/** A claim as typed. */
export interface ClaimForm {
  readonly targetId: string
  readonly self: string
  readonly reason: string
  readonly evidenceIds: readonly string[]
}

/**
 * Adds a claim with the applicant's own assessment. Refusals: as for a draft, `rpl.target-missing`, `rpl.self-missing`,
 * `rpl.claimed-already`, and those of `checkClaim`.
 */
export function addClaim(deps: Deps, actor: Actor, id: string, form: ClaimForm): Promise<Outcome<{ claimId: string }>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    const target = (await targetsOf(tx, draft.value)).find(({ targetId }) => targetId === form.targetId)
    const self = SELF.find((one) => one === form.self)
    const { evidence } = await wholeOf(tx, draft.value)
    const evidenceIds = evidence.map((one) => one.id).filter((one) => form.evidenceIds.includes(one))
    const refusals: Refusal[] = []
    if (target === undefined) refusals.push({ code: 'rpl.target-missing', at: 'target' })
    if (self === undefined) refusals.push({ code: 'rpl.self-missing', at: 'self' })
    const rules = await ruleSetOfGuideline(tx, guidelineOf(draft.value.guidelineId), dayOf(deps.clock()))
    if (target !== undefined) refusals.push(...checkClaim({ ...target, evidenceIds }, excludedUses(rules)))
    const [first, ...more] = refusals
    if (first !== undefined || target === undefined || self === undefined)
      return refuse(first ?? { code: 'rpl.target-missing' }, ...more)
    const claimId = newId()
    const reason = form.reason.trim().slice(0, TEXT_LETTERS)
    const row = { ...target, personId: actor.personId, id: claimId, applicationId: id, self, reason, evidenceIds }
    if (!(await insertClaim(tx, row))) return refuse({ code: 'rpl.claimed-already', at: 'target' })
    return accept({ claimId })
  })
}

/** Takes a claim out of the draft. Refusals: as for a draft. */
export function removeClaim(deps: Deps, actor: Actor, id: string, claimId: string): Promise<Outcome<true>> {
  return inTransaction(deps.db, async (tx) => {
    const draft = await ownDraft(tx, actor, id)
    if (!draft.ok) return draft
    await deleteClaim(tx, actor.personId, id, claimId)
    return accept(true as const)
  })
}
