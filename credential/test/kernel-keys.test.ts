import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import {
  controllerOf,
  didDocument,
  didWebOf,
  generateKey,
  type JsonObject,
  type PublicKey,
  readJwk,
  readMultikey,
  resolveDidKey,
  resolveKey,
  signatureHolds,
  writeJwk,
  writeMultikey,
} from '../src/index.ts'
import { isBareDidKey, keyInside } from '../src/keys/controller.ts'
import { didWebUrl, parseDidWeb } from '../src/keys/did.ts'
import { keyInDocument } from '../src/keys/document.ts'
import { fromBase58, fromBase64Url, toBase58, toBase64Url } from '../src/keys/encoding.ts'
import { compressPoint, expandPoint, isEd25519Point, isEd25519Signature } from '../src/keys/point.ts'
import { readRsa, writeRsa } from '../src/keys/rsa.ts'
import { parametersAfter } from '../src/keys/webvh-parameters.ts'

const pairs = {
  Ed25519: await generateKey('Ed25519'),
  'P-256': await generateKey('P-256'),
  'P-384': await generateKey('P-384'),
}
const multikey = pairs.Ed25519.publicKeyMultibase
const key = readMultikey(multikey) as PublicKey
const DID = 'did:web:kampus.example:prodi'
const KEY = `${DID}#key-1`
const AT = Date.parse('2026-10-12T00:00:00Z')
const bytes = (...some: number[]) => Uint8Array.from(some)

test('base58: zeros in front, blocks of every length, letters of none, and a limit', () => {
  for (const [hex, text] of [
    ['', ''],
    ['00', '1'],
    ['0000', '11'],
    ['39', 'z'],
    ['3a', '21'],
    ['0001', '12'],
    ['ff', '5Q'],
    ['0100', '5R'],
    ['ffff', 'LUv'],
    ['010000', 'LUw'],
    ['ffffff', '2UzHL'],
    ['01000000', '2UzHM'],
    ['00000000ffffffffff', '1111VtB5VXc'],
    ['516b6fcd0f', 'ABnLTmg'],
    ['48656c6c6f20576f726c6421', '2NEpo7TZRRrLZSi2U'],
    ['0000287fb4cd', '11233QC4'],
  ] as const) {
    const raw = Uint8Array.from(Buffer.from(hex, 'hex'))
    assert.equal(toBase58(raw), text, hex)
    assert.deepEqual(fromBase58(text), raw, text)
  }
  for (const text of ['0', 'O', 'I', 'l', 'é', '\u0100', 'a b', 'a0', '~']) assert.equal(fromBase58(text), null, text)
  assert.equal(fromBase58('z'.repeat(256))?.length, 188)
  assert.equal(fromBase58('z'.repeat(257)), null)
  assert.equal(fromBase58('zz', 2)?.length, 2)
  assert.equal(fromBase58('zzz', 2), null)
})

test('base64url: every length, the last bits zero, nothing foreign', () => {
  for (const length of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const raw = Uint8Array.from({ length }, (_, at) => 255 - 37 * at)
    const text = Buffer.from(raw).toString('base64url')
    assert.equal(toBase64Url(raw), text)
    assert.deepEqual(fromBase64Url(text), raw)
  }
  for (const text of ['A', 'AAAAA', 'AB', 'AAB', 'A=', 'AA==', 'AA\n', 'A+', 'A/', 'é', 'AA\u0100A', 'A\u007f'])
    assert.equal(fromBase64Url(text), null, text)
})

