import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { credentialInPdf } from '@lumbung/credential'
import type { Hono } from 'hono'
import jsqr from 'jsqr'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { decideAwards, findCredential, placeOrder, runStatusOrders, signPending } from '../credentials/index.ts'
import { registerPerson } from '../people/index.ts'
import { sql } from '../platform/database.ts'
import { PageError } from '../platform/http.ts'
import { LetterError } from '../platform/mail.ts'
import type { Actor, AppEnv } from '../platform/page.ts'
import { bilingualApp, pages, securityHeaders } from '../platform/web.ts'
import * as verifier from '../verifier/index.ts'
import {
  claimsOf,
  createClaims,
  findShare,
  pinOf,
  qrMatrix,
  reissueClaim,
  routes,
  sendClaimLetters,
  takeBackShare,
  tryPin,
} from './index.ts'

const DAY = 86_400_000
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
let app: Hono<AppEnv>
let actor: Actor | null = null
let next = 0

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-23T07:05:00Z')
  timur = await awardWorld(world.deps, 'timur', 30)
  app = bilingualApp()
  app.use('*', pages(world.deps), securityHeaders(world.deps), async (c, go) => {
    c.set('actor', actor)
    await go()
  })
  app.route('/', routes(world.deps))
  app.route('/', verifier.routes(world.deps))
  app.onError((error, c) => c.text('', error instanceof PageError ? error.status : 500))
})
after(() => database.close())

const PHONE = { 'user-agent': 'Mozilla/5.0 (Linux; Android 10) Chrome/120 Mobile' }
const get = (path: string, headers: Record<string, string> = PHONE) => app.request(path, { headers })
const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { ...PHONE, ...headers } })
const personAt = (index: number): string => timur.personIds[index] ?? ''
const holder = (index: number): Actor => ({ personId: personAt(index), name: `Peserta ${index + 1}`, roles: [] })

/** Awards and signs the next participant; answers who holds which credential. */
async function award(): Promise<{ index: number; personId: string; credentialId: string; document: string }> {
  const index = next++
  const decided = await decideAwards(world.deps, timur.issuer, {
    versionId: timur.versionId,
    enrolmentIds: [timur.enrolmentIds[index] ?? ''],
  })
  assert.ok(decided.ok)
  while ((await signPending(world.deps)).signed > 0);
  const credentialId = decided.value.awarded[0]?.credentialId ?? ''
  const document = (await findCredential(database.db, credentialId))?.document
  assert.ok(document)
  return { index, personId: personAt(index), credentialId, document }
}

/** Shares by the form; answers the code. */
async function share(credentialId: string, fields: Record<string, string> = {}): Promise<string> {
  const answer = await post(`/wallet/credentials/${credentialId}/shares`, fields)
  assert.equal(answer.status, 303)
  return answer.headers.get('location')?.split('/').at(-1) ?? ''
}

test('the wallet shows what its holder earned, and nobody else sees it', async () => {
  const { index, credentialId } = await award()
  actor = holder(index)
  const page = await (await get('/wallet')).text()
  assert.match(page, /Perawatan Panel Surya Atap/)
  assert.match(await (await get('/en/wallet')).text(), /Care of Rooftop Solar Panels/)
  assert.equal((await get(`/wallet/credentials/${credentialId}`)).status, 200)
  actor = holder(index + 20)
  assert.equal((await get(`/wallet/credentials/${credentialId}`)).status, 404)
  assert.match(await (await get('/wallet')).text(), /Dompet Anda masih kosong/)
})

