import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readTrustList } from '@lumbung/credential'
import { awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { createApp } from '../../app.ts'
import { endListing } from '../index.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let app: ReturnType<typeof createApp>

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  await awardWorld(world.deps, 'timur', 1)
  await awardWorld(world.deps, 'barat', 1)
  app = createApp(world.deps)
})
after(() => database.close())

const HOUR = 3_600_000
const PLATFORM = 'did:web:localhost%3A3000'

async function fetched(): Promise<{ text: string; etag: string; read: Awaited<ReturnType<typeof readTrustList>> }> {
  const answer = await app.request('/trust/list')
  assert.equal(answer.status, 200)
  const text = await answer.text()
  const authorities = [await world.signer.createKey('platform')]
  return {
    text,
    etag: answer.headers.get('etag') ?? '',
    read: await readTrustList(text, { authorities, now: world.time.now }),
  }
}

const versionOf = ({ read }: Awaited<ReturnType<typeof fetched>>) => (read.ok ? read.snapshot.version : 0)

test('the list is signed by the platform, keeps its bytes and version while nothing changes, and grows by one when it does', async () => {
  const first = await fetched()
  assert.ok(first.read.ok, JSON.stringify(first.read))
  assert.equal(first.read.snapshot.issuers.length, 3)
  const signed = world.signer.signed
  const again = await fetched()
  assert.deepEqual([again.text, again.etag], [first.text, first.etag])
  assert.equal(world.signer.signed, signed, 'the same content is signed once')
  assert.ok((await endListing(world.deps, 'org-barat', { id: 'Selesai.', en: 'Done.' }, null)).ok)
  const changed = await fetched()
  assert.equal(versionOf(changed), versionOf(first) + 1)
  world.time.now = new Date(world.time.now.getTime() + HOUR)
  const later = await fetched()
  assert.equal(versionOf(later), versionOf(first) + 2)
  assert.equal((await app.request('/trust/list', { headers: { 'if-none-match': later.etag } })).status, 304)
})

test('eight requests at once after a change publish one version', async () => {
  const before = versionOf(await fetched())
  world.time.now = new Date(world.time.now.getTime() + HOUR)
  const all = await Promise.all(Array.from({ length: 8 }, fetched))
  assert.deepEqual(new Set(all.map(versionOf)), new Set([before + 1]))
  assert.equal(new Set(all.map(({ text }) => text)).size, 1)
})

test('a server whose clock stands behind serves the newest list, and never one that clients would refuse', async () => {
  const newest = await fetched()
  const now = world.time.now
  world.time.now = new Date(now.getTime() - 2 * HOUR)
  assert.equal((await fetched()).text, newest.text)
  world.time.now = now
})

test('without the signer the newest list is served while it is valid, then nothing', async () => {
  const newest = await fetched()
  const now = world.time.now
  world.signer.broken = true
  try {
    world.time.now = new Date(now.getTime() + 24 * HOUR)
    assert.equal(await (await app.request('/trust/list')).text(), newest.text)
    world.time.now = new Date(now.getTime() + 8 * 24 * HOUR)
    const away = await app.request('/trust/list')
    assert.equal(away.status, 503)
    assert.match(away.headers.get('content-type') ?? '', /^application\/problem\+json/)
  } finally {
    world.signer.broken = false
    world.time.now = now
  }
})

const post = (path: string, body: unknown) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const asked = {
  authority_id: PLATFORM,
  entity_id: `${PLATFORM}:issuers:timur`,
  action: 'issue',
  resource: 'micro-credential?field=energy&level=5',
}

test('TRQP: a question is answered as of its time, and what else the context says is ignored', async () => {
  const yes = await post('/authorization', { ...asked, context: { time: '2026-11-23T08:00:00Z', mood: ['x'] } })
  assert.equal(yes.status, 200)
  assert.deepEqual(await yes.json(), {
    ...asked,
    authorized: true,
    time_requested: '2026-11-23T08:00:00.000Z',
    time_evaluated: world.time.now.toISOString(),
    context: { time: '2026-11-23T08:00:00.000Z' },
    message: 'Authorised.',
  })
  const no = await post('/authorization', { ...asked, context: { time: '2020-01-01T00:00:00Z' } })
  assert.deepEqual([no.status, ((await no.json()) as { authorized: boolean }).authorized], [200, false])
  const held = await post('/recognition', { ...asked, action: 'recognize', resource: 'issuer' })
  assert.equal(((await held.json()) as { recognized: boolean }).recognized, true)
  const body = await post('/recognition', { ...asked, action: 'recognize', resource: 'framework' })
  assert.equal(((await body.json()) as { recognized: boolean }).recognized, false)
})

test('TRQP: what can’t be answered is a problem document that says why', async () => {
  const wrong: [unknown, number, string][] = [
    ['{', 400, 'platform.json-not-readable'],
    ['{"action":"issue","action":"issue"}', 400, 'platform.json-not-readable'],
    ['[]', 400, 'trust.question-not-readable'],
    [`{"resource":"${'x'.repeat(20_000)}"}`, 413, 'platform.body-too-large'],
    [{ ...asked, entity_id: 5 }, 400, 'trust.question-not-readable'],
    [{ ...asked, context: [] }, 400, 'trust.question-not-readable'],
    [{ ...asked, context: { time: 'noon' } }, 400, 'trust.time-not-readable'],
    [{ ...asked, context: { time: '2026-02-30T00:00:00Z' } }, 400, 'trust.time-not-readable'],
    [{ ...asked, context: { time: '0001-01-01T00:00:00Z' } }, 400, 'trust.time-not-readable'],
    [{ ...asked, context: { time: '9999-12-31T23:59:59Z' } }, 400, 'trust.time-not-readable'],
    [{ ...asked, context: { time: null } }, 400, 'trust.time-not-readable'],
    [{ ...asked, action: 'bless' }, 404, 'trust.action-unknown'],
    [{ ...asked, resource: 'micro-credential' }, 404, 'trust.resource-not-readable'],
    [{ ...asked, resource: 'micro-credential?field=energy&level=10' }, 404, 'trust.resource-not-readable'],
    [{ ...asked, authority_id: 'did:web:elsewhere.example' }, 404, 'trust.authority-unknown'],
    [{ ...asked, entity_id: `${PLATFORM}:issuers:nobody` }, 404, 'trust.entity-unknown'],
    [{ ...asked, entity_id: `${PLATFORM}:issuers:\u0000` }, 404, 'trust.entity-unknown'],
    [{ ...asked, entity_id: 'did:web:elsewhere.example' }, 404, 'trust.entity-unknown'],
  ]
  for (const [body, status, code] of wrong) {
    const answer = await post('/authorization', body)
    const told = (await answer.json()) as { code: string; status: number; type: string; title: string }
    assert.deepEqual([answer.status, told.status, told.code], [status, status, code], JSON.stringify(body).slice(0, 90))
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  }
})
