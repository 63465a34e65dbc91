import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mustBe } from '../../../db/demo/country.ts'
import { awardDeps } from '../../../test/support/award-world.ts'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { confirmedStudy, newcomers, smallWorld, type World } from '../../../test/world.ts'
import { balance, statement } from '../../bank/index.ts'
import { levels } from '../../frameworks/index.ts'
import { logReaders } from '../../hooks.ts'
import { sendLetters } from '../../letters.ts'
import {
  addCourse,
  addMembership,
  addProgramme,
  coursesOf,
  programmesOf,
  type Role,
} from '../../organisations/index.ts'
import { sql } from '../../platform/database.ts'
import type { Deps } from '../../platform/deps.ts'
import type { Actor } from '../../platform/page.ts'
import type { Outcome } from '../../platform/refusal.ts'
import { ruleSets } from '../library.ts'
import { evaluate } from '../rules.ts'
import { studyInputs } from '../service-case.ts'
import { replayAll } from '../service-rules.ts'
import {
  addClaim,
  addEvidence,
  appeal,
  appoint,
  begin,
  decidePrior,
  declare,
  eraseOldPortfolios,
  giveReport,
  guidelineOn,
  handoversAt,
  priorLearningFacts,
  saveDraft,
  stateHost,
  submit,
  withdrawPrior,
} from './index.ts'
import { stateOf } from './rules.ts'
import { managedCase, mayReadFiles } from './service-access.ts'
import { candidatesFor } from './service-assess.ts'
import type { PriorDecisionForm } from './service-decide.ts'
import { removeEvidence } from './service-portfolio.ts'
import { evidenceContent, findOwn } from './store.ts'
import { wholeOf } from './store-case.ts'
import { loggedRows } from './store-log.ts'
import { FLAGS, type Stated, type Whole } from './types.ts'

const DAY_MILLISECONDS = 86_400_000

let database: TestDatabase
let deps: Deps
let time: { now: Date }
let letters: { subject: string; text: string }[]
let world: World
let campus: string
let programmeId: string

before(async () => {
  database = await testDatabase()
  const made = awardDeps(database.db, '2026-11-24T05:00:00Z')
  deps = made.deps
  time = made.time
  letters = made.letters
  world = await smallWorld(deps)
  campus = world.organisation('universitas-bukit-samara')
  programmeId = await bigProgramme('77001', 'S1', 144)
  await open(programmeId)
})
after(() => database.close())

/** A programme whose courses are as large as a test needs: 60, 40, 1 SKS, and the final project. */
async function bigProgramme(code: string, level: 'S1' | 'S3', totalSks: number): Promise<string> {
  const id = `programme-${code}`
  const name = { id: `Program ${code}`, en: `Programme ${code}` }
  await addProgramme(deps.db, {
    id,
    organisationId: campus,
    code,
    name,
    level,
    kkniLevel: 6,
    totalSks,
    totalCourses: 40,
  })
  for (const [at, sks] of [60, 40, 1, 6].entries()) {
    const title = { id: `Kuliah ${sks}`, en: `Course ${sks}` }
    const standsFor = sks === 6 ? 'final-project' : 'course'
    await addCourse(deps.db, { id: `${id}-${at}`, programmeId: id, code: `K ${sks}`, name: title, sks, standsFor })
  }
  return id
}

async function open(id: string, accreditation = 'unggul'): Promise<void> {
  const form = {
    programmeId: id,
    accreditation,
    number: '12/SK/2026',
    validUntil: '2030-12-31',
    shownAs: 'pass',
    open: true,
  }
  mustBe(await stateHost(deps, world.actor('tamara'), campus, form))
}

async function role(personId: string, organisationId: string, held: Role): Promise<void> {
  const id = `${personId}-${held}-${organisationId}`.slice(0, 80)
  await addMembership(deps.db, {
    id,
    organisationId,
    personId,
    role: held,
    grantedBy: null,
    validFrom: new Date('2026-01-01'),
  })
}

const STATED: Stated = {
  education: 'senior-secondary',
  former: 'none',
  formerOrganisationId: null,
  formerName: '',
  workYears: 6,
  story: 'Sepuluh tahun merawat server kampung.',
}

