import { pack, unpack } from '#inflate'
import { fromBase64Url, toBase64Url } from '../keys/encoding.ts'

/** Bitstring Status List 1.0, section 3.2: a list has at least 131,072 places, so that a holder hides in the crowd. */
export const STATUS_LIST_MIN_LENGTH = 131_072
/** Limits of what we unpack, in bytes: packed and unpacked. A bomb of 100 KB would otherwise fill 100 MB. */
const MAX_PACKED_BYTES = 1_048_576
const MAX_UNPACKED_BYTES = 2_097_152

export type StatusListFault = 'not-multibase' | 'too-large' | 'not-gzip' | 'too-short'

/** Packs the places that are set into an `encodedList`: bits from the left, gzip, base64url, Multibase `u`. */
export async function encodeStatusList(set: Iterable<number>, length = STATUS_LIST_MIN_LENGTH): Promise<string> {
  const bits = new Uint8Array(Math.ceil(length / 8))
  for (const index of set) {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw new RangeError(`place ${index} of a list of ${length}`)
    bits[index >> 3] = (bits[index >> 3] ?? 0) | (128 >> (index & 7))
  }
  return `u${toBase64Url(await pack('gzip', bits))}`
}

/** Unpacks an `encodedList`; a list that is too short, too large or no list is a fault and never an empty list. */
export async function decodeStatusList(encoded: string): Promise<Uint8Array | StatusListFault> {
  if (!encoded.startsWith('u')) return 'not-multibase'
  if (encoded.length > (MAX_PACKED_BYTES * 4) / 3 + 4) return 'too-large'
  const packed = fromBase64Url(encoded.slice(1))
  if (packed === null) return 'not-multibase'
  const bits = await unpack('gzip', packed, MAX_UNPACKED_BYTES)
  if (bits === null) return 'not-gzip'
  return bits.length * 8 < STATUS_LIST_MIN_LENGTH ? 'too-short' : bits
}

/** Whether a place is set, or nothing when the list has no such place (RANGE_ERROR). */
export function isSet(bits: Uint8Array, index: number): boolean | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= bits.length * 8) return undefined
  return ((bits[index >> 3] ?? 0) & (128 >> (index & 7))) !== 0
}
