import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import {
  decodeStatusList,
  decodeTokenStatusList,
  encodeStatuses,
  encodeStatusList,
  encodeTokenStatusList,
  isSet,
  type JsonObject,
  statusAt,
  statusEntry,
  statusListCredential,
  tokenStatusAt,
  tokenStatusClaim,
  tokenStatusListClaims,
} from '../src/index.ts'
import { entriesOf } from '../src/status/entry.ts'

const URL_OF_LIST = 'https://lumbung.example/status/lists/k1'
const LEAST = 131_072
const packed = (bytes: number) => `u${gzipSync(Buffer.alloc(bytes)).toString('base64url')}`

test('places of a list: the first and the last, and none beside them', async () => {
  const bits = (await decodeStatusList(await encodeStatusList([0, 9, LEAST - 1]))) as Uint8Array
  assert.equal(bits.length, LEAST / 8)
  assert.deepEqual([bits[0], bits[1], bits.at(-1)], [0x80, 0x40, 0x01])
  assert.deepEqual([isSet(bits, 0), isSet(bits, 1), isSet(bits, 9), isSet(bits, LEAST - 1)], [true, false, true, true])
  for (const index of [-1, 0.5, LEAST, Number.NaN]) assert.equal(isSet(bits, index), undefined)
  for (const index of [-1, 0.5, LEAST])
    await assert.rejects(encodeStatusList([index]), {
      name: 'RangeError',
      message: `place ${index} of a list of ${LEAST}`,
    })
})

test('values of several bits: the most and the least that fit, over the edge of a byte', async () => {
  const list = await encodeStatuses(
    [
      [0, 7],
      [2, 5],
      [2, 6],
      [LEAST - 1, 3],
    ],
    { size: 3 },
  )
  const bits = (await decodeStatusList(list, 3)) as Uint8Array
  assert.equal(bits.length, (LEAST * 3) / 8)
  assert.deepEqual(
    [0, 1, 2, 3, LEAST - 1].map((at) => statusAt(bits, at, 3)),
    [7, 0, 6, 0, 3],
  )
  for (const index of [-1, 0.5, LEAST]) assert.equal(statusAt(bits, index, 3), undefined)
  for (const [values, size, message] of [
    [[[0, 8]], 3, 'value 8 in a place of 3 bits'],
    [[[0, -1]], 3, 'value -1 in a place of 3 bits'],
    [[[0, 0.5]], 3, 'value 0.5 in a place of 3 bits'],
    [[[LEAST, 1]], 3, `place ${LEAST} of a list of ${LEAST}`],
    [[[-1, 1]], 3, `place -1 of a list of ${LEAST}`],
    [[[0.5, 1]], 3, `place 0.5 of a list of ${LEAST}`],
    [[], 0, 'a place of 0 bits'],
    [[], 9, 'a place of 9 bits'],
    [[], 1.5, 'a place of 1.5 bits'],
  ] as const)
    await assert.rejects(encodeStatuses(values as never, { size }), { name: 'RangeError', message })
  assert.equal(typeof (await encodeStatuses([[0, 255]], { size: 8 })), 'string')
})

test('a list at its least and most length is read, and beside them it is a fault', async () => {
  assert.ok((await decodeStatusList(packed(LEAST / 8))) instanceof Uint8Array)
  assert.equal(await decodeStatusList(packed(LEAST / 8 - 1)), 'too-short')
  assert.ok((await decodeStatusList(packed(LEAST / 4), 2)) instanceof Uint8Array)
  assert.equal(await decodeStatusList(packed(LEAST / 4 - 1), 2), 'too-short')
  assert.ok((await decodeStatusList(packed(2_097_152))) instanceof Uint8Array)
  assert.equal(await decodeStatusList(packed(2_097_153)), 'not-gzip')
  assert.equal(await decodeStatusList('x'), 'not-multibase')
  assert.equal(await decodeStatusList(`z${packed(LEAST / 8).slice(1)}`), 'not-multibase')
  assert.equal(await decodeStatusList('u!'), 'not-multibase')
  assert.equal(await decodeStatusList('uAAAA'), 'not-gzip')
  const most = Math.floor((1_048_576 * 4) / 3 + 4)
  assert.equal(await decodeStatusList(`u${'A'.repeat(most)}`), 'too-large')
  assert.notEqual(await decodeStatusList(`u${'A'.repeat(most - 1)}`), 'too-large')
})

