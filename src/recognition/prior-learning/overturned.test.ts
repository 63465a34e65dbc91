import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { mustBe } from '../../../db/demo/country.ts'
import { type AwardWorld, awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { applyForDefinition as apply, type Deciding, decided } from '../../../test/support/prior-learning.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import {
  type AwardRequest,
  countWaiting,
  routes as credentialRoutes,
  credentialsOf,
  drainLetters,
  requestsOf,
  runStatusOrders,
  signPending,
} from '../../credentials/index.ts'
import { awardHooks } from '../../hooks.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor, AppEnv } from '../../platform/page.ts'
import { authorise } from '../../trust/index.ts'
import { appeal, routes } from './index.ts'
import type { PriorDecision } from './types.ts'

// A decision on appeal that changes what an issuer issued already: who issues is written to, finds the task, and carries it out.

const REQUESTS = '/provider/issue/requests'
let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let deps: Deps
let timur: AwardWorld
let as: (actor: Actor) => Visitor
let first: Deciding
let again: Deciding

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-24T02:00:00Z')
  deps = world.deps
  timur = await awardWorld(deps, 'timur', 6)
  const { db } = database
  await sql`insert into organisation (id, slug, name, kind, city, province, created_at, invented)
    values ('pt', 'pt', 'PT Surya', 'industry', 'Ambon', 'Maluku', now(), true)`.execute(db)
  await sql`insert into person (id, name, email, language, created_at, invented)
    select id, 'Nama ' || id, id || '@contoh.id', case when id = 'sulastri' then 'en' else 'id' end, now(), true
    from unnest(array['timur-issuer', 'sulastri', 'head', 'owner', 'a1', 'a2', 'p1', 'p2']) id`.execute(db)
  for (const [id, organisationId, role] of [
    ['timur-issuer', timur.organisationId, 'issuer'],
    ['sulastri', timur.organisationId, 'issuer'],
    ['a1', timur.organisationId, 'faculty'],
    ['a2', timur.organisationId, 'faculty'],
    ['p1', 'pt', 'industry-validator'],
    ['p2', 'pt', 'industry-validator'],
  ] as const)
    await sql`insert into membership (id, organisation_id, person_id, role, valid_from)
      values (${`m-${id}`}, ${organisationId}, ${id}, ${role}, '2026-01-01')`.execute(db)
  const result = { kinds: ['rpl-result'], fields: ['energy'], levelMin: 4, levelMax: 5 }
  mustBe(await authorise(deps, timur.organisationId, { ...result, source: { id: 'Keputusan', en: 'Decision' } }, null))
  const site = new Hono<AppEnv>().use(countWaiting(deps)).route('/', credentialRoutes(deps)).route('/', routes(deps))
  as = (actor) => visitor(deps, site, actor)
  first = { by: works('owner', 'owner'), assessors: [works('a1', 'faculty'), works('p1', 'faculty')] }
  again = { by: works('head', 'issuer'), assessors: [works('a2', 'faculty'), works('p2', 'faculty')] }
})
after(() => database.close())

const works = (personId: string, role: string): Actor => ({
  personId,
  name: personId,
  roles: [{ organisationId: timur.organisationId, role }],
})
const learnerOf = (place: number): Actor => ({ personId: timur.personIds[place] ?? '', name: 'Peserta', roles: [] })
const mandatory = (one: boolean) => one
const requestFor = async ({ personId, id }: PriorDecision): Promise<AwardRequest> =>
  (await requestsOf(deps.db, [{ personId, id }])).get(id) ?? assert.fail('no request')
const later = (minutes: number) => {
  world.time.now = new Date(world.time.now.getTime() + minutes * 60_000)
}
async function sign(): Promise<void> {
  while ((await signPending(deps, awardHooks(deps))).signed > 0);
}
async function sent(): Promise<readonly string[]> {
  await drainLetters(deps)
  return world.letters
    .splice(0)
    .flatMap(({ to, subject, text }) => (/^(timur-issuer|sulastri)@/.test(to) ? [`${to} ${subject} ${text}`] : []))
}

/** How much the menu says waits for an issuer. */
async function menuCount(): Promise<number> {
  const { text } = await as(timur.issuer).get('/en/provider/issue')
  return Number(/Provider \((\d+)\)/.exec(text)?.[1] ?? 0)
}

