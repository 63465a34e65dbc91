import { FOREIGN_LIMITS, open } from '../envelope/open.ts'
import type { Opened, OpenedProof } from '../envelope/opened.ts'
import { type PublicKey, readMultikey } from '../keys/key.ts'
import { decodeStatusList, isLongEnough, statusAt } from '../status/bitstring.ts'
import { type Entry, entriesOf } from '../status/entry.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { CheckCode, VerifyContext } from '../verdict.ts'
import { isRegisterInForce, recordOf, wasGood } from './register.ts'

export interface StatusAnswer {
  readonly outcome: 'pass' | 'fail' | 'unknown' | 'none'
  readonly code: CheckCode
  readonly data: Record<string, string | number>
}

/**
 * Asks every status list that the credential names (Bitstring Status List 1.0, section 3.2). A list that can't be had,
 * is stale, short, of another purpose, by another issuer or not rightly signed means *unknown* and never *not revoked*.
 * A place that is set weighs more than a list that is missing.
 *
 * Any value but 0 in a list of revocation or suspension fails. A *message* other than 0 is *unknown*: only people can tell
 * whether "under appeal" or "collected" speaks against a credential (the Recommendation calls it not valid; no issuer
 * said revoked). A *refresh* passes, since it takes nothing away (section 2.1), and says so by the same code.
 */
export function checkStatus(
  credential: JsonObject,
  issuer: string,
  context: VerifyContext,
): StatusAnswer | Promise<StatusAnswer> {
  if (credential.credentialStatus === undefined) return { outcome: 'none', code: 'status-none', data: {} }
  return askLists(credential, issuer, context)
}

async function askLists(credential: JsonObject, issuer: string, context: VerifyContext): Promise<StatusAnswer> {
  const entries = entriesOf(credential.credentialStatus)
  if (entries === undefined) return { outcome: 'unknown', code: 'status-entry-not-readable', data: {} }
  // Fetched side by side, read one after the other: entries that name one list read it once.
  const texts = await Promise.all(entries.map(({ url }) => context.statusList(url).catch(() => null)))
  const answers: StatusAnswer[] = []
  for (const [at, entry] of entries.entries()) answers.push(await askList(texts[at] ?? null, entry, issuer, context))
  const revoked = answers.find((answer) => answer.code === 'status-revoked')
  if (revoked !== undefined && typeof credential.id === 'string') {
    const newer = await context.replacedBy?.(credential.id)
    if (newer != null) return { outcome: 'fail', code: 'status-replaced', data: { replacedBy: newer } }
  }
  return (
    revoked ??
    answers.find((answer) => answer.outcome === 'fail') ??
    answers.find((answer) => answer.outcome === 'unknown') ??
    answers.find((answer) => answer.code === 'status-message') ?? { outcome: 'pass', code: 'status-good', data: {} }
  )
}

const unknown = (code: CheckCode, entry: Entry, data: StatusAnswer['data'] = {}): StatusAnswer => ({
  outcome: 'unknown',
  code,
  data: { list: entry.url, ...data },
})

/** Lists opened before, by their text: a bulk check asks the same list thousands of times. `held` are keys it held under. */
interface KnownList {
  readonly list: Opened
  readonly held: Set<PublicKey>
  bits: Awaited<ReturnType<typeof decodeStatusList>> | undefined
}
const known = new Map<string, KnownList>()
const LISTS_KEPT = 8

async function askList(
  text: string | null,
  entry: Entry,
  issuer: string,
  context: VerifyContext,
): Promise<StatusAnswer> {
  if (text === null) return unknown('status-list-not-available', entry)
  const list = await openList(text)
  if (list === undefined) return unknown('status-list-not-readable', entry)
  const asked = listFault(list.list, entry, issuer, context)
  if ('fault' in asked) return unknown(asked.fault, entry)
  const bits = await bitsOf(list, asked)
  if (bits === 'too-short' || (bits instanceof Uint8Array && !isLongEnough(bits, entry.size)))
    return unknown('status-list-too-short', entry, { reason: 'STATUS_LIST_LENGTH_ERROR' })
  if (!(bits instanceof Uint8Array)) return unknown('status-list-not-readable', entry)
  const value = statusAt(bits, entry.index, entry.size)
  if (value === undefined) return unknown('status-list-too-short', entry, { reason: 'RANGE_ERROR' })
  return answerOf(value, entry)
}

const BY_PURPOSE = {
  revocation: { outcome: 'fail', code: 'status-revoked' },
  suspension: { outcome: 'fail', code: 'status-suspended' },
  message: { outcome: 'unknown', code: 'status-message' },
  refresh: { outcome: 'pass', code: 'status-message' },
} as const satisfies Record<Entry['purpose'], Pick<StatusAnswer, 'outcome' | 'code'>>

/** What a value means. The words are the credential's own, which its signature covers. */
function answerOf(value: number, { purpose, url, messages }: Entry): StatusAnswer {
  if (value === 0) return { outcome: 'pass', code: 'status-good', data: { list: url } }
  const message = messages[value]
  const said = message === undefined ? {} : { status: `0x${value.toString(16)}`, message }
  return { ...BY_PURPOSE[purpose], data: { list: url, purpose, ...said } }
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
  const purposes = Array.isArray(subject.statusPurpose) ? subject.statusPurpose : [subject.statusPurpose]
  if (!purposes.includes(entry.purpose)) return { fault: 'status-list-wrong-purpose' }
  const by = list.issuer
  if ((by !== issuer && !trust.statusAuthorities.includes(by)) || proof.controller !== by)
    return { fault: 'status-list-wrong-issuer' }
  const from = Date.parse(String(list.term.from))
  const until = endOf(list, from)
  const now = clock.getTime()
  // Five minutes of grace for clocks that differ; a list without an end can't be told from an old copy.
  if (Number.isNaN(from) || Number.isNaN(until) || now < from - 300_000 || now > until)
    return { fault: 'status-list-stale' }
  const record = recordOf(trust, by, proof.verificationMethod)
  const key = record === undefined || !wasGood(record, from) ? undefined : readMultikey(record.publicKeyMultibase)
  return key === undefined ? { fault: 'status-list-wrong-issuer' } : { proof, key }
}

/**
 * Until when a copy of a list counts: `validUntil`, which goes before `ttl` (section 2.2); or, since we don't know when it
 * was fetched, its `ttl` after `validFrom`. Not a number where it says neither.
 */
function endOf({ term, credential }: Opened, from: number): number {
  if (term.until !== undefined) return Date.parse(String(term.until))
  const { ttl } = credential.credentialSubject as JsonObject
  return typeof ttl === 'number' ? from + ttl : Number.NaN
}