test('a share opens, counts readers and no robots, and is dead at once when taken back', async () => {
  const { index, credentialId } = await award()
  actor = holder(index)
  const code = await share(credentialId, { label: 'PT Sinar', days: '30' })
  assert.match(code, /^[0-9a-z]{26}$/)
  actor = null
  const opened = await get(`/v/${code}`)
  assert.equal(opened.status, 200)
  assert.equal(opened.headers.get('x-robots-tag'), 'noindex, nofollow, noarchive')
  assert.equal(opened.headers.get('cache-control'), 'private, no-store')
  const text = await opened.text()
  assert.match(text, /Asli dan masih berlaku/)
  assert.match(text, new RegExp(`Peserta ${index + 1}<`))
  assert.equal((await findShare(database.db, code))?.opened, 1)
  for (const agent of [
    'WhatsApp/2.23.20.0',
    'facebookexternalhit/1.1',
    'TelegramBot (like TwitterBot)',
    'Slackbot-LinkExpanding 1.0',
    '',
  ]) {
    const preview = await (await get(`/v/${code}`, { 'user-agent': agent })).text()
    assert.doesNotMatch(preview, /Peserta|Panel Surya/, agent)
    assert.match(preview, /property="og:title" content="Kredensial di Lumbung"/)
  }
  assert.equal((await app.request(`/v/${code}`, { method: 'HEAD', headers: PHONE })).status, 200)
  assert.equal((await findShare(database.db, code))?.opened, 1)
  const head = text.slice(0, text.indexOf('</head>'))
  assert.doesNotMatch(head, /Peserta/)
  actor = holder(index)
  assert.equal((await post(`/wallet/shares/${code}/end`)).status, 303)
  actor = null
  const gone = await get(`/v/${code}`)
  assert.equal(gone.status, 410)
  const words = await gone.text()
  assert.match(words, /Tautan ini sudah dimatikan pemiliknya/)
  assert.doesNotMatch(words, /Peserta|Panel Surya/)
})

test('a share ends by itself after 90 days unless told otherwise; an unknown one is not found', async () => {
  const { index, credentialId } = await award()
  actor = holder(index)
  const code = await share(credentialId)
  const start = world.time.now
  assert.equal((await findShare(database.db, code))?.expiresAt.getTime(), start.getTime() + 90 * DAY)
  world.time.now = new Date(start.getTime() + 90 * DAY)
  const ended = await get(`/v/${code}`)
  world.time.now = start
  assert.equal(ended.status, 410)
  assert.match(await ended.text(), /Masa tautan ini sudah habis/)
  for (const unknown of ['0'.repeat(26), 'xyz', '%27%3B--']) {
    const answer = await get(`/v/${unknown}`)
    assert.equal(answer.status, 404)
    assert.match(await answer.text(), /Tautan ini tidak dikenal/)
  }
  const spelled = `/v/${code.toUpperCase().replace(/(.{4})/g, '$1-')}`
  assert.equal((await get(spelled)).status, 200, 'case and hyphens do not matter')
})

test('a share is made with a term on offer only, and taken back by its holder only', async () => {
  const { index, credentialId } = await award()
  actor = holder(index)
  const refused = await post(`/wallet/credentials/${credentialId}/shares`, { days: '3650', label: 'x'.repeat(81) })
  assert.equal(refused.status, 422)
  const words = await refused.text()
  assert.match(words, /Lama tautan tidak ada dalam pilihan/)
  assert.match(words, /Tulis paling banyak 80 huruf/)
  const code = await share(credentialId)
  const other = await takeBackShare(world.deps, holder(index + 10), code)
  assert.ok(!other.ok && other.refusals[0].code === 'wallet.share-unknown')
  assert.equal((await findShare(database.db, code))?.takenBackAt, null)
})

test('the signed text leaves byte for byte: as JSON, and attached to a one-page PDF under 150 KB', async () => {
  const { index, credentialId, document } = await award()
  actor = holder(index)
  const json = await get(`/wallet/credentials/${credentialId}/credential.json`)
  assert.equal(await json.text(), document)
  const made = await post(`/wallet/credentials/${credentialId}/certificate`)
  const path = made.headers.get('location') ?? ''
  const pdf = await get(path)
  assert.equal(pdf.headers.get('content-type'), 'application/pdf')
  const bytes = new Uint8Array(await pdf.arrayBuffer())
  assert.ok(bytes.length < 150_000, `${bytes.length} bytes`)
  assert.equal(await credentialInPdf(bytes), document)
  const text = Buffer.from(bytes).toString('latin1')
  assert.match(text, /\/Count 1\b/, 'one page')
  assert.match(text, /\/MarkInfo|\/StructTreeRoot/, 'tagged')
  assert.match(text, /pdfaid:part>3</, 'PDF/A-3')
  const report = await verifier.verifyDocument(
    world.deps,
    (await verifier.readCarrier(bytes, world.deps.publicUrl)).text,
  )
  assert.equal(report.verdict, 'valid')
  assert.equal(
    (await post(`/wallet/credentials/${credentialId}/certificate`)).headers.get('location'),
    path,
    'the paper keeps its link',
  )
})