const entry = (changes: JsonObject = {}): JsonObject => ({
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '77',
  statusListCredential: URL_OF_LIST,
  ...changes,
})
const words = (...texts: string[]) => texts.map((message, at) => ({ status: `0x${at.toString(16)}`, message }))

test('an entry as it is read, and each way to write it wrongly', () => {
  const plain = { purpose: 'revocation', index: 77, url: URL_OF_LIST, size: 1, messages: [] }
  assert.deepEqual(entriesOf(entry()), [plain])
  assert.deepEqual(entriesOf(entry({ type: ['BitstringStatusListEntry'], statusListIndex: '0' })), [
    { ...plain, index: 0 },
  ])
  assert.deepEqual(entriesOf(entry({ statusListIndex: '999999999' })), [{ ...plain, index: 999_999_999 }])
  for (const purpose of ['revocation', 'suspension', 'refresh', 'message'] as const)
    assert.equal(entriesOf(entry({ statusPurpose: purpose }))?.[0]?.purpose, purpose)
  assert.deepEqual(entriesOf(entry({ statusSize: 2, statusMessage: words('a', 'b', 'c', 'd') })), [
    { ...plain, size: 2, messages: ['a', 'b', 'c', 'd'] },
  ])
  assert.deepEqual(entriesOf(entry({ statusMessage: words('a', 'b').reverse() }))?.[0]?.messages, ['a', 'b'])
  const sixteen = Array.from({ length: 32 }, (_, at) => ({
    status: `0x${at.toString(16).toUpperCase()}`,
    message: `${at}`,
  }))
  assert.equal(entriesOf(entry({ statusSize: 5, statusMessage: sixteen }))?.[0]?.messages[31], '31')
  assert.equal(entriesOf(Array.from({ length: 8 }, () => entry()))?.length, 8)
  assert.equal(entriesOf(Array.from({ length: 9 }, () => entry())), undefined)
  assert.equal(entriesOf([]), undefined)
  for (const wrong of [
    { type: 'StatusList2021Entry' },
    { type: ['BitstringStatusListEntry', 'Other'] },
    { type: [] },
    { statusPurpose: 'other' },
    { statusListIndex: 77 },
    { statusListIndex: '077' },
    { statusListIndex: '-1' },
    { statusListIndex: '1x' },
    { statusListIndex: 'x1' },
    { statusListIndex: '' },
    { statusListIndex: '1000000000' },
    { statusListCredential: 7 },
    { statusSize: 0 },
    { statusSize: 9 },
    { statusSize: '1' },
    { statusSize: 2 },
    { statusMessage: words('a') },
    { statusMessage: words('a', 'b', 'c') },
    { statusMessage: 'ab' },
    { statusMessage: [null, null] },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x0', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x2', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: 'x0x1', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x1x', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x001', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x', message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: 1, message: 'b' },
      ],
    },
    {
      statusMessage: [
        { status: '0x0', message: 'a' },
        { status: '0x1', message: 1 },
      ],
    },
  ] as JsonObject[]) {
    assert.equal(entriesOf(entry(wrong)), undefined, JSON.stringify(wrong))
    assert.equal(entriesOf([entry(), entry(wrong)]), undefined)
  }
  assert.equal(entriesOf('text'), undefined)
})

