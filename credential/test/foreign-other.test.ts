import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verify } from '../src/index.ts'
import { answer, codeOf, pages } from './foreign/answers.ts'
import { list } from './people.ts'

const european = {
  '@context': ['https://www.w3.org/2018/credentials/v1', 'http://data.europa.eu/snb/model/context/edc-ap'],
  id: 'urn:credential:17',
  type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
  issuer: { id: 'urn:epass:org:1', legalName: { id: ['Politeknik Lembah Angin'] } },
  validFrom: '2026-01-12T00:00:00Z',
  credentialSubject: { id: 'urn:epass:person:1', fullName: { id: 'Wartini' } },
  displayParameter: { title: { id: 'Irigasi Tetes' }, description: { id: 'Memasang irigasi tetes.' } },
}
const seal = (payload: string) => ({ payload, signatures: [{ protected: 'e30', signature: 'AA' }] })
const text = JSON.stringify(european)

test('a European seal is recognised, and said not to be checked', async () => {
  for (const document of [
    seal(text),
    seal(Buffer.from(text).toString('base64url')),
    { ...european, proof: { type: 'Seal' } },
  ]) {
    const verdict = await verify(JSON.stringify(document), pages())
    assert.equal(verdict.verdict, 'unconfirmed')
    assert.equal(verdict.format, 'elm')
    assert.equal(codeOf(verdict, 'format'), 'format-elm')
    assert.equal(codeOf(verdict, 'proof'), 'proof-not-checked seal')
    assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
    assert.equal(codeOf(verdict, 'status'), 'status-list-not-available')
    assert.equal(verdict.facts, null)
  }
})

test('a European credential without a seal has no proof, and one that ended is told so', async () => {
  assert.equal(await answer(european, 'proof'), 'proof-missing seal')
  const { validFrom: _from, ...rest } = european
  const ended = { ...rest, issuanceDate: '2020-01-01T00:00:00Z', expirationDate: '2021-01-01T00:00:00Z', id: 7 }
  assert.equal(await answer(seal(JSON.stringify(ended)), 'validity'), 'validity-expired')
  assert.equal(
    await answer(seal(JSON.stringify({ ...european, credentialSubject: [], displayParameter: 7 })), 'format'),
    'format-elm',
  )
})

test('what only names a European credential in a seal is none', async () => {
  const inner = { about: { type: 'EuropeanDigitalCredential' } }
  for (const payload of [
    JSON.stringify(inner),
    '{"type": "EuropeanDigitalCredential"',
    Buffer.from(`[${JSON.stringify(inner)}]`).toString('base64url'),
    'AAAA',
    '€',
  ])
    assert.match(await answer(seal(payload), 'format'), /^format-(?:no-credential other|not-readable jws-not-compact)$/)
  for (const jws of [
    { payload: 7, signatures: [] },
    { payload: text, signatures: 7 },
  ])
    assert.equal(await answer(jws, 'format'), 'format-not-readable jws-not-compact')
})

test('JSON that is no credential is told what it looks like', async () => {
  const rows: [unknown, string][] = [
    [[1], 'list'],
    ['"kata"', 'value'],
    [null, 'value'],
    [{ type: 'BadgeClass' }, 'badge-class'],
    [{ type: ['Issuer', 'Extension'] }, 'issuer-profile'],
    [{ '@type': 'Profile' }, 'issuer-profile'],
    [{ type: 'RevocationList' }, 'revocation-list'],
    [{ type: 'StatusList2021Credential' }, 'status-list'],
    [{ type: 'Endorsement' }, 'endorsement'],
    [{ type: 'DataIntegrityProof' }, 'proof'],
    [{ '@context': {} }, 'context'],
    [{ $schema: 'x', type: 'object' }, 'schema'],
    [{ kty: 'OKP' }, 'key'],
    [{ one: { publicKeyMultibase: 'z6Mk' } }, 'key'],
    [{ verificationMethod: [] }, 'identifier-document'],
    [{ narrative: 'x' }, 'criteria'],
    [{ badge: 1 }, 'other'],
    [{ badge: 1, recipient: 1 }, 'other'],
    [{}, 'other'],
  ]
  for (const [document, kind] of rows) {
    const verdict = await verify(typeof document === 'string' ? document : JSON.stringify(document), pages())
    assert.equal(verdict.verdict, 'invalid')
    assert.equal(verdict.kind, 'unreadable')
    assert.equal(codeOf(verdict, 'format'), `format-no-credential ${kind}`, JSON.stringify(document))
  }
})

test('a presentation is told apart, with how many credentials it holds', async () => {
  const verdict = await verify(
    JSON.stringify({ type: ['VerifiablePresentation'], verifiableCredential: [1, 2] }),
    pages(),
  )
  assert.equal(codeOf(verdict, 'format'), 'format-presentation')
  assert.equal(verdict.checks[0]?.data.credentials, 2)
})

test('a status list, though rightly signed, is no credential', async () => {
  assert.equal(await answer(await list('revocation'), 'format'), 'format-no-credential status-list')
})

test('bytes of JSON are read as its text is', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ type: 'BadgeClass' }))
  assert.equal(codeOf(await verify(bytes, pages()), 'format'), 'format-no-credential badge-class')
})

test('bytes that are neither JSON nor a compact text are not readable', async () => {
  for (const bytes of [new Uint8Array([1, 2, 3]), new TextEncoder().encode('a.b')])
    assert.equal((await verify(bytes, pages())).checks[0]?.code, 'format-not-readable')
})
