import type { Hono } from 'hono'
import type { AppEnv } from '../../src/platform/page.ts'

/** What a page answered. */
export interface Answered {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly location: string | null
}

/** A browser without JavaScript: keeps cookies and sends the token of the last form it saw. */
export interface TestBrowser {
  get(path: string): Promise<Answered>
  /** Sends a form; where none was seen yet, the page `from` is opened first for its token. */
  post(path: string, fields: Readonly<Record<string, string>>, from?: string): Promise<Answered>
}

/** A browser on an app that isn't served: every request passes what a real one passes. */
export function browserOf(app: Hono<AppEnv>, origin: string): TestBrowser {
  const cookies = new Map<string, string>()
  let token = ''
  const send = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const headers = new Headers({ origin, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
    const answer = await app.request(`${origin}${path}`, { ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const text = await answer.text()
    token = /name="form-token" value="([^"]+)"/.exec(text)?.[1] ?? token
    return { status: answer.status, text, headers: answer.headers, location: answer.headers.get('location') }
  }
  return {
    get: (path) => send(path),
    post: async (path, fields, from) => {
      if (token === '' && from !== undefined) await send(from)
      return send(path, { method: 'POST', body: new URLSearchParams({ 'form-token': token, ...fields }) })
    },
  }
}
