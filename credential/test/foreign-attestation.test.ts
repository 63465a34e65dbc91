import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { verify } from '../src/index.ts'
import { answer, codeOf, pages } from './foreign/answers.ts'

const keccak = (data: string | Buffer): string => Buffer.from(keccak_256(Buffer.from(data))).toString('hex')
const SALT = '5e0ad1b2-3c4d-4e5f-8a6b-7c8d9e0f1a2b'
const salted = (value: unknown, type = 'string') => `${SALT}:${type}:${value}`

const store = {
  name: salted('Politeknik Lembah Angin'),
  url: salted('https://lembah-angin.example/'),
  documentStore: salted('0x00'),
}
const data = {
  id: salted('17'),
  name: salted('Irigasi Tetes'),
  issuedOn: salted('2026-01-12T00:00:00Z'),
  recipient: { name: salted('Wartini') },
  marks: [salted(80, 'number'), salted(90, 'number')],
  extra: [],
  issuers: [store],
}

/** The leaves of a document of version 2, each hashed with its path. */
function leaves(value: unknown, path: string): string[] {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (parts.length === 0) return [keccak(JSON.stringify({ [path]: value }))]
  return parts.flatMap(([name, part]) => leaves(part, path === '' ? name : `${path}.${name}`))
}

const beside = (one: string, other: string) => keccak(Buffer.from([one, other].sort().join(''), 'hex'))
const rootOf = (target: string, path: readonly string[]) => path.reduce(beside, target)

function wrap2(content: object, hidden: readonly string[] = [], path: readonly string[] = []) {
  const targetHash = keccak(JSON.stringify([...leaves(content, ''), ...hidden].sort()))
  return {
    version: 'https://schema.openattestation.com/2.0/schema.json',
    data: content,
    ...(hidden.length === 0 ? {} : { privacy: { obfuscatedData: hidden } }),
    signature: { type: 'SHA3MerkleProof', targetHash, proof: path, merkleRoot: rootOf(targetHash, path) },
  }
}

const secret = keccak_256(Buffer.from('kunci uji'))
const address = (key: Uint8Array) => `0x${keccak(Buffer.from(secp256k1.getPublicKey(key, false).slice(1))).slice(-40)}`
const DID = `did:ethr:${address(secret)}`

function ethereumSignature(root: string, key = secret): string {
  const message = Buffer.concat([Buffer.from('\x19Ethereum Signed Message:\n32'), Buffer.from(root, 'hex')])
  const bytes = secp256k1.sign(keccak_256(message), key, { prehash: false, format: 'recovered' })
  return `0x${Buffer.from(bytes.slice(1)).toString('hex')}${((bytes[0] as number) + 27).toString(16)}`
}

const signer = { id: salted(DID), name: salted('Politeknik'), revocation: { type: salted('NONE') } }
function signed2(issuers: object[] = [signer], key = secret, changes: object = {}) {
  const wrapped = wrap2({ ...data, issuers })
  const signature = ethereumSignature(wrapped.signature.merkleRoot, key)
  return {
    ...wrapped,
    proof: [{ type: 'OpenAttestationSignature2018', verificationMethod: `${DID}#controller`, signature, ...changes }],
  }
}

test('content that fits its hash and its path leaves DNS and Ethereum unknown', async () => {
  const path = [keccak('satu'), keccak('dua')]
  for (const document of [wrap2(data), wrap2(data, [], path), wrap2(data, [keccak('disembunyikan')])]) {
    const verdict = await verify(JSON.stringify(document), pages())
    assert.equal(verdict.verdict, 'unconfirmed')
    assert.equal(verdict.format, 'open-attestation')
    assert.equal(codeOf(verdict, 'proof'), 'proof-anchor-not-checked')
    assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
    assert.equal(codeOf(verdict, 'status'), 'status-list-not-available')
    assert.equal(codeOf(verdict, 'validity'), 'validity-in-force')
    assert.equal(verdict.facts, null)
  }
})

test('every leaf is covered, and so is every step of the path', async () => {
  const good = wrap2(data, [keccak('disembunyikan')], [keccak('satu')])
  const hash = good.signature
  const rows: [object, string][] = [
    [{ data: { ...data, name: salted('Irigasi Curah') } }, 'target-hash'],
    [{ data: { ...data, added: salted('1') } }, 'target-hash'],
    [{ data: { ...data, extra: {} } }, 'target-hash'],
    [{ data: { ...data, marks: [salted(80, 'number')] } }, 'target-hash'],
    [{ data: 7 }, 'target-hash'],
    [{ privacy: {} }, 'target-hash'],
    [{ signature: { ...hash, merkleRoot: hash.targetHash } }, 'merkle-path'],
    [{ signature: { ...hash, merkleRoot: hash.merkleRoot.slice(2) } }, 'merkle-path'],
    [{ signature: { ...hash, proof: ['satu'] } }, 'merkle-path'],
    [{ signature: { ...hash, proof: [7] } }, 'merkle-path'],
    [{ signature: { ...hash, proof: Array.from({ length: 65 }, () => keccak('satu')) } }, 'merkle-path'],
  ]
  for (const [change, reason] of rows)
    assert.equal(
      await answer({ ...good, ...change }, 'proof'),
      `proof-does-not-fit ${reason}`,
      JSON.stringify(change).slice(0, 80),
    )
})

