import assert from 'node:assert/strict'
import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { isRecipient, type VerifyContext, verify } from '../src/index.ts'
import { answer, codeOf, pages } from './foreign/answers.ts'

const V2 = 'https://w3id.org/openbadges/v2'
const AT = 'https://lembah-angin.example/lencana/17.json'
const CLASS = 'https://lembah-angin.example/kelas/irigasi.json'
const ISSUER = 'https://lembah-angin.example/penerbit.json'
const KEY = 'https://lembah-angin.example/kunci.json'
const LIST = 'https://lembah-angin.example/ditarik.json'

const assertion = {
  '@context': V2,
  type: 'Assertion',
  id: AT,
  recipient: { type: 'email', hashed: true, salt: 'garam', identity: `sha256$${'0'.repeat(64)}` },
  badge: CLASS,
  issuedOn: '2026-01-12T00:00:00Z',
  verification: { type: 'HostedBadge' },
}
const badgeClass = {
  '@context': V2,
  type: 'BadgeClass',
  id: CLASS,
  name: 'Irigasi Tetes',
  description: 'Memasang irigasi tetes.',
  criteria: { narrative: 'Memasang satu petak.' },
  issuer: ISSUER,
}
const issuer = { '@context': V2, type: 'Issuer', id: ISSUER, name: 'Politeknik Lembah Angin' }
const hosted = { [AT]: assertion, [CLASS]: badgeClass, [ISSUER]: issuer }

test('a hosted badge fits what stands at its own address, and its issuer stays a stranger', async () => {
  const verdict = await verify(JSON.stringify(assertion), pages(hosted))
  assert.equal(verdict.verdict, 'unconfirmed')
  assert.equal(verdict.format, 'open-badges-2')
  assert.equal(codeOf(verdict, 'proof'), 'proof-hosted')
  assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
  assert.equal(codeOf(verdict, 'status'), 'status-good')
  assert.equal(codeOf(verdict, 'schema'), 'schema-complete')
  assert.deepEqual(verdict.facts?.title, { id: 'Irigasi Tetes', en: 'Irigasi Tetes' })
  assert.equal(verdict.facts?.issuer.name, 'Politeknik Lembah Angin')
  assert.equal(verdict.facts?.criteria, 'Memasang satu petak.')
  assert.equal(verdict.facts?.subjectId, null)
})

test('without a loader, or where nothing readable is loaded, a hosted badge can’t be confirmed', async () => {
  const { load: _load, ...without } = pages()
  const failing: VerifyContext = { ...without, load: () => Promise.reject(new Error('no network')) }
  for (const context of [without, failing, pages(), pages({ ...hosted, [AT]: 'not JSON' })]) {
    assert.equal(await answer(assertion, 'proof', context), 'proof-not-checked not-loaded')
    assert.equal(await answer(assertion, 'status', context), 'status-list-not-available')
  }
  assert.equal(await answer(assertion, 'issuer', without), 'issuer-not-bound')
})

test('a badge that differs from the hosted one was changed', async () => {
  const changes = [
    { recipient: { ...assertion.recipient, salt: 'gula' } },
    { extra: 1 },
    { evidence: [1, 2] },
    { issuedOn: '2026-01-13T00:00:00Z' },
  ]
  for (const change of changes)
    assert.equal(await answer({ ...assertion, ...change }, 'proof', pages(hosted)), 'proof-does-not-fit hosted')
  const listed = { ...assertion, evidence: [1, 2] }
  const context = pages({ ...hosted, [AT]: listed })
  assert.equal(await answer(listed, 'proof', context), 'proof-hosted')
  assert.equal(await answer({ ...listed, evidence: [1] }, 'proof', context), 'proof-does-not-fit hosted')
  assert.equal(await answer({ ...listed, evidence: [1, 3] }, 'proof', context), 'proof-does-not-fit hosted')
})

test('a hosted badge is revoked where its address says so, and nothing of it is a fact', async () => {
  const verdict = await verify(JSON.stringify(assertion), pages({ ...hosted, [AT]: { id: AT, revoked: true } }))
  assert.equal(verdict.kind, 'revoked')
  assert.equal(verdict.facts, null)
})

