import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './statistics.ts'

test('published statistics tell of nobody and keep nearly every row that can be kept, as trying everything shows', async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 15, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  campaign.conclude?.(seen)
  assert.ok((seen.medians ?? 0) >= 15, 'medians are published')
  assert.ok((seen['each-by-itself-tells'] ?? 0) >= 3, 'tables that are each protected by themselves tell of few people')
})
