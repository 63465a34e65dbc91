import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { checklistOn, covers } from '../index.ts'
import { registerChecklists, registerPractice } from '../library.ts'
import { overlap, overlapsAmong, overlapsOf, reachFaults } from '../rules-change.ts'
import { backdatedDays, deedOf, standingFacts } from '../rules-knowledge.ts'
import { CLASSES } from '../types.ts'
import cases from './rules.cases.json' with { type: 'json' }
import { endOfDay, mediaTypeOf, startOfDay, urgencyOf } from './rules.ts'

for (const row of cases.urgency)
  test(`urgency: ${row.name}`, () => assert.equal(urgencyOf(row.due, row.today, row.warningDays), row.answer))

for (const row of cases.days)
  test(`the day ${row.day || '(none)'} in Jakarta`, () => {
    assert.equal(startOfDay(row.day)?.toISOString() ?? null, row.begins)
    assert.equal(endOfDay(row.day)?.toISOString() ?? null, row.ends)
  })

interface Given {
  readonly kinds: readonly string[]
  readonly fields: readonly string[]
  readonly levels: readonly number[]
  readonly from: string
  readonly until: string | null
}

const right = ({ kinds, fields, levels, from, until }: Given) => ({
  kinds,
  fields,
  levelMin: levels[0] ?? 1,
  levelMax: levels[1] ?? 9,
  from: new Date(from),
  until: until === null ? null : new Date(until),
})
const fact = { id: 'f', recordedAt: new Date(0), supersedes: null, source: { id: '', en: '' }, changeReason: null }
for (const row of cases.overlaps)
  test(`overlap: ${row.name}`, () => {
    const [one, other] = [right(row.one), right(row.other)]
    assert.equal(overlapsOf(one, [{ ...fact, ...other }]).length > 0, row.answer)
    assert.equal(overlapsOf(other, [{ ...fact, ...one }]).length > 0, row.answer, 'the other way round')
  })

test('authorisations that are given together may not overlap either', () => {
  const one = { kinds: ['licence'], fields: [], levelMin: 1, levelMax: 4 }
  const [clash] = overlapsAmong([one, { ...one, levelMin: 4, levelMax: 9 }], new Date(0))
  assert.deepEqual(
    [clash?.code, clash?.at, clash?.values?.authorisation],
    ['trust.authorisation-overlaps', '/authorisations/1', '/authorisations/0'],
  )
})

const instant = fc.integer({ min: 0, max: 40 }).map((day) => new Date(day * 86_400_000))
const period = fc.record({ from: instant, until: fc.option(instant) })

test('property: two periods overlap exactly where some instant lies in both', () => {
  fc.assert(
    fc.property(period, period, (one, other) => {
      const shared = Array.from({ length: 42 }, (_, day) => new Date(day * 86_400_000)).some(
        (day) => covers(one, day) && covers(other, day),
      )
      assert.equal(overlap(one, other), shared)
    }),
  )
})

test('property: of facts that supersede each other in a row, one stands at each knowledge, the last that was recorded', () => {
  const chain = fc.array(fc.tuple(instant, period), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(chain, instant, (steps, known) => {
      const times = steps.map(([at]) => at).sort((a, b) => a.getTime() - b.getTime())
      const rows = steps.map(([, { from }], at) => ({
        id: String(at),
        supersedes: at === 0 ? null : String(at - 1),
        recordedAt: times[at] ?? new Date(0),
        from,
        until: null,
      }))
      const last = rows.findLast(({ recordedAt }) => recordedAt <= known)
      assert.deepEqual(standingFacts(rows, known), last === undefined ? [] : [last])
    }),
  )
})

test('what reaches back is counted from the earliest day that moved', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day))
  const row = (from: number, until: number | null, recorded: number) => ({
    id: 'r',
    supersedes: null,
    from: at(from),
    until: until === null ? null : at(until),
    recordedAt: at(recorded),
  })
  assert.equal(backdatedDays(row(1, null, 1), undefined), 0)
  assert.equal(backdatedDays(row(1, null, 11), undefined), 10)
  assert.equal(backdatedDays(row(20, null, 11), undefined), 0, 'what begins later reaches back nowhere')
  assert.equal(backdatedDays(row(1, 11, 11), row(1, null, 1)), 0, 'an end now leaves the past alone')
  assert.equal(backdatedDays(row(1, 6, 11), row(1, null, 1)), 5)
  assert.equal(
    backdatedDays(row(4, null, 11), row(1, null, 1)),
    10,
    'what begins later than it did takes the days between',
  )
  assert.equal(deedOf(row(1, 6, 11), row(1, null, 1)), 'ended')
  assert.equal(deedOf(row(1, 1, 11), row(1, null, 1)), 'withdrawn')
  assert.equal(deedOf(row(2, null, 11), row(1, null, 1)), 'corrected')
})

test('a beginning too far off in either direction is refused, the bounds themselves are not', () => {
  const now = new Date('2026-11-24T05:00:00Z')
  const faults = (days: number) =>
    reachFaults(new Date(now.getTime() + days * 86_400_000), now, { back: 30, ahead: 366 }, 'from').map(
      ({ code }) => code,
    )
  assert.deepEqual([faults(-30), faults(366)], [[], []])
  assert.deepEqual([faults(-31), faults(367)], [['trust.start-too-far-back'], ['trust.start-too-far-ahead']])
})

test('what a file is says its beginning, not its name', () => {
  assert.equal(mediaTypeOf(new TextEncoder().encode('%PDF-1.7')), 'application/pdf')
  assert.equal(mediaTypeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)), 'image/png')
  assert.equal(mediaTypeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), 'image/jpeg')
  for (const odd of ['', '%PD', '<svg', 'PK\u0003\u0004'])
    assert.equal(mediaTypeOf(new TextEncoder().encode(odd)), null, odd)
})

test('the data: every class has a checklist today, with legal standing in it, and every file bears its class', () => {
  for (const one of CLASSES) {
    const items = checklistOn(one, '2026-11-24')?.items ?? []
    assert.ok(
      items.some((item) => item.legalStanding && item.document === 'required'),
      one,
    )
    assert.equal(new Set(items.map(({ code }) => code)).size, items.length)
    assert.equal(checklistOn(one, '2025-12-31'), null, 'no checklist before the first')
  }
  const families = readdirSync('data/register-checklists').map((file) => file.replace('.json', ''))
  assert.deepEqual([...new Set(registerChecklists().map((one) => one.class))].sort(), families.sort())
  const practice = registerPractice()
  for (const list of [practice.kinds, practice.refusalReasons, practice.suspensionReasons, practice.endReasons])
    assert.equal(new Set(list.map(({ code }) => code)).size, list.length)
})
