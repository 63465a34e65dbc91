import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import {
  decodeTokenStatusList,
  encodeTokenStatusList,
  issueJwt,
  type JsonObject,
  type TokenStatuses,
  tokenStatusAt,
  tokenStatusClaim,
  tokenStatusListClaims,
  type VerifyContext,
  verify,
} from '../src/index.ts'
import { badge, byIssuer, TOKEN_LIST, tokenList, wide } from './jose-people.ts'
import { ISSUER, keys, NOW, PLATFORM } from './people.ts'

test('statuses of every size: packed and unpacked', async () => {
  for (const bits of [1, 2, 4, 8] as const) {
    const most = 2 ** bits - 1
    const values = Array.from({ length: 500 }, (_, i) => (i * 7) % (most + 1))
    const lst = await encodeTokenStatusList(values.entries(), { bits, length: values.length })
    const list = (await decodeTokenStatusList(lst, bits)) as TokenStatuses
    assert.deepEqual(
      values.map((_, i) => tokenStatusAt(list, i)),
      values,
    )
    for (const index of [-1, 0.5, 100_000]) assert.equal(tokenStatusAt(list, index), undefined)
  }
  // A second word about a place replaces the first.
  const twice = (await decodeTokenStatusList(
    await encodeTokenStatusList(
      [
        [0, 3],
        [0, 1],
      ],
      { bits: 2, length: 4 },
    ),
    2,
  )) as TokenStatuses
  assert.equal(tokenStatusAt(twice, 0), 1)
})

test('the examples of the draft, section 4', async () => {
  const one = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
  const two = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
  for (const [bits, values, lst] of [
    [1, one, 'eNrbuRgAAhcBXQ'],
    [2, two, 'eNo76fITAAPfAgc'],
  ] as const) {
    const theirs = (await decodeTokenStatusList(lst, bits)) as TokenStatuses
    const ours = await encodeTokenStatusList(values.entries(), { bits, length: values.length })
    assert.deepEqual((await decodeTokenStatusList(ours, bits)) as TokenStatuses, theirs)
    assert.deepEqual(
      values.map((_, i) => tokenStatusAt(theirs, i)),
      values,
    )
  }
})

test('lists that can’t be made, and lists that can’t be read', async () => {
  const wrong = [
    [[], { bits: 3, length: 8 }],
    [[], { bits: 1, length: 0 }],
    [[], { bits: 1, length: 0.5 }],
    [[], { bits: 8, length: 3_000_000 }],
    [[[8, 1]], { bits: 1, length: 8 }],
    [[[-1, 1]], { bits: 1, length: 8 }],
    [[[0.5, 1]], { bits: 1, length: 8 }],
    [[[0, 2]], { bits: 1, length: 8 }],
    [[[0, -1]], { bits: 1, length: 8 }],
    [[[0, 0.5]], { bits: 1, length: 8 }],
  ] as unknown as Parameters<typeof encodeTokenStatusList>[]
  for (const [statuses, size] of wrong) await assert.rejects(encodeTokenStatusList(statuses, size), RangeError)
  assert.equal(await decodeTokenStatusList('A'.repeat(1_500_000), 1), 'too-large')
  assert.equal(await decodeTokenStatusList('=', 1), 'not-base64url')
  assert.equal(await decodeTokenStatusList('AAAA', 1), 'not-zlib')
  assert.equal(await decodeTokenStatusList(deflateSync(Buffer.alloc(100_000_000)).toString('base64url'), 1), 'not-zlib')
  const list = {
    url: TOKEN_LIST,
    issuer: PLATFORM,
    bits: 1,
    lst: '',
    issuedAt: NOW,
    expires: new Date(NOW.getTime() + 1000),
    ttlSeconds: 1,
  } as const
  assert.throws(() => tokenStatusListClaims({ ...list, expires: NOW }), RangeError)
  assert.throws(() => tokenStatusListClaims({ ...list, ttlSeconds: 0 }), RangeError)
})

