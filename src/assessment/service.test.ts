import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  actorOf,
  codesOf,
  given,
  NOW,
  openBatch,
  publishedVersion,
  type Teaching,
  teaching,
} from '../../test/support/teaching.ts'
import type { DefinitionVersion } from '../design/index.ts'
import { type Batch, enrolRoster, enrolSelf, participantsOf } from '../enrolment/index.ts'
import type { Actor } from '../platform/page.ts'
import { batchProgress, recordResults, standing, standings } from './service.ts'
import { importResults } from './service-import.ts'
import { resultsOf } from './store.ts'

let world: Teaching
let version: DefinitionVersion
before(async () => {
  world = await teaching()
  version = await publishedVersion(world)
})
after(() => world.close())

const bytesOf = (text: string) => new TextEncoder().encode(text)
const form = (position: number, score: string, assessedOn = '2026-11-20') => ({
  outcomeId: version.outcomes[position - 1]?.id ?? '',
  score,
  method: 'project',
  evidence: `berkas ${position}`,
  assessedOn,
})

async function enrolled(name: string): Promise<{ actor: Actor; batch: Batch; enrolmentId: string }> {
  const batch = await openBatch(world, version)
  const actor = await actorOf(world.deps, name)
  return { actor, batch, enrolmentId: given(await enrolSelf(world.deps, actor, batch.id)).id }
}

test('somebody passes with every mandatory outcome in one attempt, and not before', async () => {
  const { deps, assessor } = world
  const { enrolmentId } = await enrolled('Marlina')
  assert.equal((await standing(deps.db, enrolmentId)).passed, false)
  given(await recordResults(deps, assessor, enrolmentId, [form(1, '80'), form(2, '50'), form(3, '90')]))
  const first = await standing(deps.db, enrolmentId)
  assert.deepEqual([first.passed, first.attempt, first.missing], [false, 1, [version.outcomes[1]?.id]])
  given(await recordResults(deps, assessor, enrolmentId, [form(2, '75')], 2))
  assert.equal((await standing(deps.db, enrolmentId)).passed, false, 'passes of two attempts are not added up')
  given(await recordResults(deps, assessor, enrolmentId, [form(1, '60')], 2))
  assert.deepEqual(
    [(await standing(deps.db, enrolmentId)).passed, (await standing(deps.db, enrolmentId)).attempt],
    [true, 2],
  )
})

test('a correction is a new row that names the one it replaces; the same again changes nothing', async () => {
  const { deps, assessor } = world
  const { enrolmentId } = await enrolled('Kasdi')
  assert.deepEqual(given(await recordResults(deps, assessor, enrolmentId, [form(1, '55')])), {
    created: 1,
    corrected: 0,
    unchanged: 0,
  })
  assert.deepEqual(given(await recordResults(deps, assessor, enrolmentId, [form(1, '55')])), {
    created: 0,
    corrected: 0,
    unchanged: 1,
  })
  assert.deepEqual(given(await recordResults(deps, assessor, enrolmentId, [form(1, '65')])), {
    created: 0,
    corrected: 1,
    unchanged: 0,
  })
  const [old, now] = await resultsOf(deps.db, enrolmentId)
  assert.deepEqual([old?.score, now?.score, now?.replacesId], [55, 65, old?.id])
  assert.ok(old?.replacedAt)
  assert.deepEqual(
    [now?.assessorId, now?.method, now?.evidence, now?.assessedOn],
    [assessor.personId, 'project', ['berkas 1'], '2026-11-20'],
  )
})

test('twenty corrections at once leave one result standing', async () => {
  const { deps, assessor } = world
  const { enrolmentId } = await enrolled('Tamrin')
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => recordResults(deps, assessor, enrolmentId, [form(1, String(60 + index))])),
  )
  const all = await resultsOf(deps.db, enrolmentId)
  assert.equal(all.length, 20)
  assert.equal(all.filter((result) => result.replacedAt === null).length, 1)
})

test('nobody assesses themselves, elsewhere, or what has no right score', async () => {
  const { deps, assessor, stranger } = world
  const { enrolmentId, batch } = await enrolled('Yohana')
  assert.deepEqual(codesOf(await recordResults(deps, stranger, enrolmentId, [form(1, '80')])), [
    'assessment.enrolment-not-found',
  ])
  assert.deepEqual(codesOf(await recordResults(deps, world.issuer, enrolmentId, [form(1, '80')])), [
    'assessment.enrolment-not-found',
  ])
  const own = given(await enrolSelf(deps, assessor, batch.id))
  assert.deepEqual(codesOf(await recordResults(deps, assessor, own.id, [form(1, '80')])), ['assessment.own-enrolment'])
  const bad = await recordResults(deps, assessor, enrolmentId, [
    form(1, '101'),
    form(2, '80', '2026-12-24'),
    { ...form(3, '80'), outcomeId: 'x' },
  ])
  assert.deepEqual(bad.ok ? [] : bad.refusals.map((refusal) => [refusal.code, refusal.at]), [
    ['assessment.score-out-of-range', 'O1-score'],
    ['assessment.day-in-future', 'O2-assessedOn'],
    ['assessment.outcome-unknown', 'O0-outcome'],
  ])
  assert.deepEqual(codesOf(await recordResults(deps, assessor, enrolmentId, [form(1, '')])), [
    'assessment.nothing-recorded',
  ])
  assert.deepEqual(await resultsOf(deps.db, enrolmentId), [], 'all of it, or nothing')
})

