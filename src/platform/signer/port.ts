/**
 * Where keys are kept and used: a folder of sealed files, or a hardware module or key service (PKCS#11, KMS) behind the same
 * verbs. A key never comes out; a name stands for one Ed25519 key for ever.
 */
export interface KeyStore {
  /** Makes the key if there is none of that name; answers its public key in multibase (`z6Mk...`), the same each time. */
  createKey(name: string): Promise<string>
  /** Whether there is a key of that name. */
  has(name: string): Promise<boolean>
  /**
   * Signs each message with Ed25519 (RFC 8032, pure): 64 bytes each, in the same order, the same for the same message. Throws
   * where there is no key of that name.
   */
  sign(name: string, messages: readonly Uint8Array[]): Promise<readonly Uint8Array[]>
}
