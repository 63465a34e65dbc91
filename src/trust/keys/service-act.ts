import type { Deps } from '../../platform/deps.ts'
import { type Outcome, type Refusal, refuse } from '../../platform/refusal.ts'
import type { ActContent } from '../applications/types.ts'
import { registerPractice, worded } from '../library.ts'
import { listingAt } from '../rules.ts'
import type { RegisterEntry } from '../types.ts'
import { compromiseFaults } from './rules.ts'
import { compromiseKey, rotateKey } from './service.ts'

/** The changes of keys that one person proposes and another confirms. They take effect with the confirmation: no hold. */
export type KeyAct = { readonly [A in 'rotate-key' | 'compromise-key']: { act: A; content: ActContent[A] } }[
  | 'rotate-key'
  | 'compromise-key']

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

/** A moment in Jakarta as a form sends it (`2026-11-24T09:30`); nothing for a text that is none of the calendar. */
export function momentOf(text: string): Date | null {
  if (!MOMENT.test(text)) return null
  const asUtc = new Date(`${text}Z`)
  // 31 February would otherwise be a day in March.
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(text)) return null
  return new Date(`${text}+07:00`)
}

/** Everything that speaks against a change of keys, as the entry stands. */
export function keyActFaults(entry: RegisterEntry | null, { act, content }: KeyAct, now: Date): readonly Refusal[] {
  const faults: Refusal[] = []
  const list = registerPractice()[act === 'rotate-key' ? 'rotationReasons' : 'compromiseReasons']
  if (!list.some(({ code }) => code === content.reason)) faults.push({ code: 'register.reason-missing', at: 'reason' })
  if (act === 'rotate-key') {
    if (entry === null || listingAt(entry.listings, now) === null) faults.push({ code: 'trust.not-listed' })
    return faults
  }
  const since = momentOf(content.since)
  if (since === null) return [...faults, { code: 'register.moment-malformed', at: 'since' }]
  return [...faults, ...compromiseFaults(entry?.keys ?? [], content.factId, since, now)]
}

/** Does a change of keys that was confirmed, in the transaction of `deps.db`. */
export async function performKeyAct(
  deps: Pick<Deps, 'db' | 'clock' | 'signer'>,
  { act, content }: KeyAct,
  { organisationId, actorId }: { readonly organisationId: string; readonly actorId: string },
): Promise<Outcome<unknown>> {
  const { rotationReasons, compromiseReasons } = registerPractice()
  if (act === 'rotate-key')
    return rotateKey(deps, organisationId, worded(rotationReasons, content.reason, content.note), actorId)
  const since = momentOf(content.since)
  if (since === null) return refuse({ code: 'register.moment-malformed', at: 'since' })
  const key = { verificationMethod: content.factId, since }
  return compromiseKey(deps, organisationId, key, worded(compromiseReasons, content.reason, content.note), actorId)
}