test('an issuer allows its own host, or the hosts and beginnings that its profile names', async () => {
  const rows: [verification: object | undefined, code: string][] = [
    [undefined, 'issuer-not-listed'],
    [{ allowedOrigins: ['lembah-angin.example'] }, 'issuer-not-listed'],
    [{ allowedOrigins: 'https://lembah-angin.example' }, 'issuer-not-listed'],
    [{ allowedOrigins: 'lain.example' }, 'issuer-key-of-another'],
    [{ startsWith: 'https://lembah-angin.example/lencana/' }, 'issuer-not-listed'],
    [{ startsWith: ['https://lembah-angin.example/lain/', 'https://lembah-angin.example/l'] }, 'issuer-not-listed'],
    [{ startsWith: 'https://lembah-angin.example/lain/' }, 'issuer-key-of-another'],
    // A beginning that ends inside the name of a host would allow everybody whose name begins so.
    [{ startsWith: 'https://lembah' }, 'issuer-key-of-another'],
    [{ startsWith: [7, 'lembah-angin'] }, 'issuer-key-of-another'],
    [{ startsWith: 'https://lembah-angin.example/', allowedOrigins: 'lain.example' }, 'issuer-key-of-another'],
  ]
  for (const [verification, code] of rows) {
    const profile = verification === undefined ? issuer : { ...issuer, verification }
    assert.equal(
      await answer(assertion, 'issuer', pages({ ...hosted, [ISSUER]: profile })),
      code,
      JSON.stringify(verification),
    )
  }
  const elsewhere = 'https://lain.example/penerbit.json'
  const stolen = {
    ...hosted,
    [CLASS]: { ...badgeClass, issuer: { id: elsewhere } },
    [elsewhere]: { name: 'Universitas Lain' },
  }
  assert.equal(await answer(assertion, 'issuer', pages(stolen)), 'issuer-key-of-another')
})

test('an issuer whose own address doesn’t give its profile is not bound', async () => {
  const rows = [
    { ...hosted, [ISSUER]: undefined },
    { ...hosted, [ISSUER]: { ...issuer, id: 'https://lain.example/' } },
    { ...hosted, [CLASS]: { ...badgeClass, issuer: 'nobody' } },
    { ...hosted, [CLASS]: undefined },
  ]
  for (const texts of rows) assert.equal(await answer(assertion, 'issuer', pages(texts)), 'issuer-not-bound')
  assert.equal(
    await answer({ ...assertion, badge: 7 }, 'issuer', pages({ ...hosted, [AT]: { ...assertion, badge: 7 } })),
    'issuer-not-bound',
  )
})

test('a badge that expired, misses a part, has no address or another context is told so', async () => {
  const expired = { ...assertion, expires: '2026-02-01T00:00:00Z' }
  assert.equal((await verify(JSON.stringify(expired), pages({ ...hosted, [AT]: expired }))).kind, 'expired')
  const { recipient: _recipient, ...without } = assertion
  assert.equal(await answer(without, 'schema', pages({ ...hosted, [AT]: without })), 'schema-incomplete')
  for (const id of ['urn:uuid:7', 'http://%', 7])
    assert.equal(await answer({ ...assertion, id }, 'proof'), 'proof-missing not-hosted')
  assert.equal(await answer({ ...assertion, verification: { type: 'signed' } }, 'proof'), 'proof-missing not-hosted')
  assert.equal(
    await answer({ ...assertion, '@context': 'https://w3id.org/openbadges/invalid' }, 'format'),
    'format-context-not-allowed',
  )
  assert.equal(await answer({ ...assertion, '@context': undefined }, 'format'), 'format-context-not-allowed')
})

test('a badge of 1.x stands at the address in its verify, and dates itself in seconds', async () => {
  const at = 'https://lembah-angin.example/lama/3.json'
  const old = {
    uid: '3',
    recipient: { type: 'email', hashed: false, identity: 'wartini@contoh.example' },
    badge: { name: 'Terasering', issuer: ISSUER, criteria: 'https://lembah-angin.example/syarat' },
    issuedOn: 1_768_176_000,
    verify: { type: 'hosted', url: at },
  }
  const verdict = await verify(JSON.stringify(old), pages({ [at]: old, [ISSUER]: { name: 'Politeknik Lembah Angin' } }))
  assert.equal(verdict.verdict, 'unconfirmed')
  assert.equal(verdict.facts?.id, '3')
  assert.equal(verdict.facts?.validFrom, '2026-01-12T00:00:00.000Z')
  assert.equal(verdict.facts?.criteria, 'https://lembah-angin.example/syarat')
  assert.equal(verdict.facts?.subjectId, 'wartini@contoh.example')
  const nameless = { ...old, uid: undefined, badge: {}, issuedOn: 1e12 }
  const bare = await verify(JSON.stringify(nameless), pages({ [at]: nameless }))
  assert.equal(bare.facts?.id, '')
  assert.equal(bare.facts?.title.id, '')
  assert.equal(bare.facts?.issuer.name, '')
})

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = publicKey.export({ type: 'spki', format: 'pem' }) as string
const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'pem' }) as string
const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

