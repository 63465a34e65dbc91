import { createHash } from 'node:crypto'
import type { AppContext } from './page.ts'

/**
 * Answers a public document that anyone may keep: an ETag from its bytes (304 to whoever has them already), a
 * `Cache-Control` of `maxAgeSeconds`, and leave for scripts of other sites to read it.
 */
export function published(c: AppContext, body: string, contentType: string, maxAgeSeconds: number): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const headers = {
    'content-type': contentType,
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    etag,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag',
  }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers)
  return c.body(body, 200, headers)
}
