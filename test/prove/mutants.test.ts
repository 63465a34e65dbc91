import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './mutants.ts'

test('two thousand mutants, and every single leaf of four seeds: none is accepted', async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 2_000, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  const refused = Object.entries(seen).filter(([name]) => name.startsWith('refused.'))
  assert.ok(refused.length >= 15, 'few operators had their turn')
  assert.ok(refused.reduce((sum, [, times]) => sum + times, 0) > 1_700)
  assert.ok((seen.leaf ?? 0) > 300)
  for (const format of ['eddsa', 'ecdsa', 'vc-jwt', 'sd-jwt', 'lumbung-compact'])
    assert.ok(
      Object.keys(seen).some((name) => name.startsWith(`format.${format}`)),
      `no mutant of ${format}`,
    )
})
