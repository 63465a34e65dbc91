import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadTexts, refusalTextKey } from '../platform/text.ts'
import { exampleRuleSet, ruleExamples, ruleSets } from './library.ts'
import { evaluate, mostUnder, ruleSetOn, sksOfHours } from './rules.ts'
import { foresee, type OfferingFacts, unverifiedOf } from './rules-before.ts'
import { inScope } from './rules-condition.ts'
import { caseOf, tryExample } from './rules-example.ts'
import { type Case, type Evaluation, LEARNINGS, MODES, ORIGINS, type RuleSet, ruleSetSchema, USES } from './types.ts'

const everySet = [...ruleSets(), exampleRuleSet()]
const setOf = (id: string): RuleSet => everySet.find((one) => one.id === id) ?? assert.fail(`no rule set ${id}`)

for (const example of ruleExamples()) {
  test(`${example.rules}: ${example.name.id}`, () => {
    const tried = tryExample(everySet, example) ?? assert.fail(`no rule set ${example.rules}`)
    const { rules, evaluation } = tried
    assert.deepEqual(tried.differs, [], JSON.stringify(evaluation, null, 1))
    if (evaluation.verdict !== 'allowed') assert.ok(evaluation.ways.length > 0, 'a no without a way to a yes')
    const stored = JSON.parse(JSON.stringify({ rules, asked: caseOf(example) })) as { rules: unknown; asked: Case }
    assert.deepEqual(evaluate(ruleSetSchema.parse(stored.rules), stored.asked), evaluation, 'a replay differs')
    assertTraceComplete(rules, caseOf(example), evaluation)
  })
}

test('every reason, way and step of every example has its words in both languages', () => {
  const texts = loadTexts()
  const seen = new Set<string>()
  const say = (key: string, values: Readonly<Record<string, string | number>>) => {
    seen.add(key)
    for (const sentence of Object.values(texts.both(key, values)))
      assert.ok(
        sentence.trim() !== '' && !sentence.includes('undefined') && !/[{}]/.test(sentence),
        `${key}: ${sentence}`,
      )
  }
  for (const example of ruleExamples()) {
    const { refusals, ways, steps } = (tryExample(everySet, example) ?? assert.fail()).evaluation
    for (const refusal of refusals) {
      say(refusalTextKey(refusal), refusal.values ?? {})
      say(`${refusalTextKey(refusal)}.next`, refusal.values ?? {})
    }
    for (const { code, values } of ways) say(`recognition.way.${code}`, values)
    for (const { code, outcome, values, waived } of steps) {
      const unknown = outcome === 'unknown' && (code === 'limit' || code === 'condition')
      say(`recognition.step.${code}${waived !== undefined ? '-waived' : unknown ? '-unknown' : ''}`, {
        ...values,
        name: 'n',
      })
    }
  }
  const kinds = exampleRuleSet().conditions.map(({ kind }) => kind)
  for (const kind of kinds)
    assert.ok(seen.has(`recognition.refusal.condition-${kind}`), `no example refuses by ${kind}`)
})

test('an example that expects something else is told apart', () => {
  const [first] = ruleExamples()
  assert.ok(first !== undefined)
  const wrong = { ...first, answer: { ...first.answer, by: 'sn-2025', verdict: 'refused' as const, sks: 3, worth: 7 } }
  assert.deepEqual(tryExample(everySet, wrong)?.differs, ['by', 'verdict', 'sks', 'worth'])
  assert.equal(tryExample(everySet, { ...first, rules: 'no-such-set' }), null)
})

/** Every limit and condition in scope has its step, every step of a no its refusal, and every refusal its step. */
function assertTraceComplete(rules: RuleSet, asked: Case, { steps, refusals, ways, headroom }: Evaluation): void {
  const limits = rules.limits.filter((one) => inScope(one, asked)).map(({ id }) => id)
  const conditions = rules.conditions.filter((one) => inScope(one, asked)).map(({ id }) => id)
  assert.deepEqual(
    steps.flatMap((step) => (step.code === 'limit' ? [step.limit] : [])),
    limits,
  )
  assert.deepEqual(
    headroom.map(({ limit }) => limit),
    limits,
  )
  assert.deepEqual(
    steps.flatMap((step) => (step.code === 'condition' ? [step.condition] : [])),
    conditions,
  )
  for (const code of ['worth', 'left', 'link']) assert.equal(steps.filter((step) => step.code === code).length, 1)
  const failed = new Set(steps.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code))
  const reasons = steps.filter(({ outcome, code }) => outcome === 'fail' && code !== 'worth' && code !== 'left').length
  const own = refusals.filter(({ code }) => !OF_THE_AWARD.includes(code)).length
  assert.equal(own, reasons, 'as many reasons as steps that failed')
  assert.equal(refusals.length - own > 0, failed.has('worth') || failed.has('left'))
  if (refusals.length > 0 || steps.some(({ outcome }) => outcome === 'unknown')) assert.ok(ways.length > 0)
}
const OF_THE_AWARD = ['recognition.too-short', 'recognition.nothing-left', 'recognition.more-than-left']