function signed(payload: unknown, header: unknown = { alg: 'RS256' }): string {
  const input = `${part(header)}.${part(payload)}`
  return `${input}.${createSign('sha256').update(input).sign(privateKey, 'base64url')}`
}

const signedAssertion = { ...assertion, id: 'urn:uuid:17', verification: { type: 'SignedBadge', creator: KEY } }
const keyed = {
  [CLASS]: badgeClass,
  [ISSUER]: { ...issuer, publicKey: [KEY] },
  [KEY]: { '@context': V2, type: 'CryptographicKey', id: KEY, owner: ISSUER, publicKeyPem: spki },
}

test('a signed badge fits under the key that its issuer’s profile names', async () => {
  const verdict = await verify(signed(signedAssertion), pages(keyed))
  assert.equal(verdict.verdict, 'unconfirmed')
  assert.equal(codeOf(verdict, 'proof'), 'proof-fits')
  assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
  assert.equal(codeOf(verdict, 'status'), 'status-none')
  assert.equal(verdict.facts?.title.id, 'Irigasi Tetes')
  assert.equal(await answer(signed(signedAssertion), 'proof', pages({ ...keyed, [KEY]: pkcs1 })), 'proof-fits')
})

test('a signed badge names its key, or else its issuer does', async () => {
  const without = signed({ ...signedAssertion, verification: { type: 'SignedBadge' } })
  assert.equal(await answer(without, 'proof', pages(keyed)), 'proof-fits')
  assert.equal(await answer(without, 'issuer', pages(keyed)), 'issuer-not-listed')
  assert.equal(
    await answer(without, 'proof', pages({ ...keyed, [ISSUER]: { ...issuer, publicKey: { id: KEY } } })),
    'proof-fits',
  )
  assert.equal(await answer(without, 'proof', pages({ ...keyed, [ISSUER]: issuer })), 'proof-key-not-known')
  assert.equal(await answer(without, 'issuer', pages({ ...keyed, [ISSUER]: issuer })), 'issuer-key-of-another')
  assert.equal(await answer(without, 'proof', pages()), 'proof-key-not-known')
})

test('a key that the issuer doesn’t name is another’s; an old badge’s key stands beside its issuer', async () => {
  const stranger = { ...keyed, [ISSUER]: { ...issuer, publicKey: 'https://lembah-angin.example/kunci-2.json' } }
  const verdict = await verify(signed(signedAssertion), pages(stranger))
  assert.equal(verdict.verdict, 'invalid')
  assert.equal(codeOf(verdict, 'issuer'), 'issuer-key-of-another')
  assert.equal(verdict.facts, null)
  const old = { ...signedAssertion, verification: undefined, verify: { type: 'signed', url: KEY } }
  assert.equal(await answer(signed(old), 'issuer', pages({ ...keyed, [ISSUER]: issuer })), 'issuer-not-listed')
  for (const url of ['https://lain.example/kunci.pem', 'nowhere'])
    assert.equal(
      await answer(signed({ ...old, verify: { type: 'signed', url } }), 'issuer', pages({ ...keyed, [url]: spki })),
      'issuer-key-of-another',
    )
  assert.equal(
    await answer(signed({ ...old, verify: { type: 'signed' } }), 'issuer', pages(keyed)),
    'issuer-key-of-another',
  )
})

test('a signature that doesn’t fit, or says another algorithm than the key’s, fails', async () => {
  const [header, , signature] = signed(signedAssertion).split('.')
  const changed = `${header}.${part({ ...signedAssertion, issuedOn: '2026-03-01' })}.${signature}`
  assert.equal(await answer(changed, 'proof', pages(keyed)), 'proof-does-not-fit signature')
  assert.equal(
    await answer(signed(signedAssertion, { alg: 'PS256' }), 'proof', pages(keyed)),
    'proof-algorithm-not-allowed alg',
  )
  assert.equal(
    await answer(signed(signedAssertion, { alg: 'none' }), 'proof', pages(keyed)),
    'proof-algorithm-not-allowed alg',
  )
  // Fits the regular expressions of a badge and is none.
  assert.equal(await answer(`${part({})}.${part('{"badge": "verify": ')}.AA`, 'format'), 'format-no-credential value')
  assert.equal(await answer(`${part('{')}.${part(signedAssertion)}.AA`, 'format'), 'format-no-credential value')
  assert.equal(await answer(`${part({})}.${part(signedAssertion)}.A`, 'format'), 'format-no-credential value')
  assert.equal(await answer(`${part({})}.${part(signedAssertion)}.AA~`, 'format'), 'format-no-credential value')
})

