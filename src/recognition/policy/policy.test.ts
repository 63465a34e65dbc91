import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Hono } from 'hono'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { idleDeps } from '../../../test/support/deps.ts'
import { addAgribusiness, addInstitution } from '../../../test/support/institutions.ts'
import { visitor } from '../../../test/support/room.ts'
import { deposit } from '../../bank/index.ts'
import { addMembership, chooseRuleSet, confirmStudy, linkStudy, type Role, rolesOf } from '../../organisations/index.ts'
import { registerPerson } from '../../people/index.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor, AppEnv } from '../../platform/page.ts'
import {
  allRuleSets,
  ask,
  type CredentialFacts,
  type CredentialSource,
  decide,
  replayAll,
  rerun,
  routes,
} from '../index.ts'
import { choosableSets, ruleSetOfDay } from '../service-sets.ts'
import { logReaders } from '../store-log.ts'
import { editPart, ownDraft, rulesOfDraft, startDraft } from './service.ts'
import { propose, publishDraft } from './service-publish.ts'
import { simulateChunk, simulationOf, startSimulation } from './service-simulation.ts'

// Policy owners come by the public door, on a real database, with a stopped clock.

let world: TestDatabase
let deps: Deps
let site: Hono<AppEnv>
let now = new Date('2026-11-24T03:00:00Z')
const people = new Map<string, Actor>()
const facts = new Map<string, CredentialFacts>()
const source: CredentialSource = {
  credentialFacts: async (id) => facts.get(id) ?? null,
  verdictOf: async () => ({ verdict: 'valid', kind: 'valid' }),
}
const who = (name: string): Actor => people.get(name) ?? assert.fail(name)
const mustBe = <T>(outcome: { ok: true; value: T } | { ok: false; refusals: readonly { code: string }[] }): T =>
  outcome.ok ? outcome.value : assert.fail(outcome.refusals.map(({ code }) => code).join())
const codes = (outcome: { ok: boolean; refusals?: readonly { code: string }[] }) =>
  (outcome.refusals ?? []).map(({ code }) => code)

async function settle(name: string, organisationId?: string, role?: Role): Promise<Actor> {
  const { id: personId } = mustBe(await registerPerson(deps, { name, language: 'id' }))
  if (organisationId !== undefined && role !== undefined)
    await addMembership(world.db, {
      id: `m-${name}`,
      organisationId,
      personId,
      role,
      grantedBy: null,
      validFrom: new Date('2024-01-01'),
    })
  const actor = { personId, name, roles: await rolesOf(world.db, personId, now) }
  people.set(name, actor)
  return actor
}

before(async () => {
  world = await testDatabase()
  deps = idleDeps(world.db, () => now)
  site = routes(deps, source)
  for (const [id, kind] of [
    ['kementerian', 'ministry'],
    ['samara', 'university'],
    ['arung', 'university'],
  ] as const)
    await addInstitution(world.db, id, kind, now)
  await addAgribusiness(world.db)
  await settle('ratna', 'kementerian', 'policy-owner')
  await settle('budi', 'kementerian', 'policy-owner')
  await settle('sari', 'samara', 'policy-owner')
  await settle('tari', 'samara', 'policy-owner')
  await settle('tamara', 'samara', 'registrar')
  await settle('darmi')
})
after(() => world.close())

type Boxes = Readonly<Record<string, string | readonly string[]>>

const get = (path: string, person: string) => visitor(deps, site, people.get(person) ?? null).get(path)

async function post(path: string, person: string, boxes: Boxes) {
  const { status, text, location } = await visitor(deps, site, people.get(person) ?? null).post(path, boxes)
  return { status, text, to: location }
}

