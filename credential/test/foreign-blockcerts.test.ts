import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { achievementCredential, CREDENTIALS_V2, type JsonObject, verify } from '../src/index.ts'
import { toBase58 } from '../src/keys/encoding.ts'
import { canonicalDocument } from '../src/rdf/document.ts'
import { answer, codeOf, pages } from './foreign/answers.ts'
import { input } from './people.ts'

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const one of parts) hash.update(one)
  return hash.digest()
}

const target = sha256('isi')
const [left, right] = [sha256('kiri'), sha256('kanan')]
const root = sha256(left, sha256(target, right))
const hex = (bytes: Buffer) => bytes.toString('hex')
const receipt = {
  type: ['MerkleProof2017', 'Extension'],
  targetHash: hex(target),
  merkleRoot: hex(root),
  proof: [{ right: hex(right) }, { left: hex(left) }],
  anchors: [{ sourceId: '00', type: 'BTCOpReturn' }],
}
const version2 = {
  '@context': ['https://w3id.org/openbadges/v2', 'https://w3id.org/blockcerts/v2'],
  type: 'Assertion',
  id: 'urn:uuid:2',
  recipient: { identity: 'wartini@contoh.example' },
  recipientProfile: { name: 'Wartini' },
  badge: { id: 'urn:uuid:3', name: 'Irigasi', issuer: { id: 'https://lembah-angin.example/', name: 'Politeknik' } },
  issuedOn: '2026-01-12T00:00:00Z',
  signature: receipt,
}
const version1 = {
  '@context': 'https://w3id.org/blockcerts/v1',
  type: 'BlockchainCertificate',
  document: {
    assertion: { id: 'urn:uuid:1', issuedOn: '2026-01-12' },
    certificate: { name: 'Irigasi', issuer: { id: 'https://lembah-angin.example/' } },
    recipient: { givenName: 'Wartini', identity: 'wartini@contoh.example' },
  },
  receipt,
}

type Item = number | string | Buffer | Item[]

/** Writes CBOR; lengths over 255 in four bytes. */
function cbor(item: Item): Buffer {
  const head = (major: number, argument: number): Buffer => {
    if (argument < 24) return Buffer.from([(major << 5) | argument])
    if (argument < 256) return Buffer.from([(major << 5) | 24, argument])
    const bytes = Buffer.alloc(5)
    bytes[0] = (major << 5) | 26
    bytes.writeUInt32BE(argument, 1)
    return bytes
  }
  if (typeof item === 'number') return item < 0 ? head(1, -1 - item) : head(0, item)
  if (Array.isArray(item)) return Buffer.concat([head(4, item.length), ...item.map(cbor)])
  const bytes = Buffer.from(item)
  return Buffer.concat([head(typeof item === 'string' ? 3 : 2, bytes.length), bytes])
}

const anchor: Item = [
  [0, 1],
  [1, 11_155_111],
  [2, cbor(Buffer.from('00', 'hex'))],
]
const value = (map: Item): string => `z${toBase58(cbor(map))}`
const fields = (changes: Partial<Record<'root' | 'target' | 'anchors' | 'path', Item>> = {}): Item => [
  [
    3,
    changes.path ?? [
      [1, cbor(right)],
      [0, cbor(hex(left))],
    ],
  ],
  [0, changes.root ?? cbor(root)],
  [1, changes.target ?? cbor(hex(target))],
  [2, changes.anchors ?? [anchor]],
]
const version3 = (proofValue: unknown, changes: object = {}) => ({
  '@context': [CREDENTIALS_V2, 'https://w3id.org/blockcerts/v3.2'],
  id: 'urn:uuid:5',
  type: ['VerifiableCredential', 'BlockcertsCredential'],
  issuer: 'https://lembah-angin.example/penerbit.json',
  validFrom: '2026-01-12T00:00:00Z',
  credentialSubject: { id: 'urn:uuid:6', name: 'Wartini' },
  proof: { type: 'DataIntegrityProof', cryptosuite: 'merkle-proof-2019', proofValue },
  ...changes,
})

test('a Merkle path that leads to its root leaves the blockchain unknown, in every version', async () => {
  for (const document of [version1, version2, version3(value(fields()))]) {
    const verdict = await verify(JSON.stringify(document), pages())
    assert.equal(verdict.verdict, 'unconfirmed')
    assert.equal(verdict.format, 'blockcerts')
    assert.equal(verdict.facts, null)
    assert.equal(codeOf(verdict, 'proof'), 'proof-not-checked context-not-known')
    assert.equal(codeOf(verdict, 'issuer'), 'issuer-not-listed')
    assert.equal(codeOf(verdict, 'status'), 'status-list-not-available')
    assert.equal(codeOf(verdict, 'validity'), 'validity-in-force')
  }
})

