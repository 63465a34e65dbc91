/** From the id of a key to the key: by what the identifier carries, or by what the caller loads. */
import { type JsonLimits, readJson } from '../json/read.ts'
import { onDemand } from '../on-demand.ts'
import type { Json } from '../types.ts'
import { controllerOf, keyInside } from './controller.ts'
import { didWebUrl } from './did.ts'
import { type KeyPurpose, keyInDocument, noKey, type ResolvedKey } from './document.ts'

/** The text behind a URL, or nothing when it can't be had. The caller fetches, with its own protection. */
export type Load = (url: string) => Promise<string | null>

const DOCUMENT_LIMITS: Partial<JsonLimits> = { maxBytes: 256 * 1024 }

/**
 * The key of a verification method, and whose it is. did:key and did:jwk carry it; did:web, did:webvh (the version in force
 * at the instant) and controlled identifier documents at https URLs are loaded. Answers a reason from a closed list where
 * there is none; never throws, whatever `load` does; asks nothing but `load`.
 *
 * `instant` is when the signature was made, as far as that is known; else the newest version counts. `now` is the reader's
 * clock: a log that runs ahead of it is refused; without it that isn't asked.
 */
export async function resolveKey(
  verificationMethod: string,
  purpose: KeyPurpose,
  instant: Date | null,
  load: Load | undefined,
  now: Date | null = null,
): Promise<ResolvedKey> {
  const controller = controllerOf(verificationMethod)
  if (controller === undefined) return noKey('malformed')
  if (/^did:(?:key|jwk):/.test(controller)) {
    const key = keyInside(verificationMethod)
    return key === undefined ? noKey('malformed') : { ok: true, key, controller }
  }
  const document = await loaded(controller, timeOf(instant), timeOf(now), async (url) => {
    try {
      return (await load?.(url)) ?? null
    } catch {
      return null
    }
  })
  if (!('document' in document)) return document
  return keyInDocument(document.document, controller, verificationMethod, purpose, timeOf(instant))
}

function timeOf(instant: Date | null): number {
  return instant?.getTime() ?? Number.NaN
}

// Logs are rare and their reader isn't small: it comes when it is asked for.
const webvh = onDemand(() => import('./webvh.ts'))

async function loaded(
  controller: string,
  instant: number,
  now: number,
  load: Load,
): Promise<{ readonly document: Json } | ResolvedKey> {
  if (controller.startsWith('did:webvh:')) {
    const answer = await (await webvh()).documentAt(controller, instant, now, load)
    return answer.ok ? { document: answer.document } : answer
  }
  const isWeb = controller.startsWith('did:web:')
  if (!isWeb && !controller.startsWith('https://')) return noKey('method-not-supported')
  const url = isWeb ? didWebUrl(controller) : controller
  if (url === null) return noKey('malformed')
  const text = await load(url)
  if (text === null) return noKey('not-available')
  const read = readJson(text, DOCUMENT_LIMITS)
  return read.ok ? { document: read.value } : noKey('malformed')
}
