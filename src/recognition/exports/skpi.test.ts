import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Recognised, recognised } from '../../../test/support/recognised.ts'
import { type Visitor, visitor } from '../../../test/support/room.ts'
import { routes } from '../index.ts'
import type { CredentialSource } from '../types.ts'
import { skpiBasis } from './library.ts'
import { skpiOf } from './service-skpi.ts'
import { drawSkpi } from './skpi-pdf.ts'
import { supplementPeople } from './store-skpi.ts'

let world: Recognised
let registrar: Visitor
let wartini = ''
const found = new Map<string, { verdict: 'valid' | 'invalid' | 'unconfirmed'; kind: string }>()
let source: CredentialSource

before(async () => {
  world = await recognised('2026-11-02T03:00:00Z')
  source = { ...world.source, verdictOf: async (id) => found.get(id) ?? { verdict: 'valid', kind: 'valid' } }
  registrar = visitor(world.deps, routes(world.deps, source), world.registrar)
  wartini = await world.student('Wartini Đặng', 'H0817')
  await world.earn(wartini, 'stat', 3, { issuedOn: '2026-05-02' })
  await world.earn(wartini, 'talk', 2, {
    issuedOn: '2026-03-01',
    title: { id: 'Bicara Publik', en: 'Public Speaking' },
  })
  await world.earn(wartini, 'gone', 1)
  await world.counted(wartini, 'stat', 3, { courseId: 'samara-stat' })
  await world.counted(wartini, 'talk', 2, { outcome: 'supplement' })
  await world.counted(wartini, 'gone', 1)
})
after(() => world.close())

const PAGE = '/registrar/exports/skpi'

test('the registrar reads each entry in both languages, with credit and without, and what is unverified says so', async () => {
  assert.match((await registrar.get(PAGE)).text, /Wartini/)
  const page = await registrar.get(`${PAGE}/${wartini}`)
  for (const words of [
    'Dihitung 3 SKS sebagai IF 214 Mata kuliah IF 214, diputus 2 November 2026.',
    'Counted as 3 SKS for IF 214 Course IF 214, decided on 2 November 2026.',
    'Public Speaking',
    'Noted without credit',
    'Permendikbudristek 50/2024 6(1)',
    'belum dipastikan',
    'Halaman ini bukan SKPI',
  ])
    assert.ok(page.text.includes(words), words)
  assert.ok(page.text.indexOf('Bicara Publik') < page.text.indexOf('Kursus stat'))
})

test('a long list of students comes in parts that leave nobody out', async () => {
  const { db } = world.deps
  const added: string[] = []
  for (const [at, name] of ['Ayu', 'Bima', 'Citra'].entries()) {
    const student = await world.student(name, `H09${at}`)
    await world.earn(student, `paged-${at}`, 1)
    await world.counted(student, `paged-${at}`, 1)
    added.push(student)
  }
  const parts = []
  for (let from = 0; from < 5; from += 3) parts.push(await supplementPeople(db, 'samara', { from, limit: 3 }))
  assert.deepEqual(
    parts.map(({ total, people }) => [total, people.length]),
    [
      [4, 3],
      [4, 1],
    ],
  )
  const listed = parts.flatMap(({ people }) => people.map(({ personId }) => personId))
  assert.deepEqual(listed.toSorted(), [...added, wartini].toSorted())
  const rest = await registrar.get(`${PAGE}?from=2`)
  assert.match(rest.text, /3–4 dari 4/)
  assert.match(rest.text, /href="\/registrar\/exports\/skpi\?organisation=samara&amp;from=0">Sebelumnya/)
  assert.equal((rest.text.match(/exports\/skpi\/[0-9a-z]{26}\?/g) ?? []).length, 2)
  const past = await registrar.get(`/en${PAGE}?from=9000`)
  assert.match(past.text, /from=0">Previous/, 'past the end a way leads back')
  assert.doesNotMatch((await registrar.get(PAGE)).text, /Sebelumnya|Berikutnya/)
})

test('a revoked credential leaves the supplement, and the registrar reads why', async () => {
  found.set('gone', { verdict: 'invalid', kind: 'revoked' })
  const answer = await registrar.get(`${PAGE}/${wartini}.json`)
  const json = JSON.parse(answer.text) as {
    entries: { credentialId: string; sks: number; counted: { en: string } }[]
    leftOut: { credentialId: string; kind: string }[]
    student: { nim: string }
  }
  assert.deepEqual(
    json.entries.map(({ credentialId, sks }) => [credentialId, sks]),
    [
      ['talk', 0],
      ['stat', 3],
    ],
  )
  assert.deepEqual(
    json.leftOut.map(({ credentialId, kind }) => [credentialId, kind]),
    [['gone', 'revoked']],
  )
  assert.equal(json.student.nim, 'H0817')
  assert.match((await registrar.get(`/en${PAGE}/${wartini}`)).text, /no longer valid/)
})

test('another university and people without entries are not found', async () => {
  const other = visitor(world.deps, routes(world.deps, source), world.otherRegistrar)
  for (const path of [`${PAGE}/${wartini}`, `${PAGE}/${wartini}.pdf`, `${PAGE}/${wartini}.json`])
    assert.equal((await other.get(path)).status, 404, path)
  assert.equal((await registrar.get(`${PAGE}/nobody`)).status, 404)
  assert.equal((await visitor(world.deps, routes(world.deps, source), null).get(PAGE)).status, 401)
})

test('the PDF is tagged, archival and goes over pages', async () => {
  const skpi = await skpiOf(world.deps.db, source, 'samara', wartini, world.deps.clock())
  assert.ok(skpi !== null)
  const bytes = await drawSkpi({ ...skpi, entries: Array(30).fill(skpi.entries[0]) }, skpiBasis(), world.deps.clock())
  const text = bytes.toString('latin1')
  assert.match(text, /^%PDF-1\.7/)
  assert.match(text, /\/MarkInfo/)
  assert.ok((text.match(/\/Type \/Page\b(?!s)/g) ?? []).length > 2)
  assert.equal((await registrar.get(`${PAGE}/${wartini}.pdf`)).status, 200)
})
