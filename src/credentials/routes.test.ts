import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { contexts as integrity } from '@digitalbazaar/data-integrity-context'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { verifyCredential } from '@digitalbazaar/vc'
import { decodeTokenStatusList, tokenStatusAt } from '@lumbung/credential'
import type { Hono } from 'hono'
import { BUNDLED } from '../../credential/src/contexts/bundled.ts'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { sequence } from '../log/index.ts'
import { sql } from '../platform/database.ts'
import { PageError, SignInNeeded } from '../platform/http.ts'
import type { Actor, AppEnv } from '../platform/page.ts'
import { bilingualApp, pages } from '../platform/web.ts'
import { routes as trustRoutes } from '../trust/index.ts'
import { apiRoutes, findCredential, routes, runIssueJobs, runStatusOrders, signPending, travelling } from './index.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let barat: AwardWorld
let site: Hono<AppEnv>
let actor: Actor | null = null

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 12, 10)
  barat = await awardWorld(world.deps, 'barat', 2)
  site = bilingualApp()
  site.use(pages(world.deps), async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  site.route('/', routes(world.deps))
  site.route('/', apiRoutes(world.deps))
  site.route('/', trustRoutes(world.deps))
  site.onError((error, c) =>
    c.text('', error instanceof PageError ? error.status : error instanceof SignInNeeded ? 401 : 500),
  )
})
after(() => database.close())

const as = async (who: Actor | null, path: string, init?: RequestInit) => {
  actor = who
  return site.request(path, init)
}
const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) })
const json = (body: unknown, key = 'key-0001-abcd'): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json', 'idempotency-key': key },
})
const holder = (index: number): Actor => ({ personId: timur.personIds[index] ?? '', name: 'Peserta', roles: [] })

test('the API decides once for each key, and refuses the key with another body', async () => {
  const body = { versionId: timur.versionId, enrolmentIds: [timur.enrolmentIds[0], timur.enrolmentIds[11]] }
  const answers = await Promise.all(Array.from({ length: 8 }, () => as(timur.issuer, '/api/v1/awards', json(body))))
  const bodies = await Promise.all(answers.map((answer) => answer.json()))
  assert.deepEqual(
    answers.map((answer) => answer.status),
    Array(8).fill(200),
  )
  for (const body of bodies) assert.deepEqual(body, bodies[0])
  const decided = bodies[0] as {
    awarded: { credentialId: string }[]
    rejected: { refusals: { code: string }[] }[]
  }
  assert.equal(decided.awarded.length, 1)
  assert.equal(decided.rejected[0]?.refusals[0]?.code, 'credentials.outcome-missing')
  const reused = await as(timur.issuer, '/api/v1/awards', json({ ...body, enrolmentIds: [timur.enrolmentIds[1]] }))
  assert.equal(reused.status, 409)
})

