import { type Db, inTransaction } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import { signAwards } from './service-document.ts'
import { putAsideStopped, resumeHeld } from './service-held.ts'
import { leaveAwards } from './service-log.ts'
import { signTogether } from './service-together-sign.ts'
import { countSigned } from './store-job.ts'
import { postponePromises, removePromises, storeDocuments, type ToSign, takeSignatures } from './store-signing.ts'
import { togetherAmong } from './store-together.ts'
import type { Award, Standing, StatusChange, Together } from './types.ts'

/**
 * What other rooms do in the same transaction: the app wires the bank and the wallet here. They get every award of the
 * transaction at once, so that a bulk award costs them a few statements and not a few for each.
 */
export interface AwardHooks {
  /** First editions were signed: the bank puts them on the learners' accounts. Never called without an award. */
  afterAwards?(tx: Db, awards: readonly Award[]): Promise<void>
  /** Any editions were signed: the wallet promises letters and makes claims. Never called without an award. */
  afterSigned?(tx: Db, awards: readonly Award[]): Promise<void>
  /**
   * Statuses changed: the bank and the wallet may have to follow. Never called without a change. `standings` are those of
   * the credentials before it.
   */
  afterStatusChanges?(tx: Db, changes: readonly StatusChange[], standings: readonly Standing[]): Promise<void>
}

export type SigningDeps = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer' | 'log'>

/** Signatures in one request to the signer and one transaction. */
const BATCH = 100
/** A signer that is back is noticed within this time. */
const RETRY_MOST_SECONDS = 60

/**
 * Signs what was decided: takes up to `most` promised signatures, makes the documents, asks the signer once for each
 * issuer, and stores documents, the hooks' work and the end of the promises in one transaction.
 *
 * Safe to kill at any moment and to run in several processes: what wasn't committed is signed again under the same
 * credential id, and a document that stands is never replaced. When the signer can't be had the decisions stay as they
 * are and the promises are put off (2, 4, 8 ... at most 60 seconds). What an issuer may not sign now is put aside, and taken up
 * again when it may; `signed` and `failed` don't count it. Of an award that several sign each signature counts; the hooks hear of it with
 * the last.
 */
export async function signPending(
  deps: SigningDeps,
  hooks: AwardHooks = {},
  most = BATCH,
): Promise<{ signed: number; failed: number }> {
  let due: readonly ToSign[] = []
  await resumeHeld(deps, hooks)
  try {
    const { signed, failed, aside } = await inTransaction(deps.db, async (tx) => {
      due = await takeSignatures(tx, deps.clock(), most)
      return due.length === 0 ? { signed: 0, failed: 0, aside: 0 } : signDue(deps, hooks, tx, due)
    })
    // Behind the signatures of an issuer that may sign nothing, those of others wait.
    return aside > 0 && signed === 0 && failed === 0 ? signPending(deps, hooks, most) : { signed, failed }
  } catch (error) {
    if (due.length === 0) throw error
    deps.log.warn({ reason: nameOf(error), awards: due.length }, 'signing failed; it is tried again')
    // One award whose work can't be done must not keep the others: next time each goes alone.
    if (due.length > 1 && nameOf(error) !== 'SignerError') return signSingly(deps, hooks, due.length)
    await postponePromises(
      deps.db,
      due.map((one) => one.promiseId),
      deps.clock(),
      nameOf(error),
      RETRY_MOST_SECONDS,
    )
    return { signed: 0, failed: due.length }
  }
}

async function signSingly(
  deps: SigningDeps,
  hooks: AwardHooks,
  count: number,
): Promise<{ signed: number; failed: number }> {
  const sum = { signed: 0, failed: 0 }
  for (let round = 0; round < count; round++) {
    const { signed, failed } = await signPending(deps, hooks, 1)
    sum.signed += signed
    sum.failed += failed
  }
  return sum
}

async function signDue(
  deps: SigningDeps,
  hooks: AwardHooks,
  tx: Db,
  taken: readonly ToSign[],
): Promise<{ signed: number; failed: number; aside: number }> {
  const together = await togetherAmong(
    tx,
    taken.flatMap(({ award }) => award?.credentialId ?? []),
  )
  const { due, at } = await putAsideStopped(tx, deps.clock, taken, together)
  const aside = taken.length - due.length
  if (due.length === 0) return { signed: 0, failed: 0, aside }
  const awards = due.flatMap((one) => (one.award === null ? [] : [one.award]))
  const apart = await signAwards(deps, tx, among(awards, together, false), at)
  const joint = await signTogether(deps, tx, among(awards, together, true), together, at)
  const signed = [...apart.signed, ...joint.signed]
  const faulty = [...apart.faulty, ...joint.faulty]
  await storeDocuments(tx, signed, at)
  await leaveAwards(tx, at, signed)
  const done = signed.map(({ award }) => award)
  const first = done.filter(({ edition }) => edition === 1)
  if (first.length > 0) await hooks.afterAwards?.(tx, first)
  if (done.length > 0) await hooks.afterSigned?.(tx, done)
  const broken = new Set(faulty.map((award) => award.credentialId))
  // What one more has to sign stays due.
  const open = new Set(joint.further.map((award) => award.credentialId))
  const put = (off: boolean) =>
    due
      .filter((one) => (one.award !== null && broken.has(one.award.credentialId)) === off)
      .filter((one) => one.award === null || !open.has(one.award.credentialId))
      .map((one) => one.promiseId)
  await removePromises(tx, put(false))
  await postponePromises(tx, put(true), at, 'DocumentError', RETRY_MOST_SECONDS)
  await countSigned(tx, done, at)
  return { signed: signed.length + open.size, failed: faulty.length, aside }
}

/** Those awards that several sign, or the others. */
function among(awards: readonly Award[], together: ReadonlyMap<string, Together>, isTogether: boolean): Award[] {
  return awards.filter(({ credentialId }) => together.has(credentialId) === isTogether)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
