/**
 * The one table of keys and algorithms. The algorithm comes from the key's own record, never from the document that it
 * checks: a document that names another one doesn't fit.
 */

/** Kinds of public keys that we check with. */
export type KeyKind = 'Ed25519' | 'P-256' | 'P-384' | 'RSA'

/** Everything that the library needs to know about a kind of key, in one place. */
export interface Algorithm {
  /** `alg` of JOSE (RFC 7518, section 3.1; RFC 8037, section 3.1). */
  readonly jose: 'EdDSA' | 'ES256' | 'ES384' | 'RS256'
  /** Digest of the message inside the signature; none for Ed25519, which takes the message itself. */
  readonly hash: 'sha256' | 'sha384' | null
  /** Multicodec of the public key (Controlled Identifiers 1.0, section 2.2.2), as the bytes before the key. */
  readonly multicodec: readonly [number, number]
  /** Bytes of a public key; null where it varies (RSA: PKCS #1 in DER). Curve points are compressed. */
  readonly keyBytes: number | null
  /** Bytes of a signature (ECDSA: r and s side by side, IEEE P1363); null where it varies. */
  readonly signatureBytes: number | null
}

/** One row for each kind. RSA is there for Open Badges in VC-JWT, which ask for RS256 at least. */
export const ALGORITHMS: Readonly<Record<KeyKind, Algorithm>> = {
  Ed25519: { jose: 'EdDSA', hash: null, multicodec: [0xed, 0x01], keyBytes: 32, signatureBytes: 64 },
  'P-256': { jose: 'ES256', hash: 'sha256', multicodec: [0x80, 0x24], keyBytes: 33, signatureBytes: 64 },
  'P-384': { jose: 'ES384', hash: 'sha384', multicodec: [0x81, 0x24], keyBytes: 49, signatureBytes: 96 },
  RSA: { jose: 'RS256', hash: 'sha256', multicodec: [0x85, 0x24], keyBytes: null, signatureBytes: null },
}

/** Names of the cryptosuites of Data Integrity that we read, each with the kinds of keys it takes. */
export const CRYPTOSUITES = {
  'eddsa-rdfc-2022': ['Ed25519'],
  'eddsa-jcs-2022': ['Ed25519'],
  'ecdsa-rdfc-2019': ['P-256', 'P-384'],
  'ecdsa-jcs-2019': ['P-256', 'P-384'],
  'ecdsa-sd-2023': ['P-256'],
} as const satisfies Readonly<Record<string, readonly KeyKind[]>>

export type Cryptosuite = keyof typeof CRYPTOSUITES