/** The form of a part as the page shows it, read as a browser would send it. */
async function formOf(path: string, person: string): Promise<Record<string, string[]>> {
  const { text, status } = await get(path, person)
  assert.equal(status, 200, path)
  const boxes: Record<string, string[]> = {}
  const put = (name: string, value: string) => {
    boxes[name] = [...(boxes[name] ?? []), value]
  }
  const plain = (value: string) =>
    value
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  for (const [, tag = ''] of text.matchAll(/<input([^>]*)>/g)) {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
    const name = of('name')
    if (name === undefined || ((of('type') === 'checkbox' || of('type') === 'radio') && !/\bchecked\b/.test(tag)))
      continue
    put(name, plain(of('value') ?? ''))
  }
  for (const [, name = '', value = ''] of text.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g))
    put(name, plain(value))
  for (const [, name = '', options = ''] of text.matchAll(/<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs))
    put(
      name,
      plain(/<option value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? ''),
    )
  return boxes
}

async function start(person: string, organisation: string, base: string): Promise<string> {
  const { to, status } = await post('/rules/drafts', person, { organisation, base })
  assert.equal(status, 303)
  return to.split('/').at(-1) ?? ''
}

async function edit(person: string, id: string, place: string, change: Boxes) {
  const form = await formOf(`/rules/drafts/${id}/part?place=${place}`, person)
  return post(`/rules/drafts/${id}/part`, person, { ...form, act: 'save', ...change })
}

/** A draft of `brief` with 45 % online, its summary and cases brought up to date: all that is missing is its first day. */
async function tighter(person: string, day: string, change: Boxes = {}): Promise<string> {
  const id = await start(person, 'kementerian', 'brief')
  assert.equal((await edit(person, id, 'limits/0', { percent: '45' })).status, 303)
  const head = {
    validFrom: day,
    'name.id': `Bacaan ${day}`,
    'name.en': `Reading of ${day}`,
    'summary.id': 'Paling banyak 45% daring.',
    'summary.en': 'At most 45% online.',
    ...change,
  }
  assert.equal((await edit(person, id, 'head', head)).status, 303)
  await acceptAll(person, id)
  return id
}

async function acceptAll(person: string, id: string): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const { text } = await get(`/rules/drafts/${id}`, person)
    const [, index] = /cases\/(\d+)"[^>]*>(?:(?!<\/form>).)*value="expect"/s.exec(text) ?? []
    if (index === undefined) return
    const { revision } = await revisionOf(person, id)
    assert.equal((await post(`/rules/drafts/${id}/cases/${index}`, person, { revision, act: 'expect' })).status, 303)
  }
  assert.fail('a case keeps failing')
}

async function revisionOf(person: string, id: string) {
  const draft = (await ownDraft(world.db, who(person), id)) ?? assert.fail('no draft')
  return { draft, revision: String(draft.revision) }
}

const REASON = 'Keputusan rapat pleno tanggal 20 November.'

test('a wrong figure is refused at its box with what was typed, and nothing is stored', async () => {
  const id = await start('ratna', 'kementerian', 'brief')
  for (const wrong of ['-1', '49.5', '0', '101']) {
    const { status, text } = await edit('ratna', id, 'limits/0', { percent: wrong })
    assert.equal(status, 422)
    assert.ok(text.includes('SKS tidak pernah negatif atau pecahan'), wrong)
    assert.ok(text.includes(`value="${wrong}"`))
  }
  const skills = {
    id: 's',
    'name.id': 'S',
    'name.en': 'S',
    source: 'x',
    confidence: 'U',
    required: 'lumbung-skills NO-99',
  }
  const unknown = await post(`/rules/drafts/${id}/part`, 'ratna', {
    revision: '1',
    place: 'conditions/new/skills',
    act: 'save',
    ...skills,
  })
  assert.equal(unknown.status, 422)
  assert.ok(unknown.text.includes('NO-99'))
  const pair = (skill: string, countsAs: string) => ({ source: 'x', confidence: 'U', skill, countsAs })
  const one = await post(`/rules/drafts/${id}/part`, 'ratna', {
    revision: '1',
    place: 'skillEquivalences/new',
    act: 'save',
    ...pair('lumbung-skills DAT-01', 'skkni J.620100.004.01'),
  })
  assert.equal(one.status, 303)
  const circle = await post(`/rules/drafts/${id}/part`, 'ratna', {
    revision: '2',
    place: 'skillEquivalences/new',
    act: 'save',
    ...pair('skkni J.620100.004.01', 'lumbung-skills DAT-01'),
  })
  assert.equal(circle.status, 422)
  assert.match(circle.text, /DAT-01.*J\.620100\.004\.01/s)
  const { draft } = await revisionOf('ratna', id)
  assert.deepEqual(
    [draft.revision, rulesOfDraft(draft).limits[0]?.percent, rulesOfDraft(draft).conditions.length],
    [2, 49, 0],
  )
})

