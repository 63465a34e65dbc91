/** What a leaf commits to and how it is spelt. Pure. */

import { hash } from 'node:crypto'
import type { LeafKind } from './types.ts'

const NOTHING = Buffer.alloc(32)

/** The commitment of a leaf: salt, the hash of the record's canonical text, and the hash of the signature or 32 zeros. */
export function commitmentOf(salt: Uint8Array, recordDigest: Uint8Array, signed: string | undefined): Uint8Array {
  const signature = signed === undefined ? NOTHING : hash('sha256', signed, 'buffer')
  return hash('sha256', Buffer.concat([salt, recordDigest, signature]), 'buffer')
}

/** The entry of a leaf, as the tree hashes it and anyone can read it. */
export function entryOf(leaf: { readonly kind: LeafKind; readonly commitment: Uint8Array }): Uint8Array {
  return Buffer.from(`lumbung.log/v1\n${leaf.kind}\n${Buffer.from(leaf.commitment).toString('base64')}\n`)
}
