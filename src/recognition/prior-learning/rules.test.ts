import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { ruleSets } from '../library.ts'
import { evaluate } from '../rules.ts'
import type { Case } from '../types.ts'
import { guidelineOn, guidelines } from './library.ts'
import {
  allFlags,
  checkApplication,
  checkAssessor,
  checkClaim,
  checkEvidence,
  checkReport,
  disputed,
  mediaTypeOf,
  resultOf,
  stateOf,
  verdictOn,
} from './rules.ts'
import { type Appointment, type Claim, FLAGS, type Question, type Report, type Source, type Whole } from './types.ts'

type Given = Partial<{
  day: string
  route: Question['route']
  aim: Question['aim']
  programmeLevel: Question['programmeLevel']
  kkniLevel: number
  accreditation: 'B' | 'baik' | 'baik-sekali' | 'unggul' | null
  accreditedUntil: string
  education: Question['stated']['education']
  former: Question['stated']['former']
  formerName: string
  formerOrganisation: string
  studiesAt: string[]
  sources: Source[]
}>

const CASES = JSON.parse(readFileSync(new URL('./rules.cases.json', import.meta.url), 'utf8')) as {
  otherwise: Given
  applications: { name: string; source: string; given: Given; refusals: string[] }[]
}

const guideline = guidelineOn('2026-11-24')
assert.ok(guideline)

function questionOf(given: Given): Question {
  const { sources = [], accreditation = null } = given
  return {
    day: given.day ?? '',
    route: given.route ?? 'acquisition',
    aim: given.aim ?? 'programme',
    organisationId: 'host',
    programmeLevel: given.programmeLevel ?? null,
    kkniLevel: given.kkniLevel ?? null,
    host: accreditation === null ? null : { accreditation, validUntil: given.accreditedUntil ?? '', open: true },
    stated: {
      education: given.education ?? null,
      former: given.former ?? null,
      formerOrganisationId: given.formerOrganisation ?? null,
      formerName: given.formerName ?? '',
      workYears: 5,
      story: '',
    },
    studiesAt: given.studiesAt ?? [],
    evidence: sources.map((source) => ({ id: source, source })),
    claims: [{ id: 'one', standsFor: 'course', evidenceIds: sources, title: { id: 'Satu', en: 'One' } }],
  }
}

describe('who may apply, where, with which portfolio (rules.cases.json)', () => {
  for (const { name, source, given, refusals } of CASES.applications)
    test(`${name} (${source})`, () => {
      const found = checkApplication(guideline, questionOf({ ...CASES.otherwise, ...given }))
      assert.deepEqual(found.map(({ code }) => code).sort(), [...refusals].sort())
    })
})

test('the guidelines name rule sets that exist, and follow each other without overlap', () => {
  for (const [index, one] of guidelines().entries()) {
    assert.ok(ruleSets().some(({ id }) => id === one.ruleSet))
    assert.equal(one.routes.length, 3)
    const next = guidelines()[index + 1]
    if (next !== undefined) assert.ok(one.validTo !== null && one.validTo < next.validFrom)
    if (one.confidence !== 'H') assert.ok(one.provisional, 'what was not read in its own text says so')
  }
  assert.equal(guidelineOn('2024-12-31'), null, 'no figure is applied to a day before its guideline')
})

describe('how much, by the rule set beside the campus’s own', () => {
  const rules = ruleSets().find(({ id }) => id === guideline.ruleSet)
  assert.ok(rules)
  const ask = (
    sks: number,
    programme: Partial<Case['programme']> = {},
    used = 0,
    standsFor: Case['standsFor'] = 'course',
  ) =>
    evaluate(rules, {
      day: '2026-11-24',
      programme: { level: 'S1', totalSks: 144, totalCourses: null, ...programme },
      study: {
        semester: 1,
        used: {
          online: { sks: 0, courses: null },
          outside: { sks: 0, courses: null },
          'other-programme': { sks: 0, courses: null },
          'prior-learning': { sks: used, courses: null },
        },
      },
      award: { hours: sks * 45, sks, counted: 0, mode: 'in-person', origin: 'own', learning: 'prior-learning' },
      standsFor,
      askedSks: sks,
      askedAsPackage: false,
      waiver: null,
    })
  test('100 of 144 SKS pass and 101 fail', () => {
    assert.equal(ask(100).verdict, 'allowed')
    assert.equal(ask(101).verdict, 'partly')
    assert.equal(ask(101).allowedSks, 100)
    assert.deepEqual(
      ask(101).refusals.map(({ code }) => code),
      ['recognition.over-prior-learning-sks'],
    )
  })
  test('what was recognised before counts with it', () => {
    assert.equal(ask(40, {}, 60).verdict, 'allowed')
    assert.equal(ask(41, {}, 60).allowedSks, 40)
  })
  test('108 SKS of a diploma give 75, and never a final project nor a doctoral programme', () => {
    assert.equal(ask(75, { level: 'D3', totalSks: 108 }).verdict, 'allowed')
    assert.equal(ask(76, { level: 'D3', totalSks: 108 }).allowedSks, 75)
    assert.equal(ask(6, {}, 0, 'final-project').verdict, 'refused')
    assert.equal(ask(6, { level: 'S3' }).verdict, 'refused')
  })
})