test('a place of a did:web, and where its document stands', () => {
  assert.equal(didWebOf('http://localhost:3000', 'issuers', 'a b'), 'did:web:localhost%3A3000:issuers:a%20b')
  assert.equal(didWebUrl('did:web:a.example'), 'https://a.example/.well-known/did.json')
  assert.equal(didWebUrl('did:web:a.example%3A8443:b:c'), 'https://a.example:8443/b/c/did.json')
  assert.equal(didWebUrl('did:web:localhost'), 'http://localhost/.well-known/did.json')
  assert.equal(didWebUrl('did:web:localhost%3A3000:a'), 'http://localhost:3000/a/did.json')
  assert.equal(didWebUrl('did:web:127.0.0.1'), 'http://127.0.0.1/.well-known/did.json')
  assert.equal(didWebUrl('did:web:localhost.example'), 'https://localhost.example/.well-known/did.json')
  assert.equal(didWebUrl('did:web:xlocalhost'), 'https://xlocalhost/.well-known/did.json')
  assert.equal(didWebUrl('did:web:127x0.0.1'), 'https://127x0.0.1/.well-known/did.json')
  assert.equal(didWebUrl('did:web:127.0x0.1'), 'https://127.0x0.1/.well-known/did.json')
  for (const did of [
    'did:web:',
    'xdid:web:a.example',
    'did:web:a.example/b',
    'did:web:a.example:',
    'did:web:a.example:%2',
    'did:web:a.example%3A',
    'did:web:a.example%3A123456',
    'did:web:a.example:b%00',
    'did:web:a.example:%5Cb',
    'did:web:a.example:.',
    'did:web:a.example:b:%20c',
  ])
    assert.equal(parseDidWeb(did), null, did)
  assert.deepEqual(parseDidWeb('did:web:a.example:...:b%20c'), { host: 'a.example', path: ['...', 'b c'] })
  assert.deepEqual(didDocument(DID, [{ id: KEY, publicKeyMultibase: multikey }]), {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: DID,
    verificationMethod: [{ id: KEY, type: 'Multikey', controller: DID, publicKeyMultibase: multikey }],
    assertionMethod: [KEY],
  })
  assert.deepEqual(didDocument(DID, [], { authentication: true }).authentication, [])
})

test('whose a verification method is, and whether it carries its key', () => {
  for (const [method, controller] of [
    [`did:key:${multikey}`, `did:key:${multikey}`],
    [`did:key:${multikey}#${multikey}`, `did:key:${multikey}`],
    [KEY, DID],
    ['https://a.example/b#c', 'https://a.example/b'],
    ['http://a.example/b#c', 'http://a.example/b'],
    [`x${KEY}`, undefined],
    [`${KEY} `, undefined],
    [`${DID}#`, undefined],
    [DID, undefined],
    ['https://a.example/b#c d', undefined],
    ['https://a.example/b#c#d', undefined],
    ['https://a.example/b c#d', undefined],
    ['xhttps://a.example/b#c', undefined],
    ['ftp://a.example/b#c', undefined],
    ['did:key:z0', undefined],
    [`did:key:${multikey}!`, undefined],
  ] as const)
    assert.equal(controllerOf(method), controller, method)
  assert.equal(isBareDidKey(`xdid:key:${multikey}`), false)
  const jwk = toBase64Url(new TextEncoder().encode(JSON.stringify(writeJwk(key))))
  for (const method of [
    `did:key:${multikey}`,
    `did:key:${multikey}#${multikey}`,
    `did:jwk:${jwk}#0`,
    `https://a.example/b#${multikey}`,
    `http://a.example/b#${multikey}`,
  ])
    assert.deepEqual(keyInside(method), key, method)
  for (const method of [
    `did:key:${multikey}#${pairs['P-256'].publicKeyMultibase}`,
    `did:jwk:${jwk}#1`,
    `did:jwk:${jwk}`,
    'did:jwk:e30#0',
    'did:jwk:A#0',
    'did:jwk:e3#0',
    `xdid:key:${multikey}#${multikey}`,
    `did:key:${multikey}#${multikey}!`,
    `did:web:a.example#${multikey}`,
    `https://a b#${multikey}`,
  ])
    assert.equal(keyInside(method), undefined, method)
})

