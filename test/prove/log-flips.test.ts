import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './log-flips.ts'

test('150 flipped bits in the log and in the rows that it commits to are all found', async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 150, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.equal(
    Object.values(seen).reduce((sum, times) => sum + times, 0),
    150,
  )
  assert.ok(Object.keys(seen).length > 12, 'flips met few places')
})
