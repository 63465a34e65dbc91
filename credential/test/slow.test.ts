import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREDENTIALS_EXAMPLES_V2, CREDENTIALS_V1, isAllowedSequence, SEQUENCES } from '../src/contexts/sequences.ts'
import { achievementCredential, CREDENTIALS_V2, type JsonObject, OPEN_BADGES_V3 } from '../src/index.ts'
import type { CanonicalHash } from '../src/rdf/digest.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { statementsOf } from '../src/rdf/statements.ts'
import type { Json } from '../src/types.ts'
import { input } from './people.ts'
import { referenceCanonical } from './reference.ts'

const old = (changes: JsonObject = {}): JsonObject => ({
  '@context': [CREDENTIALS_V1],
  id: 'urn:credential',
  type: ['VerifiableCredential'],
  issuer: 'urn:issuer',
  issuanceDate: '2022-01-01T00:00:00Z',
  credentialSubject: { id: 'urn:holder' },
  ...changes,
})

test('every allowed sequence of contexts is read, and as the reference reads it', async () => {
  for (const sequence of SEQUENCES) {
    const model = sequence[0] === CREDENTIALS_V1 ? {} : { issuanceDate: undefined, validFrom: '2022-01-01T00:00:00Z' }
    const { issuanceDate, ...rest } = { ...old(), ...model }
    const document = { ...rest, '@context': [...sequence], ...(issuanceDate ? { issuanceDate } : {}) } as JsonObject
    assert.deepEqual(
      await canonicalDocument(document),
      { ok: true, text: await referenceCanonical(document) },
      `${sequence}`,
    )
  }
})

test('a sequence in another order, longer, shorter or of other things is none of ours', async () => {
  for (const context of [
    [OPEN_BADGES_V3, CREDENTIALS_V2],
    [CREDENTIALS_V2, CREDENTIALS_V2],
    [],
    [OPEN_BADGES_V3],
    [`${CREDENTIALS_V2} ${OPEN_BADGES_V3}`],
    [CREDENTIALS_V2, { name: 'urn:name' }],
    CREDENTIALS_V2,
    null,
  ] as Json[]) {
    assert.equal(isAllowedSequence(context), false)
    const answer = await canonicalDocument({ ...old(), '@context': context })
    assert.deepEqual(answer, { ok: false, code: 'context-not-allowed', at: '/@context' })
  }
})

const proof = {
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2022-01-01T00:00:00Z',
  proofPurpose: 'assertionMethod',
  verificationMethod: 'urn:issuer#key',
}
const presentation = (credentials: Json): JsonObject => ({
  '@context': [CREDENTIALS_V2],
  type: ['VerifiablePresentation'],
  holder: 'urn:holder',
  verifiableCredential: credentials,
})

test('graphs inside a document: a presentation with signed credentials of two kinds', async () => {
  const own = { ...achievementCredential(input()), proof }
  const document = presentation([own, { ...old(), '@context': [CREDENTIALS_V2], issuanceDate: '' }])
  const second = (document.verifiableCredential as JsonObject[])[1] as JsonObject
  delete second.issuanceDate
  for (const hash of ['sha256', 'sha384'] as CanonicalHash[]) {
    const answer = await canonicalDocument(document, hash)
    assert.ok(answer.ok, JSON.stringify(answer))
    if (hash === 'sha256') assert.equal(answer.text, await referenceCanonical(document))
  }
  assert.deepEqual(statementsOf(document), { ok: false, code: 'not-covered', at: '' })
  assert.deepEqual(statementsOf(old()), { ok: false, code: 'not-covered', at: '/@context' })
})

test('a vocabulary for all: every term, numbers and booleans too', async () => {
  const document = {
    ...old(),
    '@context': [CREDENTIALS_V2, CREDENTIALS_EXAMPLES_V2],
    type: ['VerifiableCredential', 'AlumniCredential'],
    credentialSubject: {
      id: 'urn:holder',
      type: 'Alumna',
      height: 1.62,
      children: 2,
      alumni: true,
      degree: { a: 'b' },
    },
  }
  assert.deepEqual(await canonicalDocument(document), { ok: true, text: await referenceCanonical(document) })
})

