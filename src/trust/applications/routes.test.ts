import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { smallWorld, type World } from '../../../test/world.ts'
import type { Actor } from '../../platform/page.ts'
import { routes } from '../index.ts'

let database: TestDatabase
let world: World
let as: (actor: Actor | null) => Visitor

before(async () => {
  database = await testDatabase()
  const { deps } = awardDeps(database.db, '2026-11-24T05:00:00Z')
  world = await smallWorld(deps)
  as = (actor) => visitor(deps, routes(deps), actor)
})
after(() => database.close())

const pdf = () => new File(['%PDF-1.4 contoh'], '<b>akta</b>.pdf', { type: 'text/html' })

/** A draft of PT Galangan Samudra Raya; the same one each time until it is submitted. */
async function draftPath(): Promise<string> {
  const begun = await as(world.actor('darmi')).post('/register/apply', {
    organisation: world.organisation('pt-galangan-samudra'),
    class: 'issuer',
  })
  assert.equal(begun.status, 303)
  return begun.location
}

test('applying is for who signed in, and only in the name of an own organisation', async () => {
  assert.equal((await as(null).get('/register/apply')).status, 401)
  const foreign = { organisation: world.organisation('pt-data-khatulistiwa'), class: 'issuer' }
  assert.equal((await as(world.actor('darmi')).post('/register/apply', foreign)).status, 404)
  const learner = await as(world.actor('wartini')).get('/register/apply')
  assert.match(learner.text, /Akun Anda belum mewakili lembaga/)
  const path = await draftPath()
  for (const name of ['bagus', 'wartini', 'rahmadi'] as const) {
    assert.equal((await as(world.actor(name)).get(path)).status, 404, `${name} reads no draft of others`)
    assert.equal((await as(world.actor(name)).post(`${path}/submission`, {})).status, 404)
  }
})

test('a refused submission names every missing paper in the reader’s language and keeps what was typed', async () => {
  const darmi = as(world.actor('darmi'))
  const path = await draftPath()
  const typed = {
    revision: '1',
    legalName: 'PT Galangan <i>Samudra</i>',
    legalForm: 'Perseroan',
    kinds: ['micro-credential'],
  }
  assert.equal((await darmi.post(path, typed)).status, 303)
  const refused = await darmi.post(`/en${path}/submission`, {})
  assert.equal(refused.status, 422)
  for (const paper of [
    'Deed of foundation',
    'Letter naming who is responsible',
    'Rules of internal quality',
    'Policy on personal data',
  ])
    assert.ok(refused.text.includes(`A document is missing: ${paper}`), paper)
  assert.match(refused.text, /PT Galangan &lt;i&gt;Samudra&lt;\/i&gt;/)
  const stale = await darmi.post(path, { ...typed, legalName: 'Lain' })
  assert.equal(stale.status, 422)
  assert.match(stale.text, /jendela lain/)
})

test('a document is saved by its bytes, handed out as a file, and taken out again', async () => {
  const darmi = as(world.actor('darmi'))
  const path = await draftPath()
  const wrong = await darmi.post(`${path}/documents`, {
    item: 'legal-deed',
    'document-legal-deed': new File(['GIF89a'], 'akta.pdf'),
  })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /bukan PDF, PNG, atau JPEG/)
  assert.equal(
    (await darmi.post(`${path}/documents`, { item: 'legal-deed', 'document-legal-deed': pdf() })).status,
    303,
  )
  const shown = await darmi.get(path)
  assert.match(shown.text, /&lt;b&gt;akta/)
  const link = /\/register\/apply\/[^/"]+\/documents\/[^/"]+/.exec(shown.text)?.[0] ?? ''
  assert.equal((await darmi.get(link)).text, '%PDF-1.4 contoh')
  assert.equal((await as(world.actor('bagus')).get(link)).status, 404)
  assert.equal((await as(world.actor('rahmadi')).get(link)).status, 404, 'nobody else sees the papers of a draft')
  assert.equal((await darmi.post(`${link}/removal`, {})).status, 303)
  assert.equal((await darmi.get(link)).status, 404)
})

test('the review room is for those who keep the register, and says how near each deadline is', async () => {
  assert.equal((await as(world.actor('bagus')).get('/review/register')).status, 403)
  assert.equal((await as(world.actor('ratna')).get('/review/register')).status, 403)
  assert.equal((await as(null).get('/review/register')).status, 401)
  const keeper = as(world.actor('rahmadi'))
  const queue = await keeper.get('/en/review/register')
  assert.match(queue.text, /Rumah Sakit Harapan Teduh/)
  assert.match(queue.text, /24 days/)
  assert.match(queue.text, /Soon/)
  const link = /\/review\/register\/applications\/[a-z0-9]+/.exec(queue.text)?.[0] ?? ''
  const empty = await keeper.post(`${link}/proposals`, { act: 'list' })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /Pertanyaan benturan kepentingan belum dijawab/)
  assert.match(empty.text, /Kedudukan hukum belum terbukti: Akta pendirian/)
  assert.equal((await keeper.get('/review/register/applications/nothing')).status, 404)
  assert.equal((await keeper.get('/review/register/proposals/nothing')).status, 404)
  assert.equal((await keeper.get('/review/register/entries/nothing')).status, 404)
})

