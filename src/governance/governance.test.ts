import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type AwardWorld, awardDeps, awardWorld } from '../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Visitor, visitor } from '../../test/support/room.ts'
import { decideAwards, signPending } from '../credentials/index.ts'
import { logReaders } from '../hooks.ts'
import { fsck, sequence } from '../log/index.ts'
import { addOrganisation } from '../organisations/index.ts'
import { inTransaction, sql } from '../platform/database.ts'
import type { Actor } from '../platform/page.ts'
import { loadTexts } from '../platform/text.ts'
import { attest, listIssuer, mayIssue, registerAs } from '../trust/index.ts'
import {
  caseFor,
  casesFor,
  confirmSanction,
  decideAppeal,
  decideCase,
  detect,
  fileAppeal,
  proposeSanction,
  routes,
  startDetection,
  takeCase,
} from './index.ts'

let database: TestDatabase
let world: ReturnType<typeof awardDeps>
let timur: AwardWorld
const operators: Actor[] = []
let owner: Actor
let neighbour: Actor

const someone = (personId: string, organisationId: string, ...roles: string[]): Actor => ({
  personId,
  name: personId,
  roles: roles.map((role) => ({ organisationId, role })),
})

/** Awards those enrolments at an instant, and signs them. */
async function award(at: string, from: number, to: number): Promise<void> {
  world.time.now = new Date(at)
  const asked = { versionId: timur.versionId, enrolmentIds: timur.enrolmentIds.slice(from, to) }
  const decided = await decideAwards(world.deps, timur.issuer, asked)
  assert.ok(decided.ok && decided.value.awarded.length === to - from)
  while ((await signPending(world.deps)).signed > 0);
  await sequence(world.deps)
}

before(async () => {
  database = await testDatabase()
  world = awardDeps(database.db, '2026-11-02T03:00:00Z')
  timur = await awardWorld(world.deps, 'timur', 26)
  const barat = await awardWorld(world.deps, 'barat', 2)
  const place = { city: null, province: null, createdAt: world.deps.clock(), invented: true }
  await addOrganisation(database.db, {
    id: 'org-ops',
    slug: 'ops',
    name: 'Pengelola',
    kind: 'operator',
    ...place,
  } as never)
  await addOrganisation(database.db, {
    id: 'org-min',
    slug: 'min',
    name: 'Kementerian',
    kind: 'ministry',
    ...place,
  } as never)
  const { rows } = await sql<{ id: string; slug: string }>`select id, slug from organisation`.execute(database.db)
  const idOf = (slug: string) => rows.find((row) => row.slug === slug)?.id ?? assert.fail(slug)
  operators.push(
    someone('Rahmadi', idOf('ops'), 'operator'),
    someone('Lestari', idOf('min'), 'operator'),
    someone('Tamrin', idOf('ops'), 'operator'),
  )
  owner = someone('Wirawan', timur.organisationId, 'owner')
  neighbour = someone('Hartono', barat.organisationId, 'owner')
  await award('2026-11-03T03:00:00Z', 0, 3)
  // Half past one in the night in Ambon.
  await award('2026-11-09T16:30:00Z', 3, 13)
})
after(() => database.close())

