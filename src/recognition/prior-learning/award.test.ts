import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Hono } from 'hono'
import { mustBe } from '../../../db/demo/country.ts'
import { type AwardWorld, awardDeps, awardWorld } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { applyForDefinition as apply, type Deciding, decided } from '../../../test/support/prior-learning.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { newcomers, smallWorld, type World } from '../../../test/world.ts'
import { balance, routes as bankRoutes } from '../../bank/index.ts'
import {
  type AwardRequest,
  changeStatus,
  routes as credentialRoutes,
  credentialsOf,
  loggedRows,
  logReaders,
  requestsOf,
  signPending,
} from '../../credentials/index.ts'
import { passesAqrf } from '../../frameworks/index.ts'
import { awardHooks, ownCredentials } from '../../hooks.ts'
import { sendLetters } from '../../letters.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor, AppEnv } from '../../platform/page.ts'
import { authorise } from '../../trust/index.ts'
import { verifyCredential } from '../../verifier/index.ts'
import { routes as walletRoutes } from '../../wallet/index.ts'
import { accountHooks } from '../service-account.ts'
import { appeal, routes } from './index.ts'
import type { PriorDecision } from './types.ts'

// From a decision on prior learning to a signed micro-credential: asked for, approved by an issuer who assessed nothing of it.

let database: TestDatabase
let deps: Deps
let letters: { subject: string; text: string }[]
let world: World
let as: (actor: Actor) => Visitor
let campus: string
/** An issuer of micro-credentials that may not issue results of prior learning; its definition has an optional outcome. */
let timur: AwardWorld

before(async () => {
  database = await testDatabase()
  const made = awardDeps(database.db, '2026-11-24T05:00:00Z')
  deps = made.deps
  letters = made.letters
  world = await smallWorld(deps)
  campus = world.organisation('politeknik-lembah-angin')
  timur = await awardWorld(deps, 'timur', 1)
  const site = new Hono<AppEnv>()
  for (const room of [credentialRoutes(deps), walletRoutes(deps), bankRoutes(deps, accountHooks(deps)), routes(deps)])
    site.route('/', room)
  as = (actor) => visitor(deps, site, actor)
})
after(() => database.close())

const ordinary = (): Deciding => ({
  by: world.actor('bagus'),
  assessors: [world.actor('marlina'), world.actor('fransiska')],
})

const inTimur = (): Deciding => ({
  by: { personId: 'timur-owner', name: 'Ketua', roles: [{ organisationId: timur.organisationId, role: 'owner' }] },
  assessors: [world.actor('sekar'), world.actor('fransiska')],
})

async function one(): Promise<Actor> {
  const [learner] = await newcomers(world, 1)
  return learner ?? assert.fail('nobody')
}

const REQUESTS = '/provider/issue/requests'
const requestFor = async ({ personId, id }: PriorDecision): Promise<AwardRequest> =>
  (await requestsOf(deps.db, [{ personId, id }])).get(id) ?? assert.fail('no request')

async function sign(): Promise<void> {
  while ((await signPending(deps, awardHooks(deps))).signed > 0);
}

/** What a credential says of how it was earned: names by type of alignment. */
async function said(credentialId: string, personId: string) {
  const held = (await credentialsOf(deps.db, personId)).find(({ id }) => id === credentialId)
  const document = JSON.parse(held?.document ?? '{}')
  const { achievement } = document.credentialSubject
  const of = (code: string): readonly string[] =>
    achievement.alignment
      .filter((line: { targetCode: string }) => line.targetCode === code)
      .map(({ targetName }: { targetName: string }) => targetName)
  const outcomes = achievement.alignment.filter(({ targetCode }: { targetCode: string }) => /^O\d/.test(targetCode))
  return { of, outcomes, criteria: String(achievement.criteria.narrative), award: held?.award }
}

