/** The published vectors of Merkle proofs (transparency-dev), read from SHARED_DATA, which isn't part of the repository. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyHolds,
  consistencyProof,
  consistencySpans,
  EMPTY_RANGE,
  emptyRoot,
  extend,
  inclusionHolds,
  inclusionProof,
  inclusionSpans,
  leafHash,
  nodeHash,
  rootOfLeaves,
  rootOfRange,
} from '../src/log/merkle.ts'

const folder = join(process.env.SHARED_DATA ?? '../shared/data', 'vectors', 'merkle')
const skip = existsSync(folder) ? false : `no vectors in ${folder}: set SHARED_DATA`

const vectors = (kind: string) =>
  readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(folder, kind, name), 'utf8'))] as const)
const bytes = (text: string | null): Uint8Array => Uint8Array.from(Buffer.from(text ?? '', 'base64'))
const list = (texts: (string | null)[] | null): Uint8Array[] => (texts ?? []).map(bytes)

test('196 published vectors: every proof is taken or refused as they say', { skip }, () => {
  const inclusion = vectors('inclusion')
  for (const [name, { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }] of inclusion)
    assert.equal(inclusionHolds(leafIdx, treeSize, bytes(leaf), list(proof), bytes(root)), !wantErr, name)
  const consistency = vectors('consistency')
  for (const [name, { size1, size2, root1, root2, proof, wantErr }] of consistency) {
    const [older, newer] = [
      { size: size1, root: bytes(root1) },
      { size: size2, root: bytes(root2) },
    ]
    assert.equal(consistencyHolds(older, newer, list(proof)), !wantErr, name)
  }
  assert.equal(inclusion.length + consistency.length, 196)
})

const leavesOf = (size: number) => Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)))

/** RFC 6962, section 2.1, as it is written. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined) return emptyRoot()
  if (leaves.length === 1) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)))
}

const reader = (leaves: readonly Uint8Array[]) => (level: number, index: number) =>
  treeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))

const flipped = (hash: Uint8Array, at: number) => hash.map((byte, place) => (place === at ? byte ^ 1 : byte))

test('roots are those of the definition, leaf by leaf and all at once', () => {
  assert.equal(Buffer.from(emptyRoot()).toString('base64'), '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
  const leaves = leavesOf(130)
  let range = EMPTY_RANGE
  for (let size = 0; size <= 130; size++) {
    assert.deepEqual(rootOfRange(range), treeHash(leaves.slice(0, size)), `size ${size}`)
    assert.deepEqual(rootOfLeaves(leaves.slice(0, size)), rootOfRange(range))
    range = extend(range, leaves.slice(size, size + 1))
  }
})

test('every leaf of every tree up to 70 is proved, and nothing else by the same proof', () => {
  const all = leavesOf(70)
  for (let size = 1; size <= 70; size++) {
    const leaves = all.slice(0, size)
    const root = treeHash(leaves)
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, reader(leaves))
      const leaf = leaves[index] as Uint8Array
      assert.ok(inclusionHolds(index, size, leaf, proof, root), `${index} of ${size}`)
      assert.ok(!inclusionHolds((index + 1) % size, size, leaf, proof, root) || size === 1)
      assert.ok(!inclusionHolds(index, size, leaf, [...proof, root], root))
      assert.ok(!inclusionHolds(index, size, flipped(leaf, 31), proof, root))
    }
  }
})

test('every tree up to 70 adds to every one before, and a changed hash is refused', () => {
  const all = leavesOf(70)
  for (let size = 1; size <= 70; size++) {
    const newer = { size, root: treeHash(all.slice(0, size)) }
    for (let from = 1; from <= size; from++) {
      const older = { size: from, root: treeHash(all.slice(0, from)) }
      const proof = consistencyProof(from, size, reader(all))
      assert.ok(consistencyHolds(older, newer, proof), `${from} to ${size}`)
      assert.ok(!consistencyHolds({ ...older, root: flipped(older.root, 0) }, newer, proof))
      assert.ok(!consistencyHolds(older, { ...newer, root: flipped(newer.root, 0) }, proof))
      assert.ok(!consistencyHolds(older, newer, [...proof, newer.root]))
      assert.ok(proof.length === 0 || !consistencyHolds(older, newer, proof.slice(1)))
    }
  }
})

test('random trees: all proofs hold, none with a changed hash does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 700 }), fc.nat(), fc.nat(), fc.nat({ max: 31 }), (size, one, other, byte) => {
      const leaves = leavesOf(size)
      const read = reader(leaves)
      const root = rootOfLeaves(leaves)
      const index = one % size
      const proof = inclusionProof(index, size, read)
      const leaf = leaves[index] as Uint8Array
      assert.ok(inclusionHolds(index, size, leaf, proof, root))
      const from = 1 + (other % size)
      const older = { size: from, root: rootOfLeaves(leaves.slice(0, from)) }
      const consistency = consistencyProof(from, size, read)
      assert.ok(consistencyHolds(older, { size, root }, consistency))
      const withChange = (hashes: Uint8Array[], at: number) =>
        hashes.map((hash, place) => (place === at ? flipped(hash, byte) : hash))
      for (const at of proof.keys()) assert.ok(!inclusionHolds(index, size, leaf, withChange(proof, at), root))
      for (const at of consistency.keys())
        assert.ok(!consistencyHolds(older, { size, root }, withChange(consistency, at)))
    }),
    { numRuns: 60 },
  )
})

test('sizes that are none are refused, and thrown where proofs are made', () => {
  const [leaf] = leavesOf(1) as [Uint8Array]
  for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.equal(inclusionHolds(bad, 1, leaf, [], leaf), false)
    assert.equal(inclusionHolds(0, bad, leaf, [], leaf), false)
    assert.equal(consistencyHolds({ size: bad, root: leaf }, { size: 1, root: leaf }, []), false)
    assert.equal(consistencyHolds({ size: 1, root: leaf }, { size: bad, root: leaf }, []), false)
    assert.throws(() => inclusionSpans(bad, 1), RangeError)
    assert.throws(() => inclusionSpans(0, bad), RangeError)
    assert.throws(() => consistencySpans(bad, 1), RangeError)
    assert.throws(() => consistencySpans(1, bad), RangeError)
  }
  assert.throws(() => inclusionSpans(1, 1), RangeError)
  assert.throws(() => consistencySpans(2, 1), RangeError)
  assert.deepEqual([consistencySpans(0, 9), consistencySpans(9, 9)], [[], []])
  assert.equal(inclusionHolds(0, 2, leaf, [leaf.slice(1)], leaf), false)
  assert.equal(inclusionHolds(0, 1, leaf.slice(1), [], leaf.slice(1)), false)
  assert.equal(inclusionHolds(0, 2 ** 52, leaf, Array(64).fill(leaf), leaf), false)
  assert.equal(consistencyHolds({ size: 3, root: leaf }, { size: 7, root: leaf }, []), false)
  assert.equal(consistencyHolds({ size: 1, root: leaf.slice(1) }, { size: 2, root: leaf }, [leaf]), false)
})
