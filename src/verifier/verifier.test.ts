import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { changeStatus, decideAwards, findCredential, signPending, statusReasons } from '../credentials/index.ts'
import { VERIFY_CLASSES } from '../platform/html/assets.ts'
import type { AppEnv } from '../platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../platform/web.ts'
import { shareCredential, takeBackShare, routes as walletRoutes } from '../wallet/index.ts'
import { apiRoutes, makeSandbox, routes, verifyDocument } from './index.ts'
import { sandboxCredentials } from './store.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let app: Hono<AppEnv>
let next = 0

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 12)
  app = bilingualApp()
  app.use('*', pages(world.deps), securityHeaders(world.deps))
  app.route('/', routes(world.deps))
  app.route('/', apiRoutes(world.deps))
  app.route('/', walletRoutes(world.deps))
  await makeSandbox(world.deps)
})
after(() => database.close())

const PHONE = { 'user-agent': 'Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile' }
const get = (path: string) => app.request(path, { headers: PHONE })
async function upload(files: readonly { name: string; text: string }[], prefix = ''): Promise<Response> {
  const form = new FormData()
  for (const { name, text } of files) form.append('files', new File([text], name))
  return app.request(`${prefix}/verify`, { method: 'POST', body: form, headers: PHONE })
}
interface Reported {
  verdict: string
  kind: string
  facts: unknown
  checks: { id: string; outcome: string; code: string; message: { id: string; en: string } }[]
}
async function ask(body: string): Promise<{
  status: number
  type: string
  body: Reported & { reports?: Reported[]; code?: string; errors?: { message: { id: string; en: string } }[] }
}> {
  const answer = await app.request('/api/v1/verifications', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: (await answer.json()) as never }
}
async function award(): Promise<{ id: string; personId: string; document: string }> {
  const index = next++
  const decided = await decideAwards(world.deps, timur.issuer, {
    versionId: timur.versionId,
    enrolmentIds: [timur.enrolmentIds[index] ?? ''],
  })
  assert.ok(decided.ok)
  while ((await signPending(world.deps)).signed > 0);
  const id = decided.value.awarded[0]?.credentialId ?? ''
  const document = (await findCredential(database.db, id))?.document
  assert.ok(document)
  return { id, personId: timur.personIds[index] ?? '', document }
}
async function shared(one: { id: string; personId: string }): Promise<string> {
  const made = await shareCredential(world.deps, { personId: one.personId, name: '', roles: [] }, one.id, {
    label: '',
    days: '',
  })
  assert.ok(made.ok)
  return made.value.code
}

test('every credential of the sandbox gets its verdict on the page, by the API and from the function of the command', async () => {
  const all = await sandboxCredentials(database.db)
  assert.ok(all.length >= 20)
  const listed = (await (await get('/api/v1/sandbox')).json()) as {
    name: string
    url: string
    verdict: string
    failingCheck: string | null
  }[]
  assert.deepEqual(
    listed.map(({ name }) => name),
    all.map(({ name }) => name),
  )
  for (const { name, url, verdict, failingCheck } of listed) {
    const served = await (await get(new URL(url).pathname)).text()
    const own = await verifyDocument(world.deps, served)
    assert.equal(own.verdict, verdict, name)
    const answered = (await ask(JSON.stringify({ credential: served }))).body
    assert.equal(answered.verdict, verdict, name)
    assert.deepEqual(
      answered.checks.map(({ code }) => code),
      own.checks.map(({ code }) => code),
      name,
    )
    if (failingCheck !== null)
      assert.equal(
        own.checks.find(({ id }) => id === failingCheck)?.outcome,
        verdict === 'invalid' ? 'fail' : 'unknown',
        name,
      )
    for (const [prefix, language] of [
      ['', 'id'],
      ['/en', 'en'],
    ] as const) {
      const page = await (await upload([{ name: `${name}.json`, text: served }], prefix)).text()
      assert.ok(page.includes(`<h1>${own.title[language]}</h1>`), `${name} in ${language}`)
      if (own.checks[1]?.outcome === 'fail')
        assert.doesNotMatch(page, /Wartini|Wartono|Sanggar/, `${name} shows a claim as a fact`)
    }
  }
})