test('an issuer who assessed nothing approves with one press; the learner holds a credential earned by RPL, verified and on the account', async () => {
  const [version] = world.versions
  const learner = await one()
  const id = await apply(deps, learner, version.id)
  const request = await requestFor(await decided(deps, learner, id, ordinary()))
  assert.match((await as(learner).get(`/rpl/${id}`)).text, /Kredensial mikro menunggu penerbit/)
  const bagus = as(world.actor('bagus'))
  assert.match((await bagus.get('/provider/issue')).text, /Pembelajaran lampau menunggu: 1/)
  const desk = await bagus.get(REQUESTS)
  assert.match(desk.text, /271\/RPL\/2026/)
  assert.match(desk.text, new RegExp(learner.name))
  assert.match((await bagus.get('/registrar/rpl')).text, /Menunggu persetujuan/)

  const press = { do: 'approve' }
  const assessor: Actor = { ...world.actor('marlina'), roles: [{ organisationId: campus, role: 'issuer' }] }
  assert.match((await as(assessor).get(REQUESTS)).text, /Anda menilai portofolio ini/)
  const own = await as(assessor).post(`${REQUESTS}/${request.id}`, press)
  assert.equal(own.status, 422)
  assert.match(own.text, /Penilai dan pemohon tidak menerbitkan hasilnya/)
  const elsewhere: Actor = { ...world.actor('yohana'), roles: [{ organisationId: 'elsewhere', role: 'issuer' }] }
  assert.equal((await as(elsewhere).post(`${REQUESTS}/${request.id}`, press)).status, 404)
  assert.equal((await as(world.actor('tamara')).post(`${REQUESTS}/${request.id}`, press)).status, 403)
  assert.equal((await credentialsOf(deps.db, learner.personId)).length, 0, 'nobody else could')

  const both = await Promise.all([1, 2].map(() => bagus.post(`${REQUESTS}/${request.id}`, press)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [303, 422], 'pressed twice it is approved once')
  await sign()
  const [held, ...more] = await credentialsOf(deps.db, learner.personId)
  assert.ok(held !== undefined && more.length === 0)
  const words = await said(held.id, learner.personId)
  for (const name of [
    'Rekognisi pembelajaran lampau (RPL)',
    'Portofolio pembelajaran lampau (RPL)',
    'Pembelajaran lampau (RPL), tanpa kelas',
  ])
    assert.ok(words.of('RPL').includes(name), name)
  assert.deepEqual(words.of('met'), ['Penilai bertemu pemegang'])
  assert.match(words.criteria, /^Ditunjukkan lewat rekognisi pembelajaran lampau \(RPL\)/)
  assert.equal(words.outcomes.length, version.outcomes.length)
  assert.ok(words.award?.aqrf && passesAqrf(words.award.aqrf), 'assessed, met, to a standard, with a title')
  assert.equal((await verifyCredential(deps, held.id))?.verdict, 'valid')
  assert.equal((await ownCredentials(deps).credentialFacts(held.id))?.learning, 'prior-learning', 'registrars know')
  assert.match((await as(learner).get(`/rpl/${id}`)).text, /Kredensial mikro Anda diterbitkan/)
  assert.ok((await as(learner).get('/en/wallet')).text.includes(version.title.en))
  assert.equal((await balance(deps.db, learner.personId)).depositedSks, version.sks)
  assert.match((await as(learner).get('/credit')).text, /Diperoleh lewat pembelajaran lampau/)
  assert.match((await as(learner).get('/en/credit')).text, /Earned by prior learning/)

  const bagusHimself = world.actor('bagus')
  const corrected = { change: 'replace', reason: 'name-corrected', holderName: 'Peserta Satu' } as const
  mustBe(await changeStatus(deps, bagusHimself, held.id, corrected, awardHooks(deps)))
  await sign()
  const newest = (await credentialsOf(deps.db, learner.personId)).find(({ award }) => award.edition === 2)
  assert.equal((await said(newest?.id ?? '', learner.personId)).of('RPL').length, 3, 'a new edition says it as well')
  const revoked = { change: 'revoke', reason: 'issued-in-error' } as const
  mustBe(await changeStatus(deps, bagusHimself, newest?.id ?? '', revoked, awardHooks(deps)))
  assert.equal((await verifyCredential(deps, newest?.id ?? ''))?.verdict, 'invalid')
  assert.equal((await balance(deps.db, learner.personId)).sks, 0, 'what no campus counted left the account')
})

test('an institution that may not issue results of prior learning is told what to do; once it may, the same request is approved', async () => {
  const learner = await one()
  const id = await apply(deps, learner, timur.versionId)
  assert.match((await as(learner).get(`/en/rpl/${id}`)).text, /The issuer may not issue this result yet/)
  const request = await requestFor(await decided(deps, learner, id, inTimur()))
  const manager = await as(inTimur().by).get(`/en/registrar/rpl/${id}`)
  assert.match(manager.text, /not authorised to issue results of recognition of prior learning/)
  const desk = await as(timur.issuer).get(`/en${REQUESTS}`)
  assert.match(desk.text, /Apply to the register of issuers for the kind/)
  assert.doesNotMatch(desk.text, /Approve and issue/)
  const early = await as(timur.issuer).post(`/en${REQUESTS}/${request.id}`, { do: 'approve' })
  assert.equal(early.status, 422)
  assert.match(early.text, /not authorised to issue results/)
  assert.equal((await credentialsOf(deps.db, learner.personId)).length, 0)
  const given = { kinds: ['rpl-result'], fields: ['energy'], levelMin: 4, levelMax: 5 }
  const source = { id: 'Keputusan perluasan', en: 'Decision on extension' }
  mustBe(await authorise(deps, timur.organisationId, { ...given, source }, null))
  assert.equal((await as(timur.issuer).post(`${REQUESTS}/${request.id}`, { do: 'approve' })).status, 303)
  await sign()
  assert.equal((await credentialsOf(deps.db, learner.personId)).length, 1)
})

test('who was never met by an assessor has no checked identity, and only shown outcomes are named', async () => {
  const learner = await one()
  const id = await apply(deps, learner, timur.versionId)
  const how = { ...inTimur(), method: 'portfolio', grants: (mandatory: boolean) => mandatory }
  const request = await requestFor(await decided(deps, learner, id, how))
  const done = await as(timur.issuer).post(`${REQUESTS}/${request.id}`, { do: 'approve' })
  assert.equal(done.status, 303)
  await sign()
  const [held] = await credentialsOf(deps.db, learner.personId)
  const words = await said(held?.id ?? '', learner.personId)
  assert.deepEqual(words.of('unproctored'), ['Tanpa pengawas'])
  assert.equal(words.outcomes.length, 2, 'the optional one was not shown')
  const individual = words.award?.aqrf?.points.find(({ point }) => point === 'individual')
  assert.equal(individual?.facts.identity, 'no')
})

test('declined needs a reason, which the learner reads and is written to', async () => {
  const [version] = world.versions
  const learner = await one()
  await sql`update person set email = 'pelamar@contoh.example' where id = ${learner.personId}`.execute(deps.db)
  const id = await apply(deps, learner, version.id)
  const request = await requestFor(await decided(deps, learner, id, ordinary()))
  const bagus = as(world.actor('bagus'))
  const short = await bagus.post(`${REQUESTS}/${request.id}`, { do: 'decline', reason: 'Tidak' })
  assert.equal(short.status, 422)
  assert.match(short.text, /Tulis paling sedikit 10 huruf/)
  assert.match(short.text, /<textarea[^>]*>Tidak</)
  const reason = 'Definisi ini sudah ditutup bulan lalu.'
  assert.equal((await bagus.post(`${REQUESTS}/${request.id}`, { do: 'decline', reason })).status, 303)
  const page = await as(learner).get(`/rpl/${id}`)
  assert.match(page.text, /Kredensial mikro tidak diterbitkan/)
  assert.ok(page.text.includes(reason))
  await sendLetters(deps)
  assert.ok(letters.some(({ subject, text }) => /tidak diterbitkan/.test(subject) && !text.includes(reason)))
  assert.equal((await bagus.post(`${REQUESTS}/${request.id}`, { do: 'approve' })).status, 422, 'answered once')
})

test('a decision on appeal asks in place of the first; a credential that it bears out stands', async () => {
  const [academic, practitioner] = await newcomers(world, 2)
  const roles = [
    [academic, campus, 'faculty'],
    [practitioner, world.organisation('pt-surya-arunika'), 'industry-validator'],
  ] as const
  for (const [person, organisationId, role] of roles)
    await sql`insert into membership (id, organisation_id, person_id, role, valid_from)
      values (${`m-${role}`}, ${organisationId}, ${person?.personId ?? ''}, ${role}, '2026-01-01')`.execute(deps.db)
  const again: Deciding = {
    by: { ...inTimur().by, personId: 'head' },
    assessors: [academic ?? assert.fail(), practitioner ?? assert.fail()],
  }
  const partly = { ...inTimur(), grants: (mandatory: boolean) => mandatory }

  const waiting = await one()
  const first = await apply(deps, waiting, timur.versionId)
  const before = await decided(deps, waiting, first, partly)
  mustBe(await appeal(deps, waiting, first, 'Bukti kedua belum dibaca.'))
  const after = await decided(deps, waiting, first, again)
  assert.ok((await requestFor(before)).overruledAt !== null)
  const late = await as(timur.issuer).post(`${REQUESTS}/${(await requestFor(before)).id}`, { do: 'approve' })
  assert.match(late.text, /Keputusan di balik permintaan ini sudah diganti/)
  assert.equal((await requestFor(after)).answer, null)

  const issued = await one()
  const second = await apply(deps, issued, timur.versionId)
  const approved = await requestFor(await decided(deps, issued, second, partly))
  const issuer = as(timur.issuer)
  assert.equal((await issuer.post(`${REQUESTS}/${approved.id}`, { do: 'approve' })).status, 303)
  await sign()
  mustBe(await appeal(deps, issued, second, 'Bukti kedua belum dibaca.'))
  await decided(deps, issued, second, { ...again, grants: (mandatory) => mandatory })
  assert.match((await as(issued).get(`/rpl/${second}`)).text, /Kredensial mikro Anda diterbitkan/)
  assert.doesNotMatch((await issuer.get(REQUESTS)).text, /Berubah setelah banding/, 'nothing is left to do')

  const lost = await one()
  const third = await apply(deps, lost, timur.versionId)
  const given = await requestFor(await decided(deps, lost, third, partly))
  assert.equal((await issuer.post(`${REQUESTS}/${given.id}`, { do: 'approve' })).status, 303)
  await sign()
  mustBe(await appeal(deps, lost, third, 'Bukti kedua belum dibaca.'))
  await decided(deps, lost, third, { ...again, grants: () => false })
  assert.match((await issuer.get(REQUESTS)).text, /Berubah setelah banding.*kredensial ini harus ditarik/s)
})

test('every answer left a leaf that still opens, and the audit names ids only', async () => {
  const { rows } = await sql<{ id: string }>`select person_id || '/' || id as id from award_request
    where answered_at is not null`.execute(deps.db)
  assert.ok(rows.length >= 5)
  const ids = rows.map(({ id }) => id)
  const opened = await sql<{ id: string }>`select subject_id as id from log_opening
    where subject = 'award-request' and subject_id = any(${ids}::text[])`.execute(deps.db)
  assert.equal(opened.rows.length, ids.length)
  assert.equal((await logReaders['award-request'](deps.db, ids)).size, ids.length)
  assert.ok(loggedRows.some(({ table }) => table === 'award_request'))
  const lines = await sql<{ detail: string }>`select detail::text as detail from audit
    where verb = 'award.request-answer'`.execute(deps.db)
  for (const { detail } of lines.rows) assert.doesNotMatch(detail, /Peserta|Definisi|Surat/)
})