test('the API says what is wrong: nobody, no key, no JSON, wrong shape, wrong organisation, wrong role', async () => {
  const body = { versionId: timur.versionId, enrolmentIds: [timur.enrolmentIds[2]] }
  assert.equal((await as(null, '/api/v1/awards', json(body))).status, 401)
  assert.equal((await as(timur.issuer, '/api/v1/awards', json(body, ''))).status, 422)
  assert.equal((await as(timur.issuer, '/api/v1/awards', json('{"a":1,"a":2}', 'key-dup-00'))).status, 422)
  const shape = await as(
    timur.issuer,
    '/api/v1/awards',
    json({ versionId: 3, enrolmentIds: [], more: 1 }, 'key-shape-0'),
  )
  assert.equal(shape.status, 422)
  assert.equal(shape.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.ok(((await shape.json()) as { errors: unknown[] }).errors.length >= 3)
  assert.equal((await as(barat.issuer, '/api/v1/awards', json(body, 'key-foreign'))).status, 404)
  const assessor = { ...timur.issuer, roles: [{ organisationId: timur.organisationId, role: 'assessor' }] }
  assert.equal((await as(assessor, '/api/v1/awards', json(body, 'key-role-01'))).status, 403)
})

test('from the batch to the learner: review, ask, follow, finish, download who was rejected', async () => {
  assert.equal((await as(holder(0), '/provider/issue')).status, 403)
  assert.equal((await as(null, '/provider/issue')).status, 401)
  const choose = await (await as(timur.issuer, '/provider/issue')).text()
  assert.match(choose, /9 siap terbit/)
  const review = await (await as(timur.issuer, `/en/provider/issue/batches/${timur.batchId}`)).text()
  assert.match(review, /Issue 9 credentials/)
  assert.match(review, /Mandatory outcome 2 is not passed/)
  assert.equal((await as(barat.issuer, `/provider/issue/batches/${timur.batchId}`)).status, 404)
  const asked = await as(timur.issuer, '/provider/issue/jobs', form({ batchId: timur.batchId }))
  assert.equal(asked.status, 303)
  const path = asked.headers.get('location') ?? ''
  assert.match(await (await as(timur.issuer, path)).text(), /http-equiv="refresh"/)
  await runIssueJobs(world.deps)
  while ((await signPending(world.deps)).signed > 0);
  await runIssueJobs(world.deps)
  const done = await (await as(timur.issuer, path)).text()
  assert.match(done, /Penerbitan untuk 12 peserta selesai/)
  assert.doesNotMatch(done, /http-equiv="refresh"/)
  const progress = (await (await as(timur.issuer, `${path}/progress`)).json()) as {
    done: number
    total: number
    finished: boolean
  }
  assert.deepEqual([progress.done, progress.total, progress.finished], [12, 12, true])
  const csv = await (await as(timur.issuer, `${path}/rejected.csv`)).text()
  assert.equal(csv.trimEnd().split('\r\n').length, 3)
  assert.equal((await as(barat.issuer, path)).status, 404)
})

test('the holder gets the very bytes that were signed, nobody else anything', async () => {
  const list = await (await as(timur.issuer, '/provider/issue/credentials')).text()
  const id = /value="([0-9a-z]{26})"/.exec(list)?.[1] ?? ''
  const credential = await findCredential(database.db, id)
  assert.ok(credential?.document)
  const owner: Actor = { personId: credential.personId, name: '', roles: [] }
  const answer = await as(owner, `/credentials/${id}`)
  assert.equal(await answer.text(), credential.document)
  assert.equal(answer.headers.get('x-robots-tag'), 'noindex')
  assert.equal((await as(timur.issuer, `/credentials/${id}`)).status, 404)
  assert.equal((await as(null, `/credentials/${id}`)).status, 401)
  assert.equal((await as(owner, `/api/v1/credentials/${id}`)).status, 200)
  assert.equal((await as(holder(99), `/api/v1/credentials/${id}`)).status, 404)
})

test('a change asks for its reason, is confirmed, and shows; another organisation finds nothing', async () => {
  const list = await (await as(timur.issuer, '/provider/issue/credentials')).text()
  const ids = [...list.matchAll(/value="([0-9a-z]{26})"/g)].map((match) => match[1] ?? '')
  const [first = '', second = '', third = ''] = ids
  assert.match(
    await (await as(timur.issuer, `/en/provider/issue/credentials/${first}/status-changes/revoke`)).text(),
    /The assessment proved wrong/,
  )
  const without = await as(timur.issuer, `/credentials/${first}/status-changes`, form({ change: 'revoke', reason: '' }))
  assert.equal(without.status, 422)
  assert.match(await without.text(), /Pilih alasannya/)
  assert.equal(
    (await as(barat.issuer, `/credentials/${first}/status-changes`, form({ change: 'revoke', reason: 'fraud' })))
      .status,
    404,
  )
  const placed = await as(
    timur.issuer,
    `/credentials/${first}/status-changes`,
    form({ change: 'revoke', reason: 'issued-in-error' }),
  )
  assert.equal(placed.status, 303)
  const page = placed.headers.get('location') ?? ''
  assert.match(await (await as(timur.issuer, page)).text(), /Berlaku 15 menit lagi/)
  assert.match(await (await as(timur.issuer, `/en${page}`)).text(), /Takes effect in 15 minutes/)
  assert.doesNotMatch(await (await as(timur.issuer, `/en/provider/issue/credentials/${first}`)).text(), /Withdrawn/)
  await afterHold()
  assert.match(await (await as(timur.issuer, `/en/provider/issue/credentials/${first}`)).text(), /Withdrawn/)
  assert.equal((await as(timur.issuer, `${page}/undoing`, form({}))).status, 422)
  const bulk = new URLSearchParams([
    ['change', 'suspend'],
    ['reason', 'investigation'],
    ['confirmed', 'yes'],
    ['credentialIds', first],
    ['credentialIds', second],
    ['credentialIds', third],
  ])
  const many = await as(timur.issuer, '/en/provider/issue/status-changes', { method: 'POST', body: bulk })
  assert.equal(many.status, 303)
  await afterHold()
  const done = await (await as(timur.issuer, many.headers.get('location') ?? '')).text()
  assert.match(done, /This order is done/)
  assert.match(done, /This credential is withdrawn already, so/)
  for (const id of [second, third]) assert.equal((await findCredential(database.db, id))?.change?.change, 'suspend')
})

/** Lets the hold of every order pass and carries them out, as the worker does. */
async function afterHold(): Promise<void> {
  world.time.now = new Date(world.time.now.getTime() + 15 * 60_000)
  await runStatusOrders(world.deps)
}

test('an order of many: a whole batch, the second person in the queue, strangers find nothing', async () => {
  const batch = await as(
    barat.issuer,
    '/provider/issue/orders',
    form({ change: 'suspend', reason: 'dispute', batchId: timur.batchId, credentialIds: '' }),
  )
  assert.equal(batch.status, 422)
  assert.match(await batch.text(), /Angkatan ini tidak ditemukan/)
  const empty = await as(timur.issuer, '/en/provider/issue/orders', form({ change: 'revoke', reason: '' }))
  assert.equal(empty.status, 422)
  const credential = await findCredential(database.db, await anyId())
  const placed = await as(
    timur.issuer,
    '/provider/issue/orders',
    form({ change: 'revoke', reason: 'fraud', credentialIds: `http://localhost:3000/credentials/${credential?.id}` }),
  )
  assert.equal(placed.status, 303)
  const page = placed.headers.get('location') ?? ''
  assert.match(await (await as(timur.issuer, page)).text(), /Orang kedua harus menegaskan/)
  const same = await as(timur.issuer, `${page}/confirmation`, form({}))
  assert.equal(same.status, 422)
  assert.match(await same.text(), /Anda sendiri yang meminta/)
  assert.equal((await as(barat.issuer, page)).status, 404)
  assert.equal((await as(barat.issuer, `${page}/confirmation`, form({}))).status, 404)
  assert.equal((await as(barat.issuer, `${page}/undoing`, form({}))).status, 404)
  assert.equal((await as(holder(0), page)).status, 404)
  const second: Actor = { ...timur.issuer, personId: 'sulastri' }
  assert.match(await (await as(second, '/en/provider/issue/orders')).text(), /Waiting for a second person/)
  assert.match(await (await as(second, `/en${page}`)).text(), /it takes effect at once/)
  assert.equal((await as(second, `${page}/undoing`, form({}))).status, 303)
  await afterHold()
  assert.equal((await findCredential(database.db, credential?.id ?? ''))?.change ?? null, null)
})

test('the same places stand as a token list for SD-JWT, whole, signed, and for at most a day', async () => {
  const credential = await findCredential(database.db, await anyId())
  assert.ok(credential)
  const path = `/status/lists/${credential.award.statusListId}-token`
  const answer = await as(null, path)
  assert.equal(answer.headers.get('content-type'), 'application/statuslist+jwt')
  assert.match(answer.headers.get('cache-control') ?? '', /^public, max-age=30$/)
  const [head = '', body = ''] = (await answer.text()).split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  const claims = read(body)
  assert.equal(read(head).typ, 'statuslist+jwt')
  assert.equal(claims.sub, `http://localhost:3000${path}`)
  assert.ok(claims.exp - claims.iat <= 86_400 && claims.ttl <= 86_400)
  const statuses = await decodeTokenStatusList(claims.status_list.lst, claims.status_list.bits)
  assert.ok(typeof statuses === 'object' && (statuses.bytes.length * 8) / statuses.bits >= 131_072)
  const { rows } = await sql<{ index: number; revoked: boolean; suspended: boolean }>`select index, revoked, suspended
    from status_place where list_id = ${credential.award.statusListId}`.execute(database.db)
  for (const { index, revoked, suspended } of rows)
    assert.equal(tokenStatusAt(statuses, index), revoked ? 1 : suspended ? 2 : 0)
  assert.ok(rows.some(({ revoked }) => revoked) && rows.some(({ suspended }) => suspended))
  assert.equal((await as(null, path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })).status, 304)
})