test('the QR symbol of a share decodes to its address and fits version 4', async () => {
  const link = 'https://lumbung.contoh.id/v/7k2mq9xd4t7k2mq9xd4t7k2mq9'
  assert.ok(link.length <= 60)
  const matrix = qrMatrix(link)
  assert.equal(matrix.size, 33)
  const [unit, margin] = [4, 4]
  const side = (matrix.size + 2 * margin) * unit
  const picture = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [column, row] = [Math.floor(x / unit) - margin, Math.floor(y / unit) - margin]
      const inside = column >= 0 && row >= 0 && column < matrix.size && row < matrix.size
      if (inside && matrix.dark(column, row)) picture.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  const decode = jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null
  assert.equal(decode(picture, side, side)?.data, link)
})

test('the links to WhatsApp and LinkedIn carry what was meant, in both languages', async () => {
  const { index, credentialId } = await award()
  actor = holder(index)
  const code = await share(credentialId)
  for (const [prefix, words] of [
    ['', 'Kredensial saya: Perawatan Panel Surya Atap'],
    ['/en', 'My credential: Care of Rooftop Solar Panels'],
  ] as const) {
    const page = (await (await get(`${prefix}/wallet/shares/${code}`)).text()).replaceAll('&amp;', '&')
    const whatsApp = new URL(/href="(https:\/\/wa\.me[^"]+)"/.exec(page)?.[1] ?? '')
    assert.ok(whatsApp.searchParams.get('text')?.startsWith(words))
    assert.ok(whatsApp.searchParams.get('text')?.endsWith(`${prefix}/v/${code}`))
    const linkedIn = new URL(/href="(https:\/\/www\.linkedin\.com[^"]+)"/.exec(page)?.[1] ?? '')
    assert.equal(linkedIn.searchParams.get('startTask'), 'CERTIFICATION_NAME')
    assert.equal(linkedIn.searchParams.get('certId'), credentialId)
    assert.equal(linkedIn.searchParams.get('issueYear'), '2026')
    assert.equal(linkedIn.searchParams.get('issueMonth'), '11')
    assert.equal(linkedIn.searchParams.get('expirationYear'), '2029')
  }
})

/** Makes the claim of a fresh award. */
async function claim() {
  const made = await award()
  const [one] = await createClaims(database.db, world.deps, [
    { ...made, organisationId: timur.organisationId, createdBy: null },
  ])
  assert.ok(one)
  return { ...made, code: one.code, pin: pinOf(world.deps.secrets.session, one.code, 6) }
}
const wrongPin = (pin: string): string => (pin === '000000' ? '111111' : '000000')

test('a PIN locks after five wrong tries, also tried all at once, and the issuer can give another', async () => {
  const { code, pin, credentialId } = await claim()
  const tries = await Promise.all(Array.from({ length: 12 }, () => tryPin(world.deps, code, wrongPin(pin))))
  const codes = tries.map((one) => (one.ok ? 'ok' : one.refusals[0].code))
  assert.equal(codes.filter((one) => one === 'wallet.pin-wrong').length, 4)
  assert.equal(codes.filter((one) => one === 'wallet.claim-locked').length, 8)
  const right = await tryPin(world.deps, code, pin)
  assert.ok(!right.ok && right.refusals[0].code === 'wallet.claim-locked')
  assert.match(await (await get(`/claim/${code}`)).text(), /PIN ini terkunci/)
  const stranger: Actor = { ...timur.issuer, roles: [{ organisationId: 'elsewhere', role: 'issuer' }] }
  assert.ok(!(await reissueClaim(world.deps, stranger, credentialId)).ok)
  const assessor: Actor = { ...timur.issuer, roles: [{ organisationId: timur.organisationId, role: 'assessor' }] }
  const denied = await reissueClaim(world.deps, assessor, credentialId)
  assert.ok(!denied.ok && denied.refusals[0].code === 'wallet.claim-not-allowed')
  const renewed = await reissueClaim(world.deps, timur.issuer, credentialId)
  assert.ok(renewed.ok)
  assert.notEqual(renewed.value.code, code)
  const opened = await tryPin(world.deps, renewed.value.code, pinOf(world.deps.secrets.session, renewed.value.code, 6))
  assert.ok(opened.ok)
  const old = await tryPin(world.deps, code, pin)
  assert.ok(!old.ok && old.refusals[0].code === 'wallet.claim-unknown')
})

