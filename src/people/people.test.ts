import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { pino } from 'pino'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Db, inTransaction, sql } from '../platform/database.ts'
import type { Deps } from '../platform/deps.ts'
import type { AppEnv } from '../platform/page.ts'
import { bilingualApp, ownFormsOnly, pages } from '../platform/web.ts'
import {
  authenticate,
  checkName,
  checkNik,
  findPeople,
  findPersonByEmail,
  findPersonByNik,
  hasConsent,
  normaliseName,
  openAccount,
  registerPerson,
  routes,
} from './index.ts'
import { safeNext } from './rules.ts'

const ORIGIN = 'http://localhost:3000'
const PASSWORD = 'padi menguning di sawah'
const NIK = '3174015708900001'
const DEMO = [
  { name: 'Wartini', email: 'wartini@contoh.id', password: PASSWORD, role: { id: 'Pembelajar', en: 'Learner' } },
]

let world: TestDatabase
let deps: Deps
let site: Hono<AppEnv>
let now = new Date('2026-11-23T07:05:00Z')
const logged: string[] = []

before(async () => {
  world = await testDatabase()
  deps = {
    db: world.db,
    clock: () => now,
    publicUrl: ORIGIN,
    signer: {
      createKey: () => Promise.reject(new Error('unused')),
      sign: () => Promise.reject(new Error('unused')),
      signCheckpoint: () => Promise.reject(new Error('unused')),
    },
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: () => Promise.resolve(),
    demo: true,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
  }
  site = siteOf(deps)
})
after(() => world.close())

function siteOf(given: Deps): Hono<AppEnv> {
  const app = bilingualApp()
  app.use(
    pages(given),
    authenticate(given, async () => [{ organisationId: 'kampus', role: 'registrar' }]),
    ownFormsOnly(given),
  )
  app.get('/whoami', (c) => c.json(c.var.actor))
  app.route('/', routes(given, { demoAccounts: DEMO }))
  return app
}

/** A browser: keeps cookies and sends the token of the last form it saw. */
function browser(app = site) {
  const cookies = new Map<string, string>()
  let token = ''
  const bodies: string[] = []
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    headers.set('origin', ORIGIN)
    const answer = await app.request(`${ORIGIN}${path}`, { ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      if (/max-age=0/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, pair.slice(name.length + 1))
    }
    const text = await answer.text()
    bodies.push(text, JSON.stringify([...answer.headers]))
    token = /name="form-token" value="([^"]+)"/.exec(text)?.[1] ?? token
    return { status: answer.status, text, headers: answer.headers, location: answer.headers.get('location') }
  }
  return {
    get: (path: string) => send(path),
    post: async (path: string, fields: Record<string, string>, from = '/sign-in') => {
      if (token === '') await send(from)
      return send(path, { method: 'POST', body: new URLSearchParams({ 'form-token': token, ...fields }) })
    },
    actor: async () =>
      JSON.parse((await send('/whoami')).text) as { personId: string; name: string; roles: unknown[] } | null,
    cookies,
    bodies,
  }
}

const cases = JSON.parse(readFileSync(new URL('rules.cases.json', import.meta.url), 'utf8')) as {
  nik: { nik: string; refused: string[]; why: string }[]
  names: { name: string; refused: string[]; kept?: string }[]
  next: { given: string; goes: string }[]
}

test('the cases of NIK, names and ways back', () => {
  for (const { nik, refused, why } of cases.nik)
    assert.deepEqual(
      checkNik(nik).map(({ code }) => code),
      refused,
      why,
    )
  for (const { name, refused, kept } of cases.names) {
    assert.deepEqual(
      checkName(name).map(({ code }) => code),
      refused,
      JSON.stringify(name),
    )
    if (kept !== undefined) assert.equal(normaliseName(name), kept)
  }
  assert.deepEqual(checkName('a'.repeat(150)), [])
  assert.equal(checkName('a'.repeat(151))[0]?.code, 'people.name-too-long')
  for (const { given, goes } of cases.next) assert.equal(safeNext(given), goes, given)
})

