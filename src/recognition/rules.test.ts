import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { ruleSetFor, ruleSets } from './library.ts'
import { evaluate, mostUnder, sksOfHours } from './rules.ts'
import { type Case, MODES, type RuleSet } from './types.ts'

interface Golden {
  readonly name: string
  readonly rules: string
  readonly case: Case
  readonly expect: {
    readonly verdict: string
    readonly allowedSks: number | null
    readonly worthSks?: number
    readonly refusals?: string[]
    readonly ways?: string[]
  }
}
const golden = JSON.parse(readFileSync(new URL('./rules.cases.json', import.meta.url), 'utf8')) as Golden[]
const setOf = (id: string): RuleSet => ruleSets().find((one) => one.id === id) ?? assert.fail(`no rule set ${id}`)

for (const { name, rules, case: asked, expect } of golden) {
  test(`${rules}: ${name}`, () => {
    const answer = evaluate(setOf(rules), asked)
    assert.equal(answer.verdict, expect.verdict)
    assert.equal(answer.allowedSks, expect.allowedSks)
    if (expect.worthSks !== undefined) assert.equal(answer.worthSks, expect.worthSks)
    if (expect.refusals !== undefined)
      assert.deepEqual(
        answer.refusals.map(({ code }) => code),
        expect.refusals,
      )
    if (expect.ways !== undefined)
      assert.deepEqual(
        answer.ways.map(({ code }) => code),
        expect.ways,
      )
    if (answer.verdict !== 'allowed') assert.ok(answer.ways.length > 0, 'a no without a way to a yes')
    assert.deepEqual(
      evaluate(setOf(rules), JSON.parse(JSON.stringify(asked)) as Case),
      answer,
      'a replay gives the same answer',
    )
  })
}

const used = fc.record({ sks: fc.nat(160), courses: fc.option(fc.nat(60), { nil: null }) })
const cases: fc.Arbitrary<Case> = fc.record({
  day: fc.constant('2026-11-23'),
  programme: fc.record({
    level: fc.constantFrom('D1', 'D3', 'D4', 'S1', 'S2'),
    totalSks: fc.integer({ min: 1, max: 160 }),
    totalCourses: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
  }),
  study: fc.option(
    fc.record({
      semester: fc.integer({ min: 1, max: 14 }),
      used: fc.record({ online: used, outside: used, 'other-programme': used }),
    }),
    { nil: null },
  ),
  award: fc.record({
    hours: fc.nat(2000),
    sks: fc.nat(40),
    counted: fc.nat(10),
    mode: fc.constantFrom(...MODES),
    origin: fc.constantFrom('outside', 'own', 'other-programme'),
  }),
  askedSks: fc.integer({ min: 1, max: 40 }),
  askedAsPackage: fc.boolean(),
  waiver: fc.option(fc.constant('a reason'), { nil: null }),
})
const anySet = fc.constantFrom(...ruleSets())

test('what is allowed is whole, never above the wish, the worth, or any limit that concerns it', () => {
  fc.assert(
    fc.property(anySet, cases, (rules, asked) => {
      const { allowedSks, worthSks, headroom } = evaluate(rules, asked)
      if (allowedSks === null) return
      assert.ok(
        Number.isInteger(allowedSks) && allowedSks >= 0 && allowedSks <= asked.askedSks && allowedSks <= worthSks,
      )
      for (const room of headroom)
        if (room.base === 'sks' && room.left !== null && allowedSks > 0)
          assert.ok((room.used ?? 0) + allowedSks <= (room.most ?? 0))
    }),
    { numRuns: 3000 },
  )
})

test('more used before never allows more now', () => {
  fc.assert(
    fc.property(anySet, cases, fc.nat(20), (rules, asked, more) => {
      if (asked.study === null) return
      const heavier: Case = {
        ...asked,
        study: {
          ...asked.study,
          used: {
            online: { ...asked.study.used.online, sks: asked.study.used.online.sks + more },
            outside: { ...asked.study.used.outside, sks: asked.study.used.outside.sks + more },
            'other-programme': asked.study.used['other-programme'],
          },
        },
      }
      assert.ok((evaluate(rules, heavier).allowedSks ?? 0) <= (evaluate(rules, asked).allowedSks ?? 0))
    }),
    { numRuns: 2000 },
  )
})

test('what was allowed in part is allowed when it alone is asked', () => {
  fc.assert(
    fc.property(anySet, cases, (rules, asked) => {
      const first = evaluate(rules, { ...asked, askedAsPackage: false })
      if (first.verdict !== 'partly' || first.allowedSks === null) return
      const again = evaluate(rules, { ...asked, askedAsPackage: false, askedSks: first.allowedSks })
      assert.equal(again.verdict, 'allowed')
      assert.equal(again.allowedSks, first.allowedSks)
    }),
    { numRuns: 2000 },
  )
})

test('an unconfirmed link is never a yes, and every no names a way', () => {
  fc.assert(
    fc.property(anySet, cases, (rules, asked) => {
      const unlinked = evaluate(rules, { ...asked, study: null })
      assert.ok(unlinked.verdict === 'unknown' || unlinked.verdict === 'refused')
      const answer = evaluate(rules, asked)
      if (answer.verdict !== 'allowed') assert.ok(answer.ways.length > 0)
    }),
    { numRuns: 2000 },
  )
})

test('the limit itself: 49 % of 144 is 70, 40 % is 57, under half of 144 courses is 71', () => {
  const programme = { level: 'S1', totalSks: 144, totalCourses: 144 } as const
  const most = (set: string, id: string) =>
    mostUnder(setOf(set).limits.find((one) => one.id === id) ?? assert.fail(), programme)
  assert.deepEqual(
    [most('brief', 'online'), most('brief', 'outside'), most('pjj-course', 'online'), most('sn-2025', 'outside')],
    [70, 57, 71, 40],
  )
})

test('negative and fractional figures are a mistake of the caller', () => {
  assert.throws(() => sksOfHours(setOf('brief'), -1), RangeError)
  assert.throws(() => sksOfHours(setOf('brief'), 1.5), RangeError)
})

test('a case is decided under the rules of its day', () => {
  assert.equal(ruleSetFor('sn-2025', '2022-05-01').id, 'sn-2020')
  assert.equal(ruleSetFor('sn-2025', '2023-08-17').id, 'sn-2020')
  assert.equal(ruleSetFor('sn-2025', '2023-08-18').id, 'sn-2023')
  assert.equal(ruleSetFor('sn-2025', '2025-09-01').id, 'sn-2023')
  assert.equal(ruleSetFor('sn-2025', '2025-09-02').id, 'sn-2025')
  assert.equal(ruleSetFor(null, '2026-11-23').id, 'brief')
  assert.equal(ruleSetFor('no-such-set', '2026-11-23').id, 'brief')
})
