import { isAllowedSequence } from './contexts/bundled.ts'
import { isJsonObject, type JsonObject, type ReadProof, readProof, unsignedPlace } from './envelope/suite.ts'
import { readJson } from './json/read.ts'
import { controllerOf } from './keys/controller.ts'
import { decodeStatusList, isSet } from './status/bitstring.ts'
import type { CheckCode, TrustedKey, TrustSnapshot, VerifyContext } from './verdict.ts'

export interface StatusAnswer {
  readonly outcome: 'pass' | 'fail' | 'unknown' | 'none'
  readonly code: CheckCode
  readonly data: Record<string, string | number>
}

interface Entry {
  readonly purpose: 'revocation' | 'suspension'
  readonly index: number
  readonly url: string
}

function entriesOf(value: unknown): Entry[] | 'not-readable' {
  const entries: Entry[] = []
  for (const item of Array.isArray(value) ? value : [value]) {
    if (typeof item !== 'object' || item === null) return 'not-readable'
    const { type, statusPurpose, statusListIndex, statusListCredential } = item as JsonObject
    const isBitstring =
      type === 'BitstringStatusListEntry' ||
      (Array.isArray(type) && type.length === 1 && type[0] === 'BitstringStatusListEntry')
    if (!isBitstring || (statusPurpose !== 'revocation' && statusPurpose !== 'suspension')) return 'not-readable'
    if (
      typeof statusListIndex !== 'string' ||
      !/^(0|[1-9]\d{0,8})$/.test(statusListIndex) ||
      typeof statusListCredential !== 'string'
    )
      return 'not-readable'
    entries.push({ purpose: statusPurpose, index: Number(statusListIndex), url: statusListCredential })
  }
  return entries
}

/**
 * Asks every status list that the credential names (Bitstring Status List 1.0, section 3.2). A list that can't be had,
 * is stale, short, of another purpose, by another issuer or not rightly signed means *unknown* and never *not revoked*.
 * A place that is set weighs more than a list that is missing.
 */
export async function checkStatus(
  credential: JsonObject,
  issuer: string,
  context: VerifyContext,
): Promise<StatusAnswer> {
  if (credential.credentialStatus === undefined) return { outcome: 'none', code: 'status-none', data: {} }
  const entries = entriesOf(credential.credentialStatus)
  if (entries === 'not-readable' || entries.length === 0)
    return { outcome: 'unknown', code: 'status-entry-not-readable', data: {} }
  const answers = await Promise.all(entries.map((entry) => askList(entry, issuer, context)))
  const revoked = answers.find((answer) => answer.code === 'status-revoked')
  if (revoked !== undefined && typeof credential.id === 'string') {
    const newer = await context.replacedBy?.(credential.id)
    if (newer != null) return { outcome: 'fail', code: 'status-replaced', data: { replacedBy: newer } }
  }
  return (
    revoked ??
    answers.find((answer) => answer.outcome === 'fail') ??
    answers.find((answer) => answer.outcome === 'unknown') ?? { outcome: 'pass', code: 'status-good', data: {} }
  )
}

const unknown = (code: CheckCode, entry: Entry): StatusAnswer => ({
  outcome: 'unknown',
  code,
  data: { list: entry.url },
})

/** Lists whose signature held, by their text: a bulk check asks the same list thousands of times. */
interface OpenedList {
  readonly document: JsonObject
  readonly publicKeyMultibase: string
  readonly bits: Awaited<ReturnType<typeof decodeStatusList>>
}
const opened = new Map<string, OpenedList>()
const LISTS_KEPT = 8

async function askList(entry: Entry, issuer: string, context: VerifyContext): Promise<StatusAnswer> {
  const text = await context.statusList(entry.url).catch(() => null)
  if (text === null) return unknown('status-list-not-available', entry)
  const known = opened.get(text)
  const list = known?.document ?? readList(text)
  if (list === undefined) return unknown('status-list-not-readable', entry)
  const asked = listFault(list, entry, issuer, context)
  if ('fault' in asked) return unknown(asked.fault, entry)
  const bits = known?.publicKeyMultibase === asked.publicKeyMultibase ? known.bits : await openList(text, list, asked)
  if (bits === undefined) return unknown('status-list-not-readable', entry)
  if (bits === 'too-short') return unknown('status-list-too-short', entry)
  if (typeof bits === 'string') return unknown('status-list-not-readable', entry)
  const set = isSet(bits, entry.index)
  if (set === undefined) return unknown('status-list-too-short', entry)
  if (!set) return { outcome: 'pass', code: 'status-good', data: { list: entry.url } }
  return {
    outcome: 'fail',
    code: entry.purpose === 'revocation' ? 'status-revoked' : 'status-suspended',
    data: { list: entry.url },
  }
}

