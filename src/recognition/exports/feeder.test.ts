import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import ExcelJS from 'exceljs'
import { knowFields, type LocalFeeder, startNeoFeeder } from '../../../test/support/neo-feeder.ts'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import { routes, undo } from '../index.ts'
import { feederList } from './library.ts'
import { runFeeders } from './service-run.ts'
import { linesOf } from './store.ts'
import { runsOf } from './store-run.ts'

const TRANSFER = 'InsertNilaiTransferPendidikanMahasiswa'
const TRANSFERS = 'GetNilaiTransferPendidikanMahasiswa'
let world: Recognised
let feeder: LocalFeeder
let deps: Deps
let registrar: Visitor
let wartini = ''
let kasdi = ''

before(async () => {
  world = await recognised('2026-11-02T03:00:00Z')
  feeder = await startNeoFeeder({
    GetProdi: [{ kode_program_studi: '55201', id_prodi: 'prodi-1' }],
    GetListRiwayatPendidikanMahasiswa: [
      { nim: "H08'17", id_prodi: 'prodi-1', id_registrasi_mahasiswa: 'reg-wartini' },
      { nim: 'H0818', id_prodi: 'prodi-1', id_registrasi_mahasiswa: 'reg-kasdi' },
    ],
    GetListMataKuliah: [
      { kode_mata_kuliah: 'IF 214', id_prodi: 'prodi-1', id_matkul: 'mk-214' },
      { kode_mata_kuliah: 'IF 390', id_prodi: 'prodi-1', id_matkul: 'mk-390' },
    ],
  })
  knowFields(feeder)
  const feeders = [{ organisation: 'samara', url: feeder.url, username: 'pt', password: 'rahasia' }]
  deps = { ...world.deps, feeders }
  registrar = visitor(deps, routes(deps, world.source), world.registrar)
  wartini = await world.student('Wartini', "H08'17")
  kasdi = await world.student('Kasdi', 'H0818')
  for (const [id, sks] of [
    ['stat-a', 1],
    ['stat-b', 2],
    ['block', 4],
    ['later', 2],
    ['undone', 1],
  ] as const)
    await world.earn(wartini, id, sks)
  await world.earn(kasdi, 'kasdi-a', 3)
  await world.counted(wartini, 'stat-a', 1, { courseId: 'samara-stat' })
  await world.counted(wartini, 'stat-b', 2, { courseId: 'samara-stat' })
  await world.counted(wartini, 'block', 4)
  await world.counted(kasdi, 'kasdi-a', 3, { courseId: 'samara-stat' })
})
after(async () => {
  await feeder.close()
  await world.close()
})

const PAGE = '/registrar/exports/feeder'
const run = async (act: 'send' | 'check') => {
  world.setClock(new Date(deps.clock().getTime() + 1000).toISOString())
  assert.equal((await registrar.post(`${PAGE}/runs`, { organisation: 'samara', act })).status, 303)
  await runFeeders(deps)
  const [last] = await runsOf(deps.db, 'samara')
  assert.ok(last !== undefined)
  return last
}
const lines = () => linesOf(deps.db, 'samara')
const make = (fields: Record<string, string> = {}) =>
  registrar.post(PAGE, {
    organisation: 'samara',
    semester: '20261',
    sourceKind: 'transfer',
    activityKind: '',
    ...fields,
  })

test('a fresh decision waits, grades come first, and every fault of the grades is named', async () => {
  const fresh = await registrar.get(PAGE)
  assert.match(fresh.text, /Keputusan ini masih bisa dibatalkan/)
  world.setClock('2026-11-05T03:00:00Z')
  assert.match((await registrar.get(PAGE)).text, /Belum ada nilai kampus yang berlaku/)
  const bad = await registrar.post('/registrar/exports/grades', {
    organisation: 'samara',
    validFrom: '2026-13-40',
    bands: 'A; 4,00; 90\nB; 4,50; 80\nC; 5; 300',
    passLetter: 'P',
    reason: 'pendek',
  })
  assert.equal(bad.status, 422)
  for (const words of [
    'Hari mulai tidak bisa dibaca',
    'Baris 2 tidak bisa dibaca',
    'Baris 3',
    'Huruf untuk lulus',
    'Alasannya',
  ])
    assert.ok(bad.text.includes(words), words)
  const good = await registrar.post('/registrar/exports/grades', {
    organisation: 'samara',
    validFrom: '2026-01-01',
    bands: 'A; 4,00; 90\nB; 3.00; 75\nC; 2; 60',
    passLetter: 'B',
    reason: 'Keputusan rektor 12/2026.',
  })
  assert.equal(good.status, 303)
})

