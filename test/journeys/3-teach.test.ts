import assert from 'node:assert/strict'
import { test } from 'node:test'
import ExcelJS from 'exceljs'
import { awardedEnrolments } from '../../src/credentials/index.ts'
import { type Batch, participantsOf } from '../../src/enrolment/index.ts'
import { programmesOf } from '../../src/organisations/index.ts'
import { openBatch } from '../world.ts'
import { stage } from './stage.ts'
import { JOB_DONE, nameOf, type Visit, WALKS, type Way, walk } from './visit.ts'

// Learners come by themselves and from two rosters; one links her study and its registrar confirms it; results are recorded
// on the page and from a file; who passed every mandatory outcome is awarded, and no one else.

const set = stage()

for (const [turn, way] of WALKS.entries()) {
  test(`learners are enrolled, assessed and awarded (${nameOf(way)})`, async () => {
    const here = walk(set.browser, set.site.url, way)
    const version = turn === 0 ? set.world.versions[0] : set.world.versions[1]
    const batch = await openBatch(set.world, version)
    const learner = await here.stranger()
    const name = `Ratih${turn}`
    await signUp(learner, name)
    await enrol(learner, version.title[way.language])
    await linkStudy(learner)
    await confirm(await here.as('tamara'), name)
    await learner.open('/wallet/study')
    await rosters(await here.as('bagus'), batch, turn)
    const people = await participantsOf(set.site.deps.db, batch.id)
    assert.deepEqual(people.map((one) => one.name).sort(), ['Darmin', 'Painem', 'Wagiman', name].sort())
    await assess(await here.as('marlina'), batch, name)
    await award(await here.as('bagus'), batch, way, [name, 'Darmin', 'Painem'], 'Wagiman')
    await here.end()
  })
}

async function signUp(learner: Visit, name: string): Promise<void> {
  await learner.open('/sign-up')
  await learner.page.locator('input[name=name]').fill(name)
  await learner.page.locator('input[name=email]').fill(`${name.toLowerCase()}@contoh.example`)
  await learner.page.locator('input[name=password]').fill('empat kata yang panjang')
  await learner.press('form[action$="/sign-up"] button')
}

async function enrol(learner: Visit, title: string): Promise<void> {
  await learner.open(`/catalogue?q=${encodeURIComponent(title)}`)
  await learner.press(`li.item h3 a:text-is("${title}")`)
  await learner.press('#daftar form button')
  await learner.open('/enrolments')
  assert.equal(await learner.page.getByText(title, { exact: true }).count(), 1)
}

async function linkStudy(learner: Visit): Promise<void> {
  await learner.open('/wallet/study')
  const campus = set.world.organisation('universitas-bukit-samara')
  const programme = (await programmesOf(set.site.deps.db, campus)).find(({ code }) => code === '54201')
  const { page } = learner
  await page.locator('select[name=programmeId]').selectOption(programme?.id ?? '')
  const said = { nim: '0042105517', semester: '6', sksTaken: '104', onlineSks: '12', outsideSks: '6' }
  for (const [name, value] of Object.entries(said)) await page.locator(`[name=${name}]`).fill(value)
  await learner.press('form[action$="/wallet/study"] button')
}

async function confirm(registrar: Visit, name: string): Promise<void> {
  await registrar.open('/registrar/students')
  await registrar.press(`a:text-is("${name}")`)
  assert.ok(await registrar.page.getByText('0042105517').count(), 'the NIM keeps its leading zero')
  const answer = registrar.page.locator('form[action$="/answer"] [name=answer][value=confirm]')
  await answer.check()
  await registrar.press('form[action$="/answer"] button')
  await registrar.open('/registrar/students')
  assert.equal(await registrar.page.locator(`a:text-is("${name}")`).count(), 0)
}

