import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { leave, NO_WITNESSES, proofFor, sequence } from '../src/log/index.ts'
import { FROM, startNode } from './support/chain.ts'
import { environmentOf, lumbung } from './support/command.ts'
import { startSite, type TestSite } from './support/site.ts'

// The verb as an operator runs it, against a node that answers JSON-RPC over HTTP.

const NOW = new Date('2026-11-26T07:05:00Z')
let site: TestSite
let node: Awaited<ReturnType<typeof startNode>>
let onChain: Readonly<Record<string, string>>

before(async () => {
  site = await startSite({ workers: false, clock: NOW })
  node = await startNode(NOW)
  onChain = {
    ...environmentOf(site),
    LOG_ANCHOR_URL: node.url,
    LOG_ANCHOR_CONTRACT: node.contract,
    LOG_ANCHOR_FROM: FROM,
  }
})
after(async () => {
  await node?.stop()
  await site?.stop()
})

async function another(id: string): Promise<void> {
  await leave(site.deps.db, NOW, [{ kind: 'rule', subject: 'test', subjectId: id, record: { id } }])
  await sequence(site.deps)
}

const anchor = (environment: Readonly<Record<string, string>>, ...words: string[]) =>
  lumbung(['log', 'anchor', ...words, '--json'], environment)
const said = (text: string) => JSON.parse(text) as Record<string, unknown>

test('checkpoints are anchored on a chain and checked; another anchor takes over and breaks no receipt and no proof', async () => {
  await another('first')
  const first = await anchor(onChain)
  assert.equal(first.code, 0, first.err)
  const { receipt } = said(first.out) as {
    receipt: { kind: string; size: number; at: string; place: { chain: string } }
  }
  assert.deepEqual([receipt.kind, receipt.size, receipt.at, receipt.place.chain], ['evm', 1, NOW.toISOString(), '1337'])
  const proof = await proofFor(site.deps.db, NO_WITNESSES, 'test', 'first')
  assert.ok(proof !== null && proof !== 'pending')
  // Two letters of a signature in base64 may well be 0x: an address or a transaction has forty figures behind them.
  assert.doesNotMatch(proof.text, /0x[0-9a-f]{40}|anchor/i)

  await another('second')
  assert.equal((await anchor(onChain)).code, 0)
  const inFile = { ...environmentOf(site), LOG_ANCHOR_URL: pathToFileURL(join(site.dataFolder, 'anchors.txt')).href }
  await another('third')
  assert.equal((await anchor(inFile)).code, 0)

  const folder = join(site.dataFolder, 'anchors')
  assert.deepEqual(readdirSync(folder).sort(), ['1-evm.json', '2-evm.json', '3-file.json'])
  const checked = await Promise.all([anchor(onChain, '--check'), anchor(inFile, '--check')])
  assert.deepEqual(
    checked.map(({ code, out }) => [code, said(out)]),
    [
      [0, { checked: 2, wrong: [] }],
      [0, { checked: 1, wrong: [] }],
    ],
    'receipts of both anchors hold, whichever is used now',
  )
  assert.deepEqual(await proofFor(site.deps.db, NO_WITNESSES, 'test', 'first'), proof, 'the old proof is what it was')

  const place = join(folder, '1-evm.json')
  writeFileSync(place, readFileSync(place, 'utf8').replace('"size":1', '"size":2'))
  const changed = await anchor(onChain, '--check')
  assert.deepEqual([changed.code, said(changed.out).wrong], [1, ['1-evm.json']])
})

test('a node that is away, and an anchor that is spelt wrongly, are told in a sentence', async () => {
  const wrong = await anchor({ ...onChain, LOG_ANCHOR_CONTRACT: '0x12' })
  assert.equal(wrong.code, 64)
  assert.match(wrong.err, /LOG_ANCHOR_CONTRACT and LOG_ANCHOR_FROM are addresses/)
  const away = await anchor({ ...onChain, LOG_ANCHOR_URL: 'http://user:geheim@127.0.0.1:9' })
  assert.equal(away.code, 1)
  assert.doesNotMatch(away.out + away.err, /geheim/, 'the address of a node may hold a password')
})
