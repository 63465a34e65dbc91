import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { createApp } from '../src/app.ts'
import { sendLetters } from '../src/letters.ts'
import { registerPerson } from '../src/people/index.ts'
import { sql } from '../src/platform/database.ts'
import type { Deps } from '../src/platform/deps.ts'
import { type Mail, openMail } from '../src/platform/mail.ts'
import { browserOf, type TestBrowser } from './support/cookies.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { type MailServer, startMailServer } from './support/mail-server.ts'

const ORIGIN = 'http://localhost:3000'
const OLD = 'padi menguning di sawah'
const NEW = 'lumbung penuh sampai panen'

let database: TestDatabase
let server: MailServer
let mail: Mail
let deps: Deps
let app: ReturnType<typeof createApp>
let now = new Date('2026-11-24T02:00:00Z')
const logged: string[] = []

before(async () => {
  database = await testDatabase()
  server = await startMailServer()
  mail = openMail(server.url, 'Lumbung <lumbung@contoh.id>')
  deps = {
    db: database.db,
    clock: () => now,
    publicUrl: ORIGIN,
    signer: {
      createKey: () => Promise.reject(new Error('unused')),
      sign: () => Promise.reject(new Error('unused')),
      signCheckpoint: () => Promise.reject(new Error('unused')),
    },
    secrets: { nikMark: Buffer.alloc(32, 1), nikSeal: Buffer.alloc(32, 2), session: Buffer.alloc(32, 3) },
    sendLetter: mail.send,
    demo: false,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
  }
  app = createApp(deps)
})
after(async () => {
  mail?.close()
  await server?.stop()
  await database?.close()
})

const visitor = (): TestBrowser => browserOf(app, ORIGIN)
const forward = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

async function account(name: string, language: 'id' | 'en' = 'id'): Promise<string> {
  const email = `${name.toLowerCase()}@contoh.id`
  const person = await registerPerson(deps, { name, language, email, password: OLD })
  assert.ok(person.ok)
  return email
}

/** Asks for a link and answers its path, as it stands in the letter that arrived. */
async function linkFor(email: string, prefix = ''): Promise<string> {
  const before = server.received.length
  const asked = await visitor().post(`${prefix}/sign-in/forgotten`, { email }, `${prefix}/sign-in/forgotten`)
  assert.equal(asked.status, 303)
  await sendLetters(deps)
  const letter = server.received.slice(before).find(({ to }) => to.includes(email))
  // A long line of a letter is folded with "=" at its end.
  const path = /http:\/\/localhost:3000(\/\S*new-password\/[a-z0-9]{26})/.exec(
    letter?.text.replaceAll('=\r\n', '') ?? '',
  )
  return path?.[1] ?? assert.fail(`no link in ${letter?.text}`)
}

const signIn = async (email: string, password: string, with_ = visitor()) =>
  (await with_.post('/sign-in', { email, password }, '/sign-in')).status

test('a letter, a link, a new password: the old one and every session end, and a second letter tells', async () => {
  const email = await account('Suharti')
  const elsewhere = visitor()
  assert.equal(await signIn(email, OLD, elsewhere), 303)
  assert.equal((await elsewhere.get('/account')).status, 200)
  const someone = visitor()
  const entry = await someone.get('/sign-in')
  assert.match(entry.text, /href="\/sign-in\/forgotten"/)
  const link = await linkFor(email)
  const form = await someone.get(link)
  assert.equal(form.status, 200)
  assert.equal(form.headers.get('cache-control'), 'no-store')
  assert.match(form.text, /noindex/)
  assert.doesNotMatch(form.text, /suharti|@contoh/i)
  assert.equal((await someone.get(link)).status, 200, 'looking uses nothing up')
  const short = await someone.post(link, { password: 'pendek' })
  assert.equal(short.status, 422)
  assert.match(short.text, /Kata sandi terlalu pendek/)
  const done = await someone.post(link, { password: NEW })
  assert.deepEqual([done.status, done.location], [303, '/sign-in?changed=password'])
  assert.match((await someone.get('/sign-in?changed=password')).text, /Kata sandi Anda sudah diganti/)
  assert.equal((await elsewhere.get('/account')).status, 303, 'signed out everywhere')
  assert.equal(await signIn(email, OLD), 422)
  assert.equal(await signIn(email, NEW), 303)
  assert.equal((await someone.post(link, { password: OLD })).status, 404, 'a link works once')
  const over = await someone.get(link)
  assert.equal(over.status, 404)
  assert.match(over.text, /Tautan ini tidak berlaku lagi/)
  await sendLetters(deps)
  assert.match(server.received.at(-1)?.text ?? '', /Subject: Kata sandi Lumbung Anda sudah diganti/)
})

