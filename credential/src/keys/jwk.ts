/** Public keys as JSON Web Keys (RFC 7517; RFC 7518, section 6; RFC 8037, section 2). */
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import { isJsonObject, type JsonObject } from '../types.ts'
import { fromBase64Url, toBase64Url } from './encoding.ts'
import type { PublicKey } from './key.ts'
import { compressPoint, expandPoint } from './point.ts'
import { readRsa, writeRsa } from './rsa.ts'
import { isValidKey } from './valid.ts'

/** Names that a key may give its algorithm: the one of JOSE, and for Ed25519 also the one of RFC 9864, section 2.2. */
const names = (kind: KeyKind): readonly string[] =>
  kind === 'Ed25519' ? ['EdDSA', 'Ed25519'] : [ALGORITHMS[kind].jose]

/**
 * The public key of a JWK, or nothing where it is of another kind, not in its one form (base64url without padding, full
 * length, on the curve; RSA as `readRsa` asks), or not for checking signatures: `alg`, `use` and `key_ops` are held to
 * where they stand. Private members and everything else are left behind. Never throws.
 */
export function readJwk(jwk: unknown): PublicKey | undefined {
  if (!isJsonObject(jwk)) return undefined
  const key = keyOfMembers(jwk)
  if (key === undefined || !isForSignatures(jwk, key.kind)) return undefined
  return isValidKey(key) ? key : undefined
}

function keyOfMembers(jwk: JsonObject): PublicKey | undefined {
  const { kty, crv } = jwk
  if (kty === 'OKP' && crv === 'Ed25519') {
    const bytes = member(jwk, 'x')
    return bytes === null ? undefined : { kind: crv, bytes }
  }
  if (kty === 'EC' && (crv === 'P-256' || crv === 'P-384')) {
    const [x, y] = [member(jwk, 'x'), member(jwk, 'y')]
    const bytes = x === null || y === null ? null : compressPoint(crv, x, y)
    return bytes === null ? undefined : { kind: crv, bytes }
  }
  if (kty === 'RSA') {
    const [n, e] = [member(jwk, 'n'), member(jwk, 'e')]
    const bytes = n === null || e === null ? null : writeRsa(n, e)
    return bytes === null ? undefined : { kind: kty, bytes }
  }
  return undefined
}

function member(jwk: JsonObject, name: string): Uint8Array | null {
  const text = jwk[name]
  return typeof text === 'string' ? fromBase64Url(text) : null
}

function isForSignatures({ alg, use, key_ops }: JsonObject, kind: KeyKind): boolean {
  if (alg !== undefined && !(typeof alg === 'string' && names(kind).includes(alg))) return false
  if (use !== undefined && use !== 'sig') return false
  return key_ops === undefined || (Array.isArray(key_ops) && key_ops.includes('verify'))
}

/** A public key as a JWK with nothing but the members that make it. Throws RangeError where the bytes are no key of their kind. */
export function writeJwk({ kind, bytes }: PublicKey): JsonObject {
  if (kind === 'Ed25519') return { kty: 'OKP', crv: kind, x: toBase64Url(bytes) }
  if (kind === 'RSA') {
    const key = readRsa(bytes)
    if (key === null) throw new RangeError('these bytes are no RSA key')
    return { kty: kind, n: toBase64Url(key.n), e: toBase64Url(key.e) }
  }
  const both = expandPoint(kind, bytes)
  if (both === null) throw new RangeError(`these bytes are no point of ${kind}`)
  const half = both.length / 2
  return { kty: 'EC', crv: kind, x: toBase64Url(both.subarray(0, half)), y: toBase64Url(both.subarray(half)) }
}