test('the verdicts say it in the words that were agreed, in both languages', async () => {
  const one = await award()
  const code = await shared(one)
  const page = await (await get(`/v/${code}`)).text()
  assert.match(page, /<h1>Asli dan masih berlaku<\/h1>/)
  assert.match(page, /Pemeriksaan ini tidak membuktikan bahwa pembawanya adalah pemilik\./)
  assert.match(page, /Status diperiksa 23 November 2026 14\.05 WIB\./)
  assert.match(page, /Terdaftar sejak 2026/)
  const english = await (await get(`/en/v/${code}`)).text()
  assert.match(english, /<h1>Genuine and in force<\/h1>/)
  assert.match(english, /This check does not prove the bearer is the owner\./)
  assert.match(english, /Status checked 23 November 2026, 14:05 WIB\./)
  const changed = await upload([{ name: 'a.json', text: one.document.replace('Peserta', 'Pesarta') }])
  const words = await changed.text()
  assert.match(words, /Isi telah diubah/)
  assert.match(words, /Nama, penerbit, dan nilai tidak kami tampilkan/)
  const reason = statusReasons().find(({ changes }) => changes.includes('revoke'))?.code ?? ''
  assert.ok((await changeStatus(world.deps, timur.issuer, one.id, { change: 'revoke', reason })).ok)
  assert.match(await (await get(`/v/${code}`)).text(), /<h1>Asli, tetapi sudah ditarik<\/h1>/)
  assert.match(await (await get(`/en/v/${code}`)).text(), /<h1>Genuine but withdrawn<\/h1>/)
})

test('the same file gets the same verdict at the link, by upload and by API', async () => {
  const one = await award()
  const code = await shared(one)
  const codes = (page: string) => [...page.matchAll(/<li class="(pass|fail|unknown|none)">/g)].map((match) => match[1])
  const link = codes(await (await get(`/v/${code}`)).text())
  assert.equal(link.length, 8)
  assert.deepEqual(codes(await (await upload([{ name: 'kredensial.json', text: one.document }])).text()), link)
  const api = (await ask(JSON.stringify({ credential: JSON.parse(one.document) }))).body
  assert.deepEqual(
    api.checks.map(({ outcome }) => outcome),
    link,
  )
})

test('one byte changed anywhere is never accepted', async () => {
  const { document } = await award()
  let accepted = 0
  for (let at = 0; at < document.length; at += 19) {
    const letter = document[at] === 'a' ? 'b' : 'a'
    const report = await verifyDocument(world.deps, document.slice(0, at) + letter + document.slice(at + 1))
    if (report.verdict === 'valid') accepted++
  }
  assert.equal(accepted, 0)
  assert.equal((await verifyDocument(world.deps, document)).verdict, 'valid', 'the original still is')
})

