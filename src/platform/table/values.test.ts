import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPadded, readDay, readIdentifier, readNumber } from './index.ts'

const told = (outcome: { ok: true; value: unknown } | { ok: false; refusals: readonly { code: string }[] }) =>
  outcome.ok ? outcome.value : outcome.refusals[0]?.code

test('numbers as people write them', () => {
  const cases: [string, number | string][] = [
    ['85', 85],
    ['85,5', 85.5],
    ['85.5', 85.5],
    ['0,125', 0.125],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1.234.567', 1234567],
    ['1 234,5', 1234.5],
    ['-3', -3],
    ['100,00', 100],
    ['1.234', 'table.number-ambiguous'],
    ['85,125', 'table.number-ambiguous'],
    ['12.34.5', 'table.number-not-readable'],
    ['1.2,3.4', 'table.number-not-readable'],
    ['85%', 'table.number-not-readable'],
    ['lulus', 'table.number-not-readable'],
    ['', 'table.number-not-readable'],
    ['1e3', 'table.number-not-readable'],
  ]
  for (const [text, wanted] of cases) assert.equal(told(readNumber(text)), wanted, text)
})

test('days as people write them, the day before the month', () => {
  const cases: [string, string][] = [
    ['2026-11-30', '2026-11-30'],
    ['30/11/2026', '2026-11-30'],
    ['3-4-2026', '2026-04-03'],
    ['30.11.2026', '2026-11-30'],
    ['30 November 2026', '2026-11-30'],
    ['3 Agustus 2026', '2026-08-03'],
    ['3 Aug 2026', '2026-08-03'],
    ['46356', '2026-11-30'],
    ['2026-11-30T10:00:00', '2026-11-30'],
    ['11/30/2026', 'table.day-month-first'],
    ['31/11/2026', 'table.day-not-in-calendar'],
    ['29/02/2027', 'table.day-not-in-calendar'],
    ['kemarin', 'table.day-not-readable'],
    ['30/11/26', 'table.day-not-readable'],
  ]
  for (const [text, wanted] of cases) assert.equal(told(readDay(text)), wanted, text)
})

test('a number that Excel destroyed is not guessed at', () => {
  for (const text of ['3.2E+15', '3,20123E+15', '3E15', '3.201234567890123E+15'])
    assert.equal(told(readIdentifier(text)), 'table.number-destroyed')
  assert.equal(told(readIdentifier('2403117.0')), '2403117')
  assert.equal(told(readIdentifier('A.12/E-3')), 'A.12/E-3')
})

test('a NIM without its zeros is found, but only where one alone fits', () => {
  const known = new Map([
    ['0012', 'a'],
    ['00034', 'b'],
    ['034', 'c'],
    ['77', 'd'],
  ])
  assert.deepEqual(findPadded(known, '12'), { value: 'a', number: '0012', padded: true })
  assert.deepEqual(findPadded(known, '77'), { value: 'd', number: '77', padded: false })
  assert.equal(findPadded(known, '34'), null)
  assert.equal(findPadded(known, 'X1'), null)
})