const PDF = { name: 'surat kerja.pdf', bytes: new TextEncoder().encode('%PDF-1.7 surat') }

const codes = (outcome: Outcome<unknown>): readonly string[] =>
  outcome.ok ? [] : outcome.refusals.map(({ code }) => code)

/** A draft with one file of work and one claim for each course of these SKS. */
async function draft(
  learner: Actor,
  sizes: readonly number[],
  stated: Stated = STATED,
  route = 'acquisition',
): Promise<string> {
  const { applicationId } = mustBe(
    await begin(deps, learner, { route, aim: 'programme', id: programmeId, kkniLevel: null }),
  )
  mustBe(await saveDraft(deps, learner, applicationId, stated))
  const source = route === 'transfer' ? 'formal' : 'work'
  const form = { source, title: 'Surat kerja', about: '', datedOn: '2026-06-30', link: '', file: PDF }
  const { evidenceId } = mustBe(await addEvidence(deps, learner, applicationId, form))
  for (const course of await coursesOf(deps.db, programmeId)) {
    if (!sizes.includes(course.sks)) continue
    const claim = { targetId: course.id, self: 'well', reason: 'Pekerjaan sehari-hari.', evidenceIds: [evidenceId] }
    mustBe(await addClaim(deps, learner, applicationId, claim))
  }
  return applicationId
}

async function whole(learner: Actor, id: string): Promise<Whole> {
  const application = await findOwn(deps.db, learner.personId, id)
  assert.ok(application)
  return wholeOf(deps.db, application)
}

async function sent(learner: Actor, sizes: readonly number[]): Promise<string> {
  const id = await draft(learner, sizes)
  mustBe(await submit(deps, learner, id))
  return id
}

/** Somebody appointed, without a conflict, gives a report that recommends the claims which `yes` names by SKS. */
async function reportBy(
  learner: Actor,
  id: string,
  part: string,
  assessor: Actor,
  yes: (sks: number) => boolean,
  by: Actor = world.actor('tamara'),
): Promise<void> {
  mustBe(await appoint(deps, by, id, part, assessor.personId))
  mustBe(await declare(deps, assessor, id, 'none', ''))
  const { evidence, claims } = await whole(learner, id)
  mustBe(
    await giveReport(deps, assessor, id, {
      found: evidence.map((one) => ({ evidenceId: one.id, flags: [...FLAGS], note: '' })),
      opinions: claims.map((claim) => ({
        claimId: claim.id,
        recommended: yes(claim.sks),
        method: 'interview',
        reason: 'Terlihat dari berkas dan wawancara.',
      })),
    }),
  )
}

async function assessed(learner: Actor, id: string, yes = (_: number) => true): Promise<void> {
  await reportBy(learner, id, 'academic', world.actor('sekar'), yes)
  await reportBy(learner, id, 'practitioner', world.actor('fransiska'), yes)
}

async function formFor(
  learner: Actor,
  id: string,
  sizes: readonly number[],
  more: Partial<PriorDecisionForm> = {},
): Promise<PriorDecisionForm> {
  const { claims } = await whole(learner, id)
  return {
    claimIds: claims.filter(({ sks }) => sizes.includes(sks)).map((claim) => claim.id),
    earlierSks: '0',
    reason: 'Kedua penilai sepakat.',
    minutes: 'Rapat penilai 20 November, semua hadir.',
    decreeNumber: '114/UN/2026',
    decreeOn: '2026-11-24',
    ...more,
  }
}

async function one(): Promise<Actor> {
  const [learner] = await newcomers(world, 1)
  assert.ok(learner)
  return learner
}