test('two credentials of one course make one line; a block without a course waits for one', async () => {
  const page = await registrar.get(PAGE)
  assert.match(page.text, /Kursus stat-(a \+ Kursus stat-b|b \+ Kursus stat-a)/)
  assert.match(page.text, /Tidak ada mata kuliahnya/)
  const decision = /name="decision" value="([a-z0-9]+)"/.exec(page.text)?.[1] ?? ''
  const pack = (course: string) =>
    registrar.post(`${PAGE}/course`, { organisation: 'samara', decision, [`courseId-${decision}`]: course })
  const foreign = await pack('merapu-stat')
  assert.equal(foreign.status, 422)
  assert.match(foreign.text, new RegExp(`href="#courseId-${decision}"`), 'the fault leads to the box that was sent')
  assert.match(foreign.text, new RegExp(`id="courseId-${decision}"[^>]*aria-invalid="true"`))
  assert.equal((await pack('samara-stat')).status, 303)
  // 3 SKS stand in that course already, and 4 more are more than it has.
  assert.match((await registrar.get(PAGE)).text, /lebih banyak daripada mata kuliahnya/)
})

test('the export is written once, however often and by whomever it is asked', async () => {
  assert.equal((await make({ semester: '2026' })).status, 422)
  await sql`delete from feeder_course`.execute(deps.db)
  const [one, other] = await Promise.all([make(), make()])
  assert.deepEqual([one.status, other.status].sort(), [303, 422])
  assert.deepEqual((await lines()).map(({ sks, letter, state }) => [sks, letter, state]).sort(), [
    [3, 'B', 'waiting'],
    [3, 'B', 'waiting'],
  ])
  const stranger = visitor(deps, routes(deps, world.source), world.otherRegistrar)
  assert.equal((await stranger.get(`${PAGE}?organisation=samara`)).status, 404)
  assert.ok(!(await stranger.get(PAGE)).text.includes('Kursus'))
})

test('a crash after the feeder stored a line doubles nothing, and an old token is renewed', async () => {
  feeder.dropAfter(TRANSFER)
  const broken = await run('send')
  assert.deepEqual([broken.stopped, broken.endedAt], ['no-answer', null])
  assert.equal(feeder.rows(TRANSFERS).length, 1)
  feeder.expireTokens()
  world.setClock('2026-11-05T03:01:00Z')
  await runFeeders(deps)
  assert.equal(feeder.rows(TRANSFERS).length, 2)
  assert.deepEqual(
    (await lines()).map(({ state }) => state),
    ['sent', 'sent'],
  )
  const [first] = feeder.rows(TRANSFERS)
  assert.equal(first?.id_matkul, 'mk-214')
  assert.equal(Number(first?.sks_mata_kuliah_diakui), 3)
  assert.equal(Number(first?.nilai_angka_diakui), 3)
  assert.equal(String(first?.kode_mata_kuliah_asal).length, 20)
  // Once more: nothing waits, and nothing is inserted.
  assert.deepEqual((await run('send')).counts, {})
  assert.equal(feeder.rows(TRANSFERS).length, 2)
})

test('comparing line by line says the same, different and missing', async () => {
  assert.deepEqual((await run('check')).counts, { same: 2 })
  feeder.change(TRANSFERS, 0, { nilai_huruf_diakui: 'A' })
  assert.deepEqual((await run('check')).counts, { same: 1, different: 1 })
  feeder.change(TRANSFERS, 0, { nilai_huruf_diakui: 'B' })
  const kept = feeder.rows(TRANSFERS)[1] ?? {}
  feeder.change(TRANSFERS, 1, null)
  assert.deepEqual((await run('check')).counts, { same: 1, missing: 1 })
  feeder.change(TRANSFERS, 1, kept)
  assert.match((await registrar.get(`/en${PAGE}`)).text, /Not there at PDDikti/)
})