const credential = (index = 77, more: JsonObject = {}) =>
  issueJwt(badge({ status: tokenStatusClaim(TOKEN_LIST, index), ...more }), byIssuer)

type Case = [name: string, list: () => Promise<string | null>, answer: string, more?: Partial<VerifyContext>]

test('status: the same outcomes as for a bitstring', async () => {
  const seconds = NOW.getTime() / 1000
  const cases: Case[] = [
    [
      'good',
      () =>
        tokenList([
          [76, 1],
          [78, 2],
        ]),
      'pass status-good',
    ],
    ['revoked', () => tokenList([[77, 1]]), 'fail status-revoked'],
    ['suspended', () => tokenList([[77, 2]]), 'fail status-suspended'],
    ['a word of the issuer', () => tokenList([[77, 3]]), 'unknown status-message'],
    ['replaced', () => tokenList([[77, 1]]), 'fail status-replaced', { replacedBy: async () => 'urn:new' }],
    ['nothing newer', () => tokenList([[77, 1]]), 'fail status-revoked', { replacedBy: async () => null }],
    ['by the issuer itself', () => tokenList([], { by: 'issuer' }), 'pass status-good'],
    ['not to be had', async () => null, 'unknown status-list-not-available'],
    ['by another issuer', () => tokenList([], { by: 'other' }), 'unknown status-list-wrong-issuer'],
    [
      'of another key',
      () => tokenList([], { header: { kid: `${PLATFORM}#key-2` } }),
      'unknown status-list-wrong-issuer',
    ],
    [
      'of another’s key',
      () => tokenList([], { header: { kid: `${ISSUER}#key-1` } }),
      'unknown status-list-wrong-issuer',
    ],
    ['without iss', () => tokenList([], { changes: { iss: undefined as never } }), 'pass status-good'],
    [
      'without iss, by a short name',
      () => tokenList([], { changes: { iss: undefined as never }, header: { kid: 'key-1' } }),
      'unknown status-list-wrong-issuer',
    ],
    ['made before the key was good', () => tokenList([], { changes: { iat: 1 } }), 'unknown status-list-wrong-issuer'],
    ['over', () => tokenList([], { changes: { exp: seconds - 1 } }), 'unknown status-list-stale'],
    [
      'of tomorrow',
      () => tokenList([], { changes: { iat: seconds + 301, exp: seconds + 900 } }),
      'unknown status-list-stale',
    ],
    [
      'a clock that differs a little',
      () => tokenList([], { changes: { iat: seconds + 299, exp: seconds + 900 } }),
      'pass status-good',
    ],
    [
      'ended by its ttl',
      () => tokenList([], { changes: { exp: undefined as never, ttl: 60 } }),
      'unknown status-list-stale',
    ],
    ['held by its ttl', () => tokenList([], { changes: { exp: undefined as never } }), 'pass status-good'],
    [
      'without an end',
      () => tokenList([], { changes: { exp: undefined as never, ttl: undefined as never } }),
      'unknown status-list-stale',
    ],
    ['without a date', () => tokenList([], { changes: { iat: 'x' } }), 'unknown status-list-stale'],
    [
      'neither date nor end',
      () => tokenList([], { changes: { iat: 'x', exp: undefined as never } }),
      'unknown status-list-stale',
    ],
    [
      'of another place',
      () => tokenList([], { changes: { sub: 'https://x.example' } }),
      'unknown status-list-not-readable',
    ],
    [
      'of three bits',
      () => tokenList([], { changes: { status_list: { bits: 3, lst: '' } } }),
      'unknown status-list-not-readable',
    ],
    ['without a list', () => tokenList([], { changes: { status_list: 1 } }), 'unknown status-list-not-readable'],
    [
      'a list that is no text',
      () => tokenList([], { changes: { status_list: { bits: 1, lst: 1 } } }),
      'unknown status-list-not-readable',
    ],
    [
      'a broken list',
      () => tokenList([], { changes: { status_list: { bits: 1, lst: 'AAAA' } } }),
      'unknown status-list-not-readable',
    ],
    ['2 MB', async () => `${'e'.repeat(2_200_000)}.e30.AA`, 'unknown status-list-not-readable'],
    ['no JWT', async () => 'x', 'unknown status-list-not-readable'],
    ['another JWT', () => issueJwt(badge(), byIssuer), 'unknown status-list-not-readable'],
    [
      'a changed signature',
      async () => `${(await tokenList([])).slice(0, -4)}AAAA`,
      'unknown status-list-not-readable',
    ],
    ['no register', () => tokenList([]), 'unknown register-not-available', { trust: null }],
  ]
  const jwt = await credential()
  for (const [name, list, answer, more = {}] of cases) {
    const text = await list()
    for (let again = 0; again < 2; again++) {
      const verdict = await verify(
        jwt,
        wide({ statusList: async (url) => (url === TOKEN_LIST ? text : null), ...more }),
      )
      const check = verdict.checks[4]
      assert.equal(`${check?.outcome} ${check?.code}`, answer, name)
      if (check?.outcome !== 'pass') assert.notEqual(verdict.verdict, 'valid')
    }
  }
  const thrown = await verify(jwt, wide({ statusList: () => Promise.reject(new Error('timeout')) }))
  assert.equal(thrown.checks[4]?.code, 'status-list-not-available')
  const short = await tokenList([])
  const beyond = await verify(await credential(5_000), wide({ statusList: async () => short }))
  assert.equal(beyond.checks[4]?.code, 'status-list-too-short')
})