test('100 of 144 SKS are recognised by decree and stand on the account; 101 are refused with the figures', async () => {
  const learner = await one()
  const id = await sent(learner, [60, 40, 1])
  await assessed(learner, id)
  const registrar = world.actor('tamara')
  const over = await decidePrior(deps, registrar, id, await formFor(learner, id, [60, 40, 1]))
  assert.deepEqual(codes(over), ['rpl.above-limit', 'recognition.over-prior-learning-sks'])
  assert.ok(!over.ok)
  assert.deepEqual(over.refusals[0].values, { asked: 101, allowed: 100 })
  assert.equal((await balance(deps.db, learner.personId)).depositedSks, 0, 'a refusal leaves nothing behind')
  const decision = mustBe(await decidePrior(deps, registrar, id, await formFor(learner, id, [60, 40])))
  assert.equal(decision.result, 'partly')
  assert.equal(decision.totalSks, 100)
  assert.equal(decision.ruleSetId, 'rpl-2025')
  assert.ok(decision.ruleSetHash)
  const kept = (await whole(learner, id)).decisions[0]
  const rules = ruleSets().find((set) => set.id === kept?.ruleSetId)
  assert.ok(kept?.inputs && rules)
  assert.deepEqual(
    JSON.parse(JSON.stringify(evaluate(rules, kept.inputs))),
    kept.trace,
    'replayed, it gives the same answer',
  )
  const book = await balance(deps.db, learner.personId)
  assert.deepEqual([book.depositedSks, book.usedSks, book.sks, book.minutes], [100, 100, 0, 0])
  const movements = await statement(deps.db, learner.personId)
  assert.deepEqual(
    movements.map(({ kind, credentialId }) => [kind, credentialId]),
    [
      ['deposit', decision.id],
      ['apply', decision.id],
      ['apply', decision.id],
    ],
  )
  assert.deepEqual(codes(await decidePrior(deps, registrar, id, await formFor(learner, id, [60]))), [
    'rpl.decided-already',
  ])
  const twice = await sent(learner, [40])
  await assessed(learner, twice)
  const same = await decidePrior(deps, registrar, twice, await formFor(learner, twice, [40]))
  assert.deepEqual(codes(same), ['rpl.course-counted'], 'a course is counted once, whatever the case')
  const again = await sent(learner, [1])
  await assessed(learner, again)
  const more = await decidePrior(deps, registrar, again, await formFor(learner, again, [1]))
  assert.deepEqual(codes(more), ['rpl.above-limit', 'recognition.over-prior-learning-sks'], 'the cap is over all cases')
})

test('what a campus recognised before Lumbung counts against the cap', async () => {
  const learner = await one()
  const id = await sent(learner, [60])
  await assessed(learner, id)
  const registrar = world.actor('tamara')
  const over = await decidePrior(deps, registrar, id, await formFor(learner, id, [60], { earlierSks: '41' }))
  assert.deepEqual(codes(over), ['rpl.above-limit', 'recognition.over-prior-learning-sks'])
  mustBe(await decidePrior(deps, registrar, id, await formFor(learner, id, [60], { earlierSks: '40' })))
  const study = {
    personId: learner.personId,
    programmeId,
    state: 'confirmed',
    semester: 1,
    onlineSks: 0,
    outsideSks: 0,
    onlineCourses: null,
  }
  const inputs = await studyInputs(
    deps.db,
    learner.personId,
    { id: programmeId, organisationId: campus },
    study as Parameters<typeof studyInputs>[3],
    '2026-11-26',
  )
  assert.deepEqual(inputs?.used['prior-learning'], { sks: 100, courses: null }, 'every later question knows it')
  assert.equal(inputs?.used.outside.sks, 0)
})

test('where two assessors disagree a third decides, and only about that', async () => {
  const learner = await one()
  const registrar = world.actor('tamara')
  const id = await sent(learner, [40, 1])
  await reportBy(learner, id, 'academic', world.actor('sekar'), () => true)
  const early = await appoint(deps, registrar, id, 'third', world.actor('marlina').personId)
  assert.deepEqual(codes(early), ['rpl.third-not-needed'])
  await reportBy(learner, id, 'practitioner', world.actor('fransiska'), (sks) => sks === 40)
  assert.equal(stateOf(await whole(learner, id)), 'conflict')
  assert.deepEqual(codes(await decidePrior(deps, registrar, id, await formFor(learner, id, [40]))), [
    'rpl.not-assessed',
  ])
  await reportBy(learner, id, 'third', world.actor('marlina'), () => false)
  const { reports } = await whole(learner, id)
  assert.equal(reports.find(({ part }) => part === 'third')?.opinions.length, 1)
  const wrong = await decidePrior(deps, registrar, id, await formFor(learner, id, [40, 1]))
  assert.deepEqual(codes(wrong), ['rpl.not-recommended'])
  assert.equal(mustBe(await decidePrior(deps, registrar, id, await formFor(learner, id, [40]))).result, 'partly')
  await sendLetters(deps)
  const asked = letters.find(({ subject, text }) => subject === 'Anda diminta menilai portofolio' && text.includes(id))
  assert.ok(asked?.text.includes(`/assess/rpl/${id}`), 'an assessor is written to, with the way and no name of anybody')
})

