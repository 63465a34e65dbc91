import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Course } from '../organisations/index.ts'
import { provisionalScale } from './exports/library.ts'
import type { GradeScale } from './exports/types.ts'
import { workingPractice } from './library.ts'
import { coverageOf } from './rules-condition.ts'
import { closestCourse, gradeOf, originOf, resultOf, termOf, usageBeside } from './rules-facts.ts'

const skills = (...codes: string[]) => codes.map((code) => ({ framework: 'lumbung-skills', code }))
const outcome = (id: string, mandatory = true) => ({ id, mandatory })
const score = (outcomeId: string, value: number) => ({ outcomeId, score: value })

test('a mark is the mean of the mandatory outcomes, in tenths, rounded down; a part of them is no mark', () => {
  const outcomes = [outcome('a'), outcome('b'), outcome('c'), outcome('extra', false)]
  const all = [score('a', 80), score('b', 75), score('c', 81), score('extra', 10)]
  // 236 / 3 = 78.66...
  assert.deepEqual(resultOf(outcomes, all), { kind: 'mark', tenths: 786, outcomes: 3 })
  assert.deepEqual(resultOf(outcomes, all.slice(1)), { kind: 'pass' })
  assert.deepEqual(resultOf([], []), { kind: 'pass' })
  assert.deepEqual(resultOf([outcome('a')], [score('a', 0)]), { kind: 'mark', tenths: 0, outcomes: 1 })
})

const own: GradeScale = {
  validFrom: '2026-09-01',
  bands: [
    { letter: 'A', indexHundredths: 400, numberTenths: 950, fromTenths: 900 },
    { letter: 'B', indexHundredths: 300, numberTenths: 850, fromTenths: 800 },
  ],
  passLetter: null,
  reason: 'Keputusan rektor',
}
const grade = (tenths: number, day: string, scales: readonly GradeScale[] = [own]) => {
  const found = gradeOf({ kind: 'mark', tenths, outcomes: 1 }, scales, provisionalScale(), day)
  return found?.kind === 'points' ? [found.letter, found.hundredths, found.provisional] : found
}

test('a mark is graded by the campus’s mapping of the day; before it, or without marks, by the provisional one that says so', () => {
  assert.deepEqual(grade(900, '2026-09-01'), ['A', 400, false])
  assert.deepEqual(grade(899, '2026-09-01'), ['B', 300, false])
  assert.equal(grade(799, '2026-09-01'), undefined, 'below every letter of the campus there is none')
  assert.deepEqual(grade(799, '2026-08-31'), ['B', 300, true])
  const unmarked = { ...own, bands: own.bands.map(({ fromTenths: _, ...band }) => band) }
  assert.deepEqual(grade(900, '2026-09-01', [unmarked]), ['A', 400, true])
  assert.deepEqual(gradeOf({ kind: 'pass' }, [own], provisionalScale(), '2026-09-01'), { kind: 'pass' })
  assert.equal(gradeOf(undefined, [own], provisionalScale(), '2026-09-01'), undefined)
})

test('the provisional mapping falls from top to bottom and leaves no mark without a letter', () => {
  const { bands, provisional } = provisionalScale()
  assert.ok(provisional)
  for (const [at, { fromTenths, indexHundredths }] of bands.entries()) {
    const above = bands[at - 1]
    assert.ok(above === undefined || (fromTenths < above.fromTenths && indexHundredths < above.indexHundredths))
  }
  assert.equal(bands.at(-1)?.fromTenths, 0)
})

test('coverage counts each skill of the course once, by equivalences in one direction, and nothing against nothing', () => {
  const counts = { skill: skills('X')[0]!, countsAs: skills('B')[0]! }
  const equivalences = [counts as Parameters<typeof coverageOf>[2][number]]
  const { covered, missing, percent } = coverageOf(skills('A', 'B', 'C'), skills('A', 'X', 'Z'), equivalences)
  assert.deepEqual([covered.map(({ code }) => code), missing.map(({ code }) => code), percent], [['A', 'B'], ['C'], 66])
  assert.equal(coverageOf(skills('X'), skills('B'), equivalences).percent, 0)
  assert.equal(coverageOf([], skills('A'), []).percent, null)
})

test('the closest course shares the most skills, then misses the fewest, then comes first by code', () => {
  const course = (code: string, ...codes: string[]): Course => ({
    id: code,
    programmeId: 'p',
    code,
    name: { id: code, en: code },
    sks: 3,
    skills: codes.length === 0 ? null : skills(...codes),
  })
  const closest = (...courses: Course[]) => closestCourse(courses, skills('A', 'B', 'C'), [])?.code ?? null
  assert.equal(closest(course('one', 'A'), course('three', 'A', 'B', 'Z')), 'three')
  assert.equal(closest(course('wide', 'A', 'B', 'Y', 'Z'), course('tight', 'A', 'B')), 'tight')
  assert.equal(closest(course('b', 'A'), course('a', 'B')), 'a')
  assert.equal(closest(course('none'), course('other', 'Q')), null)
})

test('an award of the own campus is from another programme where only others teach it', () => {
  const own = { isOwn: true }
  assert.equal(originOf(own, 'here', ['there']), 'other-programme')
  assert.equal(originOf(own, 'here', ['there', 'here']), 'own')
  assert.equal(originOf(own, 'here', []), 'own', 'nobody said who teaches it')
  assert.equal(originOf({ isOwn: false }, 'here', ['there']), 'outside')
  assert.equal(originOf({ isOwn: true, learning: 'prior-learning' }, 'here', ['there']), 'own')
})

test('a day lies in one term: from its first day to the day before the next', () => {
  const starts = workingPractice().termStarts.value
  assert.deepEqual(termOf('2026-09-01', starts), { from: '2026-09-01', until: '2027-02-01' })
  assert.deepEqual(termOf('2027-01-31', starts), { from: '2026-09-01', until: '2027-02-01' })
  assert.deepEqual(termOf('2027-02-01', starts), { from: '2027-02-01', until: '2027-09-01' })
})

test('a use belongs to the term of its request; uses of other programmes are told apart by their university', () => {
  const use = (transactionId: string, programmeId: string, organisationId: string, sks: number, usedAt: string) => ({
    transactionId,
    credentialId: transactionId,
    programmeId,
    organisationId,
    sks,
    usedAt: new Date(usedAt),
  })
  const uses = [
    use('late', 'here', 'samara', 2, '2027-03-01T00:00:00Z'),
    use('plain', 'here', 'samara', 3, '2026-10-01T00:00:00Z'),
    // Still 31 August in London, and 1 September in Jakarta.
    use('eve', 'here', 'samara', 1, '2026-08-31T18:00:00Z'),
    use('sister', 'there', 'samara', 4, '2026-10-01T00:00:00Z'),
    use('far', 'away', 'merapu', 5, '2020-10-01T00:00:00Z'),
  ]
  const place = { programmeId: 'here', organisationId: 'samara' }
  const decided = new Map([
    ['late', { askedOn: '2027-01-30', origin: 'other-programme' as const }],
    ['plain', { askedOn: '2026-10-01', origin: 'own' as const }],
    ['sister', { askedOn: '2026-10-01', origin: 'other-programme' as const }],
  ])
  assert.deepEqual(usageBeside(uses, place, termOf('2026-11-23', ['02-01', '09-01']), decided), {
    termSks: 6,
    termCourses: 3,
    sameUniversitySks: 4,
    otherUniversitiesSks: 5,
    // What the other programme itself counted is no use of this one.
    otherProgrammeSks: 2,
  })
})
