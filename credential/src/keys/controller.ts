import { type PublicKey, readMultikey } from './key.ts'

/** The DID before the `#` of a verification method, or nothing when it isn't a DID URL with a fragment. */
export function controllerOf(verificationMethod: string): string | undefined {
  const match = /^(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)#[A-Za-z0-9._-]+$/.exec(verificationMethod)
  return match?.[1]
}

/** The key that a did:key carries in itself: enough to check the signature, never enough to trust the issuer. */
export function keyInside(verificationMethod: string): PublicKey | undefined {
  const match = /^did:key:(z[A-Za-z0-9]+)#(z[A-Za-z0-9]+)$/.exec(verificationMethod)
  return match?.[1] !== undefined && match[1] === match[2] ? readMultikey(match[1]) : undefined
}
