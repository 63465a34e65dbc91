import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { balance } from '../../bank/index.ts'
import { endMembership } from '../../organisations/index.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { AppEnv } from '../../platform/page.ts'
import { bilingualApp, pages } from '../../platform/web.ts'
import { routes, sendWebhooks, standingDecision, tenantApiRoutes } from '../index.ts'
import { messageHolds } from './rules.ts'

const PAGE = '/registrar/developers'
const API = '/api/v1/recognition/requests'
let world: Recognised
let deps: Deps
let api: Hono<AppEnv>
let admin: Visitor
let receiver: Server
let wartini = ''
let liveRequest = ''
const received: { headers: Record<string, string>; body: string }[] = []
let receiverStatus = 204

before(async () => {
  world = await recognised('2026-11-02T03:00:00Z')
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8')
    })
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      response.statusCode = receiverStatus
      response.end()
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  deps = { ...world.deps, webhookHosts: [`127.0.0.1:${(receiver.address() as AddressInfo).port}`] }
  api = bilingualApp()
  api.use('*', pages(deps))
  api.route('/', tenantApiRoutes(deps, world.source))
  admin = visitor(deps, routes(deps, world.source), world.registrar)
  wartini = await world.student('Wartini', 'H0817')
  await world.earn(wartini, 'stat', 3)
  liveRequest = await world.asked(wartini, 'stat', 3)
})
after(async () => {
  await new Promise((done) => receiver.close(done))
  await world.close()
})

