import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { checkStatus } from '../src/checks/status.ts'
import {
  achievementCredential,
  decodeStatusList,
  encodeStatuses,
  encodeStatusList,
  type JsonObject,
  type StatusPurpose,
  statusAt,
  statusEntry,
  statusListCredential,
  verify,
} from '../src/index.ts'
import { entriesOf } from '../src/status/entry.ts'
import { random } from './ordinary.ts'
import { context, ISSUER, input, issue, list, NOW, PLATFORM } from './people.ts'

const run = promisify(execFile)
/** How this process reads TypeScript, without what the test runner adds; where it was translated before, the usual way. */
const given = process.execArgv.filter((flag) => !flag.startsWith('--test'))
const ownFlags = given.some((flag) => flag.includes('tsx')) ? given : ['--import', 'tsx', '--conditions=source']
const URL_OF_LIST = 'https://lumbung.example/status/lists/m1'
const FOUR = ['none', 'under appeal', 'being corrected', 'collected']

/** The check *status* of an opened credential with these entries, under one list. */
async function asked(
  entry: JsonObject | JsonObject[],
  listed: {
    encodedList?: string
    purpose?: StatusPurpose | StatusPurpose[]
    subject?: JsonObject
    change?: JsonObject
  },
) {
  const credential = { ...achievementCredential(input()), credentialStatus: entry }
  const made = statusListCredential({
    url: URL_OF_LIST,
    issuer: PLATFORM,
    purpose: listed.purpose ?? 'message',
    encodedList: listed.encodedList ?? (await encodeStatuses([[5, 2]], { size: 2 })),
    validFrom: new Date('2026-11-23T00:00:00Z'),
    validUntil: new Date('2026-11-23T23:00:00Z'),
  })
  const { validUntil, ...withoutEnd } = made
  const whole = listed.change?.validUntil === null ? withoutEnd : { ...made, ...listed.change }
  const subject = { ...(made.credentialSubject as JsonObject), ...listed.subject }
  const text = await issue({ ...whole, credentialSubject: subject }, 'platform')
  return checkStatus(credential, ISSUER, context({ statusList: async () => text }))
}

/** The whole verdict of a signed credential with one place of one bit that is set. */
async function verdictOf(purpose: StatusPurpose) {
  const entry = statusEntry({ purpose, listUrl: URL_OF_LIST, index: 5 })
  const made = statusListCredential({ ...listOf(), purpose, encodedList: await encodeStatusList([5]) })
  const text = await issue(made, 'platform')
  const credential = await issue({ ...achievementCredential(input()), credentialStatus: entry })
  const { verdict, kind } = await verify(credential, context({ statusList: async () => text }))
  return `${verdict}: ${kind}`
}

const place = (changes: Partial<Parameters<typeof statusEntry>[0]> = {}) =>
  statusEntry({ purpose: 'message', listUrl: URL_OF_LIST, index: 5, messages: FOUR, ...changes })

test('places of one to eight bits: index times size from the left, the first bit weighs most', async () => {
  const next = random(5)
  for (let size = 1; size <= 8; size++) {
    const wanted = new Map<number, number>([[131_071, 2 ** size - 1]])
    for (let count = 0; count < 200; count++) wanted.set(Math.floor(next() * 131_072), Math.floor(next() * 2 ** size))
    const bits = await decodeStatusList(await encodeStatuses(wanted, { size }), size)
    assert.ok(bits instanceof Uint8Array)
    // An oracle of its own: all bits as one text.
    const text = [...bits].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    for (const [index, value] of wanted) {
      assert.equal(statusAt(bits, index, size), value)
      assert.equal(Number.parseInt(text.slice(index * size, (index + 1) * size), 2), value)
    }
    for (const outside of [-1, 0.5, (bits.length * 8) / size]) assert.equal(statusAt(bits, outside, size), undefined)
  }
  assert.deepEqual(await encodeStatuses([[7, 1]], { size: 1 }), await encodeStatusList([7]))
  const written = await decodeStatusList(
    await encodeStatuses(
      [
        [0, 3],
        [0, 1],
      ],
      { size: 2 },
    ),
    2,
  )
  assert.equal(statusAt(written as Uint8Array, 0, 2), 1, 'the last value of a place counts')
  for (const [values, size] of [
    [[[131_072, 1]], 1],
    [[[-1, 1]], 1],
    [[[0, 4]], 2],
    [[[0, -1]], 2],
    [[], 0],
    [[], 9],
  ] as const)
    await assert.rejects(encodeStatuses(values as readonly (readonly [number, number])[], { size }), RangeError)
})