test('assessors are others, without a conflict, and of the right kind; the files are for them and the applicant alone', async () => {
  const learner = await one()
  const registrar = world.actor('tamara')
  const id = await sent(learner, [1])
  const appointed = (part: string, who: Actor) => appoint(deps, registrar, id, part, who.personId)
  assert.deepEqual(codes(await appointed('academic', world.actor('fransiska'))), ['rpl.assessor-unknown'])
  assert.deepEqual(codes(await appointed('practitioner', world.actor('sekar'))), ['rpl.assessor-unknown'])
  assert.deepEqual(codes(await appoint(deps, world.actor('yohana'), id, 'academic', world.actor('sekar').personId)), [
    'rpl.unknown',
  ])
  mustBe(await appointed('academic', world.actor('sekar')))
  assert.ok(!mayReadFiles(await whole(learner, id), world.actor('sekar').personId), 'not before the answer')
  mustBe(await declare(deps, world.actor('sekar'), id, 'conflict', 'Pernah satu kantor.'))
  assert.equal(stateOf(await whole(learner, id)), 'appointing')
  assert.deepEqual(codes(await appointed('academic', world.actor('sekar'))), ['rpl.assessor-in-conflict'])
  assert.deepEqual(codes(await giveReport(deps, world.actor('sekar'), id, { found: [], opinions: [] })), [
    'rpl.unknown',
  ])
  mustBe(await appointed('academic', world.actor('marlina')))
  mustBe(await declare(deps, world.actor('marlina'), id, 'none', ''))
  const open = await whole(learner, id)
  assert.ok(mayReadFiles(open, world.actor('marlina').personId))
  assert.ok(mayReadFiles(open, learner.personId))
  for (const name of ['tamara', 'sekar', 'yohana'] as const)
    assert.ok(!mayReadFiles(open, world.actor(name).personId), name)
  const empty = await giveReport(deps, world.actor('marlina'), id, { found: [], opinions: [] })
  assert.deepEqual(codes(empty), ['rpl.opinion-missing'])
  const [claim] = open.claims
  const three = open.evidence.map((piece) => ({ evidenceId: piece.id, flags: FLAGS.slice(1), note: '' }))
  const opinion = { claimId: claim?.id ?? '', recommended: true, method: 'portfolio', reason: 'Terlihat di berkas.' }
  assert.deepEqual(codes(await giveReport(deps, world.actor('marlina'), id, { found: three, opinions: [opinion] })), [
    'rpl.flags-missing',
  ])
})