const reason = 'Tidak ada penjelasan yang wajar untuk keputusan tengah malam.'
const [first, second, third] = [() => operators[0] as Actor, () => operators[1] as Actor, () => operators[2] as Actor]
const codes = (outcome: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  outcome.ok ? [] : (outcome.refusals ?? []).map(({ code }) => code)
async function caseId(): Promise<string> {
  return (await casesFor(database.db, first()))[0]?.case.id ?? assert.fail('no case')
}

test('an alarm opens one case, however often and by however many the detectors run', async () => {
  world.time.now = new Date('2026-11-09T17:00:00Z')
  const runs = await Promise.all([1, 2, 3, 4].map(() => detect(world.deps)))
  assert.equal(
    runs.reduce((sum, { opened }) => sum + opened, 0),
    1,
  )
  assert.deepEqual(await detect(world.deps), { alarms: 1, opened: 0, extended: 0 })
  const [item, ...others] = await casesFor(database.db, first())
  assert.equal(others.length, 0)
  assert.equal(item?.case.detector, 'night-burst')
  assert.equal(item?.evidence, 10)
  assert.equal(item?.case.dueOn, '2026-11-24')
  assert.deepEqual(item?.case.figures, { awards: 10 })
})

test('what goes on is added to the open case', async () => {
  await award('2026-11-09T17:10:00Z', 13, 15)
  assert.deepEqual(await detect(world.deps), { alarms: 1, opened: 0, extended: 1 })
  const file = await caseFor(database.db, first(), await caseId())
  assert.equal(file?.evidence.length, 12)
  assert.deepEqual(file?.case.figures, { awards: 12 })
})

test('the stored case names nobody', async () => {
  const { rows } = await sql<{ text: string }>`select (select jsonb_agg(c) from fraud_case c)::text
    || (select jsonb_agg(e) from fraud_evidence e)::text
    || (select jsonb_agg(a) from audit a where a.verb like 'fraud%')::text as text`.execute(database.db)
  assert.doesNotMatch(rows[0]?.text ?? '', /Peserta|contoh\.id|0812000/)
})

test('only oversight works on cases, and only its owner decides', async () => {
  const id = await caseId()
  for (const stranger of [owner, neighbour, timur.issuer]) {
    assert.deepEqual(codes(await takeCase(world.deps, stranger, id)), ['governance.not-allowed'])
    assert.equal(await caseFor(database.db, stranger, id), null)
    assert.deepEqual(await casesFor(database.db, stranger), [])
  }
  const insider: Actor = {
    ...first(),
    roles: [...first().roles, { organisationId: timur.organisationId, role: 'assessor' }],
  }
  assert.deepEqual(codes(await takeCase(world.deps, insider, id)), ['governance.conflict'])
  assert.deepEqual(codes(await takeCase(world.deps, first(), 'no-such-case')), ['governance.case-unknown'])
  assert.ok((await takeCase(world.deps, first(), id)).ok)
  assert.deepEqual(codes(await decideCase(world.deps, second(), id, { outcome: 'perhaps', reason: 'x' })), [
    'governance.not-owner',
    'governance.outcome-missing',
    'governance.text-short',
  ])
  const asked = { code: 'end-listing', reasonId: reason, reasonEn: reason }
  assert.deepEqual(codes(await proposeSanction(world.deps, first(), id, asked)), ['governance.nothing-found'])
})

test('a sanction acts through the register, and only when a second person confirms it', async () => {
  const id = await caseId()
  const question = { kind: 'micro-credential', field: 'energy', level: 5 }
  const mayStill = async () => (await mayIssue(database.db, timur.organisationId, question, world.deps.clock())).ok
  assert.ok((await decideCase(world.deps, first(), id, { outcome: 'fraud', reason })).ok)
  assert.deepEqual(codes(await decideCase(world.deps, first(), id, { outcome: 'nothing', reason })), [
    'governance.already-decided',
  ])
  const asked = { code: 'end-listing', reasonId: reason, reasonEn: 'No good explanation of decisions at midnight.' }
  assert.deepEqual(codes(await proposeSanction(world.deps, first(), id, { ...asked, code: 'jail' })), [
    'governance.sanction-missing',
  ])
  assert.ok((await proposeSanction(world.deps, first(), id, asked)).ok)
  assert.deepEqual(codes(await proposeSanction(world.deps, second(), id, asked)), ['governance.sanction-already'])
  const sanctionId = (await caseFor(database.db, first(), id))?.sanctions[0]?.id ?? ''
  assert.equal(await mayStill(), true)
  assert.deepEqual(codes(await confirmSanction(world.deps, first(), id, sanctionId)), ['governance.same-person'])
  assert.equal(await mayStill(), true)
  const both = await Promise.all([second(), third()].map((who) => confirmSanction(world.deps, who, id, sanctionId)))
  assert.equal(both.filter(({ ok }) => ok).length, 1)
  assert.equal(await mayStill(), false)
})

test('the provider sees what was decided about itself, and appeals once, in time', async () => {
  const id = await caseId()
  assert.equal(await caseFor(database.db, neighbour, id), null)
  assert.equal((await casesFor(database.db, owner)).length, 1)
  assert.deepEqual(codes(await fileAppeal(world.deps, neighbour, id, reason)), ['governance.case-unknown'])
  assert.deepEqual(codes(await fileAppeal(world.deps, first(), id, reason)), ['governance.not-allowed'])
  const now = world.time.now
  world.time.now = new Date(now.getTime() + 31 * 86_400_000)
  assert.deepEqual(codes(await fileAppeal(world.deps, owner, id, reason)), ['governance.appeal-late'])
  world.time.now = now
  assert.ok((await fileAppeal(world.deps, owner, id, reason)).ok)
  assert.deepEqual(codes(await fileAppeal(world.deps, owner, id, reason)), ['governance.appeal-already'])
  const asked = { upheld: 'yes', reason }
  assert.deepEqual(codes(await decideAppeal(world.deps, first(), id, asked)), ['governance.took-part'])
  const fresh = (await caseFor(database.db, first(), id))?.sanctions[0]?.confirmedBy === 'Tamrin' ? second() : third()
  assert.deepEqual(codes(await decideAppeal(world.deps, fresh, id, { upheld: '', reason })), [
    'governance.outcome-missing',
  ])
  assert.ok((await decideAppeal(world.deps, fresh, id, asked)).ok)
  assert.deepEqual(codes(await decideAppeal(world.deps, fresh, id, asked)), ['governance.appeal-not-waiting'])
  const warning = { code: 'warning', reasonId: reason, reasonEn: reason }
  assert.deepEqual(codes(await proposeSanction(world.deps, first(), id, warning)), ['governance.overturned'])
})

const site = (who: Actor | null): Visitor => visitor(world.deps, routes(world.deps), who)

test('the pages: roles, both languages, and a refusal that keeps what was typed', async () => {
  const id = await caseId()
  assert.equal((await site(null).get('/review/fraud')).status, 401)
  assert.equal((await site(timur.issuer).get('/review/fraud')).status, 403)
  assert.equal((await site(neighbour).get(`/review/fraud/${id}`)).status, 404)
  assert.equal((await site(neighbour).post(`/review/fraud/${id}/owner`, {})).status, 404)
  assert.equal((await site(owner).post(`/review/fraud/${id}/owner`, {})).status, 403)
  assert.match((await site(neighbour).get('/review/fraud')).text, /Tidak ada kasus/)
  const page = await site(first()).get(`/review/fraud/${id}`)
  assert.match(page.text, /Keputusan beruntun di luar jam kerja/)
  assert.match(page.text, /Keberatan diterima/)
  assert.match((await site(second()).get(`/en/review/fraud/${id}`)).text, /Appeal upheld/)
  const own = await site(owner).get(`/review/fraud/${id}`)
  assert.equal(own.status, 200)
  assert.doesNotMatch(own.text, /Rahmadi|Lestari/)
})

test('after a decision the same may go on: what is new makes a case of its own, decided through the pages', async () => {
  const old = await caseId()
  // The register lists the provider again, by its own way.
  world.time.now = new Date('2026-11-09T17:15:00Z')
  const rights = { kinds: ['micro-credential'], fields: ['energy'], levelMin: 3, levelMax: 6 }
  const listed = await listIssuer(world.deps, timur.organisationId, [rights])
  assert.ok(listed.ok)
  await award('2026-11-09T17:20:00Z', 15, 17)
  assert.equal((await detect(world.deps)).opened, 1)
  const item = (await casesFor(database.db, first())).find((one) => one.case.id !== old)
  assert.equal(item?.evidence, 2)
  const path = `/review/fraud/${item?.case.id}`
  const here = site(first())
  assert.equal((await here.post(`${path}/owner`, {})).location, path)
  const refused = await here.post(`${path}/decision`, { outcome: 'nothing', reason: 'pendek' })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Alasan terlalu pendek/)
  assert.match(refused.text, />pendek</)
  const saved = await here.post(`${path}/decision`, {
    outcome: 'nothing',
    reason: 'Tugas malam yang diumumkan sebelumnya.',
  })
  assert.equal(saved.status, 303)
  // A provider that did nothing wrong sees no case.
  assert.equal((await site(owner).get(path)).status, 404)
  assert.equal((await detect(world.deps)).opened, 0)
})

