import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill } from './key-drill.ts'

test('the drill of a stolen key with 1,200 credentials: what came before is signed anew, what came after is refused', async () => {
  const seen = await drill(1_200)
  assert.deepEqual([seen.resigned, seen.refused], [1_080, 120])
})
