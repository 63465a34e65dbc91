import { findVersion } from '../design/index.ts'
import { record } from '../platform/audit.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { holdOrganisations, signingStopped } from '../trust/index.ts'
import { stateOf } from './rules.ts'
import { mayIssueVersion } from './service.ts'
import { wakeWorkers } from './service-signal.ts'
import { ownCredential } from './service-status.ts'
import { lockAward } from './store-award.ts'
import { takeUpPromise } from './store-held.ts'
import type { Credential } from './types.ts'

/**
 * Has an award signed after all whose signature was refused for good: its issuer is listed again, may issue this now, and
 * asks for it. Nothing is taken up by itself, because what an issuer decided under a listing that ended is its own to look at
 * again. A repeat changes nothing.
 *
 * Refusals: `credentials.credential-not-found` (also another organisation's), `credentials.not-allowed`,
 * `credentials.signature-not-refused`, and the reasons of the register why it may not be issued now.
 */
export async function takeUpSignature(
  deps: Pick<Deps, 'db' | 'clock'>,
  actor: Actor,
  credentialId: string,
): Promise<Outcome<Credential>> {
  const outcome = await inTransaction(deps.db, async (tx): Promise<Outcome<Credential>> => {
    const found = await ownCredential(tx, actor, credentialId)
    if (!found.ok) return found
    const { award } = found.value
    await holdOrganisations(tx, [award.organisationId])
    await lockAward(tx, award.personId, credentialId)
    const at = deps.clock()
    const again = await ownCredential(tx, actor, credentialId)
    if (!again.ok) return again
    const state = stateOf(again.value, at)
    if (state === 'pending' || state === 'in-force') return again
    if (state !== 'refused') return refuse({ code: 'credentials.signature-not-refused' })
    const version = await findVersion(tx, award.definitionVersionId)
    const reasons = await signingStopped(tx, award.organisationId, at)
    const allowed = version === null ? accept(true) : await mayIssueVersion(tx, version, at)
    const [first, ...more] = reasons.length > 0 || allowed.ok ? reasons : allowed.refusals
    if (first !== undefined) return refuse(first, ...more)
    await takeUpPromise(tx, award, at)
    const { organisationId } = award
    const verb = 'credential.take-up-signature'
    await record(tx, { at, actorId: actor.personId, organisationId, verb, subject: credentialId })
    return accept(again.value)
  })
  wakeWorkers()
  return outcome
}
