import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Campus, openCampus } from '../../../test/support/campus.ts'
import { addCourse, addProgramme, coursesOf, findCourse } from '../../organisations/index.ts'
import { sql } from '../../platform/database.ts'
import { courseLine, courseMeant, suggestedCourses } from './index.ts'

// Courses with their skills, by page and by table: a registrar of the own university alone, every fault in words.

const PATH = '/registrar/courses'
let campus: Campus & { tamara: string; rahmadi: string }
before(async () => {
  campus = await openCampus()
})
after(() => campus.close())

const COURSE = {
  programme: 'agri',
  revision: '1',
  code: 'AGR 401',
  nameId: 'Analitik Data Pertanian',
  nameEn: 'Farm Data Analytics',
  sks: '3',
  semester: '5',
  standsFor: 'course',
  skills: 'DAT-01\ndat-02, J.620100.004.01',
  outcomesId: 'Membersihkan data panen\nMenguji dugaan',
  outcomesEn: 'Clean harvest data\nTest a hypothesis',
}
const post = (who: string, path: string, fields: Record<string, string | File>) =>
  campus.post(who, path, Object.entries(fields))
const table = (text: string) => new File([text], 'courses.csv', { type: 'text/csv' })
const upload = (text: string, who = campus.tamara) =>
  post(who, `${PATH}/table`, { programme: 'agri', file: table(text) })
const stored = async (code: string) => (await coursesOf(campus.deps.db, 'agri')).find((one) => one.code === code)

test('a registrar adds a course with its skills and outcomes, and changes it', async () => {
  assert.equal((await post(campus.tamara, PATH, COURSE)).status, 303)
  const course = await stored('AGR 401')
  assert.deepEqual(
    [course?.sks, course?.semester, course?.standsFor, course?.skills, course?.outcomes?.length],
    [
      3,
      5,
      'course',
      [
        { framework: 'lumbung-skills', code: 'DAT-01' },
        { framework: 'lumbung-skills', code: 'DAT-02' },
        { framework: 'skkni', code: 'J.620100.004.01' },
      ],
      2,
    ],
  )
  const list = await campus.get(campus.tamara, `/en${PATH}`)
  assert.match(list.text, /AGR 401 Farm Data Analytics/)
  assert.match(list.text, /2 courses state no skills yet/)
  const page = await campus.get(campus.tamara, `${PATH}/${course?.id}`)
  assert.ok(page.text.includes('Membersihkan data panen') && page.text.includes('J.620100.004.01'))
  const changed = { ...COURSE, sks: '4', standsFor: 'internship', skills: '' }
  assert.equal((await post(campus.tamara, `${PATH}/${course?.id}`, changed)).status, 303)
  const after = await stored('AGR 401')
  assert.deepEqual([after?.sks, after?.standsFor, after?.skills, after?.revision], [4, 'internship', null, 2])
  // Whoever still has the old form open is told, and nothing of it is taken.
  const late = await post(campus.tamara, `${PATH}/${course?.id}`, COURSE)
  assert.equal(late.status, 422)
  assert.match(late.text, /Orang lain mengubah mata kuliah ini/)
  assert.equal((await stored('AGR 401'))?.sks, 4)
})

test('bad figures, unknown skills and half a translation are refused, all at once and in words', async () => {
  for (const sks of ['-3', '2,5', '2.5', '0', '', '1e2', '100']) {
    const refused = await post(campus.tamara, PATH, { ...COURSE, code: 'AGR 500', sks })
    assert.equal(refused.status, 422, sks)
    assert.match(refused.text, /SKS bukan bilangan bulat mulai dari 1/)
  }
  const bad = await post(campus.tamara, `/en${PATH}`, {
    ...COURSE,
    code: 'agr401',
    nameEn: '',
    semester: '-1',
    standsFor: 'holiday',
    skills: 'DAT-01 XYZ-99 J.62.1',
    outcomesEn: 'Only one',
  })
  assert.equal(bad.status, 422)
  for (const words of [
    'The name of the course is missing',
    'The semester can’t be read',
    'This kind of course is not known',
    'These skills are in no list: XYZ-99, J.62.1',
    'The outcomes differ in number',
  ])
    assert.ok(bad.text.includes(words), words)
  const twin = await post(campus.tamara, PATH, { ...COURSE, code: 'agr401' })
  assert.match(twin.text, /Kode AGR 401 sudah dipakai/)
  assert.equal((await coursesOf(campus.deps.db, 'agri')).length, 3)
})

