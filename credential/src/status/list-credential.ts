import { CREDENTIALS_V2 } from '../contexts/bundled.ts'
import { dateTime, type JsonObject } from '../envelope/suite.ts'
import { isStatusSize } from './bitstring.ts'
import type { StatusPurpose } from './entry.ts'

/**
 * An unsigned status list credential (Bitstring Status List 1.0, section 2.2), for one purpose or several. It holds for at
 * most 24 hours: a verifier that has only an older copy says that it can't tell. `ttlMilliseconds` is advice to whoever
 * fetches it. Throws RangeError for a longer or backward term.
 */
export function statusListCredential(list: {
  /** Where it is served: an absolute URL. */
  readonly url: string
  readonly issuer: string
  readonly purpose: StatusPurpose | readonly StatusPurpose[]
  readonly encodedList: string
  readonly validFrom: Date
  readonly validUntil: Date
  readonly ttlMilliseconds?: number
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
      statusPurpose: typeof list.purpose === 'string' ? list.purpose : [...list.purpose],
      encodedList: list.encodedList,
      ...(list.ttlMilliseconds === undefined ? {} : { ttl: list.ttlMilliseconds }),
    },
  }
}

/** One place of a credential in a list. */
export interface StatusEntry {
  readonly purpose: StatusPurpose
  readonly listUrl: string
  readonly index: number
  /**
   * The words of every value from 0 on: two for a place of one bit, 2^size for one of `size` bits (section 2.1,
   * `statusMessage`). The size of the place follows from them.
   */
  readonly messages?: readonly string[]
  /** Pages that explain the messages. */
  readonly references?: readonly string[]
}

/** The `credentialStatus` of an entry, as credentials carry it. Throws RangeError where the messages fill no whole number of bits. */
export function statusEntry(entry: StatusEntry): JsonObject {
  const size = Math.log2(entry.messages?.length ?? 2)
  if (!isStatusSize(size)) throw new RangeError(`${entry.messages?.length} messages fill no whole number of bits`)
  return {
    id: `${entry.listUrl}#${entry.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: entry.purpose,
    statusListIndex: String(entry.index),
    statusListCredential: entry.listUrl,
    ...(entry.messages === undefined
      ? {}
      : {
          statusSize: size,
          statusMessage: entry.messages.map((message, value) => ({ status: `0x${value.toString(16)}`, message })),
        }),
    ...(entry.references === undefined ? {} : { statusReference: [...entry.references] }),
  }
}
