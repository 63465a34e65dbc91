import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  achievementCredential,
  controllerOf,
  type DidResolution,
  didDocument,
  generateKey,
  issueCredential,
  type JsonObject,
  type PublicKey,
  readMultikey,
  resolveDidKey,
  resolveKey,
  verify,
  writeJwk,
} from '../src/index.ts'
import { keyInside } from '../src/keys/controller.ts'
import { didWebUrl } from '../src/keys/did.ts'
import { toBase58, toBase64Url } from '../src/keys/encoding.ts'
import { context, input } from './people.ts'

const pairs = {
  Ed25519: await generateKey('Ed25519'),
  'P-256': await generateKey('P-256'),
  'P-384': await generateKey('P-384'),
}
const { Ed25519: pair } = pairs
const multikey = pair.publicKeyMultibase
const key = readMultikey(multikey) as PublicKey
const DID = 'did:web:kampus.example:prodi'
const KEY = `${DID}#key-1`
const AT = new Date('2026-10-12T00:00:00Z')
const text = (value: unknown): string => JSON.stringify(value)
const loads = (value: unknown) => async () => (typeof value === 'string' ? value : text(value))
const document = didDocument(DID, [{ id: KEY, publicKeyMultibase: multikey }], { authentication: true })
const method = (document.verificationMethod as JsonObject[])[0] as JsonObject
const withMethod = (changes: JsonObject): JsonObject => ({
  ...document,
  verificationMethod: [{ id: KEY, type: 'Multikey', controller: DID, ...changes }],
})

async function reason(loaded: unknown, id = KEY, at: Date | null = AT): Promise<string> {
  const answer = await resolveKey(id, 'assertionMethod', at, loads(loaded))
  return answer.ok ? 'ok' : answer.reason
}

test('did:key and did:jwk carry their key, of every kind; only the one fragment names it', async () => {
  for (const { publicKeyMultibase } of Object.values(pairs)) {
    const expected = readMultikey(publicKeyMultibase) as PublicKey
    const did = `did:key:${publicKeyMultibase}`
    const jwk = `did:jwk:${toBase64Url(Buffer.from(text(writeJwk(expected))))}`
    for (const [id, controller] of [
      [`${did}#${publicKeyMultibase}`, did],
      [did, did],
      [`${jwk}#0`, jwk],
    ] as const) {
      const answer = await resolveKey(id, 'authentication', null, undefined)
      assert.deepEqual(answer, { ok: true, key: expected, controller })
      assert.equal(controllerOf(id), controller)
    }
    for (const id of [
      `${did}#${multikey}x`,
      `${did}#0`,
      `${jwk}#1`,
      `${jwk}A#0`,
      `did:jwk:AAAA#0`,
      'did:key:z6Mk#z6Mk',
    ])
      assert.equal(keyInside(id), undefined, id)
  }
  const url = 'https://kampus.example/penerbit/7'
  assert.deepEqual(keyInside(`${url}#${multikey}`), key)
  assert.equal(controllerOf(`${url}#${multikey}`), url)
  for (const id of [url, 'did:web:a', 'did:web:a#', '#key-1', '', 'mailto:a@b#c', 'did:key:x'])
    assert.equal(controllerOf(id), undefined, id)
  for (const id of ['did:key:z6Mk#z6Mk', 'did:jwk:AAAA#0', 'x', 'did:key:z1'])
    assert.deepEqual(await resolveKey(id, 'assertionMethod', AT, undefined), { ok: false, reason: 'malformed' })
})

