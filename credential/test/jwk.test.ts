import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { exportJWK, importJWK } from 'jose'
import type { KeyKind } from '../src/algorithms.ts'
import {
  generateKey,
  type JsonObject,
  type PublicKey,
  readJwk,
  readMultikey,
  signatureHolds,
  writeJwk,
  writeMultikey,
} from '../src/index.ts'
import { compressPoint, expandPoint } from '../src/keys/point.ts'
import { readRsa, writeRsa } from '../src/keys/rsa.ts'
import * as browser from '../src/runtime/crypto-browser.ts'
import * as node from '../src/runtime/crypto-node.ts'
import * as browserDigests from '../src/runtime/digests-browser.ts'
import * as nodeDigests from '../src/runtime/digests-node.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs1 = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ type: 'pkcs1', format: 'der' }))
const RSA: PublicKey = { kind: 'RSA', bytes: pkcs1(rsa.publicKey) }
const CURVES = ['Ed25519', 'P-256', 'P-384'] as const
const keys: Record<KeyKind, PublicKey> = {
  Ed25519: readMultikey((await generateKey('Ed25519')).publicKeyMultibase) as PublicKey,
  'P-256': readMultikey((await generateKey('P-256')).publicKeyMultibase) as PublicKey,
  'P-384': readMultikey((await generateKey('P-384')).publicKeyMultibase) as PublicKey,
  RSA,
}
const runtimes = { Node: node, browsers: browser }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a key goes to a JWK and back, and node:crypto and jose read the same key', async () => {
  for (const [kind, key] of Object.entries(keys) as [KeyKind, PublicKey][]) {
    const jwk = writeJwk(key)
    assert.deepEqual(readJwk(jwk), key)
    assert.deepEqual(readMultikey(writeMultikey(key)), key)
    assert.deepEqual(createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' }), jwk)
    const alg = { Ed25519: 'EdDSA', 'P-256': 'ES256', 'P-384': 'ES384', RSA: 'RS256' }[kind]
    assert.deepEqual(await exportJWK(await importJWK(jwk, alg, { extractable: true })), jwk)
    assert.deepEqual(readJwk({ ...jwk, alg, use: 'sig', key_ops: ['verify'], kid: 'a', d: 'AAAA' }), key)
    for (const wrong of [
      { alg: kind === 'P-256' ? 'ES384' : 'ES256' },
      { alg: 'none' },
      { alg: 1 },
      { use: 'enc' },
      { key_ops: ['sign'] },
      { key_ops: 'verify' },
    ])
      assert.equal(readJwk({ ...jwk, ...wrong }), undefined, JSON.stringify(wrong))
  }
  assert.deepEqual(readJwk({ ...writeJwk(keys.Ed25519), alg: 'Ed25519' }), keys.Ed25519)
})

test('a JWK that is not in its one form, or not on its curve, is no key', () => {
  const jwk = Object.fromEntries(Object.entries(keys).map(([kind, key]) => [kind, writeJwk(key)])) as Record<
    KeyKind,
    JsonObject & { x: string; y: string; n: string; e: string }
  >
  const zeros = 'A'.repeat(43)
  const wrong: unknown[] = [
    null,
    'x',
    [],
    {},
    { ...jwk.Ed25519, kty: 'EC' },
    { ...jwk.Ed25519, crv: 'X25519' },
    { ...jwk.Ed25519, x: 1 },
    { ...jwk.Ed25519, x: `${jwk.Ed25519.x}=` },
    { ...jwk.Ed25519, x: jwk.Ed25519.x.slice(0, -3) },
    { ...jwk.Ed25519, x: zeros },
    { ...jwk['P-256'], crv: 'secp256k1' },
    { ...jwk['P-256'], crv: 'P-384' },
    { ...jwk['P-256'], x: undefined },
    { ...jwk['P-256'], y: undefined },
    { ...jwk['P-256'], y: jwk['P-256'].x },
    { ...jwk['P-256'], y: jwk['P-256'].y.slice(0, -3) },
    { ...jwk['P-256'], x: `${'_'.repeat(42)}8` },
    { ...jwk.RSA, n: undefined },
    { ...jwk.RSA, e: undefined },
    { ...jwk.RSA, e: 'Aw' },
    { ...jwk.RSA, n: `AA${jwk.RSA.n}` },
  ]
  for (const value of wrong) assert.equal(readJwk(value), undefined, JSON.stringify(value))
  assert.throws(() => writeJwk({ kind: 'RSA', bytes: new Uint8Array(9) }), RangeError)
  assert.throws(() => writeJwk({ kind: 'P-256', bytes: new Uint8Array(33) }), RangeError)
})