test('attempts are counted over all enrolments of one person in one version', async () => {
  const { deps, assessor } = world
  const { actor, enrolmentId } = await enrolled('Darmi')
  given(await recordResults(deps, assessor, enrolmentId, [form(1, '80'), form(2, '20')]))
  const again = await openBatch(world, version)
  const second = given(await enrolSelf(deps, actor, again.id))
  given(await recordResults(deps, assessor, second.id, [form(1, '80'), form(2, '90')]))
  assert.deepEqual(
    [(await standing(deps.db, second.id)).attempt, (await standing(deps.db, second.id)).passed],
    [2, true],
  )
  assert.equal((await standing(deps.db, enrolmentId)).passed, false)
})

async function classOf(roster: string): Promise<Batch> {
  const batch = await openBatch(world, version)
  given(await enrolRoster(world.deps, world.issuer, batch.id, bytesOf(roster)))
  return batch
}

test('a table of results: each bad row with row, column and reason, the rest recorded', async () => {
  const { deps, assessor } = world
  const batch = await classOf(
    'Nama;NIM;Email\nMarlina;0017;marlina@x.id\nKasdi;18;\nYohana;19;\nDarmi;20;\nLestari;;\nSutini;22;\n',
  )
  const table = [
    'Nilai akhir;;;;;;',
    'NIM;Nama;O1;O2;O3;O9;Tanggal',
    '17;Marlina;80,5;75;;1;20/11/2026',
    '18;Kasdi;101;abc;;;',
    '19;Yohana;59,5;80;;;',
    '99;Siapa;80;80;;;',
    '20;Darmi;80;80;;;31/11/2026',
    ';Lestari;90;90;90;;2026-11-21',
    '18;Kasdi;70;;;;',
    '18;Kasdi;71;;;;',
    '22;Sutini;;;;;',
    '2,2E+15;Sutini;80;80;;;',
    ';;;;;;',
    'Rata-rata;;80;80;;;',
  ].join('\r\n')
  const { report } = given(await importResults(deps, assessor, batch.id, bytesOf(table)))
  assert.deepEqual(
    report.faults.map((fault) => `${fault.row} ${fault.column} ${fault.refusal.code}`),
    [
      '4 O1 assessment.score-out-of-range',
      '4 O2 assessment.score-not-a-number',
      '5 O1 assessment.score-rounds-to-pass',
      '6 NIM assessment.learner-unknown',
      '7 Tanggal table.day-not-in-calendar',
      '10  assessment.row-twice',
      '11  assessment.row-without-score',
      '12 NIM table.number-destroyed',
    ],
  )
  assert.deepEqual(
    report.warnings.map((fault) => `${fault.row} ${fault.column} ${fault.refusal.code}`),
    ['3 NIM table.zeros-added', '3 O1 assessment.score-rounded'],
  )
  assert.deepEqual([report.totals, report.unknownColumns], [[14], ['O9']])
  assert.deepEqual(report.counts, { read: 10, created: 6, corrected: 0, unchanged: 0, rejected: 7 })
  assert.deepEqual(await batchProgress(deps.db, batch.id), { participants: 6, assessed: 3, passed: 2 })
  const again = given(await importResults(deps, assessor, batch.id, bytesOf(table))).report.counts
  assert.deepEqual([again.created, again.corrected, again.unchanged], [0, 0, 6])
  world.setClock(new Date('2026-11-26T02:00:00Z'))
  const later = given(await importResults(deps, assessor, batch.id, bytesOf(table))).report.counts
  world.setClock(NOW)
  assert.deepEqual(
    [later.created, later.corrected, later.unchanged],
    [0, 0, 6],
    'a day that the table leaves out is no correction',
  )
})

test('the long form: one outcome a row', async () => {
  const { deps, assessor } = world
  const batch = await classOf('Nama;Email\nMarlina;a@x.id\nKasdi;b@x.id\n')
  const { report } = given(
    await importResults(
      deps,
      assessor,
      batch.id,
      bytesOf(
        'email,capaian,nilai,cara\na@x.id,O1,80,Ujian lisan\na@x.id,2,70,\nb@x.id,O7,70,\nb@x.id,O1,70,tebakan\n',
      ),
    ),
  )
  assert.deepEqual(
    report.faults.map((fault) => `${fault.row} ${fault.column} ${fault.refusal.code}`),
    ['4 capaian assessment.outcome-unknown', '5 cara assessment.method-unknown'],
  )
  const marlina = (await participantsOf(deps.db, batch.id)).find((one) => one.name === 'Marlina')
  const stands = (await standings(deps.db, batch.id)).get(marlina?.id ?? '')
  assert.equal(stands?.passed, true)
  assert.deepEqual(stands?.results.map((result) => result.method).sort(), ['oral', 'project'])
})

test('a table without scores, or without anybody, is refused as a whole; elsewhere there is no such batch', async () => {
  const { deps, assessor, stranger, issuer } = world
  const batch = await classOf('Nama\nA\n')
  const send = async (text: string, actor = assessor) =>
    codesOf(await importResults(deps, actor, batch.id, bytesOf(text)))
  assert.deepEqual(await send('Nama;Kota\nA;Malang\n'), ['assessment.no-score-column'])
  assert.deepEqual(await send('Siapa;O1\nA;80\n'), ['assessment.no-learner-column'])
  assert.deepEqual(await send('Nama;O1\nA;80\n', stranger), ['assessment.batch-not-found'])
  assert.deepEqual(await send('Nama;O1\nA;80\n', issuer), ['assessment.batch-not-found'])
})
