import { createHash } from 'node:crypto'
import type { AppContext } from './page.ts'

/**
 * Answers a public document that anyone may keep: an ETag from its bytes (304 to whoever has them already), a
 * `Cache-Control` of `maxAgeSeconds`, and leave for scripts of other sites to read it.
 */
export function published(c: AppContext, body: string, contentType: string, maxAgeSeconds: number): Response {
  return publishedBytes(c, body, contentType, `public, max-age=${maxAgeSeconds}`)
}

/** The same for bytes, with a `Cache-Control` of one's own. */
export function publishedBytes(
  c: AppContext,
  body: string | Uint8Array,
  contentType: string,
  cacheControl: string,
): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const headers = {
    'content-type': contentType,
    'cache-control': cacheControl,
    etag,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag',
  }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers)
  return c.body(typeof body === 'string' ? body : new Uint8Array(body), 200, headers)
}
