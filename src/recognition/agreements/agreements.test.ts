import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openCampus } from '../../../test/support/campus.ts'
import { addCourse, addProgramme, recordEvent } from '../../organisations/index.ts'
import { sql } from '../../platform/database.ts'
import { ask, decide, standingDecision } from '../index.ts'
import { confirmEquivalence, importEquivalences, proposeEquivalence, suggestionsFor } from './index.ts'
import { linesFor } from './rules.ts'
import { endEquivalence, versionMeant } from './service.ts'
import { equivalencesOf } from './store.ts'
import type { Equivalence, EquivalenceGiven } from './types.ts'

let campus: Awaited<ReturnType<typeof openCampus>>
let tamara = ''
let second = ''
const VERSIONS = ['stat-1', 'stat-2', 'farm-1'] as const

before(async () => {
  campus = await openCampus()
  tamara = campus.tamara
  second = await campus.person('Sekar')
  await campus.role(second, 'samara', 'owner')
  const { db } = campus.deps
  for (const [number, id] of VERSIONS.entries()) {
    const text = JSON.stringify({ id: `Definisi ${id}`, en: `Definition ${id}` })
    await sql`insert into definition (id, organisation_id, slug, created_at) values (${id}, 'arung', ${id}, ${campus.deps.clock()})`.execute(
      db,
    )
    await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks,
        kkni_level, mode, assessment_kind, identity_assurance, standard, evidence_source, created_at, published_at)
      values (${id}, ${id}, ${number + 1}, ${text}::jsonb, ${text}::jsonb, ${text}::jsonb, 'energy', 135, 3, 5, 'online', 'practical',
        'in-person', ${text}::jsonb, 'study', ${campus.deps.clock()}, ${campus.deps.clock()})`.execute(db)
  }
})
after(() => campus.close())

const line = (more: Partial<EquivalenceGiven> = {}): EquivalenceGiven => ({
  definitionVersionId: 'stat-1',
  courseId: 'agr214',
  asVersionId: null,
  sks: 2,
  validFrom: '2026-01-01',
  validUntil: '2027-01-01',
  basis: 'PKS 17/2026',
  ...more,
})
const codes = (outcome: { ok: boolean; refusals?: readonly { code: string; at?: string }[] }) =>
  (outcome.refusals ?? []).map(({ code, at }) => [code.replace('recognition.', ''), at ?? ''].join(' ').trim())
const propose = async (given: EquivalenceGiven, who = tamara) =>
  proposeEquivalence(campus.deps, await campus.actor(who), 'samara', given)
const confirm = async (id: string, who = second) =>
  confirmEquivalence(campus.deps, await campus.actor(who), 'samara', id)
const suggested = async (versionId: string, day: string, organisationId = 'samara', programmeId = 'agri') =>
  (await suggestionsFor(campus.deps.db, { organisationId, programmeId, versionId, day })).map(
    ({ courseId, sks }) => `${courseId} ${sks}`,
  )

test('a line is proposed by one and confirmed by another, and holds between its days', async () => {
  const proposed = await propose(line())
  assert.ok(proposed.ok)
  const { id } = proposed.value.equivalence
  assert.deepEqual(await suggested('stat-1', '2026-11-23'), [], 'a proposal alone suggests nothing')
  const desk = await campus.get(second, '/registrar')
  assert.ok(desk.status === 200 && desk.text.includes('/registrar/equivalences?organisation=samara'))
  assert.ok((await campus.get(second, '/registrar/equivalences')).text.includes(`${id}/confirmation`))
  assert.ok((await campus.get(tamara, '/registrar/equivalences')).text.includes('Minta registrar lain'))
  assert.deepEqual(codes(await confirm(id, tamara)), ['equivalence-same-person'])
  assert.deepEqual(codes(await confirm(id, campus.rahmadi)), ['not-allowed'])
  assert.ok((await confirm(id)).ok)
  assert.deepEqual(codes(await confirm(id)), ['equivalence-unknown'])
  assert.deepEqual(
    [
      await suggested('stat-1', '2025-12-31'),
      await suggested('stat-1', '2026-12-31'),
      await suggested('stat-1', '2027-01-01'),
    ],
    [[], ['agr214 2'], []],
  )
  assert.deepEqual(await suggested('stat-1', '2026-11-23', 'merapu', 'informatics'), [])
  const { rows } =
    await sql`select 1 from log_opening where subject = 'equivalence' and subject_id = ${`samara/${id}`}`.execute(
      campus.deps.db,
    )
  assert.equal(rows.length, 1)
  const again = await propose(line())
  assert.ok(again.ok && !again.value.isNew)
})

test('every fault of a line is said: unknown, too much, broken figures, days, both targets, overlapping days', async () => {
  const wrong = line({ definitionVersionId: 'never', courseId: 'inf110', sks: 0, validUntil: '2025-01-01', basis: ' ' })
  assert.deepEqual(codes(await propose(wrong)), [
    'equivalence-version-unknown version',
    'equivalence-course-unknown course',
    'equivalence-sks sks',
    'equivalence-days from',
    'equivalence-basis basis',
  ])
  assert.deepEqual(codes(await propose(line({ courseId: 'agr330', sks: 4 }))), ['equivalence-too-much sks'])
  assert.deepEqual(codes(await propose(line({ courseId: 'agr330', sks: 1.5 }))), ['equivalence-sks sks'])
  assert.deepEqual(codes(await propose(line({ asVersionId: 'stat-2' }))), ['equivalence-target course'])
  assert.deepEqual(codes(await propose(line({ validFrom: '2026-06-01', validUntil: null }))), [
    'equivalence-overlap from',
  ])
})

test('a version is meant by its id, by the address of its page, or by that of its definition, whose newest one counts', async () => {
  const { db, publicUrl, clock } = campus.deps
  const [definition, older, newer] = ['d', 'v', 'w'].map((letter) => letter.padEnd(26, '0'))
  const text = JSON.stringify({ id: 'Tanah', en: 'Soil' })
  await sql`insert into definition (id, organisation_id, slug, created_at) values (${definition}, 'arung', 'tanah', ${clock()})`.execute(
    db,
  )
  for (const [number, id] of [older, newer].entries())
    await sql`insert into definition_version (id, definition_id, number, title, description, micro_competency, field, hours, sks,
        kkni_level, mode, assessment_kind, identity_assurance, standard, evidence_source, created_at, published_at)
      values (${id}, ${definition}, ${number + 1}, ${text}::jsonb, ${text}::jsonb, ${text}::jsonb, 'energy', 135, 3, 5, 'online',
        'practical', 'in-person', ${text}::jsonb, 'study', ${clock()}, ${clock()})`.execute(db)
  assert.equal(await versionMeant(db, `${publicUrl}/en/catalogue/${definition}?from=search#daftar`), newer)
  assert.equal(await versionMeant(db, ` ${publicUrl}/definitions/${older} `), older)
  assert.equal(await versionMeant(db, 'stat-1'), 'stat-1')
  assert.equal(await versionMeant(db, 'https://elsewhere.example/course'), 'https://elsewhere.example/course')
})

