import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cbor, decodeCbor, encodeCbor } from '../src/cbor.ts'
import { fromBase45, toBase45 } from '../src/compact/base45.ts'
import {
  achievementCredential,
  COMPACT_LETTERS,
  compactForm,
  generateKey,
  type JsonObject,
  readAchievement,
  readCompact,
  verify,
} from '../src/index.ts'
import { ordinary, random } from './ordinary.ts'
import { context, ISSUER, input, keys, list, NOW, OTHER, trust } from './people.ts'

const CREATED = new Date('2026-10-12T00:00:00Z')
const by = (changes: Partial<Parameters<typeof compactForm>[1]> = {}) => ({
  verificationMethod: `${ISSUER}#key-1`,
  created: CREATED,
  sign: keys.issuer.sign,
  ...changes,
})
async function formOf(credential: JsonObject, changes = {}): Promise<string> {
  const form = await compactForm(credential, by(changes))
  assert.ok(form.ok, JSON.stringify(form))
  return form.text
}
const GOOD = await formOf(achievementCredential(input()))

test('a credential of ordinary size fits 900 letters, keeps who, what and whose, and is checked offline', async (t) => {
  const next = random(11)
  const lengths: number[] = []
  let left = 0
  for (let count = 0; count < 200; count++) {
    const credential = achievementCredential(ordinary(next))
    const form = await compactForm(credential, by())
    assert.ok(form.ok, JSON.stringify(form))
    lengths.push(form.text.length)
    left += form.left.length > 0 ? 1 : 0
    assert.match(form.text, /^LMB1:[0-9A-Z $%*+\-./:]+$/, 'only letters of the alphanumeric mode')
    const { facts, format, checks } = await verify(form.text, context())
    assert.equal(format, 'lumbung-compact')
    assert.ok(checks.every(({ outcome, id }) => outcome === 'pass' || id === 'status' || id === 'log'))
    const whole = readAchievement(credential)
    for (const key of [
      'id',
      'holderName',
      'subjectId',
      'sks',
      'hours',
      'kkniLevel',
      'field',
      'validFrom',
      'validUntil',
      'definitionUrl',
    ] as const)
      assert.deepEqual(facts?.[key], whole[key], key)
    assert.equal(facts?.title.id, whole.title.id)
    if (form.left.length === 0) assert.deepEqual(facts?.onBehalfOf?.id, whole.onBehalfOf?.id)
  }
  lengths.sort((a, b) => a - b)
  t.diagnostic(`letters: median ${lengths[100]}, largest ${lengths.at(-1)}; ${left} of 200 left a part out`)
  assert.ok((lengths.at(-1) as number) <= COMPACT_LETTERS)
})

test('the same eight checks: register, authority, status, dates and key decide as for the whole', async () => {
  const verdict = async (text: string, changes = {}) => {
    const { verdict, kind } = await verify(text, context(changes))
    return `${verdict}: ${kind}`
  }
  assert.equal(await verdict(GOOD), 'valid: valid')
  const revoked = await list('revocation', [77])
  const lists = async (url: string) => (url.endsWith('revocation') ? revoked : context().statusList(url))
  assert.equal(await verdict(GOOD, { statusList: lists }), 'invalid: revoked')
  assert.equal(await verdict(GOOD, { statusList: async () => null }), 'unconfirmed: status-unknown')
  assert.equal(await verdict(GOOD, { trust: null }), 'unconfirmed: register-not-available')
  assert.equal(await verdict(GOOD, { trust: { ...trust(), issuers: [] } }), 'unconfirmed: issuer-not-listed')
  const over = achievementCredential(input({ validUntil: NOW }))
  assert.equal(await verdict(await formOf(over), { now: new Date(NOW.getTime() + 1000) }), 'invalid: expired')
  const high = await formOf(achievementCredential(input({ kkniLevel: 9 })))
  assert.equal(await verdict(high), 'invalid: without-authority')
  assert.equal(
    await verdict(await formOf(achievementCredential(input()), { sign: keys.other.sign })),
    'invalid: changed',
  )
  const inside = await generateKey()
  const did = `did:key:${inside.publicKeyMultibase}`
  const own = achievementCredential(input({ issuer: { id: did, name: 'Anybody' } }))
  const method = `${did}#${inside.publicKeyMultibase}`
  const stranger = await formOf(own, { verificationMethod: method, sign: inside.sign })
  assert.equal(await verdict(stranger), 'unconfirmed: issuer-not-listed')
})

