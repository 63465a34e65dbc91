/** The digests that suites sign, by name: SHA-256 at hand, SHA-384 loaded when a key of P-384 comes. */
import { sha256, sha256Hex } from '#crypto'
import { onDemand } from '../on-demand.ts'

/** The hash inside the algorithm: SHA-384 where a suite signs with P-384 (Data Integrity ECDSA Cryptosuites 1.0, section 3.2.3). */
export type CanonicalHash = 'sha256' | 'sha384'

/** One digest: of a text in UTF-8, as bytes or in lower-case hexadecimal. */
export interface Digest {
  readonly bytes: (text: string) => Uint8Array
  readonly hex: (text: string) => string
}

const SHA256: Digest = { bytes: sha256, hex: sha256Hex }
const sha384 = onDemand(async (): Promise<Digest> => {
  const digests = await import('#digests')
  return { bytes: digests.sha384, hex: digests.sha384Hex }
})

/** A digest by its name: at once, but for the first SHA-384. */
export function digestOf(hash: CanonicalHash): Digest | Promise<Digest> {
  return hash === 'sha256' ? SHA256 : sha384()
}
