import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import ExcelJS from 'exceljs'
import {
  actorOf,
  codesOf,
  given,
  openBatch,
  publishedVersion,
  type Teaching,
  teaching,
} from '../../test/support/teaching.ts'
import type { DefinitionVersion } from '../design/index.ts'
import { registerPerson } from '../people/index.ts'
import { sql } from '../platform/database.ts'
import { rejectedCsv } from '../platform/table/index.ts'
import { participantsOf } from './service.ts'
import { enrolRoster } from './service-roster.ts'
import { openUpload } from './service-upload.ts'

let world: Teaching
let version: DefinitionVersion
before(async () => {
  world = await teaching()
  version = await publishedVersion(world)
})
after(() => world.close())

const bytesOf = (text: string) => new TextEncoder().encode(text)
const send = async (batchId: string, text: string | Uint8Array) =>
  given(await enrolRoster(world.deps, world.issuer, batchId, typeof text === 'string' ? bytesOf(text) : text)).report

test('each bad row is answered with row, column and reason, and the rest is enrolled', async () => {
  const batch = await openBatch(world, version)
  const report = await send(
    batch.id,
    [
      'POLITEKNIK LEMBAH ANGIN;;;;;',
      'No.;NAMA MAHASISWA;No. Induk;E-mail;NIK;Golongan darah',
      '1;Marlina;2403117;marlina@contoh.id;;B',
      '2;Kasdi;2403118;;;',
      '3;;2403119;;;',
      '4;Yohana;2403117;;;',
      '5;Darmi;2403120;darmi@@contoh.id;;',
      '6;Sutini;2.403.121E+15;;;',
      '7;Rahmadi;2403122;;3,2E+15;',
      '8;=cmd|’ /C calc’!A0;2403123;;;',
      '9;12345;2403124;;;',
      '10;Lestari;;;;',
      '11;Lestari;;;;',
      '12;Tamrin;24 03;;;',
      '13;Fransiska;2403125;;12345;',
      'Jumlah;;;13;;',
    ].join('\r\n'),
  )
  assert.deepEqual(report.counts, { read: 13, enrolled: 3, registered: 3, already: 0, rejected: 10 })
  assert.deepEqual(report.totals, [16])
  assert.deepEqual(report.unknownColumns, ['No.', 'Golongan darah'])
  const told = report.faults.map((fault) => `${fault.row} ${fault.column} ${fault.refusal.code}`)
  assert.deepEqual(told, [
    '5 NAMA MAHASISWA enrolment.name-missing',
    '6 No. Induk enrolment.row-twice',
    '7 E-mail enrolment.email-malformed',
    '8 No. Induk enrolment.number-malformed',
    '9 NIK table.number-destroyed',
    '10 NAMA MAHASISWA table.formula',
    '11 NAMA MAHASISWA enrolment.name-without-letters',
    '13 NAMA MAHASISWA enrolment.row-twice',
    '14 No. Induk enrolment.number-malformed',
    '15 NIK people.nik-length',
  ])
  assert.deepEqual(
    (await participantsOf(world.deps.db, batch.id)).map((one) => one.name),
    ['Kasdi', 'Lestari', 'Marlina'],
  )
})

test('the same roster again changes nothing, and a mended file enrols only what was mended', async () => {
  const batch = await openBatch(world, version)
  const roster = 'Nama,NIM,Email\nSuparmi,0017,\nMukhlis,,mukhlis@contoh.id\nNurhayati,,\n,0018,\n'
  const first = given(await enrolRoster(world.deps, world.issuer, batch.id, bytesOf(roster)))
  assert.deepEqual(first.report.counts, { read: 4, enrolled: 3, registered: 3, already: 0, rejected: 1 })
  assert.deepEqual((await send(batch.id, roster)).counts, {
    read: 4,
    enrolled: 0,
    registered: 0,
    already: 3,
    rejected: 1,
  })
  const upload = await openUpload(world.deps, first.uploadId, 'roster', batch.id)
  assert.ok(upload)
  const mended = rejectedCsv(upload, upload.rejected, 'id').replace(/\r\n;0018/, '\r\nTamrin;0018')
  assert.deepEqual((await send(batch.id, mended)).counts, {
    read: 1,
    enrolled: 1,
    registered: 1,
    already: 0,
    rejected: 0,
  })
})

