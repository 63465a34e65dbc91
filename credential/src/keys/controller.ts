/** What a verification method says of itself: whose it is, and whether it carries its key. */
import { readJson } from '../json/read.ts'
import { fromBase64Url } from './encoding.ts'
import { readJwk } from './jwk.ts'
import { type PublicKey, readMultikey } from './key.ts'

const bareDidKey = /^did:key:z[1-9A-HJ-NP-Za-km-z]+$/
const didUrl = /^(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)#[A-Za-z0-9._-]+$/
const webUrl = /^(https?:\/\/[^#\s]+)#[^#\s]+$/

/**
 * The DID before the `#` of a verification method, or the URL before it; a `did:key` without a fragment is its own
 * controller. Nothing for anything else.
 */
export function controllerOf(verificationMethod: string): string | undefined {
  if (isBareDidKey(verificationMethod)) return verificationMethod
  return (didUrl.exec(verificationMethod) ?? webUrl.exec(verificationMethod))?.[1]
}

/**
 * Whether a verification method is a `did:key` without the fragment that the method asks for. The validator of Open Badges
 * takes it, others don't; the DID has one key, so it can mean only that one.
 */
export function isBareDidKey(verificationMethod: string): boolean {
  return bareDidKey.test(verificationMethod)
}

/**
 * The key that an identifier carries in itself: did:key (with or without fragment), did:jwk, or the fragment of a URL.
 * Enough to check the signature, never enough to trust the issuer.
 */
export function keyInside(verificationMethod: string): PublicKey | undefined {
  if (isBareDidKey(verificationMethod)) return readMultikey(verificationMethod.slice('did:key:'.length))
  const [, method, body = '', fragment = ''] =
    /^(?:did:(key|jwk):([A-Za-z0-9_-]+)|https?:\/\/[^#\s]+)#([A-Za-z0-9]+)$/.exec(verificationMethod) ?? []
  if (method === 'jwk') return fragment === '0' ? keyOfDidJwk(body) : undefined
  return method === undefined || body === fragment ? readMultikey(fragment) : undefined
}

/** did:jwk: the method-specific part is the JWK in base64url. */
function keyOfDidJwk(body: string): PublicKey | undefined {
  const text = fromBase64Url(body)
  const read = text === null ? null : readJson(text)
  return read?.ok === true ? readJwk(read.value) : undefined
}