test('a Merkle path that leads elsewhere fails', async () => {
  const elsewhere = hex(sha256('lain'))
  const broken = [
    { ...receipt, merkleRoot: elsewhere },
    { ...receipt, targetHash: elsewhere },
    { ...receipt, proof: [] },
    { ...receipt, proof: [{ left: hex(right) }, { left: hex(left) }] },
  ]
  for (const signature of broken)
    assert.equal(await answer({ ...version2, signature }, 'proof'), 'proof-does-not-fit merkle-path')
  assert.equal(await answer({ ...version1, receipt: broken[0] }, 'proof'), 'proof-does-not-fit merkle-path')
  for (const change of [
    { root: cbor(elsewhere) },
    { path: [] },
    {
      path: [
        [0, cbor(right)],
        [0, cbor(left)],
      ],
    },
  ])
    assert.equal(await answer(version3(value(fields(change))), 'proof'), 'proof-does-not-fit merkle-path')
})

test('a receipt that can’t be read is malformed', async () => {
  const rows = [
    { ...receipt, anchors: [] },
    { ...receipt, targetHash: 'AB' },
    { ...receipt, merkleRoot: 7 },
    { ...receipt, proof: [{}] },
    { ...receipt, proof: [7] },
    { ...receipt, proof: Array.from({ length: 65 }, () => ({ left: hex(left) })) },
  ]
  for (const signature of rows)
    assert.equal(await answer({ ...version2, signature }, 'proof'), 'proof-malformed receipt')
  const cut = cbor(fields())
  const values = [
    7,
    'uAA',
    'z0',
    `z${'2'.repeat(5000)}`,
    `z${toBase58(cut.subarray(0, -1))}`,
    `z${toBase58(Buffer.concat([cut, Buffer.from([0])]))}`,
    value(7),
    value([7]),
    value([[3]]),
    value(fields({ anchors: 7 })),
    value(fields({ anchors: [] })),
    value([]),
    value([[2, [anchor]]]),
    value(fields({ path: 7 })),
    value(fields({ root: 7 })),
    value(fields({ root: cbor(7) })),
    value(fields({ target: Buffer.from('') })),
    // A map, a length of eight bytes, a cut length, a text that is no UTF-8, and nesting without end.
    ...['a0', '9b0000000000000001', '98', '41', '61ff', '81'.repeat(40)].map(
      (bytes) => `z${toBase58(Buffer.from(bytes, 'hex'))}`,
    ),
  ]
  for (const one of values)
    assert.equal(await answer(version3(one), 'proof'), 'proof-malformed receipt', String(one).slice(0, 60))
  const many = version3(value(fields()), { proof: Array.from({ length: 5 }, () => version3(value(fields())).proof) })
  assert.equal(await answer(many, 'proof'), 'proof-malformed receipt')
})

test('an anchor on no chain at all is written with numbers below zero, and read as well', async () => {
  const mocknet = value(
    fields({
      anchors: [
        [
          [0, -1],
          [1, -1],
        ],
      ],
    }),
  )
  assert.equal(await answer(version3(mocknet), 'proof'), 'proof-not-checked context-not-known')
})

test('where its contexts are kept the content’s own hash is checked, and the anchor stays unknown', async () => {
  const { '@context': context, ...rest } = achievementCredential(input()) as JsonObject & { '@context': string[] }
  const bare = { '@context': context, ...rest } as JsonObject
  const canonical = await canonicalDocument(bare)
  assert.ok(canonical.ok)
  const hash = sha256(canonical.text)
  const proofValue = value(fields({ path: [], root: cbor(hash), target: cbor(hash) }))
  const proof = { type: 'MerkleProof2019', proofValue }
  assert.equal(await answer({ ...bare, proof }, 'proof'), 'proof-anchor-not-checked')
  assert.equal(await answer({ ...bare, id: 'urn:uuid:9', proof }, 'proof'), 'proof-does-not-fit target-hash')
  assert.equal(await answer({ ...bare, unknown: 1, proof }, 'proof'), 'proof-does-not-fit target-hash')
  assert.equal(await answer({ ...bare, proof: [proof, proof] }, 'proof'), 'proof-not-checked context-not-known')
})

test('certificates that leave parts out are read as far as they go', async () => {
  const expired = version3(value(fields()), {
    issuer: {},
    credentialSubject: [],
    id: 7,
    validFrom: undefined,
    issuanceDate: '2020-01-01',
    expirationDate: '2021-01-01',
  })
  assert.equal(await answer(expired, 'validity'), 'validity-expired')
  assert.equal(await answer({ ...version2, badge: 'urn:uuid:3', id: 7 }, 'issuer'), 'issuer-not-listed')
  assert.equal(await answer({ ...version1, document: 7 }, 'validity'), 'validity-in-force')
  const titled = version3(value(fields()), { name: 'Irigasi', description: 'Memasang irigasi.' })
  assert.equal(await answer(titled, 'format'), 'format-blockcerts')
})

test('a certificate over 256 KB is read up to 2 MB, and other files aren’t', async () => {
  const large = { ...version2, display: 'x'.repeat(300_000) }
  assert.equal(await answer(large, 'format'), 'format-blockcerts')
  assert.equal(
    await answer({ ...large, display: 'x'.repeat(2_100_000) }, 'format'),
    'format-not-readable json-too-large',
  )
  assert.equal(await answer({ name: 'x'.repeat(300_000) }, 'format'), 'format-not-readable json-too-large')
})
