import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './award-kill.ts'

test('ten kills of a bulk award of 1,000 lose and double nothing that was acknowledged', {
  timeout: 240_000,
}, async (context) => {
  const seen = await campaign.run({ seed: 20_261_124, from: 0, count: 10, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.equal(
    Object.entries(seen)
      .filter(([name]) => name.startsWith('kill.'))
      .reduce((sum, [, times]) => sum + times, 0),
    10,
  )
  const atWork = ['kill.deciding', 'kill.deciding-and-signing', 'kill.signing'].map((name) => seen[name] ?? 0)
  assert.ok(
    atWork.some((times) => times > 0),
    'no kill met the award at work',
  )
})
