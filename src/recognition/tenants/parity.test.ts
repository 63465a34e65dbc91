import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { routes as bankRoutes } from '../../bank/index.ts'
import { sql } from '../../platform/database.ts'
import type { AppEnv } from '../../platform/page.ts'
import { bilingualApp, pages } from '../../platform/web.ts'
import { accountHooks, publishStatistics, routes, tenantApiRoutes } from '../index.ts'

// The same calls with a key of the sandbox and with one for real data: the same answers in form, and no trace of the sandbox in
// anything real.

const PAGE = '/registrar/developers'
const API = '/api/v1/recognition/requests'
let world: Recognised
let api: Hono<AppEnv>
let described: ReturnType<typeof tenantApiRoutes>
let admin: Visitor
const keys = { sandbox: '', live: '' }
type Mode = keyof typeof keys

before(async () => {
  world = await recognised('2026-08-02T03:00:00Z')
  described = tenantApiRoutes(world.deps, world.source)
  api = bilingualApp()
  api.use('*', pages(world.deps))
  api.route('/', described)
  const rooms = routes(world.deps, world.source).route('/', bankRoutes(world.deps, accountHooks(world.deps)))
  admin = visitor(world.deps, rooms, world.registrar)
  const student = await world.student('Wartini', 'H0817')
  for (const id of ['first', 'second', 'third']) {
    await world.earn(student, id, 3)
    await world.asked(student, id, 3)
  }
  // The same learning was counted before: whoever counts it again must say so.
  const other = await world.student('Kasdi', 'H0818')
  await world.earn(other, 'before', 2, { definitionId: 'statistics' })
  await world.counted(other, 'before', 2)
  await world.earn(other, 'again', 2, { definitionId: 'statistics' })
  await world.asked(other, 'again', 2)
  assert.equal((await admin.post(`${PAGE}/sandbox`, { organisation: 'samara' })).status, 303)
  for (const mode of ['sandbox', 'live'] as const) {
    const asked = { organisation: 'samara', name: 'SIAKAD', mode, scopes: ['read', 'decide'] }
    keys[mode] = /lumbung_(?:test|live)_[0-9a-z]{32}/.exec((await admin.post(`${PAGE}/keys`, asked)).text)?.[0] ?? ''
  }
})
after(() => world.close())

interface Told {
  readonly id: string
  readonly student: { readonly nim: string }
  readonly warnings: readonly object[]
  readonly answer: { readonly verdict: string } | null
}

