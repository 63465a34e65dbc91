/** The one table of algorithms. The algorithm comes from the key's record, never from the document that it checks. */
export const ED25519 = {
  /** Data Integrity EdDSA Cryptosuites 1.0, section 3.2. */
  cryptosuite: 'eddsa-rdfc-2022',
  /** Multicodec `ed25519-pub`, as the first letters of the multikey. */
  multikeyPrefix: 'z6Mk',
} as const
