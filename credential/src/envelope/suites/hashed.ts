/**
 * The suites that sign the digest of the proof's options, then the digest of the document, side by side (Data Integrity
 * EdDSA Cryptosuites 1.0, section 3; Data Integrity ECDSA Cryptosuites 1.0, section 3).
 */
import { ALGORITHMS, type KeyKind } from '../../algorithms.ts'
import { canonicalJson } from '../../json/jcs.ts'
import { isSameJson } from '../../json/same.ts'
import { fromBase58, toBase58 } from '../../keys/encoding.ts'
import { type PublicKey, signatureHolds } from '../../keys/key.ts'
import { type CanonicalHash, type Digest, digestOf } from '../../rdf/digest.ts'
import type { Canonical } from '../../rdf/document.ts'
import type { JsonObject } from '../../types.ts'
import { type Canonicalise, gapAnswer, type Unsecured } from '../canonical-form.ts'
import type { Answer } from '../opened.ts'
import type { SigningBytes, Suite, SuiteProof, SuiteSigning } from './suite.ts'

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
    verify: (document, proof, key) => {
      const message = bytes(document, proof.options, key.kind)
      return message instanceof Promise ? message.then((found) => held(found, proof, key)) : held(message, proof, key)
    },
    signing: { options, bytes, writeValue: (signature) => `z${toBase58(signature)}` },
  }
}

function held(message: SigningBytes, { value }: SuiteProof, key: PublicKey): Answer | Promise<Answer> {
  if (!(message instanceof Uint8Array)) return gapAnswer(message)
  const holds = signatureHolds(key, message, value)
  return holds instanceof Promise ? holds.then(fitting) : fitting(holds)
}

const fitting = (holds: boolean): Answer =>
  holds ? { outcome: 'pass', code: 'proof-fits' } : { outcome: 'fail', code: 'proof-does-not-fit' }

/** Both digests, one after the other: 64 bytes, or 96 with SHA-384. */
function joined({ bytes: digestOfText }: Digest, options: Uint8Array, document: string): Uint8Array {
  const digest = digestOfText(document)
  const bytes = new Uint8Array(options.length + digest.length)
  bytes.set(options, 0)
  bytes.set(digest, options.length)
  return bytes
}

const rdfBytes: SuiteSigning['bytes'] = (document, options, kind) => {
  const hash = hashOf(kind)
  const by = digestOf(hash)
  if (by instanceof Promise) return by.then(() => rdfBytes(document, options, kind))
  const canonical = document.canonical(hash)
  if (!(canonical instanceof Promise || canonical.ok)) return canonical
  const digest = optionsDigest(document, options, hash)
  if (canonical instanceof Promise || digest instanceof Promise)
    return Promise.all([canonical, digest]).then(([text, bytes]) => rdfJoined(by, bytes, text))
  return rdfJoined(by, digest, canonical)
}

function rdfJoined(by: Digest, digest: SigningBytes, canonical: Canonical): SigningBytes {
  if (!canonical.ok) return canonical
  if (!(digest instanceof Uint8Array)) return digest
  return joined(by, digest, canonical.text)
}

type KnownDigest = {
  readonly hash: CanonicalHash
  readonly options: JsonObject
  readonly context: readonly string[]
  readonly digest: Uint8Array
  /** By which way the options were brought to their canonical form; nothing where they stand as JSON. */
  readonly canonicalise?: Canonicalise
}

/** Kept because a batch is signed under one key and within one second: the same proof options, thousands of times. */
let last: KnownDigest | undefined

/** The digest of a proof's options under the contexts of its document, as statements. */
export function optionsDigest(
  document: Unsecured,
  options: JsonObject,
  hash: CanonicalHash,
): SigningBytes | Promise<SigningBytes> {
  const context = document.context as string[]
  const { canonicalise } = document
  const isLast = last?.hash === hash && last.canonicalise === canonicalise
  if (isLast && last !== undefined && sameTexts(last.options, options) && sameList(last.context, context))
    return last.digest
  const proof = canonicalise({ '@context': context, ...options }, hash)
  const keep = (found: Canonical, by: Digest): SigningBytes => {
    if (!found.ok) return { code: found.code, at: `/proof${found.at}` }
    const digest = by.bytes(found.text).slice()
    last = { hash, options: { ...options }, context: [...context], digest, canonicalise }
    return digest
  }
  const by = digestOf(hash)
  return proof instanceof Promise || by instanceof Promise
    ? Promise.all([proof, by]).then(([found, loaded]) => keep(found, loaded))
    : keep(proof, by)
}

/** The same, of the suites over canonical JSON: here the contexts stand in the options. */
let lastJson: KnownDigest | undefined

function jsonDigest(by: Digest, hash: CanonicalHash, options: JsonObject): Uint8Array {
  const { '@context': said, ...others } = options
  const context = Array.isArray(said) && said.every((url) => typeof url === 'string') ? (said as string[]) : undefined
  const isKnown = lastJson?.hash === hash && context !== undefined && sameList(lastJson.context, context)
  if (isKnown && lastJson !== undefined && sameTexts(lastJson.options, others)) return lastJson.digest
  const digest = by.bytes(canonicalJson(options)).slice()
  if (context !== undefined) lastJson = { hash, options: others, context: [...context], digest }
  return digest
}

/** Whether two objects have the same members, each a text, in the same order. */
function sameTexts(one: JsonObject, other: JsonObject): boolean {
  const names = Object.keys(one)
  let at = 0
  for (const name in other) {
    const value = other[name]
    if (name !== names[at++] || typeof value !== 'string' || one[name] !== value) return false
  }
  return at === names.length
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at])
}

const jsonBytes: SuiteSigning['bytes'] = (document: Unsecured, options, kind) => {
  const { '@context': said } = options
  const { context } = document
  // The suite lets others append contexts to a signed document. Then a part of it isn't signed, so we ask for the same ones.
  if (said !== undefined && said !== context && !(context !== undefined && isSameJson(said, context)))
    return { code: 'value-not-signed', at: '/@context' }
  const hash = hashOf(kind)
  const by = digestOf(hash)
  const made = (loaded: Digest): Uint8Array => joined(loaded, jsonDigest(loaded, hash, options), document.json())
  return by instanceof Promise ? by.then(made) : made(by)
}
