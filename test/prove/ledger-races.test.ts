import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './ledger-races.ts'

test('50 universities reach for the same credit: one has it, 49 learn who, where and when', {
  timeout: 120_000,
}, async () => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 8, report: () => {} })
  assert.equal((seen['won.reserving'] ?? 0) + (seen['won.counting'] ?? 0), 8)
  assert.equal(seen.losers, 8 * 49)
})
