import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './canaries.ts'
import { canaryFinder, canaryOf } from './canaries-values.ts'

test('a canary is found in any dress', () => {
  const canary = canaryOf(7)
  const find = canaryFinder([canary])
  assert.equal(find('nothing at all'), null)
  for (const value of Object.values(canary)) {
    assert.notEqual(find(`x${value}y`), null)
    assert.notEqual(find(Buffer.from(`..${value}`).toString('hex')), null)
    for (const before of ['', 'a', 'ab'])
      assert.notEqual(find(Buffer.from(`${before}${value}`).toString('base64url')), null)
  }
  assert.equal(find(canaryOf(8).email), null, 'only what was sown')
})

test('160 canary values go through everything and are nowhere that others look', {
  timeout: 120_000,
}, async (context) => {
  const seen = await campaign.run({ seed: 1, from: 0, count: 160, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  assert.deepEqual([seen.canaries, seen.awards, seen.changes, seen.ordered], [160, 40, 4, 4])
  assert.ok((seen.looked ?? 0) > 500)
})
