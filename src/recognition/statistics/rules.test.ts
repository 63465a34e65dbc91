import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { daysOfQuarter, isSafe, quarterOf, quartersDue, tablesOf } from './rules.ts'
import type { RequestFact } from './types.ts'

const LEAST = 3
let number = 0
const fact = (institution: string, region: string, more: Partial<RequestFact> = {}): RequestFact => ({
  personId: `p${number++}`,
  groups: { institution, provider: 'arung', region, sex: 'female' },
  outcome: 'accepted',
  days: 4,
  sks: 2,
  ...more,
})
const many = (count: number, institution: string, region: string, more: Partial<RequestFact> = {}) =>
  Array.from({ length: count }, () => fact(institution, region, more))

test('people are counted and not requests, and each outcome has its own', () => {
  const ten = Array.from({ length: 10 }, () => fact('a', 'x', { personId: 'one' }))
  assert.equal(isSafe(ten, LEAST), false)
  assert.equal(isSafe(many(3, 'a', 'x'), LEAST), true)
  assert.equal(isSafe([...many(9, 'a', 'x'), ...many(2, 'a', 'x', { outcome: 'refused' })], LEAST), false)
})

test('one small group takes the next smallest with it, so that the total less the rows says nothing', () => {
  const { total, tables } = tablesOf(
    [...many(20, 'big', 'x'), ...many(5, 'middle', 'x'), ...many(1, 'small', 'x')],
    LEAST,
  )
  assert.equal(total?.requests, 26)
  assert.deepEqual(
    tables.institution.map(({ group, together, requests }) => [group, together, requests]),
    [
      ['big', 1, 20],
      [null, 2, 6],
    ],
  )
})

test('a region less its institutions says nothing either', () => {
  const facts = [...many(20, 'a', 'west'), ...many(2, 'b', 'west'), ...many(2, 'c', 'east'), ...many(12, 'd', 'east')]
  const { tables } = tablesOf(facts, LEAST)
  assert.deepEqual(
    tables.institution.map(({ group, requests }) => [group, requests]),
    [
      ['a', 20],
      ['d', 12],
      [null, 4],
    ],
  )
  // 22 in the west less 20 would be the two of b.
  assert.deepEqual(
    tables.region.map(({ group, requests }) => [group, requests]),
    [[null, 36]],
  )
})

test('a median is told where either half of the people is large enough, also in what a row leaves of all', () => {
  const medians = (...sizes: readonly (readonly [string, number])[]) => {
    const { total, tables } = tablesOf(
      sizes.flatMap(([institution, size]) => many(size, institution, 'x')),
      LEAST,
    )
    return [total?.medianDays, tables.institution.map(({ group, medianDays }) => [group, medianDays])]
  }
  // Five are enough for a count, and no half of them is.
  assert.deepEqual(medians(['a', 5]), [null, [['a', null]]])
  assert.deepEqual(medians(['a', 6]), [4, [['a', 4]]])
  // All less a would be the five of b: then neither tells its own.
  assert.deepEqual(medians(['a', 20], ['b', 5]), [
    4,
    [
      ['a', null],
      ['b', null],
    ],
  ])
  assert.deepEqual(medians(['a', 20], ['b', 6]), [
    4,
    [
      ['a', 4],
      ['b', 4],
    ],
  ])
})

test('a median needs people on either side of it, not requests', () => {
  const often = Array.from({ length: 9 }, () => fact('a', 'x', { personId: 'often', days: 1 }))
  const { total } = tablesOf([...often, ...many(6, 'a', 'x', { days: 9 })], LEAST)
  assert.equal(total?.requests, 15)
  assert.equal(total?.medianDays, null)
})

test('where all together are too few, nothing is told', () => {
  assert.deepEqual(tablesOf(many(2, 'a', 'x'), LEAST), {
    total: null,
    tables: { institution: [], provider: [], region: [], sex: [] },
  })
})

test('no small set of requests follows from the published sums, in 300 worlds', () => {
  const world = fc.array(
    fc.record({
      person: fc.integer({ min: 0, max: 40 }),
      institution: fc.integer({ min: 0, max: 5 }),
      outcome: fc.constantFrom('accepted' as const, 'refused' as const, 'open' as const),
    }),
    { minLength: 10, maxLength: 120 },
  )
  fc.assert(
    fc.property(world, (asked) => {
      const facts = asked.map(({ person, institution, outcome }) =>
        fact(`i${institution}`, `r${institution % 3}`, { personId: `p${person}`, outcome }),
      )
      if (!isSafe(facts, LEAST)) return
      for (const set of deducible(facts)) assert.ok(isSafe(set, LEAST), `${set.length} requests follow`)
    }),
    { numRuns: 300, seed: 39 },
  )
})

test('quarters and the day on which they are due', () => {
  assert.equal(quarterOf('2026-11-26'), '2026-4')
  assert.deepEqual(daysOfQuarter('2026-1'), { from: '2026-01-01', until: '2026-03-31' })
  assert.deepEqual(quartersDue('2026-02-10', '2026-10-30', 30), ['2026-1', '2026-2'])
  assert.deepEqual(quartersDue('2026-02-10', '2026-10-31', 30), ['2026-1', '2026-2', '2026-3'])
  assert.deepEqual(quartersDue('2026-02-10', '2026-04-30', 30), [])
})

/**
 * What a reader can work out: the requests of one institution in its region are an unknown, and the total and each published
 * row an equation. A set of institutions whose sum follows from the equations is deducible.
 */
function deducible(facts: readonly RequestFact[]): readonly (readonly RequestFact[])[] {
  const units = [...new Set(facts.map(({ groups }) => groups.institution))]
  const { tables } = tablesOf(facts, LEAST)
  const published = (['institution', 'region'] as const).flatMap((one) => {
    const alone = new Set(tables[one].map(({ group }) => group))
    return tables[one].map(({ group }) =>
      facts.filter(({ groups }) => (group === null ? !alone.has(groups[one]) : groups[one] === group)),
    )
  })
  const row = (set: readonly RequestFact[]) =>
    units.map((unit) => (set.some(({ groups }) => groups.institution === unit) ? 1 : 0))
  const equations = [facts, ...published].map(row)
  const span = basisOf(equations)
  const sets: RequestFact[][] = []
  for (let mask = 1; mask < 1 << units.length; mask++) {
    const wanted = units.map((_, place) => (mask >> place) & 1)
    if (basisOf([...span, wanted]).length > span.length) continue
    sets.push(facts.filter(({ groups }) => ((mask >> units.indexOf(groups.institution)) & 1) === 1))
  }
  return sets
}

/** The rows that are independent of each other, by Gaussian elimination over small whole numbers. */
function basisOf(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const basis: { pivot: number; row: readonly number[] }[] = []
  for (const given of rows) {
    let row = [...given]
    for (const known of basis) {
      const factor = (row[known.pivot] ?? 0) / (known.row[known.pivot] ?? 1)
      row = row.map((value, place) => value - factor * (known.row[place] ?? 0))
    }
    const pivot = row.findIndex((value) => Math.abs(value) > 1e-9)
    if (pivot >= 0) basis.push({ pivot, row })
  }
  return basis.map(({ row }) => row)
}