test('did:web: the document says which key, whose, for what and until when', async () => {
  const asked: string[] = []
  const load = async (url: string): Promise<string> => {
    asked.push(url)
    return text(document)
  }
  for (const purpose of ['assertionMethod', 'authentication'] as const)
    assert.deepEqual(await resolveKey(KEY, purpose, AT, load), { ok: true, key, controller: DID })
  assert.deepEqual(asked, Array(2).fill('https://kampus.example/prodi/did.json'))

  const p256 = readMultikey(pairs['P-256'].publicKeyMultibase) as PublicKey
  const good: readonly (readonly [JsonObject, PublicKey])[] = [
    [
      { publicKeyMultibase: pairs['P-384'].publicKeyMultibase },
      readMultikey(pairs['P-384'].publicKeyMultibase) as PublicKey,
    ],
    [{ type: 'JsonWebKey', publicKeyJwk: writeJwk(p256) }, p256],
    [{ type: 'JsonWebKey2020', publicKeyJwk: writeJwk(key) }, key],
    [{ type: 'Ed25519VerificationKey2020', publicKeyMultibase: multikey }, key],
    [{ type: 'Ed25519VerificationKey2018', publicKeyBase58: toBase58(key.bytes) }, key],
    [{ publicKeyMultibase: multikey, expires: '2026-10-12T00:00:01Z', revoked: '2026-11-01T00:00:00Z' }, key],
  ]
  for (const [changes, expected] of good) {
    const answer = await resolveKey(KEY, 'assertionMethod', AT, loads(withMethod(changes)))
    assert.deepEqual(answer, { ok: true, key: expected, controller: DID }, text(changes))
  }
  const inline = { id: DID, assertionMethod: { ...method, id: '#key-1' } }
  assert.equal(await reason(inline), 'ok')
  assert.equal(await reason({ ...document, assertionMethod: '#key-1' }), 'ok')
})

test('did:web: every fault has its reason', async () => {
  const multi = { publicKeyMultibase: multikey }
  const cases: readonly (readonly [unknown, string])[] = [
    ['{', 'malformed'],
    ['[]', 'malformed'],
    [{ ...document, id: 'did:web:lain.example' }, 'malformed'],
    [{ id: DID }, 'not-found'],
    [{ ...document, verificationMethod: ['x', { ...method, id: 7 }] }, 'not-found'],
    [{ ...document, verificationMethod: [method, method] }, 'malformed'],
    [withMethod({ ...multi, controller: 'did:web:lain.example' }), 'controller-wrong'],
    [{ ...document, assertionMethod: [] }, 'not-for-purpose'],
    [{ id: DID, keyAgreement: [method] }, 'not-for-purpose'],
    [withMethod({ ...multi, type: 'EcdsaSecp256k1VerificationKey2019' }), 'method-not-supported'],
    [withMethod({ ...multi, type: 'constructor' }), 'method-not-supported'],
    [withMethod({}), 'malformed'],
    [withMethod({ ...multi, publicKeyJwk: writeJwk(key) }), 'malformed'],
    [
      withMethod({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: pairs['P-256'].publicKeyMultibase }),
      'malformed',
    ],
    [withMethod({ type: 'Ed25519VerificationKey2018', publicKeyBase58: 'z6Mk' }), 'malformed'],
    [withMethod({ type: 'Ed25519VerificationKey2018', publicKeyBase58: 7 }), 'malformed'],
    [withMethod({ type: 'JsonWebKey', publicKeyJwk: { ...writeJwk(key), use: 'enc' } }), 'malformed'],
    [withMethod({ ...multi, revoked: '2026-10-12T00:00:00Z' }), 'not-found'],
    [withMethod({ ...multi, expires: 'soon' }), 'malformed'],
    [withMethod({ ...multi, expires: 7 }), 'malformed'],
  ]
  for (const [loaded, expected] of cases) assert.equal(await reason(loaded), expected, text(loaded))
  assert.equal(await reason(withMethod({ ...multi, revoked: '2030-01-01T00:00:00Z' }), KEY, null), 'not-found')
  assert.equal(await reason(document, 'did:web:a%#key-1'), 'malformed')
  assert.equal(await reason(document, 'did:example:a#key-1'), 'method-not-supported')
  assert.equal(await reason(document, 'http://kampus.example/p#key-1'), 'method-not-supported')
  assert.equal(await reason(document, 'key-1'), 'malformed')
  for (const load of [undefined, async () => null, () => Promise.reject(new Error('no network'))])
    assert.deepEqual(await resolveKey(KEY, 'assertionMethod', AT, load), { ok: false, reason: 'not-available' })
})

test('a document of keys at an https URL is read as one of a DID is', async () => {
  const url = 'https://kampus.example/penerbit/7'
  const own = JSON.parse(text(document).replaceAll(DID, url))
  assert.equal(await reason(own, `${url}#key-1`), 'ok')
  assert.equal(await reason(document, `${url}#key-1`), 'malformed')
})