test('a key in a document: every rule of its entry', () => {
  const method = { id: KEY, type: 'Multikey', controller: DID, publicKeyMultibase: multikey }
  const document = (changes: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
    id: DID,
    verificationMethod: [{ ...method, ...changes }],
    assertionMethod: [KEY],
    ...more,
  })
  const asked = (
    given: JsonObject | null,
    purpose: 'assertionMethod' | 'authentication' = 'assertionMethod',
    instant = AT,
  ) => {
    const answer = keyInDocument(given, DID, KEY, purpose, instant)
    return answer.ok ? answer.controller : answer.reason
  }
  const found = keyInDocument(document(), DID, KEY, 'assertionMethod', AT)
  assert.deepEqual(found, { ok: true, key, controller: DID })
  const time = new Date(AT).toISOString()
  const later = new Date(AT + 1).toISOString()
  const jwk = writeJwk(key)
  const base58 = toBase58(key.bytes)
  for (const [given, expected] of [
    [document({ id: '#key-1' }), DID],
    [document({}, { assertionMethod: ['#key-1'] }), DID],
    [document({}, { assertionMethod: '#key-1' }), DID],
    [document({}, { verificationMethod: method }), DID],
    [document({}, { verificationMethod: [], assertionMethod: [method] }), DID],
    [document({ type: 'Ed25519VerificationKey2020' }), DID],
    [
      document({ type: 'Ed25519VerificationKey2018', publicKeyMultibase: undefined, publicKeyBase58: base58 } as never),
      DID,
    ],
    [document({ type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: jwk } as never), DID],
    [document({ type: 'JsonWebKey2020', publicKeyMultibase: undefined, publicKeyJwk: jwk } as never), DID],
    [document({ expires: later, revoked: later }), DID],
    [document({ expires: time }), 'not-found'],
    [document({ revoked: time }), 'not-found'],
    [document({ expires: 'never' }), 'malformed'],
    [document({ revoked: 7 }), 'malformed'],
    [document({ type: 'Other' }), 'method-not-supported'],
    [document({ type: 'toString' }), 'method-not-supported'],
    [document({ publicKeyJwk: jwk }), 'malformed'],
    [document({ publicKeyBase58: base58 }), 'malformed'],
    [document({ type: 'JsonWebKey', publicKeyJwk: jwk }), 'malformed'],
    [
      document({ type: 'Ed25519VerificationKey2018', publicKeyMultibase: undefined, publicKeyBase58: 7 } as never),
      'malformed',
    ],
    [
      document({ type: 'Ed25519VerificationKey2018', publicKeyMultibase: undefined, publicKeyBase58: '0' } as never),
      'malformed',
    ],
    [
      document({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: pairs['P-256'].publicKeyMultibase }),
      'malformed',
    ],
    [document({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: 'z' }), 'malformed'],
    [document({ publicKeyMultibase: 7 }), 'malformed'],
    [document({ controller: 'did:web:b.example' }), 'controller-wrong'],
    [document({ id: `${DID}#key-2` }), 'not-found'],
    [document({ id: 7 }), 'not-found'],
    [document({}, { assertionMethod: [`${DID}#key-2`] }), 'not-for-purpose'],
    [document({}, { assertionMethod: [7, null, {}] }), 'not-for-purpose'],
    [document({}, { assertionMethod: undefined } as never), 'not-for-purpose'],
    [document({}, { verificationMethod: [method, method] }), 'malformed'],
    [document({}, { id: 'did:web:b.example' }), 'malformed'],
    [null, 'malformed'],
  ] as const)
    assert.equal(asked(given), expected, JSON.stringify(given))
  for (const relation of ['authentication', 'keyAgreement', 'capabilityInvocation', 'capabilityDelegation'])
    assert.equal(asked({ id: DID, [relation]: [method] }), 'not-for-purpose', relation)
  assert.equal(asked(document(), 'authentication'), 'not-for-purpose')
  assert.equal(asked(document({}, { authentication: [KEY] }), 'authentication'), DID)
  assert.equal(asked(document({ expires: later }), 'assertionMethod', Number.NaN), 'not-found')
})

test('where a key is asked for, and why it is not had', async () => {
  const asked: string[] = []
  const reason = async (method: string, text: string | null) => {
    const answer = await resolveKey(method, 'assertionMethod', null, async (url) => {
      asked.push(url)
      return text
    })
    return answer.ok ? 'ok' : answer.reason
  }
  const own = (did: string) => JSON.stringify(didDocument(did, [{ id: `${did}#k`, publicKeyMultibase: multikey }]))
  assert.equal(await reason('did:web:a.example#k', own('did:web:a.example')), 'ok')
  assert.equal(await reason('https://a.example/x#k', own('https://a.example/x')), 'ok')
  assert.deepEqual(asked.splice(0), ['https://a.example/.well-known/did.json', 'https://a.example/x'])
  assert.equal(await reason('did:web:a.example#k', null), 'not-available')
  assert.equal(await reason('did:web:a.example#k', '{'), 'malformed')
  assert.equal(await reason('did:web:a.example:..#k', own('did:web:a.example:..')), 'malformed')
  assert.equal(asked.splice(0).length, 2)
  assert.equal(await reason('http://a.example/x#k', own('http://a.example/x')), 'method-not-supported')
  assert.equal(await reason('did:other:a#k', null), 'method-not-supported')
  assert.equal(await reason('did:key:zzz#zzz', null), 'malformed')
  assert.equal(await reason('nothing', null), 'malformed')
  assert.deepEqual(asked, [])
  assert.deepEqual(await resolveKey('did:web:a.example#k', 'assertionMethod', null, undefined), {
    ok: false,
    reason: 'not-available',
  })
  const large = own('did:web:a.example').replace('{', `{${' '.repeat(262_144)}`)
  assert.equal(await reason('did:web:a.example#k', large), 'malformed')
})

