import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyHolds,
  consistencyProof,
  consistencySpans,
  emptyRoot,
  inclusionHolds,
  inclusionProof,
  inclusionSpans,
  leafHash,
  rootOfLeaves,
} from '../src/log/merkle.ts'
import {
  decodeEntries,
  decodeTile,
  ENTRIES,
  edgeTiles,
  encodeEntries,
  encodeTile,
  growTree,
  hashesInTiles,
  readTilePath,
  rootOfTiles,
  type Tile,
  type TileAddress,
  tilePath,
  tilesBetween,
  tilesOfSpans,
} from '../src/log/tiles.ts'

const leavesOf = (size: number, from = 0) =>
  Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`leaf ${from + at}`)))

/** A log as files: every tile under its path. */
function stored() {
  const files = new Map<string, readonly Uint8Array[]>()
  return {
    files,
    read: (tile: TileAddress) => files.get(tilePath(tile)),
    save: (tiles: readonly Tile[]) => {
      for (const tile of tiles) files.set(tilePath(tile), tile.hashes)
    },
  }
}

test('paths are spelt as the specification does, and read in no other spelling', () => {
  for (const [tile, path] of [
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: ENTRIES, index: 1000, width: 256 }, 'tile/entries/x001/000'],
    [{ level: 1, index: Number.MAX_SAFE_INTEGER, width: 256 }, 'tile/1/x009/x007/x199/x254/x740/991'],
  ] as const) {
    assert.equal(tilePath(tile), path)
    assert.deepEqual(readTilePath(path), tile)
  }
  for (const path of [
    'tile/0/0',
    'tile/0/x000/001',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/x001',
    'tile/0/001/000',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000.p/1\n',
    'tile/data/000',
    'tile/0/x009/x007/x199/x254/x740/992',
  ])
    assert.equal(readTilePath(path), undefined, path)
})

test('a tree of 70,000 has the tiles that the specification counts', () => {
  const tiles = [...tilesBetween(0, 70_000)]
  const widths = (level: number) => tiles.filter((tile) => tile.level === level).map(({ width }) => width)
  assert.deepEqual([widths(0).filter((width) => width === 256).length, widths(0).at(-1)], [273, 112])
  assert.deepEqual([widths(1), widths(2), widths(3)], [[256, 17], [1], []])
  assert.deepEqual(widths(ENTRIES), widths(0))
  assert.deepEqual(
    edgeTiles(70_000).map(({ level, index, width }) => [level, index, width]),
    [
      [0, 273, 112],
      [1, 1, 17],
      [2, 0, 1],
    ],
  )
  assert.deepEqual(edgeTiles(256), [{ level: 1, index: 0, width: 1 }])
  assert.deepEqual([...tilesBetween(300, 300)], [])
  assert.deepEqual([...tilesBetween(300, 301)].map(tilePath), ['tile/entries/001.p/45', 'tile/0/001.p/45'])
})

test('a log that grows by any steps has the root of all leaves, and proves all of them out of its tiles', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 6 }), fc.nat(), (steps, one) => {
      const { read, save, files } = stored()
      const heads = [{ size: 0, root: emptyRoot() }]
      let size = 0
      for (const step of steps) {
        const grown = growTree(size, read, leavesOf(step, size))
        assert.deepEqual(
          grown.tiles.map(tilePath),
          [...tilesBetween(size, size + step)].filter(({ level }) => level !== ENTRIES).map(tilePath),
        )
        save(grown.tiles)
        size += step
        heads.push({ size, root: grown.root })
      }
      const leaves = leavesOf(size)
      const root = rootOfLeaves(leaves)
      assert.deepEqual([heads.at(-1)?.root, rootOfTiles(size, (tile) => served(tile, size))], [root, root])
      /** The tile as it is served at this size: the widest. */
      function served({ level, index }: TileAddress, of: number) {
        const tile = [...tilesBetween(0, of)].find((known) => known.level === level && known.index === index)
        return tile === undefined ? undefined : files.get(tilePath(tile))
      }
      const hashes = hashesInTiles((tile) => served(tile, size))
      if (size > 0) {
        const index = one % size
        const proof = inclusionProof(index, size, hashes)
        assert.ok(inclusionHolds(index, size, leaves[index] as Uint8Array, proof, root))
        const needed = tilesOfSpans(inclusionSpans(index, size), size)
        assert.ok(needed.every((tile) => files.has(tilePath(tile))))
        const only = new Map(needed.map((tile) => [`${tile.level}/${tile.index}`, files.get(tilePath(tile))]))
        const few = hashesInTiles(({ level, index: at }) => only.get(`${level}/${at}`))
        assert.deepEqual(inclusionProof(index, size, few), proof)
      }
      for (const older of heads.filter((head) => head.size > 0)) {
        const proof = consistencyProof(older.size, size, hashes)
        assert.ok(consistencyHolds(older, { size, root }, proof))
        assert.ok(tilesOfSpans(consistencySpans(older.size, size), size).every((tile) => files.has(tilePath(tile))))
      }
    }),
    { numRuns: 25 },
  )
})

test('levels above the first are made of full tiles alone', () => {
  const { read, save } = stored()
  const leaves = leavesOf(66_000)
  const grown = growTree(0, read, leaves)
  save(grown.tiles)
  assert.deepEqual(grown.root, rootOfLeaves(leaves))
  assert.deepEqual(grown.tiles.filter(({ level }) => level > 0).map(tilePath), [
    'tile/1/000',
    'tile/1/001.p/1',
    'tile/2/000.p/1',
  ])
  const more = growTree(66_000, read, leavesOf(3, 66_000))
  assert.deepEqual(more.root, rootOfLeaves(leavesOf(66_003)))
})

test('a missing or short tile is a fault, not a wrong root', () => {
  const short = () => leavesOf(1)
  for (const read of [() => undefined, short]) {
    assert.throws(() => growTree(5, read, leavesOf(1)), RangeError)
    assert.throws(() => rootOfTiles(5, read), RangeError)
  }
  assert.deepEqual(
    rootOfTiles(0, () => undefined),
    emptyRoot(),
  )
  assert.deepEqual(
    growTree(0, () => undefined, []),
    { size: 0, root: emptyRoot(), tiles: [] },
  )
})

test('tiles and bundles read back to the byte, and nothing else is read', () => {
  const hashes = leavesOf(3)
  const bytes = encodeTile(hashes)
  assert.deepEqual(decodeTile(bytes, 3), hashes)
  assert.deepEqual([decodeTile(bytes, 2), decodeTile(bytes.slice(1), 3)], [undefined, undefined])
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 20 }), (entries) => {
      const bundle = encodeEntries(entries)
      assert.deepEqual(decodeEntries(bundle, entries.length), entries)
      assert.equal(decodeEntries(bundle, entries.length + 1), undefined)
      assert.equal(decodeEntries(Uint8Array.from([...bundle, 0]), entries.length), undefined)
      if (entries.length > 0) {
        assert.equal(decodeEntries(bundle, entries.length - 1), undefined)
        assert.equal(decodeEntries(bundle.slice(0, -1), entries.length), undefined)
      }
    }),
  )
  const largest = new Uint8Array(65_535)
  assert.deepEqual(decodeEntries(encodeEntries([largest]), 1), [largest])
  assert.throws(() => encodeEntries([new Uint8Array(65_536)]), RangeError)
})
