import { hash } from 'node:crypto'

/** A tree: how many leaves it has, and its root. */
export interface Tree {
  readonly size: number
  readonly root: Uint8Array
}

const node = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  hash('sha256', Buffer.concat([Buffer.from([1]), left, right]), 'buffer')

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** Whether a tree holds an older one unchanged (RFC 9162, section 2.1.4.2). */
export function consistencyHolds(old: Tree, now: Tree, proof: readonly Uint8Array[]): boolean {
  if (old.size > now.size) return false
  if (old.size === now.size) return proof.length === 0 && same(old.root, now.root)
  if (old.size === 0) return proof.length === 0
  const [first, ...rest] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof
  if (first === undefined) return false
  let [at, last] = [old.size - 1, now.size - 1]
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  let [older, newer] = [first, first]
  for (const hashed of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      older = node(hashed, older)
      newer = node(hashed, newer)
      while (at % 2 === 0 && at > 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
    } else newer = node(newer, hashed)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && same(older, old.root) && same(newer, now.root)
}

/** By division: the logarithm of a number near a large power of two is rounded to a whole one. */
function isPowerOfTwo(count: number): boolean {
  let left = count
  while (left % 2 === 0) left /= 2
  return left === 1
}