test('what another document could hash to alike is refused', async () => {
  const rows = [
    { ...data, 'recipient.name': salted('Wartini') },
    { ...data, marks: { 0: salted(80, 'number'), 1: salted(90, 'number') } },
    { ...data, 'a[0]': salted('1') },
    { ...data, '': { id: salted('18') } },
    { marks: Array.from({ length: 2_001 }, () => 1) },
    { marks: Array.from({ length: 2_001 }, () => []) },
  ]
  for (const content of rows) assert.equal(await answer(wrap2(content), 'proof'), 'proof-malformed not-hashable')
  for (const hidden of [['satu'], [7], Array.from({ length: 2_001 }, () => keccak('satu'))]) {
    const document = { ...wrap2(data), privacy: { obfuscatedData: hidden } }
    assert.equal(await answer(document, 'proof'), 'proof-malformed not-hashable')
  }
})

test('a proof that calls itself something else is malformed, since no hash covers its name', async () => {
  const good = wrap2(data)
  const raw = { ...good, $template: 'main', issuers: [], signature: { ...good.signature, type: 'Other' } }
  assert.equal(await answer(raw, 'proof'), 'proof-malformed type')
  for (const change of [{ type: 'Other' }, { proofPurpose: 'authentication' }])
    assert.equal(await answer(wrap3(version3, change), 'proof'), 'proof-malformed type')
})

test('a did:ethr that signs the root is checked; whose it is stays unknown', async () => {
  const verdict = await verify(JSON.stringify(signed2()), pages())
  assert.equal(verdict.verdict, 'unconfirmed')
  assert.equal(codeOf(verdict, 'proof'), 'proof-fits')
  assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
  assert.equal(codeOf(verdict, 'status'), 'status-none')
  assert.equal(verdict.facts?.holderName, 'Wartini')
  assert.equal(verdict.facts?.title.id, 'Irigasi Tetes')
  const revocable = { ...signer, revocation: { type: salted('OCSP_RESPONDER') } }
  assert.equal(await answer(signed2([revocable]), 'status'), 'status-list-not-available')
})

test('a signature of another key, for another root, of another form or of nobody fails', async () => {
  const other = keccak_256(Buffer.from('kunci lain'))
  const { proof: _proof, ...unsigned } = signed2()
  const zero = `0x${'0'.repeat(128)}1b`
  const rows: [unknown, string][] = [
    [unsigned, 'proof-missing did-without-signature'],
    [signed2([signer], other), 'proof-does-not-fit signature'],
    [
      signed2([signer], other, { verificationMethod: `did:ethr:${address(other)}#controller` }),
      'proof-does-not-fit signer',
    ],
    [signed2([signer], secret, { signature: ethereumSignature(keccak('lain')) }), 'proof-does-not-fit signature'],
    [signed2([signer], secret, { signature: zero }), 'proof-does-not-fit signature'],
    [signed2([signer], secret, { signature: 7 }), 'proof-does-not-fit signature'],
    [signed2([signer], secret, { signature: '0x00' }), 'proof-does-not-fit signature'],
    [signed2([signer], secret, { verificationMethod: 7 }), 'proof-does-not-fit signature'],
    [
      signed2([signer], secret, { verificationMethod: 'did:web:lain.example#controller' }),
      'proof-does-not-fit signature',
    ],
    [signed2([signer, { ...signer, id: salted('did:ethr:0x00') }]), 'proof-does-not-fit signer'],
    [signed2([signer, store]), 'proof-anchor-not-checked'],
    [signed2([{ name: salted('Tanpa id') }]), 'proof-anchor-not-checked'],
    [signed2([]), 'proof-anchor-not-checked'],
    [
      { ...signed2(), proof: Array.from({ length: 17 }, () => signed2().proof[0]) },
      'proof-malformed too-many-signatures',
    ],
  ]
  for (const [document, code] of rows) assert.equal(await answer(document, 'proof'), code)
})

interface Salt {
  readonly path: string
  readonly value: string
}

