import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { allEditions, editionOf, exampleRuleSet, isSkill, readEditions, ruleSets } from './library.ts'
import { evaluate } from './rules.ts'
import { skillsCounted } from './rules-condition.ts'
import { circleOf, faultsTogether, readRuleSet } from './rules-read.ts'
import { type Case, type RuleSet, ruleSetSchema } from './types.ts'

type Loose = Record<string, never> & { [key: string]: unknown }
const brief = JSON.parse(readFileSync('data/recognition-rules/brief.json', 'utf8')) as Loose
const example = JSON.parse(readFileSync('src/recognition/rules.example.json', 'utf8')) as Loose
const clone = <T>(value: T): T => structuredClone(value)
const codesOf = (data: unknown) => {
  const read = readRuleSet(data, isSkill)
  return read.ok ? [] : read.refusals.map(({ code }) => code)
}
function changed(base: Loose, change: (copy: { [key: string]: never }) => void): unknown {
  const copy = clone(base) as unknown as { [key: string]: never }
  change(copy)
  return copy
}

test('what ships can be read, alone and together', () => {
  assert.equal(ruleSets()[0]?.id, 'brief')
  assert.deepEqual(faultsTogether(ruleSets()), [])
  assert.equal(exampleRuleSet().id, 'example-campus')
  assert.ok(ruleSets().some(({ id }) => id === 'rpl-2025'))
})

test('a negative or fractional figure is refused with its place', () => {
  const at = (value: number) =>
    changed(example, (copy) => {
      ;(copy.limits as unknown as { amount: number }[])[1]!.amount = value
    })
  for (const value of [-9, 4.5, 0]) assert.deepEqual(codesOf(at(value)), ['recognition.rules-figure'], String(value))
  const read = readRuleSet(at(-9), isSkill)
  assert.equal(read.ok ? '' : read.refusals[0]?.at, '/limits/1/amount')
  const packages = changed(brief, (copy) => {
    ;(copy.packageSks as unknown as { sks: number }).sks = 20.5
  })
  assert.deepEqual(codesOf(packages), ['recognition.rules-figure'])
  assert.deepEqual(codesOf({ ...brief, id: 'No Id' }), ['recognition.rules-malformed'])
  assert.ok(codesOf(null).includes('recognition.rules-malformed'))
})

test('a rule that names an unknown skill is refused with its code', () => {
  const read = readRuleSet(
    changed(example, (copy) => {
      ;(copy.conditions as unknown as { kind: string; required: { code: string }[] }[]).find(
        ({ kind }) => kind === 'skills',
      )!.required[0]!.code = 'DAT-99'
    }),
    isSkill,
  )
  assert.ok(!read.ok)
  assert.deepEqual(read.refusals, [
    { code: 'recognition.rules-unknown-skill', values: { framework: 'lumbung-skills', code: 'DAT-99' } },
  ])
  assert.equal(isSkill({ framework: 'skkni', code: 'J.620100.004.01' }), true)
  assert.equal(isSkill({ framework: 'skkni', code: 'J-4' }), false)
  assert.equal(isSkill({ framework: 'no-list', code: 'DAT-01' }), false)
})

test('equivalences in a circle, days that run backwards and names that stand twice are refused', () => {
  const pair = (from: string, to: string) => ({
    ...(example.skillEquivalences as unknown as object[])[0],
    skill: { framework: 'lumbung-skills', code: from },
    countsAs: { framework: 'lumbung-skills', code: to },
  })
  const circle = { ...example, skillEquivalences: [pair('DAT-01', 'DAT-02'), pair('DAT-02', 'DAT-01')] }
  const read = readRuleSet(circle, isSkill)
  assert.deepEqual(read.ok ? [] : read.refusals, [
    {
      code: 'recognition.rules-circle',
      values: { circle: 'lumbung-skills:DAT-01 > lumbung-skills:DAT-02 > lumbung-skills:DAT-01' },
    },
  ])
  assert.deepEqual(codesOf({ ...example, validTo: '2026-10-31' }), ['recognition.rules-days'])
  const twice = changed(example, (copy) => {
    const conditions = copy.conditions as unknown as { id: string }[]
    conditions[1]!.id = conditions[0]!.id
  })
  assert.deepEqual(codesOf(twice), ['recognition.rules-twice'])
})

