import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { mustBe } from '../db/demo/country.ts'
import { search } from '../src/catalogue/index.ts'
import { decideAwards } from '../src/credentials/index.ts'
import { registerHooks } from '../src/hooks.ts'
import { sendLetters } from '../src/letters.ts'
import { NO_WITNESSES, proofFor } from '../src/log/index.ts'
import * as organisations from '../src/organisations/index.ts'
import { findOrganisation, partyEvents, recordAgreement, successorOf } from '../src/organisations/index.ts'
import { doPartyWork } from '../src/party-work.ts'
import type { Actor, AppEnv } from '../src/platform/page.ts'
import { bilingualApp, pages } from '../src/platform/web.ts'
import * as trust from '../src/trust/index.ts'
import { type ActGiven, declareConflict, mayIssue, propose } from '../src/trust/index.ts'
import * as verifier from '../src/verifier/index.ts'
import { awardDeps } from './support/award-world.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'
import { type Visitor, visitor } from './support/room.ts'
import { credentialFor, learn, newcomers, openBatch, shareOf, smallWorld, type World } from './world.ts'

const DAY_MILLISECONDS = 86_400_000
const POLYTECHNIC = 'politeknik-lembah-angin'
const none = { noConflict: true }

let database: TestDatabase
let site: ReturnType<typeof awardDeps>
let world: World
let as: (actor: Actor | null) => Visitor
let shareCode = ''

before(async () => {
  database = await testDatabase()
  site = awardDeps(database.db, '2026-11-24T05:00:00Z')
  const { deps } = site
  world = await smallWorld(deps)
  const all = new Hono<AppEnv>()
  for (const room of [organisations.routes(deps), trust.routes(deps, registerHooks(deps))]) all.route('/', room)
  as = (actor) => visitor(deps, all, actor)
  const [learner] = await newcomers(world, 1)
  assert.ok(learner)
  const credentialId = await credentialFor(world, world.versions[0], learner)
  shareCode = (await shareOf(world, learner, credentialId)).code
})
after(() => database.close())

/** The page of the shared credential as a person with a browser sees it. */
async function verified(language: '' | '/en'): Promise<string> {
  const { deps } = site
  const app = bilingualApp()
  app.use('*', pages(deps))
  app.route('/', verifier.routes(deps))
  const answer = await app.request(`${language}/v/${shareCode}`, { headers: { 'user-agent': 'Mozilla/5.0' } })
  return (await answer.text()).replace(/<style[\s\S]*?<\/style>/g, '')
}