test('saving a part untouched changes nothing, and the second of two who edit at once is told', async () => {
  const id = await start('ratna', 'kementerian', 'brief')
  const before = rulesOfDraft((await revisionOf('ratna', id)).draft)
  for (const place of ['head', 'sksMinutes', 'packageSks', 'limits/0', 'limits/1'])
    assert.equal((await edit('ratna', id, place, {})).status, 303, place)
  assert.deepEqual(rulesOfDraft((await revisionOf('ratna', id)).draft), before)
  const stale = await formOf(`/rules/drafts/${id}/part?place=limits/0`, 'ratna')
  assert.equal((await edit('budi', id, 'limits/0', { percent: '44' })).status, 303)
  const late = await post(`/rules/drafts/${id}/part`, 'ratna', { ...stale, act: 'save', percent: '40' })
  assert.equal(late.status, 422)
  assert.ok(late.text.includes('Orang lain mengubah draf ini'))
  assert.equal(rulesOfDraft((await revisionOf('ratna', id)).draft).limits[0]?.percent, 44)
})

test('cases are asked on every save and shown with their trace; a failing one stands against publishing', async () => {
  const id = await start('ratna', 'kementerian', 'brief')
  assert.ok(!(await get(`/rules/drafts/${id}`, 'ratna')).text.includes('value="expect"'))
  await edit('ratna', id, 'limits/0', { percent: '45' })
  const { text } = await get(`/en/rules/drafts/${id}`, 'ratna')
  assert.ok(text.includes('The 70th online SKS of 144 is allowed'))
  assert.match(text, /\d+ cases? do(?:es)?n’t fit/)
  assert.ok(text.includes('Online learning: 69 used plus 1 makes 70, limit 64'), 'the trace in words')
  const { revision } = await revisionOf('ratna', id)
  const refused = await post(`/rules/drafts/${id}/proposal`, 'ratna', { revision, reason: REASON })
  assert.equal(refused.status, 422)
  assert.ok(refused.text.includes('Angkanya berubah, tetapi ringkasannya belum'))
  assert.ok(refused.text.includes('tidak memberi jawaban yang diharapkan'))
  const form = await formOf(`/rules/drafts/${id}/cases/new`, 'ratna')
  const mine = {
    ...form,
    nameId: 'Contoh kami',
    nameEn: 'Our case',
    source: 'Rapat',
    verdict: 'allowed',
    answerSks: '2',
  }
  assert.equal((await post(`/rules/drafts/${id}/cases`, 'ratna', { ...mine, hours: '-1' })).status, 422)
  assert.equal((await post(`/rules/drafts/${id}/cases`, 'ratna', mine)).status, 303)
  assert.ok((await get(`/rules/drafts/${id}`, 'ratna')).text.includes('Contoh kami'))
  const { draft, revision: next } = await revisionOf('ratna', id)
  const last = draft.examples.length - 1
  assert.equal(
    (await post(`/rules/drafts/${id}/cases/${last}`, 'ratna', { revision: next, act: 'remove' })).status,
    303,
  )
  assert.ok(!(await get(`/rules/drafts/${id}`, 'ratna')).text.includes('Contoh kami'))
})