test('cases, outcomes, sanctions and appeals stand in the public log, and what is changed in them is found', async () => {
  await sequence(world.deps)
  assert.deepEqual((await fsck(database.db, logReaders)).faults, [])
  const { rows } = await sql<{ subject: string; named: number }>`select subject, count(organisation_id)::int as named
    from log_opening where subject like 'fraud%' group by subject order by subject`.execute(database.db)
  assert.deepEqual(
    rows.map(({ subject }) => subject),
    [
      'fraud-appeal',
      'fraud-appeal-decision',
      'fraud-case',
      'fraud-outcome',
      'fraud-sanction',
      'fraud-sanction-confirmation',
    ],
  )
  assert.ok(
    rows.every(({ named }) => named === 0),
    'whoever is looked into learns nothing from the log',
  )
  const changes = {
    "update fraud_case set outcome = 'mistake' where outcome = 'fraud'": ['fraud-outcome'],
    "update fraud_case set detector_version = 'x' where outcome = 'fraud'": ['fraud-case', 'fraud-outcome'],
    'delete from fraud_evidence where ctid = (select ctid from fraud_evidence limit 1)': [
      'fraud-case',
      'fraud-outcome',
    ],
    "update fraud_sanction set code = 'warning'": ['fraud-sanction', 'fraud-sanction-confirmation'],
    "update fraud_sanction set confirmed_by = 'x'": ['fraud-sanction-confirmation'],
    'update fraud_appeal set upheld = false': ['fraud-appeal-decision'],
    "update fraud_appeal set grounds = 'lain sekali'": ['fraud-appeal', 'fraud-appeal-decision'],
  }
  for (const [change, found] of Object.entries(changes)) {
    const undone = new Error('undone')
    const tried = inTransaction(database.db, async (tx) => {
      await sql.raw(change).execute(tx)
      const { faults } = await fsck(tx, logReaders)
      assert.deepEqual([...new Set(faults.map(({ where }) => where.split(' ')[0]))].toSorted(), found, change)
      throw undone
    })
    await assert.rejects(tried, (error) => error === undone)
  }
})

