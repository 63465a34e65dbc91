import { record } from '../../platform/audit.ts'
import { type Db, inTransaction } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Bilingual } from '../../platform/page.ts'
import { accept, type Outcome, refuse } from '../../platform/refusal.ts'
import { covers, keyAt, listingAt } from '../rules.ts'
import { knownEntry, wholeSecond } from '../service-ask.ts'
import { insertKey, lockOrganisation } from '../store.ts'
import type { RegisterEntry } from '../types.ts'
import { compromiseFaults, signerNameOf } from './rules.ts'
import { insertKeyEnd } from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'signer'>

const SECOND_MILLISECONDS = 1_000

/**
 * Gives a listed issuer a new key, made in the signer, from now on; the ones in force are closed by a dated row each, and what
 * they signed stays good (F015). The old key lives to the end of the second, so that what it signed in this very second,
 * which proofs date to the second, lies within its time. Also makes a key where none is in force.
 *
 * Refusal: `trust.not-listed`. Throws `SignerError` where the signer can't be had; nothing is written then.
 */
export function rotateKey(
  deps: Needs,
  organisationId: string,
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<string>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId)
    const now = deps.clock()
    if (entry === null || listingAt(entry.listings, now) === null) return refuse({ code: 'trust.not-listed' })
    const fresh = await bindNextKey(tx, deps, entry, now)
    const at = new Date(wholeSecond(now).getTime() + SECOND_MILLISECONDS)
    for (const key of entry.keys.filter((one) => covers(one, now) && one.compromisedAt === null))
      await insertKeyEnd(tx, key.verificationMethod, { what: 'rotated', at, reason, recordedAt: now })
    await record(tx, { at: now, actorId, organisationId, verb: 'key.rotate', subject: fresh })
    return accept(fresh)
  })
}

/**
 * Declares a key compromised from an instant on. Nothing is signed with it any more, from this transaction on; an issuer that
 * is left without a key gets a new one from the signer. A signer that can't be had doesn't hold this back: the issuer then
 * signs nothing until its key is rotated. Answers the new key, if one was made.
 *
 * Refusals as in `compromiseFaults`.
 */
export function compromiseKey(
  deps: Needs,
  organisationId: string,
  { verificationMethod, since }: { readonly verificationMethod: string; readonly since: Date },
  reason: Bilingual,
  actorId: string | null,
): Promise<Outcome<{ newKey: string | null }>> {
  return inTransaction(deps.db, async (tx) => {
    await lockOrganisation(tx, organisationId)
    const entry = await knownEntry(tx, organisationId)
    const now = deps.clock()
    const [first, ...more] = compromiseFaults(entry?.keys ?? [], verificationMethod, since, now)
    if (entry === null || first !== undefined) return refuse(first ?? { code: 'trust.not-listed' }, ...more)
    await insertKeyEnd(tx, verificationMethod, { what: 'compromised', at: since, reason, recordedAt: now })
    const left = keyAt(
      entry.keys.filter((key) => key.verificationMethod !== verificationMethod),
      now,
    )
    const newKey = left === null && listingAt(entry.listings, now) !== null ? await nextKey(tx, deps, entry, now) : null
    const detail = { since: since.toISOString() }
    await record(tx, { at: now, actorId, organisationId, verb: 'key.compromise', subject: verificationMethod, detail })
    return accept({ newKey })
  })
}

/** The next key, or nothing where the signer can't be had. */
function nextKey(tx: Db, deps: Needs, entry: RegisterEntry, now: Date): Promise<string | null> {
  return bindNextKey(tx, deps, entry, now).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'SignerError') return null
    throw error
  })
}

async function bindNextKey(tx: Db, deps: Needs, entry: RegisterEntry, now: Date): Promise<string> {
  const signerName = signerNameOf(entry.slug, entry.keys.length + 1)
  const publicKey = await deps.signer.createKey(signerName)
  await insertKey(tx, entry.did, signerName, publicKey, wholeSecond(now), now)
  return `${entry.did}#${publicKey}`
}