test('did:key documents and their errors', () => {
  const did = `did:key:${multikey}`
  const id = `${did}#${multikey}`
  const metadata = (given: string, options = {}) => {
    const answer = resolveDidKey(given, options)
    return (answer.didResolutionMetadata ?? answer.didDereferencingMetadata) as JsonObject
  }
  const method = { id, type: 'Multikey', controller: did, publicKeyMultibase: multikey }
  assert.deepEqual(resolveDidKey(did), {
    '@context': 'https://w3id.org/did-resolution/v1',
    didDocument: {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [method],
      authentication: [id],
      assertionMethod: [id],
      capabilityDelegation: [id],
      capabilityInvocation: [id],
    },
    didDocumentMetadata: {},
    didResolutionMetadata: { contentType: 'application/did+ld+json' },
  })
  assert.deepEqual(resolveDidKey(id), {
    '@context': 'https://w3id.org/did-resolution/v1',
    didDocument: { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], ...method },
    didDocumentMetadata: {},
    didDereferencingMetadata: { contentType: 'application/did+ld+json' },
  })
  for (const [publicKeyFormat, context, member] of [
    ['JsonWebKey', 'https://w3id.org/security/jwk/v1', { publicKeyJwk: writeJwk(key) }],
    ['JsonWebKey2020', 'https://w3id.org/security/suites/jws-2020/v1', { publicKeyJwk: writeJwk(key) }],
    [
      'Ed25519VerificationKey2020',
      'https://w3id.org/security/suites/ed25519-2020/v1',
      { publicKeyMultibase: multikey },
    ],
  ] as const) {
    const { didDocument: document } = resolveDidKey(did, { publicKeyFormat })
    assert.deepEqual(document?.['@context'], ['https://www.w3.org/ns/did/v1', context])
    assert.deepEqual(document?.verificationMethod, [{ id, type: publicKeyFormat, controller: did, ...member }])
  }
  const short = `z${toBase58(bytes(0xed, 1, 2))}`
  const other = `z${toBase58(bytes(0x99, 0x99, 1, 2))}`
  const wrongPoint = `z${toBase58(bytes(0xed, 1, ...new Uint8Array(32)))}`
  const p256 = `did:key:${pairs['P-256'].publicKeyMultibase}`
  for (const [given, options, error] of [
    ['nothing', {}, 'invalidDid'],
    [`x${did}`, {}, 'invalidDid'],
    ['did:web:a.example', {}, 'methodNotSupported'],
    ['did:key:', {}, 'invalidDid'],
    ['did:key:m123', {}, 'invalidDid'],
    [`did:key:2:${multikey}`, {}, 'invalidDid'],
    [`${did}!`, {}, 'invalidDid'],
    [`${did}/path`, {}, 'invalidDidUrl'],
    [`${did}?a=b`, {}, 'invalidDidUrl'],
    [`${did}#`, {}, 'invalidDidUrl'],
    [`${did}#a!`, {}, 'invalidDidUrl'],
    [`${did}#other`, {}, 'notFound'],
    [did, { accept: 'text/html' }, 'representationNotSupported'],
    [did, { publicKeyFormat: 'Other' }, 'unsupportedPublicKeyType'],
    [did, { publicKeyFormat: 'toString' }, 'unsupportedPublicKeyType'],
    [p256, { publicKeyFormat: 'Ed25519VerificationKey2020' }, 'invalidPublicKeyType'],
    [`did:key:${short}`, {}, 'invalidPublicKeyLength'],
    [`did:key:${other}`, {}, 'invalidPublicKeyType'],
    [`did:key:${wrongPoint}`, {}, 'invalidPublicKey'],
    [`did:key:z${toBase58(bytes(0xed, 1))}`, {}, 'invalidPublicKeyLength'],
    [`did:key:z${toBase58(bytes(9, 9))}`, {}, 'invalidDid'],
    [`did:key:z${toBase58(bytes(9, 9, 9))}`, {}, 'invalidPublicKeyType'],
  ] as const) {
    assert.deepEqual(metadata(given, options), { error }, given)
    assert.equal(resolveDidKey(given, options).didDocument, null)
  }
  for (const publicKeyFormat of [
    'Ed25519VerificationKey2018',
    'X25519KeyAgreementKey2019',
    'X25519KeyAgreementKey2020',
    'EcdsaSecp256k1VerificationKey2019',
  ]) {
    assert.deepEqual(metadata(did, { publicKeyFormat }), { error: 'invalidPublicKeyType' })
    assert.deepEqual(metadata(did, { publicKeyFormat, enableExperimentalPublicKeyTypes: true }), {
      error: 'unsupportedPublicKeyType',
    })
  }
  for (const accept of [
    'application/did+ld+json',
    'application/did+json',
    'application/did',
    'application/ld+json',
    'application/json',
  ])
    assert.deepEqual(metadata(did, { accept }), { contentType: accept })
  assert.equal(resolveDidKey(`did:key:1:${multikey}`).didDocument?.id, `did:key:1:${multikey}`)
})

