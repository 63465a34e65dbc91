import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planLines } from './rules-plan.ts'
import { bandFor, readScale, scaleOn } from './rules-scale.ts'
import type { Counted, GradeScale } from './types.ts'

const HOUR = 60
const SKS = 45 * HOUR
const scale: GradeScale = {
  validFrom: '2026-01-01',
  bands: [
    { letter: 'A', indexHundredths: 400, numberTenths: 900 },
    { letter: 'B', indexHundredths: 300, numberTenths: 750 },
    { letter: 'C', indexHundredths: 200, numberTenths: 600 },
  ],
  passLetter: 'B',
  reason: 'Keputusan rektor',
}
const one = (decisionId: string, minutes: number, more: Partial<Counted> = {}): Counted => ({
  personId: 'p',
  decisionId,
  requestId: decisionId,
  studyId: 's',
  programmeId: 'if',
  courseId: 'stat',
  outcome: 'course-equivalence',
  minutes,
  minutesPerSks: SKS,
  origin: 'outside',
  grade: { kind: 'pass' },
  markTenths: null,
  facts: { title: { id: decisionId, en: decisionId }, sks: 1, issuerName: 'Arung' },
  decidedAt: new Date('2026-11-01'),
  ...more,
})
const facts = (on: GradeScale) => ({
  scales: [on],
  courseSks: new Map([['stat', 3]]),
  written: new Map<string, number>(),
  day: '2026-11-05',
  mayBeUndone: () => false,
})
const plan = (...counted: Counted[]) => {
  const { lines, held } = planLines(counted, facts(scale))
  return {
    lines: lines.map(({ sks, band, parts }) => [sks, band.letter, parts.map(({ decisionId }) => decisionId).join('+')]),
    held: held.map(({ counted: back, refusal }) => [back.decisionId, refusal.code.replace('exports.feeder-', '')]),
  }
}

test('half an SKS waits alone, and goes with another half', () => {
  assert.deepEqual(plan(one('a', SKS / 2)), { lines: [], held: [['a', 'fraction']] })
  assert.deepEqual(plan(one('a', SKS / 2), one('b', SKS / 2)), { lines: [[1, 'B', 'a+b']], held: [] })
  assert.deepEqual(plan(one('a', 1.5 * SKS), one('b', SKS / 2)), { lines: [[2, 'B', 'a+b']], held: [] })
})

test('a whole one doesn’t wait for a fraction, and fractions of different rules are never added', () => {
  assert.deepEqual(plan(one('whole', 2 * SKS), one('half', SKS / 2)), {
    lines: [[2, 'B', 'whole']],
    held: [['half', 'fraction']],
  })
  const older = one('older', 1360, { minutesPerSks: 2720 })
  assert.deepEqual(plan(one('a', SKS / 2), older).lines, [])
})

test('every decision stands in one line or among the held back', () => {
  const counted = [0.5, 1, 1.5, 2, 0.25, 0.75].map((sks, place) =>
    one(`d${place}`, sks * SKS, { personId: `p${place % 2}` }),
  )
  const { lines, held } = plan(...counted)
  const all = [...lines.flatMap(([, , parts]) => String(parts).split('+')), ...held.map(([id]) => id)]
  assert.deepEqual(all.sort(), counted.map(({ decisionId }) => decisionId).sort())
})

test('more than the course has is held back; so is what came from the own campus or has no course', () => {
  assert.deepEqual(plan(one('a', 4 * SKS)).held, [['a', 'more-than-course']])
  assert.deepEqual(plan(one('a', SKS, { origin: 'own' })).held, [['a', 'own-class']])
  assert.deepEqual(plan(one('a', SKS, { origin: 'other-programme' })).held, [['a', 'own-class']])
  assert.deepEqual(plan(one('a', SKS, { courseId: null })).held, [['a', 'no-course']])
  assert.deepEqual(plan(one('a', SKS, { courseId: 'gone' })).held, [['a', 'course-gone']])
})