test('a status list is public and cacheable for seconds, whole, and unknown ones are not found', async () => {
  const credential = await findCredential(database.db, await anyId())
  const path = `/status/lists/${credential?.award.statusListId}-suspension`
  const answer = await as(null, path)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  assert.match(answer.headers.get('cache-control') ?? '', /max-age=30$/)
  assert.equal((await as(null, path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })).status, 304)
  const packed = await as(null, path, { headers: { 'accept-encoding': 'br, gzip;q=0.8' } })
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  assert.notEqual(packed.headers.get('etag'), answer.headers.get('etag'))
  assert.equal(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString('utf8'), await answer.text())
  const plain = await as(null, path, { headers: { 'accept-encoding': 'gzip;q=0, identity' } })
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal((await as(null, '/status/lists/nothing')).status, 404)
  assert.equal((await as(null, `/definitions/${timur.versionId}`)).status, 200)
  world.signer.broken = true
  const change = { change: 'revoke', reason: 'issued-in-error' }
  await as(timur.issuer, `/credentials/${await anyId()}/status-changes`, form(change))
  await afterHold()
  const away = await as(null, path)
  world.signer.broken = false
  assert.equal(away.status, 503)
  assert.equal(away.headers.get('retry-after'), '10')
})

async function anyId(): Promise<string> {
  const list = await (await as(timur.issuer, '/provider/issue/credentials')).text()
  return [...list.matchAll(/value="([0-9a-z]{26})"/g)].at(-1)?.[1] ?? ''
}