test('drafts are for policy owners of their organisation alone', async () => {
  const id = await start('ratna', 'kementerian', 'brief')
  for (const path of ['', '/part?place=head', '/difference', '/simulation', '/cases/new']) {
    assert.equal((await get(`/rules/drafts/${id}${path}`, 'sari')).status, 404, path)
    assert.equal((await get(`/rules/drafts/${id}${path}`, 'tamara')).status, 403, path)
    assert.equal((await get(`/rules/drafts/${id}${path}`, 'nobody')).status, 401, path)
  }
  assert.deepEqual(codes(await startDraft(deps, who('sari'), 'kementerian', 'brief')), ['policy.not-allowed'])
  const sent = await post('/rules/drafts', 'ratna', { organisation: 'kementerian', base: 'no-such' })
  assert.equal(sent.status, 422)
  assert.equal((await post(`/rules/drafts/${id}/discard`, 'ratna', {})).status, 303)
  assert.equal(
    (await get(`/rules/drafts/${id}/part?place=limits/0`, 'ratna')).status,
    303,
    'a discarded one has no form',
  )
})

test('two people publish; it decides from its day on, and what it follows ends the day before', async () => {
  const id = await tighter('ratna', '2027-01-01')
  const difference = await get(`/en/rules/drafts/${id}/difference`, 'ratna')
  assert.match(difference.text, /at most 49% of .*at most 45% of /s)
  const { revision } = await revisionOf('ratna', id)
  assert.equal((await post(`/rules/drafts/${id}/proposal`, 'ratna', { revision, reason: 'pendek' })).status, 422)
  assert.equal((await post(`/rules/drafts/${id}/proposal`, 'ratna', { revision, reason: REASON })).status, 303)
  const proposed = (await revisionOf('ratna', id)).revision
  const publishing = { revision: proposed, reason: REASON, act: 'publish' }
  const alone = await post(`/rules/drafts/${id}/publication`, 'ratna', publishing)
  assert.equal(alone.status, 422)
  assert.ok(alone.text.includes('Yang menerbitkan tidak boleh sama'))
  const closed = await editPart(
    deps,
    who('ratna'),
    { id, revision: Number(proposed), place: 'limits/0' },
    { percent: ['1'] },
  )
  assert.deepEqual(codes(closed), ['policy.draft-closed'])
  const back = { ...publishing, act: 'return', reason: 'Perbaiki nama bahasa Inggris.' }
  assert.equal((await post(`/rules/drafts/${id}/publication`, 'budi', back)).status, 303)
  assert.ok((await get(`/rules/drafts/${id}`, 'ratna')).text.includes('Perbaiki nama bahasa Inggris.'))
  const again = await revisionOf('ratna', id)
  mustBe(await propose(deps, who('ratna'), { id, revision: again.draft.revision }, REASON))
  const asked = { id, revision: again.draft.revision + 1 }
  const both = await Promise.all([
    publishDraft(deps, who('budi'), asked, REASON),
    publishDraft(deps, who('budi'), asked, REASON),
  ])
  assert.equal(both.filter(({ ok }) => ok).length, 1, 'once')
  const newId = 'brief-2027-01-01'
  assert.equal((await ruleSetOfDay(world.db, null, '2026-12-31')).id, 'brief')
  assert.equal((await ruleSetOfDay(world.db, null, '2027-01-01')).id, newId)
  const sets = await allRuleSets(world.db)
  assert.equal(sets.find((one) => one.id === 'brief')?.validTo, '2026-12-31')
  assert.deepEqual(
    (await choosableSets(world.db, 'samara', '2027-01-01'))
      .filter(({ family }) => family === 'brief')
      .map((one) => one.id),
    [newId],
  )
  const shown = await get(`/en/rules/${newId}`, 'nobody')
  assert.equal(shown.status, 200)
  assert.ok(shown.text.includes(REASON) && shown.text.includes('at most 45%'))
  assert.ok(!shown.text.includes('Not what is expected'), 'its cases answer as expected')
  assert.match((await get(`/en/rules/${newId}/difference`, 'nobody')).text, /at most 49% of .*at most 45% of /s)
  const { rows } = await sql<{ leaves: number; kept: number }>`
    select (select count(*) from log_opening where subject = 'rule-publication' and subject_id = ${newId})::int as leaves,
      (select count(*) from log_opening o join rule_set_publication p on p.hash = o.subject_id where o.subject = 'rule-set')::int as kept`.execute(
    world.db,
  )
  assert.deepEqual(rows, [{ leaves: 1, kept: 1 }])
  assert.equal((await logReaders['rule-publication'](world.db, [newId])).size, 1)
  assert.equal((await post(`/rules/drafts/${id}/discard`, 'ratna', {})).status, 422, 'what is published stays')
})

