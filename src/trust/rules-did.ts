/** DIDs of the platform and of organisations, and their documents. */

import type { IssuerKey } from './types.ts'

/**
 * The `did:web` of the platform itself, from the origin of the site (did:web Method Specification, section 3.2: a port's
 * colon is percent-encoded).
 */
export function platformDid(publicUrl: string): string {
  return `did:web:${new URL(publicUrl).host.replace(':', '%3A')}`
}

/** The `did:web` of an organisation of this register; its document stands at `/issuers/<slug>/did.json`. */
export function organisationDid(publicUrl: string, slug: string): string {
  return `${platformDid(publicUrl)}:issuers:${slug}`
}

/** A DID document as it is served (DID Core 1.0; keys as Multikey of Controlled Identifiers 1.0). */
export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly verificationMethod: readonly {
    id: string
    type: 'Multikey'
    controller: string
    publicKeyMultibase: string
  }[]
  readonly assertionMethod: readonly string[]
  readonly service?: readonly DidService[]
}

/** A service of a DID document. */
export interface DidService {
  readonly id: string
  readonly type: string
  readonly serviceEndpoint: { readonly profile: string; readonly uri: string }
}

/**
 * What a verifier finds from the platform's DID: where questions of TRQP 2.0 are answered, and where people read by which rules the
 * register is kept (TRQP 2.0, Identifiers, `authority_id`).
 */
export function registryServices(publicUrl: string): readonly DidService[] {
  const did = platformDid(publicUrl)
  const profiles = 'https://trustoverip.org/profiles/trp'
  return [
    { id: `${did}#trqp`, type: 'TRQP', serviceEndpoint: { profile: `${profiles}/v2`, uri: publicUrl } },
    {
      id: `${did}#egf`,
      type: 'egfURI',
      serviceEndpoint: { profile: `${profiles}/egfURI/v1`, uri: `${publicUrl}/register` },
    },
  ]
}

/**
 * The document of a DID. A rotated key stays in it, so that what it signed can still be checked; a compromised key stays
 * named but may assert nothing.
 */
export function didDocument(did: string, keys: readonly IssuerKey[]): DidDocument {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map((key) => ({
      id: key.verificationMethod,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase: key.publicKeyMultibase,
    })),
    assertionMethod: keys.filter((key) => key.compromisedAt === null).map((key) => key.verificationMethod),
  }
}
