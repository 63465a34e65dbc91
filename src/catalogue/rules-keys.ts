import { createHash } from 'node:crypto'

/**
 * A title without what differs by chance: compatibility forms, case, punctuation, spaces. Letters, figures and signs that
 * tell courses apart (`C#`, `C++`) stay. Titles in any script keep their letters.
 */
export function titleKey(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\p{L})(?:\+\+|#)/gu, (sign) => (sign === '#' ? 'sharp' : 'plusplus'))
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
}

/**
 * The address of a course without what differs by chance: scheme, `www.`, query, fragment, final slash, case, and the
 * `/course` that one platform put in front of its addresses later.
 */
export function urlKey(url: string): string {
  const { hostname, pathname } = new URL(url)
  const host = hostname.toLowerCase().replace(/^www\./, '')
  const path = pathname.toLowerCase().replace(/\/+$/, '')
  return `${host}${host === 'udemy.com' ? path.replace(/^\/course(?=\/)/, '') : path}`
}

/** A short mark of any text: the same text, the same mark. */
export function markOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, 20)
}

/**
 * Which course a record without an address belongs to: the one course of that title whose address is known, or, where
 * none or several are known, the course of that title without an address. A record with an address belongs to it.
 */
export function naturalKey(
  urlOfRecord: string | null,
  titleOfRecord: string,
  urlsOfTitle: ReadonlySet<string>,
): string {
  if (urlOfRecord !== null) return `u:${urlOfRecord}`
  const [only] = urlsOfTitle
  return urlsOfTitle.size === 1 && only !== undefined ? `u:${only}` : `t:${titleOfRecord}`
}