test('a past day, today, and a day that another set has are refused with words; a later one follows', async () => {
  const refused = async (day: string, change: Boxes = {}) => {
    const id = await tighter('budi', day, change)
    const { draft } = await revisionOf('budi', id)
    return codes(await propose(deps, who('budi'), { id, revision: draft.revision }, REASON))
  }
  assert.deepEqual(await refused('2026-11-24'), ['policy.past', 'recognition.rules-overlap'])
  assert.deepEqual(await refused('2026-12-15'), ['recognition.rules-overlap'])
  const overlapping = await tighter('budi', '2026-12-15')
  const { revision } = await revisionOf('budi', overlapping)
  const page = await post(`/rules/drafts/${overlapping}/proposal`, 'budi', { revision, reason: REASON })
  assert.equal(page.status, 422)
  assert.match(page.text, /berlaku bersamaan sejak/)
  assert.ok((await refused('2027-01-01')).includes('recognition.rules-overlap'))
  assert.deepEqual(await refused('2026-12-15', { validTo: '2026-12-31' }), [], 'it may be put between')
  assert.deepEqual(await refused('2028-01-01'), [])
})

test('two rule sets for one day, published at the same moment: one of them is, the other is told why not', async () => {
  const proposed = async () => {
    const id = await tighter('ratna', '2029-01-01')
    const { draft } = await revisionOf('ratna', id)
    mustBe(await propose(deps, who('ratna'), { id, revision: draft.revision }, REASON))
    return { id, revision: draft.revision + 1 }
  }
  const asked = [await proposed(), await proposed()]
  const outcomes = await Promise.all(asked.map((one) => publishDraft(deps, who('budi'), one, REASON)))
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  assert.ok(outcomes.flatMap(codes).includes('recognition.rules-overlap'))
  assert.equal((await ruleSetOfDay(world.db, null, '2029-06-01')).id, 'brief-2029-01-01')
})

test('what was proposed before its day and published after it is refused: nothing takes effect in the past', async () => {
  const id = await tighter('ratna', '2026-11-26', { validTo: '2026-12-10' })
  const { draft } = await revisionOf('ratna', id)
  mustBe(await propose(deps, who('ratna'), { id, revision: draft.revision }, REASON))
  now = new Date('2026-11-26T03:00:00Z')
  const late = await publishDraft(deps, who('budi'), { id, revision: draft.revision + 1 }, REASON)
  now = new Date('2026-11-24T03:00:00Z')
  assert.deepEqual(codes(late), ['policy.past'])
})

test('a campus writes rules of its own, which it alone can choose', async () => {
  const id = await start('sari', 'samara', 'sn-2025')
  const { draft } = await revisionOf('sari', id)
  assert.deepEqual([draft.national, rulesOfDraft(draft).family], [false, 'campus-samara'])
  await edit('sari', id, 'sksMinutes', { minutes: '2760' })
  await edit('sari', id, 'head', {
    'summary.id': 'Aturan Samara.',
    'summary.en': 'Rules of Samara.',
    validFrom: '2026-12-01',
  })
  await acceptAll('sari', id)
  const { draft: ready } = await revisionOf('sari', id)
  mustBe(await propose(deps, who('sari'), { id, revision: ready.revision }, REASON))
  mustBe(await publishDraft(deps, who('tari'), { id, revision: ready.revision + 1 }, REASON))
  const ids = async (campus: string) => (await choosableSets(world.db, campus, '2026-12-02')).map((one) => one.id)
  assert.ok((await ids('samara')).includes('campus-samara-2026-12-01'))
  assert.ok(!(await ids('arung')).includes('campus-samara-2026-12-01'))
  assert.equal((await ruleSetOfDay(world.db, 'sn-2025', '2026-12-02')).id, 'sn-2025', 'the national one goes on')
})