test('a point is on its curve, or it is none', () => {
  for (const kind of ['P-256', 'P-384'] as const) {
    const half = keys[kind].bytes.length - 1
    const both = expandPoint(kind, keys[kind].bytes) as Uint8Array
    const [x, y] = [both.subarray(0, half), both.subarray(half)]
    assert.deepEqual(compressPoint(kind, x, y), keys[kind].bytes)
    const other = keys[kind].bytes.slice()
    other[0] = 5 - (other[0] as number)
    assert.notDeepEqual(expandPoint(kind, other), both)
    const offCurve = Array.from({ length: 40 }, (_, last) => Uint8Array.from([2, ...x.subarray(1), last]))
    assert.ok(offCurve.some((point) => expandPoint(kind, point) === null))
    assert.equal(compressPoint(kind, x, x), null)
    assert.equal(compressPoint(kind, x, y.subarray(1)), null)
    assert.equal(expandPoint(kind, Uint8Array.from([4, ...x])), null)
    assert.equal(expandPoint(kind, Uint8Array.from([2, ...x.subarray(1)])), null)
    assert.equal(expandPoint(kind, Uint8Array.from([2, ...new Uint8Array(half).fill(255)])), null)
  }
})

test('an RSA key is PKCS #1 in DER, of 2048 to 4096 bits, with an exponent over 2¹⁶', () => {
  const { n, e } = readRsa(RSA.bytes) as { n: Uint8Array; e: Uint8Array }
  assert.deepEqual(writeRsa(n, e), RSA.bytes)
  const seven = n.slice()
  seven[0] = 0x7f
  const short = writeRsa(Uint8Array.from([...seven, 1]), e)
  assert.deepEqual(readRsa(short as Uint8Array)?.n, Uint8Array.from([...seven, 1]), 'a first bit that is not set')
  const even = n.slice()
  even[even.length - 1] = 2
  const long = new Uint8Array(512).fill(255)
  assert.notEqual(writeRsa(long, e), null)
  const longer = Uint8Array.from([1, ...long])
  for (const [a, b] of [
    [seven, e],
    [longer, e],
    [even, e],
    [Uint8Array.from([0, ...n]), e],
    [new Uint8Array(0), e],
    [n, Uint8Array.of(3)],
    [n, Uint8Array.of(1, 0, 0)],
    [n, Uint8Array.of(0, 1, 1)],
    [n, Uint8Array.of(1, 0, 0, 0, 1)],
    [n, new Uint8Array(0)],
  ] as const)
    assert.equal(writeRsa(a, b), null)
  const der = [...RSA.bytes]
  const at = (place: number, ...values: number[]): number[] => {
    const copy = [...der]
    copy.splice(place, values.length, ...values)
    return copy
  }
  const n4 = 4 // The INTEGER of the modulus starts after the four bytes of the SEQUENCE.
  for (const bad of [
    [],
    [0x30],
    [...der, 0],
    der.slice(0, -1),
    at(0, 0x31),
    at(1, 0x80),
    at(1, 0x83),
    at(n4, 0x03),
    at(der.length - 5, 0x03),
    at(n4 + 4, 0x80),
    at(n4 + 5, 0x01),
    [0x30, 0x81, 0x05, 2, 1, 1, 2, 0],
    [0x30, 0x82, 0x00, 0x05, 2, 1, 1, 2, 0],
    [0x30, 0x05, 2, 1, 1, 2, 0],
    [0x30, 0x06, 2, 1, 1, 2, 1, 1],
    [0x30, 0x82, 0x01],
    [0x30, 0x81, 0x83, 2, 0x81, 0x80, ...new Array<number>(128).fill(127)],
  ])
    assert.equal(readRsa(Uint8Array.from(bad)), null, JSON.stringify(bad.slice(0, 12)))
  const shorterE = [...der.slice(0, -5), 2, 2, 1, 1]
  shorterE[3] = (shorterE[3] as number) - 1
  assert.equal(readRsa(Uint8Array.from(shorterE)), null, 'the exponent is too small')
})