test('the reference library verifies a credential with the keys that the site serves, and not after a change', async () => {
  const credential = await findCredential(database.db, await anyId())
  assert.ok(credential?.document)
  const documentLoader = async (url: string) => {
    const known = BUNDLED.get(url) ?? integrity.get(url)
    if (known !== undefined) return { contextUrl: null, documentUrl: url, document: known, tag: 'static' }
    assert.match(url, /^did:web:localhost%3A3000:issuers:timur/)
    const did = (await (await as(null, '/issuers/timur/did.json')).json()) as { verificationMethod: { id: string }[] }
    const key = did.verificationMethod.find((method) => method.id === url)
    const document = key === undefined ? did : { '@context': 'https://w3id.org/security/multikey/v1', ...key }
    return { contextUrl: null, documentUrl: url, document }
  }
  const check = async (text: string) =>
    (
      await verifyCredential({
        credential: JSON.parse(text),
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader,
        now: world.time.now,
        checkStatus: async () => ({ verified: true }),
      })
    ).verified
  // As signed, and with the proof of the log beside the signature: what it doesn't know it passes by.
  await sequence(world.deps)
  const { text, logProof } = await travelling(world.deps, credential, credential.document)
  assert.ok(logProof !== null && text.includes('TransparencyLogProof'))
  for (const given of [credential.document, text]) {
    assert.equal(await check(given), true)
    assert.equal(await check(given.replace('"creditsEarned":2', '"creditsEarned":3')), false)
  }
})
