import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { mustBe } from '../../db/demo/country.ts'
import { type Campus, openCampus } from '../../test/support/campus.ts'
import { publishCampusRules } from '../../test/support/campus-rules.ts'
import { addCourse, addProgramme, changeCourse, chooseRuleSet, findCourse } from '../organisations/index.ts'
import { sql } from '../platform/database.ts'
import { loadTexts } from '../platform/text.ts'
import { ask, replayAll } from './index.ts'
import { exampleRuleSet } from './library.ts'
import { CONDITION_KINDS } from './policy/rules-part.ts'
import { standingDecision } from './store.ts'
import { type CredentialFacts, type Decision, ruleSetSchema } from './types.ts'

// Real requests under a rule set of the campus that asks for coverage, grade, use and the use of a term: what is known of each,
// what isn't and who can supply it. Two policy owners publish the rules; a registrar decides by HTTP.

const SKILLS = ['DAT-01', 'DAT-02', 'DAT-03', 'DAT-04'].map((code) => ({ framework: 'lumbung-skills', code }))
let campus: Campus & { tamara: string; rahmadi: string }
let learner = ''
before(async () => {
  campus = await openCampus()
  const { db } = campus.deps
  const agr214 = (await findCourse(db, 'agr214')) ?? assert.fail('no course')
  assert.ok(await changeCourse(db, { ...agr214, skills: SKILLS, sks: 4 }))
  const thesis = { id: 'agr499', programmeId: 'agri', code: 'AGR 499', name: { id: 'Skripsi', en: 'Thesis' }, sks: 6 }
  await addCourse(db, { ...thesis, standsFor: 'final-project', skills: SKILLS.slice(0, 1) })
  const rules = await publishRules()
  learner = await campus.person('Wartini')
  await campus.student(learner, 'informatics')
  await campus.earn(learner, 'before', 1)
  await decided(await asked('before', 1), campus.rahmadi, { grantedSks: '1' })
  await campus.student(learner)
  campus.setClock('2026-12-02T03:00:00Z')
  mustBe(await chooseRuleSet(campus.deps, await campus.actor(campus.tamara), 'samara', rules))
})
after(() => campus.close())

/** Rules of the campus with every kind of condition that this file is about. */
function publishRules(): Promise<string> {
  const example = exampleRuleSet()
  const conditions = example.conditions
    .filter(({ id }) => ['grade', 'overlap', 'no-final-project'].includes(id))
    .map((one) => (one.kind === 'grade' ? { ...one, leastHundredths: 300, passAccepted: false } : one))
  const limits = example.limits.filter(({ id }) => id === 'term').map((one) => ({ ...one, amount: 4 }))
  return publishCampusRules(campus.deps, 'samara', { validFrom: '2026-12-01', limits, conditions })
}

async function asked(credentialId: string, sks: number, courseId: string | null = null): Promise<string> {
  const wish = { credentialId, sks, asPackage: false, courseId, note: '' }
  return mustBe(await ask(campus.deps, campus.source, await campus.actor(learner), wish)).requestId
}

const FORM = { outcome: 'elective-block', grantedSks: '2', courseId: '', reason: 'Capaian sesuai.', waiverReason: '' }
async function decided(requestId: string, by = campus.tamara, fields: Partial<typeof FORM> = {}) {
  const form = Object.entries({ ...FORM, seen: 'yes', act: 'decide', ...fields })
  return campus.post(by, `/registrar/requests/${requestId}/decision`, form)
}
const page = (requestId: string, language = '') =>
  campus.get(campus.tamara, `${language}/registrar/requests/${requestId}`).then(({ text }) => plain(text))
const plain = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#39;|&rsquo;/g, '’')
    .replace(/\s+/g, ' ')
const decisionOf = async (requestId: string): Promise<Decision> =>
  (await standingDecision(campus.deps.db, learner, requestId)) ?? assert.fail('no decision')
const earn = (id: string, more: Partial<CredentialFacts>) =>
  campus.earn(learner, id, 2, {
    kind: 'micro-credential',
    skills: SKILLS.slice(0, 3),
    result: { kind: 'mark', tenths: 785, outcomes: 3 },
    ...more,
  })