test('a NIM without its zeros is the participant it was, with a warning', async () => {
  const batch = await openBatch(world, version)
  await send(batch.id, 'Nama;NIM\nSuparmi;0017\n')
  const again = await send(batch.id, 'Nama;NIM\nSuparmi;17\n')
  assert.deepEqual(again.counts, { read: 1, enrolled: 0, registered: 0, already: 1, rejected: 0 })
  assert.deepEqual(
    again.warnings.map((fault) => [fault.row, fault.column, fault.refusal.code]),
    [[2, 'NIM', 'table.zeros-added']],
  )
})

test('a known person is recognised by address and name; a shared address needs a number', async () => {
  const batch = await openBatch(world, version)
  const known = given(
    await registerPerson(world.deps, { name: 'Sulastri', email: 'keluarga@contoh.id', language: 'id' }),
  )
  const report = await send(
    batch.id,
    'Nama;Email;NIM\nSULASTRI;Keluarga@contoh.id;\nTukiman;keluarga@contoh.id;\nTukimin;keluarga@contoh.id;55\n',
  )
  assert.deepEqual(
    report.faults.map((fault) => [fault.row, fault.refusal.code]),
    [[3, 'enrolment.email-other-name']],
  )
  assert.deepEqual([report.counts.enrolled, report.counts.registered], [2, 1])
  assert.ok((await participantsOf(world.deps.db, batch.id)).some((one) => one.personId === known.id))
})

test('a full batch rejects the rows that are too many, and never overbooks', async () => {
  const batch = await openBatch(world, version, 2)
  const report = await send(batch.id, 'Nama;NIM\nA;1\nB;2\nC;3\nD;4\n')
  assert.deepEqual(
    report.faults.map((fault) => `${fault.row} ${fault.refusal.code}`),
    ['4 enrolment.batch-full', '5 enrolment.batch-full'],
  )
  assert.equal((await participantsOf(world.deps.db, batch.id)).length, 2)
})

test('a workbook does as well as CSV', async () => {
  const batch = await openBatch(world, version)
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Peserta')
  sheet.addRow(['Daftar peserta'])
  sheet.mergeCells('A1:C1')
  sheet.addRows([
    ['Nama Peserta', 'NPM', 'NIK'],
    ['Wartini', 2403117, ''],
    ['Kasdi', 2403118, 3201234567890123],
  ])
  const report = await send(batch.id, new Uint8Array(await book.xlsx.writeBuffer()))
  assert.deepEqual(
    report.faults.map((fault) => `${fault.row} ${fault.column} ${fault.refusal.code}`),
    ['4 NIK table.number-destroyed'],
  )
  assert.equal(report.counts.enrolled, 1)
})

test('another organisation’s issuer, and the own assessor, find no batch', async () => {
  const batch = await openBatch(world, version)
  for (const actor of [world.stranger, world.assessor, await actorOf(world.deps, 'Siapa')]) {
    assert.deepEqual(codesOf(await enrolRoster(world.deps, actor, batch.id, bytesOf('Nama\nA\n'))), [
      'enrolment.batch-not-found',
    ])
  }
})

test('rejected rows are kept sealed and go after a day', async () => {
  const batch = await openBatch(world, version)
  const { uploadId } = given(
    await enrolRoster(world.deps, world.issuer, batch.id, bytesOf('Nama;NIK\n;3201234567890123\n')),
  )
  const { rows } = await sql<{ text: string }>`select upload::text as text from upload where id = ${uploadId}`.execute(
    world.deps.db,
  )
  assert.equal(rows[0]?.text.includes('3201234567890123'), false)
  assert.equal((await openUpload(world.deps, uploadId, 'roster', batch.id))?.rejected[0]?.cells[1], '3201234567890123')
  assert.equal(await openUpload(world.deps, uploadId, 'results', batch.id), null)
  world.setClock(new Date('2026-11-25T03:00:00Z'))
  await send(batch.id, 'Nama\nA\n')
  assert.equal(await openUpload(world.deps, uploadId, 'roster', batch.id), null)
})
