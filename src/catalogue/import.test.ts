import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, afterEach, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { catalogueDeps, fileOf } from '../../test/fixtures/catalogue/world.ts'
import { testDatabase } from '../../test/support/database.ts'
import { type Db, sql } from '../platform/database.ts'
import {
  catalogueSources,
  countOfferings,
  findOffering,
  type ImportFile,
  importCatalogue,
  type Offering,
} from './index.ts'

const FOLDER = 'test/fixtures/catalogue'
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.csv'))
  .sort()
const fixture = (name: string): ImportFile => {
  const bytes = readFileSync(`${FOLDER}/${name}`)
  // Some campuses pack their lists and don't say so in the name.
  return fileOf(`some-list-${names.indexOf(name)}`, names.indexOf(name) % 3 === 0 ? gzipSync(bytes) : bytes, 97)
}

let world: Awaited<ReturnType<typeof testDatabase>>
before(async () => {
  world = await testDatabase()
})
afterEach(() => empty(world.db))
after(() => world.close())

const empty = (db: Db) => sql`truncate offering_source, offering, search_word`.execute(db)

async function courses(db: Db): Promise<readonly Offering[]> {
  const { rows } = await sql<{
    id: string
  }>`select id from offering where withdrawn_at is null order by platform, natural_key`.execute(db)
  const found = await Promise.all(rows.map(({ id }) => findOffering(db, id)))
  return found.flatMap((offering) => offering ?? [])
}

/** A course as people see it: without the id that this database gave it. */
const seen = ({ id: _, ...rest }: Offering) => rest

async function importText(text: string | Uint8Array, name = 'list.csv') {
  let rejected = ''
  const report = await importCatalogue(catalogueDeps(world.db), [fileOf(name, text)], {
    rejectedTo: async (_, piece) => {
      rejected += piece
    },
  })
  const { files, ...figures } = report
  return { figures, files, rejected }
}
const figures = (
  read: number,
  created: number,
  rest: Partial<Record<'updated' | 'unchanged' | 'rejected' | 'duplicates', number>> = {},
) => ({
  read,
  created,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  duplicates: 0,
  ...rest,
})

test('each of the sixteen shapes is recognised by its headings', async () => {
  assert.equal(names.length, 16)
  const { files } = await importCatalogue(catalogueDeps(world.db), names.map(fixture))
  const sources = files.map(({ source }) => source)
  assert.equal(new Set(sources).size, 16)
  assert.deepEqual(
    [...sources, 'lumbung-offerings'].sort(),
    catalogueSources().map(({ id }) => id),
  )
  assert.deepEqual(
    files.flatMap(({ refusals }) => refusals),
    [],
  )
})

test('all fixtures: every row is accounted for, and a second run changes nothing', async () => {
  const deps = catalogueDeps(world.db)
  const { files: _, ...first } = await importCatalogue(deps, names.map(fixture))
  assert.deepEqual(first, figures(35, 19, { rejected: 3, duplicates: 13 }))
  assert.equal((await countOfferings(world.db)).all, 19)
  const { files: __, ...second } = await importCatalogue(deps, names.map(fixture))
  assert.deepEqual(second, figures(35, 0, { rejected: 3, unchanged: 32 }))
})

test('the same course from six files is one, with the newest facts and the fullest words', async () => {
  await importCatalogue(catalogueDeps(world.db), names.map(fixture))
  const rain = (await courses(world.db)).filter(({ url }) => url?.includes('rain-gauges'))
  assert.equal(rain.length, 1)
  const { id: _, firstSeenAt: __, changedAt: ___, ...facts } = rain[0] ?? assert.fail()
  assert.deepEqual(facts, {
    platform: 'coursera',
    definitionId: null,
    definitionVersionId: null,
    organisationId: null,
    providerName: 'Lembah Angin Polytechnic',
    title: 'Reading Rain Gauges',
    titleEn: null,
    description: 'Read a gauge each morning. Keep a table of rain, and compare years',
    descriptionEn: null,
    url: 'https://www.coursera.org/learn/rain-gauges',
    language: null,
    level: 'beginner',
    mode: 'online',
    field: 'engineering',
    kkniLevel: null,
    hours: null,
    weeksMin: 1,
    weeksMax: 4,
    sks: null,
    priceRupiah: 0,
    isFree: true,
    skills: ['Rainfall Records', 'Measuring (Field Work, Instruments)', 'Data Tables'],
    ratingHundredths: 476,
    ratingCount: 1200,
    opensOn: null,
    closesOn: null,
    province: null,
    curated: false,
    invented: false,
    withdrawnAt: null,
    sameAs: null,
  })
})