test('keys of other kinds sign by their own algorithm, and by no other', async () => {
  for (const kind of ['P-256', 'P-384'] as const) {
    const key = await generateKey(kind)
    const known = trust()
    const entry = {
      id: `${ISSUER}#key-1`,
      publicKeyMultibase: key.publicKeyMultibase,
      validFrom: '2024-01-01T00:00:00Z',
    }
    const issuers = known.issuers.map((one) => (one.did === ISSUER ? { ...one, keys: [entry] } : one))
    const form = await formOf(achievementCredential(input()), { sign: key.sign, kind })
    assert.equal((await verify(form, context({ trust: { ...known, issuers } }))).verdict, 'valid')
    const wrong = await verify(form, context())
    assert.equal(wrong.checks[1]?.code, 'proof-algorithm-not-allowed')
  }
})

test('what no compact form can be made of is refused with the place', async () => {
  const good = achievementCredential(input())
  const refused = async (changes: JsonObject, options = {}) => {
    const form = await compactForm({ ...good, ...changes }, by(options))
    assert.ok(!form.ok)
    return form.code === 'compact-lacks' ? form.at : form.code
  }
  assert.equal(await refused({}, { kind: 'RSA' }), 'compact-key-not-allowed')
  assert.equal(await refused({}, { verificationMethod: `${OTHER}#key-1` }), 'compact-key-of-another')
  assert.equal(await refused({}, { verificationMethod: 'https://a.example/key' }), 'compact-key-of-another')
  assert.equal(await refused({ id: 'urn:uuid:1' }), '/id')
  assert.equal(await refused({ issuer: 'https://a.example' }), '/issuer/id')
  assert.equal(await refused({ validFrom: '2026-10-12T00:00:00.5Z' }), '/validFrom')
  assert.equal(await refused({ validFrom: 5 }), '/validFrom')
  assert.equal(await refused({ validUntil: 'soon' }), '/validUntil')
  assert.equal(await refused({ credentialSubject: 'x' }), '/credentialSubject/id')
  assert.equal(await refused({ credentialSubject: { id: 'urn:x:1', achievement: 3 } }), '/credentialSubject/identifier')
  const status = (good.credentialStatus as JsonObject[])[0] as JsonObject
  for (const change of [
    { statusPurpose: 'message' },
    { statusListIndex: 5 },
    { statusListCredential: 5 },
    { statusSize: 2 },
  ])
    assert.equal(await refused({ credentialStatus: [{ ...status, ...change }] }), '/credentialStatus')
  assert.equal(await refused({ credentialStatus: [] }), '/credentialStatus')
  assert.equal(await refused({ credentialStatus: 'x' }), '/credentialStatus')
  const subject = good.credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const achieved = (changes: JsonObject) =>
    refused({ credentialSubject: { ...subject, achievement: { ...achievement, ...changes } } })
  assert.equal(await achieved({ achievementType: 'Degree' }), '/credentialSubject/achievement/achievementType')
  assert.equal(await achieved({ creditsAvailable: 1.5 }), '/credentialSubject/achievement/creditsAvailable')
  assert.equal(await achieved({ alignment: [] }), '/credentialSubject/achievement/alignment')
  const long = await compactForm(achievementCredential(input({ holderName: 'N'.repeat(600) })), by())
  assert.ok(!long.ok && long.code === 'compact-too-large' && long.letters > COMPACT_LETTERS)
})

test('without status, with one entry, with ids that look like schemes: what was written is what is read', async () => {
  const made = achievementCredential(input())
  const { credentialStatus, ...without } = made
  const [first] = credentialStatus as JsonObject[]
  const elsewhere = {
    ...first,
    statusListCredential: 'https://other.example/lists/9',
    id: 'https://other.example/lists/9#77',
  }
  for (const credential of [
    without,
    { ...made, credentialStatus: first as JsonObject },
    { ...made, credentialStatus: [elsewhere] },
  ] as JsonObject[]) {
    const read = readCompact(await formOf(credential))
    const wanted = credential.credentialStatus
    assert.deepEqual(
      read?.credential.credentialStatus,
      wanted === undefined || Array.isArray(wanted) ? wanted : [wanted],
    )
  }
  for (const id of ['https://lumbung.example/a:b', 'https://lumbung.example/x/6a0e8f0e-8f52-4f0f-9e28-2d1e7d3f9b11/y'])
    assert.equal(readCompact(await formOf({ ...made, id }))?.credential.id, id)
  const plain = achievementCredential(input({ subjectId: 'did:key:z6Mk', title: { id: 'Sama', en: 'Sama' } }))
  const read = readCompact(await formOf(plain))
  assert.equal(read && readAchievement(read.credential).subjectId, 'did:key:z6Mk')
})