/** One roster as CSV with semicolons, one as XLSX with a row that lacks a name and a total row. */
async function rosters(provider: Visit, batch: Batch, turn: number): Promise<void> {
  await provider.open(`/provider/batches/${batch.id}`)
  const csv = `\uFEFFNo;NIM;Nama Mahasiswa;Surel\r\n1;0077${turn}1;Darmin;darmin${turn}@contoh.example\r\n2;0077${turn}2;Wagiman;wagiman${turn}@contoh.example\r\n`
  await send(provider, 'peserta.csv', 'text/csv', Buffer.from(csv))
  await provider.open(`/provider/batches/${batch.id}`)
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Peserta')
  sheet.addRows([
    ['Nama Lengkap', 'Email', 'NIM'],
    ['Painem', `painem${turn}@contoh.example`, `0077${turn}3`],
    ['', `tanpa.nama${turn}@contoh.example`, `0077${turn}4`],
  ])
  const bytes = Buffer.from(await book.xlsx.writeBuffer())
  await send(provider, 'peserta.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes)
  assert.equal(await provider.page.locator('a[href$="rejected.csv"]').count(), 1, 'the row without a name is told')
}

async function send(visit: Visit, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const file = visit.page.locator('input[name=file]')
  await file.setInputFiles({ name, mimeType, buffer })
  // A person presses when the file's name stands there.
  await visit.page.waitForFunction(
    (box) => (box as unknown as { files: { length: number } }).files.length === 1,
    await file.elementHandle(),
  )
  await visit.press('#unggah button')
}

/** The page takes the results of one, a file those of the others; Wagiman lacks a mandatory outcome. */
async function assess(assessor: Visit, batch: Batch, own: string): Promise<void> {
  await assessor.open('/assess')
  await assessor.press(`a[href$="/assess/batches/${batch.id}"]`)
  const row = assessor.page.locator('tr', { hasText: own })
  const boxes = row.locator('input[inputmode=decimal]')
  const outcomes = await boxes.count()
  assert.ok(outcomes >= 2)
  for (let at = 0; at < outcomes; at++) await boxes.nth(at).fill('88')
  await assessor.press('form[action*="?sheet="] button')
  const people = await participantsOf(set.site.deps.db, batch.id)
  const numbers = new Map(people.map((one) => [one.name, one.participantNumber ?? '']))
  const codes = Array.from({ length: outcomes }, (_, at) => `O${at + 1}`)
  const line = (name: string, first: string) =>
    [numbers.get(name), name, first, ...codes.slice(1).map(() => '75')].join(',')
  const file = [['NIM', 'Nama', ...codes].join(','), line('Darmin', '90'), line('Painem', '60'), line('Wagiman', '59')]
  await send(assessor, 'nilai.csv', 'text/csv', Buffer.from(file.join('\n')))
  assert.equal(await assessor.page.locator('a[href$="rejected.csv"]').count(), 0)
}

async function award(issuer: Visit, batch: Batch, way: Way, passed: readonly string[], lacking: string): Promise<void> {
  await issuer.open('/provider/issue')
  await issuer.press(`a[href$="/provider/issue/batches/${batch.id}"]`)
  await issuer.press('form[action$="/provider/issue/jobs"] button')
  await issuer.drawnAnew(JOB_DONE)
  const { rows } = await awarded(batch)
  assert.deepEqual(rows.sort(), [...passed].sort(), way.language)
  await issuer.open(`/provider/issue/batches/${batch.id}`)
  const text = await issuer.page.locator('tr', { hasText: lacking }).innerText()
  assert.match(text, way.language === 'id' ? /belum/i : /not/i)
}

/** The names of those who hold an award of the batch. */
async function awarded(batch: Batch): Promise<{ rows: string[] }> {
  const people = await participantsOf(set.site.deps.db, batch.id)
  const ids = await awardedEnrolments(
    set.site.deps.db,
    people.map(({ id }) => id),
  )
  return { rows: people.filter(({ id }) => ids.has(id)).map(({ name }) => name) }
}