test('a dictionary with a new required field stops the run before anything is sent', async () => {
  await world.counted(wartini, 'later', 2)
  world.setClock('2026-11-09T03:00:00Z')
  const page = await registrar.get(PAGE)
  for (const [, decision = ''] of page.text.matchAll(/name="decision" value="([a-z0-9]+)"/g))
    await registrar.post(`${PAGE}/course`, {
      organisation: 'samara',
      decision,
      [`courseId-${decision}`]: 'samara-elective',
    })
  assert.equal((await make({ sourceKind: 'conversion' })).status, 422)
  assert.equal((await make({ sourceKind: 'conversion', activityKind: '18' })).status, 303)
  const fields = {
    id_matkul: { type: 'uuid', nullable: 'not null' },
    nik_dosen: { type: 'string(16)', nullable: 'not null' },
  }
  feeder.dictionary('InsertKonversiKampusMerdeka', fields)
  const before = feeder.acts.length
  const stopped = await run('send')
  assert.equal(stopped.stopped, 'dictionary')
  assert.ok(stopped.findings.some(({ field, kind }) => field === 'nik_dosen' && kind === 'field-new-required'))
  assert.deepEqual(
    feeder.acts.slice(before).filter((act) => act.startsWith('Insert')),
    [],
  )
  const list = feederList().acts.find(({ act }) => act === 'InsertKonversiKampusMerdeka')
  feeder.dictionary(
    'InsertKonversiKampusMerdeka',
    Object.fromEntries((list?.fields ?? []).map(({ name, type }) => [name, { type, nullable: 'not null' }])),
  )
})

test('a rejected line says what the feeder said, keeps its chain, and goes when the feeder takes it', async () => {
  feeder.refuse('InsertKonversiKampusMerdeka', { code: 61, text: 'Semester belum dibuka' })
  assert.deepEqual((await run('send')).counts, { rejected: 1 })
  assert.match((await registrar.get(PAGE)).text, /Semester belum dibuka/)
  feeder.refuse('InsertKonversiKampusMerdeka', null)
  assert.deepEqual((await run('send')).counts, { sent: 1 })
  assert.equal(feeder.rows('GetListAktivitasMahasiswa').length, 1)
  assert.equal(feeder.rows('GetListAnggotaAktivitasMahasiswa').length, 1)
  const [conversion] = feeder.rows('GetListKonversiKampusMerdeka')
  assert.equal(Number(conversion?.sks_mata_kuliah), 6)
  assert.equal(Number(conversion?.nilai_indeks), 3)
  assert.deepEqual((await run('check')).counts, { same: 3 })
})

test('a decision that is taken back takes its line back at the feeder', async () => {
  await world.earn(kasdi, 'kasdi-b', 1)
  const requestId = await world.counted(kasdi, 'kasdi-b', 1, { courseId: 'samara-elective' })
  world.setClock('2026-11-12T03:00:00Z')
  assert.equal((await make()).status, 303)
  assert.deepEqual((await run('send')).counts, { sent: 1 })
  assert.equal(feeder.rows(TRANSFERS).length, 3)
  // Within its hours, as an appeal that is won later would: the standing decision ends.
  world.setClock('2026-11-09T04:00:00Z')
  assert.ok((await undo(deps, world.registrar, 'samara', requestId)).ok)
  world.setClock('2026-11-12T04:00:00Z')
  assert.deepEqual((await run('send')).counts, { withdrawn: 1 })
  assert.equal(feeder.rows(TRANSFERS).length, 2)
})

test('wrong passwords end the run in words, and neither user nor password stands anywhere', async () => {
  const wrong = { organisation: 'samara', url: feeder.url, username: 'pt', password: 'salah-rahasia' }
  const bad: Deps = { ...deps, feeders: [wrong] }
  world.setClock(new Date(deps.clock().getTime() + 1000).toISOString())
  await registrar.post(`${PAGE}/runs`, { organisation: 'samara', act: 'check' })
  await runFeeders(bad)
  const [last] = await runsOf(deps.db, 'samara')
  assert.equal(last?.stopped, 'login')
  const { rows } = await sql<{
    text: string
  }>`select coalesce(json_agg(r)::text, '') || (select coalesce(json_agg(o)::text, '') from outbox o)
    || (select coalesce(json_agg(a)::text, '') from audit a) as text from feeder_run r`.execute(deps.db)
  assert.doesNotMatch(rows[0]?.text ?? '', /rahasia|H0818|Kasdi/)
})