async function call(mode: Mode, path: string, body?: object, idempotency = '') {
  const answer = await api.request(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${keys[mode]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotency === '' ? {} : { 'idempotency-key': idempotency }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, type: answer.headers.get('content-type'), json: await answer.json() }
}

/** The form of an answer: its names, and the kind of each value. Of a list the form of what stands in it. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(formOf(one))))].sort()
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, formOf(inner)]),
  )
}

/** The same call in both modes; `pick` chooses the request that it is about. */
async function both(
  name: string,
  pick: (all: readonly Told[]) => Told | undefined,
  end: string,
  body?: object,
  idempotency = '',
): Promise<Record<Mode, Awaited<ReturnType<typeof call>>>> {
  const one = async (mode: Mode) => {
    const list = (await call(mode, API)).json as { requests: Told[] }
    const id = pick(list.requests)?.id ?? chosen[mode].get(name) ?? 'none'
    chosen[mode].set(name, id)
    return call(mode, `${API}/${id}${end}`, body, idempotency)
  }
  const answers = { sandbox: await one('sandbox'), live: await one('live') }
  assert.deepEqual(
    [answers.sandbox.status, answers.sandbox.type, formOf(answers.sandbox.json)],
    [answers.live.status, answers.live.type, formOf(answers.live.json)],
    name,
  )
  return answers
}
const chosen = { sandbox: new Map<string, string>(), live: new Map<string, string>() }

const plain = (all: readonly Told[]) =>
  all.find(({ warnings, answer }) => warnings.length === 0 && answer?.verdict === 'allowed')
const warned = (all: readonly Told[]) => all.find(({ warnings }) => warnings.length > 0)
const COUNTS = { outcome: 'elective-block', grantedSks: 1, reason: 'Sesuai capaian.' }

test('every call answers in the same form in both modes: what waits, one request, decided, refused, unknown', async () => {
  const [waiting, real] = [await call('sandbox', API), await call('live', API)]
  const [invented, own] = [waiting, real].map(({ json }) => (json as { requests: Told[] }).requests)
  assert.deepEqual(formOf(plain(invented ?? [])), formOf(plain(own ?? [])))
  assert.deepEqual(formOf(warned(invented ?? [])), formOf(warned(own ?? [])))
  await both('one', plain, '')
  await both('one with warnings', warned, '')
  await both('unknown', () => undefined, '')
  const seen = await both('decided', plain, '/decision', COUNTS, 'parity-0001')
  assert.equal(seen.live.status, 200)
  await both('repeated', () => undefined, '/decision', COUNTS, 'parity-0009')
  const { sandbox } = await both('warnings unseen', warned, '/decision', COUNTS, 'parity-0002')
  assert.equal(sandbox.status, 422)
  assert.match(JSON.stringify(sandbox.json), /warningsSeen/)
  const counted = { ...COUNTS, warningsSeen: true }
  assert.equal((await both('warnings seen', warned, '/decision', counted, 'parity-0003')).live.status, 200)
  await both('too much', plain, '/decision', { ...COUNTS, grantedSks: 90 }, 'parity-0004')
  await both('no course', plain, '/decision', { ...COUNTS, outcome: 'course-equivalence' }, 'parity-0005')
  await both('a fraction', plain, '/decision', { ...COUNTS, grantedSks: 1.5 }, 'parity-0006')
  await both('malformed', plain, '/decision', { outcome: 'x', more: 1 }, 'parity-0007')
  await both('no idempotency key', plain, '/decision', COUNTS)
  assert.equal(
    (await both('refused', plain, '/decision', { outcome: 'none', reason: 'Tidak sesuai capaian.' }, 'parity-0008'))
      .live.status,
    200,
  )
})

test('the description of the API names both modes, and every path of it is called above', () => {
  const document = described.getOpenAPIDocument({ openapi: '3.0.0', info: { title: 'x', version: '1' } })
  assert.deepEqual(Object.keys(document.paths ?? {}).sort(), [API, `${API}/{id}`, `${API}/{id}/decision`])
  const schema = document.components?.schemas?.RecognitionRequest as { properties: Record<string, { enum?: string[] }> }
  assert.deepEqual(schema.properties.mode?.enum, ['sandbox', 'live'])
})

/** Where the sandbox may leave something: its own rows, its keys, and what every call leaves. */
const ITS_OWN = [
  'sandbox_request',
  'api_key',
  'api_use',
  'idempotency',
  'audit',
  'webhook',
  'webhook_delivery',
  'outbox',
]

/** The content of every other table, as one text for each. */
async function everythingElse(): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(world.deps.db)
  const found = new Map<string, string>()
  for (const { name } of tables) {
    if (ITS_OWN.includes(name)) continue
    const { rows } = await sql<{
      text: string
    }>`select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as text
      from ${sql.table(name)} t`.execute(world.deps.db)
    found.set(name, rows[0]?.text ?? '')
  }
  return found
}

test('filling, deciding and emptying the sandbox changes no other table: not the log, not the ledger, not the statistics', async () => {
  world.setClock('2026-10-31T03:00:00Z')
  const outbox = async () =>
    (
      await sql<{
        text: string
      }>`select coalesce(string_agg(o::text, ' ' order by o::text), '') as text from outbox o`.execute(world.deps.db)
    ).rows[0]?.text
  const [before, promised] = [await everythingElse(), await outbox()]
  const score = (await admin.get('/credit/scoreboard')).text.replaceAll(/form-token" value="[^"]*"/g, '')
  assert.ok(before.size > 60, `${before.size} tables`)
  await admin.post(`${PAGE}/sandbox`, { organisation: 'samara' })
  const { requests } = (await call('sandbox', API)).json as { requests: Told[] }
  for (const [at, { id, answer }] of requests.entries())
    await call(
      'sandbox',
      `${API}/${id}/decision`,
      answer?.verdict === 'allowed'
        ? { ...COUNTS, warningsSeen: true }
        : { outcome: 'none', reason: 'Tidak sesuai capaian.' },
      `sandbox-${at}-0001`,
    )
  assert.equal(((await call('sandbox', API)).json as { requests: Told[] }).requests.length, 0, 'all are decided')
  const after = await everythingElse()
  for (const [name, text] of after) assert.equal(text, before.get(name), `${name} changed`)
  assert.equal(await outbox(), promised, 'no letter, and nothing else is promised')
  assert.equal((await admin.get('/credit/scoreboard')).text.replaceAll(/form-token" value="[^"]*"/g, ''), score)
  await publishStatistics(world.deps)
  const { rows } = await sql<{ requests: number | null }>`
    select (content -> 'total' ->> 'requests')::int as requests from statistics_edition`.execute(world.deps.db)
  assert.deepEqual(
    rows,
    [{ requests: null }],
    'five real requests are too few to tell of, and eight invented ones don’t help',
  )
  const { rows: told } = await sql<{ text: string }>`select coalesce(string_agg(a::text, ' '), '') as text from audit a
    where verb like 'recognition.%' and detail::text || subject like '%sandbox-%'`.execute(world.deps.db)
  assert.equal(told[0]?.text, '')
})
