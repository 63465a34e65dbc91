import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { unsecured } from '../src/envelope/canonical-form.ts'
import { proofInput, proofWith } from '../src/envelope/data-integrity-sign.ts'
import { SIGNING_SUITES } from '../src/envelope/suites/index.ts'
import {
  achievementCredential,
  attachProof,
  CredentialError,
  generateKey,
  issueCredential,
  type JsonObject,
  signingInput,
  type TrustedKey,
  type TrustSnapshot,
  verify,
} from '../src/index.ts'
import type { Json } from '../src/types.ts'
import { withBrowserBundle } from './bundle.ts'
import { changed, leavesOf, other } from './leaves.ts'
import { context, ISSUER, input, issueGood, keys, NOW } from './people.ts'
import { acceptedByReference, issuedByReference, issuedByUs, method, options, ROWS, suiteContext } from './suites.ts'

const credential = achievementCredential(input())
const proofOf = (document: JsonObject): JsonObject => document.proof as JsonObject
const text = (document: JsonObject): string => JSON.stringify(document)

/** The first check that fails or can't say, with the verdict. */
async function stopped(document: JsonObject | string, given = suiteContext()): Promise<readonly string[]> {
  const verdict = await verify(typeof document === 'string' ? document : text(document), given)
  const check = verdict.checks.find(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
  return [verdict.verdict, check?.code ?? '', verdict.kind]
}

for (const [suite, kind] of ROWS) {
  test(`${suite} with ${kind}: ours verifies here and in the reference, theirs verifies here`, async () => {
    const ours = await issuedByUs(suite, kind)
    const verdict = await verify(text(ours), suiteContext())
    assert.equal(verdict.verdict, 'valid', JSON.stringify(verdict.checks))
    assert.equal(await acceptedByReference(suite, ours), true)
    const theirs = await issuedByReference(suite, kind)
    assert.equal(proofOf(theirs).cryptosuite, suite)
    assert.equal((await verify(text(theirs), suiteContext())).verdict, 'valid')
  })

  test(`${suite} with ${kind}: a change of any single leaf is never valid`, async () => {
    const good = await issuedByUs(suite, kind)
    const leaves = leavesOf(good)
    assert.ok(leaves.length > 100, `${leaves.length} leaves`)
    for (const leaf of leaves) {
      const verdict = await verify(text(changed(good, leaf, other)), suiteContext())
      assert.notEqual(verdict.verdict, 'valid', leaf.path.join('/'))
      assert.equal(verdict.facts, null, leaf.path.join('/'))
    }
  })
}

test('the verifier for browsers gives the same verdict under every suite', async () => {
  await withBrowserBundle(async ({ verifier }) => {
    for (const [suite, kind] of ROWS) {
      const good = await issuedByUs(suite, kind)
      assert.equal((await verifier.verify(text(good), suiteContext())).verdict, 'valid', `${suite} ${kind}`)
      const bad = { ...good, id: 'urn:uuid:1' }
      assert.equal((await verifier.verify(text(bad), suiteContext())).kind, 'changed', `${suite} ${kind}`)
    }
  })
})

test('a signer in another process makes the same proof as a key at hand', async () => {
  for (const [suite, kind] of ROWS) {
    const given = options(suite, kind)
    const bytes = await signingInput(credential, given)
    assert.equal(bytes.length, kind === 'P-384' ? 96 : 64)
    const attached = attachProof(credential, given, await given.sign(bytes))
    assert.equal((await verify(attached, suiteContext())).verdict, 'valid')
  }
})

test('the suite where none is named is eddsa-rdfc-2022, and its bytes stay what they were', async () => {
  const fixed = { verificationMethod: `${ISSUER}#key-1`, created: '2026-10-12T00:00:00Z' }
  const digest = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')
  // Taken when there was one suite: what was signed then must be what is checked now.
  assert.equal(
    digest(await signingInput(credential, fixed)),
    '9535d751fd36056d030744c8a5324e5b7491f3fe95e59e06a80e8025251724a0',
  )
  assert.equal(
    digest(attachProof(credential, fixed, new Uint8Array(64).fill(1))),
    'f4ec2f2931cccb12053d519f15db8efb55391dc9ec65f6fd8c552f838ba5249c',
  )
})

test('the kind of a key is known from a did:key, and a kind that a suite does not take is refused', async () => {
  const p384 = await generateKey('P-384')
  const did = `did:key:${p384.publicKeyMultibase}`
  const given = { verificationMethod: `${did}#${p384.publicKeyMultibase}`, created: '2026-10-12T00:00:00Z' } as const
  assert.equal((await signingInput(credential, { ...given, suite: 'ecdsa-jcs-2019' })).length, 96)
  await assert.rejects(signingInput(credential, { ...given, suite: 'eddsa-jcs-2022' }), RangeError)
  const named = { ...options('ecdsa-rdfc-2019', 'P-384') }
  assert.throws(() => attachProof(credential, named, new Uint8Array(64)), RangeError)
  const { keyKind: _kind, ...unnamed } = options('ecdsa-jcs-2019', 'P-256')
  assert.equal((await verify(await issueCredential(credential, unnamed), suiteContext())).verdict, 'valid')
})

test('a proof can end, and says so', async () => {
  const given = { ...options('eddsa-jcs-2022', 'Ed25519'), id: 'urn:uuid:1' }
  const issued = (expires: string | Date) => issueCredential(credential, { ...given, expires })
  assert.equal((await verify(await issued('2026-11-24T00:00:00Z'), suiteContext())).verdict, 'valid')
  assert.deepEqual(await stopped(await issued(new Date('2026-11-22T00:00:00Z'))), [
    'invalid',
    'proof-expired',
    'expired',
  ])
})

test('what can not be signed is refused with the place', async () => {
  const given = options('eddsa-rdfc-2022', 'Ed25519')
  const refused: readonly (readonly [JsonObject, object, string, string])[] = [
    [{ ...credential, proof: {} }, {}, 'value-repeated', '/proof'],
    [credential, { created: 'yesterday' }, 'date-malformed', '/proof/created'],
    [credential, { expires: '2026-02-30T00:00:00Z' }, 'date-malformed', '/proof/expires'],
    [credential, { verificationMethod: 'key-1' }, 'id-not-absolute', '/proof/verificationMethod'],
    [credential, { id: 'proof-1' }, 'id-not-absolute', '/proof/id'],
    [{ ...credential, honours: 'x' }, {}, 'undefined-term', '/honours'],
    [{ ...credential, issuer: 'x' }, {}, 'id-not-absolute', '/issuer'],
  ]
  for (const [document, changes, code, at] of refused) {
    await assert.rejects(signingInput(document, { ...given, ...changes }), (fault: CredentialError) => {
      assert.ok(fault instanceof CredentialError)
      assert.deepEqual([fault.code, fault.at], [code, at])
      return true
    })
  }
})

const changes: readonly (readonly [string, string, (proof: JsonObject) => Json])[] = [
  ['a text', 'proof-malformed', () => 'signed'],
  ['no type', 'proof-malformed', ({ type: _type, ...proof }) => proof],
  ['an empty type', 'proof-malformed', (proof) => ({ ...proof, type: '' })],
  ['two types', 'proof-malformed', (proof) => ({ ...proof, type: [proof.type as string] })],
  ['no suite', 'proof-malformed', ({ cryptosuite: _suite, ...proof }) => proof],
  ['no method', 'proof-malformed', ({ verificationMethod: _method, ...proof }) => proof],
  ['a method that is an object', 'proof-malformed', (proof) => ({ ...proof, verificationMethod: { id: 'urn:x' } })],
  ['a relative method', 'proof-malformed', (proof) => ({ ...proof, verificationMethod: 'key-1' })],
  ['no purpose', 'proof-malformed', ({ proofPurpose: _purpose, ...proof }) => proof],
  ['a purpose that is a number', 'proof-malformed', (proof) => ({ ...proof, proofPurpose: 1 })],
  ['another purpose', 'proof-purpose-wrong', (proof) => ({ ...proof, proofPurpose: 'keyAgreement' })],
  ['a member of its own', 'proof-malformed', (proof) => ({ ...proof, note: 'x' })],
  ['a member named as of every object', 'proof-malformed', (proof) => ({ ...proof, constructor: 'x' })],
  ['a context of its own', 'proof-malformed', (proof) => ({ ...proof, '@context': credential['@context'] as Json })],
  ['a date that is none', 'proof-malformed', (proof) => ({ ...proof, created: '2026-10-12' })],
  ['an end that is none', 'proof-malformed', (proof) => ({ ...proof, expires: 1 })],
  ['a relative id', 'proof-malformed', (proof) => ({ ...proof, id: 'x' })],
  ['an empty list of domains', 'proof-malformed', (proof) => ({ ...proof, domain: [] })],
  ['a nonce that is a number', 'proof-malformed', (proof) => ({ ...proof, nonce: 1 })],
  ['a link that is relative', 'proof-malformed', (proof) => ({ ...proof, previousProof: ['x'] })],
  ['a link that leads nowhere', 'proof-chain-broken', (proof) => ({ ...proof, previousProof: 'urn:x' })],
  ['a link to itself', 'proof-chain-broken', (proof) => ({ ...proof, id: 'urn:x', previousProof: 'urn:x' })],
  ['no signature', 'proof-malformed', ({ proofValue: _value, ...proof }) => proof],
  [
    'another multibase',
    'proof-malformed',
    (proof) => ({ ...proof, proofValue: `u${String(proof.proofValue).slice(1)}` }),
  ],
  ['a letter less', 'proof-malformed', (proof) => ({ ...proof, proofValue: String(proof.proofValue).slice(0, -2) })],
  ['a letter of none', 'proof-malformed', (proof) => ({ ...proof, proofValue: `${proof.proofValue}0` })],
  ['another date', 'proof-does-not-fit', (proof) => ({ ...proof, created: '2026-10-12T00:00:01Z' })],
  ['a nonce', 'proof-does-not-fit', (proof) => ({ ...proof, nonce: 'x' })],
  ['a suite of the other digest', 'proof-does-not-fit', (proof) => ({ ...proof, cryptosuite: 'eddsa-jcs-2022' })],
  ['a suite for other keys', 'proof-algorithm-not-allowed', (proof) => ({ ...proof, cryptosuite: 'ecdsa-rdfc-2019' })],
]
for (const [name, code, change] of changes) {
  test(`a proof with ${name}: ${code}`, async () => {
    const good = JSON.parse(await issueGood()) as JsonObject
    const [verdict, found] = await stopped({ ...good, proof: change(proofOf(good)) }, context())
    assert.deepEqual([verdict, found], ['invalid', code])
  })
}

test('a suite that we do not have leaves the proof unknown, whatever else it says', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  for (const type of [
    'RsaSignature2018',
    'EcdsaSecp256k1Signature2019',
    'BbsBlsSignature2020',
    'JsonWebSignature2020',
    'Ed25519Signature2018',
  ]) {
    const proof = { type, created: 'then', creator: 'x', jws: 'e30..x', proofPurpose: 'x' }
    assert.deepEqual(await stopped({ ...good, proof }, context()), [
      'unconfirmed',
      'proof-not-supported',
      'unconfirmed',
    ])
  }
  for (const cryptosuite of ['bbs-2023', 'ecdsa-xi-2023', 'Ed25519Signature2020'])
    assert.equal(
      (await stopped({ ...good, proof: { ...proofOf(good), cryptosuite } }, context()))[1],
      'proof-not-supported',
    )
  const empty = { type: 'RsaSignature2018', verificationMethod: `${ISSUER}#key-1`, created: '2026-10-12T00:00:00Z' }
  for (const proof of [empty, { type: 'NonJwsProof' }, [proofOf(good), empty]])
    assert.deepEqual(
      await stopped({ ...good, proof }, context()),
      ['invalid', 'proof-malformed', 'without-proof'],
      'what describes a signature and holds none is none',
    )
  const beside = { ...empty, jws: 'e30..x' }
  assert.deepEqual(await stopped({ ...good, proof: [proofOf(good), beside] }, context()), [
    'unconfirmed',
    'proof-not-supported',
    'unconfirmed',
  ])
  const tampered = { ...good, name: 'x', proof: [proofOf(good), beside] }
  assert.deepEqual((await stopped(tampered, context())).slice(0, 2), ['invalid', 'proof-does-not-fit'])
})