test('grades: the band at or below the points, a mix by minutes, none below the last band', () => {
  const points = (hundredths: number) => ({ grade: { kind: 'points', hundredths } as const })
  assert.deepEqual(plan(one('a', SKS, points(399))).lines, [[1, 'B', 'a']])
  assert.deepEqual(plan(one('a', SKS, points(199))).held, [['a', 'grade-below']])
  // (4.00 x 1 + 2.00 x 2) / 3 = 2.66
  assert.deepEqual(plan(one('a', SKS, points(400)), one('b', 2 * SKS, points(200))).lines, [[3, 'C', 'a+b']])
  assert.equal(bandFor(scale, { kind: 'pass' })?.letter, 'B')
})

test('the letter that was decided is written with its mark; a provisional one by the campus’s own mapping, or not at all', () => {
  const marked: GradeScale = {
    ...scale,
    bands: scale.bands.map((band, place) => ({ ...band, fromTenths: [850, 700, 550][place] })),
  }
  const points = { kind: 'points', hundredths: 300, letter: 'AB', markTenths: 785, scaleFrom: '2026-01-01' } as const
  const written = (grade: Counted['grade'], on: GradeScale, markTenths: number | null = null) => {
    const { lines, held } = planLines([one('a', SKS, { grade, markTenths })], facts(on))
    return lines[0]?.band ?? held[0]?.refusal.code
  }
  const own = { letter: 'AB', indexHundredths: 300, numberTenths: 785 }
  assert.deepEqual(written({ ...points, provisional: false }, scale), own)
  const asMapped = { letter: 'B', indexHundredths: 300, numberTenths: 785 }
  assert.deepEqual(written({ ...points, provisional: true }, marked), asMapped)
  assert.equal(written({ ...points, provisional: true }, scale), 'exports.feeder-marks-unmapped')
  // A mark below every letter of the campus was no grade when it was decided, and no pass now.
  assert.equal(written({ kind: 'pass' }, marked, 540), 'exports.feeder-grade-below')
  assert.equal(written({ kind: 'pass' }, { ...scale, passLetter: null }), 'exports.feeder-pass-unmapped')
})

test('two of one letter go by the mean of their marks, two of different letters by the mean of their indexes', () => {
  const graded = (hundredths: number, letter: string, markTenths: number) => ({
    grade: { kind: 'points', hundredths, letter, markTenths, provisional: false } as const,
  })
  const band = (...counted: Counted[]) => planLines(counted, facts(scale)).lines[0]?.band
  assert.deepEqual(band(one('a', SKS, graded(300, 'B', 780)), one('b', 2 * SKS, graded(300, 'B', 800))), {
    letter: 'B',
    indexHundredths: 300,
    numberTenths: 793,
  })
  assert.equal(band(one('a', SKS, graded(400, 'A', 950)), one('b', SKS, graded(200, 'C', 600)))?.letter, 'B')
})

test('the scale of a day is the newest that began by then', () => {
  const later = { ...scale, validFrom: '2026-09-01' }
  assert.equal(scaleOn([later, scale], '2026-08-31'), scale)
  assert.equal(scaleOn([later, scale], '2026-09-01'), later)
  assert.equal(scaleOn([later, scale], '2025-12-31'), null)
})

test('a scale that doesn’t fall, or names a letter twice, is refused', () => {
  const read = (bands: string) =>
    readScale({ validFrom: '2026-01-01', bands, passLetter: 'A', reason: 'Keputusan rektor' })
  const codes = (bands: string) => {
    const outcome = read(bands)
    return outcome.ok ? [] : outcome.refusals.map(({ code }) => code)
  }
  assert.deepEqual(codes('A; 4; 90\nB; 3,5; 80'), [])
  assert.deepEqual(codes('A; 3; 90\nB; 3,5; 80'), ['exports.scale-not-falling'])
  assert.deepEqual(codes('A; 4; 90\nA; 3; 80'), ['exports.scale-letter-twice'])
  assert.deepEqual(codes('A; 4; 90; 85\nB; 3,5; 80; 70,5'), [])
  assert.deepEqual(codes('A; 4; 90; 85\nB; 3,5; 80; 85'), ['exports.scale-not-falling'])
  assert.deepEqual(codes('A; 4; 90; 85\nB; 3,5; 80'), ['exports.scale-marks-partly'])
  assert.deepEqual(codes('A; 4; 90; 101'), ['exports.scale-band-malformed', 'exports.scale-pass-unknown'])
  assert.deepEqual(codes('A; 4,001; 90'), ['exports.scale-band-malformed', 'exports.scale-pass-unknown'])
})
