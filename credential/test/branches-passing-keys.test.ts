/** Keys that sign one proof and are forgotten: made and checked alike in Node and in browsers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  achievementCredential,
  deriveCredential,
  generateKey,
  issueCredential,
  type JsonObject,
  verify,
} from '../src/index.ts'
import { expandPoint } from '../src/keys/point.ts'
import * as browser from '../src/runtime/crypto-browser.ts'
import * as node from '../src/runtime/crypto-node.ts'
import { context, ISSUER, input } from './people.ts'

const message = new TextEncoder().encode('_:u1 <urn:p> "Wartini" .\n')

for (const [name, made] of [
  ['Node', node],
  ['browsers', browser],
] as const)
  test(`a passing key made for ${name} signs what both check, and nothing else`, async () => {
    const { publicKey, sign } = await made.passingSigner()
    const signature = await sign(message)
    assert.equal(publicKey.length, 33)
    assert.equal(signature.length, 64)
    for (const check of [node.passingVerifier(publicKey), browser.passingVerifier(publicKey)]) {
      assert.ok(check !== null)
      assert.equal(await check(message, signature), true)
      assert.equal(await check(message.with(3, 50), signature), false)
      assert.equal(await check(message, new Uint8Array(64)), false)
    }
    const { publicKey: other } = await made.passingSigner()
    assert.notDeepEqual(other, publicKey)
  })

test('both refuse the same bytes: off the curve, of another form, of another length, over the prime', async () => {
  const { publicKey } = await node.passingSigner()
  const candidates = [
    publicKey,
    ...[0, 1, 4, 5, 6, 7].map((first) => Uint8Array.from([first, ...publicKey.subarray(1)])),
    publicKey.subarray(0, 32),
    Uint8Array.from([...publicKey, 0]),
    Uint8Array.of(0),
    new Uint8Array(),
    Uint8Array.from([2, ...new Uint8Array(32).fill(0xff)]),
    Uint8Array.from([4, ...(expandPoint('P-256', publicKey) as Uint8Array)]),
    ...Array.from({ length: 64 }, (_, at) => Uint8Array.from([2 + (at & 1), ...new Uint8Array(31), at])),
  ]
  let good = 0
  for (const point of candidates) {
    const isPoint = expandPoint('P-256', point) !== null
    if (isPoint) good++
    for (const runtime of [node, browser]) {
      assert.equal(runtime.isCurvePoint('P-256', point), isPoint, String(point))
      assert.equal(runtime.passingVerifier(point) !== null, isPoint, String(point))
    }
  }
  assert.ok(good > 10 && good < candidates.length - 20, `${good}`)
})

test('a key of the statements that is no point of the curve fits nothing', async () => {
  const key = await generateKey('P-256')
  const method = `${ISSUER}#p256`
  const base = await issueCredential(achievementCredential(input()), {
    suite: 'ecdsa-sd-2023',
    mandatoryPointers: [],
    verificationMethod: method,
    created: '2026-10-12T00:00:00Z',
    sign: key.sign,
  })
  const part = await deriveCredential(base, ['/name'])
  assert.ok(part.ok)
  const given = context()
  const trust = given.trust as NonNullable<typeof given.trust>
  const own = { id: method, publicKeyMultibase: key.publicKeyMultibase, validFrom: '2024-01-01T00:00:00Z' }
  const issuers = trust.issuers.map((entry) => ({ ...entry, keys: [...entry.keys, own] }))
  const codeOf = async (text: string): Promise<string | undefined> =>
    (await verify(text, { ...given, trust: { ...trust, issuers } })).checks.find(({ id }) => id === 'proof')?.code
  assert.equal(await codeOf(part.text), 'proof-fits')
  const document = JSON.parse(part.text) as { proof: JsonObject }
  const bytes = Buffer.from(String(document.proof.proofValue).slice(1), 'base64url')
  // Three bytes of the form, the array, a signature of 66 bytes, the head of the key, its multicodec; then the sign of y.
  assert.ok(bytes[74] === 2 || bytes[74] === 3)
  bytes[74] = 5
  document.proof.proofValue = `u${bytes.toString('base64url')}`
  assert.equal(await codeOf(JSON.stringify(document)), 'proof-does-not-fit')
})
