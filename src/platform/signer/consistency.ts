import { consistencyHolds as addsTo, type TreeHead } from '@lumbung/credential/log'

/** A tree: how many leaves it has, and its root. */
export type Tree = TreeHead

/**
 * Whether a tree holds an older one unchanged (RFC 9162, section 2.1.4.2). Every tree continues the empty one, and then no
 * proof comes with it; two empty trees are the same tree by their root.
 */
export function consistencyHolds(old: Tree, now: Tree, proof: readonly Uint8Array[]): boolean {
  if (old.size > 0) return addsTo(old, now, proof)
  return proof.length === 0 && (now.size > 0 || Buffer.compare(old.root, now.root) === 0)
}
