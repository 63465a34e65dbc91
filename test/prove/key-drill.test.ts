import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill } from './key-drill.ts'

test('the drill of a stolen key with 600 credentials: what was seen before is signed anew, what came after is refused, whatever its date', async () => {
  const seen = await drill(600)
  assert.deepEqual([seen.resigned, seen.refused, seen.backDated], [540, 60, 30])
})