test('a claim shows no name before the PIN, the whole credential after it, and becomes an account of that very person', async () => {
  const { code, pin, index, personId } = await claim()
  actor = null
  const before = await (await get(`/claim/${code}`)).text()
  assert.match(before, /Perawatan Panel Surya Atap/)
  assert.doesNotMatch(before, /Peserta/)
  const wrong = await post(`/claim/${code}`, { pin: wrongPin(pin) })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /Anda masih dapat mencoba 4 kali/)
  const early = await post(`/claim/${code}/account`, { email: 'dini@contoh.id', password: 'sandi yang panjang' })
  assert.equal(early.headers.get('location'), `/claim/${code}`, 'no account without the PIN')
  const right = await post(`/claim/${code}`, { pin })
  const cookie = (right.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const shown = await (await get(`/claim/${code}`, { ...PHONE, cookie })).text()
  assert.match(shown, new RegExp(`Peserta ${index + 1}`))
  const faulty = await post(`/claim/${code}/account`, { email: 'bukan surel', password: 'x' }, { cookie })
  assert.equal(faulty.status, 422)
  const taken = await post(
    `/claim/${code}/account`,
    { email: `klaim${index}@contoh.id`, password: 'sandi yang panjang' },
    { cookie },
  )
  assert.equal(taken.status, 303)
  const { rows } = await sql<{
    personId: string
  }>`select person_id as "personId" from auth_user where email = ${`klaim${index}@contoh.id`}`.execute(database.db)
  assert.equal(rows[0]?.personId, personId)
  assert.equal((await get(`/claim/${code}`, { ...PHONE, cookie })).status, 410)
})

test('a credential that its issuer cancels before the claim can be claimed in the hold, not after it, and the link says why', async () => {
  const { code, pin, credentialId } = await claim()
  const then = world.time.now
  const asked = { change: 'revoke', reason: 'cancelled-before-claim' } as const
  assert.ok((await placeOrder(world.deps, timur.issuer, timur.organisationId, [credentialId], asked)).ok)
  actor = null
  assert.ok((await tryPin(world.deps, code, pin)).ok, 'nothing shows in the hold')
  assert.doesNotMatch(await (await get(`/claim/${code}`)).text(), /tidak berlaku lagi/)
  world.time.now = new Date(then.getTime() + 15 * 60_000)
  assert.equal(await runStatusOrders(world.deps), 1)
  const shown = await (await get(`/claim/${code}`)).text()
  assert.match(shown, /Kredensial ini tidak berlaku lagi/)
  assert.match(shown, /Dibatalkan sebelum diambil/)
  assert.match(await (await get(`/en/claim/${code}`)).text(), /Cancelled before it was claimed/)
  const late = await tryPin(world.deps, code, pin)
  assert.ok(!late.ok && late.refusals[0].code === 'wallet.claim-withdrawn')
  assert.ok((await findCredential(database.db, credentialId))?.document, 'the signed copy stays')
  world.time.now = then
})

