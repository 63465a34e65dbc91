import { isJsonObject, type JsonObject } from '../types.ts'
import { isStatusSize } from './bitstring.ts'

/**
 * What a list tells (Bitstring Status List 1.0, section 2.1): revocation and suspension count against a credential; a
 * message is for people to read; refresh says that a newer version can be had and takes nothing away.
 */
export const STATUS_PURPOSES = ['revocation', 'suspension', 'refresh', 'message'] as const
export type StatusPurpose = (typeof STATUS_PURPOSES)[number]

/** Entries of one credential: each asks for a list, so that more would be a way to keep a verifier busy. */
const ENTRIES_AT_MOST = 8

/** A place in a list as a credential names it. */
export interface Entry {
  readonly purpose: StatusPurpose
  readonly index: number
  readonly url: string
  /** Bits of the place. */
  readonly size: number
  /** The words of each value, as the credential says them; empty where it says none. */
  readonly messages: readonly string[]
}

/**
 * Reads `credentialStatus` (Bitstring Status List 1.0, section 2.1): one entry or up to 8. Nothing where any of them is of
 * another type or purpose, has another form of index, or has not exactly 2^statusSize messages where it has some or needs
 * them.
 */
export function entriesOf(value: unknown): readonly Entry[] | undefined {
  const items = Array.isArray(value) ? value : [value]
  if (items.length === 0 || items.length > ENTRIES_AT_MOST) return undefined
  const entries = items.map((item) => (isJsonObject(item) ? entryOf(item) : undefined))
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}

function entryOf(item: JsonObject): Entry | undefined {
  const { type, statusListIndex: index, statusListCredential: url, statusSize: size = 1 } = item
  const types = Array.isArray(type) ? type : [type]
  const purpose = STATUS_PURPOSES.find((name) => name === item.statusPurpose)
  if (types.length !== 1 || types[0] !== 'BitstringStatusListEntry' || purpose === undefined) return undefined
  if (typeof index !== 'string' || !/^(0|[1-9]\d{0,8})$/.test(index) || typeof url !== 'string') return undefined
  if (!isStatusSize(size)) return undefined
  if (item.statusMessage === undefined && size > 1) return undefined
  const messages = item.statusMessage === undefined ? [] : messagesOf(item.statusMessage, size)
  return messages === undefined ? undefined : { purpose, index: Number(index), url, size, messages }
}

/** The messages by value; the Recommendation asks for one of each of the 2^size values, in whatever order. */
function messagesOf(value: unknown, size: number): string[] | undefined {
  if (!Array.isArray(value) || value.length !== 2 ** size) return undefined
  const messages: string[] = []
  for (const item of value) {
    const { status, message } = isJsonObject(item) ? item : {}
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,2}$/i.test(status) || typeof message !== 'string')
      return undefined
    const at = Number.parseInt(status, 16)
    if (at >= value.length || messages[at] !== undefined) return undefined
    messages[at] = message
  }
  return messages
}
