import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerifyContext } from '../src/index.ts'
import { checkTokenStatus } from '../src/status/token-status-check.ts'
import { TOKEN_LIST, tokenList } from './jose-people.ts'
import { context, ISSUER, NOW, trust } from './people.ts'

const ID = 'https://lumbung.example/credentials/7k2mq9xd4t'
const SECONDS = NOW.getTime() / 1000

test('what a token status list answers, with its figures', async () => {
  const text = await tokenList([
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  const asked = (place: unknown, more: Partial<VerifyContext> = {}, id: unknown = ID) =>
    checkTokenStatus(
      { id, status: { status_list: { idx: place, uri: TOKEN_LIST } } } as never,
      ISSUER,
      context({ statusList: async () => text, ...more }),
    )
  const data = { list: TOKEN_LIST }
  assert.deepEqual(await asked(0), { outcome: 'pass', code: 'status-good', data })
  assert.deepEqual(await asked(1), { outcome: 'fail', code: 'status-revoked', data })
  assert.deepEqual(await asked(2), { outcome: 'fail', code: 'status-suspended', data })
  assert.deepEqual(await asked(3), { outcome: 'unknown', code: 'status-message', data: { ...data, status: 3 } })
  assert.deepEqual(await asked(1000), { outcome: 'unknown', code: 'status-list-too-short', data })
  const replacedBy = async (id: string) => `${id}/newer`
  assert.deepEqual(await asked(1, { replacedBy }), {
    outcome: 'fail',
    code: 'status-replaced',
    data: { replacedBy: `${ID}/newer` },
  })
  assert.equal((await asked(1, { replacedBy }, 7)).code, 'status-revoked')
  assert.equal((await asked(2, { replacedBy })).code, 'status-suspended')
  for (const place of [-1, 0.5, '1', 2 ** 53])
    assert.deepEqual(await asked(place), { outcome: 'unknown', code: 'status-entry-not-readable' })
  assert.equal((await asked(0, { trust: null })).code, 'register-not-available')
  assert.equal((await asked(0, { trust: { ...trust(), statusAuthorities: [] } })).code, 'status-list-wrong-issuer')
  for (const statusList of [
    async () => null,
    async () => {
      throw new Error('out of reach')
    },
  ])
    assert.deepEqual(await asked(0, { statusList }), { outcome: 'unknown', code: 'status-list-not-available', data })
  const own = (status: unknown) => checkTokenStatus({ status } as never, ISSUER, context())
  for (const status of [
    7,
    {},
    { status_list: 7 },
    { status_list: { idx: 0, uri: 7 } },
    { status_list: { idx: 0, uri: TOKEN_LIST }, more: 1 },
  ])
    assert.equal((await own(status)).code, 'status-entry-not-readable', JSON.stringify(status))
})

test('a token status list counts from five minutes before its date to its end, both included', async () => {
  const code = async (changes: object) => {
    const text = await tokenList([], { changes: changes as never })
    const entry = { status: { status_list: { idx: 0, uri: TOKEN_LIST } } }
    return (await checkTokenStatus(entry, ISSUER, context({ statusList: async () => text }))).code
  }
  assert.equal(await code({ iat: SECONDS + 300, exp: SECONDS + 400 }), 'status-good')
  assert.equal(await code({ iat: SECONDS + 301, exp: SECONDS + 400 }), 'status-list-stale')
  assert.equal(await code({ exp: SECONDS }), 'status-good')
  assert.equal(await code({ exp: SECONDS - 1 }), 'status-list-stale')
  assert.equal(await code({ exp: undefined, iat: SECONDS - 60, ttl: 60 }), 'status-good')
  assert.equal(await code({ exp: undefined, iat: SECONDS - 61, ttl: 60 }), 'status-list-stale')
  assert.equal(await code({ exp: undefined, ttl: '60' }), 'status-list-stale')
})