test('a message is for people to read: neither good nor bad until somebody did', async () => {
  const said = await asked(place(), {})
  assert.deepEqual(said, {
    outcome: 'unknown',
    code: 'status-message',
    data: { list: URL_OF_LIST, purpose: 'message', status: '0x2', message: 'being corrected' },
  })
  assert.equal(await verdictOf('message'), 'unconfirmed: unconfirmed')
  assert.equal((await asked(place({ index: 6 }), {})).code, 'status-good')
  const one = place({ messages: ['no', 'yes'] })
  const oneBit = await asked(one, { encodedList: await encodeStatusList([5]) })
  assert.equal(oneBit.data.message, 'yes')
  const { statusMessage, statusSize, ...bare } = one
  const without = await asked(bare, { encodedList: await encodeStatusList([5]) })
  assert.deepEqual(without.data, { list: URL_OF_LIST, purpose: 'message' })
})

test('a refresh takes nothing away; any value of several bits revokes or suspends', async () => {
  const refresh = await asked(place({ purpose: 'refresh' }), { purpose: 'refresh' })
  assert.equal(refresh.outcome, 'pass')
  assert.equal(refresh.code, 'status-message')
  assert.equal(await verdictOf('refresh'), 'valid: valid')
  assert.equal((await asked(place({ purpose: 'revocation' }), { purpose: 'revocation' })).code, 'status-revoked')
  assert.equal((await asked(place({ purpose: 'suspension' }), { purpose: 'suspension' })).code, 'status-suspended')
})

test('one list may serve several purposes, and one credential name several places', async () => {
  const purpose: StatusPurpose[] = ['revocation', 'message']
  assert.equal((await asked(place(), { purpose })).code, 'status-message')
  assert.equal((await asked(place({ purpose: 'suspension' }), { purpose })).code, 'status-list-wrong-purpose')
  const both = [place(), place({ purpose: 'revocation', index: 5 })]
  assert.equal((await asked(both, { purpose })).code, 'status-revoked', 'what fails weighs more than what is unknown')
  const references = [place({ references: ['https://lumbung.example/status/words'] })]
  assert.equal((await asked(references, {})).code, 'status-message')
})

test('a short list and a place outside are told apart, and are never good', async () => {
  const short = await asked(place(), { encodedList: await encodeStatuses([], { size: 2, length: 65_536 }) })
  assert.equal(short.code, 'status-list-too-short')
  assert.equal(short.data.reason, 'STATUS_LIST_LENGTH_ERROR')
  const tiny = await asked(place(), { encodedList: await encodeStatusList([], 8) })
  assert.equal(tiny.data.reason, 'STATUS_LIST_LENGTH_ERROR')
  const outside = await asked(place({ index: 131_072 }), {})
  assert.equal(outside.code, 'status-list-too-short')
  assert.equal(outside.data.reason, 'RANGE_ERROR')
  assert.equal((await asked(place(), { subject: { encodedList: 'uAAAA' } })).code, 'status-list-not-readable')
  for (const subject of [
    { type: ['BitstringStatusList'], statusPurpose: 'message', encodedList: 'uAAAA' },
    { type: 'BitstringStatusList', statusPurpose: 'message' },
    null,
  ]) {
    const made = {
      ...statusListCredential(listOf()),
      credentialSubject: subject ?? [{ id: 'urn:a' }, { id: 'urn:b', type: 'BitstringStatusList' }],
    }
    const text = await issue(made as JsonObject, 'platform')
    const credential = { ...achievementCredential(input()), credentialStatus: place() }
    const answer = await checkStatus(credential, ISSUER, context({ statusList: async () => text }))
    assert.equal(answer.code, 'status-list-not-readable')
  }
})

test('how long a copy counts: validUntil before ttl, and never without an end', async () => {
  const end = { change: { validUntil: null } }
  const sinceMidnight = NOW.getTime() - Date.parse('2026-11-23T00:00:00Z')
  assert.equal((await asked(place(), { ...end })).code, 'status-list-stale')
  assert.equal((await asked(place(), { ...end, subject: { ttl: sinceMidnight + 1000 } })).code, 'status-message')
  assert.equal((await asked(place(), { ...end, subject: { ttl: sinceMidnight - 1000 } })).code, 'status-list-stale')
  assert.equal((await asked(place(), { subject: { ttl: 1 } })).code, 'status-message')
  const made = statusListCredential({ ...listOf(), ttlMilliseconds: 300_000 })
  assert.equal((made.credentialSubject as JsonObject).ttl, 300_000)
  assert.throws(() => statusListCredential({ ...listOf(), validUntil: NOW }), RangeError)
  assert.throws(
    () => statusListCredential({ ...listOf(), validUntil: new Date(NOW.getTime() + 90_000_000) }),
    RangeError,
  )
})

