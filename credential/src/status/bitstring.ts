/** The bits of a Bitstring Status List 1.0: places of one bit or more, from the left, packed as gzip. */
import { pack, readBase64Url, unpack, writeBase64Url } from '#inflate'

/** Section 2.1 and 3.2: a list has at least 131,072 places, so that a holder hides in the crowd. */
export const STATUS_LIST_MIN_LENGTH = 131_072
/** Most bits of one place (`statusSize`): 256 messages are more than anybody reads. */
export const STATUS_SIZE_AT_MOST = 8
/** Limits of what we unpack, in bytes: packed and unpacked. A bomb of 100 KB would otherwise fill 100 MB. */
const MAX_PACKED_BYTES = 1_048_576
const MAX_UNPACKED_BYTES = 2_097_152

/** Why a list can't be read. `too-short` is STATUS_LIST_LENGTH_ERROR (section 3.5). */
export type StatusListFault = 'not-multibase' | 'too-large' | 'not-gzip' | 'too-short'

/**
 * Packs the places that are set into an `encodedList`: bits from the left, gzip, base64url, Multibase `u` (section 3.3).
 * Throws RangeError for a place outside the list: a fault of the caller.
 */
export async function encodeStatusList(set: Iterable<number>, length = STATUS_LIST_MIN_LENGTH): Promise<string> {
  const bits = new Uint8Array(Math.ceil(length / 8))
  for (const index of set) {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw new RangeError(`place ${index} of a list of ${length}`)
    bits[index >> 3] = (bits[index >> 3] as number) | (128 >> (index & 7))
  }
  return `u${writeBase64Url(await pack('gzip', bits))}`
}

/**
 * The same for places of several bits: `values` are pairs of place and value, the others are 0. A place of `size` bits
 * begins at bit `index * size`, its first bit weighs most (section 3.2, step 12). Throws RangeError for a place outside
 * the list, a value that doesn't fit, or a size that isn't 1 to 8.
 */
export async function encodeStatuses(
  values: Iterable<readonly [index: number, value: number]>,
  { size, length = STATUS_LIST_MIN_LENGTH }: { readonly size: number; readonly length?: number },
): Promise<string> {
  if (!isStatusSize(size)) throw new RangeError(`a place of ${size} bits`)
  const bits = new Uint8Array(Math.ceil((length * size) / 8))
  for (const [index, value] of values) {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw new RangeError(`place ${index} of a list of ${length}`)
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** size)
      throw new RangeError(`value ${value} in a place of ${size} bits`)
    for (let bit = 0; bit < size; bit++) {
      const at = index * size + bit
      const mask = 128 >> (at & 7)
      const before = (bits[at >> 3] as number) & ~mask
      bits[at >> 3] = (value >> (size - 1 - bit)) & 1 ? before | mask : before
    }
  }
  return `u${writeBase64Url(await pack('gzip', bits))}`
}

/** Whether a number can be the size of a place (section 2.1, `statusSize`): whole, 1 to 8. */
export function isStatusSize(size: unknown): size is number {
  return Number.isInteger(size) && (size as number) >= 1 && (size as number) <= STATUS_SIZE_AT_MOST
}

/**
 * Unpacks an `encodedList` (section 3.4); a list that is too short for places of `size` bits, too large or no list is a
 * fault and never an empty list. Never throws.
 */
export async function decodeStatusList(encoded: string, size = 1): Promise<Uint8Array | StatusListFault> {
  if (!encoded.startsWith('u')) return 'not-multibase'
  if (encoded.length > (MAX_PACKED_BYTES * 4) / 3 + 4) return 'too-large'
  const packed = readBase64Url(encoded.slice(1))
  if (packed === null) return 'not-multibase'
  const bits = await unpack('gzip', packed, MAX_UNPACKED_BYTES)
  if (bits === null) return 'not-gzip'
  return isLongEnough(bits, size) ? bits : 'too-short'
}

/** Whether a list has enough places of `size` bits to hide in. */
export function isLongEnough(bits: Uint8Array, size: number): boolean {
  return (bits.length * 8) / size >= STATUS_LIST_MIN_LENGTH
}

/** Whether a place of one bit is set, or nothing when the list has no such place (RANGE_ERROR, section 3.5). */
export function isSet(bits: Uint8Array, index: number): boolean | undefined {
  if (!Number.isInteger(index) || index < 0) return undefined
  const byte = bits[Math.floor(index / 8)]
  return byte === undefined ? undefined : (byte & (128 >> (index & 7))) !== 0
}

/** The value of a place of `size` bits, or nothing when the list has no such place (RANGE_ERROR). */
export function statusAt(bits: Uint8Array, index: number, size: number): number | undefined {
  if (!Number.isInteger(index) || index < 0 || (index + 1) * size > bits.length * 8) return undefined
  let value = 0
  for (let at = index * size; at < (index + 1) * size; at++)
    value = value * 2 + (((bits[Math.floor(at / 8)] as number) >> (7 - (at % 8))) & 1)
  return value
}
