import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { verify } from '../src/index.ts'
import type { About, Case } from './corpus/rows.ts'
import { WORLDS } from './corpus/world.ts'

/** Bugs that really happened, in other software: one folder each, with what they must be answered here. */
const home = new URL('./corpus/', import.meta.url).pathname
const folders = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())

async function check(folder: string, expected: Case): Promise<void> {
  const bytes = readFileSync(join(home, folder, expected.file))
  const world = WORLDS[expected.world]
  assert.ok(world !== undefined, `no circumstances called ${expected.world}`)
  const verdict = await verify(new Uint8Array(bytes), await world())
  const decisive =
    verdict.checks.find(({ outcome }) => outcome === 'fail') ??
    verdict.checks.find(({ outcome }) => outcome === 'unknown')
  assert.deepEqual(
    { verdict: verdict.verdict, check: decisive?.id, outcome: decisive?.outcome, code: decisive?.code },
    { verdict: expected.verdict, check: expected.check, outcome: expected.outcome, code: expected.code },
    `${folder}/${expected.file} under "${expected.world}": ${JSON.stringify(decisive)}`,
  )
  if (verdict.checks.some(({ id, outcome }) => (id === 'format' || id === 'proof') && outcome !== 'pass'))
    assert.equal(verdict.facts, null, 'what was not proven is not shown')
}

for (const { name } of folders) {
  const about = JSON.parse(readFileSync(join(home, name, 'about.json'), 'utf8')) as About
  test(`corpus ${name}: ${about.cases.length} cases`, async () => {
    for (const expected of about.cases) await check(name, expected)
  })
}

test('the corpus has one folder for each bug, and none holds only good files', () => {
  const names = folders.map(({ name }) => name.slice(0, 3))
  assert.equal(new Set(names).size, names.length)
  for (const { name } of folders) {
    const about = JSON.parse(readFileSync(join(home, name, 'about.json'), 'utf8')) as About
    assert.ok(
      about.cases.some(({ verdict }) => verdict !== 'valid'),
      name,
    )
  }
})
