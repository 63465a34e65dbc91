import { generateKeyBytes, signerOf, verifyBytes } from '#crypto'
import { ALGORITHMS, type KeyKind } from '../algorithms.ts'
import { fromBase58, toBase58 } from './encoding.ts'
import { isEd25519Signature } from './point.ts'
import { isValidKey } from './valid.ts'

/** A public key: Ed25519 32 bytes, P-256 33 and P-384 49 (compressed points), RSA as PKCS #1 in DER. */
export interface PublicKey {
  readonly kind: KeyKind
  readonly bytes: Uint8Array
}

/** Signs a message; ECDSA signatures are r and s side by side. */
export type Sign = (message: Uint8Array) => Promise<Uint8Array>

/** A key in memory: the public half as Multikey, and a function that signs with the private half. */
export interface KeyPair {
  readonly publicKeyMultibase: string
  readonly sign: Sign
}

const KINDS = Object.keys(ALGORITHMS) as KeyKind[]
/** Letters of the longest Multikey that we read: RSA of 4096 bits has about 730. */
const MULTIKEY_LETTERS = 800

/** A public key as Multikey (Controlled Identifiers 1.0, section 2.2.2): `z6Mk...`, `zDn...`, `z82...`. */
export function writeMultikey({ kind, bytes }: PublicKey): string {
  return `z${toBase58(Uint8Array.from([...ALGORITHMS[kind].multicodec, ...bytes]))}`
}

/** Keys read before, since a register names the same few again and again. */
const read = new Map<string, PublicKey | null>()
const KEYS_KEPT = 1_024

/** The key of a Multikey, or nothing when it is of another kind or length, or its bytes are no key of that kind. */
export function readMultikey(text: string): PublicKey | undefined {
  const known = read.get(text)
  if (known !== undefined) return known ?? undefined
  const key = parseMultikey(text)
  if (read.size >= KEYS_KEPT) read.clear()
  read.set(text, key ?? null)
  return key
}

function parseMultikey(text: string): PublicKey | undefined {
  if (!text.startsWith('z') || text.length > MULTIKEY_LETTERS) return undefined
  const bytes = fromBase58(text.slice(1), MULTIKEY_LETTERS)
  if (bytes === null) return undefined
  const kind = KINDS.find((name) => ALGORITHMS[name].multicodec.every((byte, at) => bytes[at] === byte))
  if (kind === undefined) return undefined
  const { keyBytes } = ALGORITHMS[kind]
  if (keyBytes !== null && bytes.length !== keyBytes + 2) return undefined
  const key = { kind, bytes: bytes.slice(2) }
  return isValidKey(key) ? key : undefined
}

/** Keys whose bytes were looked at before. */
const valid = new WeakMap<Uint8Array, boolean>()

function isKnownValid(key: PublicKey): boolean {
  let answer = valid.get(key.bytes)
  if (answer === undefined) {
    answer = isValidKey(key)
    valid.set(key.bytes, answer)
  }
  return answer
}

/**
 * Whether a signature of a message holds under a key; the same answer in Node and in browsers. A signature in another than
 * its one form doesn't hold: of another length, Ed25519 with S at or over the order or R of small order (RFC 8032, section
 * 5.1.7), ECDSA other than r and s side by side. Nor does any under bytes that are no key of their kind. Never throws.
 */
export function signatureHolds(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean> {
  const { signatureBytes } = ALGORITHMS[key.kind]
  if (signatureBytes !== null && signature.length !== signatureBytes) return false
  if (!isKnownValid(key)) return false
  if (key.kind === 'Ed25519' && !isEd25519Signature(signature)) return false
  return verifyBytes(key.kind, key.bytes, message, signature)
}

/** A new key in memory: for tests and for holders. Issuers' keys are made and kept by the signer process. */
export async function generateKey(kind: Exclude<KeyKind, 'RSA'> = 'Ed25519'): Promise<KeyPair> {
  const { secret, publicKey } = await generateKeyBytes(kind)
  return { publicKeyMultibase: writeMultikey({ kind, bytes: publicKey }), sign: await signerOf(kind, secret) }
}
