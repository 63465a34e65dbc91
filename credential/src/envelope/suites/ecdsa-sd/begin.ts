/** How a `proofValue` of `ecdsa-sd-2023` begins: all that is read of one before its kind is loaded. */
import { decodeBase64Url } from '#base64'

/** The first two bytes; the third is 0x00 for a base proof, 0x01 for a derived one (vc-di-ecdsa, sections 3.5.2 and 3.5.7). */
export const BEGINNING = [0xd9, 0x5d] as const

/** The bytes of a `proofValue` of this suite, or null; which of the two forms it is, and what it holds, is not yet read. */
export function readValue(text: string): Uint8Array | null {
  const read = text.startsWith('u') ? decodeBase64Url(text.slice(1)) : null
  if (read === null || !BEGINNING.every((byte, at) => read[at] === byte)) return null
  // A `Buffer` cuts pieces of itself where an array copies them.
  return new Uint8Array(read.buffer, read.byteOffset, read.length)
}

/** Whether a value begins as a base proof does: the holder's own, which no verifier takes. */
export function isBase(bytes: Uint8Array): boolean {
  return bytes[2] === 0
}
