/** The Merkle tree of a log and its proofs (RFC 6962, section 2.1; RFC 9162, section 2.1), with SHA-256. */
import { sha256 } from '#crypto'

/** Bytes of a hash. */
export const HASH_BYTES = 32
/** Most hashes of a proof: one for every level of a tree whose size is an exact number of ECMAScript. */
export const MOST_HASHES = 63

/** The hash of a leaf: SHA-256(0x00 || entry) (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length)
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** The hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962, section 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + left.length + right.length)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + left.length)
  return sha256(bytes)
}

/** The root of the tree without leaves: the hash of nothing (RFC 6962, section 2.1). */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array())
}

/** Whether two hashes are the same. */
export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

/** Whether a number can count leaves: whole, not negative, and exact. */
export function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0
}

/** A tree as what is needed to go on with it: its complete subtrees, the largest first (RFC 9162, section 2.1.2). */
export interface CompactRange {
  readonly size: number
  readonly nodes: readonly Uint8Array[]
}

/** The tree without leaves. */
export const EMPTY_RANGE: CompactRange = { size: 0, nodes: [] }

/** A tree with further leaves, given as leaf hashes in their order. */
export function extend({ size, nodes }: CompactRange, leaves: Iterable<Uint8Array>): CompactRange {
  const grown = [...nodes]
  let count = size
  for (const leaf of leaves) {
    let hash = leaf
    // Every one at the end of the old size in binary is a complete subtree that this leaf completes further.
    for (let left = count; left % 2 === 1; left = Math.floor(left / 2)) hash = nodeHash(grown.pop() as Uint8Array, hash)
    grown.push(hash)
    count++
  }
  return { size: count, nodes: grown }
}

/** The root of a tree. */
export function rootOfRange({ nodes }: CompactRange): Uint8Array {
  return nodes.length === 0 ? emptyRoot() : nodes.reduceRight((right, left) => nodeHash(left, right))
}

/** The root of the tree of some leaf hashes. */
export function rootOfLeaves(leaves: Iterable<Uint8Array>): Uint8Array {
  return rootOfRange(extend(EMPTY_RANGE, leaves))
}

/** The leaves from `start` to before `end`. Every hash of a proof is the root of one such part of the tree. */
export interface LeafSpan {
  readonly start: number
  readonly end: number
}

/** The hash of a complete subtree: `level` 0 is a leaf hash, and subtree `index` covers the leaves from `index * 2**level` on. */
export type HashReader = (level: number, index: number) => Uint8Array

/** The largest power of two below a count of at least two (RFC 6962, section 2.1, *k*). */
function splitOf(count: number): number {
  let part = 1
  while (part * 2 < count) part *= 2
  return part
}

/** The spans whose roots prove that leaf `index` is in a tree of `size`, from the leaf up (RFC 6962, section 2.1.1). Throws RangeError where it isn't. */
export function inclusionSpans(index: number, size: number): LeafSpan[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`leaf ${index} of a tree of ${size}`)
  const spans: LeafSpan[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      spans.unshift({ start: middle, end })
      end = middle
    } else {
      spans.unshift({ start, end: middle })
      start = middle
    }
  }
  return spans
}

/**
 * The spans whose roots prove that a tree of `size` only adds to one of `from` leaves (RFC 6962, section 2.1.2). None from
 * the empty tree, which every tree adds to, and none to the same size. Throws RangeError where the older tree is larger.
 */
export function consistencySpans(from: number, size: number): LeafSpan[] {
  if (!isCount(from) || !isCount(size) || from > size) throw new RangeError(`a tree of ${size} from one of ${from}`)
  if (from === 0 || from === size) return []
  const spans: LeafSpan[] = []
  let [start, end] = [0, size]
  while (from !== end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      spans.unshift({ start: middle, end })
      end = middle
    } else {
      spans.unshift({ start, end: middle })
      start = middle
    }
  }
  // Whoever holds the older root knows this subtree already where it is the whole older tree.
  return start === 0 ? spans : [{ start, end }, ...spans]
}

/** A complete subtree, as a `HashReader` is asked for it. */
export interface Subtree {
  readonly level: number
  readonly index: number
}

/** The complete subtrees that a span of a tree is made of, from left to right. */
export function subtreesOf({ start, end }: LeafSpan): Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = start; at < end; ) {
    let [level, width] = [0, 1]
    while (width * 2 <= end - at && at % (width * 2) === 0) [level, width] = [level + 1, width * 2]
    subtrees.push({ level, index: at / width })
    at += width
  }
  return subtrees
}

/** The root of a span, of a tree of at least one leaf, by the hashes of the complete subtrees in it. */
export function rootOfSpan(span: LeafSpan, read: HashReader): Uint8Array {
  const hashes = subtreesOf(span).map(({ level, index }) => read(level, index))
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** A proof that leaf `index` is in the tree of `size` leaves. Throws RangeError where it isn't. */
export function inclusionProof(index: number, size: number, read: HashReader): Uint8Array[] {
  return inclusionSpans(index, size).map((span) => rootOfSpan(span, read))
}

/** A proof that the tree of `size` leaves only adds to the one of `from`. Throws RangeError where that one is larger. */
export function consistencyProof(from: number, size: number, read: HashReader): Uint8Array[] {
  return consistencySpans(from, size).map((span) => rootOfSpan(span, read))
}

const areHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.length <= MOST_HASHES && hashes.every(({ length }) => length === HASH_BYTES)

const halved = (number: number): number => Math.floor(number / 2)

/** Whether a leaf hash stands at `index` of the tree with this size and root (RFC 9162, section 2.1.3.2). Never throws. */
export function inclusionHolds(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, ...proof])) return false
  let [place, last, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash)
      // A node at the right edge has no sibling on levels where the tree is even there.
      while (place % 2 === 0 && place !== 0) [place, last] = [halved(place), halved(last)]
    } else hash = nodeHash(hash, sibling)
    ;[place, last] = [halved(place), halved(last)]
  }
  return last === 0 && isSameHash(hash, root)
}

/** A tree as a checkpoint names it. */
export interface TreeHead {
  readonly size: number
  readonly root: Uint8Array
}

/**
 * Whether `newer` only adds leaves to `older` (RFC 9162, section 2.1.4.2). The same size asks for the same root and an empty
 * proof. An older tree without leaves proves nothing, and is false. Never throws.
 */
export function consistencyHolds(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size === 0 || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && isSameHash(older.root, newer.root)
  if (!areHashes([older.root, newer.root, ...proof])) return false
  let [place, last] = [older.size - 1, newer.size - 1]
  while (place % 2 === 1) [place, last] = [halved(place), halved(last)]
  // Where the older tree is complete it stands whole in the newer one, and its root begins the proof.
  const [first, ...rest] = place === 0 ? [older.root, ...proof] : proof
  if (first === undefined) return false
  let [before, after] = [first, first]
  for (const hash of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
      while (place % 2 === 0 && place !== 0) [place, last] = [halved(place), halved(last)]
    } else after = nodeHash(after, hash)
    ;[place, last] = [halved(place), halved(last)]
  }
  return last === 0 && isSameHash(before, older.root) && isSameHash(after, newer.root)
}
