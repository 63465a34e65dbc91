import { CREDENTIALS_V2 } from '../contexts/bundled.ts'
import { dateTime, type JsonObject } from '../envelope/suite.ts'

export type StatusPurpose = 'revocation' | 'suspension'

/**
 * An unsigned status list credential (Bitstring Status List 1.0, section 2.2). It holds for at most 24 hours: a
 * verifier that has only an older copy says that it can't tell.
 */
export function statusListCredential(list: {
  /** Where it is served: an absolute URL. */
  readonly url: string
  readonly issuer: string
  readonly purpose: StatusPurpose
  readonly encodedList: string
  readonly validFrom: Date
  readonly validUntil: Date
}): JsonObject {
  const hours = (list.validUntil.getTime() - list.validFrom.getTime()) / 3_600_000
  if (hours <= 0 || hours > 24)
    throw new RangeError(`a status list holds for more than 0 and at most 24 hours, not ${hours}`)
  return {
    '@context': [CREDENTIALS_V2],
    id: list.url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: list.issuer,
    validFrom: dateTime(list.validFrom),
    validUntil: dateTime(list.validUntil),
    credentialSubject: {
      id: `${list.url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: list.purpose,
      encodedList: list.encodedList,
    },
  }
}

/** One place of a credential in a list. */
export interface StatusEntry {
  readonly purpose: StatusPurpose
  readonly listUrl: string
  readonly index: number
}

/** The `credentialStatus` of an entry, as credentials carry it. */
export function statusEntry(entry: StatusEntry): JsonObject {
  return {
    id: `${entry.listUrl}#${entry.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: entry.purpose,
    statusListIndex: String(entry.index),
    statusListCredential: entry.listUrl,
  }
}