function readList(text: string): JsonObject | undefined {
  const read = readJson(text, { maxBytes: 2_097_152 })
  return read.ok && isJsonObject(read.value) ? read.value : undefined
}

/** The bits of a list whose signature holds under the key; nothing where it doesn't. */
async function openList(text: string, document: JsonObject, { proof, publicKeyMultibase }: AskedList) {
  if (unsignedPlace(document) !== undefined) return undefined
  if ((await proof.fits(document, publicKeyMultibase)) !== 'fits') return undefined
  const bits = await decodeStatusList(String((document.credentialSubject as JsonObject).encodedList))
  if (opened.size >= LISTS_KEPT) opened.delete(opened.keys().next().value as string)
  opened.set(text, { document, publicKeyMultibase, bits })
  return bits
}

interface AskedList {
  readonly proof: ReadProof
  readonly publicKeyMultibase: string
}

/** Everything about a list but its signature: by whom, for what, of when; with the key that must have signed it. */
function listFault(
  list: JsonObject,
  entry: Entry,
  issuer: string,
  context: VerifyContext,
): AskedList | { readonly fault: CheckCode } {
  if (context.trust === null || Date.parse(context.trust.validUntil) < context.now.getTime())
    return { fault: 'register-not-available' }
  const subject = list.credentialSubject as JsonObject | undefined
  const proof = readProof(list)
  if (
    typeof subject !== 'object' ||
    subject === null ||
    !isAllowedSequence(list['@context']) ||
    typeof proof === 'string'
  )
    return { fault: 'status-list-not-readable' }
  if (list.id !== entry.url || subject.type !== 'BitstringStatusList' || typeof subject.encodedList !== 'string')
    return { fault: 'status-list-not-readable' }
  if (subject.statusPurpose !== entry.purpose) return { fault: 'status-list-wrong-purpose' }
  const by = typeof list.issuer === 'string' ? list.issuer : (list.issuer as JsonObject | undefined)?.id
  const authorities = context.trust?.statusAuthorities ?? []
  if (
    typeof by !== 'string' ||
    (by !== issuer && !authorities.includes(by)) ||
    controllerOf(proof.verificationMethod) !== by
  )
    return { fault: 'status-list-wrong-issuer' }
  const from = Date.parse(String(list.validFrom))
  const until = Date.parse(String(list.validUntil))
  const now = context.now.getTime()
  // Five minutes of grace for clocks that differ; a list without an end can't be told from an old copy.
  if (Number.isNaN(from) || Number.isNaN(until) || now < from - 300_000 || now > until)
    return { fault: 'status-list-stale' }
  const key = recordOf(context.trust, by, proof.verificationMethod)
  if (key === undefined || !wasGood(key, from)) return { fault: 'status-list-wrong-issuer' }
  return { proof, publicKeyMultibase: key.publicKeyMultibase }
}

/** The register's record of a key of a DID. */
function recordOf(trust: TrustSnapshot | null, did: string, verificationMethod: string): TrustedKey | undefined {
  return trust?.issuers.find((issuer) => issuer.did === did)?.keys.find((key) => key.id === verificationMethod)
}

/** Whether a key was valid and in the right hands at an instant. */
function wasGood(key: TrustedKey, instant: number): boolean {
  if (key.compromisedAt != null && !(instant < Date.parse(key.compromisedAt))) return false
  return instant >= Date.parse(key.validFrom) && (key.validUntil == null || instant < Date.parse(key.validUntil))
}

/** The public key that the register gives for a verification method of a DID. */
export function keyOf(trust: TrustSnapshot | null, did: string, verificationMethod: string): string | undefined {
  return recordOf(trust, did, verificationMethod)?.publicKeyMultibase
}