test('one thing described twice in the same words is one thing, and in other words is refused', async () => {
  const address = { type: 'Address', addressCountry: 'ID' }
  const school = { id: 'urn:school', type: 'Profile', name: 'Politeknik Lembah Angin', address }
  const { id: _, ...subject } = achievementCredential(input()).credentialSubject as JsonObject
  const badge = (source: Json, issuer: Json = school): JsonObject => ({
    ...achievementCredential(input()),
    issuer,
    credentialSubject: { ...subject, source },
  })
  const { name, ...rest } = school
  for (const again of [school, { name: school.name, ...rest }]) {
    const document = badge(again)
    assert.deepEqual(await canonicalDocument(document), { ok: true, text: await referenceCanonical(document) })
  }
  const two = { ...school, address: [address, { ...address, addressCountry: 'MY' }] }
  assert.deepEqual(await canonicalDocument(badge(two, two)), {
    ok: true,
    text: await referenceCanonical(badge(two, two)),
  })
  const others: JsonObject[] = [
    rest,
    { ...school, name: 'X' },
    { ...school, type: ['Profile'] },
    { ...school, address: [address] },
    { ...rest, email: 'a@b.example' },
    { ...school, name: { '@value': 'X', '@language': 'id' } },
  ]
  for (const other of others) {
    const answer = await canonicalDocument(badge(other))
    assert.equal(answer.ok ? '' : answer.code, 'id-repeated', JSON.stringify(other))
  }
})

test('an index written as a number is signed as a number', async () => {
  const status = {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListCredential: 'https://a.example/list',
  }
  const document = (statusListIndex: Json): JsonObject => ({
    ...achievementCredential(input()),
    credentialStatus: { ...status, statusListIndex },
  })
  const [number, text] = await Promise.all([23, '23'].map((index) => canonicalDocument(document(index))))
  assert.deepEqual(number, { ok: true, text: await referenceCanonical(document(23)) })
  assert.deepEqual(text, { ok: true, text: await referenceCanonical(document('23')) })
  assert.notDeepEqual(number, text)
})

/** Places that the slow path refuses as the fast one does, since they would not reach the signed bytes, or in two ways. */
const refused: readonly (readonly [name: string, document: JsonObject, code: string, at: string])[] = [
  ['null', old({ credentialSubject: { id: 'urn:h', holder: null } }), 'undefined-term', '/credentialSubject/holder'],
  ['a null value', old({ evidence: null }), 'value-not-signed', '/evidence'],
  ['an empty array', old({ evidence: [] }), 'value-not-signed', '/evidence'],
  ['an empty object', old({ evidence: {} }), 'value-not-signed', '/evidence'],
  ['a repeated value', old({ evidence: ['urn:a', 'urn:a'] }), 'value-repeated', '/evidence'],
  ['a relative id', old({ id: 'credential' }), 'id-not-absolute', '/id'],
  ['a relative reference', old({ issuer: 'issuer' }), 'id-not-absolute', '/issuer'],
  ['a keyword', old({ evidence: { '@id': 'urn:a' } }), 'keyword-refused', '/evidence/@id'],
  [
    'a context inside',
    old({ evidence: { '@context': [CREDENTIALS_V1], id: 'urn:a' } }),
    'keyword-refused',
    '/evidence/@context',
  ],
  ['an undefined term', old({ nonsense: 'x' }), 'undefined-term', '/nonsense'],
  ['an undefined type', old({ type: ['VerifiableCredential', 'Nonsense'] }), 'undefined-term', '/type'],
  ['a number for a text', old({ issuanceDate: 2022 }), 'value-of-wrong-type', '/issuanceDate'],
  ['a graph of a text', old({ proof: 'urn:proof' }), 'value-of-wrong-type', '/proof'],
  [
    'another context in a graph',
    presentation({ ...old(), '@context': ['urn:x'] }),
    'context-not-allowed',
    '/verifiableCredential/@context',
  ],
  ['nothing but a context', { '@context': [CREDENTIALS_V1] }, 'value-not-signed', ''],
]
for (const [name, document, code, at] of refused) {
  test(`the slow path refuses ${name}`, async () => {
    assert.deepEqual(await canonicalDocument(document), { ok: false, code, at })
  })
}

test('a poison graph of other contexts is refused at once', async () => {
  const fan = Array.from({ length: 12 }, () => ({ type: 'Evidence' }))
  const document = old({
    '@context': [CREDENTIALS_V2, CREDENTIALS_EXAMPLES_V2],
    evidence: Array.from({ length: 3 }, () => ({ type: 'Evidence', sees: fan })),
  })
  delete document.issuanceDate
  await canonicalDocument(document)
  const before = process.cpuUsage()
  assert.deepEqual(await canonicalDocument(document), { ok: false, code: 'content-too-complex', at: '' })
  assert.ok(process.cpuUsage(before).user < 100_000, `${process.cpuUsage(before).user}`)
})