test('an application says everything that it lacks, and is unchangeable once sent', async () => {
  const learner = await one()
  const bare = mustBe(
    await begin(deps, learner, { route: 'acquisition', aim: 'programme', id: programmeId, kkniLevel: null }),
  )
  assert.deepEqual(codes(await submit(deps, learner, bare.applicationId)), [
    'rpl.education-missing',
    'rpl.former-missing',
    'rpl.evidence-missing',
    'rpl.claims-missing',
  ])
  const id = await draft(learner, [1])
  const [piece] = (await whole(learner, id)).evidence
  mustBe(await removeEvidence(deps, learner, id, piece?.id ?? ''))
  assert.deepEqual(codes(await submit(deps, learner, id)), ['rpl.evidence-missing', 'rpl.claim-without-evidence'])
  const final = (await coursesOf(deps.db, programmeId)).find(({ standsFor }) => standsFor === 'final-project')
  const claim = { targetId: final?.id ?? '', self: 'well', reason: '', evidenceIds: [] }
  assert.deepEqual(codes(await addClaim(deps, learner, id, claim)), [
    'rpl.excluded-course',
    'rpl.claim-without-evidence',
  ])
  const form = {
    source: 'work',
    title: 'Surat',
    about: '',
    datedOn: '2026-06-30',
    link: 'https://contoh.example/hasil',
    file: null,
  }
  mustBe(await addEvidence(deps, learner, id, form))
  const left = { ...STATED, former: 'dropped-out' as const, formerName: ' universitas  bukit samara' }
  mustBe(await saveDraft(deps, learner, id, left))
  assert.deepEqual(
    codes(await submit(deps, learner, id)),
    ['rpl.same-campus', 'rpl.claim-without-evidence'],
    'known by its name',
  )
  const second = await sent(learner, [40])
  assert.deepEqual(codes(await addEvidence(deps, learner, second, form)), ['rpl.sent-already'])
  assert.deepEqual(codes(await saveDraft(deps, world.actor('kasdi'), second, STATED)), ['rpl.unknown'])
  const student = world.actor('wartini')
  await confirmedStudy(world, student)
  const programme = (await programmesOf(deps.db, world.organisation('universitas-tanjung-merapu')))[0]
  const elsewhere = {
    programmeId: programme?.id ?? '',
    accreditation: 'unggul',
    number: '1',
    validUntil: '2030-01-01',
    shownAs: 'grade',
    open: true,
  }
  mustBe(await stateHost(deps, world.actor('yohana'), world.organisation('universitas-tanjung-merapu'), elsewhere))
  const away = mustBe(
    await begin(deps, student, { route: 'acquisition', aim: 'programme', id: programme?.id ?? '', kkniLevel: null }),
  )
  mustBe(await saveDraft(deps, student, away.applicationId, STATED))
  assert.ok(codes(await submit(deps, student, away.applicationId)).includes('rpl.still-student'), 'by our own record')
})

test('not doctoral, not where the campus takes none, not below level 8; and no way fits another’s aim', async () => {
  const learner = await one()
  const doctoral = await bigProgramme('77003', 'S3', 42)
  const ask = (route: string, aim: 'programme' | 'level' | 'definition', id: string, kkniLevel: number | null = null) =>
    begin(deps, learner, { route, aim, id, kkniLevel })
  assert.deepEqual(codes(await ask('acquisition', 'programme', doctoral)), [
    'recognition.condition-programme',
    'rpl.not-offered',
  ])
  const form = {
    programmeId: doctoral,
    accreditation: 'unggul',
    number: '1',
    validUntil: '2030-01-01',
    shownAs: 'grade',
    open: true,
  }
  assert.deepEqual(codes(await stateHost(deps, world.actor('tamara'), campus, form)), [
    'recognition.condition-programme',
  ])
  assert.deepEqual(codes(await ask('level', 'level', campus, 7)), ['rpl.kkni-too-low'])
  assert.deepEqual(codes(await ask('level', 'programme', programmeId)), ['rpl.route-aim'])
  assert.deepEqual(codes(await ask('transfer', 'definition', world.versions[0].id)), ['rpl.route-aim'])
  assert.deepEqual(codes(await ask('acquisition', 'programme', 'nowhere')), ['rpl.target-unknown'])
  assert.equal(guidelineOn('2024-06-01'), null)
})

test('type B: a practitioner is referenced to a level, without SKS', async () => {
  const learner = await one()
  const { applicationId: id } = mustBe(
    await begin(deps, learner, { route: 'level', aim: 'level', id: campus, kkniLevel: 8 }),
  )
  mustBe(await saveDraft(deps, learner, id, { ...STATED, education: 'S1' }))
  const form = { source: 'work', title: 'Karya', about: '', datedOn: '2025-01-31', link: '', file: PDF }
  const { evidenceId } = mustBe(await addEvidence(deps, learner, id, form))
  mustBe(
    await addClaim(deps, learner, id, {
      targetId: 'kkni/8',
      self: 'well',
      reason: 'Karya.',
      evidenceIds: [evidenceId],
    }),
  )
  mustBe(await submit(deps, learner, id))
  await assessed(learner, id)
  const decision = mustBe(await decidePrior(deps, world.actor('tamara'), id, await formFor(learner, id, [0])))
  assert.equal(decision.result, 'recognised')
  assert.ok(decision.granted[0]?.title.id.startsWith(levels('kkni')[7]?.name.id ?? 'none'))
  assert.equal((await balance(deps.db, learner.personId)).depositedSks, 0)
})

