import { gzipSync } from 'node:zlib'
import { attachProof, encodeStatusList, type JsonObject, signingInput, statusListCredential } from '@lumbung/credential'
import type { Deps } from '../platform/deps.ts'
import { platformIssuer } from '../trust/index.ts'
import { findSandboxList, keepSandboxList } from './store.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'publicUrl' | 'signer'>

/** The key that signs what the register doesn't know. */
export const UNLISTED_KEY = 'sandbox-unlisted'

/** Places in the sandbox's lists: one that is never set and one that always is. */
export const FREE_PLACE = 11
export const SET_PLACE = 4_711

const HOUR_MILLISECONDS = 3_600_000

/** How a list of the sandbox is made; all but `good` and `suspension` have one fault each. */
interface Recipe {
  readonly purpose: 'revocation' | 'suspension'
  readonly fault?: 'stale' | 'short' | 'foreign'
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  good: { purpose: 'revocation' },
  suspension: { purpose: 'suspension' },
  stale: { purpose: 'revocation', fault: 'stale' },
  short: { purpose: 'revocation', fault: 'short' },
  foreign: { purpose: 'revocation', fault: 'foreign' },
}

export const SANDBOX_LISTS: readonly string[] = Object.keys(RECIPES)

export const sandboxListUrl = (publicUrl: string, name: string): string => `${publicUrl}/api/v1/sandbox/lists/${name}`

/**
 * A list of the sandbox: the kept copy, or one signed anew when the copy is in the second half of its 24 hours. The stale
 * one stays as it is. Nothing for a name that the sandbox doesn't have, or where the signer can't be had.
 */
export async function sandboxList(deps: Needs, name: string): Promise<string | null> {
  const recipe = RECIPES[name]
  if (recipe === undefined) return null
  const kept = await findSandboxList(deps.db, name)
  if (kept === null) return null
  const until = Date.parse(String((JSON.parse(kept) as JsonObject).validUntil))
  const now = deps.clock().getTime()
  if (recipe.fault === 'stale' || (until > now + 12 * HOUR_MILLISECONDS && until <= now + 24 * HOUR_MILLISECONDS))
    return kept
  return makeSandboxList(deps, name).catch(() => null)
}

/** Signs a list of the sandbox as of now and keeps it. */
export async function makeSandboxList(deps: Needs, name: string): Promise<string> {
  const recipe = RECIPES[name]
  if (recipe === undefined) throw new RangeError(`the sandbox has no list called ${name}`)
  const platform = await platformIssuer(deps)
  const from = new Date(deps.clock().getTime() - (recipe.fault === 'stale' ? 72 * HOUR_MILLISECONDS : 0))
  const foreign = recipe.fault === 'foreign'
  const issuer = foreign ? `${platform.did}:issuers:${UNLISTED_KEY}` : platform.did
  const list = statusListCredential({
    url: sandboxListUrl(deps.publicUrl, name),
    issuer,
    purpose: recipe.purpose,
    encodedList: recipe.fault === 'short' ? shortList() : await encodeStatusList([SET_PLACE]),
    validFrom: from,
    validUntil: new Date(from.getTime() + 24 * HOUR_MILLISECONDS),
  })
  const signerName = foreign ? UNLISTED_KEY : platform.signerName
  const verificationMethod = foreign
    ? `${issuer}#${await deps.signer.createKey(UNLISTED_KEY)}`
    : platform.verificationMethod
  const options = { verificationMethod, created: from }
  const [signature] = await deps.signer.sign(signerName, [await signingInput(list, options)])
  if (signature === undefined) throw new Error('the signer answered no signature')
  const document = attachProof(list, options, signature)
  await keepSandboxList(deps.db, name, document)
  return document
}

/** A list of 8,000 places: shorter than the 131,072 below which a place says too much of its holder. */
function shortList(): string {
  return `u${gzipSync(new Uint8Array(1_000)).toString('base64url')}`
}