function maybe<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(one, { nil: undefined })
}
const skills = fc.subarray(['DAT-01', 'DAT-02', 'COM-01'].map((code) => ({ framework: 'lumbung-skills', code })))
const used = fc.record({ sks: fc.nat(160), courses: fc.option(fc.nat(60), { nil: null }) })
const cases: fc.Arbitrary<Case> = fc.record({
  day: fc.constant('2026-11-23'),
  programme: fc.record({
    level: fc.constantFrom('D1', 'D3', 'D4', 'S1', 'S2'),
    totalSks: fc.integer({ min: 1, max: 160 }),
    totalCourses: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
    kkniLevel: maybe(fc.integer({ min: 3, max: 9 })),
  }),
  study: fc.option(
    fc.record({
      semester: fc.integer({ min: 1, max: 14 }),
      used: fc.record({
        online: used,
        outside: used,
        'other-programme': used,
        'prior-learning': maybe(used),
        term: maybe(used),
      }),
    }),
    { nil: null },
  ),
  award: fc.record({
    hours: fc.nat(2000),
    sks: fc.nat(40),
    counted: fc.nat(10),
    mode: fc.constantFrom(...MODES),
    origin: fc.constantFrom(...ORIGINS),
    kind: maybe(fc.constantFrom('micro-credential', 'badge')),
    learning: maybe(fc.constantFrom(...LEARNINGS)),
    kkniLevel: maybe(fc.integer({ min: 1, max: 9 })),
    grade: maybe(
      fc.oneof(
        fc.record({ kind: fc.constant('points' as const), hundredths: fc.nat(400) }),
        fc.constant({ kind: 'pass' as const }),
      ),
    ),
    skills: maybe(skills),
    issuedOn: maybe(fc.constantFrom('2019-05-01', '2021-11-23', '2025-02-28')),
    expiresOn: maybe(fc.constantFrom(null, '2026-11-22', '2026-11-23')),
  }),
  course: maybe(fc.record({ skills })),
  standsFor: maybe(fc.constantFrom(...USES)),
  waivers: maybe(fc.constantFrom([{ condition: 'level', reason: 'a reason' }], [{ condition: 'age', reason: ' ' }])),
  askedSks: fc.integer({ min: 1, max: 40 }),
  askedAsPackage: fc.boolean(),
  waiver: fc.option(fc.constant('a reason'), { nil: null }),
})
const anySet = fc.constantFrom(...everySet)

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

test('more headroom never grants less', () => {
  fc.assert(
    fc.property(anySet, cases, fc.constantFrom(...LIMITS), fc.nat(20), (rules, asked, id, more) => {
      const before = asked.study?.used[id]
      if (asked.study === null || before === undefined) return
      const heavier: Case = {
        ...asked,
        study: {
          ...asked.study,
          used: {
            ...asked.study.used,
            [id]: { sks: before.sks + more, courses: before.courses === null ? null : before.courses + more },
          },
        },
      }
      assert.ok((evaluate(rules, heavier).allowedSks ?? 0) <= (evaluate(rules, asked).allowedSks ?? 0))
    }),
    { numRuns: 3000 },
  )
})
const LIMITS = ['online', 'outside', 'other-programme', 'prior-learning', 'term'] as const

test('more hours, and a larger programme, never grant less; hours are rounded down', () => {
  fc.assert(
    fc.property(anySet, cases, fc.nat(200), (rules, asked, more) => {
      const least = rules.conditions.some(({ kind }) => kind === 'hours' || kind === 'sks')
      const hours = asked.award.hours + more
      const longer = { ...asked, award: { ...asked.award, hours } }
      if (!least || asked.award.hours >= 45)
        assert.ok((evaluate(rules, longer).allowedSks ?? 0) >= (evaluate(rules, asked).allowedSks ?? 0))
      const larger = { ...asked, programme: { ...asked.programme, totalSks: asked.programme.totalSks + more } }
      assert.ok((evaluate(rules, larger).allowedSks ?? 0) >= (evaluate(rules, asked).allowedSks ?? 0))
      const sks = sksOfHours(rules, hours)
      assert.ok(sks * rules.sksMinutes.minutes <= hours * 60 && (sks + 1) * rules.sksMinutes.minutes > hours * 60)
    }),
    { numRuns: 2000 },
  )
})