test('nobody else reads or writes them', async () => {
  const student = await campus.person('Wartini')
  for (const path of [PATH, `${PATH}/agr214`, `${PATH}/new?programme=agri`, `${PATH}/table.csv?programme=agri`])
    assert.equal((await campus.get(student, path)).status, 403, path)
  assert.equal((await campus.get(null, PATH)).status, 401)
  const other = campus.rahmadi
  assert.equal((await campus.get(other, `${PATH}/agr214`)).status, 404)
  assert.equal((await campus.get(other, `${PATH}?organisation=samara`)).status, 404)
  assert.equal((await post(other, PATH, COURSE)).status, 404)
  assert.equal((await post(other, `${PATH}/agr214`, COURSE)).status, 404)
  assert.equal((await upload('Kode;SKS\nAGR 214;9\n', other)).status, 404)
  assert.equal((await findCourse(campus.deps.db, 'agr214'))?.sks, 2)
})

test('a table adds and changes; its bad rows come back with their reasons and are taken once mended', async () => {
  const sent = await upload(
    [
      'Kode mata kuliah;Nama mata kuliah;Nama (Inggris);SKS;Jenis;Keterampilan',
      'AGR 214;Statistika Pertanian;Farm Statistics;3;mata kuliah;DAT-01, DAT-03',
      'AGR 600;Magang;Internship;4;magang;',
      'AGR 601;Tugas Akhir;;-6;tugas akhir;DAT-01',
      'AGR 602;Basis Data;Databases;2,5;;NIX-01',
      'agr600;Magang;Internship;4;magang;',
    ].join('\n'),
  )
  assert.equal(sent.status, 303)
  const result = await campus.get(campus.tamara, sent.location)
  assert.match(result.text, /3 baris perlu diperbaiki/)
  const csv = (await campus.get(campus.tamara, `${sent.location}/rejected.csv`)).text
  assert.match(
    csv,
    /AGR 601;Tugas Akhir;;'-6;tugas akhir;DAT-01;4;.*Nama mata kuliah belum ada.*SKS: SKS bukan bilangan/,
  )
  assert.match(csv, /AGR 602.*Keterampilan: Keterampilan ini tidak ada di daftar: NIX-01/)
  assert.match(csv, /agr600.*Kode ini sudah ada di baris 3/)
  const [changed, added] = [await stored('AGR 214'), await stored('AGR 600')]
  assert.deepEqual([changed?.id, changed?.sks, changed?.skills?.length], ['agr214', 3, 2])
  assert.deepEqual([added?.standsFor, added?.skills], ['internship', null])
  assert.equal(await stored('AGR 601'), undefined)
  assert.equal((await campus.get(campus.rahmadi, sent.location)).status, 404)
  const mended = await upload(
    csv.replace("'-6", '6').replace(';;', ';Final Project;').replace('2,5', '2').replace('NIX-01', ''),
  )
  const again = await campus.get(campus.tamara, mended.location)
  assert.equal(again.status, 200)
  assert.doesNotMatch(again.text, /baris perlu diperbaiki/)
  assert.equal((await stored('AGR 600'))?.id, added?.id, 'written agr600, and still the same course')
  assert.deepEqual([(await stored('AGR 601'))?.sks, (await stored('AGR 602'))?.sks], [6, 2])
})

test('what is saved as a table can be sent back and changes nothing; a missing column leaves what stands', async () => {
  for (const language of ['', '/en']) {
    const csv = (await campus.get(campus.tamara, `${language}${PATH}/table.csv?programme=agri`)).text
    assert.match(csv, language === '' ? /Kode mata kuliah;Nama mata kuliah;/ : /Course code;Name \(Indonesian\);/)
    const sent = await upload(csv)
    const { rows } = await sql<{ counts: Record<string, number> }>`select report->'counts' as counts from course_upload
      where id = ${sent.location.split('/').at(-1)}`.execute(campus.deps.db)
    const courses = (await coursesOf(campus.deps.db, 'agri')).length
    assert.deepEqual(rows[0]?.counts, { read: courses, created: 0, changed: 0, unchanged: courses })
  }
  await upload('Course code;Semester\nAGR 214;3\n')
  const course = await stored('AGR 214')
  assert.deepEqual([course?.semester, course?.sks, course?.skills?.length], [3, 3, 2])
})

