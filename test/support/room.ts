import type { Hono } from 'hono'
import type { Deps } from '../../src/platform/deps.ts'
import type { Actor, AppEnv } from '../../src/platform/page.ts'
import { bilingualApp, pages } from '../../src/platform/web.ts'

/** What a page answered. */
export interface Answer {
  readonly status: number
  readonly text: string
  /** Where a redirect leads; empty text otherwise. */
  readonly location: string
}

/** Somebody who visits the pages of one room, without the form token and the sign-in, which have tests of their own. */
export interface Visitor {
  get(path: string): Promise<Answer>
  /** Asks as a program does. */
  ask(path: string, init: RequestInit): Promise<Answer>
  post(path: string, fields: Readonly<Record<string, string | readonly string[] | File>>): Promise<Answer>
}

/** The pages of some rooms as `actor` sees them. */
export function visitor(deps: Deps, routes: Hono<AppEnv>, actor: Actor | null): Visitor {
  const app = bilingualApp()
  app.use('*', pages(deps), async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  app.route('/', routes)
  app.onError((error, c) => {
    if ('status' in error && typeof error.status === 'number') return c.text('', error.status as 404)
    if (error.message === 'sign-in needed') return c.text('sign in', 401)
    throw error
  })
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await app.request(path, init)
    return { status: response.status, text: await response.text(), location: response.headers.get('location') ?? '' }
  }
  return {
    get: (path) => ask(path),
    ask,
    post: (path, fields) => {
      const body = new FormData()
      for (const [name, value] of Object.entries(fields)) {
        for (const one of Array.isArray(value) ? value : [value]) body.append(name, one)
      }
      return ask(path, { method: 'POST', body })
    },
  }
}
