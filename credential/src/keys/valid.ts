import { isCurvePoint } from '#crypto'
import type { PublicKey } from './key.ts'
import { isEd25519Point } from './point.ts'
import { readRsa } from './rsa.ts'

/**
 * Whether bytes are a key of their kind in its one form: Ed25519 canonical, on the curve and of no small order; P-256 and
 * P-384 a compressed point on the curve; RSA in DER, 2048 to 4096 bits.
 */
export function isValidKey({ kind, bytes }: PublicKey): boolean {
  if (kind === 'Ed25519') return bytes.length === 32 && isEd25519Point(bytes)
  return kind === 'RSA' ? readRsa(bytes) !== null : isCurvePoint(kind, bytes)
}