test('the page weighs at most 14 KB of HTML over the wire and needs no script and no second file of style', async () => {
  const code = await shared(await award())
  const packed = await app.request(`/v/${code}`, { headers: { ...PHONE, 'accept-encoding': 'gzip' } })
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  const bytes = (await packed.arrayBuffer()).byteLength
  assert.ok(bytes <= 14 * 1024, `${bytes} bytes`)
  const page = await (await get(`/v/${code}`)).text()
  assert.doesNotMatch(page, /<script|rel="stylesheet"|style="/)
})

test('every class of the page that has a style anywhere has it in the style that the page carries', async () => {
  const sheet = readFileSync(new URL('../platform/html/css/public.css', import.meta.url), 'utf8')
  const styled = new Set([...sheet.matchAll(/\.([a-z][a-z0-9-]*)/g)].map((match) => match[1] ?? ''))
  const code = await shared(await award())
  for (const path of [`/v/${code}`, `/en/v/${code}`, '/v/0000-0000-0000-0000-0000-0000-00']) {
    const html = await (await get(path)).text()
    const used = [...html.matchAll(/ class="([^"]*)"/g)].flatMap((match) => (match[1] ?? '').split(' '))
    const lacking = used.filter((name) => styled.has(name) && !VERIFY_CLASSES.has(name))
    assert.deepEqual([...new Set(lacking)], [], path)
  }
})

test('the API refuses what is no JSON, has a key twice, is too deep or too large, with a reason in both languages', async () => {
  const deep = `{"credential":${'['.repeat(40)}${']'.repeat(40)}}`
  for (const [body, status, code] of [
    ['halo', 422, 'platform.json-not-readable'],
    ['{"credential":"a","credential":"b"}', 422, 'platform.json-not-readable'],
    [deep, 422, 'platform.json-not-readable'],
    [`{"credential":"${'x'.repeat(1_100_000)}"}`, 413, 'platform.body-too-large'],
    ['{}', 422, 'verifier.credential-missing'],
    ['[]', 422, 'verifier.credential-missing'],
    ['{"credential":7}', 422, 'verifier.credential-missing'],
    ['{"file":"e30"}', 422, 'verifier.credential-missing'],
    ['{"file":""}', 422, 'verifier.credential-missing'],
    ['{"file":7}', 422, 'verifier.credential-missing'],
    ['{"file":"e30=","credential":"{}"}', 422, 'verifier.credential-missing'],
    ['{"url":"http://169.254.169.254/"}', 422, 'verifier.unknown-member'],
    [JSON.stringify({ credentials: Array.from({ length: 51 }, () => '{}') }), 422, 'verifier.too-many'],
  ] as const) {
    const answer = await ask(body)
    assert.equal(answer.status, status, code)
    assert.match(answer.type, /application\/problem\+json/)
    assert.equal(answer.body.code, code)
    assert.ok(answer.body.errors?.[0]?.message.id && answer.body.errors[0].message.en)
  }
})

test('fifty documents at once: each its own line, the bad ones among them found', async () => {
  const { document } = await award()
  const bad = new Set([3, 17, 42])
  const texts = Array.from({ length: 50 }, (_, at) => (bad.has(at) ? document.replace('Panel', 'Penal') : document))
  const { reports } = (await ask(JSON.stringify({ credentials: texts }))).body
  assert.deepEqual(
    reports?.flatMap((one, at) => (one.verdict === 'valid' ? [] : [at])),
    [...bad],
  )
  const page = await (
    await upload([
      { name: 'baik.json', text: document },
      { name: 'buruk.json', text: '{' },
    ])
  ).text()
  assert.match(page, /2 berkas diperiksa, 1 asli dan masih berlaku/)
})

test('a code typed at home leads to its page; what is none is explained', async () => {
  const code = await shared(await award())
  const typed = await get(
    `/verify?code=${encodeURIComponent(` ${code.toUpperCase().slice(0, 10)}-${code.slice(10)} `)}`,
  )
  assert.equal(typed.headers.get('location'), `/v/${code}`)
  const wrong = await get('/verify?code=halo')
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /Ini bukan kode kredensial/)
  const pasted = await app.request('/verify', {
    method: 'POST',
    body: new URLSearchParams({ text: `http://localhost:3000/v/${code}` }),
    headers: PHONE,
  })
  assert.equal(pasted.headers.get('location'), `/v/${code}`)
  const empty = await app.request('/verify', {
    method: 'POST',
    body: new URLSearchParams({ text: '' }),
    headers: PHONE,
  })
  assert.equal(empty.status, 422)
  assert.match(await empty.text(), /Belum ada yang diperiksa/)
  const other = await app.request('/verify', {
    method: 'POST',
    body: new URLSearchParams({ text: '{"a":1}' }),
    headers: PHONE,
  })
  const said = await other.text()
  assert.match(said, /tidak terbaca sebagai kredensial/)
  assert.doesNotMatch(said, /Tanda tangannya tidak berlaku/, 'no signature was looked at')
})

test('the verify page names the same addresses to fetch for everybody, and no credential', async () => {
  const first = await award()
  const settings = async () => {
    const page = await (await get('/verify')).text()
    return (JSON.parse(/id="verify-settings">([^<]*)</.exec(page)?.[1] ?? '{}') as { sources: string[] }).sources
  }
  const before = await settings()
  await takeBackShare(world.deps, { personId: first.personId, name: '', roles: [] }, await shared(first))
  assert.deepEqual(await settings(), before)
  assert.ok(before.includes('/trust/list'))
  assert.ok(
    before.some((address) => address.endsWith('-revocation')) &&
      before.some((address) => address.endsWith('-suspension')),
  )
})

test('a list of another site is not fetched: what it would say is unknown', async () => {
  const { document } = await award()
  const foreign = document.replaceAll('http://localhost:3000/status/', 'http://elsewhere.example/status/')
  assert.notEqual((await verifyDocument(world.deps, foreign)).verdict, 'valid')
})
