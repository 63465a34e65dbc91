import {
  attachProof,
  encodeStatusList,
  encodeTokenStatusList,
  issueTokenStatusList,
  signingInput,
  statusListCredential,
  tokenStatusListClaims,
} from '@lumbung/credential'
import type { Deps } from '../platform/deps.ts'
import { accept, type Outcome, refuse } from '../platform/refusal.ts'
import { platformIssuer } from '../trust/index.ts'
import { statusListUrl } from './service-document.ts'
import { findStatusList, placesSet, storeListDocument } from './store-status.ts'
import type { ListForm, PlacesSet } from './types.ts'

/** A list holds for 24 hours (Bitstring Status List 1.0 leaves it to us) and is signed anew in the second half of them. */
const LIST_HOURS = 24
const HOUR_MILLISECONDS = 3_600_000
/** A change of status is seen by everyone within this time, however often lists are kept on the way. */
export const LIST_SECONDS = 30
/** Bits of a status in the token list: 0 valid, 1 revoked, 2 suspended (Token Status List, section 7.1). */
const TOKEN_BITS = 2

type ListDeps = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

/** Lists that are being signed in this process: whoever asks meanwhile gets the same copy, and the signer one request. */
const underway = new WeakMap<object, Map<string, Promise<string>>>()

/**
 * The signed status list at `/status/lists/<list id>-<form>`: the stored copy, or a new one when the list changed or the
 * copy is older than half its life. `revocation` and `suspension` are Bitstring Status List credentials; `token` says both
 * of the same places as a Status List Token (`statuslist+jwt`), for SD-JWT.
 *
 * Refusals: `credentials.list-not-found`; `credentials.list-not-available` when the signer can't be had and the stored
 * copy no longer says the truth. A list that is out of date, or of a day that hasn't come, is never served.
 */
export async function statusListDocument(deps: ListDeps, id: string): Promise<Outcome<string>> {
  const match = /^([0-9a-z]{26})-(revocation|suspension|token)$/.exec(id)
  const [listId, form] = [match?.[1] ?? '', match?.[2] as ListForm]
  const list = match === null ? null : await findStatusList(deps.db, listId, form)
  if (list === null) return refuse({ code: 'credentials.list-not-found' })
  const now = deps.clock()
  const hoursLeft = ((list.stored?.validUntil.getTime() ?? 0) - now.getTime()) / HOUR_MILLISECONDS
  // A copy that holds for longer than a list may was signed by a clock that ran ahead.
  const usable = list.stored !== null && list.stored.version === list.version && hoursLeft <= LIST_HOURS
  if (list.stored !== null && usable && hoursLeft > LIST_HOURS / 2) return accept(list.stored.document)
  try {
    return accept(await signOnce(deps, listId, form, list, now))
  } catch (error) {
    if (list.stored !== null && usable && hoursLeft > 0) return accept(list.stored.document)
    if (error instanceof RangeError) throw error
    return refuse({ code: 'credentials.list-not-available' })
  }
}

function signOnce(
  deps: ListDeps,
  listId: string,
  form: ListForm,
  list: { readonly length: number; readonly version: number },
  now: Date,
): Promise<string> {
  const running = underway.get(deps.signer) ?? new Map<string, Promise<string>>()
  underway.set(deps.signer, running)
  const key = `${listId}-${form} ${list.version} ${now.getTime()}`
  const standing = running.get(key)
  if (standing !== undefined) return standing
  const work = signList(deps, listId, form, list.length, now).finally(() => running.delete(key))
  running.set(key, work)
  return work
}

async function signList(deps: ListDeps, listId: string, form: ListForm, length: number, now: Date): Promise<string> {
  const places = await placesSet(deps.db, listId)
  const validUntil = new Date(now.getTime() + LIST_HOURS * HOUR_MILLISECONDS)
  const about = { url: statusListUrl(deps.publicUrl, listId, form), length, validFrom: now, validUntil }
  const document = form === 'token' ? await signToken(deps, places, about) : await signBits(deps, form, places, about)
  await storeListDocument(deps.db, listId, form, { version: places.version, document, signedAt: now, validUntil })
  return document
}

interface About {
  readonly url: string
  readonly length: number
  readonly validFrom: Date
  readonly validUntil: Date
}

async function signBits(
  deps: ListDeps,
  purpose: 'revocation' | 'suspension',
  places: PlacesSet,
  { url, length, validFrom, validUntil }: About,
): Promise<string> {
  const platform = await platformIssuer(deps)
  const set = purpose === 'revocation' ? places.revoked : places.suspended
  const encodedList = await encodeStatusList(set, length)
  const credential = statusListCredential({ url, issuer: platform.did, purpose, encodedList, validFrom, validUntil })
  const options = { verificationMethod: platform.verificationMethod, created: validFrom }
  const [signature] = await deps.signer.sign(platform.signerName, [await signingInput(credential, options)])
  if (signature === undefined) throw new Error('the signer answered no signature')
  return attachProof(credential, options, signature)
}

async function signToken(deps: ListDeps, places: PlacesSet, about: About): Promise<string> {
  const platform = await platformIssuer(deps)
  const statuses = new Map<number, number>()
  for (const index of places.suspended) statuses.set(index, 2)
  for (const index of places.revoked) statuses.set(index, 1)
  const claims = tokenStatusListClaims({
    url: about.url,
    issuer: platform.did,
    bits: TOKEN_BITS,
    lst: await encodeTokenStatusList(statuses, { bits: TOKEN_BITS, length: about.length }),
    issuedAt: about.validFrom,
    expires: about.validUntil,
    ttlSeconds: LIST_SECONDS,
  })
  return issueTokenStatusList(claims, {
    verificationMethod: platform.verificationMethod,
    kind: 'Ed25519',
    sign: async (message) => {
      const [signature] = await deps.signer.sign(platform.signerName, [message])
      if (signature === undefined) throw new Error('the signer answered no signature')
      return signature
    },
  })
}