test('versions that count as each other are followed, and a circle is refused with its way', async () => {
  const as = (definitionVersionId: string, asVersionId: string) =>
    line({ definitionVersionId, courseId: null, asVersionId, sks: null })
  for (const [from, to] of [
    ['stat-2', 'stat-1'],
    ['farm-1', 'stat-2'],
  ] as const) {
    const proposed = await propose(as(from, to))
    assert.ok(proposed.ok)
    assert.ok((await confirm(proposed.value.equivalence.id)).ok)
  }
  assert.deepEqual(await suggested('farm-1', '2026-11-23'), ['agr214 2'])
  const circle = await propose(as('stat-1', 'farm-1'))
  assert.ok(!circle.ok)
  assert.deepEqual(circle.refusals[0].values, {
    circle: 'Definisi stat-1 → Definisi farm-1 → Definisi stat-2 → Definisi stat-1',
  })
  assert.deepEqual(codes(await propose(as('stat-1', 'stat-1'))), ['equivalence-circle asVersion'])
  // Lines from a file of long ago that circle all the same come to an end.
  const looped: Equivalence[] = (['a', 'b'] as const).map((id) => ({
    ...as(id, id === 'a' ? 'b' : 'a'),
    organisationId: 'samara',
    id,
    programmeId: null,
    proposedBy: 'x',
    proposedAt: campus.deps.clock(),
    confirmedBy: 'y',
    confirmedAt: campus.deps.clock(),
    endedOn: null,
  }))
  assert.deepEqual(linesFor('a', looped, '2026-11-23'), [])
})

