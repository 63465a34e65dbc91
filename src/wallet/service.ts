import { record } from '../platform/audit.ts'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { newId } from '../platform/ids.ts'
import type { Actor } from '../platform/page.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { walletPolicy } from './policy.ts'
import { checkShare, endOf, readCode, shareState } from './rules.ts'
import { findHeld } from './service-held.ts'
import { endShare, findShare, insertShare, sharesOf } from './store.ts'
import type { Share, ShareForm } from './types.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/**
 * Shares one credential of the actor: makes an address that whoever has it can open.
 *
 * Refusals: `wallet.credential-unknown` (also for somebody else's), `wallet.not-signed-yet`, `wallet.label-too-long`,
 * `wallet.days-not-offered`.
 */
export async function shareCredential(
  deps: Needs,
  actor: Actor,
  credentialId: string,
  form: ShareForm,
): Promise<Outcome<Share>> {
  const now = deps.clock()
  const held = await findHeld(deps.db, actor.personId, credentialId, now)
  if (held === null) return refuse({ code: 'wallet.credential-unknown' })
  if (held.document === null) return refuse({ code: 'wallet.not-signed-yet' })
  const checked = checkShare(form, walletPolicy(), now)
  if (!checked.ok) return checked
  return accept(await keepShare(deps, actor, credentialId, checked.value.label, checked.value.expiresAt))
}

/**
 * The share that a printed certificate carries: the one that is already live under this label, or a new one. The paper
 * outlives an ordinary link, so it has a longer time.
 */
export async function shareForCertificate(
  deps: Needs,
  actor: Actor,
  credentialId: string,
  label: string,
): Promise<Outcome<Share>> {
  const now = deps.clock()
  const held = await findHeld(deps.db, actor.personId, credentialId, now)
  if (held === null) return refuse({ code: 'wallet.credential-unknown' })
  if (held.document === null) return refuse({ code: 'wallet.not-signed-yet' })
  const days = walletPolicy().shareDays.certificate
  const kept = (await sharesOf(deps.db, actor.personId, credentialId)).find(
    (share) => share.label === label && shareState(share, now) === 'live' && share.expiresAt > endOf(now, days / 2),
  )
  return accept(kept ?? (await keepShare(deps, actor, credentialId, label, endOf(now, days))))
}

function keepShare(
  deps: Needs,
  actor: Actor,
  credentialId: string,
  label: string | null,
  expiresAt: Date,
): Promise<Share> {
  const now = deps.clock()
  const share = { code: newId(), personId: actor.personId, credentialId, label, createdAt: now, expiresAt }
  return inTransaction(deps.db, async (tx) => {
    await insertShare(tx, share)
    await record(tx, { at: now, actorId: actor.personId, verb: 'share.give', subject: credentialId })
    return { ...share, takenBackAt: null, opened: 0 }
  })
}

/** Takes a share back: from the commit on nobody opens it. A share that is already taken back stays so. */
export async function takeBackShare(deps: Needs, actor: Actor, typed: string): Promise<Outcome<Share>> {
  const code = readCode(typed)
  const share = code === null ? null : await findShare(deps.db, code)
  if (share === null || share.personId !== actor.personId) return refuse({ code: 'wallet.share-unknown' })
  const now = deps.clock()
  await inTransaction(deps.db, async (tx) => {
    if (await endShare(tx, share.code, actor.personId, now))
      await record(tx, { at: now, actorId: actor.personId, verb: 'share.take-back', subject: share.credentialId })
  })
  return accept({ ...share, takenBackAt: share.takenBackAt ?? now })
}

/** A share of the actor; another's is none. */
export async function ownShare(deps: Needs, actor: Actor, typed: string): Promise<Share | null> {
  const code = readCode(typed)
  const share = code === null ? null : await findShare(deps.db, code)
  return share !== null && share.personId === actor.personId ? share : null
}
