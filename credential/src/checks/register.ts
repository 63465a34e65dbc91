import { type PublicKey, readMultikey } from '../keys/key.ts'
import type { TrustedIssuer, TrustedKey, TrustSnapshot, VerifyContext } from '../verdict.ts'

const MILLISECONDS_OF_DAY = 86_400_000
const SNAPSHOT_DAYS = 30

/** After 30 days a copy of the register answers nothing: not even whose key it is. */
export function usableRegister({ now, trust }: VerifyContext): TrustSnapshot | null {
  const age = trust === null ? Number.NaN : now.getTime() - Date.parse(trust.asOf)
  return age <= SNAPSHOT_DAYS * MILLISECONDS_OF_DAY ? trust : null
}

/** Whether the register can be asked about issuers now: at hand, and not past its validity. */
export function isRegisterInForce(trust: TrustSnapshot | null, now: Date): trust is TrustSnapshot {
  return trust !== null && !(Date.parse(trust.validUntil) < now.getTime())
}

/** Entries of a copy of the register by issuer: a bulk check asks the same copy thousands of times. */
const indexes = new WeakMap<TrustSnapshot, ReadonlyMap<string, TrustedIssuer>>()

/** The register's entry of an issuer; the first, where there are two. A copy that was asked may not be changed any more. */
export function entryOf(trust: TrustSnapshot | null, did: string): TrustedIssuer | undefined {
  if (trust === null) return undefined
  const known = indexes.get(trust)
  if (known !== undefined) return known.get(did)
  const index = new Map([...trust.issuers].reverse().map((issuer) => [issuer.did, issuer]))
  indexes.set(trust, index)
  return index.get(did)
}

/** The register's record of a key of an issuer. */
export function recordOf(trust: TrustSnapshot | null, did: string, verificationMethod: string): TrustedKey | undefined {
  return entryOf(trust, did)?.keys.find((key) => key.id === verificationMethod)
}

/** The public key that the register gives for a verification method of an issuer. */
export function keyOf(trust: TrustSnapshot | null, did: string, verificationMethod: string): PublicKey | undefined {
  const record = recordOf(trust, did, verificationMethod)
  return record === undefined ? undefined : readMultikey(record.publicKeyMultibase)
}

/** Whether a period holds an instant, in milliseconds. */
export function covers(from: string, until: string | null | undefined, instant: number): boolean {
  return Date.parse(from) <= instant && (until == null || instant < Date.parse(until))
}

/** Whether a key was valid and in the right hands at an instant. */
export function wasGood(key: TrustedKey, instant: number): boolean {
  if (key.compromisedAt != null && !(instant < Date.parse(key.compromisedAt))) return false
  return covers(key.validFrom, key.validUntil, instant)
}