test('only a registered body attests, and only it and the keepers see what it proposed', async () => {
  assert.equal((await as(world.actor('bagus')).get('/register/attest')).status, 403)
  const ratna = as(world.actor('ratna'))
  const empty = await ratna.post('/register/attest', { body: world.organisation('lembaga-mutu-cermat') })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /Lembaga belum dipilih/)
  const sent = await ratna.post('/register/attest', {
    body: world.organisation('lembaga-mutu-cermat'),
    organisation: world.organisation('pt-surya-arunika'),
    scheme: 'Akreditasi',
    level: 'Baik',
    number: 'LMC-9',
    from: '2026-11-01',
    lastDay: '2029-10-31',
    noConflict: '1',
  })
  assert.equal(sent.status, 303)
  const page = await ratna.get('/register/attest')
  const link = /\/register\/attest\/proposals\/[a-z0-9]+/.exec(page.text)?.[0] ?? ''
  assert.match((await ratna.get(link)).text, /bukan Anda yang mengesahkan/)
  assert.equal((await ratna.post(link, { outcome: 'confirmed', noConflict: '1' })).status, 422)
  const declined = await as(world.actor('rahmadi')).post(link.replace('/register/attest', '/review/register'), {
    outcome: 'declined',
    noConflict: '1',
  })
  assert.equal(declined.status, 422, 'declining needs a note')
})

test('a change of an entry is a proposal with its reasons; forms that mean nothing are not found', async () => {
  const keeper = as(world.actor('rahmadi'))
  const path = '/review/register/entries/politeknik-lembah-angin'
  for (const act of ['suspend', 'authorise', 'end-authorisation', 'end-listing', 'correct', 'nonsense'])
    assert.equal((await keeper.get(`${path}?act=${act}`)).status, 200, act)
  assert.equal((await keeper.post(path, { act: 'nonsense' })).status, 404)
  const clash = await keeper.post(path, {
    act: 'authorise',
    kinds: ['micro-credential'],
    levelMin: '4',
    levelMax: '5',
    from: '2026-12-01',
    note: 'x',
    noConflict: '1',
  })
  assert.equal(clash.status, 422)
  assert.match(clash.text, /Sudah ada wewenang yang sama/)
  const many = await keeper.post(path, {
    act: 'authorise',
    kinds: Array.from({ length: 999 }, () => 'x'),
    from: '9999-99-99',
  })
  assert.equal(many.status, 422)
})

test('the public register answers for a day, for a knowledge and for a question; odd days are today', async () => {
  const anybody = as(null)
  const all = await anybody.get('/register')
  assert.match(all.text, /Ditangguhkan/)
  assert.match(all.text, /Lembaga Mutu Cermat/)
  assert.match((await anybody.get('/register?on=2023-01-01')).text, /0 penerbit tercatat/)
  for (const odd of ['2026-02-31', 'yesterday', '0000-00-00', '%00', '9999-12-31'])
    assert.equal((await anybody.get(`/register?on=${odd}`)).status, 200, odd)
  const entry = '/en/register/balai-kriya-anyam?kind=micro-credential&field=creative&level=3'
  assert.match((await anybody.get(entry)).text, /has been suspended since/)
  assert.match((await anybody.get(`${entry}&on=2026-11-01`)).text, /Yes, it was authorised/)
  assert.match((await anybody.get(`${entry}&known=2026-11-10`)).text, /Yes, it was authorised/)
  assert.match((await anybody.get(`${entry}&known=2023-11-10`)).text, /No, it was not authorised/)
  assert.doesNotMatch((await anybody.get('/en/register/balai-kriya-anyam?kind=x&field=y&level=99')).text, /authorised</)
})

test('the feed of changes is JSON Feed 1.1, names organisations only, and marks what reaches back', async () => {
  const answer = await as(null).get('/register/changes.json')
  const feed = JSON.parse(answer.text) as { version: string; items: { tags: string[]; _lumbung: { kind: string } }[] }
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1')
  assert.ok(feed.items.some(({ tags }) => tags.includes('suspension')))
  assert.ok(feed.items.some(({ tags }) => tags.includes('ended')))
  for (const name of ['Rahmadi', 'Nurhayati', 'Ratna', world.actor('rahmadi').personId])
    assert.ok(!answer.text.includes(name), name)
  const attested = feed.items.find(({ tags }) => tags.includes('backdated'))
  assert.equal(attested?._lumbung.kind, 'attestation', 'an accreditation that was recorded after it began')
  assert.equal((await as(null).get('/register/changes')).status, 200)
})