const claim = (id: string, evidenceIds: string[] = ['paper']): Claim => ({
  personId: 'p',
  id,
  applicationId: 'a',
  targetId: `course-${id}`,
  title: { id, en: id },
  sks: 3,
  standsFor: 'course',
  mandatory: true,
  self: 'well',
  reason: 'Sudah dikerjakan.',
  evidenceIds,
})
const report = (part: Report['part'], said: Record<string, boolean>, round = 1): Report => ({
  personId: 'p',
  id: `${part}-${round}`,
  applicationId: 'a',
  round,
  part,
  assessorId: part,
  found: [],
  opinions: Object.entries(said).map(([claimId, recommended]) => ({
    claimId,
    recommended,
    method: 'portfolio',
    reason: 'Terlihat di berkas.',
  })),
  givenAt: new Date(0),
})

test('evidence counts with all four flags and with no fewer', () => {
  assert.ok(allFlags(FLAGS))
  for (const flag of FLAGS) assert.ok(!allFlags(FLAGS.filter((one) => one !== flag)), flag)
})

test('a report says something of every claim, and recommends only what counting evidence shows', () => {
  const opinion = (claimId: string, recommended: boolean | null) => ({
    claimId,
    recommended,
    method: 'interview',
    reason: 'Menjawab dengan tepat.',
  })
  const found = [{ evidenceId: 'paper', flags: [...FLAGS], note: '' }]
  const claims = [claim('a'), claim('b')]
  assert.deepEqual(checkReport(claims, found, [opinion('a', true), opinion('b', false)]), [])
  const codes = (...given: Parameters<typeof checkReport>) =>
    checkReport(...given).map(({ code, at }) => `${code} ${at}`)
  assert.deepEqual(codes(claims, found, [opinion('a', true)]), ['rpl.opinion-missing opinion-b'])
  assert.deepEqual(codes(claims, found, [opinion('a', null), opinion('b', true)]), ['rpl.opinion-missing opinion-a'])
  const three = [{ evidenceId: 'paper', flags: FLAGS.slice(0, 3), note: '' }]
  assert.deepEqual(codes([claim('a')], three, [opinion('a', true)]), ['rpl.flags-missing opinion-a'])
  assert.deepEqual(codes([claim('a')], three, [opinion('a', false)]), [])
  assert.deepEqual(codes([claim('a')], found, [{ ...opinion('a', true), method: null, reason: 'Ya' }]), [
    'rpl.method-missing method-a',
    'rpl.reason-missing reason-a',
  ])
})

test('two agree or the third decides, whatever the order of the reports', () => {
  const yes = { a: true }
  const no = { a: false }
  assert.equal(verdictOn('a', []), 'waiting')
  assert.equal(verdictOn('a', [report('academic', yes)]), 'waiting')
  assert.equal(verdictOn('a', [report('practitioner', yes), report('academic', yes)]), 'yes')
  assert.equal(verdictOn('a', [report('academic', no), report('practitioner', no)]), 'no')
  const split = [report('academic', yes), report('practitioner', no)]
  assert.equal(verdictOn('a', split), 'conflict')
  assert.equal(verdictOn('a', [...split, report('third', yes)]), 'yes')
  assert.equal(verdictOn('a', [report('third', no), ...split]), 'no')
  const agreed = [report('academic', yes), report('practitioner', yes), report('third', no)]
  assert.equal(verdictOn('a', agreed), 'yes', 'a third has no word where the two agree')
  assert.deepEqual(
    disputed(
      [claim('a'), claim('b')],
      [report('academic', { a: true, b: true }), report('practitioner', { a: false, b: true })],
    ).map(({ id }) => id),
    ['a'],
  )
})