test('an entry and a list as they are written', () => {
  const made = {
    id: `${URL_OF_LIST}#7`,
    type: 'BitstringStatusListEntry',
    statusListIndex: '7',
    statusListCredential: URL_OF_LIST,
  }
  assert.deepEqual(statusEntry({ purpose: 'suspension', listUrl: URL_OF_LIST, index: 7 }), {
    ...made,
    statusPurpose: 'suspension',
  })
  const references = ['https://lumbung.example/meanings']
  assert.deepEqual(
    statusEntry({ purpose: 'message', listUrl: URL_OF_LIST, index: 7, messages: ['a', 'b', 'c', 'd'], references }),
    {
      ...made,
      statusPurpose: 'message',
      statusSize: 2,
      statusMessage: words('a', 'b', 'c', 'd'),
      statusReference: references,
    },
  )
  assert.throws(() => statusEntry({ purpose: 'message', listUrl: URL_OF_LIST, index: 7, messages: ['a', 'b', 'c'] }), {
    name: 'RangeError',
    message: '3 messages fill no whole number of bits',
  })
  const from = new Date('2026-11-23T00:00:00Z')
  const list = (hours: number, more: JsonObject = {}) =>
    statusListCredential({
      url: URL_OF_LIST,
      issuer: 'did:web:lumbung.example',
      purpose: 'revocation',
      encodedList: 'uX',
      validFrom: from,
      validUntil: new Date(from.getTime() + hours * 3_600_000),
      ...more,
    })
  assert.deepEqual(list(24, { ttlMilliseconds: 5000 }), {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: URL_OF_LIST,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: 'did:web:lumbung.example',
    validFrom: '2026-11-23T00:00:00Z',
    validUntil: '2026-11-24T00:00:00Z',
    credentialSubject: {
      id: `${URL_OF_LIST}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: 'uX',
      ttl: 5000,
    },
  })
  assert.deepEqual((list(1, { purpose: ['refresh', 'message'] }).credentialSubject as JsonObject).statusPurpose, [
    'refresh',
    'message',
  ])
  assert.equal('ttl' in (list(1).credentialSubject as JsonObject), false)
  for (const hours of [0, -1, 24.001])
    assert.throws(() => list(hours), {
      name: 'RangeError',
      message: `a status list holds for more than 0 and at most 24 hours, not ${Math.round(hours * 3_600_000) / 3_600_000}`,
    })
})

test('a token status list: its edges, its limits, its claims', async () => {
  for (const [statuses, options, message] of [
    [[[10, 1]], { bits: 2, length: 10 }, 'place 10 of a list of 10'],
    [[[-1, 1]], { bits: 2, length: 10 }, 'place -1 of a list of 10'],
    [[[0.5, 1]], { bits: 2, length: 10 }, 'place 0.5 of a list of 10'],
    [[[0, 4]], { bits: 2, length: 10 }, 'status 4 in 2 bits'],
    [[[0, -1]], { bits: 2, length: 10 }, 'status -1 in 2 bits'],
    [[[0, 0.5]], { bits: 2, length: 10 }, 'status 0.5 in 2 bits'],
    [[], { bits: 3, length: 10 }, 'a status of 3 bits'],
    [[], { bits: 2, length: 0 }, 'a list of 0'],
    [[], { bits: 2, length: 1.5 }, 'a list of 1.5'],
    [[], { bits: 8, length: 2_097_153 }, 'a list of 2097153'],
  ] as const)
    await assert.rejects(encodeTokenStatusList(statuses as never, options as never), { name: 'RangeError', message })
  assert.equal(typeof (await encodeTokenStatusList([], { bits: 8, length: 2_097_152 })), 'string')
  const all = await encodeTokenStatusList(
    [
      [0, 3],
      [4, 2],
      [9, 1],
    ],
    { bits: 2, length: 10 },
  )
  const list = await decodeTokenStatusList(all, 2)
  assert.ok(typeof list === 'object')
  assert.deepEqual([...list.bytes], [3, 2, 4])
  assert.deepEqual(
    [0, 1, 4, 9, 11, 12, -1, 0.5].map((at) => tokenStatusAt(list, at)),
    [3, 0, 2, 1, 0, undefined, undefined, undefined],
  )
  const zlib = (bytes: number) => deflateSync(Buffer.alloc(bytes)).toString('base64url')
  assert.equal(typeof (await decodeTokenStatusList(zlib(2_097_152), 1)), 'object')
  assert.equal(await decodeTokenStatusList(zlib(2_097_153), 1), 'not-zlib')
  assert.equal(await decodeTokenStatusList('!', 1), 'not-base64url')
  const most = Math.floor((1_048_576 * 4) / 3)
  assert.equal(await decodeTokenStatusList('A'.repeat(most + 1), 1), 'too-large')
  assert.notEqual(await decodeTokenStatusList('A'.repeat(most), 1), 'too-large')
  const claims = (seconds: number, ttlSeconds = 60) =>
    tokenStatusListClaims({
      url: URL_OF_LIST,
      issuer: 'did:web:lumbung.example',
      bits: 2,
      lst: all,
      issuedAt: new Date(1_000_999),
      expires: new Date(1_000_000 + seconds * 1000),
      ttlSeconds,
    })
  assert.deepEqual(claims(1), {
    iss: 'did:web:lumbung.example',
    sub: URL_OF_LIST,
    iat: 1000,
    exp: 1001,
    ttl: 60,
    status_list: { bits: 2, lst: all },
  })
  assert.throws(() => claims(0), { name: 'RangeError', message: 'a status list ends after it is issued' })
  assert.throws(() => claims(1, 0), { name: 'RangeError', message: 'a list may be kept for 0 seconds' })
  assert.deepEqual(tokenStatusClaim(URL_OF_LIST, 7), { status_list: { idx: 7, uri: URL_OF_LIST } })
})
