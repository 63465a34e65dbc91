/** Digests of related resources (VC Data Model 2.0, section 5.3) that the adapter knows: nothing is fetched to be hashed. */
import { isJsonObject, type JsonObject } from '../src/types.ts'

/** Digests of the very bytes of a resource, in base64. */
type Digests = Readonly<Record<'sha256' | 'sha384' | 'sha512', string>>

const KNOWN: Readonly<Record<string, Digests>> = {
  // The file of the Recommendation of 2025-05-15 (appendix B.1 names its SHA-256, 59955ced...).
  'https://www.w3.org/ns/credentials/v2': {
    sha256: 'WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=',
    sha384: 'l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
    sha512: 'XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ==',
  },
}

const SRI = /^(sha256|sha384|sha512)-(.+)$/
/** The beginning of a multihash of SHA-256 (code 0x12, 32 bytes), which some write and some leave out. */
const SHA256_MULTIHASH = Buffer.from([0x12, 0x20])

const bytesOf = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** The JSON pointer of the first related resource that we know to have another digest, or that we don't know; or nothing. */
export function wrongResource({ relatedResource }: JsonObject): string | undefined {
  const listed = [relatedResource ?? []].flat().filter(isJsonObject)
  const at = listed.findIndex((resource) => !isAsSaid(resource))
  return at < 0 ? undefined : `/relatedResource/${at}`
}

function isAsSaid({ id, digestSRI, digestMultibase }: JsonObject): boolean {
  const known = Object.hasOwn(KNOWN, String(id)) ? KNOWN[String(id)] : undefined
  if (known === undefined) return false
  return (digestSRI === undefined || isSri(String(digestSRI), known)) && isMultibase(digestMultibase, known)
}

function isSri(said: string, known: Digests): boolean {
  const [, name = '', digest = ''] = SRI.exec(said) ?? []
  const ours = known[name as keyof Digests]
  return ours !== undefined && bytesOf(digest).equals(bytesOf(ours))
}

function isMultibase(said: unknown, { sha256 }: Digests): boolean {
  if (said === undefined) return true
  const bytes = typeof said === 'string' && said.startsWith('u') ? bytesOf(said.slice(1)) : Buffer.alloc(0)
  const ours = bytesOf(sha256)
  return bytes.equals(ours) || bytes.equals(Buffer.concat([SHA256_MULTIHASH, ours]))
}
