/** What a leaf of the log commits to, and how its entry is spelt: a salted commitment and a kind, and nothing else in public. */
import { sha256 } from '#crypto'
import { canonicalJson } from '../json/jcs.ts'
import type { JsonObject } from '../types.ts'
import { toBase64 } from './base64.ts'
import { HASH_BYTES } from './merkle.ts'

/** Kinds of decisions that leave a leaf. */
export const LEAF_KINDS = ['award', 'status', 'register', 'quality', 'curation', 'rule', 'credit'] as const
export type LeafKind = (typeof LEAF_KINDS)[number]

/** What must be known to make a commitment anew: whoever doesn't hold the salt learns nothing from the leaf. */
export interface LeafOpening {
  /** 32 bytes of chance. */
  readonly salt: Uint8Array
  /** SHA-256 of the record's canonical JSON. */
  readonly recordDigest: Uint8Array
}

/** SHA-256 of the canonical JSON (RFC 8785) of a record. Throws TypeError on what is no JSON value. */
export function recordDigest(record: JsonObject): Uint8Array {
  return sha256(canonicalJson(record))
}

/**
 * The commitment of a leaf: SHA-256(salt || digest of the record || SHA-256 of what was signed, in UTF-8). Where the decision
 * signed nothing, 32 zero bytes stand last. Throws RangeError where salt or digest isn't 32 bytes.
 */
export function commitmentOf({ salt, recordDigest: digest }: LeafOpening, signed: string | undefined): Uint8Array {
  if (salt.length !== HASH_BYTES || digest.length !== HASH_BYTES) throw new RangeError('salt and digest have 32 bytes')
  const bytes = new Uint8Array(3 * HASH_BYTES)
  bytes.set(salt)
  bytes.set(digest, HASH_BYTES)
  if (signed !== undefined) bytes.set(sha256(signed), 2 * HASH_BYTES)
  return sha256(bytes)
}

/** The entry of a leaf in UTF-8, as the tree hashes it: `lumbung.log/v1`, the kind, the commitment in base64, each with a newline. */
export function entryOfLeaf(kind: LeafKind, commitment: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`lumbung.log/v1\n${kind}\n${toBase64(commitment)}\n`)
}

/** The opening as a proof carries it (`extra`): salt and digest of the record, 64 bytes. */
export function extraOf({ salt, recordDigest: digest }: LeafOpening): Uint8Array {
  const bytes = new Uint8Array(2 * HASH_BYTES)
  bytes.set(salt)
  bytes.set(digest, HASH_BYTES)
  return bytes
}

/** The opening that a proof carries; nothing where its extra data aren't 64 bytes. */
export function openingOf(extra: Uint8Array | undefined): LeafOpening | undefined {
  if (extra?.length !== 2 * HASH_BYTES) return undefined
  return { salt: extra.slice(0, HASH_BYTES), recordDigest: extra.slice(HASH_BYTES) }
}
