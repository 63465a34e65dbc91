/**
 * The did:web of an origin and a path (did:web method, section 3.2): a port is written `%3A3000`.
 * `didWebOf('http://localhost:3000', 'issuers', 'lembah-angin')` is `did:web:localhost%3A3000:issuers:lembah-angin`.
 */
export function didWebOf(origin: string, ...path: string[]): string {
  return ['did:web', new URL(origin).host.replace(':', '%3A'), ...path.map(encodeURIComponent)].join(':')
}

/** The DID before the `#` of a verification method, or nothing when it isn't a DID URL with a fragment. */
export function controllerOf(verificationMethod: string): string | undefined {
  const match = /^(did:[a-z0-9]+:[A-Za-z0-9._:%-]+)#[A-Za-z0-9._-]+$/.exec(verificationMethod)
  return match?.[1]
}

export interface PublishedKey {
  /** Verification method: `<did>#key-1`. */
  readonly id: string
  readonly publicKeyMultibase: string
}

/** A DID document with Ed25519 keys for signing credentials (DID Core 1.0, Multikey). */
export function didDocument(did: string, keys: readonly PublishedKey[]): object {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map((key) => ({ id: key.id, type: 'Multikey', controller: did, publicKeyMultibase: key.publicKeyMultibase })),
    assertionMethod: keys.map((key) => key.id),
  }
}