test('requests of the new day are decided by the new rules, those of the day before by the old; a replay agrees', async () => {
  now = new Date('2026-12-30T03:00:00Z')
  await sixteen()
  const { rows } = await sql<{ id: string; count: number }>`select rule_set_id as id, count(*)::int as count
    from recognition_decision group by rule_set_id order by rule_set_id`.execute(world.db)
  assert.deepEqual(rows, [
    { id: 'brief', count: 8 },
    { id: 'brief-2027-01-01', count: 8 },
  ])
  assert.deepEqual(await replayAll(world.db), { total: 16, same: 16, different: [], lost: [] })
})

test('a simulation counts what a rerun counts, a chunk at a time; a page shows no small group and no name', async () => {
  const id = await start('ratna', 'kementerian', 'brief-2027-01-01')
  assert.equal((await edit('ratna', id, 'limits/1', { percent: '10' })).status, 303)
  const page = `/rules/drafts/${id}/simulation`
  assert.equal((await post(page, 'ratna', { reach: 'all' })).status, 303)
  assert.ok((await post(page, 'ratna', { reach: 'all' })).text.includes('sedang berjalan'), 'one at a time')
  assert.match((await get(page, 'ratna')).text, /http-equiv="refresh"/)
  let chunks = 0
  while (await simulateChunk(deps, null, 5)) chunks++
  assert.equal(chunks, 5, 'three full chunks, the rest, and those that wait')
  const { draft } = await revisionOf('ratna', id)
  const found = (await simulationOf(world.db, draft)) ?? assert.fail('no simulation')
  const expected = await rerun(world.db, rulesOfDraft(draft))
  const { total, moves, sksBefore, sksAfter } = expected
  assert.deepEqual(found.simulation.tallies.all, { total, moves, sksBefore, sksAfter })
  assert.ok(moves.less > 0)
  assert.equal(found.stale, false)
  const shown = await get(page, 'ratna')
  assert.ok(shown.text.includes('Agribisnis') && !shown.text.includes('darmi'))
  assert.equal((await edit('ratna', id, 'limits/1', { percent: '11' })).status, 303)
  assert.ok((await get(page, 'ratna')).text.includes('Draf sudah diubah sejak simulasi ini'))
  mustBe(await startSimulation(deps, who('ratna'), id, 'family'))
  while (await simulateChunk(deps)) chunks++
  assert.equal((await simulationOf(world.db, draft))?.simulation.tallies.all.total, 16)
  const foreign = await start('ratna', 'kementerian', 'sn-2025')
  mustBe(await startSimulation(deps, who('ratna'), foreign, 'family'))
  while (await simulateChunk(deps)) chunks++
  const none = await get(`/rules/drafts/${foreign}/simulation`, 'ratna')
  assert.ok(none.text.includes('Kurang dari 10 keputusan'), 'nothing was decided under that family')
})