test('a changed form is never valid: every byte, every letter, and 2,000 others', async () => {
  const bytes = fromBase45(GOOD.slice(5)) as Uint8Array
  const next = random(3)
  const isValid = async (text: string) => (await verify(text, context())).verdict === 'valid'
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Uint8Array.from(bytes)
    flipped[at] = (flipped[at] as number) ^ (1 << Math.floor(next() * 8))
    assert.equal(await isValid(`LMB1:${toBase45(flipped)}`), false, `byte ${at}`)
  }
  for (let at = 0; at < GOOD.length; at += 3)
    assert.equal(await isValid(`${GOOD.slice(0, at)}${GOOD[at] === 'A' ? 'B' : 'A'}${GOOD.slice(at + 1)}`), false)
  for (const other of [
    `${GOOD}0`,
    `${GOOD}00`,
    GOOD.slice(0, -1),
    GOOD.toLowerCase(),
    GOOD.replace('LMB1', 'LMB2'),
    `LMB1:${'A'.repeat(1000)}`,
  ])
    assert.equal(await isValid(other), false, other.slice(-12))
  for (let count = 0; count < 2000; count++) {
    const changed = [...bytes]
    const at = Math.floor(next() * changed.length)
    const kind = next()
    if (kind < 0.3) changed.splice(at, 1 + Math.floor(next() * 8))
    else if (kind < 0.6) changed.splice(at, 0, Math.floor(next() * 256))
    else for (let more = 0; more < 3; more++) changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256)
    if (changed.length === bytes.length && changed.every((byte, i) => byte === bytes[i])) continue
    assert.equal(
      readCompact(`LMB1:${toBase45(Uint8Array.from(changed))}`) !== undefined &&
        (await isValid(`LMB1:${toBase45(Uint8Array.from(changed))}`)),
      false,
    )
  }
})

/** The four parts of the good form with one changed, as a form again; nothing is signed anew. */
function rewritten(change: (parts: Cbor[]) => Cbor): string {
  const parts = decodeCbor((fromBase45(GOOD.slice(5)) as Uint8Array).subarray(1)) as Cbor[]
  return `LMB1:${toBase45(Uint8Array.from([0xd2, ...encodeCbor(change([...parts]))]))}`
}

