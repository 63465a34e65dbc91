import type { JsonObject } from '../types.ts'

/**
 * The did:web of a site and a path in it (did:web method, section 3.1): the port is percent-encoded, the scheme is not
 * part of it. `didWebOf('http://localhost:3000', 'issuers', 'slug')` is `did:web:localhost%3A3000:issuers:slug`.
 * Throws TypeError where the first argument is no URL.
 */
export function didWebOf(siteUrl: string, ...path: string[]): string {
  const { host } = new URL(siteUrl)
  return ['did:web', encodeURIComponent(host), ...path.map(encodeURIComponent)].join(':')
}

/** Host (with port) and path of a did:web, or null where it is none, or a part of its path would lead elsewhere. */
export function parseDidWeb(did: string): { readonly host: string; readonly path: readonly string[] } | null {
  if (!/^did:web:[A-Za-z0-9._-]+(?:%3A[0-9]{1,5})?(?::(?:[A-Za-z0-9._-]|%[0-9A-F]{2})+)*$/.test(did)) return null
  const [host = '', ...path] = did.slice('did:web:'.length).split(':')
  const decoded = decodedPath(path)
  return decoded === null ? null : { host: decodeURIComponent(host), path: decoded }
}

/** Parts of a path, percent-decoded once; null where one is no UTF-8, or would lead out of its folder. */
export function decodedPath(parts: readonly string[]): readonly string[] | null {
  try {
    const decoded = parts.map(decodeURIComponent)
    return decoded.every((part) => part.trim() === part && !/^\.{0,2}$|[/\\\0]/.test(part)) ? decoded : null
  } catch {
    return null
  }
}

/** Where the document of a did:web stands: `/.well-known/did.json` or `<path>/did.json`; http for localhost only. */
export function didWebUrl(did: string): string | null {
  const parsed = parseDidWeb(did)
  if (parsed === null) return null
  const scheme = /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(parsed.host) ? 'http' : 'https'
  const path = parsed.path.length === 0 ? '.well-known' : parsed.path.map(encodeURIComponent).join('/')
  return `${scheme}://${parsed.host}/${path}/did.json`
}

/**
 * A DID document (DID Core 1.0, section 4) that lists keys of any kind for assertions, as Multikey. `authentication` adds
 * that they also prove who is asking: for holders.
 */
export function didDocument(
  did: string,
  keys: readonly { readonly id: string; readonly publicKeyMultibase: string }[],
  options: { readonly authentication?: boolean } = {},
): JsonObject {
  const ids = keys.map((key) => key.id)
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map((key) => ({
      id: key.id,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.publicKeyMultibase,
    })),
    ...(options.authentication === true ? { authentication: ids } : {}),
    assertionMethod: ids,
  }
}
