/** Asks the Token Status List that a credential names, with the same outcomes as for Bitstring Status List. */
import { isRegisterInForce, recordOf, wasGood } from '../checks/register.ts'
import { type Compact, checkCompact, readCompact } from '../envelope/jose-compact.ts'
import { namedKey } from '../envelope/jose-signer.ts'
import type { Answer } from '../envelope/opened.ts'
import { type PublicKey, readMultikey } from '../keys/key.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import type { CheckCode, VerifyContext } from '../verdict.ts'
import {
  decodeTokenStatusList,
  isStatusBits,
  type StatusBits,
  type TokenStatuses,
  tokenStatusAt,
} from './token-status.ts'

interface Entry {
  readonly index: number
  readonly url: string
}

/** A list as opened: its claims are read, its signature is checked by `held`, the keys it held under. */
interface KnownList {
  readonly compact: Compact
  readonly issuer: string
  readonly bits: StatusBits
  readonly lst: string
  readonly held: Set<PublicKey>
  statuses: TokenStatuses | string | undefined
}

/** Lists opened before, by their text: a bulk check asks the same list thousands of times. */
const known = new Map<string, KnownList>()
const LISTS_KEPT = 8
/** Grace for clocks that differ, in seconds. */
const GRACE_SECONDS = 300

function entryOf(status: unknown): Entry | undefined {
  const list = isJsonObject(status) && Object.keys(status).length === 1 ? status.status_list : undefined
  if (!isJsonObject(list)) return undefined
  const { idx, uri } = list
  if (typeof idx !== 'number' || !Number.isSafeInteger(idx) || idx < 0 || typeof uri !== 'string') return undefined
  return { index: idx, url: uri }
}

/**
 * Asks the list of the claim `status` (Token Status List, section 8.3). A list that can't be had, is stale, short, by
 * another issuer or not rightly signed means *unknown* and never *valid*. Statuses 1 and 2 are revoked and suspended
 * (section 7.1); any other that isn't 0 is the issuer's to explain, and unknown here.
 */
export async function checkTokenStatus(
  credential: JsonObject,
  issuer: string,
  context: VerifyContext,
): Promise<Answer> {
  const entry = entryOf(credential.status)
  if (entry === undefined) return { outcome: 'unknown', code: 'status-entry-not-readable' }
  const unknown = (code: CheckCode): Answer => ({ outcome: 'unknown', code, data: { list: entry.url } })
  const text = await context.statusList(entry.url).catch(() => null)
  if (text === null) return unknown('status-list-not-available')
  const list = openList(text)
  if (list === undefined || list.compact.payload.sub !== entry.url) return unknown('status-list-not-readable')
  const key = signingKey(list, issuer, context)
  if (typeof key === 'string') return unknown(key)
  const statuses = await statusesOf(list, key)
  if (typeof statuses !== 'object') return unknown('status-list-not-readable')
  const status = tokenStatusAt(statuses, entry.index)
  if (status === undefined) return unknown('status-list-too-short')
  return told(status, entry, credential, context)
}

async function told(status: number, { url }: Entry, { id }: JsonObject, context: VerifyContext): Promise<Answer> {
  const data = { list: url }
  if (status === 0) return { outcome: 'pass', code: 'status-good', data }
  if (status === 2) return { outcome: 'fail', code: 'status-suspended', data }
  if (status !== 1) return { outcome: 'unknown', code: 'status-message', data: { ...data, status } }
  const newer = typeof id === 'string' ? await context.replacedBy?.(id) : null
  if (newer == null) return { outcome: 'fail', code: 'status-revoked', data }
  return { outcome: 'fail', code: 'status-replaced', data: { replacedBy: newer } }
}

function openList(text: string): KnownList | undefined {
  const before = known.get(text)
  if (before !== undefined) return before
  const reading = readCompact(text.trim())
  if (!reading.ok || reading.compact.header.typ !== 'statuslist+jwt') return undefined
  const { payload, header } = reading.compact
  const { status_list: content, iss } = payload
  if (!isJsonObject(content) || !isStatusBits(content.bits) || typeof content.lst !== 'string') return undefined
  const named = namedKey(header, typeof iss === 'string' ? iss : '')
  const list: KnownList = {
    compact: reading.compact,
    issuer: typeof iss === 'string' ? iss : (named?.controller ?? ''),
    bits: content.bits,
    lst: content.lst,
    held: new Set(),
    statuses: undefined,
  }
  if (known.size >= LISTS_KEPT) known.delete(known.keys().next().value as string)
  known.set(text, list)
  return list
}

/** The key that must have signed the list, or why it says nothing: by whom it is, and of when. */
function signingKey(
  { compact, issuer: by }: KnownList,
  issuer: string,
  { trust, now }: VerifyContext,
): PublicKey | CheckCode {
  if (!isRegisterInForce(trust, now)) return 'register-not-available'
  const named = namedKey(compact.header, by)
  if (named === undefined || named.controller !== by) return 'status-list-wrong-issuer'
  if (by !== issuer && !trust.statusAuthorities.includes(by)) return 'status-list-wrong-issuer'
  const { iat, exp, ttl } = compact.payload
  // A list without an end can't be told from an old copy; `ttl` ends it where `exp` doesn't.
  const until = exp ?? (typeof iat === 'number' && typeof ttl === 'number' ? iat + ttl : undefined)
  const seconds = now.getTime() / 1000
  if (typeof iat !== 'number' || typeof until !== 'number' || seconds < iat - GRACE_SECONDS || seconds > until)
    return 'status-list-stale'
  const record = recordOf(trust, by, named.verificationMethod)
  const key = record === undefined || !wasGood(record, iat * 1000) ? undefined : readMultikey(record.publicKeyMultibase)
  return key ?? 'status-list-wrong-issuer'
}

/** The statuses of a list whose signature holds under the key; nothing where it doesn't. */
async function statusesOf(list: KnownList, key: PublicKey): Promise<KnownList['statuses']> {
  if (!list.held.has(key)) {
    if ((await checkCompact(list.compact, key)).outcome !== 'pass') return undefined
    list.held.add(key)
  }
  list.statuses ??= await decodeTokenStatusList(list.lst, list.bits)
  return list.statuses
}