test('two who close a circle at the same moment: one of them is refused', async () => {
  const as = (definitionVersionId: string, asVersionId: string) =>
    line({ definitionVersionId, courseId: null, asVersionId, sks: null, validFrom: '2028-01-01', validUntil: null })
  const both = await Promise.all([propose(as('stat-1', 'stat-2')), propose(as('stat-2', 'stat-1'), second)])
  assert.deepEqual(both.flatMap(codes).filter((code) => code.startsWith('equivalence-circle')).length >= 1, true)
})

test('the agreement fills the form in advance, and the decision names it', async () => {
  const student = await campus.person('Wartini')
  await campus.student(student)
  await campus.earn(student, 'agreed', 3, { definitionVersionId: 'stat-1' })
  const form = await campus.get(student, '/credit/requests/new?credential=agreed')
  assert.match(form.text, /<option value="agr214" selected/)
  const asked = await ask(campus.deps, campus.source, await campus.actor(student), {
    credentialId: 'agreed',
    sks: 3,
    asPackage: false,
    courseId: null,
    note: '',
  })
  assert.ok(asked.ok)
  const { requestId } = asked.value
  const page = await campus.get(tamara, `/registrar/requests/${requestId}`)
  for (const part of ['Sesuai kesetaraan yang disepakati (PKS 17/2026).', 'AGR 214 Statistika Pertanian, 2 SKS'])
    assert.ok(page.text.includes(part), part)
  assert.match(page.text, /<option value="agr214" selected/)
  const decided = await decide(campus.deps, campus.source, await campus.actor(tamara), 'samara', requestId, {
    outcome: 'course-equivalence',
    grantedSks: '2',
    courseId: 'agr214',
    reason: 'Sesuai kesetaraan yang disepakati (PKS 17/2026).',
    waiverReason: '',
  })
  assert.ok(decided.ok)
  const kept = await standingDecision(campus.deps.db, student, requestId)
  assert.ok(kept?.equivalenceId)
})

test('a file proposes its lines once, and says of each rejected row what is wrong', async () => {
  const file = [
    'Versi definisi;Kode program studi;Kode mata kuliah;SKS;Berlaku mulai;Sampai;Dasar',
    'farm-1;54201;AGR 330;3;01/08/2026;;PKS 18/2026',
    'farm-1;54201;AGR 999;3;01/08/2026;;PKS 18/2026',
    'farm-1;54201;AGR 214;2,5;2026-08-01;;PKS 18/2026',
    'farm-1;54201;AGR 214;-2;2026-08-01;;PKS 18/2026',
  ].join('\n')
  const bring = async () =>
    importEquivalences(campus.deps, await campus.actor(tamara), 'samara', new TextEncoder().encode(file))
  const first = await bring()
  assert.ok(first.ok, JSON.stringify(first))
  const { read, created, unchanged, rejected } = first.value.report
  assert.deepEqual([read, created, unchanged], [4, 1, 0])
  assert.deepEqual(
    rejected.map(({ row, faults }) => [row, ...faults.map(({ refusal }) => refusal.code.replace('recognition.', ''))]),
    [
      [3, 'equivalence-course-unknown'],
      [4, 'equivalence-sks'],
      [5, 'equivalence-sks'],
    ],
  )
  const again = await bring()
  assert.ok(again.ok && again.value.report.created === 0 && again.value.report.unchanged === 1)
  const denied = await importEquivalences(campus.deps, await campus.actor(campus.rahmadi), 'samara', new Uint8Array())
  assert.deepEqual(codes(denied), ['not-allowed'])
})

