import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  didDocument,
  didWebOf,
  generateKey,
  type PublicKey,
  readMultikey,
  signatureHolds,
  writeMultikey,
} from '../src/index.ts'
import { didWebUrl, parseDidWeb } from '../src/keys/did.ts'
import { fromBase58, fromBase64Url, toBase58, toBase64Url } from '../src/keys/encoding.ts'
import * as browser from '../src/runtime/crypto-browser.ts'
import * as node from '../src/runtime/crypto-node.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

/** RFC 8032, section 7.1: tests 1, 2 and 3. */
const vectors = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

for (const [name, runtime] of [
  ['Node', node],
  ['browsers', browser],
] as const) {
  test(`Ed25519 in ${name}: the vectors of RFC 8032, and no signature altered`, async () => {
    for (const [seed, publicKey, message, signature] of vectors) {
      const sign = await runtime.signerOf('Ed25519', hex(seed))
      assert.equal(Buffer.from(await sign(hex(message))).toString('hex'), signature)
      assert.equal(await runtime.verifyBytes('Ed25519', hex(publicKey), hex(message), hex(signature)), true)
      for (const at of [0, 31, 32, 63]) {
        const bad = hex(signature)
        bad[at] = (bad[at] ?? 0) ^ 1
        assert.equal(await runtime.verifyBytes('Ed25519', hex(publicKey), hex(message), bad), false)
      }
      assert.equal(await runtime.verifyBytes('Ed25519', hex(publicKey), hex(message), hex(signature).slice(1)), false)
      assert.equal(await runtime.verifyBytes('Ed25519', new Uint8Array(31), hex(message), hex(signature)), false)
    }
  })
  test(`a signature whose S is not reduced is refused in ${name}`, async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const [, publicKey, message, signature] = vectors[1]
    const little = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
    let s = little(hex(signature).slice(32)) + order
    const malleated = hex(signature)
    for (let i = 32; i < 64; i++, s /= 256n) malleated[i] = Number(s % 256n)
    assert.equal(await runtime.verifyBytes('Ed25519', hex(publicKey), hex(message), malleated), false)
  })
}

test('both runtimes agree on SHA-256', () => {
  for (const text of ['', 'abc', 'é𝕬', 'x'.repeat(1000)]) assert.equal(browser.sha256Hex(text), node.sha256Hex(text))
})

test('base58 and base64url give back what they were given, and have one reading', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      assert.deepEqual(fromBase58(toBase58(bytes)), bytes)
      assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes)
      assert.equal(toBase64Url(bytes), Buffer.from(bytes).toString('base64url'))
    }),
  )
  for (const text of ['QQ==', 'QR', 'Q', 'Q Q', 'QQ\n', 'Q+', 'é']) assert.equal(fromBase64Url(text), null, text)
  for (const text of ['0', 'O', 'l', 'I', ' ', '1'.repeat(300)]) assert.equal(fromBase58(text), null, text)
})

test('a multikey is a key of one kind and of its length, and nothing else', async () => {
  for (const kind of ['Ed25519', 'P-256', 'P-384'] as const) {
    const { publicKeyMultibase: text, sign } = await generateKey(kind)
    assert.match(text, { Ed25519: /^z6Mk.{44}$/, 'P-256': /^zDn/, 'P-384': /^z82/ }[kind])
    const key = readMultikey(text) as PublicKey
    assert.equal(key.kind, kind)
    assert.equal(writeMultikey(key), text)
    for (const bad of [text.slice(1), `u${text.slice(1)}`, `${text}1`, text.slice(0, -1), 'z1', 'z'])
      assert.equal(readMultikey(bad), undefined)
    const message = new Uint8Array(64)
    const signature = await sign(message)
    assert.equal(await signatureHolds(key, message, signature), true)
    assert.equal(await signatureHolds(key, message.slice(1), signature), false)
    assert.equal(await signatureHolds(key, message, signature.slice(1)), false)
  }
})

test('did:web of a site, with port and path, there and back', () => {
  const did = didWebOf('http://localhost:3000', 'issuers', 'politeknik-lembah-angin')
  assert.equal(did, 'did:web:localhost%3A3000:issuers:politeknik-lembah-angin')
  assert.deepEqual(parseDidWeb(did), { host: 'localhost:3000', path: ['issuers', 'politeknik-lembah-angin'] })
  assert.equal(didWebUrl(did), 'http://localhost:3000/issuers/politeknik-lembah-angin/did.json')
  assert.equal(didWebUrl(didWebOf('https://lumbung.example/')), 'https://lumbung.example/.well-known/did.json')
  for (const bad of ['did:web:', 'did:web:a/b', 'did:web:a:..%', 'did:key:z1', 'did:web:a b'])
    assert.equal(parseDidWeb(bad), null)
  assert.deepEqual(didDocument(did, [{ id: `${did}#key-1`, publicKeyMultibase: 'z6Mk' }]).assertionMethod, [
    `${did}#key-1`,
  ])
})

test('a check leaves the bytes of key, message and signature as they were, whatever kind of array they are in', async () => {
  const { publicKeyMultibase, sign } = await generateKey()
  const key = readMultikey(publicKeyMultibase) as PublicKey
  const message = Buffer.from('pesan')
  const signature = Buffer.from(await sign(message))
  const before = [Buffer.from(key.bytes), signature].map((bytes) => bytes.toString('hex'))
  const inBuffer = { kind: key.kind, bytes: Buffer.from(key.bytes) }
  for (let turn = 0; turn < 2; turn++) assert.equal(await signatureHolds(inBuffer, message, signature), true)
  assert.deepEqual(
    [inBuffer.bytes, signature].map((bytes) => bytes.toString('hex')),
    before,
  )
  // S at the order's first byte, where all of it is looked at.
  const high = Buffer.from([...Array<number>(63).fill(7), 0x10])
  assert.equal(await signatureHolds(inBuffer, message, high), false)
  assert.equal(high.at(-1), 0x10)
})