test('domain, challenge and nonce may stand in the proof of a credential, if they are signed', async () => {
  // Our door for credentials writes none of them; a signer of our own bytes does.
  const given = {
    ...options('eddsa-rdfc-2022', 'Ed25519'),
    domain: ['kampus.example', 'kerja.example'],
    challenge: 'x',
  }
  const proof = proofWith(credential, given, await given.sign(await proofInput(credential, given)))
  assert.equal((await verify(text({ ...credential, proof }), suiteContext())).verdict, 'valid')
  const other = { ...proof, domain: ['kampus.example'] }
  assert.equal((await stopped({ ...credential, proof: other }))[1], 'proof-does-not-fit')
})

test('canonical JSON: the contexts in the proof must be those of the document, none may be appended or stand inside', async () => {
  const good = await issuedByUs('eddsa-jcs-2022', 'Ed25519')
  const [first] = good['@context'] as string[]
  assert.equal((await stopped({ ...good, '@context': [first as string] }))[1], 'proof-leaves-gap')
  const { '@context': _context, ...rest } = proofOf(good)
  assert.equal((await stopped({ ...good, proof: rest }))[1], 'proof-does-not-fit')
  const subject = { ...(credential.credentialSubject as JsonObject) }
  const inside = (context: Json): Promise<JsonObject> =>
    issuedByUs('eddsa-jcs-2022', 'Ed25519', { ...credential, credentialSubject: { ...subject, '@context': context } })
  assert.equal((await stopped(await inside({ name: 'urn:x' })))[1], 'proof-leaves-gap')
  assert.equal((await verify(text(await inside(credential['@context'] as Json)), suiteContext())).verdict, 'valid')
  const given = options('eddsa-jcs-2022', 'Ed25519')
  const { '@context': _none, ...bare } = credential
  const proof = proofWith(bare, given, await given.sign(await proofInput(bare, given)))
  assert.equal(proof['@context'], undefined)
  assert.equal((await stopped({ ...bare, proof }))[1], 'format-context-not-allowed')
})