/** A micro-credential that was issued for prior learning, and what became of it by an appeal. */
async function appealed(place: number, grants: { first?: Deciding['grants']; again?: Deciding['grants'] }) {
  const learner = learnerOf(place)
  const id = await apply(deps, learner, timur.versionId)
  const decision = await decided(deps, learner, id, { ...first, ...(grants.first && { grants: grants.first }) })
  const request = await requestFor(decision)
  assert.equal((await as(timur.issuer).post(`${REQUESTS}/${request.id}`, { do: 'approve' })).status, 303)
  await sign()
  await sent()
  const credentialId = (await requestFor(decision)).credentialId ?? assert.fail('nothing was approved')
  mustBe(await appeal(deps, learner, id, 'Bukti kedua belum dibaca.'))
  const newer = await decided(deps, learner, id, { ...again, ...(grants.again && { grants: grants.again }) })
  return { learner, id, decision, newer, credentialId }
}

/** The outcomes that a credential names. */
async function outcomesOf(personId: string, credentialId: string): Promise<number> {
  const held = (await credentialsOf(deps.db, personId)).find(({ id }) => id === credentialId)
  const { alignment } = JSON.parse(held?.document ?? '{}').credentialSubject.achievement
  return alignment.filter(({ targetCode }: { targetCode: string }) => /^O\d/.test(targetCode)).length
}

const ISSUED = '/provider/issue/credentials'
const order = (by: Actor, credentialId: string, change: string, reason: string) =>
  as(by).post(`/credentials/${credentialId}/status-changes`, { change, reason, note: '', holderName: '' })

test('issuers are written to when a result waits: at once, then all others of a day the next morning, and nobody when nothing waits', async () => {
  const requests: AwardRequest[] = []
  const ask = async (place: number) => {
    const id = await apply(deps, learnerOf(place), timur.versionId)
    requests.push(await requestFor(await decided(deps, learnerOf(place), id, first)))
  }
  await ask(0)
  const [one, two, ...more] = (await sent()).toSorted()
  assert.match(
    one ?? '',
    /^sulastri@contoh.id 1 result of prior learning waits for your approval .*\/en\/provider\/issue\/requests/s,
  )
  assert.match(two ?? '', /^timur-issuer@contoh.id 1 hasil pembelajaran lampau menunggu persetujuan Anda /)
  assert.equal(more.length, 0)
  assert.equal(await menuCount(), 1)
  await ask(1)
  await ask(2)
  assert.deepEqual(await sent(), [], 'one letter a day')
  const { rows } = await sql<{
    payload: string
  }>`select payload::text from outbox where kind like 'credentials.issuer%'`.execute(deps.db)
  assert.equal(rows.length, 2, 'one for each issuer, however many wait')
  for (const { payload } of rows) assert.doesNotMatch(payload, /Peserta|Nama|@|Panel/)
  later(24 * 60)
  const morning = await sent()
  assert.equal(morning.length, 2)
  assert.ok(morning.some((letter) => /3 results of prior learning wait/.test(letter)))
  await ask(3)
  for (const { id } of requests)
    assert.equal(
      (await as(timur.issuer).post(`${REQUESTS}/${id}`, { do: 'decline', reason: 'Definisi ini akan diganti.' }))
        .status,
      303,
    )
  later(24 * 60)
  assert.deepEqual(await sent(), [], 'nothing waits any more')
})

