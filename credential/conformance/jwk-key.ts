/**
 * Keys of the VC-JOSE-COSE suite: a verification method with a private JWK. P-521 (ES512) is a kind that the library
 * doesn't have; it is known here alone.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyKind } from '../src/algorithms.ts'
import { type PublicKey, readJwk } from '../src/index.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/types.ts'

/** A key as the command is given it. */
export interface JwkKey {
  /** The id of the verification method. */
  readonly id: string
  readonly controller: string
  readonly alg: 'EdDSA' | 'ES256' | 'ES384' | 'ES512'
  /** As the library knows it; nothing for P-521. */
  readonly publicKey: PublicKey | undefined
  sign(message: Uint8Array): Uint8Array
  /** Whether a signature holds, for a key that the library doesn't know. */
  holds(message: Uint8Array, signature: Uint8Array): boolean
}

const ALGORITHM_OF: Readonly<Record<string, { alg: JwkKey['alg']; hash: string | null }>> = {
  Ed25519: { alg: 'EdDSA', hash: null },
  'P-256': { alg: 'ES256', hash: 'sha256' },
  'P-384': { alg: 'ES384', hash: 'sha384' },
  'P-521': { alg: 'ES512', hash: 'sha512' },
}

/** The kind that the library writes a header for; that of a P-521 key is put in its place afterwards. */
export function kindOf({ publicKey }: JwkKey): KeyKind {
  return publicKey?.kind ?? 'P-384'
}

/** Reads a verification method with `publicKeyJwk` and `secretKeyJwk`; nothing where it is none. */
export function readJwkKey(method: Json): JwkKey | undefined {
  if (!isJsonObject(method) || !isJsonObject(method.publicKeyJwk)) return undefined
  const { id, controller, publicKeyJwk, secretKeyJwk } = method
  const row = ALGORITHM_OF[String(publicKeyJwk.crv)]
  if (row === undefined || typeof id !== 'string' || typeof controller !== 'string') return undefined
  const { alg, hash } = row
  const publicKey = readJwk(publicKeyJwk)
  if (publicKey === undefined && alg !== 'ES512') return undefined
  const format = 'jwk'
  const dsaEncoding = 'ieee-p1363'
  return {
    id,
    controller,
    alg,
    publicKey,
    sign: (message) =>
      sign(hash, message, { key: createPrivateKey({ key: secretKeyJwk as JsonObject, format }), dsaEncoding }),
    holds: (message, signature) =>
      verify(hash, message, { key: createPublicKey({ key: publicKeyJwk, format }), dsaEncoding }, signature),
  }
}