const appointed = (part: Appointment['part'], more: Partial<Appointment> = {}): Appointment => ({
  personId: 'p',
  id: part,
  applicationId: 'a',
  round: 1,
  part,
  assessorId: part,
  appointedBy: 'registrar',
  appointedAt: new Date(0),
  declaredAt: null,
  conflict: null,
  endedAt: null,
  ...more,
})
const whole = (more: Partial<Whole> = {}): Whole => ({
  application: {
    personId: 'p',
    id: 'a',
    organisationId: 'host',
    route: 'acquisition',
    aim: 'programme',
    programmeId: 'programme',
    definitionVersionId: null,
    kkniLevel: null,
    stated: { education: 'S1', former: 'none', formerOrganisationId: null, formerName: '', workYears: 3, story: '' },
    guidelineId: 'guideline-2025',
    createdAt: new Date(0),
    submittedAt: new Date(0),
    dueOn: '2026-12-01',
    withdrawnAt: null,
  },
  evidence: [],
  claims: [claim('a')],
  appointments: [],
  reports: [],
  decisions: [],
  appeal: null,
  ...more,
})

test('an assessor is somebody else, in every way', () => {
  const of = (assessorId: string, more: Partial<Whole> = {}, by = 'registrar') =>
    checkAssessor(whole(more), assessorId, by).map(({ code }) => code)
  assert.deepEqual(of('teacher'), [])
  assert.deepEqual(of('p'), ['rpl.assessor-is-applicant'])
  assert.deepEqual(of('registrar'), ['rpl.assessor-is-self'])
  assert.deepEqual(of('academic', { appointments: [appointed('academic')] }), ['rpl.assessor-twice'])
  const near = appointed('academic', { conflict: true, endedAt: new Date(1) })
  assert.deepEqual(of('academic', { appointments: [near] }), ['rpl.assessor-in-conflict'])
  const appeal = { personId: 'p', applicationId: 'a', grounds: '', appealedAt: new Date(2), dueOn: '2026-12-31' }
  assert.deepEqual(of('academic', { appointments: [appointed('academic')], appeal }), ['rpl.assessor-before'])
})

test('the state of a case follows from its records', () => {
  const { application } = whole()
  assert.equal(stateOf(whole({ application: { ...application, submittedAt: null } })), 'draft')
  assert.equal(stateOf(whole({ application: { ...application, withdrawnAt: new Date(1) } })), 'withdrawn')
  assert.equal(stateOf(whole()), 'appointing')
  const two = [appointed('academic'), appointed('practitioner')]
  assert.equal(stateOf(whole({ appointments: two })), 'assessing')
  const near = [appointed('academic', { conflict: true, endedAt: new Date(1) }), appointed('practitioner')]
  assert.equal(stateOf(whole({ appointments: near })), 'appointing')
  const split = [report('academic', { a: true }), report('practitioner', { a: false })]
  assert.equal(stateOf(whole({ appointments: two, reports: split })), 'conflict')
  assert.equal(stateOf(whole({ appointments: two, reports: [...split, report('third', { a: false })] })), 'assessed')
})

test('a decision is called after what it grants', () => {
  const claims = [claim('a'), claim('b')]
  assert.equal(resultOf(claims, ['a', 'b']), 'recognised')
  assert.equal(resultOf(claims, ['b']), 'partly')
  assert.equal(resultOf(claims, []), 'refused')
})

test('a claim is for what may be recognised, with evidence; evidence is a file or an address that can be', () => {
  assert.deepEqual(checkClaim(claim('a'), ['final-project']), [])
  const codes = checkClaim({ ...claim('a', []), standsFor: 'final-project' }, ['final-project']).map(({ code }) => code)
  assert.deepEqual(codes, ['rpl.excluded-course', 'rpl.claim-without-evidence'])
  const pdf = new TextEncoder().encode('%PDF-1.7')
  assert.equal(mediaTypeOf(pdf), 'application/pdf')
  const typed = {
    source: 'work' as Source | null,
    title: 'Surat kerja',
    datedOn: '2026-01-31',
    link: null as string | null,
    file: pdf as Uint8Array | null,
  }
  const faults = (more: Partial<typeof typed>) =>
    checkEvidence({ ...typed, ...more }, '2026-11-24', 1_000).map(({ code }) => code)
  assert.deepEqual(faults({}), [])
  assert.deepEqual(faults({ file: null, link: 'https://contoh.example/hasil' }), [])
  assert.deepEqual(faults({ file: null }), ['rpl.nothing-shown'])
  assert.deepEqual(faults({ file: null, link: 'http://contoh.example' }), ['rpl.link-malformed'])
  assert.deepEqual(faults({ file: new TextEncoder().encode('MZ') }), ['rpl.file-type'])
  assert.deepEqual(faults({ file: new Uint8Array([...pdf, ...new Uint8Array(1_000)]) }), ['rpl.file-too-large'])
  assert.deepEqual(faults({ source: null, title: ' ', datedOn: '2026-02-30' }), [
    'rpl.source-missing',
    'rpl.title-missing',
    'rpl.day-malformed',
  ])
  assert.deepEqual(faults({ datedOn: '2026-11-25' }), ['rpl.day-malformed'], 'not in the future')
})
