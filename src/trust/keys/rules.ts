/** What is known of keys at an instant, and what speaks against ending one. Pure. */

import type { Refusal } from '../../platform/refusal.ts'
import type { IssuerKey, RecordedKey } from '../types.ts'

/**
 * Keys as known at an instant (`null`: now), oldest first. Of several ends of one kind the earliest counts: later knowledge
 * can take trust away from a key, never give it back.
 */
export function keysAsKnown(keys: readonly RecordedKey[], knownAt: Date | null): readonly IssuerKey[] {
  const known = (at: Date) => knownAt === null || at <= knownAt
  return keys
    .filter((key) => known(key.recordedAt))
    .map(({ ends, ...key }) => {
      const told = ends.filter((end) => known(end.recordedAt)).toSorted((a, b) => a.at.getTime() - b.at.getTime())
      const rotated = told.find(({ what }) => what === 'rotated')
      const compromised = told.find(({ what }) => what === 'compromised')
      return {
        ...key,
        until: rotated?.at ?? null,
        compromisedAt: compromised?.at ?? null,
        endReason: compromised?.reason ?? rotated?.reason ?? null,
      }
    })
}

/** The keys that a DID's document named at an instant: those bound by then, with the ends that had come by then. */
export function keysAt(keys: readonly IssuerKey[], instant: Date): readonly IssuerKey[] {
  const come = (at: Date | null) => (at !== null && at <= instant ? at : null)
  return keys
    .filter((key) => key.from <= instant)
    .map((key) => ({ ...key, until: come(key.until), compromisedAt: come(key.compromisedAt) }))
}

/**
 * Why a key can't be declared compromised from an instant on: `trust.key-unknown`, `trust.compromise-ahead`,
 * `trust.compromise-before-key`, `trust.key-compromised-already` where that is known from this instant or an earlier one.
 */
export function compromiseFaults(
  keys: readonly IssuerKey[],
  verificationMethod: string,
  since: Date,
  now: Date,
): Refusal[] {
  const key = keys.find((one) => one.verificationMethod === verificationMethod)
  if (key === undefined) return [{ code: 'trust.key-unknown', at: 'fact' }]
  const faults: Refusal[] = []
  if (since > now) faults.push({ code: 'trust.compromise-ahead', at: 'since' })
  if (since < key.from) faults.push({ code: 'trust.compromise-before-key', at: 'since' })
  if (key.compromisedAt !== null && key.compromisedAt <= since)
    faults.push({ code: 'trust.key-compromised-already', at: 'fact' })
  return faults
}

/** The signer's name for the n-th key of an issuer. A slug holds no slash, so no two issuers share a name. */
export function signerNameOf(slug: string, number: number): string {
  return number === 1 ? `issuer-${slug}` : `issuer-${slug}/${number}`
}