test('a did:web never leads out of its folder, and a broken one never throws', () => {
  for (const did of [
    'did:web:a.example:..:b',
    'did:web:a.example:%2E%2E',
    'did:web:a.example:%FF',
    'did:web:a.example:b%2Fc',
    'did:web:a.example:%20',
  ])
    assert.equal(didWebUrl(did), null, did)
  assert.equal(didWebUrl('did:web:a.example:b%20c'), 'https://a.example/b%20c/did.json')
})

test('whatever is loaded, and whatever is asked for, a key or a reason is answered', async () => {
  const id = fc.oneof(fc.string(), fc.constantFrom(KEY, 'did:webvh:x:y#z', 'https://a.example/#b', 'did:jwk:e30#0'))
  await fc.assert(
    fc.asyncProperty(id, fc.oneof(fc.json(), fc.string()), async (asked, loaded) => {
      const answer = await resolveKey(asked, 'assertionMethod', AT, async () => loaded)
      assert.equal(answer.ok, false)
    }),
    { numRuns: 300 },
  )
})

async function issuedBy(did: string, verificationMethod: string): Promise<string> {
  const credential = achievementCredential(input())
  const issuer = { ...(credential.issuer as JsonObject), id: did }
  const { credentialStatus: _, ...rest } = credential
  return issueCredential({ ...rest, issuer }, { verificationMethod, created: AT, sign: pair.sign })
}

test('a stranger whose key is loaded or carried: the signature is checked, the issuer stays unknown', async () => {
  const loaded = await verify(await issuedBy(DID, KEY), context({ load: loads(document) }))
  const check = (id: string, { checks } = loaded) => checks.find((one) => one.id === id)
  assert.equal(check('proof')?.code, 'proof-fits')
  assert.equal(check('issuer')?.code, 'issuer-not-listed')
  assert.equal(loaded.verdict, 'unconfirmed')

  const changed = (await issuedBy(DID, KEY)).replace('Wartini', 'Wartono')
  assert.equal((await verify(changed, context({ load: loads(document) }))).kind, 'changed')
  const unknown = await verify(await issuedBy(DID, KEY), context())
  assert.deepEqual(check('proof', unknown)?.data, { issuer: DID, reason: 'not-available' })
  const wrong = await verify(await issuedBy(DID, KEY), context({ load: loads({ ...document, assertionMethod: [] }) }))
  assert.deepEqual([check('proof', wrong)?.outcome, check('proof', wrong)?.code], ['fail', 'proof-purpose-wrong'])

  const bare = `did:key:${multikey}`
  const carried = await verify(await issuedBy(bare, bare), context())
  assert.deepEqual(check('proof', carried)?.data, { withoutFragment: bare })
  assert.equal(carried.verdict, 'unconfirmed')
  assert.equal(check('issuer', carried)?.code, 'issuer-not-listed')

  const url = 'https://kampus.example/penerbit/7'
  const circular = await verify(await issuedBy(url, `${url}#${multikey}`), context())
  assert.equal(check('proof', circular)?.code, 'proof-fits')
  assert.equal(check('issuer', circular)?.code, 'issuer-not-bound')
  assert.equal(circular.verdict, 'unconfirmed')
})

const firstMethod = ({ didDocument: answered }: DidResolution): JsonObject | undefined =>
  (answered?.verificationMethod as JsonObject[] | undefined)?.[0]