test('a JWK is held to its members, its use and its operations', () => {
  const jwk = writeJwk(key)
  for (const good of [
    {},
    { alg: 'EdDSA' },
    { alg: 'Ed25519' },
    { use: 'sig' },
    { key_ops: ['verify'] },
    { key_ops: ['x', 'verify'] },
  ])
    assert.deepEqual(readJwk({ ...jwk, ...good }), key, JSON.stringify(good))
  for (const bad of [
    { alg: 'ES256' },
    { alg: ['EdDSA'] },
    { alg: null },
    { use: 'enc' },
    { key_ops: [] },
    { key_ops: ['sign'] },
    { key_ops: 'verify' },
    { kty: 'EC' },
    { kty: 'RSA' },
    { kty: 'oct' },
    { crv: 'X25519' },
    { crv: 'P-256' },
    { x: 7 },
    { x: 'A' },
    { x: 'AAAA' },
  ])
    assert.equal(readJwk({ ...jwk, ...bad }), undefined, JSON.stringify(bad))
  for (const kind of ['P-256', 'P-384'] as const) {
    const own = readMultikey(pairs[kind].publicKeyMultibase) as PublicKey
    const written = writeJwk(own)
    assert.deepEqual(readJwk(written), own)
    assert.deepEqual(readJwk({ ...written, alg: kind === 'P-256' ? 'ES256' : 'ES384' }), own)
    for (const bad of [
      { x: 7 },
      { y: 7 },
      { y: written.x },
      { x: 'AAAA' },
      { y: 'AAAA' },
      { kty: 'OKP' },
      { crv: 'P-521' },
      { alg: 'EdDSA' },
    ])
      assert.equal(readJwk({ ...written, ...(bad as JsonObject) }), undefined, JSON.stringify(bad))
  }
  assert.equal(readJwk(null), undefined)
  assert.throws(() => writeJwk({ kind: 'RSA', bytes: bytes(1) }), {
    name: 'RangeError',
    message: 'these bytes are no RSA key',
  })
  assert.throws(() => writeJwk({ kind: 'P-256', bytes: bytes(1) }), {
    name: 'RangeError',
    message: 'these bytes are no point of P-256',
  })
})

test('a Multikey has the letter, the kind and the length of its key', () => {
  assert.equal(writeMultikey(key), multikey)
  const of = (...some: number[]) => readMultikey(`z${toBase58(bytes(...some))}`)
  assert.deepEqual(of(0xed, 1, ...key.bytes), key)
  assert.equal(of(0xed, 1, ...key.bytes, 0), undefined)
  assert.equal(of(0xed, 1, ...key.bytes.subarray(1)), undefined)
  assert.equal(of(0xed, 2, ...key.bytes), undefined)
  assert.equal(of(0xee, 1, ...key.bytes), undefined)
  assert.equal(readMultikey(`u${multikey.slice(1)}`), undefined)
  assert.equal(readMultikey(multikey.slice(1)), undefined)
  assert.equal(readMultikey('z0'), undefined)
  assert.equal(readMultikey(`z${'1'.repeat(800)}`), undefined)
})

