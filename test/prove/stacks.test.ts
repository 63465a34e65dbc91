import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './stacks.ts'

test('the stack solver finds in small worlds what trying everything finds', async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 40, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.ok((seen.way ?? 0) >= 30 && (seen.none ?? 0) >= 10, 'both answers are met')
  assert.ok((seen.met ?? 0) > 0 && (seen['not-met'] ?? 0) > 0)
})