test('the file has every line in JSON, CSV and XLSX', async () => {
  const answer = async (end: string) => registrar.get(`${PAGE}/lines.${end}`)
  const json = JSON.parse((await answer('json')).text) as { lines: { nim: string; act: string[] }[] }
  assert.equal(json.lines.length, 4)
  assert.ok(json.lines.some(({ act }) => act.length === 3))
  const csv = (await answer('csv')).text
  assert.match(csv, /H08'17;55201;IF 214;LB[0-9A-Z]{18};/)
  assert.equal((await answer('xlsx')).status, 200)
  const { linesAsXlsx } = await import('./files.ts')
  const { fileLines } = await import('./service-lines.ts')
  const book = new ExcelJS.Workbook()
  const bytes = await linesAsXlsx(await fileLines(deps.db, 'samara'))
  await book.xlsx.load(bytes.buffer as ArrayBuffer)
  assert.equal(book.worksheets[0]?.rowCount, 5)
})

test('the decided letter, index and mark are written; what the campus doesn’t map is held back with its reason', async () => {
  const mark = { result: { kind: 'mark', tenths: 785, outcomes: 2 } } as const
  await world.earn(kasdi, 'marked', 1, mark)
  await world.counted(kasdi, 'marked', 1, { courseId: 'samara-elective' })
  world.setClock('2026-11-16T03:00:00Z')
  // Decided under the provisional mapping, and the campus's scale names no marks: nothing is invented.
  assert.match((await registrar.get(PAGE)).text, /Nilainya 78\.5, dan kampus belum menyebut hurufnya/)
  assert.equal((await make({ semester: '20261' })).status, 422)
  const scale = {
    organisation: 'samara',
    validFrom: '2026-11-16',
    bands: 'A; 4,00; 95; 85\nAB; 3,50; 82; 75\nC; 2; 60; 55',
    passLetter: '',
    reason: 'Keputusan rektor 20/2026.',
  }
  assert.equal((await registrar.post('/registrar/exports/grades', scale)).status, 303)
  await world.earn(kasdi, 'better', 1, { result: { kind: 'mark', tenths: 910, outcomes: 1 } })
  await world.earn(kasdi, 'passed', 1, { result: { kind: 'pass' } })
  for (const id of ['better', 'passed']) await world.counted(kasdi, id, 1, { courseId: 'samara-elective' })
  world.setClock('2026-11-19T03:00:00Z')
  assert.match((await registrar.get(PAGE)).text, /Hanya lulus yang tercatat, dan kampus belum memilih huruf/)
  assert.equal((await make()).status, 303)
  assert.deepEqual((await run('send')).counts, { sent: 1 })
  const sent = feeder.rows(TRANSFERS).at(-1)
  // 78.5 is AB (3.50) by the campus's mapping, 91.0 is A (4.00): two of one course go by the mean index, 3.75.
  assert.deepEqual([sent?.nilai_huruf_diakui, Number(sent?.nilai_angka_diakui)], ['AB', 3.5])
  await world.earn(kasdi, 'conversion', 1, mark)
  await world.counted(kasdi, 'conversion', 1, { courseId: 'samara-elective' })
  world.setClock('2026-11-23T03:00:00Z')
  assert.equal((await make({ sourceKind: 'conversion', activityKind: '18' })).status, 303)
  assert.deepEqual((await run('send')).counts, { sent: 1 })
  const last = feeder.rows('GetListKonversiKampusMerdeka').at(-1)
  assert.deepEqual([last?.nilai_huruf, Number(last?.nilai_indeks), Number(last?.nilai_angka)], ['AB', 3.5, 78.5])
  assert.deepEqual((await run('check')).counts, { same: 5 })
})
