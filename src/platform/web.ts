import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { matchedRoutes } from 'hono/route'
import type { Deps } from './deps.ts'
import { FORM_BYTES, UPLOAD_BYTES } from './forms.ts'
import { PageError } from './http.ts'
import { base32 } from './ids.ts'
import type { AppContext, AppEnv, Language, Page } from './page.ts'
import { loadTexts } from './text.ts'

const ENGLISH = /^\/en(?=\/|$)/
const FORM_COOKIE = 'lumbung_form'

/** An empty Hono app in which `/en/...` and `/...` are the same page, told apart by `page.language`. */
export function bilingualApp(): Hono<AppEnv> {
  return new Hono<AppEnv>({ getPath: (request) => pathOf(request.url).path })
}

function pathOf(url: string): { language: Language; path: string; query: string } {
  const { pathname, search } = new URL(url)
  const english = ENGLISH.test(pathname)
  return {
    language: english ? 'en' : 'id',
    path: english ? pathname.replace(ENGLISH, '') || '/' : pathname,
    query: search,
  }
}

/** Gives each request its page: language, texts, links, nonce, form token. */
export function pages(deps: Deps): MiddlewareHandler<AppEnv> {
  const texts = loadTexts()
  return async (c, next) => {
    const { language, path, query } = pathOf(c.req.url)
    let token: string | undefined
    const page: Page = {
      language,
      path,
      query,
      nonce: base32(randomBytes(16)),
      get formToken() {
        // Made when a form is drawn, so that pages without forms set no cookie and stay the same for everybody.
        token ??= formToken(c, deps)
        return token
      },
      get actor() {
        return c.var.actor
      },
      get waiting() {
        return c.var.waiting
      },
      demo: deps.demo,
      t: (key, values) => texts.t(language, key, values),
      say: (text) => text[language],
      href: (target) => (language === 'en' && target.startsWith('/') ? `/en${target === '/' ? '/' : target}` : target),
    }
    c.set('page', page)
    c.set('actor', null)
    c.set('waiting', {})
    await next()
  }
}

/**
 * The headers of every answer. Nothing may be loaded from elsewhere, framed, or run but our own files and what carries
 * this answer's nonce. Rooms may set their own `Cache-Control`; what they don't set isn't stored.
 */
export function securityHeaders(deps: Deps): MiddlewareHandler<AppEnv> {
  const https = deps.publicUrl.startsWith('https:')
  return async (c, next) => {
    await next()
    const { nonce } = c.var.page
    c.header(
      'Content-Security-Policy',
      `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'same-origin')
    c.header('Permissions-Policy', 'camera=(self), geolocation=(), microphone=()')
    c.header('Cross-Origin-Opener-Policy', 'same-origin')
    if (https) c.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    if (c.res.headers.get('Cache-Control') === null) c.header('Cache-Control', 'private, no-cache')
  }
}

/** Refuses bodies that are too large before they are read: 25 MB with files, 1 MB without. */
export function bodyLimits(): MiddlewareHandler<AppEnv> {
  const refuseLarge = () => {
    throw new PageError(413)
  }
  const withFiles = bodyLimit({ maxSize: UPLOAD_BYTES, onError: refuseLarge })
  const plain = bodyLimit({ maxSize: FORM_BYTES, onError: refuseLarge })
  return (c, next) =>
    (c.req.header('content-type') ?? '').startsWith('multipart/') ? withFiles(c, next) : plain(c, next)
}

/** Posts that only ask: TRQP 2.0 and the status of a trust mark (OpenID Federation 1.0). */
export const OPEN_QUESTIONS: readonly string[] = ['/authorization', '/recognition', '/federation/trust-mark-status']

/**
 * Forms must come from our own pages: the browser's `Origin` must be ours where it is sent, and the form must carry the
 * token that belongs to this browser's cookie. The API under `/api/` takes JSON only, which no foreign form can send. The
 * questions that verifiers ask of the register are open to everybody: they change nothing and know no cookie.
 */
export function ownFormsOnly(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || c.req.method === 'OPTIONS') return next()
    if (OPEN_QUESTIONS.includes(c.req.path)) return next()
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    if (site === 'cross-site' || (origin !== undefined && !ownOrigins(c, deps).includes(origin)))
      throw new PageError(403)
    const type = c.req.header('content-type') ?? ''
    const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i.test(type)
    if (c.req.path.startsWith('/api/') && !isForm) return next()
    const body = isForm ? await c.req.parseBody({ all: true }).catch(() => ({})) : {}
    const given = (body as Record<string, unknown>)['form-token'] ?? c.req.header('x-form-token')
    const cookie = getCookie(c, FORM_COOKIE) ?? ''
    if (typeof given !== 'string' || cookie === '' || !sameText(given, tokenFor(deps, cookie))) throw new PageError(403)
    return next()
  }
}

/** Our own origins: the public one, and in the demo the address that the browser used, so that a port can be forwarded. */
function ownOrigins(c: AppContext, deps: Deps): readonly string[] {
  const used = new URL(c.req.url).origin
  return deps.demo ? [new URL(deps.publicUrl).origin, used] : [new URL(deps.publicUrl).origin]
}

function formToken(c: AppContext, deps: Deps): string {
  let cookie = getCookie(c, FORM_COOKIE) ?? ''
  if (!/^[a-z0-9]{26}$/.test(cookie)) {
    cookie = base32(randomBytes(16))
    setCookie(c, FORM_COOKIE, cookie, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: deps.publicUrl.startsWith('https:'),
    })
  }
  return tokenFor(deps, cookie)
}

function tokenFor(deps: Deps, cookie: string): string {
  return base32(createHmac('sha256', deps.secrets.session).update(`form:${cookie}`).digest().subarray(0, 20))
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** One line for each request: the route and not the address, so that no code or id of a person is written down. */
export function requestLog(deps: Deps): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = performance.now()
    await next()
    const route = matchedRoutes(c).findLast((matched) => matched.method !== 'ALL')?.path ?? 'unknown'
    if (!route.startsWith('/assets')) {
      deps.log.info({
        method: c.req.method,
        route,
        status: c.res.status,
        milliseconds: Math.round(performance.now() - started),
      })
    }
  }
}
