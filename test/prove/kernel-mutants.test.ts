import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bench, campaign, conclude, drawn, interval } from './kernel-mutants.ts'

test('a few changes of the kernel are noticed, and one that changes nothing is seen to live', async (context) => {
  const { mutants, trial } = await bench(['kernel-checks', 'kernel-json', 'kernel-keys', 'kernel-status'])
  assert.ok(mutants.length > 3_000)
  const plain = mutants.find(({ file, before }) => file === 'verify.ts' && before === "'valid'")
  assert.ok(plain !== undefined)
  assert.equal(await trial(plain.id), 'killed')
  // The same tests with nothing changed: what no test can notice is reported as such.
  assert.equal(await trial(plain.id, { asleep: true }), 'survived')
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 6, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  const outcomes = ['killed', 'fell-over', 'timeout', 'survived', 'not-met'].map((name) => seen[name] ?? 0)
  assert.equal(
    outcomes.reduce((sum, times) => sum + times, 0),
    6,
  )
  assert.ok((seen.killed ?? 0) >= 2)
})

test('a first part of the order holds of each file its share, and no mutant twice', () => {
  const mutants = ['a.ts', 'b.ts'].flatMap((file, at) =>
    Array.from({ length: at === 0 ? 90 : 10 }, (_, n) => ({
      id: `${file}${n}`,
      file,
      line: n,
      kind: '',
      before: '',
      after: '',
    })),
  )
  const order = drawn(mutants, 7)
  assert.equal(new Set(order.map(({ id }) => id)).size, 100)
  for (const part of [10, 20, 50])
    assert.ok(Math.abs(order.slice(0, part).filter(({ file }) => file === 'b.ts').length - part / 10) <= 1)
  assert.notDeepEqual(drawn(mutants, 8), order)
})

test('the share and its interval; below nine of ten the claim does not hold', () => {
  // Wilson's interval for 81 of 263, as Newcombe (1998) gives it.
  assert.deepEqual(
    interval(81, 263).map((share) => share.toFixed(4)),
    ['0.2553', '0.3662'],
  )
  assert.deepEqual(conclude({ killed: 85, timeout: 5, survived: 6, 'not-met': 4, 'survived x': 1 }).share, 0.9)
  assert.throws(() => conclude({ killed: 85, timeout: 4, survived: 11 }), /89 of 100/)
})
