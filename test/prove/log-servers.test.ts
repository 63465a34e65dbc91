import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign as kill } from './log-kill.ts'
import { campaign as pair } from './log-two-servers.ts'

test('three kills during awards and checkpoints lose no leaf and fork nothing', {
  timeout: 120_000,
}, async (context) => {
  const seen = await kill.run({ seed: 20_261_126, from: 0, count: 3, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.ok((seen.acknowledged ?? 0) > 0, 'no kill met a server that had answered')
  assert.ok((seen.leaves ?? 0) >= (seen.awards ?? 0))
})

test('two servers on one database, twice, make one tree', { timeout: 120_000 }, async (context) => {
  const seen = await pair.run({ seed: 20_261_126, from: 0, count: 2, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.ok((seen.acknowledged ?? 0) > 60)
  assert.ok((seen.leaves ?? 0) >= (seen.awards ?? 0))
})
