import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { credentialInPdf, decodeStatusList, encodeStatusList, isSet } from '../src/index.ts'
import * as browser from '../src/runtime/inflate-browser.ts'
import * as node from '../src/runtime/inflate-node.ts'
import { withBrowserBundle } from './bundle.ts'
import { context, issueGood, list } from './people.ts'

const LIMIT_BYTES = 40 * 1024

test('the verifier for browsers stays under 40 KB gzipped, needs nothing of Node, and gives the same verdict', async () => {
  await withBrowserBundle(async ({ firstLoadBytes, code, verifier }) => {
    assert.ok(firstLoadBytes <= LIMIT_BYTES, `${firstLoadBytes} bytes`)
    assert.doesNotMatch(code, /from"node:|require\("/)
    const text = await issueGood()
    assert.equal((await verifier.verify(text, context())).verdict, 'valid')
    assert.equal((await verifier.verify(text.replace('Wartini', 'Wartono'), context())).kind, 'changed')
    const revoked = await list('revocation', [77])
    const good = context()
    const lists = { statusList: async (url: string) => (url.endsWith('-revocation') ? revoked : good.statusList(url)) }
    assert.equal((await verifier.verify(text, context(lists))).kind, 'revoked')
  })
})

for (const [name, streams] of [
  ['Node', node],
  ['browsers', browser],
] as const) {
  test(`unpacking in ${name}: what was packed, nothing broken, nothing beyond the cap`, async () => {
    const bytes = new Uint8Array(5000).fill(7)
    assert.deepEqual(new Uint8Array((await streams.unpack('gzip', await streams.packGzip(bytes), 5000)) ?? []), bytes)
    assert.deepEqual(new Uint8Array((await streams.unpack('deflate', deflateSync(bytes), 5000)) ?? []), bytes)
    assert.equal(await streams.unpack('gzip', await streams.packGzip(bytes), 4999), null)
    assert.equal(await streams.unpack('gzip', bytes, 5000), null)
    assert.equal(await streams.unpack('gzip', (await streams.packGzip(bytes)).slice(0, -9), 5000), null)
    assert.equal(await streams.unpack('gzip', gzipSync(Buffer.alloc(50_000_000)), 2_000_000), null)
  })
}

test('a status list keeps each place, and is hidden among 131,072', async () => {
  const set = [0, 1, 7, 8, 77, 131_071]
  const bits = await decodeStatusList(await encodeStatusList(set))
  assert.ok(bits instanceof Uint8Array)
  for (let index = 0; index < 131_072; index++) assert.equal(isSet(bits, index), set.includes(index))
  for (const outside of [-1, 131_072, 1.5, Number.NaN]) assert.equal(isSet(bits, outside), undefined)
  assert.equal(bits[0], 0b1100_0001, 'place 0 is the leftmost bit')
  await assert.rejects(encodeStatusList([131_072]), RangeError)
})

test('a PDF gives the one credential attached to it, plain or packed, and none where there are two', async () => {
  const text = await issueGood()
  const attach = (body: Uint8Array, filter: string): Buffer =>
    Buffer.concat([
      Buffer.from(`1 0 obj\n<< /Type /EmbeddedFile ${filter} /Length ${body.length} >>\nstream\n`),
      body,
      Buffer.from('\nendstream\nendobj\n'),
    ])
  const plain = attach(Buffer.from(text), '')
  const packed = attach(deflateSync(text), '/Filter /FlateDecode')
  const head = Buffer.from('%PDF-1.7\n')
  assert.equal(await credentialInPdf(Buffer.concat([head, plain])), text)
  assert.equal(await credentialInPdf(Buffer.concat([head, packed])), text)
  assert.equal(await credentialInPdf(Buffer.concat([head, plain, packed])), null)
  assert.equal(await credentialInPdf(plain), null)
  assert.equal(
    await credentialInPdf(
      Buffer.concat([head, attach(deflateSync(Buffer.alloc(9_000_000, '{')), '/Filter /FlateDecode')]),
    ),
    null,
  )
})