test('a form in any other shape is refused before its signature is looked at', () => {
  assert.ok(readCompact(rewritten((parts) => parts)))
  const claims = (change: (map: Map<number, Cbor>, ours: Map<number, Cbor>) => void) =>
    rewritten(([head, open, payload, signature]) => {
      const map = new Map(decodeCbor(payload as Uint8Array) as ReadonlyMap<number, Cbor>)
      const ours = new Map(map.get(-65_537) as ReadonlyMap<number, Cbor>)
      map.set(-65_537, ours)
      change(map, ours)
      return [head, open, encodeCbor(map), signature] as Cbor[]
    })
  const header = (entries: [number, Cbor][]) => rewritten(([, ...rest]) => [encodeCbor(new Map(entries)), ...rest])
  const key = new TextEncoder().encode('#key-1')
  const wrong = [
    rewritten((parts) => parts.slice(1)),
    rewritten(() => 5),
    rewritten(([, ...rest]) => ['head', ...rest]),
    rewritten(([head, , ...rest]) => [head as Cbor, new Map([[1, 2]]), ...rest]),
    rewritten(([head, , ...rest]) => [head as Cbor, 0, ...rest]),
    rewritten(([head, open, , signature]) => [head, open, new Uint8Array([0xff]), signature] as Cbor[]),
    rewritten(([head, open, , signature]) => [head, open, encodeCbor(5), signature] as Cbor[]),
    rewritten(([, ...rest]) => [encodeCbor(5), ...rest]),
    header([[1, -8]]),
    header([
      [1, 'EdDSA'],
      [4, key],
    ]),
    header([
      [1, -8],
      [4, '#key-1'],
    ]),
    header([
      [1, -8],
      [4, new TextEncoder().encode('#a b')],
    ]),
    header([
      [1, -8],
      [4, key],
      [5, key],
    ]),
    claims((map) => map.delete(-65_537)),
    claims((map) => map.set(9, 1)),
    claims((map) => map.set(6, 'now')),
    claims((map) => map.set(5, -1)),
    claims((map) => map.set(4, 2 ** 40)),
    claims((map) => map.delete(1)),
    claims((map) => map.set(2, [1, new Uint8Array(16), 3])),
    claims((map) => map.set(2, 5)),
    claims((_, ours) => ours.set(15, 'more')),
    claims((_, ours) => ours.set(4, [])),
    claims((_, ours) => ours.set(4, 'Title')),
    claims((_, ours) => ours.set(4, ['Sama', 'Sama'])),
    claims((_, ours) => ours.set(5, '')),
    claims((_, ours) => ours.set(6, '2')),
    claims((_, ours) => ours.set(10, 2)),
    claims((_, ours) => ours.set(13, [0, 'did:web:a.example'])),
    claims((_, ours) => ours.set(13, [0, ISSUER, 'Not front-coded'])),
    claims((_, ours) => ours.set(13, 5)),
    claims((_, ours) => ours.set(14, 'none')),
    claims((_, ours) => ours.set(14, [5])),
    claims((_, ours) => ours.set(14, [[0, 0, 'x', -1]])),
    claims((_, ours) => ours.set(14, [[7, 0, 'x', 1]])),
    claims((_, ours) => ours.set(1, 'https://lumbung.example/')),
    claims((_, ours) => ours.set(11, 'https://lumbung.example/definitions/1')),
  ]
  for (const [at, text] of wrong.entries()) assert.equal(readCompact(text), undefined, `shape ${at}`)
})

test('CBOR: one form of each value, and everything else refused (RFC 8949, section 4.2.1)', () => {
  const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  // Examples of RFC 8949, appendix A.
  for (const [value, text] of [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [255, '18ff'],
    [256, '190100'],
    [65_535, '19ffff'],
    [65_536, '1a00010000'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-100, '3863'],
    [-1000, '3903e7'],
    ['IETF', '6449455446'],
    ['水', '63e6b0b4'],
    [[1, [2, 3]], '8201820203'],
  ] as [Cbor, string][]) {
    assert.equal(Buffer.from(encodeCbor(value)).toString('hex'), text)
    assert.deepEqual(decodeCbor(hex(text)), value)
  }
  for (const wrong of [
    '',
    '1800',
    '190018',
    '1a0000ffff',
    '1b00000000ffffffff',
    '1bffffffffffffffff',
    '18',
    '19ff',
    '1f',
    '5f',
    '61ff',
    '42ff',
    '9f01ff',
    '8201',
    'a2010202',
    'a201010101',
    'a202010101',
    'a1616101',
    'a101',
    'c001',
    'f4',
    'f6',
    'f97e00',
    '0000',
    `${'81'.repeat(10)}00`,
    'bb0010000000000000',
    '62c328',
  ])
    assert.equal(decodeCbor(hex(wrong)), undefined, wrong)
  assert.throws(() => encodeCbor(1.5), RangeError)
  assert.throws(() => encodeCbor('\ud800'), RangeError)
  const next = random(1)
  for (let count = 0; count < 5000; count++) {
    const bytes = Uint8Array.from({ length: Math.floor(next() * 24) }, () => Math.floor(next() * 256))
    const value = decodeCbor(bytes)
    if (value !== undefined) assert.deepEqual(encodeCbor(value), bytes, 'whatever is read is written the same')
  }
})

test('base45: the examples of RFC 9285, every length, and what is refused', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  for (const [plain, text] of [
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ] as const) {
    assert.equal(toBase45(bytes(plain)), text)
    assert.deepEqual(fromBase45(text), bytes(plain))
  }
  for (const wrong of ['A', 'GGW', ':::', '::', 'a00', 'AB', '0Ä0'].filter((text) => text !== 'AB'))
    assert.equal(fromBase45(wrong), null, wrong)
})