test('RSA: its one form and the strength of its key', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = Uint8Array.from(publicKey.export({ type: 'pkcs1', format: 'der' }))
  const read = readRsa(der)
  assert.ok(read !== null)
  assert.deepEqual([read.n.length, [...read.e]], [256, [1, 0, 1]])
  assert.deepEqual(writeRsa(read.n, read.e), der)
  const modulus = (length: number, top = 0xff, last = 1) =>
    Uint8Array.from({ length }, (_, at) => (at === 0 ? top : at === length - 1 ? last : 7))
  const e = bytes(1, 0, 1)
  for (const [n, exponent, isGood] of [
    [modulus(256, 0x80), e, true],
    [modulus(256, 0x7f), e, false],
    [modulus(257, 1), e, true],
    [modulus(512, 0xff), e, true],
    [modulus(513, 1), e, false],
    [modulus(256, 0), e, false],
    [modulus(257, 0), e, false],
    [modulus(256, 0xff, 2), e, false],
    [modulus(256), bytes(1, 0, 2), false],
    [modulus(256), bytes(0, 0, 1), false],
    [modulus(256), bytes(0, 1, 0, 1), false],
    [modulus(256), bytes(1, 1), false],
    [modulus(256), bytes(1, 1, 1, 1), true],
    [modulus(256), bytes(0xff, 1, 1, 1), true],
    [modulus(256), bytes(1, 1, 1, 1, 1), false],
    [modulus(256), bytes(), false],
    [bytes(), e, false],
  ] as const) {
    const written = writeRsa(n, exponent)
    assert.equal(written !== null, isGood)
    if (written !== null) assert.deepEqual(readRsa(written), { n, e: exponent })
  }
  const changed = (at: number, value: number) => {
    const other = Uint8Array.from(der)
    other[at] = value
    return readRsa(other)
  }
  // 30 82 01 0a 02 82 01 01 00 n... 02 03 01 00 01
  assert.deepEqual([...der.subarray(0, 9)], [0x30, 0x82, 1, 10, 2, 0x82, 1, 1, 0])
  for (const [at, value] of [
    [0, 0x31],
    [1, 0x80],
    [1, 0x81],
    [1, 0x83],
    [3, 9],
    [3, 11],
    [4, 3],
    [5, 0x83],
    [7, 0],
    [7, 2],
    [8, 0x80],
    [der.length - 5, 3],
    [der.length - 4, 2],
    [der.length - 4, 4],
    [der.length - 3, 0x81],
  ] as const)
    assert.equal(changed(at, value), null, `${at} ${value}`)
  assert.equal(readRsa(Uint8Array.from([...der, 0])), null)
  assert.equal(readRsa(der.subarray(0, -1)), null)
  assert.equal(readRsa(bytes()), null)
  const long = Uint8Array.from([0x30, 0x82, 1, 11, ...der.subarray(4, -5), 2, 0x81, 3, 1, 0, 1])
  assert.equal(readRsa(long), null)
  assert.equal(readRsa(Uint8Array.from([0x30, 0x83, 0, 1, 10, ...der.subarray(4)])), null)
  const sequence = (...content: number[]) =>
    Uint8Array.from([0x30, 0x82, content.length >> 8, content.length & 255, ...content])
  const number = [...der.subarray(4, -5)]
  assert.deepEqual(readRsa(sequence(...number, 2, 3, 1, 0, 1)), read)
  assert.equal(readRsa(sequence(...number, 2, 4, 0, 1, 0, 1)), null)
  assert.equal(readRsa(sequence(...number, 2, 3, 0x81, 0, 1)), null)
  assert.equal(readRsa(sequence(...number, 2, 3, 1, 0, 1, 0)), null)
  assert.deepEqual(readRsa(sequence(...number, 2, 5, 0, 0x81, 1, 0, 1))?.e, bytes(0x81, 1, 0, 1))
})