test('a key of the right kind but another one, and a signature of another curve', async () => {
  const good = await issuedByUs('ecdsa-rdfc-2019', 'P-256')
  const under = (verificationMethod: string) => ({ ...good, proof: { ...proofOf(good), verificationMethod } })
  assert.equal((await stopped(under(method('P-256', 'theirs'))))[1], 'proof-does-not-fit')
  assert.equal((await stopped(under(method('P-384'))))[1], 'proof-does-not-fit')
  assert.equal((await stopped(under(method('Ed25519'))))[1], 'proof-algorithm-not-allowed')
})

test('contexts: unknown ones leave the format unknown, known ones in another order are refused', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  const [data, badge] = good['@context'] as [string, string]
  const expected: readonly (readonly [Json, string])[] = [
    [[data, badge, 'https://kampus.example/contexts/1'], 'format-context-not-known'],
    [['https://kampus.example/contexts/1'], 'format-context-not-known'],
    [[data, badge, { honours: 'urn:x' }], 'format-context-not-known'],
    [[badge, data], 'format-context-not-allowed'],
    [[data, data, badge], 'format-context-not-allowed'],
    [[data, badge, 1], 'format-context-not-allowed'],
    [[], 'format-context-not-allowed'],
    [{ honours: 'urn:x' }, 'format-context-not-allowed'],
    [data, 'format-context-not-allowed'],
  ]
  for (const [given, code] of expected) {
    const [verdict, found] = await stopped({ ...good, '@context': given }, context())
    assert.deepEqual([verdict, found], [code === 'format-context-not-known' ? 'unconfirmed' : 'invalid', code])
  }
})