test('two of one family in force on one day are told with the first such day', () => {
  const of = (id: string, validFrom: string | null, validTo: string | null): RuleSet => ({
    ...exampleRuleSet(),
    id,
    validFrom,
    validTo,
  })
  const overlap = (one: RuleSet, other: RuleSet) =>
    faultsTogether([{ ...one, default: true }, other]).map(({ values }) => values?.day)
  assert.deepEqual(overlap(of('a', '2024-01-01', '2024-12-31'), of('b', '2025-01-01', null)), [])
  assert.deepEqual(overlap(of('a', '2024-01-01', '2025-01-01'), of('b', '2025-01-01', null)), ['2025-01-01'])
  assert.deepEqual(overlap(of('a', null, null), of('b', '2025-01-01', null)), ['2025-01-01'])
  assert.deepEqual(overlap(of('a', null, null), of('b', null, '2020-01-01')), ['any'])
  const [first] = ruleSets()
  assert.deepEqual(
    faultsTogether([first!, first!]).map(({ code }) => code),
    ['recognition.rules-same-id', 'recognition.rules-overlap', 'recognition.rules-default'],
  )
})

test('a folder with a fault stops with every fault in words', () => {
  const content = (id: string, version = '1') => ({ ...clone(brief), id, version, default: false }) as never
  assert.throws(
    () =>
      readEditions(
        new Map([
          ['a.json', content('a')],
          ['b.json', content('b')],
        ]),
      ),
    /a and b of the family brief are in force together\. .*exactly one default rule set, and there are 0\./s,
  )
  assert.throws(
    () => readEditions(new Map([['c.json', { ...clone(brief), packageSks: -1 } as never]])),
    /c\.json: .*packageSks/,
  )
})

test('a circle is found wherever it is, and nothing else is one', () => {
  assert.equal(circleOf([]), null)
  assert.deepEqual(circleOf([['a', 'a']]), ['a', 'a'])
  assert.equal(
    circleOf([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
      ['c', 'd'],
    ]),
    null,
  )
  const chain = Array.from({ length: 100_000 }, (_, at) => [String(at), String(at + 1)] as const)
  assert.equal(circleOf(chain), null)
  assert.equal(circleOf([...chain, ['100000', '99998']])?.length, 4)
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  fc.assert(
    fc.property(fc.array(fc.tuple(names, names), { maxLength: 14 }), (pairs) => {
      const reach = new Set(pairs.map(([from, to]) => `${from}${to}`))
      for (const k of 'abcdef')
        for (const i of 'abcdef') for (const j of 'abcdef') if (reach.has(i + k) && reach.has(k + j)) reach.add(i + j)
      const circle = circleOf(pairs)
      assert.equal(
        circle !== null,
        [...'abcdef'].some((one) => reach.has(one + one)),
      )
      if (circle === null) return
      assert.equal(circle[0], circle.at(-1))
      for (const [at, name] of circle.slice(0, -1).entries())
        assert.ok(pairs.some(([from, to]) => from === name && to === circle[at + 1]))
    }),
    { numRuns: 1000 },
  )
})

test('skills count through several equivalences, in one direction', () => {
  const of = (code: string) => ({ framework: 'x', code })
  const pairs = [
    { skill: of('b'), countsAs: of('c') },
    { skill: of('a'), countsAs: of('b') },
  ] as never
  assert.deepEqual([...skillsCounted([of('a')], pairs)], ['x:a', 'x:b', 'x:c'])
  assert.deepEqual([...skillsCounted([of('c')], pairs)], ['x:c'])
})

test('the hash is that of the content: the order of its fields says nothing, a figure does', () => {
  const [first] = allEditions()
  assert.ok(first !== undefined && /^[0-9a-f]{64}$/.test(first.hash))
  assert.equal(editionOf(first.rules), first)
  const turned = Object.fromEntries(Object.entries(first.content).reverse())
  const [again] = readEditions(new Map([['x', turned as never]]))
  assert.equal(again?.hash, first.hash)
  const [other] = readEditions(new Map([['x', { ...turned, version: 'another' } as never]]))
  assert.notEqual(other?.hash, first.hash)
})

test('negative and fractional credit in a case is a mistake of the caller', () => {
  const asked: Case = {
    day: '2026-11-23',
    programme: { level: 'S1', totalSks: 144, totalCourses: null },
    study: null,
    award: { hours: 90, sks: 2, counted: 0, mode: 'online', origin: 'outside' },
    askedSks: 2,
    askedAsPackage: false,
    waiver: null,
  }
  const rules = ruleSetSchema.parse(brief)
  for (const askedSks of [-1, 0.5]) assert.throws(() => evaluate(rules, { ...asked, askedSks }), RangeError)
  assert.throws(() => evaluate(rules, { ...asked, award: { ...asked.award, sks: 1.5 } }), RangeError)
})