const listOf = () => ({
  url: URL_OF_LIST,
  issuer: PLATFORM,
  purpose: 'message' as const,
  encodedList: 'u',
  validFrom: NOW,
  validUntil: new Date(NOW.getTime() + 1000),
})

test('entries that can be read in no one way leave the status unknown', async () => {
  const good = place()
  const messages = good.statusMessage as JsonObject[]
  const wrong: (JsonObject | JsonObject[])[] = [
    [],
    new Array(9).fill(good),
    { ...good, type: ['BitstringStatusListEntry', 'BitstringStatusListEntry'] },
    { ...good, type: 'BitstringStatusList' },
    { ...good, statusPurpose: 'mood' },
    { ...good, statusListIndex: 5 },
    { ...good, statusListIndex: '05' },
    { ...good, statusListCredential: 5 },
    { ...good, statusSize: 0 },
    { ...good, statusSize: 9 },
    { ...good, statusSize: '2' },
    { ...good, statusSize: 3 },
    { ...good, statusMessage: messages.slice(1) },
    { ...good, statusMessage: 'words' },
    { ...good, statusMessage: [...messages.slice(1), { status: '0x1', message: 'twice' }] },
    { ...good, statusMessage: [...messages.slice(1), { status: '0x4', message: 'outside' }] },
    { ...good, statusMessage: [...messages.slice(1), { status: '0', message: 'no prefix' }] },
    { ...good, statusMessage: [...messages.slice(1), { status: '0x0', message: 7 }] },
    { ...good, statusMessage: [...messages.slice(1), 'words'] },
  ]
  const { statusMessage, ...without } = good
  for (const entry of [...wrong, without, 'words', null, { ...good, statusMessage: undefined }])
    assert.equal(entriesOf(entry), undefined, JSON.stringify(entry))
  assert.equal(entriesOf(good)?.[0]?.messages[2], 'being corrected')
  assert.equal(entriesOf({ ...good, type: ['BitstringStatusListEntry'] })?.length, 1)
  assert.equal(entriesOf({ ...good, statusMessage: [...messages].reverse() })?.[0]?.messages[3], 'collected')
  assert.equal((await asked({ ...good, statusPurpose: 'mood' }, {})).code, 'status-entry-not-readable')
  assert.throws(() => place({ messages: ['one', 'two', 'three'] }), RangeError)
})

test('faults of a packed list are told, and a bomb ends early and small', async (t) => {
  assert.equal(await decodeStatusList('zAAAA'), 'not-multibase')
  assert.equal(await decodeStatusList('uA'), 'not-multibase')
  assert.equal(await decodeStatusList('u'.padEnd(1_500_000, 'A')), 'too-large')
  assert.equal(await decodeStatusList('uAAAA'), 'not-gzip')
  // The same flags as here, but no counting of branches: that holds memory which is none of the bombs'.
  const { stdout } = await run(process.execPath, [...ownFlags, fileURLToPath(new URL('bombs.ts', import.meta.url))], {
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
  })
  const { slowest, grown, answers } = JSON.parse(stdout) as { slowest: number; grown: number; answers: string[] }
  t.diagnostic(`100 bombs: slowest ${slowest.toFixed(0)} ms, grown ${grown.toFixed(1)} MB`)
  assert.deepEqual(answers, ['not-gzip', 'too-short'])
  assert.ok(slowest <= 200, `${slowest} ms`)
  assert.ok(grown < 50, `${grown} MB`)
})

test('many lists, each a signed bomb: refused within 200 ms, and small', async (t) => {
  const bomb = `u${gzipSync(Buffer.alloc(100_000_000)).toString('base64url')}`
  const texts = new Map<string, string>()
  for (let count = 0; count < 8; count++) {
    const url = `${URL_OF_LIST}-${count}`
    const subject = { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: bomb }
    texts.set(url, await list('revocation', [], { id: url, credentialSubject: subject }))
  }
  const entries = [...texts.keys()].map((listUrl, index) => statusEntry({ purpose: 'revocation', listUrl, index }))
  const credential = await issue({ ...achievementCredential(input()), credentialStatus: entries })
  await verify(credential, context())
  const before = process.memoryUsage().rss
  let spent = Number.POSITIVE_INFINITY
  let code: string | undefined
  // The best of five: whatever else the machine does only makes one slower.
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    const { checks } = await verify(credential, context({ statusList: async (url) => texts.get(url) ?? null }))
    spent = Math.min(spent, performance.now() - start)
    code = checks.find(({ id }) => id === 'status')?.code
  }
  const grown = (process.memoryUsage().rss - before) / 1_048_576
  t.diagnostic(`${spent.toFixed(0)} ms, ${grown.toFixed(1)} MB`)
  assert.equal(code, 'status-list-not-readable')
  assert.ok(spent <= 200 && grown < 50, `${spent} ms, ${grown} MB`)
})