test('somebody with one name opens an account, is signed in, signs out, signs in again', async () => {
  const visitor = browser()
  const form = await visitor.get('/sign-up')
  assert.match(form.text, /Nama lengkap \(sesuai KTP\)/)
  const done = await visitor.post('/sign-up', {
    name: '  Suharto ',
    email: 'Suharto@Contoh.ID',
    password: PASSWORD,
    nik: '',
  })
  assert.equal(done.status, 303)
  assert.equal(done.location, '/wallet')
  const cookie = done.headers.getSetCookie().find((line) => line.includes('session_token')) ?? ''
  assert.match(cookie, /HttpOnly/i)
  assert.match(cookie, /SameSite=Lax/i)
  assert.doesNotMatch(cookie, /Secure/i)
  const actor = await visitor.actor()
  assert.equal(actor?.name, 'Suharto')
  assert.deepEqual(actor?.roles, [{ organisationId: 'kampus', role: 'registrar' }])
  assert.equal((await visitor.post('/sign-out', {})).location, '/')
  assert.equal(await visitor.actor(), null)
  assert.equal(
    (await visitor.post('/sign-in', { email: 'SUHARTO@contoh.id ', password: PASSWORD, next: '/en/account' })).location,
    '/en/account',
  )
  assert.equal((await visitor.actor())?.personId, actor?.personId)
})

test('the session cookie is secure where the site is', async () => {
  const secure = siteOf({
    ...deps,
    db: deps.db.withoutPlugins() as Db,
    publicUrl: 'https://lumbung.contoh',
    demo: true,
  })
  const visitor = browser(secure)
  await registerPerson(deps, { name: 'Sumarni', language: 'id', email: 'sumarni@contoh.id', password: PASSWORD })
  const done = await visitor.post('/sign-in', { email: 'sumarni@contoh.id', password: PASSWORD })
  const cookie = done.headers.getSetCookie().find((line) => line.includes('session_token')) ?? ''
  assert.match(cookie, /^__Secure-lumbung\.session_token=.*;\s*Secure/i)
})

test('a stolen or invented session cookie is nobody', async () => {
  const visitor = browser()
  visitor.cookies.set('lumbung.session_token', 'abcdefghij.klmnop')
  assert.equal(await visitor.actor(), null)
})

test('every fault of a form is answered at once, in both languages, with the typed name kept', async () => {
  const visitor = browser()
  for (const [prefix, words] of [
    [
      '',
      [
        'Galat:',
        'Nama tidak berisi huruf',
        'Alamat surel belum lengkap',
        'Kata sandi terlalu pendek',
        'dibulatkan oleh lembar kerja',
      ],
    ],
    ['/en', ['Error:', 'holds no letters', 'not complete', 'too short', 'spreadsheet has rounded']],
  ] as const) {
    const answer = await visitor.post(`${prefix}/sign-up`, {
      name: '<b>1</b>23'.replace(/[a-z]/g, ''),
      email: 'x',
      password: 'short',
      nik: '3.2E+15',
    })
    assert.equal(answer.status, 422)
    for (const word of words) assert.ok(answer.text.includes(word), word)
    assert.ok(answer.text.includes('&lt;&gt;1&lt;/&gt;23'), 'escaped and kept')
    assert.ok(!answer.text.includes('short"'), 'a password is never sent back')
    assert.match(answer.text, /href="#name"/)
  }
})

test('signing in tells nobody whether an address has an account', async () => {
  await registerPerson(deps, { name: 'Paijo', language: 'id', email: 'paijo@contoh.id', password: PASSWORD })
  const [known, unknown] = [browser(), browser()]
  const wrong = await known.post('/sign-in', { email: 'paijo@contoh.id', password: 'salah salah salah' })
  const nobody = await unknown.post('/sign-in', { email: 'paija@contoh.id', password: 'salah salah salah' })
  assert.equal(wrong.status, 422)
  const plain = (text: string) => text.replaceAll(/paij[oa]@contoh\.id|[a-z0-9]{26,32}/g, '')
  assert.equal(plain(nobody.text), plain(wrong.text))
})

