/** The published vectors of Project Wycheproof against the one function that checks signatures, in Node and in a real browser. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { build } from 'esbuild'
import { launchBrowser } from '../../test/support/browser.ts'
import { type PublicKey, signatureHolds } from '../src/index.ts'
import { PUBLISHED, type PublishedCase, publishedCases } from './support/wycheproof.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

async function holds({ kind, key, message, signature }: PublishedCase): Promise<boolean> {
  const publicKey: PublicKey = { kind, bytes: hex(key) }
  return signature !== null && signatureHolds(publicKey, hex(message), hex(signature))
}

for (const file of PUBLISHED) {
  test(`in Node, ${file[0]}: every published result`, async (t) => {
    const cases = publishedCases(file)
    if (cases === null) return t.skip('the published vectors are not at hand: set SHARED_DATA')
    const wrong: string[] = []
    for (const published of cases) if ((await holds(published)) !== published.valid) wrong.push(published.name)
    t.diagnostic(`${cases.length - wrong.length} of ${cases.length} as published`)
    assert.deepEqual(wrong, [])
  })
}

/** What stands in the page: checks all cases, and answers the places of those that don't come out as published. */
const PAGE = `
import { generateKey, readMultikey, signatureHolds } from '../src/keys/key.ts'
globalThis.keyMade = async (kind) => {
  const { publicKeyMultibase, sign } = await generateKey(kind)
  const [message, other] = [new Uint8Array([1]), new Uint8Array([2])]
  const signature = await sign(message)
  const key = readMultikey(publicKeyMultibase)
  const text = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const holds = [await signatureHolds(key, message, signature), await signatureHolds(key, other, signature)]
  return { holds, key: text(key.bytes), signature: text(signature) }
}
const hex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
globalThis.wrongCases = async (cases) => {
  const wrong = []
  for (const [at, { kind, key, message, signature, valid }] of cases.entries()) {
    const answer = signature !== null && (await signatureHolds({ kind, bytes: hex(key) }, hex(message), hex(signature)))
    if (answer !== valid) wrong.push(at)
  }
  return wrong
}`

const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 })
const rsaCase = (message: string, signed = message) => ({
  kind: 'RSA',
  key: rsa.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('hex'),
  message,
  signature: sign('sha256', Buffer.from(signed, 'hex'), rsa.privateKey).toString('hex'),
  valid: message === signed,
})

test('in a real Chromium: every published result, RS256, and keys that it makes', async (t) => {
  const files = PUBLISHED.map((file) => [file[0], publishedCases(file)] as const)
  if (files.some(([, cases]) => cases === null)) return t.skip('the published vectors are not at hand: set SHARED_DATA')
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: new URL('.', import.meta.url).pathname, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  const script = outputFiles[0]?.text ?? ''
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8')
    answer.end(`<!doctype html><script type="module">${script.replaceAll('</script', '<\\/script')}</script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    // A page on localhost is a secure context, without which there is no WebCrypto.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('typeof globalThis.wrongCases === "function"')
    for (const [name, cases] of files) {
      const wrong = (await page.evaluate(`globalThis.wrongCases(${JSON.stringify(cases)})`)) as number[]
      t.diagnostic(`${name}: ${(cases ?? []).length - wrong.length} of ${(cases ?? []).length} as published`)
      assert.deepEqual(
        wrong.map((at) => cases?.[at]?.name),
        [],
      )
    }
    const cases = JSON.stringify([rsaCase('01'), rsaCase('01', '02')])
    assert.deepEqual(await page.evaluate(`globalThis.wrongCases(${cases})`), [])
    for (const kind of ['Ed25519', 'P-256', 'P-384'] as const) {
      const made = (await page.evaluate(`globalThis.keyMade('${kind}')`)) as {
        holds: boolean[]
        key: string
        signature: string
      }
      assert.deepEqual(made.holds, [true, false], kind)
      assert.equal(await signatureHolds({ kind, bytes: hex(made.key) }, hex('01'), hex(made.signature)), true, kind)
    }
  } finally {
    await browser.close()
    server.close()
  }
})
