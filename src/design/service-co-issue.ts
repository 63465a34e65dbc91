import { leaveRows } from '../log/index.ts'
import { findOrganisations, mayAct, organisationsWhere } from '../organisations/index.ts'
import { record } from '../platform/audit.ts'
import { dayOf } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, type Refusal, refuse } from '../platform/refusal.ts'
import { mayIssue } from '../trust/index.ts'
import { designPolicyOn } from './policy.ts'
import { checkDraft } from './rules.ts'
import { draftsFor, lockDraft } from './store.ts'
import { agreementsOf, insertAgreement } from './store-co-issue.ts'
import { AGREEMENT, logReaders } from './store-log.ts'
import type { Draft } from './types.ts'

/** The organisations for which somebody may agree to issue what a draft describes: named there, and theirs to bind. */
export function mayAgreeFor(actor: Actor | null, draft: Draft): readonly string[] {
  const named = (draft.content.coIssuers ?? []).map(({ organisationId }) => organisationId)
  return named.filter((id) => mayAct(actor, id, 'issuer', 'owner'))
}

/**
 * Agrees, for an organisation that a draft names as a co-issuer, to issue exactly this content: `markRead` is the mark of
 * what was read. Who agrees isn't who designs the draft, and the register must allow the organisation to issue it.
 *
 * Refusals: `design.not-found` (no draft, or none that names an organisation of theirs), `design.not-complete`,
 * `design.changed-since-read`, `design.co-issuer-is-issuer`, `design.agreed-already`, and those of `trust`.
 */
export async function agreeToCoIssue(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  versionId: string,
  given: { readonly organisationId: string; readonly markRead: string },
): Promise<Outcome<true>> {
  const at = deps.clock()
  return inTransaction(deps.db, async (tx): Promise<Outcome<true>> => {
    const draft = await lockDraft(tx, versionId)
    const { organisationId } = given
    if (draft === null || !mayAgreeFor(actor, draft).includes(organisationId))
      return refuse({ code: 'design.not-found' })
    const checked = checkDraft(draft.content, designPolicyOn(dayOf(at)))
    const refusals: Refusal[] = []
    if (!checked.ok) refusals.push({ code: 'design.not-complete' })
    if (given.markRead !== draft.contentMark) refusals.push({ code: 'design.changed-since-read' })
    if (organisationId === draft.organisationId) refusals.push({ code: 'design.co-issuer-is-issuer' })
    if (checked.ok) {
      const { field, kkniLevel: level } = checked.value.content
      const allowed = await mayIssue(tx, organisationId, { kind: 'micro-credential', field, level }, at)
      if (!allowed.ok) refusals.push(...allowed.refusals)
    }
    const [first, ...more] = refusals
    if (first !== undefined) return refuse(first, ...more)
    const id = newId()
    const { personId } = actor
    const one = { versionId, organisationId, personId, contentMark: draft.contentMark, agreedAt: at }
    if (!(await insertAgreement(tx, id, one))) return refuse({ code: 'design.agreed-already' })
    const deed = { kind: 'quality', subject: AGREEMENT, subjectId: id, organisationId, personId } as const
    await leaveRows(tx, at, logReaders[AGREEMENT], [deed])
    await record(tx, { at, actorId: personId, organisationId, verb: 'definition.co-issue', subject: versionId })
    return accept(true)
  })
}

/** Which co-issuers of a draft still have to agree to its content, each by its name. */
export async function agreementRefusals(db: Db, draft: Draft): Promise<readonly Refusal[]> {
  const named = draft.content.coIssuers ?? []
  if (named.length === 0) return []
  const agreed = new Set(
    (await agreementsOf(db, draft.versionId))
      .filter(({ contentMark }) => contentMark === draft.contentMark)
      .map(({ organisationId }) => organisationId),
  )
  const missing = named.map((one) => one.organisationId).filter((id) => !agreed.has(id))
  const names = new Map((await findOrganisations(db, missing)).map(({ id, name }) => [id, name] as const))
  const own = named.some(({ organisationId }) => organisationId === draft.organisationId)
  return [
    ...(own ? [{ code: 'design.co-issuer-is-issuer', at: 'coIssuers' }] : []),
    ...missing.map((id) => ({
      code: 'design.agreement-missing',
      at: 'signatures',
      values: { organisation: names.get(id) ?? '' },
    })),
  ]
}

/** Whether a draft waits for an agreement that somebody may give. */
export async function waitsForAgreement(db: Db, actor: Actor, draft: Draft): Promise<boolean> {
  const mine = mayAgreeFor(actor, draft)
  if (mine.length === 0) return false
  const agreed = (await agreementsOf(db, draft.versionId)).filter((one) => one.contentMark === draft.contentMark)
  return mine.some((id) => !agreed.some(({ organisationId }) => organisationId === id))
}

/** How many drafts wait for an agreement that somebody may give. */
export async function countToAgree(db: Db, actor: Actor): Promise<number> {
  const none: readonly string[] = []
  const named = await draftsFor(db, none, {
    faculty: none,
    industry: none,
    coIssuer: organisationsWhere(actor, 'issuer', 'owner'),
  })
  const waiting = await Promise.all(named.map((draft) => waitsForAgreement(db, actor, draft)))
  return waiting.filter(Boolean).length
}