test('assessed outcomes of a micro-credential are handed to its issuer, all mandatory ones or none', async () => {
  const [version] = world.versions
  const learner = await one()
  const { applicationId: id } = mustBe(
    await begin(deps, learner, { route: 'acquisition', aim: 'definition', id: version.id, kkniLevel: null }),
  )
  mustBe(await saveDraft(deps, learner, id, STATED))
  const form = {
    source: 'informal',
    title: 'Rekaman praktik',
    about: '',
    datedOn: '2026-05-01',
    link: 'https://contoh.example/a',
    file: null,
  }
  const { evidenceId } = mustBe(await addEvidence(deps, learner, id, form))
  for (const outcome of version.outcomes)
    mustBe(
      await addClaim(deps, learner, id, {
        targetId: outcome.id,
        self: 'enough',
        reason: '',
        evidenceIds: [evidenceId],
      }),
    )
  mustBe(await submit(deps, learner, id))
  assert.equal(await managedCase(deps.db, world.actor('tamara'), id), null, 'not the campus’s case')
  const issuer = world.actor('bagus')
  await reportBy(learner, id, 'academic', world.actor('marlina'), () => true, issuer)
  await reportBy(learner, id, 'practitioner', world.actor('fransiska'), () => true, issuer)
  mustBe(await decidePrior(deps, issuer, id, await formFor(learner, id, [0])))
  const asked = await handoversAt(deps.db, [world.organisation('politeknik-lembah-angin')])
  assert.deepEqual(
    asked.map(({ personId, definitionVersionId }) => [personId, definitionVersionId]),
    [[learner.personId, version.id]],
  )
})

test('an appeal is assessed and decided by others, and its decision takes the place of the first on the account', async () => {
  const learner = await one()
  const registrar = world.actor('tamara')
  const id = await sent(learner, [60, 40])
  await assessed(learner, id, (sks) => sks === 40)
  const first = mustBe(await decidePrior(deps, registrar, id, await formFor(learner, id, [40])))
  assert.deepEqual(codes(await withdrawPrior(deps, learner, id)), ['rpl.decided-already'])
  assert.deepEqual(codes(await appeal(deps, learner, id, 'Pendek')), ['rpl.grounds-missing'])
  mustBe(await appeal(deps, learner, id, 'Bukti kedua belum dibaca.'))
  assert.deepEqual(codes(await appoint(deps, registrar, id, 'academic', world.actor('sekar').personId)), [
    'rpl.assessor-before',
  ])
  const [judge] = await newcomers(world, 1)
  assert.ok(judge)
  await role(judge.personId, world.organisation('pt-surya-arunika'), 'industry-validator')
  await reportBy(learner, id, 'academic', world.actor('marlina'), () => true)
  await reportBy(learner, id, 'practitioner', judge, () => true)
  const form = await formFor(learner, id, [60, 40])
  assert.deepEqual(codes(await decidePrior(deps, registrar, id, form)), ['rpl.decided-before'])
  const head: Actor = { personId: 'head', name: 'Kepala', roles: [{ organisationId: campus, role: 'owner' }] }
  const second = mustBe(await decidePrior(deps, head, id, form))
  assert.deepEqual([second.round, second.result], [2, 'recognised'])
  const book = await balance(deps.db, learner.personId)
  assert.deepEqual([book.usedSks, book.sks], [100, 0])
  const sources = new Set((await statement(deps.db, learner.personId)).map(({ credentialId }) => credentialId))
  assert.deepEqual(sources, new Set([first.id, second.id]), 'nothing was deleted')
  assert.deepEqual(codes(await appeal(deps, learner, id, 'Sekali lagi saya.')), ['rpl.nothing-to-appeal'])
})

