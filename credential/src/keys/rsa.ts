/** Public keys of RSA as PKCS #1 in DER (RFC 8017, appendix A.1.1): one form, and only keys that are strong enough. */

/** A public key of RSA: modulus and exponent without leading zeros. */
export interface RsaKey {
  readonly n: Uint8Array
  readonly e: Uint8Array
}

const LEAST_BITS = 2048
const MOST_BITS = 4096

/** Reads a key; null unless it is in DER, has 2048 to 4096 bits and an odd exponent over 2¹⁶ and under 2³² (FIPS 186-5, section 5.1). */
export function readRsa(der: Uint8Array): RsaKey | null {
  const outer = readPart(der, 0, 0x30)
  if (outer === null || outer.end !== der.length) return null
  const n = readPart(der, outer.start, 0x02)
  if (n === null) return null
  const e = readPart(der, n.end, 0x02)
  if (e === null || e.end !== der.length) return null
  const key = { n: unsigned(der.subarray(n.start, n.end)), e: unsigned(der.subarray(e.start, e.end)) }
  return key.n !== null && key.e !== null && isStrong(key.n, key.e) ? { n: key.n, e: key.e } : null
}

/** Writes a key; null where `readRsa` would refuse it. */
export function writeRsa(n: Uint8Array, e: Uint8Array): Uint8Array | null {
  if (!isStrong(n, e)) return null
  return part(0x30, Uint8Array.from([...part(0x02, signed(n)), ...part(0x02, signed(e))]))
}

function isStrong(n: Uint8Array, e: Uint8Array): boolean {
  const [top = 0] = n
  const bits = 8 * n.length - Math.clz32(top) + 24
  const odd = (bytes: Uint8Array): boolean => ((bytes.at(-1) ?? 0) & 1) === 1
  if (top === 0 || bits < LEAST_BITS || bits > MOST_BITS || !odd(n) || !odd(e)) return false
  return e[0] !== 0 && (e.length === 3 || e.length === 4)
}

/** A DER element of a kind: where its content starts and ends; null on another kind, a long form that could be shorter, or an overrun. */
function readPart(der: Uint8Array, at: number, tag: number): { readonly start: number; readonly end: number } | null {
  if (der[at] !== tag) return null
  const first = der[at + 1] ?? 0xff
  const more = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || more > 2) return null
  let length = more === 0 ? first : 0
  for (let i = 0; i < more; i++) length = length * 256 + (der[at + 2 + i] ?? 0)
  if (more > 0 && length < (more === 1 ? 0x80 : 0x100)) return null
  const start = at + 2 + more
  const end = start + length
  return end <= der.length ? { start, end } : null
}

/** The content of a positive INTEGER without its leading zero; null where it is negative or could be shorter. */
function unsigned(content: Uint8Array): Uint8Array | null {
  const [first = 0x80, second = 0] = content
  if (first >= 0x80) return null
  if (first !== 0) return content
  return second >= 0x80 ? content.subarray(1) : null
}

function signed(bytes: Uint8Array): Uint8Array {
  return (bytes[0] as number) >= 0x80 ? Uint8Array.from([0, ...bytes]) : bytes
}

function part(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content
  // A modulus of 2048 bits is over the lengths that one byte says.
  const head = length < 0x80 ? [length] : [0x82, length >> 8, length & 255]
  return Uint8Array.from([tag, ...head, ...content])
}