test('dirt of each shape: grouped numbers, lists, durations, levels, addresses, languages', async () => {
  await importCatalogue(catalogueDeps(world.db), names.map(fixture))
  const all = await courses(world.db)
  const pick = (title: string) => all.find((one) => one.title === title) ?? assert.fail(title)
  const soils = pick('Soils of the Archipelago')
  assert.deepEqual(
    [soils.hours, soils.weeksMin, soils.isFree, soils.language, soils.field, soils.ratingCount],
    [21, 7, true, 'en', 'environment', 5],
  )
  assert.deepEqual(soils.skills, ['Soil Science', 'Maps (Reading, Drawing)'])
  assert.equal(pick('Mareas y puertos').language, 'es')
  const weaving = pick('Weaving Patterns with Spreadsheets 2026')
  assert.deepEqual(
    [weaving.hours, weaving.isFree, weaving.ratingHundredths, weaving.ratingCount, weaving.level, weaving.url],
    [27, false, 470, 2841, 'mixed', null],
  )
  assert.equal(pick('Boat Engines: 300 Questions').isFree, null)
  const anklung = pick('Anklung for Everyone – Play Together!')
  assert.deepEqual(
    [anklung.hours, anklung.level, anklung.url, anklung.field],
    [27, 'beginner', 'https://www.udemy.com/course/anklung-for-everyone/', 'creative'],
  )
  assert.deepEqual(pick('Village Accounts').skills, ['Bookkeeping', "People's Banks"])
  assert.deepEqual([pick('Master of Granaries').weeksMin, pick('Master of Granaries').description], [104, ''])
  assert.deepEqual([pick('C in the Rice Field').language, pick('C in the Rice Field').hours], ['id', 5])
  assert.equal(pick('C# in the Rice Field').hours, 1)
  assert.equal(pick('Clay and Kiln').description, 'Part 1\nWet clay.\n\n- mix\n- throw')
})

test('the order of the files makes no difference', async () => {
  const deps = catalogueDeps(world.db)
  await importCatalogue(deps, names.map(fixture))
  const expected = (await courses(world.db)).map(seen)
  const shuffled = fc.shuffledSubarray(names as string[], { minLength: names.length })
  await fc.assert(
    fc.asyncProperty(shuffled, fc.boolean(), async (order, together) => {
      await empty(world.db)
      const { created } = await importCatalogue(deps, order.map(fixture))
      assert.deepEqual((await courses(world.db)).map(seen), expected)
      if (together) assert.equal(created, expected.length)
    }),
    { numRuns: 8 },
  )
})

test('rows without an address join the one course of their title, and stand apart when two claim it', async () => {
  const deps = catalogueDeps(world.db)
  const head = 'judul;penyelenggara;alamat\n'
  const lists = [`${head}Anyaman Bambu;;https://kursus.example/a\n`, `${head}Anyaman Bambu;;https://kursus.example/b\n`]
  const unaddressed =
    'instructor,title,skills,rating,reviewcount,level,certificatetype,duration,crediteligibility,description,platform\nX,Knots,,,,,,,,,\n'
  const coursera = (slug: string) =>
    `name,institution,course_url,course_id\nKnots,X,https://www.coursera.org/learn/${slug},${slug}\n`
  const steps = [unaddressed, coursera('knots'), coursera('knots-2')].map((text, at) => fileOf(`${at}`, text))
  await importCatalogue(deps, [steps[0] ?? assert.fail()])
  const [before] = await courses(world.db)
  await importCatalogue(deps, [steps[1] ?? assert.fail()])
  const joined = await courses(world.db)
  assert.deepEqual(
    joined.map(({ id, url }) => [id, url]),
    [[before?.id, 'https://www.coursera.org/learn/knots']],
    'it keeps its id',
  )
  await importCatalogue(deps, [steps[2] ?? assert.fail()])
  assert.deepEqual(
    (await courses(world.db)).map(({ url }) => url),
    [null, 'https://www.coursera.org/learn/knots', 'https://www.coursera.org/learn/knots-2'],
  )
  const { figures: two } = await importText(lists.join('\n').replace(`\n${head}`, '\n'))
  assert.deepEqual(two, figures(2, 2))
})

test('a newer list of the same source updates what it says and keeps what it leaves out', async () => {
  const head = 'judul,penyelenggara,alamat,jam,tingkat\n'
  assert.deepEqual((await importText(`${head}Kopi,Desa,https://k.example/kopi,10,pemula\n`)).figures, figures(1, 1))
  assert.deepEqual(
    (await importText(`${head}Kopi Arabika,Desa,https://k.example/kopi,12,\n`)).figures,
    figures(1, 0, { updated: 1 }),
  )
  const [coffee] = await courses(world.db)
  assert.deepEqual([coffee?.title, coffee?.hours, coffee?.level], ['Kopi Arabika', 12, 'beginner'])
})