test('an appeal that grants more asks for a larger credential: told, found, replaced by somebody who assessed nothing of it', async () => {
  const { learner, id, newer, credentialId } = await appealed(4, { first: mandatory })
  const letters = await sent()
  assert.equal(letters.length, 2, 'every issuer')
  assert.ok(
    letters.some((letter) => /1 kredensial terbit berubah setelah banding .*perlu ditarik atau diganti/s.test(letter)),
  )
  assert.ok(letters.every((letter) => !/Peserta/.test(letter)))
  assert.equal(await menuCount(), 1, 'once, not as a request to approve as well')
  const issuer = as(timur.issuer)
  const desk = await issuer.get(`/en${REQUESTS}`)
  assert.match(desk.text, /The newer decision grants more: replace it with a credential that says all of it/)
  assert.match(desk.text, /Outcomes added:.*Outcome 3/s)
  assert.doesNotMatch(desk.text, /Approve and issue|Outcomes no longer granted/)
  assert.match((await as(learner).get(`/rpl/${id}`)).text, /Kredensial mikro Anda akan diganti/)
  assert.match((await as(again.by).get(`/en/registrar/rpl/${id}`)).text, /needs to be replaced by the issuer/)
  const follow = await requestFor(newer)
  const direct = await issuer.post(`${REQUESTS}/${follow.id}`, { do: 'approve' })
  assert.match(direct.text, /Kredensial ini sudah terbit/)

  const path = `${ISSUED}/${credentialId}/status-changes/replace?reason=appeal-decided`
  assert.ok((await issuer.get(REQUESTS)).text.includes(`href="${path}"`))
  assert.match((await issuer.get(path)).text, /value="appeal-decided"[^>]*(checked|selected)/)
  const byAssessor = await order(works('p2', 'issuer'), credentialId, 'replace', 'appeal-decided')
  assert.equal(byAssessor.status, 422)
  assert.match(byAssessor.text, /Penilai dan pemohon tidak menerbitkan hasilnya/)
  assert.match((await as(works('p2', 'issuer')).get(REQUESTS)).text, /Anda menilai portofolio ini/)
  assert.equal((await order(timur.issuer, credentialId, 'replace', 'appeal-decided')).status, 303)
  assert.match((await issuer.get(REQUESTS)).text, /Perintahnya sudah dibuat dan belum berlaku/)
  assert.equal(await menuCount(), 0)
  later(20)
  await runStatusOrders(deps, awardHooks(deps))
  await sign()
  const done = await requestFor(newer)
  assert.equal(done.answer, 'approved')
  assert.notEqual(done.credentialId, credentialId)
  assert.equal(await outcomesOf(learner.personId, credentialId), 2)
  assert.equal(await outcomesOf(learner.personId, done.credentialId ?? ''), 3)
  assert.match(
    (await issuer.get(REQUESTS)).text,
    /Keputusan dasarnya diganti setelah banding, dan kredensialnya sudah disesuaikan/,
  )
  assert.doesNotMatch((await issuer.get(REQUESTS)).text, /Berubah setelah banding/)
  assert.match((await as(learner).get(`/rpl/${id}`)).text, /Kredensial mikro Anda diterbitkan/)
  const leaf =
    await sql`select 1 from log_opening where subject = 'award-request' and subject_id = ${`${learner.personId}/${done.id}`}`
  assert.equal((await leaf.execute(deps.db)).rows.length, 1)
  assert.equal((await sent()).length, 0)
})

test('an appeal that grants too little asks for a withdrawal; where two people are needed who decided the appeal is not both', async () => {
  const { learner, id, credentialId } = await appealed(5, { first: mandatory, again: () => false })
  assert.equal(await menuCount(), 1)
  const issuer = as(timur.issuer)
  const desk = await issuer.get(`/en${REQUESTS}`)
  assert.match(desk.text, /no longer grants every mandatory outcome: this credential must be withdrawn/)
  assert.ok(desk.text.includes(`href="/en${ISSUED}/${credentialId}/status-changes/revoke?reason=appeal-decided"`))
  assert.match((await as(learner).get(`/en/rpl/${id}`)).text, /The newer decision no longer supports your credential/)
  const placed = await order(again.by, credentialId, 'revoke', 'fraud')
  assert.equal(placed.status, 303)
  const alone = await as(again.by).post(`${placed.location}/confirmation`, {})
  assert.equal(alone.status, 422)
  await runStatusOrders(deps, awardHooks(deps))
  assert.equal((await issuer.get(`${ISSUED}/${credentialId}`)).text.includes('Kecurangan terbukti'), false)
  assert.equal((await issuer.post(`${placed.location}/confirmation`, {})).status, 303)
  await runStatusOrders(deps, awardHooks(deps))
  assert.match((await issuer.get(`${ISSUED}/${credentialId}`)).text, /Kecurangan terbukti/)
  assert.doesNotMatch((await issuer.get(REQUESTS)).text, /Berubah setelah banding/)
  assert.deepEqual(await sent(), [], 'a task that is done is told to nobody')
})