test('coverage, grade, term and use elsewhere are known, shown with how they are counted, and stored with the decision', async () => {
  await earn('marked', {})
  const requestId = await asked('marked', 2)
  const text = await page(requestId, '/en')
  for (const words of [
    'AGR 214 Farm Statistics (shares the most skills with the credential)',
    '3 of 4 skills of the course (75%)',
    'B (3), from a mean mark of 78.5 over the mandatory outcomes',
    'Provisional',
    '0 SKS recognised since 1 September 2026',
    '0 SKS in other programmes of this campus, 1 SKS at other campuses',
  ])
    assert.ok(text.includes(words), words)
  assert.match(text, /Each skill of the course counts once.*DAT-01 .*DAT-02 .*DAT-03 .*DAT-04 /)
  // A course that states nothing, and none at all, can't be compared: the refusal says what to do.
  const silent = await decided(requestId, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr330' })
  assert.equal(silent.status, 422)
  assert.match(plain(silent.text), /Aturan menanyakan keterampilan mata kuliah.*Tulis keterampilan mata kuliah itu/)
  const block = await decided(requestId)
  assert.equal(block.status, 422)
  assert.match(plain(block.text), /Aturan menanyakan mata kuliah yang digantikannya.*Pilih mata kuliah/)
  const thesis = await decided(requestId, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr499' })
  assert.equal(thesis.status, 422)
  assert.match(plain(thesis.text), /tugas akhir/)
  const done = await decided(requestId, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr214' })
  assert.equal(done.status, 303)
  const { inputs, trace } = await decisionOf(requestId)
  assert.deepEqual(inputs.award.grade, {
    kind: 'points',
    hundredths: 300,
    letter: 'B',
    markTenths: 785,
    scaleFrom: '2025-09-02',
    provisional: true,
  })
  assert.deepEqual([inputs.course?.code, inputs.course?.basis, inputs.standsFor], ['AGR 214', 'named', 'course'])
  assert.deepEqual(inputs.study?.elsewhere, { sameUniversity: 0, otherUniversities: 1 })
  assert.ok(trace.steps.some(({ condition, values }) => condition === 'overlap' && values.percent === 75))
})

test('what was counted in the term is known to the next request, and its limit holds', async () => {
  await earn('second', { sks: 3, hours: 135 })
  const requestId = await asked('second', 2, 'agr214')
  assert.match(await page(requestId), /2 SKS sudah diakui sejak 1 September 2026/)
  // In the next term nothing of it is used; the request of this term stays one of this term.
  campus.setClock('2027-02-10T03:00:00Z')
  await earn('third', {})
  const later = await asked('third', 2, 'agr214')
  assert.match(await page(later), /0 SKS sudah diakui sejak 1 Februari 2027/)
  assert.match(await page(requestId), /2 SKS sudah diakui sejak 1 September 2026/)
  assert.equal((await decided(later, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr214' })).status, 303)
  // Decided in February, and still a use of the term in which it was asked: February's room isn't touched by it.
  assert.equal(
    (await decided(requestId, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr214' })).status,
    303,
  )
  campus.setClock('2027-02-11T03:00:00Z')
  await campus.earn(learner, 'fourth', 4, { skills: SKILLS, result: { kind: 'mark', tenths: 900, outcomes: 1 } })
  const over = await decided(await asked('fourth', 3, 'agr214'), campus.tamara, {
    outcome: 'course-equivalence',
    courseId: 'agr214',
    grantedSks: '3',
  })
  assert.equal(over.status, 422)
  assert.match(plain(over.text), /SKS yang diakui semester ini akan menjadi 5 dari 4/)
})

test('the campus’s own mapping decides from its day on; the older decision keeps its grade', async () => {
  const own = {
    organisation: 'samara',
    validFrom: '2027-02-12',
    bands: 'A; 4,00; 95; 90\nB; 3,00; 82; 80\nC; 2,00; 70; 60',
    passLetter: '',
    reason: 'Keputusan rektor 3/2027.',
  }
  const partly = { ...own, bands: 'A; 4,00; 95; 90\nB; 3,00; 82' }
  const refused = await campus.post(campus.tamara, '/registrar/exports/grades', Object.entries(partly))
  assert.match(plain(refused.text), /Hanya sebagian baris menyebut nilai terendahnya/)
  assert.equal((await campus.post(campus.tamara, '/registrar/exports/grades', Object.entries(own))).status, 303)
  campus.setClock('2027-02-12T03:00:00Z')
  await earn('regraded', {})
  const requestId = await asked('regraded', 2, 'agr214')
  const text = await page(requestId)
  assert.match(text, /C \(2\), dari nilai rata-rata 78,5/)
  assert.doesNotMatch(text, /Catat nilai kampus Anda/)
  const low = await decided(requestId, campus.tamara, { outcome: 'course-equivalence', courseId: 'agr214' })
  assert.equal(low.status, 422)
  assert.match(plain(low.text), /Nilainya 2\.00, sedangkan yang diminta paling rendah 3\.00/)
})

test('a pass is a pass, and where nobody recorded a result the screen says who can', async () => {
  await earn('passed', { result: { kind: 'pass' } })
  assert.match(await page(await asked('passed', 1, 'agr214')), /Lulus; tidak ada nilai angka yang tercatat/)
  await earn('silent', { result: undefined, skills: undefined })
  const requestId = await asked('silent', 1, 'agr214')
  const text = await page(requestId)
  assert.match(text, /Tidak ada hasil penilaian yang tercatat\. Penyelenggara bisa menunjukkannya/)
  assert.match(text, /Keterampilan kredensial tidak diketahui\. Penerbit bisa menyebutnya/)
  const refused = await decided(requestId, campus.tamara, {
    outcome: 'course-equivalence',
    courseId: 'agr214',
    grantedSks: '1',
  })
  assert.equal(refused.status, 422)
  assert.match(plain(refused.text), /Aturan menanyakan nilainya/)
})

test('an agreement in force names the course, before the skills do', async () => {
  await sql`insert into equivalence (organisation_id, id, definition_version_id, target, programme_id, course_id, sks, valid_from,
      basis, proposed_by, proposed_at, confirmed_by, confirmed_at)
    values ('samara', 'line', 'v-agreed', 'agr330', 'agri', 'agr330', 2, '2027-01-01', 'Perjanjian 12/2026', 'a', now(), 'b', now())`.execute(
    campus.deps.db,
  )
  await earn('agreed', { definitionVersionId: 'v-agreed' })
  const requestId = await asked('agreed', 1)
  const text = await page(requestId)
  assert.match(text, /AGR 330 Pemasaran Digital \(disebut perjanjian kesetaraan yang berlaku\)/)
  assert.match(
    text,
    /Mata kuliah ini belum menyebut keterampilannya\. Registrar kampus bisa menulisnya.*Tulis keterampilannya/,
  )
})

test('every reason that an evaluation can give has its words in the queue, in both languages', () => {
  const texts = loadTexts()
  const limits = ruleSetSchema.shape.limits.element.shape
  const codes = [
    ...limits.id.options.flatMap((id) => limits.base.options.map((base) => `over-${id}-${base}`)),
    ...CONDITION_KINDS.map((kind) => `condition-${kind}`),
    'too-short',
    'emptied',
    'nothing-left',
    'more-than-left',
    'no-package',
    'semester-too-early',
    'expired',
  ]
  for (const code of codes) {
    assert.ok(texts.has(`recognition.finding.${code}`), code)
    assert.ok(texts.has(`recognition.refusal.${code}.next`), code)
  }
})

test('every decision replays to the same answer, also those from before these facts were stored', async () => {
  const { contents, decisions } = JSON.parse(
    readFileSync('test/fixtures/decisions-before-facts.json', 'utf8'),
  ) as Before
  const { db } = campus.deps
  for (const [hash, content] of Object.entries(contents))
    await sql`insert into rule_set_edition (hash, rule_set_id, version, content, kept_at)
      values (${hash}, ${content.id}, ${content.version}, ${JSON.stringify(content)}::jsonb, now()) on conflict do nothing`.execute(
      db,
    )
  await sql`insert into recognition_request (person_id, id, credential_id, study_id, organisation_id, programme_id, asked_sks, facts,
      asked_at, due_on, closed_at)
    select ${learner}, 'old-' || at, 'old-' || at, 's', 'samara', 'agri', 1, '{}', '2026-11-01', '2026-11-15', '2026-11-02'
    from generate_series(0, ${decisions.length - 1}) at`.execute(db)
  for (const [at, one] of decisions.entries())
    await sql`insert into recognition_decision (person_id, request_id, id, outcome, granted_sks, reason, rule_set_id, rule_set_version,
        rule_set_hash, inputs, trace, decided_by, decided_at)
      values (${learner}, ${`old-${at}`}, ${`old-${at}`}, ${one.outcome}, ${one.grantedSks}, 'Dari sebelumnya.', ${one.ruleSetId},
        ${one.ruleSetVersion}, ${one.ruleSetHash}, ${JSON.stringify(one.inputs)}::jsonb, ${JSON.stringify(one.trace)}::jsonb, 'x',
        '2026-11-02')`.execute(db)
  const replayed = await replayAll(db)
  assert.deepEqual([replayed.different, replayed.lost], [[], []])
  assert.equal(replayed.same, decisions.length + 4)
})

test('learning of the own campus that only another programme teaches has its own limit, by courses and by agreements', async () => {
  const { db } = campus.deps
  campus.setClock('2027-03-01T03:00:00Z')
  mustBe(await chooseRuleSet(campus.deps, await campus.actor(campus.tamara), 'samara', 'sn-2025'))
  const names = { id: 'Kehutanan', en: 'Forestry' }
  const size = { level: 'S1', kkniLevel: 6, totalSks: 144, totalCourses: 48 } as const
  await addProgramme(db, { id: 'forestry', organisationId: 'samara', code: '54251', name: names, ...size })
  const course = { nameId: 'Energi Hutan', nameEn: 'Forest Energy', sks: '3', semester: '', standsFor: 'course' }
  const taught = { programme: 'forestry', code: 'KHT 101', ...course, skills: 'ENE-01', outcomesId: '', outcomesEn: '' }
  assert.equal((await campus.post(campus.tamara, '/registrar/courses', Object.entries(taught))).status, 303)
  const student = await campus.person('Rustam')
  await campus.student(student)
  const decide = async (id: string, sks: number, more: Partial<CredentialFacts>, grantedSks = sks) => {
    await campus.earn(student, id, sks, { organisationId: 'samara', mode: 'in-person', ...more })
    const wish = { credentialId: id, sks, asPackage: false, courseId: null, note: '' }
    const { requestId } = mustBe(await ask(campus.deps, campus.source, await campus.actor(student), wish))
    const account = plain((await campus.get(student, '/credit')).text)
    const text = await page(requestId, '/en')
    const { status, text: answer } = await decided(requestId, campus.tamara, { grantedSks: String(grantedSks) })
    const decision = status === 303 ? await standingDecision(db, student, requestId) : null
    return { status, text, account, answer: plain(answer), award: decision?.inputs.award }
  }
  const energy = { skills: [{ framework: 'lumbung-skills', code: 'ENE-01' }] }
  const first = await decide('sister', 18, energy)
  assert.match(first.text, /Taught in Forestry \(S1\): another programme of this campus\./)
  assert.match(
    first.account,
    /Program studi lain di kampus sendiri 2 SKS masih bisa dihitung Terpakai 0, dipesan 18, batas 20/,
  )
  assert.equal(first.award?.origin, 'other-programme')
  assert.deepEqual(first.award?.taughtIn, [{ id: 'forestry', name: { id: 'Kehutanan (S1)', en: 'Forestry (S1)' } }])
  const over = await decide('sister-more', 4, energy)
  assert.equal(over.status, 422)
  assert.match(over.answer, /SKS dari program studi lain akan menjadi 22 dari 20/)
  // What its own programme teaches as well, or nobody says they teach, is the campus's own as before.
  const both = await decide('both', 3, { skills: [...energy.skills, ...SKILLS.slice(0, 1)] })
  assert.deepEqual([both.status, both.award?.origin, both.award?.taughtIn], [303, 'own', undefined])
  assert.equal((await decide('nobody', 3, { skills: [] })).award?.origin, 'own')
  assert.equal((await decide('prior', 3, { ...energy, learning: 'prior-learning' })).award?.origin, 'own')
  assert.equal((await decide('outside', 1, { ...energy, organisationId: 'arung' })).award?.origin, 'outside')
  const { rows } = await sql<{ id: string }>`select id from course where programme_id = 'forestry'`.execute(db)
  await sql`insert into equivalence (organisation_id, id, definition_version_id, target, programme_id, course_id, sks, valid_from,
      basis, proposed_by, proposed_at, confirmed_by, confirmed_at)
    values ('samara', 'sister', 'v-sister', ${rows[0]?.id}, 'forestry', ${rows[0]?.id}, 2, '2027-01-01', 'Surat 3/2027', 'a', now(), 'b',
      now())`.execute(db)
  const agreed = await decide('by-agreement', 2, { skills: [], definitionVersionId: 'v-sister' })
  assert.deepEqual([agreed.status, agreed.award?.origin], [303, 'other-programme'])
  // 18 and 2 are the whole of it, and an undecided wish for 4 waits beside them.
  assert.match((await decide('last', 1, energy)).answer, /akan menjadi 21 dari 20/)
  assert.deepEqual((await replayAll(db)).different, [])
})

interface Before {
  readonly contents: Readonly<Record<string, { readonly id: string; readonly version: string }>>
  readonly decisions: readonly Pick<
    Decision,
    'outcome' | 'grantedSks' | 'ruleSetId' | 'ruleSetVersion' | 'ruleSetHash' | 'inputs' | 'trace'
  >[]
}
