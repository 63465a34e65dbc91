import { generateKeyPairSync, sign } from 'node:crypto'
import { consistencySpans, leafHash } from '@lumbung/credential/log'
import { checkpointBody, signedNote, vkeyOf } from '../../src/log/rules-note.ts'
import { grow, rootsOfSpans } from '../../src/log/rules-tree.ts'

/** A tree whose leaves a test names. */
export interface InventedTree {
  readonly size: number
  readonly root: Uint8Array
  /** The consistency proof from its first `size` leaves. */
  prove(size: number): Uint8Array[]
}

/** The tree of some leaves. */
export function treeOf(leaves: readonly string[]): InventedTree {
  const { size, root, tiles } = grow(
    0,
    new Map(),
    leaves.map((text) => leafHash(Buffer.from(text))),
  )
  return { size, root, prove: (from) => rootsOfSpans(consistencySpans(from, size), tiles) }
}

/** A log that signs whatever a test wants: also two trees. */
export interface InventedLog {
  readonly origin: string
  readonly vkey: string
  body(tree: Pick<InventedTree, 'size' | 'root'>): string
  note(tree: Pick<InventedTree, 'size' | 'root'>): string
}

/** Makes a log with a key of its own. */
export function inventedLog(origin: string): InventedLog {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const vkey = vkeyOf(origin, new Uint8Array(Buffer.from(x, 'base64url')))
  const body = ({ size, root }: Pick<InventedTree, 'size' | 'root'>) => checkpointBody(origin, size, root)
  return {
    origin,
    vkey,
    body,
    note: (tree) => signedNote(body(tree), vkey, sign(null, Buffer.from(body(tree)), privateKey)),
  }
}

/** The body of a request to a witness. */
export function submission(old: number, proof: readonly Uint8Array[], note: string): string {
  return `old ${old}\n${proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`
}
