import type { FeederAccess } from '../../platform/deps.ts'
import { filterOf } from './rules-feeder.ts'
import type { FeederRecord } from './types.ts'

const TIMEOUT_MILLISECONDS = 20_000
/** More than any answer to one of our questions needs: a guard for our memory. */
const ANSWER_BYTES = 8_388_608
/** Feeders say that a token is too old in words, and most with this number. */
const TOKEN_CODE = 100
const TOKEN_WORDS = /token/i

/** The feeder can't be had at this moment: nothing is known of what was sent last, so it is looked up before the next try. */
export class FeederUnreachable extends Error {
  /** `login`: it answers and refuses user or password. */
  readonly reason: 'no-answer' | 'no-json' | 'login'
  constructor(reason: FeederUnreachable['reason']) {
    super(`the feeder: ${reason}`)
    this.name = 'FeederUnreachable'
    this.reason = reason
  }
}

export type FeederAnswer =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly code: number; readonly text: string }

export type FeederRow = Readonly<Record<string, unknown>>
export type FeederRows =
  | { readonly ok: true; readonly rows: readonly FeederRow[] }
  | Exclude<FeederAnswer, { ok: true }>

/** The web service of one university's Neo Feeder. */
export interface FeederClient {
  /** Calls an act. A token that is too old is renewed once. Throws `FeederUnreachable`. */
  call(act: string, more: Readonly<Record<string, unknown>>): Promise<FeederAnswer>
  /** Rows that fit exactly, at most five; or why the feeder refuses the question. */
  find(act: string, wanted: FeederRecord): Promise<FeederRows>
}

/**
 * Opens a feeder at the address that the operator gave. User, password and token stay in here; errors and logs never name
 * them. A redirect is an error: the token goes nowhere else.
 */
export function feederClient(access: FeederAccess): FeederClient {
  let token: string | null = null
  const login = async (): Promise<string> => {
    const answer = await post(access.url, { act: 'GetToken', username: access.username, password: access.password })
    const given = answer.ok ? (answer.data as { token?: unknown } | null)?.token : undefined
    if (typeof given !== 'string' || given === '') throw new FeederUnreachable('login')
    return given
  }
  const call: FeederClient['call'] = async (act, more) => {
    for (let again = false; ; again = true) {
      token ??= await login()
      const answer = await post(access.url, { act, token, ...more })
      if (answer.ok || again || !(answer.code === TOKEN_CODE || TOKEN_WORDS.test(answer.text))) return answer
      token = null
    }
  }
  return {
    call,
    find: async (act, wanted) => {
      const answer = await call(act, { filter: filterOf(wanted), order: '', limit: 5, offset: 0 })
      if (!answer.ok) return answer
      const rows = Array.isArray(answer.data) ? answer.data : []
      return { ok: true, rows: rows.filter((row): row is FeederRow => typeof row === 'object' && row !== null) }
    },
  }
}

async function post(url: string, body: Readonly<Record<string, unknown>>): Promise<FeederAnswer> {
  let text: string
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    })
    if (response.status >= 500 || Number(response.headers.get('content-length') ?? 0) > ANSWER_BYTES)
      throw new FeederUnreachable('no-answer')
    text = await response.text()
  } catch {
    throw new FeederUnreachable('no-answer')
  }
  return readAnswer(text)
}

/** `{error_code, error_desc, data}`; `error_code` 0 is well, as a number or as text. */
function readAnswer(text: string): FeederAnswer {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    throw new FeederUnreachable('no-json')
  }
  if (typeof said !== 'object' || said === null || !('error_code' in said)) throw new FeederUnreachable('no-json')
  const { error_code: code, error_desc: words, data } = said as Record<string, unknown>
  if (Number(code) === 0) return { ok: true, data }
  return { ok: false, code: Number.isFinite(Number(code)) ? Number(code) : -1, text: String(words ?? '').slice(0, 500) }
}
