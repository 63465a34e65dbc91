import { readJson } from '@lumbung/credential'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Actor, AppContext } from './page.ts'
import { accept, type Outcome, type Refusal, refuse } from './refusal.ts'
import { loadTexts, refusalTextKey } from './text.ts'

/** Base of the `type` of our problem documents; each code has its page under `/docs/api`. */
const PROBLEM_TYPE = '/docs/api#'

/**
 * Answers refusals as one problem document (RFC 9457) with every reason in both languages. The only place where a
 * problem document is made.
 */
export function problem(
  c: AppContext,
  status: ContentfulStatusCode,
  refusals: readonly [Refusal, ...Refusal[]],
): Response {
  const texts = loadTexts()
  const errors = refusals.map((refusal) => ({
    code: refusal.code,
    ...(refusal.at === undefined ? {} : { pointer: refusal.at }),
    ...(refusal.values === undefined ? {} : { values: refusal.values }),
    message: texts.both(refusalTextKey(refusal), refusal.values),
    next: texts.both(`${refusalTextKey(refusal)}.next`, refusal.values),
  }))
  const first = errors[0]
  const body = {
    type: `${PROBLEM_TYPE}${refusals[0].code}`,
    title: first?.message.en ?? refusals[0].code,
    status,
    code: refusals[0].code,
    detail: first?.next.en ?? '',
    errors,
  }
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json; charset=utf-8' })
}

/** The status that fits refusals of an API: 404 for what isn't there, 403 for a missing right, 409 for a clash, else 422. */
export function statusOf(refusals: readonly Refusal[]): ContentfulStatusCode {
  const code = refusals[0]?.code ?? ''
  if (/\.(unknown|not-found)$|-not-found$|-unknown$/.test(code)) return 404
  if (/\.(not-allowed|forbidden)$|-not-allowed$/.test(code)) return 403
  if (/-reused$|-already$|\.already-/.test(code)) return 409
  return 422
}

/** The line with which a page of a long list begins, counted from 0: `?from=`; 0 where it is no such number. */
export function listFrom(c: AppContext): number {
  const from = Number(c.req.query('from') ?? 0)
  return Number.isSafeInteger(from) && from > 0 ? from : 0
}

/**
 * Reads a JSON body strictly: no duplicate keys, no lone surrogates, no unsafe numbers, at most 32 deep, at most
 * `maxBytes` (256 KB unless told otherwise). Answers the value and the text as it came.
 */
export async function strictJson(
  c: AppContext,
  maxBytes = 262_144,
): Promise<Outcome<{ value: unknown; text: string }>> {
  const declared = Number(c.req.header('content-length') ?? 0)
  if (declared > maxBytes) return refuse({ code: 'platform.body-too-large', values: { bytes: maxBytes } })
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  if (bytes.length > maxBytes) return refuse({ code: 'platform.body-too-large', values: { bytes: maxBytes } })
  const read = readJson(bytes)
  if (!read.ok) return refuse({ code: 'platform.json-not-readable', at: read.at, values: { reason: read.code } })
  return accept({ value: read.value, text: new TextDecoder().decode(bytes) })
}

/** Thrown inside a request to answer with one of the site's own error pages; `app.ts` draws it. */
export class PageError extends Error {
  readonly status: 403 | 404 | 410 | 413 | 429 | 507
  constructor(status: PageError['status']) {
    super(`page error ${status}`)
    this.status = status
  }
}

/** Ends the request with the *not found* page: also for what exists but isn't for this person. */
export function notFound(): never {
  throw new PageError(404)
}

/** Ends the request with the *not yours to do* page. */
export function forbidden(): never {
  throw new PageError(403)
}

/** Thrown where somebody must sign in first; `app.ts` answers with the sign-in page, which leads back. */
export class SignInNeeded extends Error {}

/** The person who asks; where nobody signed in, the request ends on the sign-in page. */
export function requireActor(c: AppContext): Actor {
  const actor = c.var.actor
  if (actor === null) throw new SignInNeeded('sign-in needed')
  return actor
}
