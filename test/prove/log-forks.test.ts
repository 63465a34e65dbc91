import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './log-forks.ts'

test('thirty forks before three witnesses: no two views of a log have a quorum', {
  timeout: 60_000,
}, async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 30, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.deepEqual([seen.splitView, seen.rewind, seen.forkAt, seen.kills], [10, 10, 10, 3])
  for (const status of [200, 400, 409, 422]) assert.ok((seen[`answers-${status}`] ?? 0) > 0)
})
