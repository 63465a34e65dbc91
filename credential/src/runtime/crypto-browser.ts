/** Digests and signatures in browsers: WebCrypto where it knows the algorithm, else `@noble/curves`, which is loaded on demand. */
import type { KeyKind } from '../algorithms.ts'
import { fromBase64Url, toBase64Url } from '../keys/encoding.ts'
import { writeJwk } from '../keys/jwk.ts'
import { compressPoint, expandPoint } from '../keys/point.ts'
import { onDemand } from '../on-demand.ts'
import { sha256 as digest256 } from './sha256-browser.ts'

const utf8 = new TextEncoder()
const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8.encode(data) : data)

/** The SHA-256 digest (32 bytes) of a text in UTF-8 or of bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return digest256(bytesOf(data))
}

/** The same digest in lower-case hexadecimal. */
export function sha256Hex(data: string): string {
  return Array.from(sha256(data), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Whether a signature of a message holds under a public key. ECDSA signatures are r and s side by side. Asked only about
 * keys that `isValidKey` takes. Never throws.
 */
export async function verifyBytes(
  kind: KeyKind,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { importing, using } = PARAMETERS[kind]
  try {
    const publicKey = await crypto.subtle.importKey('jwk', writeJwk({ kind, bytes: key }), importing, false, ['verify'])
    return await crypto.subtle.verify(using, publicKey, signature.slice(), message.slice())
  } catch {
    return kind === 'Ed25519' && (await ed25519()).ed25519Holds(key, message, signature)
  }
}

/** Whether bytes are a point of the curve in the short form (SEC 1, section 2.3.4). WebCrypto answers only later, so we compute it. */
export function isCurvePoint(kind: 'P-256' | 'P-384', point: Uint8Array): boolean {
  return expandPoint(kind, point) !== null
}

/** What checks signatures under a key of P-256 that no other proof has: it is imported once. Null where it is no point of the curve. */
export function passingVerifier(
  point: Uint8Array,
): ((message: Uint8Array, signature: Uint8Array) => Promise<boolean>) | null {
  if (!isCurvePoint('P-256', point)) return null
  const { importing, using } = PARAMETERS['P-256']
  const jwk = writeJwk({ kind: 'P-256', bytes: point })
  const key = crypto.subtle.importKey('jwk', jwk, importing, false, ['verify'])
  return async (message, signature) => crypto.subtle.verify(using, await key, signature.slice(), message.slice())
}

/** Loaded on demand: a browser whose WebCrypto has Ed25519 checks signatures without it. */
const ed25519 = onDemand(() => import('./ed25519-browser.ts'))

const PARAMETERS: Readonly<
  Record<KeyKind, { importing: Algorithm | EcKeyImportParams | RsaHashedImportParams; using: EcdsaParams | Algorithm }>
> = {
  Ed25519: { importing: { name: 'Ed25519' }, using: { name: 'Ed25519' } },
  'P-256': { importing: { name: 'ECDSA', namedCurve: 'P-256' }, using: { name: 'ECDSA', hash: 'SHA-256' } },
  'P-384': { importing: { name: 'ECDSA', namedCurve: 'P-384' }, using: { name: 'ECDSA', hash: 'SHA-384' } },
  RSA: { importing: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, using: { name: 'RSASSA-PKCS1-v1_5' } },
}

/** A fresh key: the private seed or scalar, and the public key as in `PublicKey`. */
export async function generateKeyBytes(
  kind: Exclude<KeyKind, 'RSA'>,
): Promise<{ secret: Uint8Array; publicKey: Uint8Array }> {
  if (kind === 'Ed25519') return (await ed25519()).ed25519Key()
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: kind }, true, ['sign'])
  const { d = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const [secret, left, right] = [d, x, y].map(fromBase64Url) as [Uint8Array, Uint8Array, Uint8Array]
  return { secret, publicKey: compressPoint(kind, left, right) as Uint8Array }
}

/**
 * A fresh key of P-256 that never leaves the browser's keeping: its public point, compressed, and what signs with it (r and s
 * side by side).
 */
export async function passingSigner(): Promise<{
  publicKey: Uint8Array
  sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}> {
  const { importing, using } = PARAMETERS['P-256']
  const pair = (await crypto.subtle.generateKey(importing, false, ['sign', 'verify'])) as CryptoKeyPair
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const [left, right] = [x, y].map(fromBase64Url) as [Uint8Array, Uint8Array]
  const sign = async (message: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign(using, pair.privateKey, message.slice()))
  return { publicKey: compressPoint('P-256', left, right) as Uint8Array, sign }
}

/** A function that signs with a private seed (Ed25519, 32 bytes) or scalar (32 or 48 bytes); the key is imported once. */
export async function signerOf(
  kind: Exclude<KeyKind, 'RSA'>,
  secret: Uint8Array,
): Promise<(message: Uint8Array) => Promise<Uint8Array>> {
  if (kind === 'Ed25519') {
    const { ed25519Sign } = await ed25519()
    return async (message) => ed25519Sign(message, secret)
  }
  const { importing, using } = PARAMETERS[kind]
  // A private key is imported with its public half, which WebCrypto doesn't compute.
  const curves = await import('@noble/curves/nist.js')
  const bytes = { 'P-256': curves.p256, 'P-384': curves.p384 }[kind].getPublicKey(secret)
  const jwk = { ...writeJwk({ kind, bytes }), d: toBase64Url(secret) }
  const key = await crypto.subtle.importKey('jwk', jwk, importing, false, ['sign'])
  return async (message) => new Uint8Array(await crypto.subtle.sign(using, key, message.slice()))
}