test('requests that wait are a group of their own: what they would be under the draft', async () => {
  const id = await start('ratna', 'kementerian', 'brief-2027-01-01')
  // 42 SKS from outside are used. The rules of the day let 40 % of 144 pass, which is 57; 29 % is 41.
  assert.equal((await edit('ratna', id, 'limits/1', { percent: '29' })).status, 303)
  const page = `/rules/drafts/${id}/simulation`
  const simulate = async () => {
    now = new Date(now.getTime() + 1000)
    mustBe(await startSimulation(deps, who('ratna'), id, 'all'))
    for (let more = true; more; ) more = await simulateChunk(deps)
    const draft = (await ownDraft(world.db, who('ratna'), id)) ?? assert.fail('no draft')
    return (await simulationOf(world.db, draft))?.simulation.tallies
  }
  for (let at = 100; at < 109; at++) await asks(at)
  assert.equal((await simulate())?.waiting?.counts.total, 9)
  assert.match((await get(page, 'ratna')).text, /kurang dari 10: jumlah sekecil ini/)
  await asks(109)
  const tallies = await simulate()
  assert.equal(tallies?.all.total, 16, 'no decision is counted twice')
  const { counts, verdicts } = tallies?.waiting ?? assert.fail('nothing waits')
  assert.deepEqual([counts.total, counts.moves.less, counts.sksAfter], [10, 10, 0])
  assert.deepEqual(verdicts, { allowed: 0, partly: 0, refused: 10, unknown: 0 })
  const shown = await get(page, 'ratna')
  assert.match(shown.text, /10 pengajuan menunggu/)
  assert.match((await get(`/en${page}`, 'ratna')).text, /Would be refused/)
  const own = await start('tari', 'samara', 'brief')
  mustBe(await startSimulation(deps, who('tari'), own, 'family'))
  for (let more = true; more; ) more = await simulateChunk(deps)
  const mine = (await ownDraft(world.db, who('tari'), own)) ?? assert.fail('no draft')
  assert.equal((await simulationOf(world.db, mine))?.simulation.tallies.waiting?.counts.total, 10)
})

/** Eight requests on the last day of the old rules and eight on the first of the new, each decided. */
async function sixteen(): Promise<void> {
  const learner = who('darmi')
  mustBe(
    await linkStudy(deps, learner, {
      programmeId: 'agri',
      nim: '2401',
      semester: '6',
      sksTaken: '80',
      onlineSks: '10',
      outsideSks: '10',
      onlineCourses: '4',
    }),
  )
  const { rows } = await sql<{ id: string }>`select id from study where person_id = ${learner.personId}`.execute(
    world.db,
  )
  const registrar = who('tamara')
  mustBe(await confirmStudy(deps, registrar, 'samara', rows[0]?.id ?? ''))
  mustBe(await chooseRuleSet(deps, registrar, 'samara', 'brief'))
  for (const [at, day] of [...Array(8).fill('2026-12-31'), ...Array(8).fill('2027-01-01')].entries()) {
    now = new Date(`${day}T03:00:00Z`)
    const requestId = await asks(at)
    const form = { courseId: '', reason: 'Dibaca dan diputuskan.', waiverReason: '', grantedSks: '2' }
    mustBe(await decide(deps, source, registrar, 'samara', requestId, { ...form, outcome: 'elective-block' }))
  }
}

/** The student earns a credential and asks for it; answers the request's id. */
async function asks(at: number): Promise<string> {
  const credentialId = `credential-${at}`
  const title = { id: 'Statistika', en: 'Statistics' }
  facts.set(credentialId, {
    credentialId,
    accountId: credentialId,
    personId: who('darmi').personId,
    definitionId: null,
    definitionVersionId: `v-${at}`,
    title,
    sks: 2,
    hours: 90,
    kkniLevel: 5,
    mode: 'online',
    issuerName: 'Arung',
    organisationId: 'arung',
    issuedOn: '2026-05-12',
  })
  await deposit(world.db, {
    personId: who('darmi').personId,
    credentialId,
    definitionVersionId: `v-${at}`,
    attempt: 1,
    hours: 90,
    sks: 2,
    title,
    issuerOrganisationId: 'arung',
    postedBy: 'provider',
    postedAt: now,
  })
  const wish = { credentialId, sks: 2, asPackage: false, courseId: null, note: '' }
  return mustBe(await ask(deps, source, who('darmi'), wish)).requestId
}