test('somebody with an account keeps a claimed credential beside their own, and shares it', async () => {
  const { code, pin, credentialId } = await claim()
  const registered = await registerPerson(world.deps, {
    name: 'Suharto',
    language: 'id',
    email: 'suharto@contoh.id',
    password: 'sandi yang panjang',
  })
  assert.ok(registered.ok)
  actor = { personId: registered.value.id, name: 'Suharto', roles: [] }
  assert.equal(
    (await post(`/claim/${code}/acceptance`)).headers.get('location'),
    `/claim/${code}`,
    'not without the PIN',
  )
  const cookie = ((await post(`/claim/${code}`, { pin })).headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  assert.match(
    await (await get(`/claim/${code}`, { ...PHONE, cookie })).text(),
    /Simpan hanya bila kredensial ini memang milik Anda/,
  )
  const wallet = (await post(`/claim/${code}/acceptance`, {}, { cookie })).headers.get('location') ?? ''
  assert.match(wallet, /^\/wallet\?/)
  assert.match(await (await get(wallet)).text(), /Kredensial sudah masuk ke dompet Anda.*Perawatan Panel Surya Atap/s)
  const shared = await share(credentialId)
  actor = null
  assert.equal((await get(`/v/${shared}`)).status, 200)
})

test('claims are made for all awards at once: none for an account, none twice, and a letter where there is an address', async () => {
  const made = [await award(), await award(), await award()]
  const wanted = made.map((one) => ({ ...one, organisationId: timur.organisationId, createdBy: null }))
  const [holding, silent, ordinary] = wanted
  assert.ok(holding !== undefined && silent !== undefined && ordinary !== undefined)
  await sql`insert into auth_user (id, name, email, email_verified, created_at, updated_at, person_id)
    values ('held', 'Peserta', 'ada@contoh.id', false, ${world.time.now}, ${world.time.now}, ${holding.personId})`.execute(
    database.db,
  )
  await sql`update person set email = null where id = ${silent.personId}`.execute(database.db)
  const first = await createClaims(database.db, world.deps, wanted)
  assert.deepEqual(
    first.map(({ credentialId, sentTo }) => [credentialId, sentTo]),
    [
      [silent.credentialId, 'none'],
      [ordinary.credentialId, 'waiting'],
    ],
  )
  assert.deepEqual(await createClaims(database.db, world.deps, wanted), [])
  const { rows } = await sql<{ n: number }>`select count(*) as n from outbox
    where kind = 'claim-letter' and payload ->> 'code' = any(${first.map(({ code }) => code)}::text[])`.execute(
    database.db,
  )
  assert.equal(rows[0]?.n, 1)
  await sendClaimLetters(world.deps)
})

test('letters hold the link and no PIN; a bounce, a shared address and no address are told to the provider', async () => {
  const ordinary = await claim()
  const sharing = await claim()
  const none = await award()
  const bouncing = await claim()
  const address = async (personId: string, email: string | null) =>
    sql`update person set email = ${email} where id = ${personId}`.execute(database.db)
  await address(sharing.personId, 'keluarga@contoh.id')
  await address(personAt(29), 'keluarga@contoh.id')
  await address(none.personId, null)
  await createClaims(database.db, world.deps, [{ ...none, organisationId: timur.organisationId, createdBy: null }])
  await address(bouncing.personId, 'hilang@contoh.id')
  const sent: { to: string; subject: string; text: string }[] = []
  const deps = {
    ...world.deps,
    sendLetter: async (letter: { to: string; subject: string; text: string }) => {
      if (letter.to === 'hilang@contoh.id') throw new LetterError('refused', 'no such user')
      sent.push(letter)
    },
  }
  await sendClaimLetters(deps)
  const state = async (credentialId: string) => (await claimsOf(database.db, [credentialId]))[0]?.sentTo
  assert.equal(await state(ordinary.credentialId), 'email')
  assert.equal(await state(sharing.credentialId), 'shared-address')
  assert.equal(await state(none.credentialId), 'none')
  assert.equal(await state(bouncing.credentialId), 'bounced')
  const own = sent.find(({ text }) => text.includes(ordinary.code))
  assert.ok(own?.text.includes(`Peserta ${ordinary.index + 1}`))
  const family = sent.find(({ to }) => to === 'keluarga@contoh.id')
  assert.ok(family?.text.includes(`/claim/${sharing.code}`))
  assert.doesNotMatch(`${family?.subject}${family?.text}`, /Peserta|Panel Surya/)
  for (const letter of sent) for (const { pin } of [ordinary, sharing, bouncing]) assert.ok(!letter.text.includes(pin))
  actor = timur.issuer
  const list = await (await get(`/provider/claims?organisation=${timur.organisationId}`)).text()
  assert.match(list, /Ditolak: alamat tidak menerima surat/)
  assert.ok(list.includes(ordinary.pin))
  actor = holder(0)
})

test('a mail server that is down for a while loses no letter', async () => {
  const { credentialId } = await claim()
  let down = true
  const deps = {
    ...world.deps,
    sendLetter: async () => {
      if (down) throw new LetterError('later', 'try later')
    },
  }
  assert.equal((await sendClaimLetters(deps)).failed, 1)
  assert.equal((await claimsOf(database.db, [credentialId]))[0]?.sentTo, 'waiting')
  down = false
  world.time.now = new Date(world.time.now.getTime() + 60_000)
  assert.equal((await sendClaimLetters(deps)).done, 1)
  assert.equal((await claimsOf(database.db, [credentialId]))[0]?.sentTo, 'email')
})
