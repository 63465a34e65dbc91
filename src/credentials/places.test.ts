import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { LIST_LENGTH, takePlaces } from './store-status.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

test('over 60,000 places the index tells nothing of the time, and every part of the list is drawn alike', async () => {
  const at = new Date('2026-11-23T07:05:00Z')
  const drawn: number[] = []
  for (let batch = 0; batch < 60; batch++)
    drawn.push(...(await takePlaces(database.db, 1_000, at)).map(({ index }) => index))
  assert.equal(new Set(drawn).size, 60_000)
  // Pearson's correlation of index and order. By chance alone its standard error is 0.004: 0.02 is five of them.
  const mean = drawn.reduce((sum, index) => sum + index, 0) / drawn.length
  const middle = (drawn.length - 1) / 2
  let [both, ofIndex, ofOrder] = [0, 0, 0]
  for (const [order, index] of drawn.entries()) {
    both += (index - mean) * (order - middle)
    ofIndex += (index - mean) ** 2
    ofOrder += (order - middle) ** 2
  }
  const correlation = both / Math.sqrt(ofIndex * ofOrder)
  assert.ok(Math.abs(correlation) < 0.02, `${correlation}`)
  // 127 degrees of freedom: above 205 happens to a fair draw once in 70,000 runs; drawing without putting back lowers it.
  const boxes = new Array<number>(128).fill(0)
  for (const index of drawn) {
    const box = Math.floor(index / (LIST_LENGTH / 128))
    boxes[box] = (boxes[box] ?? 0) + 1
  }
  const expected = drawn.length / 128
  const chi = boxes.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
  assert.ok(chi < 205, `chi squared ${chi}`)
})