test('a proof need not say when it was made: then nobody can say that the key was good, but sometimes that it was not', async () => {
  const { created: _created, proofValue: _value, ...given } = proofOf(await issuedByUs('eddsa-jcs-2022', 'Ed25519'))
  const bytes = await SIGNING_SUITES['eddsa-jcs-2022'].signing.bytes(unsecured(credential), given, 'Ed25519')
  assert.ok(bytes instanceof Uint8Array)
  const signature = await options('eddsa-jcs-2022', 'Ed25519').sign(bytes)
  const proof = { ...given, proofValue: SIGNING_SUITES['eddsa-jcs-2022'].signing.writeValue(signature) }
  const under = (changes: Partial<TrustedKey>): Promise<readonly string[]> => {
    const given = suiteContext()
    const trust = given.trust as TrustSnapshot
    const issuers = trust.issuers.map((entry) => ({
      ...entry,
      keys: entry.keys.map((key) => ({ ...key, ...changes })),
    }))
    return stopped({ ...credential, proof }, { ...given, trust: { ...trust, issuers } })
  }
  const unknown = ['unconfirmed', 'issuer-day-not-known', 'unconfirmed']
  assert.deepEqual(await under({}), unknown)
  assert.deepEqual(await under({ validUntil: '2026-11-01T00:00:00Z' }), unknown, 'it may be older')
  assert.deepEqual(await under({ validFrom: NOW.toISOString() }), unknown)
  const later = new Date(NOW.getTime() + 1).toISOString()
  assert.deepEqual(await under({ validFrom: later }), ['invalid', 'issuer-key-not-valid-then', 'wrong-key'])
  for (const compromisedAt of ['2026-11-01T00:00:00Z', later])
    assert.deepEqual(await under({ compromisedAt }), ['invalid', 'issuer-key-compromised', 'key-compromised'])
})