test('a key that is none of RSA in PEM is not known', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    type: 'spki',
    format: 'pem',
  }) as string
  const pem = (hex: string) =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(hex, 'hex').toString('base64')}\n-----END PUBLIC KEY-----`
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('hex')
  const rows = [
    ec,
    'no PEM',
    '-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----',
    pem('31'),
    pem(`${der}00`),
    pem(der.replace(/00308201/, '01308201')),
    pem('300f300d06092a864886f70d0101010500'),
    pem('3084000000ff'),
    pem('30'),
  ]
  for (const publicKeyPem of rows)
    assert.equal(
      await answer(signed(signedAssertion), 'proof', pages({ ...keyed, [KEY]: { publicKeyPem } })),
      'proof-key-not-known',
      publicKeyPem,
    )
})

test('the issuer’s list says which signed badges are revoked', async () => {
  const listed = { ...keyed, [ISSUER]: { ...issuer, publicKey: KEY, revocationList: LIST } }
  const rows: [unknown, string][] = [
    [undefined, 'status-list-not-available'],
    [{ revokedAssertions: 'all' }, 'status-list-not-readable'],
    [{ revokedAssertions: [] }, 'status-good'],
    [{ revokedAssertions: ['urn:uuid:18', { id: 'urn:uuid:19' }, {}] }, 'status-good'],
    [{ revokedAssertions: ['urn:uuid:17'] }, 'status-revoked'],
    [{ revokedAssertions: [{ id: 'urn:uuid:17', revocationReason: 'Salah orang' }] }, 'status-revoked'],
  ]
  for (const [list, code] of rows)
    assert.equal(await answer(signed(signedAssertion), 'status', pages({ ...listed, [LIST]: list })), code)
  const old = signed({ ...signedAssertion, id: undefined, uid: '17' })
  assert.equal(
    await answer(old, 'status', pages({ ...listed, [LIST]: { revokedAssertions: [{ uid: '17' }] } })),
    'status-revoked',
  )
  assert.equal(await answer(signed(signedAssertion), 'status', pages({ [KEY]: spki })), 'status-list-not-available')
})

test('a profile that names another address as its own is not bound, but its rules of hosting hold', async () => {
  const moved = { ...issuer, id: 'https://lembah-angin.example/lama' }
  const strict = { ...moved, verification: { startsWith: 'https://lembah-angin.example/lain/' } }
  assert.equal(await answer(assertion, 'issuer', pages({ ...hosted, [ISSUER]: moved })), 'issuer-not-bound')
  assert.equal(await answer(assertion, 'issuer', pages({ ...hosted, [ISSUER]: strict })), 'issuer-key-of-another')
})

test('compact texts that are no signed badge are left to others', async () => {
  for (const text of [signed({ badge: 1 }), signed(signedAssertion, { alg: 'RS256', kid: KEY })])
    assert.equal(await answer(text, 'format'), 'format-no-credential')
  for (const text of [signed({ vc: 1 }), `${signed({})}.AA`])
    assert.match(await answer(text, 'format'), /^format-(?:not-readable|no-credential)/)
})

test('a recipient is the person whose address has the same digest', () => {
  const digest = createHash('sha256').update('wartini@contoh.examplegaram').digest('hex')
  const recipient = { type: 'email', hashed: true, salt: 'garam', identity: `sha256$${digest.toUpperCase()}` }
  assert.equal(isRecipient({ ...recipient, identity: `sha256$${digest}` }, 'wartini@contoh.example'), true)
  assert.equal(isRecipient(recipient, 'Wartini@contoh.example'), false)
  assert.equal(isRecipient({ ...recipient, salt: 7 }, 'wartini@contoh.example'), false)
  assert.equal(isRecipient({ hashed: false, identity: 'wartini@contoh.example' }, 'wartini@contoh.example'), true)
  assert.equal(isRecipient({ hashed: true, identity: 'md5$00' }, 'wartini@contoh.example'), false)
  assert.equal(isRecipient({ hashed: true }, 'wartini@contoh.example'), false)
})