test('the page shows the lines, takes a second person’s confirmation and ends a line', async () => {
  const page = await campus.get(second, '/en/registrar/equivalences')
  assert.equal(page.status, 200)
  assert.ok(page.text.includes('Waits for a second person (proposed by Tamara)'))
  const id = /equivalences\/([0-9a-z]{26})\/confirmation/.exec(page.text)?.[1] ?? ''
  assert.equal((await campus.post(second, `/registrar/equivalences/${id}/confirmation`, [])).status, 303)
  const bad = await campus.post(tamara, '/registrar/equivalences', [['version', 'x']])
  assert.equal(bad.status, 422)
  const send = (form: Record<string, string>) =>
    campus.post(
      tamara,
      '/registrar/equivalences',
      Object.entries({ version: 'farm-1', from: '2030-01-01', basis: 'PKS 19/2026', ...form }),
    )
  const before = (await equivalencesOf(campus.deps.db, ['samara'])).length
  for (const sks of ['-2', '1,5', '0.5', '0', '']) {
    const refused = await send({ course: 'AGR 214', sks })
    assert.equal(refused.status, 422, sks)
    assert.match(refused.text, /SKS.*bulat/s)
  }
  const which = await send({ course: 'agr', sks: '2' })
  assert.equal(which.status, 422)
  for (const part of [
    'Ada 2 mata kuliah yang cocok',
    'value="agr"',
    'AGR 214 Statistika Pertanian, Agribisnis (S1, 54201)',
  ])
    assert.ok(which.text.includes(part), part)
  const other = await send({ course: 'agr', chosen: 'agr330', sks: '0' })
  assert.match(other.text, /value="AGR 330 Pemasaran Digital, Agribisnis \(S1, 54201\)"/, 'what was chosen is kept')
  const circle = await send({ version: 'stat-1', asVersion: 'farm-1' })
  assert.equal(circle.status, 422)
  assert.match(circle.text, /Definisi stat-1 → Definisi farm-1 → Definisi stat-2 → Definisi stat-1/)
  assert.equal((await send({ course: 'INF 110', sks: '2' })).status, 422, 'a course of another university')
  assert.equal((await equivalencesOf(campus.deps.db, ['samara'])).length, before)
  assert.equal((await send({ version: 'stat-2', course: 'agr', chosen: 'agr330', sks: '2' })).status, 303)
  const chosen = (await equivalencesOf(campus.deps.db, ['samara'])).filter((one) => one.validFrom === '2030-01-01')
  assert.deepEqual(
    chosen.map((one) => [one.definitionVersionId, one.courseId]),
    [['stat-2', 'agr330']],
  )
  const suggestions = '/registrar/equivalences/courses/samara?q=farm+stat'
  const suggested = ['AGR 214 Farm Statistics, Agribusiness (S1, 54201)']
  assert.deepEqual(JSON.parse((await campus.get(second, `/en${suggestions}`)).text), suggested)
  assert.deepEqual(
    [(await campus.get(campus.rahmadi, suggestions)).status, (await campus.get(null, suggestions)).status],
    [404, 401],
  )
  assert.equal((await campus.get(campus.rahmadi, '/registrar/equivalences')).text.includes('PKS 17/2026'), false)
  assert.ok((await endEquivalence(campus.deps, await campus.actor(tamara), 'samara', id)).ok)
  assert.deepEqual(codes(await endEquivalence(campus.deps, await campus.actor(tamara), 'samara', id)), [
    'equivalence-unknown',
  ])
})

test('an old agreement follows the university into which it merged, for the course of the same code', async () => {
  const programme = {
    code: '54201',
    name: { id: 'Agribisnis', en: 'Agribusiness' },
    level: 'S1' as const,
    kkniLevel: 6,
  }
  await addProgramme(campus.deps.db, {
    ...programme,
    id: 'merapu-agri',
    organisationId: 'merapu',
    totalSks: 144,
    totalCourses: 48,
  })
  await addCourse(campus.deps.db, {
    id: 'merapu-agr214',
    programmeId: 'merapu-agri',
    code: 'AGR 214',
    name: { id: 'Statistika', en: 'Statistics' },
    sks: 2,
  })
  assert.deepEqual(await suggested('stat-1', '2026-11-23', 'merapu', 'merapu-agri'), [])
  const merged = await recordEvent(
    campus.deps,
    {
      organisationId: 'samara',
      kind: 'merge',
      onDay: '2026-11-20',
      newName: null,
      successorId: 'merapu',
      source: { id: 'Keputusan penggabungan', en: 'Decision of the merger' },
    },
    null,
  )
  assert.ok(merged.ok, JSON.stringify(merged))
  assert.deepEqual(await suggested('stat-1', '2026-11-23', 'merapu', 'merapu-agri'), ['merapu-agr214 2'])
  assert.deepEqual(await suggested('stat-1', '2026-11-19', 'merapu', 'merapu-agri'), [], 'not before the merger')
  assert.deepEqual(await suggested('stat-1', '2026-11-23', 'merapu', 'informatics'), [])
})
