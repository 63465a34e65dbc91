import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeDurably } from '../platform/files.ts'

/** What is anchored: the tree of a log at a size. */
export interface AnchoredTree {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** What an anchor gave for a tree; kept beside the log, and enough to ask that anchor again after it was replaced. */
export interface AnchorReceipt {
  readonly kind: 'file' | 'evm'
  readonly origin: string
  readonly size: number
  /** The root in base64. */
  readonly root: string
  /** When the anchor took it, by the anchor's clock, in UTC. */
  readonly at: string
  /** Where: the file; or chain, contract, sender and transaction. */
  readonly place: Readonly<Record<string, string>>
}

/**
 * A place outside that remembers trees of the log: one more than the witnesses, which nothing needs. Proofs hold without
 * it, so that an anchor can be changed or left at any time.
 */
export interface Anchor {
  readonly kind: AnchorReceipt['kind']
  /** Has a tree remembered. The same tree again is allowed; another of the same size throws. */
  anchor(tree: AnchoredTree): Promise<AnchorReceipt>
  /** Whether the anchor still remembers exactly what the receipt says. Throws where it can't be had. */
  verify(receipt: AnchorReceipt): Promise<boolean>
}

/** The hash that names a log where its name has no room: SHA-256 of its origin. */
export function originDigest(origin: string): Uint8Array {
  return createHash('sha256').update(origin).digest()
}

/** An anchor in a file, say on a disk that is written once, or one that is printed in a newspaper every month. */
export function fileAnchor(path: string, now: () => Date): Anchor {
  const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [])
  return {
    kind: 'file',
    anchor: async ({ origin, size, root }) => {
      const text = Buffer.from(root).toString('base64')
      const there = lines()
      const old = there
        .map((line) => line.split(' '))
        .find(([name, count]) => name === origin && count === String(size))
      if (old !== undefined && old[2] !== text) throw new RangeError('the file holds another tree of this size')
      const at = old?.[3] ?? now().toISOString()
      if (old === undefined) writeDurably(path, `${[...there, `${origin} ${size} ${text} ${at}`].join('\n')}\n`, 0o644)
      return { kind: 'file', origin, size, root: text, at, place: { path } }
    },
    verify: async ({ origin, size, root, at }) => lines().includes(`${origin} ${size} ${root} ${at}`),
  }
}
