/** Public keys of Open Badges 2.0: RSA in PEM, as SubjectPublicKeyInfo (RFC 5280, section 4.1) or PKCS #1 (RFC 8017, A.1.1). */
import type { PublicKey } from '../keys/key.ts'
import { bytesOfHex } from './merkle.ts'

const PEM = /^-----BEGIN (RSA )?PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END (RSA )?PUBLIC KEY-----\s*$/
/** The algorithm `rsaEncryption` with its empty parameter, as it stands in a SubjectPublicKeyInfo. */
const RSA_ALGORITHM = '300d06092a864886f70d0101010500'

/** The RSA key of a PEM text, or nothing where it is another key or none. */
export function readPem(pem: string): PublicKey | undefined {
  const parts = PEM.exec(pem.trim())
  const bytes = parts === null ? undefined : fromBase64((parts[2] as string).replace(/\s/g, ''))
  if (bytes === undefined) return undefined
  const key = parts?.[1] === undefined ? keyOfInfo(bytes) : bytes
  return key === undefined ? undefined : { kind: 'RSA', bytes: key }
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** The PKCS #1 key inside a SubjectPublicKeyInfo: a sequence of the algorithm and a string of bits. */
function keyOfInfo(bytes: Uint8Array): Uint8Array | undefined {
  const info = contentAt(bytes, 0, 0x30)
  const algorithm = bytesOfHex(RSA_ALGORITHM)
  if (info === undefined || !algorithm.every((byte, at) => info[at] === byte)) return undefined
  const bits = contentAt(info, algorithm.length, 0x03)
  return bits?.[0] === 0 ? bits.slice(1) : undefined
}

/** The content of a DER value of a tag, which must fill the rest of the bytes. Lengths of one to three bytes. */
function contentAt(bytes: Uint8Array, start: number, tag: number): Uint8Array | undefined {
  const first = bytes[start + 1] ?? 0
  const wide = first > 0x80 ? first - 0x80 : 0
  const length =
    wide === 0 ? first : bytes.slice(start + 2, start + 2 + wide).reduce((sum, byte) => sum * 256 + byte, 0)
  const content = bytes.slice(start + 2 + wide)
  return bytes[start] === tag && wide <= 2 && content.length === length ? content : undefined
}
