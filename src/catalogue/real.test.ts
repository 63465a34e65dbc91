import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { catalogueDeps, fileAt } from '../../test/fixtures/catalogue/world.ts'
import { testDatabase } from '../../test/support/database.ts'
import { countOfferings, importCatalogue } from './index.ts'

const folder = join(process.env.SHARED_DATA ?? '../shared/data', 'catalog')
const skip = existsSync(folder) ? false : `real course lists are not at hand: ${folder} doesn't exist (SHARED_DATA)`

let world: Awaited<ReturnType<typeof testDatabase>>
before(async () => {
  world = await testDatabase()
})
after(() => world.close())

test('all real course lists become at least 14,000 courses, and a second run changes nothing', { skip }, async () => {
  const deps = catalogueDeps(world.db)
  const files = readdirSync(folder)
    .sort()
    .map((name) => fileAt(join(folder, name)))
  const started = performance.now()
  const first = await importCatalogue(deps, files)
  const middle = performance.now()
  assert.ok(first.created >= 14_000, `${first.created} created`)
  assert.equal((await countOfferings(world.db)).all, first.created)
  assert.equal(first.read, first.created + first.updated + first.unchanged + first.rejected + first.duplicates)
  assert.deepEqual(
    first.files.filter(({ source }) => source === null),
    [],
  )
  assert.deepEqual(
    first.files.flatMap(({ unknownColumns }) => unknownColumns).filter((name) => name === 'title'),
    [],
  )
  const second = await importCatalogue(deps, files)
  const { files: _, ...figures } = second
  assert.deepEqual(figures, {
    read: first.read,
    created: 0,
    updated: 0,
    unchanged: first.read - first.rejected,
    rejected: first.rejected,
    duplicates: 0,
  })
  if (process.env.LUMBUNG_SHOW === '1') {
    const seconds = [middle - started, performance.now() - middle].map(
      (milliseconds) => Math.round(milliseconds) / 1000,
    )
    process.stdout.write(`${JSON.stringify({ ...first, files: undefined, seconds })}\n`)
    for (const { name, read, rejected, reasons, unknownColumns } of first.files)
      process.stdout.write(`${JSON.stringify({ name, read, rejected, reasons, unknown: unknownColumns.length })}\n`)
  }
})
