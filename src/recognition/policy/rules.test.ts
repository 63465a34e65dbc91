import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@lumbung/credential'
import { chanceFrom } from '../../../db/demo/random.ts'
import { exampleRuleSet, readContent, ruleExamples, ruleSets } from '../library.ts'
import { evaluate } from '../rules.ts'
import { NO_COUNTS, type RerunCounts } from '../rules-rerun.ts'
import { dayBefore, endsOf, inForceOf } from '../rules-succession.ts'
import type { RuleSet } from '../types.ts'
import { expecting, inherited, NEW_CASE, publishedCases, readCase, tryCases } from './rules-cases.ts'
import { changesBetween } from './rules-difference.ts'
import { begunFrom, firstOfMonthAfter, place, staleSummary } from './rules-draft.ts'
import { faultsAtBoxes, itemFrom, type Values, valuesOf } from './rules-entry.ts'
import { CONDITION_KINDS, LISTS, listOf, type Part, partAt, withoutPart, withPart } from './rules-part.ts'
import { NO_TALLIES, shownGroups, tallied } from './rules-simulation.ts'

const json = (rules: RuleSet): JsonObject => JSON.parse(JSON.stringify(rules)) as JsonObject
const brief = ruleSets().find(({ id }) => id === 'brief') ?? assert.fail('brief')
const made = (content: JsonObject): RuleSet => {
  const read = readContent(content)
  return read.ok ? read.rules : assert.fail(JSON.stringify(read.refusals))
}
const partOf = (content: JsonObject, at: string): Part => partAt(content, at) ?? assert.fail(at)
const everySet = [...ruleSets(), exampleRuleSet()]
const placesOf = (content: JsonObject): string[] => [
  'head',
  'sksMinutes',
  ...(content.packageSks === null ? [] : ['packageSks']),
  ...LISTS.flatMap((list) => listOf(content, list).map((_, at) => `${list}/${at}`)),
]

test('every part of every rule set comes back from its form as it was', () => {
  let parts = 0
  for (const set of everySet) {
    const content = json(set)
    for (const at of placesOf(content)) {
      const part = partOf(content, at)
      const { item, refusals } = itemFrom(part, valuesOf(part))
      assert.deepEqual(
        refusals.filter(({ at: box }) => box !== 'validFrom'),
        [],
        `${set.id} ${at}`,
      )
      // A set without a first day gets none from an empty box: a draft always has one.
      if (at === 'head' && set.validFrom === null) item.validFrom = null
      assert.deepEqual(made(withPart(content, part, item)), set, `${set.id} ${at}`)
      parts++
    }
  }
  assert.ok(parts > 50, `${parts}`)
})

test('a figure that is negative, a fraction or no number is refused at its box; a fraction is never rounded', () => {
  const content = json(brief)
  const refused = (at: string, change: Record<string, readonly string[]>) => {
    const part = partOf(content, at)
    const { item, refusals } = itemFrom(part, { ...valuesOf(part), ...change })
    const read = readContent(withPart(content, part, item))
    return [...refusals, ...(read.ok ? [] : faultsAtBoxes(part, read.refusals))].map(
      ({ code, at: box }) => `${code} ${box}`,
    )
  }
  for (const wrong of ['-1', '0', '49.5', '49,5', '101', 'banyak', '1e2'])
    assert.ok(refused('limits/0', { percent: [wrong] }).includes('policy.figure percent'), wrong)
  assert.deepEqual(refused('limits/0', { percent: [''] }), ['policy.share percent'])
  assert.deepEqual(refused('limits/0', { amount: ['40'] }), ['policy.share percent'])
  assert.deepEqual(refused('limits/1', { 'minSemester.S1': ['0'] }), ['policy.figure minSemester.D1'])
  assert.deepEqual(refused('sksMinutes', { minutes: ['-2700'] }), ['policy.figure minutes'])
  assert.deepEqual(refused('sksMinutes', { source: [''] }), ['policy.field source'])
  assert.deepEqual(refused('sksMinutes', { from: ['2027-02-30'] }), ['policy.day from'])
  assert.deepEqual(refused('sksMinutes', { 'note.id': ['Hanya Indonesia'] }), ['policy.field note.en'])
  assert.ok(refused('head', { 'notes.id': ['satu'] }).includes('policy.notes-uneven notes.en'))
  assert.ok(refused('head', { 'summary.id': ['x'.repeat(5000)] }).includes('policy.too-long summary.id'))
  const skills = partOf(content, 'conditions/new/skills')
  const ask = (required: string): readonly string[] => {
    const values: Values = {
      id: ['s'],
      'name.id': ['S'],
      'name.en': ['S'],
      source: ['x'],
      confidence: ['U'],
      required: [required],
    }
    const { item, refusals } = itemFrom(skills, values)
    const read = readContent(withPart(content, skills, item))
    return [...refusals, ...(read.ok ? [] : faultsAtBoxes(skills, read.refusals))].map(
      ({ code, at }) => `${code} ${at}`,
    )
  }
  assert.deepEqual(ask('lumbung-skills DAT-01'), [])
  assert.deepEqual(ask('lumbung-skills NO-99'), ['recognition.rules-unknown-skill required'])
  assert.ok(ask('DAT-01').includes('policy.skill-form required'))
})