test('points: on their curve, in their one form, of no small order', () => {
  for (const kind of ['P-256', 'P-384'] as const) {
    const { bytes: short } = readMultikey(pairs[kind].publicKeyMultibase) as PublicKey
    const both = expandPoint(kind, short) as Uint8Array
    const half = both.length / 2
    assert.equal(half, kind === 'P-256' ? 32 : 48)
    const [x, y] = [both.subarray(0, half), both.subarray(half)]
    assert.deepEqual(compressPoint(kind, x, y), short)
    const other = Uint8Array.from([short[0] === 2 ? 3 : 2, ...short.subarray(1)])
    assert.notDeepEqual(expandPoint(kind, other)?.subarray(half), y)
    assert.deepEqual(expandPoint(kind, other)?.subarray(0, half), x)
    for (const sign of [0, 1, 4]) assert.equal(expandPoint(kind, Uint8Array.from([sign, ...short.subarray(1)])), null)
    assert.equal(expandPoint(kind, short.subarray(0, -1)), null)
    assert.equal(expandPoint(kind, Uint8Array.from([...short, 0])), null)
    assert.equal(expandPoint(kind, Uint8Array.from([2, ...new Uint8Array(half).fill(255)])), null)
    const wrong = Uint8Array.from(y)
    wrong[0] = (wrong[0] as number) ^ 1
    assert.equal(compressPoint(kind, x, wrong), null)
    assert.equal(compressPoint(kind, x.subarray(1), y), null)
    assert.equal(compressPoint(kind, x, y.subarray(1)), null)
    assert.equal(compressPoint(kind, x, Uint8Array.from([0, ...y])), null)
  }
  const little = (y: bigint) => Uint8Array.from({ length: 32 }, (_, at) => Number((y >> BigInt(8 * at)) & 255n))
  const P = 2n ** 255n - 19n
  const L = 2n ** 252n + 27742317777372353535851937790883648493n
  const small = [
    0n,
    1n,
    P - 1n,
    0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
    0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  ]
  const signature = (r: Uint8Array, s: bigint) => Uint8Array.from([...r, ...little(s)])
  assert.equal(isEd25519Point(key.bytes), true)
  assert.equal(isEd25519Signature(signature(key.bytes, L - 1n)), true)
  assert.equal(isEd25519Signature(signature(key.bytes, 2n ** 252n)), true)
  assert.equal(isEd25519Signature(signature(key.bytes, L)), false)
  assert.equal(isEd25519Signature(signature(key.bytes, L + 1n)), false)
  assert.equal(isEd25519Signature(signature(key.bytes, 0x11n << 248n)), false)
  for (const y of small)
    for (const sign of [0n, 1n << 255n]) {
      assert.equal(isEd25519Point(little(y + sign)), false)
      assert.equal(isEd25519Signature(signature(little(y + sign), 1n)), false)
      // Its neighbour has the same last byte, and is none of them.
      if (y > 1n) assert.equal(isEd25519Signature(signature(little(y - 256n + sign), 1n)), true)
    }
  assert.equal(isEd25519Signature(signature(little(512n), 1n)), true)
  for (const y of [P, P + 1n, P + 3n, 2n ** 255n - 1n]) assert.equal(isEd25519Point(little(y)), false)
  // Of the small numbers, those that are the y of a point; by RFC 8032's own formula these are 3, 4, 5, 6, 9, 10 of 2 to 10.
  assert.deepEqual(
    [2, 3, 4, 5, 6, 7, 8, 9, 10].filter((y) => isEd25519Point(little(BigInt(y)))),
    [3, 4, 5, 6, 9, 10],
  )
})

test('a signature of another length, or under bytes that are no key, holds nowhere', async () => {
  const message = bytes(1, 2, 3)
  const signature = await pairs.Ed25519.sign(message)
  assert.equal(await signatureHolds(key, message, signature), true)
  assert.equal(await signatureHolds(key, message, signature.subarray(1)), false)
  assert.equal(await signatureHolds(key, message, Uint8Array.from([...signature, 0])), false)
  assert.equal(await signatureHolds({ kind: 'Ed25519', bytes: new Uint8Array(32) }, message, signature), false)
  assert.equal(await signatureHolds({ kind: 'Ed25519', bytes: key.bytes.subarray(1) }, message, signature), false)
  assert.equal(await signatureHolds({ kind: 'P-256', bytes: key.bytes }, message, signature), false)
})

