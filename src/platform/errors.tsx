import type { Deps } from './deps.ts'
import { saysDiskFull } from './disk.ts'
import { type ErrorStatus, errorPage } from './html/site-pages.tsx'
import { PageError, problem, SignInNeeded } from './http.ts'
import { newId } from './ids.ts'
import type { AppContext } from './page.ts'

/**
 * Draws what ended a request: one of our error pages, the way to the sign-in page, or for the API a problem document.
 * An error that nobody expected is logged with a number, by its name alone, and the page shows that number.
 */
export function drawError(c: AppContext, deps: Deps, error: Error | 404): Response | Promise<Response> {
  const page = c.var.page
  const forProgram = page.path.startsWith('/api/')
  if (error instanceof SignInNeeded) {
    if (forProgram) return problem(c, 401, [{ code: 'platform.sign-in-needed' }])
    const back = c.req.method === 'GET' ? page.href(page.path) + page.query : page.href('/')
    return c.redirect(`${page.href('/sign-in')}?next=${encodeURIComponent(back)}`, 303)
  }
  const status = statusOfError(error)
  if (status === 507) deps.log.error('the disk is full: nothing new is stored until there is room')
  const reference = status === 500 ? newId().slice(0, 10) : undefined
  if (error !== 404 && status === 500) {
    deps.log.error(
      { reference, name: error.name, stack: error.stack?.split('\n').slice(1, 8).join('\n') },
      'unexpected error',
    )
  }
  if (forProgram)
    return problem(c, status, [
      { code: `platform.http-${status}`, ...(reference === undefined ? {} : { values: { reference } }) },
    ])
  c.header('Cache-Control', 'no-store')
  return c.html(errorPage({ page, status, reference }), status)
}

function statusOfError(error: Error | 404): ErrorStatus {
  if (error === 404) return 404
  if (error instanceof PageError) return error.status
  return saysDiskFull(error) ? 507 : 500
}