test('the detectors run beside the site, and stop with it', async () => {
  await sql`delete from fraud_appeal`.execute(database.db)
  await sql`delete from fraud_sanction`.execute(database.db)
  await sql`delete from fraud_evidence`.execute(database.db)
  await sql`delete from fraud_case`.execute(database.db)
  const stop = startDetection(
    { ...world.deps, log: { warn: () => {}, error: () => {} } as never },
    { first: 1, later: 3_600_000 },
  )
  const deadline = Date.now() + 10_000
  while ((await casesFor(database.db, first())).length === 0 && Date.now() < deadline)
    await new Promise((done) => setTimeout(done, 20))
  await stop()
  assert.equal((await casesFor(database.db, first())).length, 1)
})

test('a clock that was set back does not hide a back-dated award from the log', async () => {
  // By our own record decided and signed on a working morning; the log first shows it ten days later.
  world.time.now = new Date('2026-11-12T03:00:00Z')
  const asked = { versionId: timur.versionId, enrolmentIds: timur.enrolmentIds.slice(17, 21) }
  assert.ok((await decideAwards(world.deps, timur.issuer, asked)).ok)
  assert.equal((await signPending(world.deps)).signed, 4)
  world.time.now = new Date('2026-11-22T03:00:00Z')
  await sequence(world.deps)
  assert.equal((await detect(world.deps)).opened, 1)
  const item = (await casesFor(database.db, first())).find((one) => one.case.detector === 'back-dated')
  assert.deepEqual([item?.evidence, item?.case.figures.days], [4, 10])
  assert.equal(item?.case.knownAt.toISOString(), world.time.now.toISOString())
})

test('where a listing rests on an attestation, awards after its end are found', async () => {
  const { rows } = await sql<{
    id: string
  }>`select id from organisation where slug in ('ops', 'timur') order by slug`.execute(database.db)
  const body = rows[0]?.id ?? ''
  assert.ok((await registerAs(world.deps, body, 'accreditation-body', { from: new Date('2026-09-01T00:00:00Z') })).ok)
  await sql`update listing set rests_on = 'attestation' where organisation_id = ${timur.organisationId}`.execute(
    database.db,
  )
  const given = { organisationId: timur.organisationId, bodyId: body, scheme: 'LAM', level: 'Unggul', number: 'LAM-1' }
  const dates = { from: new Date('2026-10-01T00:00:00Z'), until: new Date('2026-11-23T00:00:00Z') }
  assert.ok((await attest(world.deps, { ...given, ...dates }, null)).ok)
  await detect(world.deps)
  const known = async () => (await casesFor(database.db, first())).map((one) => one.case.detector)
  assert.ok(!(await known()).includes('after-accreditation'))
  // Two without a seat whose decision says the last day of the accreditation; the log shows them a week later.
  world.time.now = new Date('2026-11-22T04:00:00Z')
  const asked = { versionId: timur.versionId, enrolmentIds: timur.enrolmentIds.slice(21, 24) }
  assert.ok((await decideAwards(world.deps, timur.issuer, asked)).ok)
  assert.equal((await signPending(world.deps)).signed, 3)
  await sql`update enrolment set enrolled_at = ${new Date('2026-11-23T01:00:00Z')}
    where id = any(${timur.enrolmentIds.slice(21, 24)}::text[])`.execute(database.db)
  world.time.now = new Date('2026-11-28T04:00:00Z')
  await sequence(world.deps)
  await detect(world.deps)
  assert.ok((await known()).includes('after-accreditation'))
})

test('every refusal that is answered has its sentences in both languages', () => {
  const texts = loadTexts()
  const sources = ['rules-case.ts', 'service.ts'].map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  const answered = new Set(
    sources.flatMap((text) => [...text.matchAll(/code: 'governance\.([a-z-]+)'/g)].map(([, code]) => code)),
  )
  assert.ok(answered.size > 15)
  for (const language of ['id', 'en'] as const)
    for (const code of answered)
      for (const end of ['', '.next'])
        assert.ok(texts.keys(language).includes(`governance.refusal.${code}${end}`), code)
})
