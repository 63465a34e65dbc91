/**
 * Points of public keys: whether they lie on their curve, and the long form of a short one. Only public values pass here,
 * so the time it takes tells nobody anything. It is the same code in Node and in browsers.
 */

interface Curve {
  /** The prime of the field, 3 modulo 4. */
  readonly p: bigint
  /** y² = x³ - 3x + b. */
  readonly b: bigint
  readonly bytes: number
}

/** SP 800-186, section 3.2.1. */
const CURVES: Readonly<Record<'P-256' | 'P-384', Curve>> = {
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    bytes: 32,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    bytes: 48,
  },
}

/** The field of Ed25519 and the constant d of its curve -x² + y² = 1 + dx²y² (RFC 8032, section 5.1). */
const ED_P = 2n ** 255n - 19n
const ED_D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
const ED_L = 2n ** 252n + 27742317777372353535851937790883648493n
/** The y of the points whose order divides 8: they fit any message under some signature. */
const ED_SMALL_ORDER = new Set([
  0n,
  1n,
  ED_P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
])

/** A point of P-256 or P-384 in the short form (SEC 1, section 2.3.4), as x and y side by side; null where it is none. */
export function expandPoint(kind: 'P-256' | 'P-384', point: Uint8Array): Uint8Array | null {
  const { p, b, bytes } = CURVES[kind]
  const sign = point[0]
  if (point.length !== bytes + 1 || (sign !== 2 && sign !== 3)) return null
  const x = numberOf(point.subarray(1))
  if (x >= p) return null
  // Never below zero, since b is over 2.
  const square = (x * x * x - 3n * x + b) % p
  const root = power(square, (p + 1n) / 4n, p)
  if ((root * root) % p !== square) return null
  const y = (root & 1n) === BigInt(sign & 1) ? root : p - root
  const both = new Uint8Array(2 * bytes)
  both.set(point.subarray(1))
  both.set(bytesOf(y, bytes), bytes)
  return both
}

/** The short form of a point of P-256 or P-384 from its x and y; null unless both have their length and lie on the curve. */
export function compressPoint(kind: 'P-256' | 'P-384', x: Uint8Array, y: Uint8Array): Uint8Array | null {
  if (x.length !== CURVES[kind].bytes || y.length !== x.length) return null
  const short = Uint8Array.from([2 + ((y.at(-1) as number) & 1), ...x])
  const both = expandPoint(kind, short)
  return both !== null && numberOf(both.subarray(x.length)) === numberOf(y) ? short : null
}

/**
 * Whether 32 bytes are a public key of Ed25519 that can be trusted to say who signed: in its one form (y below the prime,
 * RFC 8032, section 5.1.3), on the curve, and of no small order.
 */
export function isEd25519Point(point: Uint8Array): boolean {
  const y = edwardsY(point)
  if (y >= ED_P || ED_SMALL_ORDER.has(y)) return false
  const u = y * y - 1n
  const v = ED_D * y * y + 1n
  // u/v is a square exactly where u·v is one (Euler's criterion).
  return power((u * v) % ED_P, (ED_P - 1n) / 2n, ED_P) === 1n
}

/** Whether the two halves of an Ed25519 signature (64 bytes) are in the one form that is accepted: R of no small order, S below the order. */
export function isEd25519Signature(signature: Uint8Array): boolean {
  const top = signature[63] as number
  if (top > 0x10 || (top === 0x10 && numberOf(Uint8Array.from(signature.subarray(32)).reverse()) >= ED_L)) return false
  // Points of small order are rare enough to be told by one byte first: each has its own last one.
  const last = (signature[31] as number) & 0x7f
  if (last !== 0 && last !== 0x7f && last !== 0x05 && last !== 0x7a) return true
  return !ED_SMALL_ORDER.has(edwardsY(signature.subarray(0, 32)))
}

function edwardsY(point: Uint8Array): bigint {
  return numberOf(Uint8Array.from(point).reverse()) & (2n ** 255n - 1n)
}

function numberOf(bytes: Uint8Array): bigint {
  let hex = '0x0'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return BigInt(hex)
}

function bytesOf(number: bigint, length: number): Uint8Array {
  const hex = number.toString(16).padStart(2 * length, '0')
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))
}

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}
