import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { AppContext } from './page.ts'

/**
 * Answers a public document that anyone may keep: an ETag from its bytes (304 to whoever has them already), a
 * `Cache-Control` of `maxAgeSeconds`, and leave for scripts of other sites to read it. `pack` sends it as gzip to whoever
 * takes that, for types that the site doesn't pack by itself; the packed form has an ETag of its own (RFC 9110, 8.8.3).
 */
export function published(
  c: AppContext,
  body: string,
  contentType: string,
  maxAgeSeconds: number,
  pack = false,
): Response {
  return publishedBytes(c, body, contentType, `public, max-age=${maxAgeSeconds}`, pack)
}

/** The same for bytes, with a `Cache-Control` of one's own. */
export function publishedBytes(
  c: AppContext,
  body: string | Uint8Array,
  contentType: string,
  cacheControl: string,
  pack = false,
): Response {
  const packed = pack && takesGzip(c.req.header('accept-encoding') ?? '')
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 27)
  const etag = packed ? `"${digest}-gzip"` : `"${digest}"`
  const headers = {
    'content-type': contentType,
    'cache-control': cacheControl,
    etag,
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag',
    ...(pack ? { vary: 'Accept-Encoding' } : {}),
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers)
  if (packed) return c.body(new Uint8Array(gzipSync(body, { level: 9 })), 200, headers)
  return c.body(typeof body === 'string' ? body : new Uint8Array(body), 200, headers)
}

/** Whether a client takes gzip: it is named, and not with a weight of nothing (RFC 9110, section 12.5.3). */
function takesGzip(accepted: string): boolean {
  return accepted.split(',').some((one) => /^\s*gzip\s*(;\s*q=(?!0(\.0{0,3})?\s*$).*)?$/i.test(one))
}