test('two who decide at once: one does, the other learns it; an appeal too late and a withdrawal are answered', async () => {
  const learner = await one()
  const id = await sent(learner, [1])
  await assessed(learner, id, () => false)
  const form = await formFor(learner, id, [])
  const both = await Promise.all([1, 2].map(() => decidePrior(deps, world.actor('tamara'), id, form)))
  assert.deepEqual(both.map(({ ok }) => ok).sort(), [false, true])
  assert.deepEqual(both.flatMap(codes), ['rpl.decided-already'])
  const begun = time.now
  time.now = new Date(begun.getTime() + 15 * DAY_MILLISECONDS)
  assert.deepEqual(codes(await appeal(deps, learner, id, 'Bukti kedua belum dibaca.')), ['rpl.appeal-too-late'])
  const other = await sent(learner, [40])
  mustBe(await withdrawPrior(deps, learner, other))
  assert.equal(await managedCase(deps.db, world.actor('tamara'), other).then((one) => one && stateOf(one)), 'withdrawn')
  time.now = new Date(begun.getTime() + 370 * DAY_MILLISECONDS)
  const [piece] = (await whole(learner, id)).evidence
  assert.ok(await evidenceContent(deps.db, learner.personId, id, piece?.id ?? ''))
  time.now = new Date(begun.getTime() + 367 * DAY_MILLISECONDS)
  assert.ok((await eraseOldPortfolios(deps)) > 0)
  assert.equal(await evidenceContent(deps.db, learner.personId, id, piece?.id ?? ''), null)
  const [kept] = (await whole(learner, id)).evidence
  assert.equal(kept?.sha256?.length, 64, 'the fingerprint stays')
  time.now = begun
})

test('every application, report, decision and appeal left a leaf that still opens, and none names anybody', async () => {
  const { rows } = await sql<{ subject: string; id: string }>`select subject, subject_id as id from log_opening
    where subject like 'prior-learning-%'`.execute(deps.db)
  for (const subject of ['application', 'report', 'decision', 'appeal'].map((name) => `prior-learning-${name}`)) {
    const ids = rows.filter((row) => row.subject === subject).map((row) => row.id)
    assert.ok(ids.length > 0, subject)
    const records = await logReaders.records[subject]?.(deps.db, ids)
    assert.equal(records?.size, ids.length, subject)
  }
  for (const { table, key, at, subjects } of loggedRows) {
    const name = sql.join(
      key.map((column) => sql`t.${sql.ref(column)}`),
      sql` || '/' || `,
    )
    const { rows: without } =
      await sql`select 1 from ${sql.table(table)} t where t.${sql.ref(at)} is not null and not exists
      (select 1 from log_opening l where l.subject = ${subjects[0]} and l.subject_id = ${name})`.execute(deps.db)
    assert.equal(without.length, 0, `rows of ${table} without a leaf`)
  }
  const { rows: lines } = await sql<{
    detail: string
  }>`select detail::text as detail from audit where verb like 'prior-learning.%'`.execute(deps.db)
  assert.ok(lines.length > 20)
  for (const { detail } of lines) assert.doesNotMatch(detail, /Peserta|kampung|Surat/)
})

test('every decision about SKS gives the same answer again; one that was tampered with is told by its case', async () => {
  const found = await replayAll(deps.db)
  assert.ok(found.total > 4)
  assert.deepEqual([found.same, found.different, found.lost], [found.total, [], []])
  const { rows } = await sql<{
    id: string
  }>`update prior_learning_decision set inputs = jsonb_set(inputs, '{askedSks}', '101')
    where id = (select min(id) from prior_learning_decision where rule_set_hash is not null) returning application_id as id`.execute(
    deps.db,
  )
  assert.deepEqual((await replayAll(deps.db)).different, [rows[0]?.id])
})

test('statistics count decisions that stand, with their days and SKS', async () => {
  const facts = await priorLearningFacts(deps.db, new Date('2026-11-01'), new Date('2026-12-01'))
  assert.ok(facts.some(({ result, sks }) => result === 'partly' && sks === 100))
  assert.equal(new Set(facts.map(({ personId, sks, route }) => `${personId} ${sks} ${route}`)).size, facts.length)
  assert.ok(facts.every(({ days }) => days >= 0))
})

test('the candidates of the host stand first, and nobody twice', async () => {
  const found = await candidatesFor(deps.db, 'third', world.organisation('politeknik-lembah-angin'))
  assert.equal(found[0]?.organisationId, world.organisation('politeknik-lembah-angin'))
  assert.equal(new Set(found.map(({ personId }) => personId)).size, found.length)
})