test('an address is locked for a quarter of an hour after ten wrong tries, and others go on', async () => {
  await registerPerson(deps, { name: 'Karsinah', language: 'id', email: 'karsinah@contoh.id', password: PASSWORD })
  const visitor = browser()
  for (let round = 0; round < 10; round++)
    assert.equal(
      (await visitor.post('/sign-in', { email: 'karsinah@contoh.id', password: `salah nomor ${round}` })).status,
      422,
    )
  assert.equal((await visitor.post('/sign-in', { email: 'karsinah@contoh.id', password: PASSWORD })).status, 429)
  assert.equal((await visitor.post('/sign-in', { email: 'sumarni@contoh.id', password: PASSWORD })).status, 303)
  now = new Date(now.getTime() + 901_000)
  assert.equal((await visitor.post('/sign-in', { email: 'karsinah@contoh.id', password: PASSWORD })).status, 303)
})

test('no way back leads to another site', async () => {
  const visitor = browser()
  for (const next of ['//jahat.example', 'https://jahat.example', '/\\jahat.example'])
    assert.equal(
      (await visitor.post('/sign-in', { email: 'sumarni@contoh.id', password: PASSWORD, next })).location,
      '/wallet',
    )
})

test('a form without its token, or from another site, changes nothing', async () => {
  const fields = new URLSearchParams({ email: 'sumarni@contoh.id', password: PASSWORD })
  const failing = siteOf(deps)
  failing.onError((_, c) => c.text('', 403))
  assert.equal(
    (await failing.request(`${ORIGIN}/sign-in`, { method: 'POST', body: fields, headers: { origin: ORIGIN } })).status,
    403,
  )
  assert.equal(
    (
      await failing.request(`${ORIGIN}/sign-in`, {
        method: 'POST',
        body: fields,
        headers: { origin: 'https://jahat.example' },
      })
    ).status,
    403,
  )
})

test('the demo names its accounts, one press each; without the demo they are unknown', async () => {
  await registerPerson(deps, { name: 'Wartini', language: 'id', email: 'wartini@contoh.id', password: PASSWORD })
  const visitor = browser()
  assert.match((await visitor.get('/sign-in')).text, /Pembelajar.*Wartini.*wartini@contoh\.id/s)
  assert.equal((await visitor.post('/sign-in', { demo: 'wartini@contoh.id' })).status, 303)
  assert.equal((await visitor.actor())?.name, 'Wartini')
  const serious = browser(siteOf({ ...deps, demo: false }))
  assert.doesNotMatch((await serious.get('/sign-in')).text, /wartini@contoh/)
  assert.equal((await serious.post('/sign-in', { demo: 'wartini@contoh.id' })).status, 422)
})

test('a person is registered once: the same NIK is refused, and nothing of the second try stays', async () => {
  const first = await registerPerson(deps, { name: 'Ratmi', language: 'id', nik: NIK })
  assert.ok(first.ok)
  const second = await registerPerson(deps, {
    name: 'Ratmi Dua',
    language: 'id',
    nik: '3174 0157 0890 0001',
    email: 'ratmi2@contoh.id',
    password: PASSWORD,
  })
  assert.deepEqual(second.ok ? [] : second.refusals.map(({ code }) => code), ['people.nik-registered'])
  assert.equal(await findPersonByEmail(deps.db, 'ratmi2@contoh.id'), null)
  assert.equal((await findPersonByNik(deps, `'${NIK}`))?.id, first.value.id)
  assert.equal(await findPersonByNik(deps, '3174011708900001'), null)
})

test('a refusal within a larger transaction undoes only its own work', async () => {
  const kept = await inTransaction(deps.db, async (tx) => {
    const inside = { ...deps, db: tx }
    const good = await registerPerson(inside, { name: 'Tukinem', language: 'id' })
    const bad = await registerPerson(inside, { name: 'Tukiyem', language: 'id', nik: NIK })
    const after = await registerPerson(inside, { name: 'Tukinah', language: 'id' })
    assert.deepEqual([good.ok, bad.ok, after.ok], [true, false, true])
    return [good, after].flatMap((outcome) => (outcome.ok ? [outcome.value.id] : []))
  })
  assert.equal((await findPeople(deps.db, kept)).size, 2)
})

test('two registrations with one NIK at the same moment: one wins', async () => {
  const tries = await Promise.all(
    [1, 2, 3, 4].map((n) => registerPerson(deps, { name: `Kembar ${n}`, language: 'id', nik: '3273011708910002' })),
  )
  assert.equal(tries.filter(({ ok }) => ok).length, 1)
})

