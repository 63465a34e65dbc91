import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './ledger-ops.ts'

test('2,000 random operations on accounts agree with a simple model', { timeout: 120_000 }, async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 2_000, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  for (const does of [
    'deposit',
    'correct',
    'reserve',
    'apply',
    'count',
    'release',
    'undo',
    'revoke',
    'stack',
    'expire',
  ])
    assert.ok((seen[`done.${does}`] ?? 0) > 0, does)
  for (const code of ['already-counted', 'already-reserved', 'withdrawn', 'no-deposit', 'stack-used'])
    assert.ok((seen[`refused.bank.${code}`] ?? 0) > 0, code)
})