test('did:key as a resolver: a document of each kind and format', () => {
  for (const { publicKeyMultibase } of Object.values(pairs)) {
    const did = `did:key:${publicKeyMultibase}`
    const resolution = resolveDidKey(did)
    const { didDocument: answered, didResolutionMetadata } = resolution
    assert.equal(answered?.id, did)
    assert.deepEqual(didResolutionMetadata, { contentType: 'application/did+ld+json' })
    const listed = firstMethod(resolution)
    assert.deepEqual(listed, {
      id: `${did}#${publicKeyMultibase}`,
      type: 'Multikey',
      controller: did,
      publicKeyMultibase,
    })
    assert.deepEqual(answered?.assertionMethod, [listed?.id])
    for (const publicKeyFormat of ['JsonWebKey', 'JsonWebKey2020']) {
      const other = resolveDidKey(did, { publicKeyFormat, accept: 'application/did+json' })
      assert.deepEqual(firstMethod(other)?.publicKeyJwk, writeJwk(readMultikey(publicKeyMultibase) as PublicKey))
      assert.deepEqual(other.didResolutionMetadata, { contentType: 'application/did+json' })
    }
    const old = resolveDidKey(did, { publicKeyFormat: 'Ed25519VerificationKey2020' })
    if (did.startsWith('did:key:z6Mk')) assert.equal(firstMethod(old)?.publicKeyMultibase, publicKeyMultibase)
    else assert.deepEqual(old.didResolutionMetadata, { error: 'invalidPublicKeyType' })
  }
  const did = `did:key:${multikey}`
  const dereferenced = resolveDidKey(`${did}#${multikey}`)
  assert.equal(dereferenced.didDocument?.controller, did)
  assert.deepEqual(dereferenced.didDereferencingMetadata, { contentType: 'application/did+ld+json' })
  assert.equal(resolveDidKey(`did:key:1:${multikey}`).didDocument?.id, `did:key:1:${multikey}`)
})

test('did:key as a resolver: every fault has its standard code, in the metadata of what was asked', () => {
  const did = `did:key:${multikey}`
  const raw = (prefix: number[], bytes: number): string =>
    `did:key:z${toBase58(Uint8Array.from([...prefix, ...new Uint8Array(bytes).fill(5)]))}`
  const cases: readonly (readonly [string, string, Parameters<typeof resolveDidKey>[1]?])[] = [
    [did.replace('did:', 'notDid:'), 'invalidDid'],
    [`did:experimental:${multikey}`, 'methodNotSupported'],
    [`did:key:-4:${multikey}`, 'invalidDid'],
    [`did:key:2:${multikey}`, 'invalidDid'],
    [`did:key:${multikey.slice(1)}`, 'invalidDid'],
    ['did:key:@', 'invalidDid'],
    ['did:key:z', 'invalidDid'],
    ['did:key:z11', 'invalidDid'],
    [`did:key:z${'1'.repeat(900)}`, 'invalidDid'],
    ['', 'invalidDid'],
    ['did:key:zTjsVPtY', 'invalidPublicKeyLength'],
    [raw([0x80, 0x24], 34), 'invalidPublicKeyLength'],
    [raw([0xed, 1], 33), 'invalidPublicKeyLength'],
    [raw([0x80, 0x24], 33), 'invalidPublicKey'],
    [raw([0x85, 0x24], 33), 'invalidPublicKey'],
    [raw([0xec, 1], 32), 'invalidPublicKeyType'],
    [did, 'unsupportedPublicKeyType', { publicKeyFormat: 'unknown' }],
    [did, 'unsupportedPublicKeyType', { publicKeyFormat: 'toString' }],
    [did, 'invalidPublicKeyType', { publicKeyFormat: 'Ed25519VerificationKey2018' }],
    [
      did,
      'unsupportedPublicKeyType',
      { publicKeyFormat: 'Ed25519VerificationKey2018', enableExperimentalPublicKeyTypes: true },
    ],
    [did, 'representationNotSupported', { accept: 'text/html' }],
  ]
  for (const [asked, error, options] of cases) {
    const answer = resolveDidKey(asked, options)
    assert.deepEqual(answer.didResolutionMetadata, { error }, asked)
    assert.equal(answer.didDocument, null)
    assert.equal(answer['@context'], 'https://w3id.org/did-resolution/v1')
  }
  const urls: typeof cases = [
    [`${did}/^bar^/?query=\`#${multikey}`, 'invalidDidUrl'],
    [`${did}#key-1!`, 'invalidDidUrl'],
    [`${did}#other`, 'notFound'],
    [`${did}#${multikey}`, 'invalidPublicKeyType', { publicKeyFormat: 'Ed25519VerificationKey2018' }],
    [
      `${did}#z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ`,
      'invalidPublicKeyType',
      { publicKeyFormat: 'Ed25519VerificationKey2018', enableExperimentalPublicKeyTypes: false },
    ],
  ]
  for (const [asked, error, options] of urls)
    assert.deepEqual(resolveDidKey(asked, options).didDereferencingMetadata, { error }, asked)
})