/** Posts a form about a party as one officer, and has the other decide. Answers the page of the proposal. */
async function decided(slug: string, form: Record<string, string>): Promise<string> {
  const sent = await as(world.actor('rahmadi')).post(`/review/register/parties/${slug}`, {
    source: 'Akta nomor 9, 2 November 2026',
    note: 'Sesuai akta.',
    noConflict: '1',
    ...form,
  })
  assert.equal(sent.status, 303, /<div class="summary[\s\S]{0,600}/.exec(sent.text)?.[0] ?? sent.text.slice(0, 3_000))
  const answer = await as(world.actor('nurhayati')).post(sent.location, { outcome: 'confirmed', noConflict: '1' })
  assert.equal(answer.status, 303, answer.text.slice(0, 2_000))
  return sent.location
}

const codes = (outcome: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  (outcome.refusals ?? []).map(({ code }) => code)

test('the room is for those who keep the register, and a change needs reasons, a ground and a second person', async () => {
  const path = `/review/register/parties/${POLYTECHNIC}`
  assert.equal((await as(world.actor('bagus')).get(path)).status, 403)
  assert.equal((await as(null).get('/review/register/parties')).status, 401)
  const rahmadi = as(world.actor('rahmadi'))
  for (const act of ['rename', 'merge', 'close', 'role', 'agreement', 'nonsense'])
    for (const language of ['', '/en']) assert.equal((await rahmadi.get(`${language}${path}?act=${act}`)).status, 200)
  assert.equal((await rahmadi.post(path, { act: 'nonsense' })).status, 404)
  const empty = await rahmadi.post(`/en${path}`, { act: 'rename' })
  assert.equal(empty.status, 422)
  for (const reason of [
    /conflicts of interest is open/,
    /The ground is missing/,
    /The reason is missing/,
    /no day of the calendar/,
  ])
    assert.match(empty.text, reason)
  const agreement = await rahmadi.post(`/en${path}`, { act: 'agreement', from: '2026-11-01', lastDay: '2026-10-01' })
  for (const reason of [/What the agreement is about/, /office that signed is missing/])
    assert.match(agreement.text, reason)
  const before = await partyEvents(database.db)
  const sent = await rahmadi.post(path, {
    ...{ act: 'rename', newName: 'Politeknik Lembah Bayu', onDay: '2026-11-20' },
    ...{ source: 'Keputusan 3', note: 'Atas permintaan.', noConflict: '1' },
  })
  assert.equal(sent.status, 303)
  const own = await rahmadi.post(sent.location, { outcome: 'confirmed', noConflict: '1' })
  assert.equal(own.status, 422, 'the same person does not confirm')
  const shown = await as(world.actor('nurhayati')).get(sent.location)
  assert.match(shown.text, /Politeknik Lembah Bayu/)
  assert.match(shown.text, /Keputusan 3/)
  assert.equal(
    (await as(world.actor('nurhayati')).post(sent.location, { outcome: 'declined', noConflict: '1' })).status,
    422,
  )
  const declined = { outcome: 'declined', note: 'Belum lengkap.', noConflict: '1' }
  assert.equal((await as(world.actor('nurhayati')).post(sent.location, declined)).status, 303)
  assert.deepEqual(await partyEvents(database.db), before, 'nothing was recorded')
})

test('nobody of any party concerned takes part, nor who declared a conflict with one of them', async () => {
  const { deps } = site
  const merge: ActGiven = {
    act: 'merge',
    content: {
      ...{ onDay: '2026-11-20', successorId: world.organisation('universitas-bukit-samara') },
      ...{ source: 'Akta 1', note: 'Bergabung.' },
    },
  }
  const rahmadi = world.actor('rahmadi')
  const near: Actor = {
    ...rahmadi,
    roles: [...rahmadi.roles, { organisationId: world.organisation('universitas-bukit-samara'), role: 'owner' }],
  }
  const party = world.organisation(POLYTECHNIC)
  assert.deepEqual(codes(await propose(deps, near, party, merge, none)), ['register.own-organisation'])
  const other: Actor = { ...rahmadi, personId: 'another-keeper' }
  mustBe(await declareConflict(deps, other, world.organisation('universitas-bukit-samara'), 'Keluarga.'))
  assert.deepEqual(codes(await propose(deps, other, party, merge, none)), ['register.conflict-declared'])
  assert.deepEqual(codes(await propose(deps, world.actor('bagus'), party, merge, none)), ['register.not-allowed'])
})

test('of a party with the flag only chosen courses are listed and awarded (F016)', async () => {
  const { deps, time } = site
  const [version, other] = world.versions
  const titles = async () => {
    const query = {
      text: '',
      filters: { kind: ['micro-credential'] },
      sort: 'relevance',
      page: 1,
      pageSize: 50,
    } as const
    return (await search(database.db, query)).offerings.map(({ title }) => title)
  }
  assert.ok((await titles()).includes(version.title.id))
  const batch = await openBatch(world, version, 'Angkatan Kenanga')
  const [learner] = await newcomers(world, 1)
  const enrolment = await learn(world, batch, learner!)
  const award = () => decideAwards(deps, world.actor('bagus'), { versionId: version.id, enrolmentIds: [enrolment.id] })
  const noScope = await as(world.actor('rahmadi')).post(`/review/register/parties/${POLYTECHNIC}`, {
    ...{ act: 'role', role: 'platform', from: '2026-11-24', curatedOnly: '1' },
    ...{ source: 'x', note: 'x', noConflict: '1' },
  })
  assert.equal(noScope.status, 422, 'a platform with the flag has a scope')
  await decided(POLYTECHNIC, {
    ...{ act: 'role', role: 'platform', from: '2026-11-24', curatedOnly: '1', scope: 'Kursus data' },
  })
  assert.deepEqual(
    (await titles()).filter((title) => [version, other].some((one) => one.title.id === title)),
    [],
  )
  assert.deepEqual(codes(await award()), ['organisations.not-chosen'])
  const page = await as(null).get(`/en/register/${POLYTECHNIC}`)
  assert.match(page.text, /Course platform/)
  assert.match(page.text, /only chosen courses; none yet/)
  const odd = await as(world.actor('rahmadi')).post(`/en/review/register/parties/${POLYTECHNIC}`, {
    ...{ act: 'choose', subjects: 'http://insecure.example/a', from: '2026-11-24' },
    ...{ source: 'x', note: 'x', noConflict: '1' },
  })
  assert.match(odd.text, /Neither the address of a course nor the code/)
  await decided(POLYTECHNIC, {
    act: 'choose',
    subjects: version.definitionId,
    from: '2026-11-24',
    lastDay: '2026-11-25',
  })
  assert.ok((await titles()).includes(version.title.id))
  assert.ok(!(await titles()).includes(other.title.id))
  assert.ok((await award()).ok)
  // The choice ends by the calendar alone.
  time.now = new Date(time.now.getTime() + 3 * DAY_MILLISECONDS)
  assert.equal((await doPartyWork(deps)).shown, 1)
  assert.ok(!(await titles()).includes(version.title.id))
  // The role ends: everything counts again.
  const roles = await organisations.partyRolesOf(database.db, world.organisation(POLYTECHNIC))
  await decided(POLYTECHNIC, { act: 'end-role', fact: `platform/${roles.at(-1)?.validFrom}`, lastDay: '2026-11-26' })
  assert.ok((await titles()).includes(version.title.id) && (await titles()).includes(other.title.id))
  const id = `${world.organisation(POLYTECHNIC)}/platform/2026-11-24`
  assert.equal(await proofFor(database.db, NO_WITNESSES, 'party-role', id), 'pending')
})

test('a renamed issuer: each day has its name, old credentials stay good and say the new one', async () => {
  await decided(POLYTECHNIC, { act: 'rename', newName: 'Politeknik Bayu Selatan', onDay: '2026-11-26' })
  const anybody = as(null)
  const page = await anybody.get(`/en/register/${POLYTECHNIC}`)
  assert.match(page.text, /<h1>Politeknik Bayu Selatan<\/h1>/)
  assert.match(page.text, /Called Politeknik Lembah Angin until/)
  assert.match((await anybody.get(`/register/${POLYTECHNIC}?on=2026-11-25`)).text, /<h1>Politeknik Lembah Angin<\/h1>/)
  assert.match((await anybody.get('/register?q=lembah+angin')).text, /Politeknik Bayu Selatan/)
  const shown = await verified('/en')
  assert.match(shown, /Renamed Politeknik Bayu Selatan on/)
  assert.match(shown, /<title>Genuine and in force/)
  const [last] = (await partyEvents(database.db)).filter(({ newName }) => newName === 'Politeknik Bayu Selatan')
  assert.equal(await proofFor(database.db, NO_WITNESSES, 'party-event', last?.id ?? ''), 'pending')
  const resembling = await as(world.actor('rahmadi')).post('/review/register/parties/universitas-danau-biru', {
    ...{ act: 'rename', newName: 'Politeknik Lembah Angim', onDay: '2026-11-26' },
    ...{ source: 'x', note: 'x', noConflict: '1' },
  })
  assert.match(
    (await as(world.actor('nurhayati')).get(`/en${resembling.location}`)).text,
    /Politeknik Lembah Angin/,
    'a former name is held for a person as well',
  )
})

test('a merged issuer stops issuing at once; credentials, keys and agreements go on under its successor', async () => {
  const { deps } = site
  const party = (slug: string) => ({
    organisationId: world.organisation(slug),
    signatoryOffice: 'Rektor',
    signedOn: '2026-01-05',
  })
  mustBe(
    await recordAgreement(
      deps,
      {
        ...{
          kind: 'recognition',
          title: { id: 'Pengakuan Bayu', en: 'Recognition Bayu' },
          fields: [],
          definitionIds: [],
        },
        ...{
          levelMin: 4,
          levelMax: 6,
          validFrom: '2026-01-05',
          validUntil: '2028-01-05',
          documentSha256: 'ab'.repeat(32),
        },
        parties: [party(POLYTECHNIC), party('universitas-bukit-samara')],
      },
      null,
    ),
  )
  const anybody = as(null)
  const keysBefore = (await anybody.get(`/issuers/${POLYTECHNIC}/did.json`)).text
  const question = { kind: 'micro-credential', field: world.versions[0].field, level: world.versions[0].kkniLevel }
  assert.ok((await mayIssue(database.db, world.organisation(POLYTECHNIC), question, deps.clock())).ok)
  await decided(POLYTECHNIC, {
    act: 'merge',
    successorId: world.organisation('institut-karang-nalar'),
    onDay: '2026-11-27',
  })
  assert.ok(!(await mayIssue(database.db, world.organisation(POLYTECHNIC), question, deps.clock())).ok)
  const shown = await verified('')
  assert.match(shown, /Kini bagian dari Institut Karang Nalar/)
  assert.match(shown, /<title>Asli dan masih berlaku/)
  assert.match(shown, /\/register\/institut-karang-nalar/)
  assert.equal((await anybody.get(`/issuers/${POLYTECHNIC}/did.json`)).text, keysBefore, 'the keys stay as they were')
  const ended = await anybody.get(`/en/register/${POLYTECHNIC}`)
  assert.match(ended.text, /Now part of Institut Karang Nalar/)
  assert.match(ended.text, /These keys stay here/)
  assert.doesNotMatch(ended.text, /Recognition Bayu/, 'its agreements bind its successor now')
  const successor = await anybody.get('/en/register/institut-karang-nalar')
  assert.match(successor.text, /Recognition Bayu/)
  assert.match(successor.text, /Signed as Politeknik Lembah Angin/, 'under the name of the day on which it began')
  assert.match(successor.text, /merged into it on/)
  assert.equal(
    await successorOf(database.db, world.organisation(POLYTECHNIC), '2026-11-27'),
    world.organisation('institut-karang-nalar'),
  )
  const again = await as(world.actor('rahmadi')).get(`/review/register/parties/${POLYTECHNIC}?act=merge`)
  assert.doesNotMatch(again.text, /name="successorId"/, 'a party ends once')
})

test('an agreement is recorded by two people and told of by letter, once, when its end is 90 days away', async () => {
  const { deps, time, letters } = site
  const form = {
    ...{ act: 'agreement', kind: 'cooperation', title: 'Kelas bersama', levelMin: '4', levelMax: '6' },
    ...{ 'office-1': 'Direktur', 'signedOn-1': '2026-11-20', 'office-2': 'Direktur Utama', 'signedOn-2': '2026-11-21' },
    ...{ 'party-2': world.organisation('pt-galangan-samudra'), documentSha256: 'CD'.repeat(32) },
    ...{ from: '2026-12-01', lastDay: '2027-11-30' },
  }
  const alone = await as(world.actor('rahmadi')).post('/review/register/parties/politeknik-bahari-laweyan', {
    ...{ ...form, 'party-2': '', source: 'x', note: 'x', noConflict: '1' },
  })
  assert.match(alone.text, /sedikitnya dua pihak|dua pihak/)
  await decided('politeknik-bahari-laweyan', form)
  assert.match((await as(null).get('/register/agreements')).text, /Kelas bersama/)
  while ((await doPartyWork(deps)).told > 0);
  const sent = async () => {
    await sendLetters(deps)
    return letters.filter(({ subject }) => /Satu perjanjian lembaga Anda segera berakhir/.test(subject)).length
  }
  const before = await sent()
  time.now = new Date('2027-09-01T05:00:00Z') // 91 days before the first day without it
  assert.equal((await doPartyWork(deps)).told, 0)
  time.now = new Date('2027-09-02T05:00:00Z')
  assert.match((await as(world.actor('rahmadi')).get('/review/register')).text, /1 perjanjian berakhir dalam 90 hari/)
  const at = await Promise.all([doPartyWork(deps), doPartyWork(deps)])
  assert.equal(
    at.reduce((sum, { told }) => sum + told, 0),
    1,
    'two processes tell once',
  )
  assert.ok((await sent()) > before)
  assert.equal((await doPartyWork(deps)).told, 0)
  assert.ok(letters.every(({ text }) => !text.includes('{')))
})

test('the demo has a renamed, a merged and a closed party, and the ministry under each of its names', async () => {
  const anybody = as(null)
  assert.match((await anybody.get('/en/register/akademi-sehat-mentari')).text, /Called Akademi Perawat Mentari until/)
  assert.match((await anybody.get('/en/register/sanggar-belajar-pesisir')).text, /Now part of Politeknik Arung Timur/)
  assert.match((await anybody.get('/en/register/lpk-tenun-lereng')).text, /Closed on[\s\S]*These keys stay here/)
  assert.match(
    (await anybody.get('/en/register/layarbelajar')).text,
    /isn’t listed as an issuer[\s\S]*only chosen courses/,
  )
  const ministry = await anybody.get('/register/ministry-higher-education?on=2023-08-18')
  assert.match(ministry.text, /<h1>Kemendikbudristek<\/h1>/)
  assert.match((await anybody.get('/register/ministry-higher-education')).text, /<h1>Kemendiktisaintek<\/h1>/)
  assert.match((await anybody.get('/en/register/ministries?on=2020-01-05')).text, /<b>Kemendikbud<\/b>/)
  assert.match((await anybody.get('/en/register?q=MOECRT')).text, /ministry in charge of higher education/)
  assert.equal((await anybody.get('/register/lumbung')).status, 404, 'a bare name has no page')
  assert.equal((await findOrganisation(database.db, world.organisation('lpk-tenun-lereng')))?.name, 'LPK Tenun Lereng')
})