test('every kind of condition and every list has a form, and what is added can be taken out again', () => {
  const content = json(brief)
  for (const kind of CONDITION_KINDS) assert.ok(partOf(content, `conditions/new/${kind}`).isNew)
  assert.equal(partAt(content, 'conditions/new/astrology'), null)
  assert.equal(partAt(content, 'limits/9'), null)
  assert.equal(partAt(content, 'limits/-1'), null)
  assert.equal(partAt(content, 'nonsense'), null)
  const example = json(exampleRuleSet())
  for (const list of LISTS)
    for (const [at] of listOf(example, list).entries()) {
      const part = partOf(example, `${list}/${at}`)
      const without = withoutPart(example, part)
      assert.equal(listOf(without, list).length, listOf(example, list).length - 1)
      assert.deepEqual(
        withPart(without, { ...part, path: [list, listOf(without, list).length] }, part.item)[list]?.constructor,
        Array,
      )
    }
})

test('the difference names what changed and nothing else', () => {
  for (const set of everySet) assert.deepEqual(changesBetween(set, set), [])
  const limits = brief.limits.map((limit) => (limit.id === 'online' ? { ...limit, percent: 45 } : limit))
  const [change, ...others] = changesBetween(brief, { ...brief, limits })
  assert.deepEqual(others, [])
  assert.deepEqual([change?.what, change?.aspects], ['limit', ['says']])
  const sourced = { ...brief, sksMinutes: { ...brief.sksMinutes, clause: 'Pasal 15', confidence: 'M' as const } }
  assert.deepEqual(changesBetween(brief, sourced)[0]?.aspects, ['source', 'confidence'])
  const fewer = { ...brief, limits: brief.limits.slice(1), packageSks: null }
  assert.deepEqual(
    changesBetween(brief, fewer).map(({ what, before, after }) => [what, before === null, after === null]),
    [
      ['package', false, true],
      ['limit', false, true],
    ],
  )
  assert.deepEqual(staleSummary(brief, { ...brief, limits })[0]?.code, 'policy.summary-stale')
  assert.deepEqual(staleSummary(brief, { ...brief, limits, summary: { id: 'Baru', en: 'New' } }), [])
})

test('a rule set follows the one in force on its first day; past days and overlaps are told', () => {
  const of = (day: string, validTo: string | null = null) =>
    made({ ...begunFrom(json(brief), 'brief', day), validTo, id: `brief-${day}` })
  const codes = (rules: RuleSet, all: readonly RuleSet[]) =>
    place(rules, all, '2026-11-24').refusals.map(({ code }) => code)
  const first = of('2027-01-01')
  assert.equal(place(first, ruleSets(), '2026-11-24').succeeds?.id, 'brief')
  assert.deepEqual(codes(first, ruleSets()), [])
  assert.deepEqual(codes(of('2026-11-24'), ruleSets()), ['policy.past'])
  const rpl = ruleSets().find(({ id }) => id === 'rpl-2025') ?? assert.fail('rpl-2025')
  assert.equal(
    made(begunFrom(json(rpl), rpl.family, '2027-01-01')).choosable,
    false,
    'beside what a campus chose, as before',
  )
  const ended = ruleSets().map((one) => (one.id === 'brief' ? { ...one, validTo: '2026-12-31' } : one))
  const all = [...ended, first]
  assert.deepEqual(codes(of('2027-01-01'), all), ['recognition.rules-same-id', 'recognition.rules-overlap'])
  assert.deepEqual(codes(of('2026-12-01'), all), ['recognition.rules-overlap'], 'open-ended, over the next one')
  assert.deepEqual(codes(of('2026-12-01', '2026-12-31'), all), [], 'put between')
  assert.deepEqual(codes(of('2028-01-01'), all), [])
  const ends = endsOf(all, [
    { ruleSetId: 'brief-2027-01-01', succeeds: 'brief' },
    { ruleSetId: 'no-such', succeeds: 'brief' },
  ])
  assert.deepEqual([...ends], [['brief', '2026-12-31']])
  assert.equal(inForceOf(all, 'brief', '2027-01-01')?.id, 'brief-2027-01-01')
  assert.equal(inForceOf(all, 'brief', '2026-12-31')?.id, 'brief')
  assert.equal(dayBefore('2028-03-01'), '2028-02-29')
  assert.equal(firstOfMonthAfter('2026-11-24', 30), '2027-01-01')
})