/** Salts of every leaf of a document of version 3. */
function salts3(value: unknown, path = ''): Salt[] {
  if (typeof value !== 'object' || value === null) return [{ path, value: keccak(`garam ${path}`) }]
  return Object.entries(value).flatMap(([name, part]) =>
    salts3(part, Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`),
  )
}

const at = (document: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce((value, name) => (value as Record<string, unknown>)[name], document)
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')

function wrap3(document: object, changes: object = {}, salts = salts3(document)) {
  const hashes = salts.map(({ path, value }) => keccak(JSON.stringify({ [path]: `${value}:${at(document, path)}` })))
  const targetHash = keccak(JSON.stringify(hashes.sort()))
  const proof = {
    type: 'OpenAttestationMerkleProofSignature2018',
    proofPurpose: 'assertionMethod',
    targetHash,
    proofs: [],
    merkleRoot: targetHash,
    salts: base64(salts),
    privacy: { obfuscated: [] },
  }
  return { ...document, proof: { ...proof, ...changes } }
}

const metadata = (method: string, value: string) => ({
  proof: { type: 'OpenAttestationProofMethod', method, value, revocation: { type: 'NONE' } },
})
const version3 = {
  '@context': ['https://www.w3.org/2018/credentials/v1'],
  type: ['VerifiableCredential', 'OpenAttestationCredential'],
  name: 'Irigasi Tetes',
  note: null,
  marks: [],
  issuer: { id: 'https://lembah-angin.example/', name: 'Politeknik Lembah Angin' },
  issuanceDate: '2026-01-12T00:00:00Z',
  credentialSubject: { name: 'Wartini', score: 80 },
  openAttestationMetadata: metadata('DOCUMENT_STORE', '0x00'),
}

test('version 3 is hashed with its own salts, which must be those of its leaves', async () => {
  const verdict = await verify(JSON.stringify(wrap3(version3)), pages())
  assert.equal(verdict.verdict, 'unconfirmed')
  assert.equal(codeOf(verdict, 'proof'), 'proof-anchor-not-checked')
  const salts = salts3(version3)
  const renamed = salts.map((salt) => (salt.path === 'name' ? { ...salt, path: 'nama' } : salt))
  const rows: [unknown, string][] = [
    [{ ...wrap3(version3), name: 'Irigasi Curah' }, 'proof-does-not-fit target-hash'],
    [{ ...wrap3(version3), added: 1 }, 'proof-malformed not-hashable'],
    [wrap3(version3, { salts: base64(renamed) }), 'proof-malformed not-hashable'],
    [
      wrap3(version3, { salts: base64([...salts, 7, { path: 'x' }, { path: 'x', value: 'pendek' }]) }),
      'proof-anchor-not-checked',
    ],
    [wrap3(version3, { salts: 7 }), 'proof-malformed not-hashable'],
    [wrap3(version3, { salts: 'A' }), 'proof-malformed not-hashable'],
    [wrap3(version3, { salts: 'é' }), 'proof-malformed not-hashable'],
    [wrap3(version3, { salts: 'AAAA' }), 'proof-malformed not-hashable'],
    [wrap3({ 'a.b': 1 }, {}, []), 'proof-malformed not-hashable'],
    [wrap3(version3, { privacy: { obfuscated: [7] } }), 'proof-malformed not-hashable'],
    [wrap3(version3, { proofs: [keccak('satu')] }), 'proof-does-not-fit merkle-path'],
  ]
  for (const [document, code] of rows) assert.equal(await answer(document, 'proof'), code)
})

test('version 3 is signed by a did:ethr in its own proof', async () => {
  const document = { ...version3, openAttestationMetadata: metadata('DID', DID) }
  const { proof } = wrap3(document)
  const signature = ethereumSignature(proof.merkleRoot)
  assert.equal(await answer(wrap3(document, { key: `${DID}#controller`, signature }), 'proof'), 'proof-fits')
  assert.equal(await answer(wrap3(document), 'proof'), 'proof-missing did-without-signature')
  assert.equal(
    await answer(wrap3(document, { key: `${DID}#controller`, signature: '0x' }), 'proof'),
    'proof-does-not-fit signature',
  )
})

test('a document before wrapping has no proof', async () => {
  const raw = { $template: { name: 'main' }, issuers: [{ name: 'Politeknik' }], recipient: { name: 'Wartini' } }
  for (const document of [raw, version3, { ...version3, proof: { type: 'OpenAttestationMerkleProofSignature2018' } }])
    assert.equal(await answer(document, 'proof'), 'proof-missing not-wrapped')
  assert.equal(await answer({ $template: 'main' }, 'format'), 'format-no-credential other')
})

test('documents that leave parts out are read as far as they go', async () => {
  const bare = wrap2({ x: salted('1') })
  const verdict = await verify(JSON.stringify(bare), pages())
  assert.equal(codeOf(verdict, 'proof'), 'proof-anchor-not-checked')
  assert.equal(codeOf(verdict, 'validity'), 'validity-in-force')
  assert.equal(
    await answer(wrap2({ expiryDate: salted('2020-01-01'), marks: [1, salted('true', 'boolean')] }), 'validity'),
    'validity-expired',
  )
})