test('rejected rows come back with row, column, reason and advice, can be mended and fed again', async () => {
  const csv =
    'judul;penyelenggara;alamat;jam\n;Desa;https://k.example/1;5\n=cmd|calc;Desa;https://k.example/2;5\nJahe;Desa;javascript:alert(1);5\nKunyit;Desa;https://k.example/4;5;lebih;lagi\nSerai;Desa;https://k.example/5;5\n'
  const first = await importText(csv)
  assert.deepEqual(first.figures, figures(5, 1, { rejected: 4 }))
  assert.deepEqual(first.files[0]?.reasons, {
    'catalogue.title-missing': 1,
    'catalogue.cell-is-formula': 1,
    'catalogue.address-not-readable': 1,
    'catalogue.cells-too-many': 1,
  })
  const lines = first.rejected.split('\r\n')
  assert.equal(lines[0], '\ufeffjudul;penyelenggara;alamat;jam;Baris asal;Alasan;Saran;Reason;What to do')
  assert.match(
    lines[1] ?? '',
    /^;Desa;https:\/\/k\.example\/1;5;2;judul: Judul kosong\. \[catalogue\.title-missing\];Tulis judul/,
  )
  assert.match(lines[2] ?? '', /^'=cmd\|calc;/, 'no spreadsheet carries it out')
  const again = await importText(first.rejected)
  assert.deepEqual(again.figures, figures(4, 1, { rejected: 3 }), 'only the row with too many cells is whole now')
  assert.deepEqual(again.files[0]?.unknownColumns, [])
  const mended = first.rejected
    .replace('\r\n;Desa', '\r\nLaos;Desa')
    .replace("'=cmd|calc", 'Kencur')
    .replace('javascript:alert(1)', 'https://k.example/3')
  assert.deepEqual((await importText(mended)).figures, figures(4, 3, { unchanged: 1 }))
  assert.deepEqual((await courses(world.db)).map(({ title }) => title).sort(), [
    'Jahe',
    'Kencur',
    'Kunyit',
    'Laos',
    'Serai',
  ])
})

const rows = [
  ['judul', 'penyelenggara', 'alamat'],
  ['Batik "Sogan"; dasar,\nlanjutan', 'Café Desa', 'https://k.example/batik'],
]
const written = (delimiter: string) =>
  `${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n')}\r\n`
const titleCells = (text: string) => text.replace(',\nlanjutan', ', lanjutan')
for (const [name, encode] of [
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16BE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-16LE without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ['Windows-1252', (text: string) => Buffer.from(text, 'latin1')],
] as const) {
  test(`${name}, with each delimiter, says the same`, async () => {
    for (const delimiter of [',', ';', '\t']) {
      await empty(world.db)
      const { figures: counted } = await importText(encode(titleCells(written(delimiter))))
      assert.deepEqual(counted, figures(1, 1), delimiter)
      const [course] = await courses(world.db)
      assert.deepEqual([course?.title, course?.providerName], ['Batik "Sogan"; dasar, lanjutan', 'Café Desa'])
    }
  })
}

test('JSON lists and unknown columns are read; unknown shapes and broken files are refused whole', async () => {
  const json = JSON.stringify([
    { judul: 'Lurik', penyelenggara: 'Desa', alamat: 'https://k.example/lurik', warna: 3 },
    7,
  ])
  const list = await importText(json, 'anything.txt')
  assert.deepEqual(list.figures, figures(2, 1, { rejected: 1 }))
  assert.deepEqual(list.files[0]?.unknownColumns, ['warna'])
  for (const [text, code] of [
    ['', 'catalogue.file-empty'],
    ['\n \n', 'catalogue.file-empty'],
    ['a,b\n1,2\n', 'catalogue.source-unknown'],
    ['%PDF-1.7 ...', 'catalogue.file-not-readable'],
    ['{"judul": "x"}', 'catalogue.file-not-readable'],
    [gzipSync('judul').subarray(0, 12), 'catalogue.file-not-readable'],
  ] as const) {
    const { files, figures: none } = await importText(text)
    assert.deepEqual([files[0]?.refusals[0]?.code, none.read], [code, 0])
  }
})

test('a quote that is never closed rejects the rest and keeps what came before', async () => {
  const { figures: counted, files } = await importText(
    'judul,penyelenggara,alamat\nSatu,Desa,https://k.example/1\n"Dua,Desa,https://k.example/2\nTiga,Desa,https://k.example/3\n',
  )
  assert.deepEqual(counted, figures(2, 1, { rejected: 1 }))
  assert.deepEqual(files[0]?.reasons, { 'catalogue.quote-not-closed': 1 })
})

test('any text at all is read without a fall, and every row is accounted for', async () => {
  const cell = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `"${text.replaceAll('"', '""')}"`)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }), async (cells) => {
      const { figures: f } = await importText(
        `judul,penyelenggara,alamat\n${cells.map((row) => row.join(',')).join('\n')}\n`,
      )
      assert.equal(f.read, f.created + f.updated + f.unchanged + f.rejected + f.duplicates)
    }),
    { numRuns: 40 },
  )
})

test('an import leaves nothing for each search to read through', async () => {
  await importText('judul,penyelenggara,alamat\nPanen Raya,Desa,https://k.example/settled\n')
  const { rows } = await sql<{
    pages: number
  }>`select gin_clean_pending_list('offering_search') as pages`.execute(world.db)
  assert.equal(rows[0]?.pages, 0)
})