test('parameters of a log: each rule, from the first entry and from a later one', () => {
  const first = { method: 'did:webvh:1.0', scid: 'Q', updateKeys: ['a'] }
  const plain = { scid: 'Q', updateKeys: ['a'], nextKeyHashes: [], witness: null, portable: false, deactivated: false }
  assert.deepEqual(parametersAfter(null, first), plain)
  assert.deepEqual(parametersAfter(plain, {}), plain)
  assert.deepEqual(parametersAfter(plain, { method: 'did:webvh:1.0' }), plain)
  const promise = { ...plain, nextKeyHashes: ['h'] }
  const witness = { threshold: 1, witnesses: [{ id: `did:key:${multikey}` }] }
  const watched = { ...plain, witness: { threshold: 1, ids: [`did:key:${multikey}`] } }
  assert.deepEqual(parametersAfter(plain, { witness }), watched)
  assert.deepEqual(parametersAfter(watched, {}), watched)
  assert.deepEqual(parametersAfter(watched, { witness: {} }), plain)
  assert.deepEqual(parametersAfter(watched, { witness: null }), plain)
  assert.deepEqual(parametersAfter(null, { ...first, portable: true })?.portable, true)
  assert.deepEqual(parametersAfter({ ...plain, portable: true }, {})?.portable, true)
  assert.deepEqual(parametersAfter({ ...plain, portable: true }, { portable: null })?.portable, false)
  assert.deepEqual(parametersAfter({ ...plain, portable: true }, { portable: false })?.portable, false)
  assert.deepEqual(parametersAfter(plain, { deactivated: true })?.deactivated, true)
  assert.deepEqual(parametersAfter(promise, { updateKeys: ['b'], nextKeyHashes: null })?.nextKeyHashes, [])
  for (const ttl of [0, 2 ** 31, null]) assert.deepEqual(parametersAfter(plain, { ttl }), plain)
  assert.deepEqual(parametersAfter(plain, { watchers: ['https://a.example'] }), plain)
  assert.deepEqual(parametersAfter(plain, { watchers: null }), plain)
  for (const entry of [
    { ...first, method: 'did:webvh:0.5' },
    { ...first, method: undefined },
    { ...first, scid: 7 },
    { ...first, updateKeys: undefined },
    { ...first, updateKeys: 'a' },
    { ...first, other: 1 },
    7,
  ])
    assert.equal(parametersAfter(null, entry as never), null, JSON.stringify(entry))
  const second = `did:key:${pairs['P-256'].publicKeyMultibase}`
  for (const entry of [
    { method: 'did:webvh:0.5' },
    { scid: 'Q' },
    { portable: true },
    { portable: 'no' },
    { deactivated: 1 },
    { updateKeys: [7] },
    { updateKeys: {} },
    { nextKeyHashes: 'h' },
    { watchers: 'w' },
    { watchers: [7] },
    { ttl: -1 },
    { ttl: 0.5 },
    { ttl: '1' },
    { ttl: 2 ** 31 + 1 },
    { witness: 7 },
    { witness: { threshold: 1 } },
    { witness: { ...witness, threshold: 0 } },
    { witness: { ...witness, threshold: 2 } },
    { witness: { ...witness, threshold: 0.5 } },
    { witness: { ...witness, threshold: '1' } },
    { witness: { threshold: 1, witnesses: [{ id: multikey }] } },
    { witness: { threshold: 1, witnesses: [null] } },
    { witness: { threshold: 1, witnesses: [{ id: second }] } },
    { witness: { threshold: 1, witnesses: [...witness.witnesses, ...witness.witnesses] } },
    { witness: { threshold: 1, witnesses: [...witness.witnesses, { id: second }] } },
  ])
    assert.equal(parametersAfter(plain, entry as never), null, JSON.stringify(entry))
  assert.equal(parametersAfter(promise, { updateKeys: ['b'] }), null)
  assert.equal(parametersAfter(promise, { nextKeyHashes: ['b'] }), null)
  assert.deepEqual(parametersAfter(promise, { updateKeys: ['b'], nextKeyHashes: ['i'] }), {
    ...plain,
    updateKeys: ['b'],
    nextKeyHashes: ['i'],
  })
  for (const name of ['method', 'updateKeys', 'nextKeyHashes', 'witness', 'watchers', 'portable', 'deactivated', 'ttl'])
    assert.notEqual(parametersAfter(plain, { [name]: name === 'method' ? 'did:webvh:1.0' : null }), null, name)
})
