import { findCredential } from '../../credentials/index.ts'
import { findVersion } from '../../design/index.ts'
import { organisationsWhere } from '../../organisations/index.ts'
import { record } from '../../platform/audit.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor, Bilingual } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { keepCase, openCases } from './store.ts'
import type { StackCase } from './types.ts'

const NOTE_LETTERS = 500

/** An open case with the titles of the larger credential and of the part that was revoked. */
export interface CaseShown extends StackCase {
  readonly title: Bilingual
  readonly partTitle: Bilingual
}

/** The open cases of the organisations for which somebody issues, oldest first. */
export async function casesFor(db: Db, actor: Actor): Promise<readonly CaseShown[]> {
  const cases = await openCases(db, organisationsWhere(actor, 'issuer'))
  const shown: CaseShown[] = []
  for (const one of cases)
    shown.push({ ...one, title: await titleOf(db, one.credentialId), partTitle: await titleOf(db, one.partId) })
  return shown
}

async function titleOf(db: Db, credentialId: string): Promise<Bilingual> {
  const credential = await findCredential(db, credentialId)
  const version = credential === null ? null : await findVersion(db, credential.award.definitionVersionId)
  return version?.title ?? { id: credentialId, en: credentialId }
}

/**
 * Decides that a larger credential stays although a part of it was revoked, with the reason. To revoke it is a change of its status, which
 * closes the case by itself.
 *
 * Refusals: `stacks.case-not-found` (also another organisation's, or one that is closed), `stacks.reason-missing`, `stacks.reason-too-long`.
 */
export async function keepLarger(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  caseId: string,
  reason: string,
): Promise<Outcome<true>> {
  const note = reason.trim()
  if (note === '') return refuse({ code: 'stacks.reason-missing', at: 'reason' })
  if (note.length > NOTE_LETTERS)
    return refuse({ code: 'stacks.reason-too-long', at: 'reason', values: { most: NOTE_LETTERS } })
  return inTransaction(deps.db, async (tx) => {
    const at = deps.clock()
    const organisationIds = organisationsWhere(actor, 'issuer')
    const kept = await keepCase(tx, { id: caseId, organisationIds, by: actor.personId, note, at })
    if (kept === null) return refuse({ code: 'stacks.case-not-found' })
    const { organisationId, credentialId } = kept
    await record(tx, { at, actorId: actor.personId, organisationId, verb: 'stack.keep', subject: credentialId })
    return accept(true)
  })
}
