import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './ledger-kill.ts'

test('three kills of a program that moves credit lose, double and halve nothing', {
  timeout: 240_000,
}, async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 3, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.equal(seen.kills, 3)
  assert.ok((seen.operations ?? 0) > 10, 'the program was killed before it did much')
})
