/** The status list that the adapter keeps for the credentials it issues: 131,072 places of one bit, in memory. */
import { randomInt } from 'node:crypto'
import {
  encodeStatusList,
  issueCredential,
  type JsonObject,
  STATUS_LIST_MIN_LENGTH,
  statusEntry,
  statusListCredential,
} from '../src/index.ts'
import type { ConformanceKey } from './keys.ts'

const DAY_MILLISECONDS = 86_400_000

/** A list under one URL, for revocation. */
export interface StatusList {
  readonly url: string
  /** A place for a credential that is about to be issued, as its `credentialStatus`. */
  entryFor(credentialId: string | undefined): JsonObject
  /** Revokes a credential by its id, or takes that back; false where the adapter issued none under it. */
  set(credentialId: string, isRevoked: boolean): boolean
  /** The signed list of now, as JSON text. */
  text(now: Date): Promise<string>
}

export function newStatusList(url: string, key: ConformanceKey): StatusList {
  const taken = new Set<number>()
  const placeOf = new Map<string, number>()
  const revoked = new Set<number>()
  return {
    url,
    entryFor: (credentialId) => {
      let index = randomInt(STATUS_LIST_MIN_LENGTH)
      while (taken.has(index)) index = (index + 1) % STATUS_LIST_MIN_LENGTH
      taken.add(index)
      if (credentialId !== undefined) placeOf.set(credentialId, index)
      return statusEntry({ purpose: 'revocation', listUrl: url, index })
    },
    set: (credentialId, isRevoked) => {
      const index = placeOf.get(credentialId)
      if (index === undefined) return false
      if (isRevoked) revoked.add(index)
      else revoked.delete(index)
      return true
    },
    text: async (now) => {
      const credential = statusListCredential({
        url,
        issuer: key.did,
        purpose: 'revocation',
        encodedList: await encodeStatusList(revoked),
        validFrom: now,
        validUntil: new Date(now.getTime() + DAY_MILLISECONDS),
      })
      const { verificationMethod, sign } = key
      return issueCredential(credential, { verificationMethod, created: now, sign })
    },
  }
}
