import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { mustBe } from '../../../db/demo/country.ts'
import { leavePriorLearning } from '../../../db/demo/prior-learning.ts'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { smallWorld, type World } from '../../../test/world.ts'
import { routes as assessmentRoutes } from '../../assessment/index.ts'
import { type Db, sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor, AppEnv } from '../../platform/page.ts'
import { appeal, begin, besideBatches, countWaiting, routes } from './index.ts'

let database: TestDatabase
let deps: Deps
let world: World
let as: (actor: Actor | null) => Visitor
let waiting: string
let decided: { id: string; personId: string }

before(async () => {
  database = await testDatabase()
  deps = awardDeps(database.db, '2026-11-24T05:00:00Z').deps
  world = await smallWorld(deps)
  as = (actor) => visitor(deps, routes(deps), actor)
  const organisations = new Map([['universitas-bukit-samara', world.organisation('universitas-bukit-samara')]])
  const people = new Map((['tamara', 'sekar', 'fransiska'] as const).map((name) => [name as string, world.actor(name)]))
  await leavePriorLearning(deps, { organisations, people, issuers: new Map(), assessors: new Map() })
  waiting = (await idsOf(database.db, false))[0]?.id ?? ''
  decided = (await idsOf(database.db, true))[0] ?? { id: '', personId: '' }
})
after(() => database.close())

async function idsOf(db: Db, isDecided: boolean) {
  const { rows } = await sql<{
    id: string
    personId: string
  }>`select a.id, a.person_id as "personId" from prior_learning_application a
    where exists (select 1 from prior_learning_decision d where d.application_id = a.id) = ${isDecided}`.execute(db)
  return rows
}

test('each page is for its people: strangers sign in, others find nothing', async () => {
  for (const path of ['/rpl', '/assess/rpl', '/registrar/rpl', `/registrar/rpl/${waiting}`, `/assess/rpl/${waiting}`])
    assert.equal((await as(null).get(path)).status, 401, path)
  const wartini = as(world.actor('wartini'))
  assert.equal((await wartini.get(`/rpl/${waiting}`)).status, 404, 'another’s case')
  assert.equal((await wartini.get(`/assess/rpl/${waiting}`)).status, 404)
  assert.equal((await wartini.get('/registrar/rpl')).status, 403)
  assert.equal((await wartini.get('/registrar/rpl/programmes')).status, 403)
  assert.equal((await wartini.post(`/rpl/${waiting}/withdrawal`, {})).status, 404)
  const yohana = as(world.actor('yohana'))
  assert.equal((await yohana.get(`/registrar/rpl/${waiting}`)).status, 404, 'another university’s')
  assert.equal((await yohana.post(`/registrar/rpl/${waiting}/decision`, {})).status, 404)
  const own = world.organisation('universitas-bukit-samara')
  assert.equal((await yohana.post('/registrar/rpl/programmes', { organisation: own })).status, 403)
})

test('the demo leaves one case at an assessor and one decided, both in the queue', async () => {
  const queue = await as(world.actor('tamara')).get('/en/registrar/rpl')
  assert.match(queue.text, /Being assessed/)
  assert.match(queue.text, /Decided/)
  const list = await as(world.actor('sekar')).get('/assess/rpl')
  assert.match(list.text, /Jawab benturan kepentingan/)
  assert.match((await as(world.actor('sekar')).get('/rpl')).text, /Anda diminta menilai 1 portofolio/)
  const applicant: Actor = { personId: decided.personId, name: '', roles: [] }
  const page = await as(applicant).get(`/en/rpl/${decided.id}`)
  assert.match(page.text, /5 SKS recognised/)
  assert.match(page.text, /Courses still to be taken/)
  assert.match(page.text, /TGA 499/, 'the final project is among them')
  assert.match(page.text, /0271\/UBS\/RPL\/2026/)
})

