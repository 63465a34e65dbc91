import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { leave } from './service.ts'
import { integrate } from './service-sequence.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

test('rate', async (context) => {
  const at = new Date('2026-11-26T00:00:00Z')
  const deeds = Array.from({ length: 20_000 }, (_, n) => ({
    kind: 'award' as const,
    subject: 'x',
    subjectId: `p/${n}`,
    record: { n, text: 'abc', day: '2026-11-26' },
    signed: `z${n}`,
    personId: `p${n}`,
    organisationId: 'o',
  }))
  let t = performance.now()
  for (let n = 0; n < deeds.length; n += 1000) await leave(database.db, at, deeds.slice(n, n + 1000))
  context.diagnostic(`leave ${(performance.now() - t).toFixed(0)} ms`)
  t = performance.now()
  let placed = 0
  for (let got = -1; got !== 0; placed += got) got = await integrate(database.db)
  context.diagnostic(`integrate ${(performance.now() - t).toFixed(0)} ms for ${placed}`)
  assert.equal(placed, 20_000)
})