const call = async (key: string | null, path: string, body?: object, idempotency = 'key-0000') => {
  const answer = await api.request(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': idempotency }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const json = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, json, headers: answer.headers }
}
const makeKey = async (mode: string, scopes: readonly string[] = ['read', 'decide']) => {
  world.setClock(new Date(deps.clock().getTime() + 1000).toISOString())
  const page = await admin.post(`${PAGE}/keys`, { organisation: 'samara', name: 'SIAKAD', mode, scopes })
  assert.equal(page.status, 200, page.text)
  return /lumbung_(?:test|live)_[0-9a-z]{32}/.exec(page.text)?.[0] ?? ''
}
/** Everything real, as one text: people, credentials, ledger, requests, decisions and letters. */
const realWorld = async () => {
  const tables = [
    'person',
    'study',
    'award',
    'credential',
    'recognition_request',
    'recognition_decision',
    'ledger_transaction',
    'ledger_entry',
    'credit_use',
  ]
  const { rows: there } = await sql<{ name: string }>`select table_name as name from distribution`.execute(deps.db)
  const known = there
    .map(({ name }) => name)
    .filter((name) => tables.includes(name) || name.startsWith('credit') || name.startsWith('ledger'))
  assert.ok(known.length >= 7, known.join(' '))
  const parts: string[] = []
  for (const name of known.sort()) {
    const { rows } = await sql<{
      text: string
    }>`select coalesce(json_agg(t order by t::text)::text, '') as text from ${sql.table(name)} t`.execute(deps.db)
    parts.push(`${name} ${rows[0]?.text}`)
  }
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from outbox where kind = 'letter'`.execute(deps.db)
  return `${parts.join('\n')} letters ${rows[0]?.count}`
}

test('a call without a key, with a made-up one or with a cut one is refused alike', async () => {
  assert.equal((await call(null, API)).status, 401)
  const key = await makeKey('sandbox')
  for (const bad of [
    'x',
    'lumbung_test_00000000000000000000000000000000',
    key.slice(0, -1),
    key.replace('test', 'live'),
  ]) {
    const answer = await call(bad, API)
    assert.deepEqual([answer.status, answer.json.code], [401, 'tenants.key-not-accepted'], bad)
  }
  const { rows } = await sql<{ text: string }>`select json_agg(k)::text as text from api_key k`.execute(deps.db)
  assert.ok(!rows[0]?.text.includes(key.slice(13, 40)), 'the key itself is not stored')
})

test('the sandbox answers by the university’s own rules and touches nothing real', async () => {
  const before = await realWorld()
  assert.equal((await admin.post(`${PAGE}/sandbox`, { organisation: 'samara' })).status, 303)
  const key = await makeKey('sandbox')
  const list = (await call(key, API)).json.requests as {
    id: string
    student: { nim: string }
    answer: { verdict: string; allowedSks: number | null; reasons: { message: { id: string } }[] }
  }[]
  assert.equal(list.length, 8)
  assert.deepEqual([...new Set(list.map(({ answer }) => answer.verdict))].sort(), [
    'allowed',
    'partly',
    'refused',
    'unknown',
  ])
  const by = (nim: string) => list.find(({ student }) => student.nim === nim)
  const yes = by('REKAAN-001')
  const no = by('REKAAN-004')
  const decision = { outcome: 'elective-block', grantedSks: 3, reason: 'Sesuai capaian.' }
  const done = await call(key, `${API}/${yes?.id}/decision`, decision, 'first-key')
  assert.deepEqual([done.status, (done.json.decision as { grantedSks: number }).grantedSks], [200, 3])
  assert.deepEqual((await call(key, `${API}/${yes?.id}/decision`, decision, 'first-key')).json, done.json)
  assert.equal((await call(key, `${API}/${yes?.id}/decision`, { ...decision, grantedSks: 2 }, 'first-key')).status, 409)
  const again = await call(key, `${API}/${yes?.id}/decision`, decision, 'second-key')
  assert.deepEqual([again.status, again.json.code], [409, 'recognition.already-decided'])
  const refused = await call(key, `${API}/${no?.id}/decision`, { ...decision, grantedSks: 2 }, 'third-key')
  assert.equal(refused.status, 422)
  assert.ok((refused.json.errors as unknown[]).length >= 2, 'every reason')
  assert.equal((await call(key, `${API}/${liveRequest}`)).status, 404)
  assert.equal((await call(key, `${API}/${liveRequest}/decision`, decision, 'fourth-key')).status, 404)
  assert.equal(await realWorld(), before)
})

test('a live key reads and decides as its maker, once', async () => {
  const reading = await makeKey('live', ['read'])
  const told = await call(reading, `${API}/${liveRequest}`)
  assert.deepEqual((told.json.student as { nim: string }).nim, 'H0817')
  assert.ok(!JSON.stringify(told.json).includes('Wartini'))
  const decision = {
    outcome: 'course-equivalence',
    grantedSks: 3,
    courseId: 'samara-stat',
    reason: 'Sesuai capaian kuliah.',
  }
  assert.equal((await call(reading, `${API}/${liveRequest}/decision`, decision)).status, 403)
  const deciding = await makeKey('live')
  assert.equal((await call(deciding, `${API}/${liveRequest}/decision`, { outcome: 'x' })).status, 422)
  for (const [at, grantedSks] of [-1, 1.5, '3', 1e9, null].entries()) {
    const wrong = await call(
      deciding,
      `${API}/${liveRequest}/decision`,
      { ...decision, grantedSks },
      `figure-${at}-key`,
    )
    assert.equal(wrong.status, 422, String(grantedSks))
  }
  const both = await Promise.all(
    ['race-key-1', 'race-key-1'].map((key) => call(deciding, `${API}/${liveRequest}/decision`, decision, key)),
  )
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  )
  assert.equal((await balance(deps.db, wartini)).usedSks, 3)
  assert.equal((await standingDecision(deps.db, wartini, liveRequest))?.decidedBy, world.registrar.personId)
})

test('a replaced key works for some hours more, a revoked one not at all, and too many calls wait', async () => {
  const key = await makeKey('sandbox')
  const page = await admin.get(PAGE)
  const id = /keys\/([a-z0-9]{26})\/rotation/.exec(page.text)?.[1] ?? ''
  const rotated = await admin.post(`${PAGE}/keys/${id}/rotation`, { organisation: 'samara' })
  const next = /lumbung_test_[0-9a-z]{32}/.exec(rotated.text)?.[0] ?? ''
  assert.deepEqual([(await call(key, API)).status, (await call(next, API)).status], [200, 200])
  world.setClock('2026-11-03T04:00:00Z')
  assert.deepEqual([(await call(key, API)).status, (await call(next, API)).status], [401, 200])
  const statuses = new Map<number, number>()
  for (let place = 0; place < 125; place++) {
    const { status, headers } = await call(next, API)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    if (status === 429) assert.equal(headers.get('retry-after'), '60')
  }
  assert.deepEqual([statuses.get(200), statuses.get(429)], [119, 6])
  const newest = /keys\/([a-z0-9]{26})\/end/.exec((await admin.get(PAGE)).text)?.[1] ?? ''
  world.setClock('2026-11-03T04:02:00Z')
  assert.equal((await admin.post(`${PAGE}/keys/${newest}/end`, { organisation: 'samara' })).status, 303)
  assert.equal((await call(next, API)).status, 401)
})

test('webhooks are signed, tried again until they arrive, and say ids only', async () => {
  const host = deps.webhookHosts?.[0]
  const bad = await admin.post(`${PAGE}/webhooks`, {
    organisation: 'samara',
    url: 'https://169.254.169.254/',
    webhookMode: 'live',
  })
  assert.match(bad.text, /jaringan dalam/)
  const page = await admin.post(`${PAGE}/webhooks`, {
    organisation: 'samara',
    url: `http://${host}/hook`,
    webhookMode: 'live',
  })
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(page.text)?.[0] ?? ''
  await world.earn(wartini, 'later', 1)
  receiverStatus = 503
  const request = await world.asked(wartini, 'later', 1)
  await sendWebhooks(deps)
  assert.equal(received.length, 1)
  receiverStatus = 204
  world.setClock('2026-11-03T04:02:01Z')
  await sendWebhooks(deps)
  assert.equal(received.length, 1, 'not before its time')
  world.setClock('2026-11-03T04:02:10Z')
  await sendWebhooks(deps)
  assert.equal(received.length, 2)
  const [first, second] = received
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id'])
  const headers = {
    id: second?.headers['webhook-id'] ?? '',
    timestamp: second?.headers['webhook-timestamp'] ?? '',
    signature: second?.headers['webhook-signature'] ?? '',
  }
  assert.equal(messageHolds(secret, headers, second?.body ?? '', deps.clock()), true)
  assert.deepEqual((JSON.parse(second?.body ?? '{}') as { data: object }).data, { requestId: request, mode: 'live' })
  assert.match((await admin.get(`/en${PAGE}`)).text, /delivered/)
  // What happens in the sandbox is not told to a webhook for real data.
  await admin.post(`${PAGE}/sandbox`, { organisation: 'samara' })
  await sendWebhooks(deps)
  assert.equal(received.length, 2)
})