for (const [name, runtime] of Object.entries(runtimes)) {
  test(`RS256 in ${name}: the signature of node:crypto holds, no other does`, async () => {
    const message = bytes('Analisis Data Pertanian')
    const signature = Uint8Array.from(sign('sha256', message, rsa.privateKey))
    const verify = (s: Uint8Array, m = message, key = RSA.bytes): boolean | Promise<boolean> =>
      runtime.verifyBytes('RSA', key, m, s)
    assert.equal(await verify(signature), true)
    assert.equal(await verify(signature, message.slice(1)), false)
    assert.equal(await verify(signature.slice(1)), false)
    assert.equal(await verify(Uint8Array.from(sign('sha512', message, rsa.privateKey))), false)
    assert.equal(await verify(signature, message, new Uint8Array(9)), false)
  })

  test(`P-256 and P-384 in ${name}: make, sign and check, and the other runtime agrees`, async () => {
    for (const kind of CURVES) {
      const { secret, publicKey } = await runtime.generateKeyBytes(kind)
      const signer = await runtime.signerOf(kind, secret)
      const message = bytes('hello')
      const signature = await signer(message)
      for (const other of [node, browser]) {
        assert.equal(await other.verifyBytes(kind, publicKey, message, signature), true)
        assert.equal(await other.verifyBytes(kind, publicKey, message.slice(1), signature), false)
        assert.equal(await other.verifyBytes(kind, new Uint8Array(publicKey.length), message, signature), false)
        const again = await other.signerOf(kind, secret)
        assert.equal(await runtime.verifyBytes(kind, publicKey, message, await again(message)), true)
      }
      assert.equal(await signatureHolds({ kind, bytes: publicKey }, message, signature), true)
      const zeroR = signature.slice().fill(0, 0, signature.length / 2)
      assert.equal(await signatureHolds({ kind, bytes: publicKey }, message, zeroR), false)
    }
  })

  test(`SHA-384, SHA-512 and HMAC-SHA-256 in ${name}: FIPS 180-4 and RFC 4231`, () => {
    const digests = runtime === node ? nodeDigests : browserDigests
    assert.equal(
      digests.sha384Hex('abc'),
      'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    )
    assert.equal(Buffer.from(digests.sha384(bytes('abc'))).toString('hex'), digests.sha384Hex('abc'))
    assert.equal(
      Buffer.from(digests.sha512('abc')).toString('hex'),
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    )
    assert.equal(
      Buffer.from(digests.hmacSha256(bytes('Jefe'), 'what do ya want for nothing?')).toString('hex'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
    const long = new Uint8Array(100).fill(0xaa)
    assert.equal(
      Buffer.from(digests.hmacSha256(long, long)).toString('hex'),
      createHmac('sha256', long).update(long).digest('hex'),
    )
  })
}

test('SHA-256 of browsers is that of Node, for every way in which a text fills its last block, and for long ones', () => {
  for (const length of [...Array(260).keys(), 4_096, 70_001]) {
    const data = Uint8Array.from({ length }, (_, at) => (at * 131 + length) & 255)
    assert.deepEqual(browser.sha256(data), new Uint8Array(node.sha256(data)))
  }
  assert.equal(browser.sha256Hex('é数据\u0000'), node.sha256Hex('é数据\u0000'))
})

const { Point } = ed25519
const small = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
const scalar = (data: Uint8Array): bigint => Point.Fn.create(BigInt(`0x${Buffer.from(data).reverse().toString('hex')}`))

/** A signature whose public key and R may carry a part of small order: it fits with the cofactor, and without it does not. */
function mixed(message: Uint8Array, partOfKey: boolean, partOfR: boolean): { key: Uint8Array; signature: Uint8Array } {
  const [a, r] = [123_456_789n, 987_654_321n]
  const key = (partOfKey ? Point.BASE.multiply(a).add(small) : Point.BASE.multiply(a)).toBytes()
  const point = (partOfR ? Point.BASE.multiply(r).add(small) : Point.BASE.multiply(r)).toBytes()
  const k = scalar(sha512(Uint8Array.from([...point, ...key, ...message])))
  const s = Point.Fn.toBytes(Point.Fn.create(r + k * a))
  return { key, signature: Uint8Array.from([...point, ...s]) }
}

test('a signature that fits only with the cofactor holds nowhere: Node, WebCrypto and the code for where it is missing agree', async () => {
  const { subtle } = crypto
  const unknown = async (): Promise<never> => Promise.reject(new Error('not supported'))
  let differed = 0
  for (let i = 0; i < 24; i++) {
    const message = bytes(`message ${i}`)
    const { key, signature } = mixed(message, i % 3 === 0, i % 3 === 1)
    const expected = await node.verifyBytes('Ed25519', key, message, signature)
    assert.equal(await browser.verifyBytes('Ed25519', key, message, signature), expected)
    Object.defineProperty(globalThis.crypto, 'subtle', { value: { importKey: unknown }, configurable: true })
    try {
      assert.equal(await browser.verifyBytes('Ed25519', key, message, signature), expected)
      assert.equal(await browser.verifyBytes('Ed25519', key, message, signature.fill(255, 32)), false)
    } finally {
      Object.defineProperty(globalThis.crypto, 'subtle', { value: subtle, configurable: true })
    }
    if (!expected) differed++
    if (i % 3 === 2) assert.equal(expected, true)
    if (i % 3 === 1) assert.equal(expected, false)
  }
  assert.ok(differed >= 8)
})

test('Ed25519: keys and R of small order, in any form, and a key in a second form are refused', async () => {
  const y = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ].map((text) => Uint8Array.from(Buffer.from(text, 'hex')))
  const message = bytes('m')
  for (const point of y)
    for (const sign of [0, 0x80]) {
      const r = point.slice()
      r[31] = (r[31] as number) | sign
      const key: PublicKey = { kind: 'Ed25519', bytes: r }
      assert.equal(await signatureHolds(key, message, new Uint8Array(64)), false)
      assert.equal(readMultikey(writeMultikey(key)), undefined)
      assert.equal(await signatureHolds(keys.Ed25519, message, Uint8Array.from([...r, ...new Uint8Array(32)])), false)
    }
  // y = p + 3 is a second form of y = 3, which is on the curve.
  const second = new Uint8Array(32).fill(255)
  second[0] = 0xf0
  second[31] = 0x7f
  const three = new Uint8Array(32)
  three[0] = 3
  assert.equal(readMultikey(writeMultikey({ kind: 'Ed25519', bytes: second })), undefined)
  assert.notEqual(readMultikey(writeMultikey({ kind: 'Ed25519', bytes: three })), undefined)
  three[0] = 2
  assert.equal(readMultikey(writeMultikey({ kind: 'Ed25519', bytes: three })), undefined, 'not on the curve')
  assert.equal(await signatureHolds({ kind: 'Ed25519', bytes: new Uint8Array(31) }, message, new Uint8Array(64)), false)
  assert.equal(await signatureHolds(keys.Ed25519, message, new Uint8Array(64).fill(5, 31, 32)), false)
  assert.equal(await signatureHolds(keys.Ed25519, message, new Uint8Array(63)), false)
})

test('Ed25519: S at or over the order is refused, whatever else holds', async () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  for (const s of [order, order + 1n, 2n ** 253n, 2n ** 256n - 1n, order - 1n]) {
    const half = Uint8Array.from(Buffer.from(s.toString(16).padStart(64, '0'), 'hex')).reverse()
    const signature = Uint8Array.from([...keys.Ed25519.bytes, ...half])
    assert.equal(await signatureHolds(keys.Ed25519, bytes('m'), signature), false)
  }
})

test('many keys, good and bad, are read and used without being kept for ever', async () => {
  const bad = 'z1'
  assert.equal(readMultikey(bad), undefined)
  assert.equal(readMultikey(bad), undefined)
  for (const text of [`z${'1'.repeat(801)}`, 'z0', '']) assert.equal(readMultikey(text), undefined)
  for (let i = 0; i < 1_100; i++) assert.equal(readMultikey(`z${i + 1}`.replaceAll('0', 'A')), undefined)
  const message = bytes('m')
  for (let i = 0; i < 600; i++) {
    const key = new Uint8Array(32)
    key.set([i & 255, i >> 8], 0)
    assert.equal(node.verifyBytes('Ed25519', key, message, new Uint8Array(64).fill(9)), false)
  }
  const { publicKeyMultibase, sign: signs } = await generateKey()
  const key = readMultikey(publicKeyMultibase) as PublicKey
  assert.equal(await signatureHolds(key, message, await signs(message)), true)
})
