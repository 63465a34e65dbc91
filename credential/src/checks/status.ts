import { FOREIGN_LIMITS, open } from '../envelope/open.ts'
import type { Opened, OpenedProof } from '../envelope/opened.ts'
import { type PublicKey, readMultikey } from '../keys/key.ts'
import { decodeStatusList, isSet } from '../status/bitstring.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { CheckCode, VerifyContext } from '../verdict.ts'
import { isRegisterInForce, recordOf, wasGood } from './register.ts'

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

/** Lists opened before, by their text: a bulk check asks the same list thousands of times. `held` are keys it held under. */
interface KnownList {
  readonly list: Opened
  readonly held: Set<PublicKey>
  bits: Awaited<ReturnType<typeof decodeStatusList>> | undefined
}
const known = new Map<string, KnownList>()
const LISTS_KEPT = 8

async function askList(entry: Entry, issuer: string, context: VerifyContext): Promise<StatusAnswer> {
  const text = await context.statusList(entry.url).catch(() => null)
  if (text === null) return unknown('status-list-not-available', entry)
  const list = await openList(text)
  if (list === undefined) return unknown('status-list-not-readable', entry)
  const asked = listFault(list.list, entry, issuer, context)
  if ('fault' in asked) return unknown(asked.fault, entry)
  const bits = await bitsOf(list, asked)
  if (bits === 'too-short') return unknown('status-list-too-short', entry)
  if (bits === undefined || typeof bits === 'string') return unknown('status-list-not-readable', entry)
  const set = isSet(bits, entry.index)
  if (set === undefined) return unknown('status-list-too-short', entry)
  if (!set) return { outcome: 'pass', code: 'status-good', data: { list: entry.url } }
  return {
    outcome: 'fail',
    code: entry.purpose === 'revocation' ? 'status-revoked' : 'status-suspended',
    data: { list: entry.url },
  }
}

async function openList(text: string): Promise<KnownList | undefined> {
  const before = known.get(text)
  if (before !== undefined) return before
  const opening = await open(text, FOREIGN_LIMITS)
  if (!opening.ok) return undefined
  const list = { list: opening.opened, held: new Set<PublicKey>(), bits: undefined }
  if (known.size >= LISTS_KEPT) known.delete(known.keys().next().value as string)
  known.set(text, list)
  return list
}

/** The bits of a list whose signature holds under the key; nothing where it doesn't. */
async function bitsOf(list: KnownList, { proof, key }: AskedList): Promise<KnownList['bits']> {
  if (!list.held.has(key)) {
    if ((await proof.check(key)).outcome !== 'pass') return undefined
    list.held.add(key)
  }
  list.bits ??= await decodeStatusList(String((list.list.credential.credentialSubject as JsonObject).encodedList))
  return list.bits
}

interface AskedList {
  readonly proof: OpenedProof
  readonly key: PublicKey
}

/** Everything about a list but its signature: by whom, for what, of when; with the key that must have signed it. */
function listFault(
  list: Opened,
  entry: Entry,
  issuer: string,
  { trust, now: clock }: VerifyContext,
): AskedList | { readonly fault: CheckCode } {
  if (!isRegisterInForce(trust, clock)) return { fault: 'register-not-available' }
  const subject = list.credential.credentialSubject
  const [proof, another] = list.proofs
  if (!isJsonObject(subject) || proof === undefined || another !== undefined)
    return { fault: 'status-list-not-readable' }
  if (list.credential.id !== entry.url || subject.type !== 'BitstringStatusList')
    return { fault: 'status-list-not-readable' }
  if (typeof subject.encodedList !== 'string') return { fault: 'status-list-not-readable' }
  if (subject.statusPurpose !== entry.purpose) return { fault: 'status-list-wrong-purpose' }
  const by = list.issuer
  if ((by !== issuer && !trust.statusAuthorities.includes(by)) || proof.controller !== by)
    return { fault: 'status-list-wrong-issuer' }
  const from = Date.parse(String(list.term.from))
  const until = Date.parse(String(list.term.until))
  const now = clock.getTime()
  // Five minutes of grace for clocks that differ; a list without an end can't be told from an old copy.
  if (Number.isNaN(from) || Number.isNaN(until) || now < from - 300_000 || now > until)
    return { fault: 'status-list-stale' }
  const record = recordOf(trust, by, proof.verificationMethod)
  const key = record === undefined || !wasGood(record, from) ? undefined : readMultikey(record.publicKeyMultibase)
  return key === undefined ? { fault: 'status-list-wrong-issuer' } : { proof, key }
}
