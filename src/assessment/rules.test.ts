import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { assessorRefusal, checkResult, readScore, standingOf } from './rules.ts'

interface Cases {
  scores: { text: string; passMark: number; score?: number; rounded?: boolean; refused?: string }[]
  standings: {
    why: string
    results: [string, number, boolean][]
    passed: boolean
    attempt: number
    missing: string[]
  }[]
}
const cases = JSON.parse(readFileSync(new URL('rules.cases.json', import.meta.url), 'utf8')) as Cases

const OUTCOMES = [
  { id: 'a', position: 1, mandatory: true, passMark: 60 },
  { id: 'b', position: 2, mandatory: true, passMark: 60 },
  { id: 'c', position: 3, mandatory: false, passMark: 60 },
]

for (const one of cases.scores) {
  test(`score ${JSON.stringify(one.text)} with pass mark ${one.passMark}`, () => {
    const read = readScore(one.text, one.passMark)
    if (one.refused !== undefined) assert.equal(read.ok ? read.value.score : read.refusals[0].code, one.refused)
    else assert.deepEqual(read, { ok: true, value: { score: one.score, rounded: one.rounded } })
  })
}

for (const one of cases.standings) {
  test(`standing: ${one.why}`, () => {
    const standing = standingOf(
      OUTCOMES,
      one.results.map(([outcomeId, attempt, passed]) => ({ outcomeId, attempt, passed })),
    )
    assert.deepEqual([standing.passed, standing.attempt, standing.missing], [one.passed, one.attempt, one.missing])
  })
}

test('nobody passes with a mandatory outcome that no single attempt passed', () => {
  const result = fc.record({
    outcomeId: fc.constantFrom('a', 'b', 'c'),
    attempt: fc.integer({ min: 1, max: 3 }),
    passed: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(result, { maxLength: 12 }), (results) => {
      const standing = standingOf(OUTCOMES, results)
      const whole = [1, 2, 3].some((attempt) =>
        ['a', 'b'].every((id) => results.some((one) => one.attempt === attempt && one.outcomeId === id && one.passed)),
      )
      assert.equal(standing.passed, whole)
      assert.equal(standing.missing.length === 0, whole)
    }),
  )
})

test('a definition without a mandatory outcome passes nobody', () => {
  assert.equal(standingOf([], []).passed, false)
})

test('every fault of a result is told', () => {
  const checked = checkResult(
    { outcomeId: 'a', score: '120', method: 'tebakan', evidence: 'x'.repeat(501), assessedOn: '2026-12-01' },
    { outcome: OUTCOMES[0], methods: ['project'], startsOn: '2026-11-01', today: '2026-11-24' },
  )
  assert.deepEqual(checked.ok ? [] : checked.refusals.map((refusal) => refusal.code), [
    'assessment.score-out-of-range',
    'assessment.method-unknown',
    'assessment.evidence-too-long',
    'assessment.day-in-future',
  ])
})

test('nobody assesses themselves, or somebody who gave the seat up', () => {
  assert.equal(assessorRefusal({ assessorId: 'x', personId: 'x', withdrawn: false })?.code, 'assessment.own-enrolment')
  assert.equal(assessorRefusal({ assessorId: 'x', personId: 'y', withdrawn: true })?.code, 'assessment.withdrawn')
  assert.equal(assessorRefusal({ assessorId: 'x', personId: 'y', withdrawn: false }), null)
})