test('entries that can’t be read, and two lists at once, are unknown', async () => {
  const list = await tokenList([])
  const { id: _id, ...nameless } = badge()
  const revoked = await tokenList([[77, 1]])
  const unnamed = await issueJwt({ ...nameless, status: tokenStatusClaim(TOKEN_LIST, 77) }, byIssuer)
  assert.equal((await verify(unnamed, wide({ statusList: async () => revoked }))).kind, 'revoked')
  const wrong: JsonObject[] = [
    { status: 'x' },
    { status: {} },
    { status: { status_list: 1 } },
    { status: { status_list: { idx: '1', uri: TOKEN_LIST } } },
    { status: { status_list: { idx: -1, uri: TOKEN_LIST } } },
    { status: { status_list: { idx: 0.5, uri: TOKEN_LIST } } },
    { status: { status_list: { idx: 1, uri: 7 } } },
    { status: { status_list: { idx: 1, uri: TOKEN_LIST }, other: {} } },
    { credentialStatus: { type: 'BitstringStatusListEntry' } },
  ]
  for (const more of wrong) {
    const verdict = await verify(await credential(1, more), wide({ statusList: async () => list }))
    assert.deepEqual(
      [verdict.checks[4]?.outcome, verdict.checks[4]?.code],
      ['unknown', 'status-entry-not-readable'],
      JSON.stringify(more),
    )
  }
})

test('a list token without a key is by nobody', async () => {
  const claims = tokenStatusListClaims({
    url: TOKEN_LIST,
    issuer: PLATFORM,
    bits: 1,
    lst: await encodeTokenStatusList([], { bits: 1, length: 100 }),
    issuedAt: NOW,
    expires: new Date(NOW.getTime() + 1000),
    ttlSeconds: 1,
  })
  for (const iss of [PLATFORM, 7]) {
    const start = [
      { alg: 'EdDSA', typ: 'statuslist+jwt' },
      { ...claims, iss },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const text = `${start}.${Buffer.from(await keys.platform.sign(Buffer.from(start))).toString('base64url')}`
    const verdict = await verify(await credential(1), wide({ statusList: async () => text }))
    assert.equal(verdict.checks[4]?.code, 'status-list-wrong-issuer')
  }
})
