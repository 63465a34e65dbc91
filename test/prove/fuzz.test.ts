import assert from 'node:assert/strict'
import { test } from 'node:test'
import { campaign } from './fuzz.ts'

test('ten thousand inputs of every kind are answered, none slowly', async (context) => {
  const seen = await campaign.run({ seed: 20_261_126, from: 0, count: 10_000, report: () => {} })
  context.diagnostic(JSON.stringify(seen))
  for (const kind of ['junk-text', 'junk-bytes', 'junk-json', 'compact', 'picture', 'poison', 'deep', 'cut', 'changed'])
    assert.ok((seen[`${kind}.invalid`] ?? 0) > 0, `no ${kind} was refused`)
})
