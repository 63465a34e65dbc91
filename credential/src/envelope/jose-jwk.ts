/** Public keys as JWK (RFC 7517; RFC 7518, section 6; RFC 8037, section 2). */
import { decodeBase64Url } from '#base64'
import { ALGORITHMS } from '../algorithms.ts'
import type { PublicKey } from '../keys/key.ts'
import { isJsonObject, type Json } from '../types.ts'

/** The public key of a JWK, or null where it is of another kind, holds a private part, or says that it is for something else. */
export function keyOfJwk(jwk: Json): PublicKey | null {
  if (!isJsonObject(jwk) || jwk.d !== undefined || (jwk.use !== undefined && jwk.use !== 'sig')) return null
  const key = ofKind(jwk.kty, jwk.crv, jwk)
  return key !== null && (jwk.alg === undefined || jwk.alg === ALGORITHMS[key.kind].jose) ? key : null
}

function ofKind(kty: unknown, crv: unknown, { x, y, n, e }: { [member: string]: Json }): PublicKey | null {
  if (kty === 'OKP' && crv === 'Ed25519') {
    const bytes = coordinate(x, 32)
    return bytes === null ? null : { kind: 'Ed25519', bytes }
  }
  if (kty === 'EC' && (crv === 'P-256' || crv === 'P-384')) {
    const size = (ALGORITHMS[crv].keyBytes ?? 0) - 1
    const [first, second] = [coordinate(x, size), coordinate(y, size)]
    if (first === null || second === null) return null
    return { kind: crv, bytes: Uint8Array.from([2 + ((second[size - 1] ?? 0) & 1), ...first]) }
  }
  if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return null
  const [modulus, exponent] = [decodeBase64Url(n), decodeBase64Url(e)]
  if (modulus === null || exponent === null || modulus.length < 256 || modulus.length > 1024) return null
  return { kind: 'RSA', bytes: der(0x30, [...integer(modulus), ...integer(exponent)]) }
}

function coordinate(value: unknown, size: number): Uint8Array | null {
  const bytes = typeof value === 'string' ? decodeBase64Url(value) : null
  return bytes?.length === size ? bytes : null
}

/** A whole number of DER: without needless zeros, and with one where it would look negative. */
function integer(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const whole = [...bytes.subarray(start)]
  return der(0x02, (whole[0] ?? 0) > 0x7f ? [0, ...whole] : whole)
}

/** One value of DER: the tag, the length in the short form or in two bytes, the content. */
function der(tag: number, content: readonly number[]): Uint8Array {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Uint8Array.from([tag, ...size, ...content])
}