test('the trace is complete: each limit and condition has its line, each no its reason', () => {
  fc.assert(
    fc.property(anySet, cases, (rules, asked) => assertTraceComplete(rules, asked, evaluate(rules, asked))),
    { numRuns: 3000 },
  )
})

test('a replay of stored rules and inputs gives the same answer', () => {
  fc.assert(
    fc.property(anySet, cases, (rules, asked) => {
      const kept = JSON.parse(JSON.stringify({ rules, asked })) as { rules: unknown; asked: Case }
      const answer = JSON.parse(JSON.stringify(evaluate(rules, asked))) as Evaluation
      assert.deepEqual(JSON.parse(JSON.stringify(evaluate(ruleSetSchema.parse(kept.rules), kept.asked))), answer)
    }),
    { numRuns: 1000 },
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
  assert.equal(ruleSetOn(ruleSets(), 'sn-2025', '2022-05-01')?.id, 'sn-2020')
  assert.equal(ruleSetOn(ruleSets(), 'sn-2025', '2023-08-17')?.id, 'sn-2020')
  assert.equal(ruleSetOn(ruleSets(), 'sn-2025', '2023-08-18')?.id, 'sn-2023')
  assert.equal(ruleSetOn(ruleSets(), 'sn-2025', '2025-09-01')?.id, 'sn-2023')
  assert.equal(ruleSetOn(ruleSets(), 'sn-2025', '2025-09-02')?.id, 'sn-2025')
  assert.equal(ruleSetOn(ruleSets(), null, '2026-11-23')?.id, 'brief')
  assert.equal(ruleSetOn(ruleSets(), 'no-such-set', '2026-11-23')?.id, 'brief')
})

const offerings: fc.Arbitrary<OfferingFacts> = fc.record({
  kind: fc.constantFrom('micro-credential', 'course'),
  hours: fc.option(fc.nat(900), { nil: null }),
  sks: fc.option(fc.nat(20), { nil: null }),
  mode: fc.option(fc.constantFrom(...MODES), { nil: null }),
  kkniLevel: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
  skills: fc.option(skills, { nil: null }),
  origin: fc.constantFrom(...ORIGINS),
})

test('before enrolling: an unknown mode can’t promise less than each mode alone, and a stranger is told the most', () => {
  fc.assert(
    fc.property(anySet, offerings, cases, (rules, facts, { programme, study }) => {
      const ask = (mode: OfferingFacts['mode'], who = study) =>
        foresee(rules, { ...facts, mode }, programme, who, '2026-11-23')
      const open = ask(null)
      const alone = MODES.map((mode) => ask(mode).mostSks)
      if (open.mostSks !== null) assert.equal(open.mostSks, Math.max(...alone.map((most) => most ?? 0)))
      else assert.ok(alone.includes(null))
      for (const found of [open, ask(facts.mode)]) {
        if (found.answer === 'no' || found.answer === 'unknown') assert.ok(found.ways.length > 0, 'no way to a yes')
        if (found.answer === 'no') assert.ok(found.refusals.length > 0 && found.mostSks === 0)
        if (facts.hours === null) assert.equal(found.answer, 'unknown')
        if (facts.kind === 'course') assert.ok(found.answer !== 'yes' && found.unknowns.includes('evidence'))
      }
      const stranger = ask(facts.mode, null)
      const known = ask(facts.mode)
      if (stranger.mostSks !== null && known.mostSks !== null) assert.ok(stranger.mostSks >= known.mostSks)
    }),
    { numRuns: 2000 },
  )
})

test('what is not verified on a day: an amendment from its day on, figures, and the text', () => {
  const of = (day: string) => unverifiedOf(setOf('sn-2025'), day)
  assert.deepEqual(of('2026-07-15').amendments, [])
  assert.deepEqual(
    of('2026-07-16').amendments.map(({ source }) => source),
    ['Permendiktisaintek 10/2026'],
  )
  assert.equal(of('2026-07-16').figures.length, 2)
  assert.equal(of('2026-07-16').textUnread, true)
})