test('a file that is no table, none at all, and a table without codes are refused whole', async () => {
  assert.match((await post(campus.tamara, `${PATH}/table`, { programme: 'agri' })).text, /Berkas belum dipilih/)
  assert.equal((await upload('<html><body>x</body></html>')).status, 422)
  assert.equal((await upload('Nama mata kuliah;SKS\nBotani;3\n')).status, 422)
})

test('the audit names ids and figures alone', async () => {
  const { rows } = await sql<{ text: string }>`select coalesce(json_agg(a)::text, '') as text from audit a
    where a.verb like 'course.%'`.execute(campus.deps.db)
  assert.match(rows[0]?.text ?? '', /course\.save/)
  assert.doesNotMatch(rows[0]?.text ?? '', /Tamara|Analitik/)
})

test('a course is named by code, name or suggestion, and nothing is guessed where several fit or none', async () => {
  const { db } = campus.deps
  await addProgramme(db, {
    id: 'soil',
    organisationId: 'samara',
    code: '54211',
    name: { id: 'Ilmu Tanah', en: 'Soil Science' },
    level: 'S1',
    kkniLevel: 6,
    totalSks: 144,
    totalCourses: null,
  })
  const practice = { id: 'Praktik Lapangan', en: 'Field Practice' }
  const soil = [
    { id: 'soil-214', code: 'AGR 214', name: { id: 'Statistika Tanah (Lanjut)', en: 'Soil Statistics' } },
    ...Array.from({ length: 110 }, (_, at) => ({ id: `prk-${at}`, code: `PRK ${100 + at}`, name: practice })),
  ]
  for (const course of soil) await addCourse(db, { ...course, programmeId: 'soil', sks: 2 })
  const meant = (text: string, chosen = '') => courseMeant(db, 'samara', text, chosen)

  for (const [text, id] of [
    ['agr-330', 'agr330'],
    [' AGR330 ', 'agr330'],
    ['pemasaran  digital', 'agr330'],
    ['Digital marketing', 'agr330'],
    ['54211 AGR 214', 'soil-214'],
    ['agr 214 statistika tanah lanjut', 'soil-214'],
    ['PRK 209', 'prk-109'],
  ] as const)
    assert.equal((await meant(text)).course?.id, id, text)

  const both = await meant('AGR 214')
  assert.deepEqual([both.course, both.among.map(({ id }) => id), both.total], [null, ['agr214', 'soil-214'], 2])
  assert.equal((await meant('AGR 214', 'soil-214')).course?.id, 'soil-214', 'somebody chose')
  assert.equal((await meant('AGR 330', 'soil-214')).course?.id, 'agr330', 'another text goes before an older choice')
  assert.equal((await meant('AGR 214', 'inf110')).course, null, 'no course of another university')
  const part = await meant('pemasar')
  assert.deepEqual([part.course, part.among.map(({ id }) => id)], [null, ['agr330']], 'a part alone is asked about')
  const many = await meant('praktik')
  assert.deepEqual([many.course, many.among.length, many.total], [null, 100, 110])
  for (const text of ['INF 110', 'sihir', '---', "%_'; --"])
    assert.deepEqual(await meant(text), { course: null, among: [], total: 0 }, text)

  for (const language of ['id', 'en'] as const) {
    const lines = await suggestedCourses(db, 'samara', 'agr214', language)
    assert.equal(lines.length, 2)
    for (const [at, line] of lines.entries()) {
      const { course } = await meant(line)
      assert.equal(course?.id, ['agr214', 'soil-214'][at], line)
      assert.equal(course === null ? '' : courseLine(course, language), line)
    }
  }
  assert.equal((await suggestedCourses(db, 'samara', 'field practice', 'en')).length, 8)
  assert.deepEqual(await suggestedCourses(db, 'samara', 'p', 'id'), [])
})
