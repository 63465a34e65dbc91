/** SHA-256 and Ed25519 (RFC 8032) by `node:crypto`; the browser's twin is `crypto-browser.ts`. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign, verify } from 'node:crypto'

/** Keys already imported: importing one costs fifteen times a signature. */
const keysKept = 512
const publicKeys = new Map<string, KeyObject>()

/** The SHA-256 digest (32 bytes) of a text in UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

/** The same digest in lower-case hexadecimal. */
export function sha256Hex(data: string): string {
  return hash('sha256', data, 'hex')
}

/** Whether an Ed25519 signature (64 bytes) of a message holds under a public key (32 bytes). Never throws. */
export async function verifyEd25519(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    return verify(null, message, publicKeyOf(publicKey), signature)
  } catch {
    return false
  }
}

function publicKeyOf(bytes: Uint8Array): KeyObject {
  const x = Buffer.from(bytes).toString('base64url')
  const kept = publicKeys.get(x)
  if (kept !== undefined) return kept
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  if (publicKeys.size >= keysKept) publicKeys.clear()
  publicKeys.set(x, key)
  return key
}

/** A fresh Ed25519 key: the private seed and the public key, 32 bytes each. */
export async function generateEd25519(): Promise<{ seed: Uint8Array; publicKey: Uint8Array }> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const jwk = privateKey.export({ format: 'jwk' })
  return { seed: Buffer.from(jwk.d ?? '', 'base64url'), publicKey: Buffer.from(jwk.x ?? '', 'base64url') }
}

/** A function that signs with a private seed (32 bytes); the key is imported once. */
export async function signerOfSeed(seed: Uint8Array): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' })
  return async (message) => sign(null, message, key)
}
