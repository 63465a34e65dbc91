import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { unwrap, verify, verifyPresentation } from '../src/index.ts'
import type { About, Case } from './corpus/rows.ts'
import { WORLDS } from './corpus/world.ts'

/** Bugs that really happened, in other software: one folder each, with what they must be answered here. */
const home = new URL('./corpus/', import.meta.url).pathname
const folders = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory())

/** The verdict on a file, and what pages would show as its title where anything is shown. */
async function answered(bytes: Uint8Array, { world, presentation }: Case) {
  const circumstances = WORLDS[world]
  assert.ok(circumstances !== undefined, `no circumstances called ${world}`)
  const context = await circumstances()
  if (presentation !== undefined) return verifyPresentation(bytes, { ...context, ...presentation })
  const verdict = await verify(bytes, context)
  if (verdict.checks.some(({ id, outcome }) => (id === 'format' || id === 'proof') && outcome !== 'pass'))
    assert.equal(verdict.facts, null, 'what was not proven is not shown')
  return { ...verdict, title: verdict.facts?.title }
}

/** Longest time for one file, in milliseconds of this process: nothing that comes in may keep a verifier busy. */
const LIMIT = 1_000

async function check(folder: string, expected: Case): Promise<void> {
  const bytes = new Uint8Array(readFileSync(join(home, folder, expected.file)))
  const before = process.cpuUsage()
  const given = await answered(bytes, expected)
  const spent = process.cpuUsage(before).user / 1_000
  const decisive =
    given.checks.find(({ outcome }) => outcome === 'fail') ?? given.checks.find(({ outcome }) => outcome === 'unknown')
  const name = `${folder}/${expected.file} under "${expected.world}"`
  assert.deepEqual(
    { verdict: given.verdict, check: decisive?.id, outcome: decisive?.outcome, code: decisive?.code },
    { verdict: expected.verdict, check: expected.check, outcome: expected.outcome, code: expected.code },
    `${name}: ${JSON.stringify(decisive)}`,
  )
  assert.ok(spent < LIMIT, `${name}: ${spent} ms`)
  if (expected.title !== undefined)
    assert.equal('title' in given ? given.title?.id : undefined, expected.title, `${name}: the title of what is signed`)
  if (expected.notes !== undefined) assert.deepEqual((await unwrap(bytes)).notes, expected.notes, name)
}

for (const { name } of folders) {
  const about = JSON.parse(readFileSync(join(home, name, 'about.json'), 'utf8')) as About
  test(`corpus ${name}: ${about.cases.length} cases`, async () => {
    for (const expected of about.cases) await check(name, expected)
  })
}

test('the corpus has one folder for each bug, and none holds only good files', () => {
  const names = folders.map(({ name }) => name.slice(0, 3))
  const all = Array.from({ length: 26 }, (_, at) => `B${String(at + 1).padStart(2, '0')}`)
  assert.deepEqual(names.sort(), all)
  for (const { name } of folders) {
    const about = JSON.parse(readFileSync(join(home, name, 'about.json'), 'utf8')) as About
    assert.ok(
      about.cases.some(({ verdict }) => verdict !== 'valid'),
      name,
    )
  }
})