test('an address can be shared, an account can not; a claimed person gets an account once', async () => {
  const shared = 'keluarga@contoh.id'
  const one = await registerPerson(deps, { name: 'Marsinah', language: 'id', email: shared })
  assert.ok(one.ok)
  assert.equal((await findPersonByEmail(deps.db, shared))?.id, one.value.id)
  assert.ok((await registerPerson(deps, { name: 'Marsono', language: 'id', email: shared })).ok)
  assert.equal(await findPersonByEmail(deps.db, shared), null, 'a shared address names nobody')
  assert.ok((await openAccount(deps, one.value.id, { email: shared, password: PASSWORD })).ok)
  const again = await openAccount(deps, one.value.id, { email: 'lain@contoh.id', password: PASSWORD })
  assert.equal(again.ok ? '' : again.refusals[0].code, 'people.account-already')
  const taken = await registerPerson(deps, { name: 'Marno', language: 'id', email: shared, password: PASSWORD })
  assert.equal(taken.ok ? '' : taken.refusals[0].code, 'people.email-taken')
})

test('a NIK shows its ends to its owner and to nobody else: not in pages, headers, logs or tables', async () => {
  const canary = '5171014102990007'
  const visitor = browser()
  await visitor.post('/sign-up', { name: 'Ni Luh Sari', email: 'sari@contoh.id', password: PASSWORD, nik: canary })
  assert.match((await visitor.get('/account')).text, /5171••••••••0007/)
  assert.match((await visitor.get('/en/account')).text, /5171••••••••0007/)
  await visitor.post('/account/nik', { nik: canary })
  const other = browser()
  assert.equal(
    (await other.post('/sign-up', { name: 'Lain', email: 'lain2@contoh.id', password: PASSWORD, nik: canary })).status,
    422,
  )
  await other.post('/sign-up', { name: 'Lain', email: 'lain3@contoh.id', password: PASSWORD, nik: `${canary}9` })
  for (const body of [...visitor.bodies, ...other.bodies]) assert.ok(!body.includes(canary))
  for (const line of logged) assert.ok(!line.includes(canary))
  const { rows } = await sql<{ text: string }>`select row_to_json(n)::text as text from person_nik n
    union all select row_to_json(a)::text from audit a union all select row_to_json(p)::text from person p
    union all select row_to_json(u)::text from auth_user u`.execute(deps.db)
  const hex = Buffer.from(canary).toString('hex')
  for (const { text } of rows) assert.ok(!text.includes(canary) && !text.includes(hex))
})

test('consent is given, taken back and given again, each with its time', async () => {
  const visitor = browser()
  await visitor.post('/sign-in', { demo: 'wartini@contoh.id' })
  const id = (await visitor.actor())?.personId ?? ''
  assert.match((await visitor.get('/account')).text, /Kabar lewat surel/)
  assert.equal((await visitor.post('/account/consents/letters', {})).status, 303)
  assert.ok(await hasConsent(deps.db, id, 'letters'))
  await visitor.post('/account/consents/letters', {})
  assert.equal((await visitor.post('/account/consents/letters/withdrawal', {})).status, 303)
  assert.ok(!(await hasConsent(deps.db, id, 'letters')))
  await visitor.post('/account/consents/letters', {})
  const { rows } = await sql<{ count: number }>`select count(*) from consent where person_id = ${id}`.execute(deps.db)
  assert.equal(rows[0]?.count, 2)
  assert.equal((await visitor.post('/account/consents/everything', {})).status, 422)
})

test('a corrected name shows from then on; a bad one is refused and the old stays', async () => {
  const visitor = browser()
  await visitor.post('/sign-in', { demo: 'wartini@contoh.id' })
  assert.equal((await visitor.post('/account/name', { name: '12' })).status, 422)
  assert.equal((await visitor.actor())?.name, 'Wartini')
  const saved = await visitor.post('/account/name', { name: 'Wartini  Dewi' })
  assert.match((await visitor.get(saved.location ?? '')).text, /Nama tersimpan.*Wartini Dewi/s)
  assert.equal((await visitor.actor())?.name, 'Wartini Dewi')
})
