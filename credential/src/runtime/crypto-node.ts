/** Digests and signatures by `node:crypto`; the browser's twin is `crypto-browser.ts`. */
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  ECDH,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'

/** Keys already imported: importing one costs fifteen times a signature. */
const KEYS_KEPT = 512
const publicKeys = new WeakMap<Uint8Array, KeyObject>()
const byValue = new Map<string, KeyObject>()
const CURVES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const

/** The SHA-256 digest (32 bytes) of a text in UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  // A text and a small array cost half of a `Buffer`, which the collector has to look after.
  const letters = hash('sha256', data, 'binary')
  const bytes = new Uint8Array(32)
  for (let at = 0; at < 32; at++) bytes[at] = letters.charCodeAt(at)
  return bytes
}

/** The same digest in lower-case hexadecimal. */
export function sha256Hex(data: string): string {
  return hash('sha256', data, 'hex')
}

/**
 * Whether a signature of a message holds under a public key (RFC 8032, section 5.1.7; FIPS 186-5; RFC 8017, section 8.2).
 * ECDSA signatures are r and s side by side. Asked only about keys that `isValidKey` takes. Never throws.
 */
export function verifyBytes(kind: KeyKind, key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const { hash: digest } = ALGORITHMS[kind]
    const publicKey = publicKeyOf(kind, key)
    if (digest === null) return verify(null, message, publicKey, signature)
    return verify(digest, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

/**
 * Whether bytes are a point of the curve in the short form (SEC 1, section 2.3.4). The key is kept: most that are looked at
 * are checked with next.
 */
export function isCurvePoint(kind: 'P-256' | 'P-384', point: Uint8Array): boolean {
  if (!isShortPoint(kind, point)) return false
  try {
    publicKeyOf(kind, point)
    return true
  } catch {
    return false
  }
}

/**
 * What checks signatures (r and s side by side) under a key of P-256 that no other proof has, so that it is read once and not
 * kept; null where the bytes are no point of the curve.
 */
export function passingVerifier(point: Uint8Array): ((message: Uint8Array, signature: Uint8Array) => boolean) | null {
  if (!isShortPoint('P-256', point)) return null
  try {
    const key = { key: importPublicKey('P-256', point), dsaEncoding: 'ieee-p1363' } as const
    return (message, signature) => verify('sha256', message, key, signature)
  } catch {
    return null
  }
}

/** OpenSSL also reads the long forms, which would give one key several texts. */
function isShortPoint(kind: 'P-256' | 'P-384', point: Uint8Array): boolean {
  return point.length === ALGORITHMS[kind].keyBytes && (point[0] === 2 || point[0] === 3)
}

function publicKeyOf(kind: KeyKind, bytes: Uint8Array): KeyObject {
  const same = publicKeys.get(bytes)
  if (same !== undefined) return same
  const value = `${kind}${Buffer.from(bytes).toString('base64')}`
  const key = byValue.get(value) ?? importPublicKey(kind, bytes)
  if (byValue.size >= KEYS_KEPT) byValue.clear()
  byValue.set(value, key)
  publicKeys.set(bytes, key)
  return key
}

function importPublicKey(kind: KeyKind, bytes: Uint8Array): KeyObject {
  if (kind === 'RSA') return createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs1' })
  if (kind === 'Ed25519') {
    const x = Buffer.from(bytes).toString('base64url')
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  }
  const point = ECDH.convertKey(bytes, CURVES[kind], undefined, undefined, 'uncompressed') as Buffer
  const half = (point.length - 1) / 2
  const [x, y] = [point.subarray(1, 1 + half), point.subarray(1 + half)].map((part) => part.toString('base64url'))
  return createPublicKey({ key: { kty: 'EC', crv: kind, x: x as string, y: y as string }, format: 'jwk' })
}

/** A fresh key: the private scalar or seed, and the public key as in `PublicKey`. */
export async function generateKeyBytes(
  kind: Exclude<KeyKind, 'RSA'>,
): Promise<{ secret: Uint8Array; publicKey: Uint8Array }> {
  const { privateKey } =
    kind === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: CURVES[kind] })
  const { d = '', x = '', y = '' } = privateKey.export({ format: 'jwk' })
  const secret = Buffer.from(d, 'base64url')
  return { secret, publicKey: kind === 'Ed25519' ? Buffer.from(x, 'base64url') : shortPoint(x, y) }
}

/**
 * A fresh key of P-256 that never leaves this function: its public point, compressed, and what signs with it (r and s side by
 * side). For proofs that sign dozens of statements, each with the same key, and then forget it.
 */
export async function passingSigner(): Promise<{
  publicKey: Uint8Array
  sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: CURVES['P-256'] })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return { publicKey: shortPoint(x, y), sign: (message) => sign('sha256', message, key) }
}

/** The short form of a point by its coordinates in base64url. */
function shortPoint(x: string, y: string): Uint8Array {
  const odd = (Buffer.from(y, 'base64url').at(-1) as number) & 1
  return Buffer.concat([Uint8Array.of(2 + odd), Buffer.from(x, 'base64url')])
}

/** A function that signs with a private seed (Ed25519, 32 bytes) or scalar (32 or 48 bytes); the key is imported once. */
export async function signerOf(
  kind: Exclude<KeyKind, 'RSA'>,
  secret: Uint8Array,
): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  const { hash: digest } = ALGORITHMS[kind]
  if (kind === 'Ed25519') {
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
    const key = createPrivateKey({ key: Buffer.concat([prefix, secret]), format: 'der', type: 'pkcs8' })
    return async (message) => sign(null, message, key)
  }
  const curve = CURVES[kind]
  const pair = createECDH(curve)
  pair.setPrivateKey(secret)
  const point = pair.getPublicKey()
  const half = (point.length - 1) / 2
  const key = createPrivateKey({
    key: {
      kty: 'EC',
      crv: kind,
      d: Buffer.from(secret).toString('base64url'),
      x: point.subarray(1, 1 + half).toString('base64url'),
      y: point.subarray(1 + half).toString('base64url'),
    },
    format: 'jwk',
  })
  return async (message) => sign(digest, message, { key, dsaEncoding: 'ieee-p1363' })
}
