/**
 * The suites that sign the digest of the proof's options, then the digest of the document, side by side (Data Integrity
 * EdDSA Cryptosuites 1.0, section 3; Data Integrity ECDSA Cryptosuites 1.0, section 3).
 */
import { ALGORITHMS, type KeyKind } from '../../algorithms.ts'
import { canonicalJson } from '../../json/jcs.ts'
import { fromBase58, toBase58 } from '../../keys/encoding.ts'
import { signatureHolds } from '../../keys/key.ts'
import { type CanonicalHash, type Digest, digestOf } from '../../rdf/digest.ts'
import type { Json, JsonObject } from '../../types.ts'
import { gapAnswer, type Unsecured } from '../canonical-form.ts'
import type { SigningBytes, Suite, SuiteSigning } from './suite.ts'

/** The digest that goes with a key: SHA-384 with P-384, else SHA-256. */
const hashOf = (kind: KeyKind): CanonicalHash => (ALGORITHMS[kind].hash === 'sha384' ? 'sha384' : 'sha256')

type Row = Pick<Suite, 'name' | 'type' | 'keys'>

/** A suite that signs canonical N-Quads (RDFC-1.0). */
export function rdfSuite(row: Row): Suite & { readonly signing: SuiteSigning } {
  return hashedSuite({ ...row, covers: 'statements' }, (_document, options) => options, rdfBytes)
}

/** A suite that signs canonical JSON (RFC 8785). Its proofs repeat the document's `@context`. */
export function jsonSuite(row: Row): Suite & { readonly signing: SuiteSigning } {
  return hashedSuite({ ...row, covers: 'text' }, withContext, jsonBytes)
}

/** The same suite, read but never written. */
export function onlyRead({ signing: _signing, ...suite }: Suite): Suite {
  return suite
}

function withContext(document: JsonObject, options: JsonObject): JsonObject {
  const { '@context': context } = document
  return context === undefined ? options : { ...options, '@context': context }
}

function hashedSuite(
  row: Row & Pick<Suite, 'covers'>,
  options: SuiteSigning['options'],
  bytes: SuiteSigning['bytes'],
): Suite & { readonly signing: SuiteSigning } {
  return {
    ...row,
    readValue: (text) => {
      const value = text.startsWith('z') ? fromBase58(text.slice(1)) : null
      return row.keys.some((kind) => ALGORITHMS[kind].signatureBytes === value?.length) ? value : null
    },
    verify: async (document, proof, key) => {
      const message = await bytes(document, proof.options, key.kind)
      if (!(message instanceof Uint8Array)) return gapAnswer(message)
      return (await signatureHolds(key, message, proof.value))
        ? { outcome: 'pass', code: 'proof-fits' }
        : { outcome: 'fail', code: 'proof-does-not-fit' }
    },
    signing: { options, bytes, writeValue: (signature) => `z${toBase58(signature)}` },
  }
}

/** Both digests, one after the other: 64 bytes, or 96 with SHA-384. */
function joined({ bytes: digestOfText }: Digest, options: Uint8Array, document: string): Uint8Array {
  const digest = digestOfText(document)
  const bytes = new Uint8Array(options.length + digest.length)
  bytes.set(options, 0)
  bytes.set(digest, options.length)
  return bytes
}

/** Kept because a batch signs thousands of credentials under one key and within one second: the same proof options. */
let last = { key: '', digest: new Uint8Array() }

const rdfBytes: SuiteSigning['bytes'] = async (document, options, kind) => {
  const hash = hashOf(kind)
  const canonical = await document.canonical(hash)
  if (!canonical.ok) return canonical
  const ofOptions = await optionsDigest(document, options, hash)
  return ofOptions instanceof Uint8Array ? joined(await digestOf(hash), ofOptions, canonical.text) : ofOptions
}

/** The digest of a proof's options under the contexts of its document, as statements. */
export async function optionsDigest(
  document: Unsecured,
  options: JsonObject,
  hash: CanonicalHash,
): Promise<SigningBytes> {
  const context = document.document['@context'] as string[]
  const key = JSON.stringify([hash, options, context])
  if (last.key !== key) {
    const proof = await document.canonicalise({ '@context': context, ...options }, hash)
    if (!proof.ok) return { code: proof.code, at: `/proof${proof.at}` }
    last = { key, digest: (await digestOf(hash)).bytes(proof.text).slice() }
  }
  return last.digest
}

const jsonBytes: SuiteSigning['bytes'] = async ({ document }: Unsecured, options, kind) => {
  const { '@context': said } = options
  // The suite lets others append contexts to a signed document. Then a part of it isn't signed, so we ask for the same ones.
  if (said !== undefined && canonicalJson(said) !== canonicalJson(document['@context'] as Json))
    return { code: 'value-not-signed', at: '/@context' }
  const digest = await digestOf(hashOf(kind))
  return joined(digest, digest.bytes(canonicalJson(options)).slice(), canonicalJson(document))
}
