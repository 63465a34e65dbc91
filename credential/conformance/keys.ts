/**
 * The keys of the adapter. They are made from sentences that everybody can read here, so that the manifest can name its
 * issuers once and for all; they prove nothing, and no register lists them.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { signerOf } from '#crypto'
import { type Sign, writeMultikey } from '../src/keys/key.ts'

export type ConformanceKind = 'Ed25519' | 'P-256' | 'P-384'

/** A key pair under its did:key. */
export interface ConformanceKey {
  readonly kind: ConformanceKind
  readonly did: string
  readonly verificationMethod: string
  readonly publicKeyMultibase: string
  readonly sign: Sign
}

const SENTENCE = 'Lumbung conformance: a key for test suites, known to everybody'
const CURVES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const
/** PKCS #8 (RFC 8410) in front of the 32 bytes of an Ed25519 seed. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function publicBytes(kind: ConformanceKind, secret: Buffer): Buffer {
  if (kind === 'Ed25519') {
    const pair = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, secret]), format: 'der', type: 'pkcs8' })
    return Buffer.from(String(createPublicKey(pair).export({ format: 'jwk' }).x), 'base64url')
  }
  const pair = createECDH(CURVES[kind])
  pair.setPrivateKey(secret)
  return pair.getPublicKey(null, 'compressed')
}

/** The one key of a kind: the same on every machine. */
export async function conformanceKey(kind: ConformanceKind): Promise<ConformanceKey> {
  const secret = createHash(kind === 'P-384' ? 'sha384' : 'sha256')
    .update(`${SENTENCE} (${kind})`)
    .digest()
  const publicKeyMultibase = writeMultikey({ kind, bytes: publicBytes(kind, secret) })
  const did = `did:key:${publicKeyMultibase}`
  const verificationMethod = `${did}#${publicKeyMultibase}`
  return { kind, did, verificationMethod, publicKeyMultibase, sign: await signerOf(kind, secret) }
}