test('the cases of a base come along and are asked of the draft, whatever their day', () => {
  const cases = inherited(brief, ruleSets(), ruleExamples())
  assert.ok(cases.length > 10)
  assert.ok(tryCases(brief, cases).every(({ tried }) => tried.differs.length === 0))
  const limits = brief.limits.map((limit) => (limit.id === 'online' ? { ...limit, percent: 45 } : limit))
  const tight = { ...brief, id: 'brief-2027-01-01', validFrom: '2027-01-01', limits }
  const failing = tryCases(tight, cases).filter(({ tried }) => tried.differs.length > 0)
  assert.ok(failing.some(({ example }) => example.name.en === 'The 70th online SKS of 144 is allowed'))
  const accepted = cases.map((one, at) => {
    const found = failing.find(({ index }) => index === at)
    return found === undefined ? one : expecting(one, found.tried)
  })
  assert.ok(tryCases(tight, publishedCases(tight, accepted)).every(({ tried }) => tried.differs.length === 0))
})

test('a case of one’s own is read from its form; what is missing or no whole number is named', () => {
  const form = { ...NEW_CASE, nameId: 'Contoh', nameEn: 'Case', source: 'Rapat 3', verdict: 'allowed', answerSks: '2' }
  const read = readCase(form, '2027-01-01')
  assert.deepEqual(read.refusals, [])
  assert.equal(read.example?.answer.sks, 2)
  const more = {
    ...form,
    awardSkills: 'skkni J.620100.004.01\n\nlumbung-skills DAT-01',
    waived: 'recent',
    waivedReason: 'Masih relevan',
    expiresOn: '2028-01-31',
    counted: '1',
  }
  const { example } = readCase(more, '2027-01-01')
  assert.equal(example?.award.skills?.length, 2)
  assert.deepEqual(example?.waivers, [{ condition: 'recent', reason: 'Masih relevan' }])
  assert.deepEqual([example?.award.counted, example?.award.expiresOn], [1, '2028-01-31'])
  assert.deepEqual(
    readCase({ ...more, courseSkills: 'DAT-01', waivedReason: '' }, '2027-01-01').refusals.map(({ at }) => at),
    ['waivedReason', 'courseSkills'],
  )
  assert.deepEqual(
    readCase(
      { ...form, hours: '-3', asks: '1.5', grade: '5', source: '', issuedOn: '2027-02-31', verdict: '' },
      '2027-01-01',
    )
      .refusals.map(({ code, at }) => `${code} ${at}`)
      .sort(),
    [
      'policy.case-grade grade',
      'policy.case-missing source',
      'policy.case-missing verdict',
      'policy.case-number asks',
      'policy.case-number hours',
      'policy.day issuedOn',
    ],
  )
})

test('no small group can be told from what a simulation shows: 500 random worlds', () => {
  const chance = chanceFrom('small groups')
  const of = (total: number): RerunCounts => ({ ...NO_COUNTS, total, moves: { ...NO_COUNTS.moves, same: total } })
  for (let world = 0; world < 500; world++) {
    const least = 2 + chance.whole(15)
    const sizes = Array.from({ length: 1 + chance.whole(12) }, () => 1 + chance.whole(30))
    const counts = Object.fromEntries(sizes.map((size, at) => [`g${at}`, of(size)]))
    const shown = shownGroups(counts, least)
    const whole = sizes.reduce((sum, size) => sum + size, 0)
    if (shown.length === 0) {
      assert.ok(whole < least)
      continue
    }
    assert.equal(
      shown.reduce((sum, { counts: { total } }) => sum + total, 0),
      whole,
    )
    assert.equal(
      shown.reduce((sum, { groups }) => sum + groups, 0),
      sizes.length,
    )
    for (const { counts: one } of shown)
      assert.ok(one.total >= least, `${sizes} shown with ${one.total} under ${least}`)
  }
})

test('tallies count each case once in every dimension', () => {
  const [limits] = [brief.limits.map((limit) => ({ ...limit, percent: 1 }))]
  const cases = tryCases(brief, inherited(brief, ruleSets(), ruleExamples())).map(({ example, tried, index }) => ({
    id: String(index),
    decidedAtText: '',
    organisationId: index % 2 === 0 ? 'samara' : 'arung',
    programmeId: `p${index % 3}`,
    level: example.programme.level,
    outcome: 'elective-block' as const,
    before: tried.evaluation,
    after: evaluate({ ...brief, limits }, { ...tryInputs(tried.evaluation.day), askedSks: example.asks }),
  }))
  const found = cases.reduce((sum, one) => tallied(sum, [one]), NO_TALLIES)
  assert.deepEqual(found, tallied(NO_TALLIES, cases))
  assert.equal(found.all.total, cases.length)
  for (const groups of Object.values(found.by))
    assert.equal(
      Object.values(groups).reduce((sum, { total }) => sum + total, 0),
      cases.length,
    )
})

function tryInputs(day: string): Parameters<typeof evaluate>[1] {
  return {
    day,
    programme: { level: 'S1', totalSks: 144, totalCourses: 48 },
    study: {
      semester: 6,
      used: {
        online: { sks: 0, courses: 0 },
        outside: { sks: 0, courses: null },
        'other-programme': { sks: 0, courses: null },
      },
    },
    award: { hours: 90, sks: 2, counted: 0, mode: 'online', origin: 'outside' },
    askedSks: 2,
    askedAsPackage: false,
    waiver: null,
  }
}