test('an assessor finds the work in the menu with its number, until the report is in; nobody else is told', async () => {
  const site = new Hono<AppEnv>().use(countWaiting(deps)).route('/', routes(deps))
  site.route('/', assessmentRoutes(deps, { besideBatches: (c) => besideBatches(deps, c) }))
  const see = (name: 'sekar' | 'fransiska' | 'marlina', path: string) =>
    visitor(deps, site, world.actor(name)).get(path)
  const counted = /href="\/en\/assess"[^>]*>Assessment \(1\)<span class="vh">waiting for you/
  assert.match((await see('sekar', '/en/rpl')).text, counted, 'her own roles open no room for it')
  const desk = await see('sekar', '/en/assess')
  assert.match(desk.text, /You are asked to assess 1 portfolio/)
  assert.match(desk.text, /href="\/en\/assess\/rpl"/)
  assert.doesNotMatch((await see('fransiska', '/en/rpl')).text, counted, 'who has reported')
  assert.match((await see('fransiska', '/en/assess')).text, /No portfolio waits for your report/)
  assert.doesNotMatch((await see('marlina', '/en/rpl')).text, counted, 'who was never asked')
  assert.equal((await visitor(deps, site, world.actor('wartini')).get('/assess')).status, 403)
})

test('while two assess, nobody reads the other’s report; the registrar sees no file', async () => {
  const registrar = await as(world.actor('tamara')).get(`/registrar/rpl/${waiting}`)
  assert.doesNotMatch(registrar.text, /langkah demi langkah/)
  assert.doesNotMatch(registrar.text, /surat-keterangan-kerja\.pdf|contoh\.example/)
  const sekar = as(world.actor('sekar'))
  assert.doesNotMatch((await sekar.get(`/assess/rpl/${waiting}`)).text, /surat-keterangan-kerja/)
  assert.equal((await sekar.post(`/assess/rpl/${waiting}/declaration`, { conflict: 'none' })).status, 303)
  const read = await sekar.get(`/assess/rpl/${waiting}`)
  assert.match(read.text, /surat-keterangan-kerja\.pdf/)
  assert.doesNotMatch(read.text, /langkah demi langkah/)
  const path = /\/assess\/rpl\/[^/"]+\/evidence\/[^/"]+/.exec(read.text)?.[0] ?? ''
  assert.match((await sekar.get(path)).text, /^%PDF/)
  assert.equal((await as(world.actor('marlina')).get(path)).status, 404)
  assert.equal((await as(world.actor('tamara')).get(path.replace('/assess/', '/registrar/'))).status, 404)
})

test('refusals name the claim and the codes in the reader’s language, and keep what was typed', async () => {
  const registrar = as(world.actor('tamara'))
  const early = await registrar.post(`/registrar/rpl/${waiting}/decision`, { reason: 'x', minutes: '<b>rapat</b>' })
  assert.equal(early.status, 422)
  const sekar = as(world.actor('sekar'))
  const empty = await sekar.post(`/en/assess/rpl/${waiting}/report`, {})
  assert.equal(empty.status, 422)
  assert.match(empty.text, /DAT 318 Data Analysis: no recommendation was chosen/)
  const indonesian = await sekar.post(`/assess/rpl/${waiting}/report`, {})
  assert.match(indonesian.text, /DAT 318 Analisis Data: pendapat belum dipilih/)
  const learner = world.actor('kasdi')
  const { rows } = await sql<{ id: string }>`select programme_id as id from prior_learning_application limit 1`.execute(
    deps.db,
  )
  const { applicationId } = mustBe(
    await begin(deps, learner, { route: 'transfer', aim: 'programme', id: rows[0]?.id ?? '', kkniLevel: null }),
  )
  const typed = await as(learner).post(`/rpl/${applicationId}/evidence`, {
    source: 'formal',
    title: 'Transkrip <i>lama</i>',
    datedOn: '',
  })
  assert.equal(typed.status, 422)
  assert.match(typed.text, /Transkrip &lt;i&gt;lama&lt;\/i&gt;/)
  const late = await appeal(
    deps,
    { personId: decided.personId, name: '', roles: [] },
    decided.id,
    'Saya keberatan sekali.',
  )
  assert.equal(late.ok, false, 'everything was recognised')
})
