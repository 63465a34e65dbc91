import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { bakeSvg, credentialInPdf, decodeStatusList, encodeStatusList, isSet, verify } from '../src/index.ts'
import { NotLoaded, onDemand } from '../src/on-demand.ts'
import * as browser from '../src/runtime/inflate-browser.ts'
import * as node from '../src/runtime/inflate-node.ts'
import { withBrowserBundle } from './bundle.ts'
import { context, issueGood, list } from './people.ts'

const LIMIT_BYTES = 40 * 1024
const ALL_LIMIT_BYTES = 150 * 1024

test('the verifier for browsers stays under 40 KB gzipped, needs nothing of Node, and gives the same verdict', async (t) => {
  await withBrowserBundle(async ({ firstLoadBytes, allBytes, code, verifier }) => {
    t.diagnostic(`${firstLoadBytes} bytes at first, ${allBytes} in all`)
    assert.ok(firstLoadBytes <= LIMIT_BYTES, `${firstLoadBytes} bytes`)
    assert.ok(allBytes <= ALL_LIMIT_BYTES, `${allBytes} bytes`)
    assert.doesNotMatch(code, /from"node:|require\("/)
    const text = await issueGood()
    assert.equal((await verifier.verify(text, context())).verdict, 'valid')
    assert.equal((await verifier.verify(text.replace('Wartini', 'Wartono'), context())).kind, 'changed')
    const drawing = bakeSvg(new TextEncoder().encode('<svg/>'), text)
    assert.ok(drawing.ok)
    assert.equal(
      (await verifier.verify(drawing.bytes, context())).verdict,
      'valid',
      'carriers are loaded when they come',
    )
    const revoked = await list('revocation', [77])
    const good = context()
    const lists = { statusList: async (url: string) => (url.endsWith('-revocation') ? revoked : good.statusList(url)) }
    assert.equal((await verifier.verify(text, context(lists))).kind, 'revoked')
  })
})

test('without a connection our own format is checked by what came at first, and nothing else is ever valid or invalid', async () => {
  await withBrowserBundle(
    async ({ verifier: { verify } }) => {
      const text = await issueGood()
      const good = context()
      const revoked = await list('revocation', [77])
      const lists = {
        statusList: async (url: string) => (url.endsWith('-revocation') ? revoked : good.statusList(url)),
      }
      assert.equal((await verify(text, good)).kind, 'valid')
      assert.equal((await verify(new TextEncoder().encode(text), good)).kind, 'valid')
      assert.equal((await verify(text.replace('Wartini', 'Wartono'), good)).kind, 'changed')
      assert.equal((await verify(text, context(lists))).kind, 'revoked')
      assert.equal((await verify(text, context({ trust: null }))).kind, 'register-not-available')
      const drawing = bakeSvg(new TextEncoder().encode('<svg/>'), text)
      assert.ok(drawing.ok)
      for (const rare of [drawing.bytes, 'eyJhbGciOiJFZERTQSJ9.e30.AA', 'LMB1:AAA', '{"type":"Assertion"}']) {
        const verdict = await verify(rare, good)
        assert.deepEqual([verdict.verdict, verdict.kind, verdict.facts], ['unconfirmed', 'unconfirmed', null])
        assert.equal(verdict.checks[0]?.code, 'format-not-checked')
        assert.equal(verdict.checks[0]?.data.reason, 'part-not-loaded')
      }
    },
    { lost: true },
  )
})

test('a part that could not be loaded is asked for again, and then kept', async () => {
  let asked = 0
  const part = onDemand(async () => {
    asked++
    if (asked === 1) throw new TypeError('no connection')
    return asked
  })
  await assert.rejects(async () => part(), NotLoaded)
  assert.equal(await part(), 2)
  assert.equal(part(), 2)
})

test('a fault of the caller is thrown on, and not taken for a lost connection', async () => {
  const trust = { ...context().trust, asOf: Symbol('none') } as never
  await assert.rejects(verify(await issueGood(), context({ trust })), TypeError)
})

for (const [name, streams] of [
  ['Node', node],
  ['browsers', browser],
] as const) {
  test(`unpacking in ${name}: what was packed, nothing broken, nothing beyond the cap`, async () => {
    const bytes = new Uint8Array(5000).fill(7)
    assert.deepEqual(
      new Uint8Array((await streams.unpack('gzip', await streams.pack('gzip', bytes), 5000)) ?? []),
      bytes,
    )
    assert.deepEqual(new Uint8Array((await streams.unpack('deflate', deflateSync(bytes), 5000)) ?? []), bytes)
    assert.equal(await streams.unpack('gzip', await streams.pack('gzip', bytes), 4999), null)
    const deflated = await streams.pack('deflate', bytes)
    assert.deepEqual(new Uint8Array((await streams.unpack('deflate', deflated, 5000)) ?? []), bytes)
    // Browsers refuse this by the Compression Standard; the streams of Node that stand in for them here don't.
    const doubled = await streams.unpack('deflate', Buffer.concat([deflated, deflated]), 99_999)
    if (name === 'Node') assert.equal(doubled, null)
    assert.equal(await streams.unpack('gzip', bytes, 5000), null)
    assert.equal(await streams.unpack('gzip', (await streams.pack('gzip', bytes)).slice(0, -9), 5000), null)
    assert.equal(await streams.unpack('gzip', gzipSync(Buffer.alloc(50_000_000)), 2_000_000), null)
  })
}

test('long texts in base64url are read alike in Node and in browsers, and as strictly', () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 83 + length) & 255)
    const text = node.writeBase64Url(bytes)
    assert.equal(browser.writeBase64Url(bytes), text)
    for (const { readBase64Url } of [node, browser]) assert.deepEqual(new Uint8Array(readBase64Url(text) ?? []), bytes)
  }
  for (const wrong of ['A', 'AB', 'AA==', 'A A', 'AAA\n', 'A+A', 'AAÄA', 'AA.A'])
    for (const { readBase64Url } of [node, browser]) assert.equal(readBase64Url(wrong), null, wrong)
})

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
