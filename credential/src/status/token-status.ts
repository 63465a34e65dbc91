/** Token Status List (draft 20): many statuses of 1, 2, 4 or 8 bits in one compressed list, signed as a JWT. */
import { decodeBase64Url, encodeBase64Url } from '#base64'
import { pack, unpack } from '#inflate'
import type { JsonObject } from '../types.ts'

/** Bits of one status (section 4.1). */
export type StatusBits = 1 | 2 | 4 | 8

/** Limits of what we unpack, in bytes, as for Bitstring Status List: packed and unpacked. */
const MAX_PACKED_BYTES = 1_048_576
const MAX_UNPACKED_BYTES = 2_097_152
const MOST_PLACES = MAX_UNPACKED_BYTES * 8

/** Statuses unpacked: `tokenStatusAt` reads them. */
export interface TokenStatuses {
  readonly bits: StatusBits
  readonly bytes: Uint8Array
}

export type TokenStatusFault = 'not-base64url' | 'too-large' | 'not-zlib'

/** Whether a value is a number of bits that a status may have. */
export function isStatusBits(value: unknown): value is StatusBits {
  return value === 1 || value === 2 || value === 4 || value === 8
}

/**
 * Packs statuses into a `lst` (sections 4.1 and 4.2): lowest bits of a byte first, zlib, base64url. `statuses` gives place
 * and value of those that are not 0. Throws RangeError for a place or a value that the list can't hold.
 */
export async function encodeTokenStatusList(
  statuses: Iterable<readonly [index: number, status: number]>,
  { bits, length }: { readonly bits: StatusBits; readonly length: number },
): Promise<string> {
  if (!isStatusBits(bits)) throw new RangeError(`a status of ${bits} bits`)
  if (!Number.isInteger(length) || length < 1 || length * bits > MOST_PLACES)
    throw new RangeError(`a list of ${length}`)
  const each = 8 / bits
  const bytes = new Uint8Array(Math.ceil(length / each))
  for (const [index, status] of statuses) {
    if (!Number.isInteger(index) || index < 0 || index >= length)
      throw new RangeError(`place ${index} of a list of ${length}`)
    if (!Number.isInteger(status) || status < 0 || status >= 2 ** bits)
      throw new RangeError(`status ${status} in ${bits} bits`)
    const at = Math.floor(index / each)
    const shift = (index % each) * bits
    bytes[at] = ((bytes[at] as number) & ~((2 ** bits - 1) << shift)) | (status << shift)
  }
  return encodeBase64Url(await pack('deflate', bytes))
}

/** Unpacks a `lst`; one that is too large or no list is a fault and never an empty list. */
export async function decodeTokenStatusList(lst: string, bits: StatusBits): Promise<TokenStatuses | TokenStatusFault> {
  if (lst.length > (MAX_PACKED_BYTES * 4) / 3) return 'too-large'
  const packed = decodeBase64Url(lst)
  if (packed === null) return 'not-base64url'
  const bytes = await unpack('deflate', packed, MAX_UNPACKED_BYTES)
  return bytes === null ? 'not-zlib' : { bits, bytes }
}

/** The status at a place, or undefined when the list has no such place. */
export function tokenStatusAt({ bits, bytes }: TokenStatuses, index: number): number | undefined {
  const each = 8 / bits
  const byte = Number.isInteger(index) && index >= 0 ? bytes[Math.floor(index / each)] : undefined
  return byte === undefined ? undefined : (byte >> ((index % each) * bits)) & (2 ** bits - 1)
}

/**
 * The claims of a Status List Token (section 5.1), to be signed with `typ` `statuslist+jwt`. `url` is where it is served;
 * times are instants, `ttlSeconds` how long a reader may keep it.
 */
export function tokenStatusListClaims(list: {
  readonly url: string
  readonly issuer: string
  readonly bits: StatusBits
  readonly lst: string
  readonly issuedAt: Date
  readonly expires: Date
  readonly ttlSeconds: number
}): JsonObject {
  const [iat, exp] = [list.issuedAt, list.expires].map((instant) => Math.floor(instant.getTime() / 1000)) as [
    number,
    number,
  ]
  if (!(exp > iat)) throw new RangeError('a status list ends after it is issued')
  if (!(list.ttlSeconds > 0)) throw new RangeError(`a list may be kept for ${list.ttlSeconds} seconds`)
  return {
    iss: list.issuer,
    sub: list.url,
    iat,
    exp,
    ttl: list.ttlSeconds,
    status_list: { bits: list.bits, lst: list.lst },
  }
}

/** The claim `status` of one place in a list (section 6.1). */
export function tokenStatusClaim(url: string, index: number): JsonObject {
  return { status_list: { idx: index, uri: url } }
}
