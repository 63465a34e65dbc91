import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../test/support/award-world.ts'
import { chain, FROM } from '../../test/support/chain.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { type Anchor, type AnchorReceipt, fileAnchor } from './anchor.ts'
import { evmAnchor } from './anchor-evm.ts'
import { leave, logBegan, proofFor, sequence } from './index.ts'
import { noteHolds } from './rules-note.ts'
import { lastCheckpoint } from './store-checkpoint.ts'

const NOW = new Date('2026-11-26T07:05:00Z')

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: TestDatabase
before(async () => {
  folder = await temporaryFolder()
  database = await testDatabase()
})
after(async () => {
  await database.close()
  await folder.remove()
})

test('a tree is anchored on a chain, then in a file; old receipts and old proofs hold after the change', async () => {
  const world = awardDeps(database.db, NOW.toISOString())
  const nobody = { witnesses: [], quorum: 0 }
  const another = async (id: string) => {
    await leave(database.db, NOW, [{ kind: 'rule', subject: 'rule-choice', subjectId: id, record: { id } }])
    await sequence(world.deps)
    const tree = await lastCheckpoint(database.db)
    const began = await logBegan(database.db)
    assert.ok(tree && began)
    return { origin: began.origin, size: tree.size, root: tree.root, vkey: began.vkey }
  }
  await sequence(world.deps)
  const first = await another('first')
  const node = await chain(NOW)
  const place = { transport: (viem: typeof import('viem')) => viem.custom(node), contract: node.contract, from: FROM }
  const evm = await evmAnchor(place)
  const onChain = await evm.anchor(first)
  assert.deepEqual([onChain.kind, onChain.at, onChain.place.chain], ['evm', NOW.toISOString(), '1337'])
  assert.doesNotMatch(JSON.stringify(onChain), /http/)
  const proof = await proofFor(database.db, nobody, 'rule-choice', 'first')

  const second = await another('second')
  const path = join(folder.path, 'anchors.txt')
  const file = fileAnchor(path, () => NOW)
  const inFile = await file.anchor(second)
  assert.deepEqual(await file.anchor(second), inFile, 'the same again is the same receipt')

  const holds = (anchor: Anchor, receipt: AnchorReceipt) => anchor.verify(JSON.parse(JSON.stringify(receipt)))
  assert.equal(await holds(await evmAnchor(place), onChain), true, 'the old receipt, asked by a new start')
  assert.equal(await holds(file, inFile), true)
  const again = await proofFor(database.db, nobody, 'rule-choice', 'first')
  assert.deepEqual(again, proof)
  assert.ok(proof !== null && proof !== 'pending')
  assert.ok(noteHolds(proof.text.slice(proof.text.indexOf('\n\n') + 2), first.vkey), 'the proof needs no anchor')

  const wrong = { root: Buffer.alloc(32, 9).toString('base64'), size: first.size + 5, at: '2026-01-01T00:00:00.000Z' }
  for (const [name, value] of Object.entries(wrong)) {
    assert.equal(await evm.verify({ ...onChain, [name]: value }), false, name)
    assert.equal(await file.verify({ ...inFile, [name]: value }), false, name)
  }
  await assert.rejects(evm.anchor({ ...first, root: Buffer.alloc(32, 9) }), /another tree of this size/)
  await assert.rejects(file.anchor({ ...second, root: Buffer.alloc(32, 9) }), RangeError)
  assert.equal(await evm.verify(onChain), true, 'what was refused changed nothing')
  writeFileSync(path, readFileSync(path, 'utf8').replace(inFile.root, onChain.root))
  assert.equal(await file.verify(inFile), false)
})