test('in English the page, the letter and its link are English', async () => {
  const email = await account('Andrew', 'en')
  const link = await linkFor(email, '/en')
  assert.match(link, /^\/en\/sign-in\/new-password\//)
  assert.match(server.received.at(-1)?.text ?? '', /60 minutes/)
  assert.match((await visitor().get(link)).text, /Choose your new password/)
})

test('an address with an account and one without get the same answer, the same work and no difference in the log', async () => {
  const email = await account('Paijo')
  const outcome = async (address: string) => {
    const before = logged.length
    const answer = await visitor().post('/sign-in/forgotten', { email: address }, '/sign-in/forgotten')
    const lines = logged.slice(before).map((line) => {
      const { route, status, method } = JSON.parse(line)
      return { route, status, method }
    })
    return { status: answer.status, location: answer.location, text: answer.text, lines }
  }
  const waiting = async () =>
    (await sql<{ count: number }>`select count(*) as count from outbox`.execute(deps.db)).rows[0]?.count ?? 0
  const start = await waiting()
  const known = await outcome(email)
  assert.equal(await waiting(), start + 1)
  const unknown = await outcome('tidak.ada@contoh.id')
  assert.equal(await waiting(), start + 2)
  assert.deepEqual(unknown, known)
  const before = server.received.length
  await sendLetters(deps)
  assert.deepEqual(
    server.received.slice(before).map(({ to }) => to),
    [[email]],
  )
  assert.equal(await waiting(), start)
  assert.equal(
    (await visitor().post('/sign-in/forgotten', { email: 'bukan alamat' }, '/sign-in/forgotten')).status,
    422,
  )
})

test('the link stands for an hour from its letter, and no longer', async () => {
  const email = await account('Karsinah')
  const [early, late] = [await linkFor(email), await linkFor(email)]
  forward(59)
  assert.equal((await visitor().get(early)).status, 200)
  forward(1)
  assert.equal((await visitor().get(late)).status, 404)
  assert.equal((await visitor().post(late, { password: NEW }, '/sign-in')).status, 404)
  assert.equal(await signIn(email, OLD), 303)
})

test('using one link voids the others, and of two presses at once one counts', async () => {
  const email = await account('Tukinem')
  const [first, second] = [await linkFor(email), await linkFor(email)]
  const presses = await Promise.all(
    [1, 2, 3].map(async (n) => (await visitor().post(first, { password: `${NEW} ${n}` }, '/sign-in')).status),
  )
  assert.deepEqual(presses.sort(), [303, 404, 404])
  assert.equal((await visitor().get(second)).status, 404)
})

test('three letters for an address within a quarter of an hour, whether it has an account or not', async () => {
  const email = await account('Ratmi')
  for (const address of [email, 'siapa@contoh.id']) {
    const ask = async () =>
      (await visitor().post('/sign-in/forgotten', { email: address }, '/sign-in/forgotten')).status
    assert.deepEqual([await ask(), await ask(), await ask(), await ask()], [303, 303, 303, 429], address)
    forward(16)
    assert.equal(await ask(), 303)
  }
})

test('an address that is locked after wrong tries opens with the new password', async () => {
  const email = await account('Sumarni')
  for (let round = 0; round < 11; round++) await signIn(email, `salah nomor ${round}`)
  assert.equal(await signIn(email, OLD), 429)
  assert.equal((await visitor().post(await linkFor(email), { password: NEW }, '/sign-in')).status, 303)
  assert.equal(await signIn(email, NEW), 303)
})

test('a form from elsewhere changes nothing', async () => {
  const email = await account('Marsinah')
  const link = await linkFor(email)
  for (const path of ['/sign-in/forgotten', link]) {
    const body = new URLSearchParams({ email, password: NEW })
    const answer = await app.request(`${ORIGIN}${path}`, {
      method: 'POST',
      body,
      headers: { origin: 'https://jahat.example' },
    })
    assert.equal(answer.status, 403)
  }
  assert.equal(await signIn(email, OLD), 303)
})

test('no address, name or token is kept or logged: ids and marks only', async () => {
  const email = await account('Wagiyem')
  const link = await linkFor(email)
  const token = link.split('/').at(-1) ?? ''
  await visitor().post('/sign-in/forgotten', { email }, '/sign-in/forgotten')
  const { rows } = await sql<{ text: string }>`select row_to_json(o)::text as text from outbox o
    union all select row_to_json(v)::text from auth_verification v union all select row_to_json(a)::text from audit a
    union all select row_to_json(t)::text from sign_in_try t`.execute(deps.db)
  assert.ok(rows.length > 3)
  for (const text of [...rows.map((row) => row.text), ...logged]) {
    assert.doesNotMatch(text, /@contoh|wagiyem/i)
    assert.ok(!text.includes(token))
  }
})

test('a letter that could not be sent for a day is not sent at all, and a mail server that is away loses none before', async () => {
  const email = await account('Legiman')
  let away = true
  const slow: Deps = {
    ...deps,
    sendLetter: async (letter) => (away ? Promise.reject(new Error('away')) : mail.send(letter)),
  }
  const ask = () => visitor().post('/sign-in/forgotten', { email }, '/sign-in/forgotten')
  await ask()
  const before = server.received.length
  await sendLetters(slow)
  away = false
  forward(5)
  await sendLetters(slow)
  const arrived = server.received.slice(before).filter(({ to }) => to.includes(email))
  assert.equal(arrived.length, 1)
  forward(16)
  away = true
  await ask()
  await sendLetters(slow)
  away = false
  forward(25 * 60)
  await sendLetters(slow)
  assert.equal(server.received.filter(({ to }) => to.includes(email)).length, 1)
})