test('a receiver that stays away fails after a day, and one whose host is no longer allowed gets nothing', async () => {
  const id = /webhooks\/([a-z0-9]{26})\/test/.exec((await admin.get(PAGE)).text)?.[1] ?? ''
  await admin.post(`${PAGE}/webhooks/${id}/test`, { organisation: 'samara' })
  const before = received.length
  await sendWebhooks({ ...deps, webhookHosts: [] })
  assert.equal(received.length, before)
  assert.match((await admin.get(PAGE)).text, /alamat dalam/)
  receiverStatus = 500
  world.setClock('2026-11-05T04:02:10Z')
  await sendWebhooks(deps)
  assert.match((await admin.get(PAGE)).text, /gagal/)
  world.setClock('2026-11-06T04:02:10Z')
  await sendWebhooks(deps)
  assert.equal(received.length, before + 1)
})

test('another university’s keys and webhooks are out of reach, and a key dies with its maker’s role', async () => {
  const other = visitor(deps, routes(deps, world.source), world.otherRegistrar)
  assert.equal((await other.get(`${PAGE}?organisation=samara`)).status, 404)
  assert.equal(
    (await other.post(`${PAGE}/keys`, { organisation: 'samara', name: 'x', mode: 'live', scopes: ['read'] })).status,
    404,
  )
  const key = await makeKey('live', ['read'])
  assert.equal((await call(key, API)).status, 200)
  assert.ok(await endMembership(deps.db, 'samara', world.registrar.personId, 'registrar', deps.clock()))
  world.setClock('2026-11-06T05:00:00Z')
  assert.equal((await call(key, API)).status, 401)
})