test('a poison graph that is signed has no canonical form, and is refused at once', async () => {
  const fan = Array.from({ length: 12 }, () => ({ type: ['Alignment'] }))
  const twice = Array.from({ length: 2 }, () => ({ type: ['Result'], alignment: fan }))
  const subject = { ...(credential.credentialSubject as JsonObject), result: twice }
  const good = JSON.parse(await issueGood()) as JsonObject
  const before = performance.now()
  assert.deepEqual((await stopped({ ...good, credentialSubject: subject }, context())).slice(0, 2), [
    'invalid',
    'proof-not-canonicalisable',
  ])
  assert.ok(performance.now() - before < 1000)
})

test('what names no type, or no issuer, says so', async () => {
  const good = JSON.parse(await issueGood()) as JsonObject
  const { type: _type, ...untyped } = good
  assert.equal((await stopped(untyped, context()))[1], 'format-no-credential')
  for (const issuer of [{ name: 'x' }, 'did:web:lain.example', 1] as Json[]) {
    const given = options('eddsa-jcs-2022', 'Ed25519')
    const document = { ...credential, issuer }
    const proof = proofWith(document, given, await given.sign(await proofInput(document, given)))
    assert.equal((await stopped({ ...document, proof }))[1], 'issuer-key-of-another')
  }
})

test('the word for a presentation handed in as a credential', async () => {
  const shown = { '@context': credential['@context'] as Json, type: 'VerifiablePresentation', holder: ISSUER }
  assert.deepEqual(await stopped(shown, context()), ['invalid', 'format-presentation', 'unreadable'])
})

test('an identifier that is no DID URL belongs to nobody', async () => {
  const document = await issueCredential(credential, {
    verificationMethod: 'https://kampus.example/keys/1',
    created: '2026-10-12T00:00:00Z',
    sign: keys.issuer.sign,
  })
  assert.equal((await stopped(document, context()))[1], 'proof-key-not-known')
  assert.equal((await stopped({ ...JSON.parse(document), proof: [] }, context()))[1], 'proof-missing')
})
