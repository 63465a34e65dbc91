import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chanceOf, DAY, smallWorldOf } from '../../../test/prove/stacks-world.ts'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { stackExample } from './library.ts'
import { placesOf } from './rules.ts'
import { inOrder } from './rules-order.ts'
import { readStack } from './rules-publish.ts'
import { bestWay, type Question, stopsOf, unusedHeld } from './service-search.ts'
import { openSolver } from './solver.ts'
import type { Candidate, HeldItem, Part, Stack } from './types.ts'

// What becomes of a question when the solver's thread hangs, dies or can't be had; and what the search says where no way leads.

const offering = (name: string, rupiah: number | null, more: Partial<Candidate> = {}): Candidate => ({
  key: `o-${name}`,
  definition: name,
  offering: `o-${name}`,
  skills: [],
  sks: 2,
  level: 5,
  awardedOn: null,
  costs: { cheapest: rupiah, fastest: 40, nearest: 0 },
  ...more,
})
const award = (definition: string): Part => ({ kind: 'award', definition })
const held = (name: string, more: Partial<HeldItem> = {}): HeldItem => ({
  ...offering(name, 0),
  key: `h-${name}`,
  awardedOn: '2026-06-01',
  state: null,
  ...more,
})
const asking = (rule: Part, candidates: readonly Candidate[], own: readonly HeldItem[] = []): Question => {
  const { stack } = smallWorldOf(1)
  const plain: Stack = { ...stack, every: { leastLevel: null, withinMonths: null }, rule }
  return { stack: plain, held: own, candidates, day: DAY }
}

const CHOICE = asking({ kind: 'least', count: 2, of: [award('a'), award('b'), award('c')] }, [
  offering('a', 300),
  offering('b', 200),
  offering('c', 100),
])

async function withThread(source: string, use: (program: URL) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder()
  try {
    const file = join(folder.path, 'thread.mjs')
    await writeFile(file, source)
    await use(pathToFileURL(file))
  } finally {
    await folder.remove()
  }
}

const ON_MESSAGE = "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {"

for (const [name, source, trouble] of [
  ['hangs', `${ON_MESSAGE} for (;;) {} })`, 'late'],
  ['dies', `${ON_MESSAGE} process.exit(1) })`, 'died'],
  ['throws', `${ON_MESSAGE} throw new Error('broken') })`, 'died'],
  ['never starts', 'throw new Error("no start")', 'died'],
  ['lies', `${ON_MESSAGE} parentPort.postMessage({ id: 1, status: 'optimal', values: [0, 0, 0, 0] }) })`, 'time'],
] as const)
  test(`a thread that ${name} costs the proof and not the answer`, async () => {
    await withThread(source, async (program) => {
      const solver = openSolver(program)
      const started = performance.now()
      const found = await bestWay(solver, CHOICE, 'cheapest', 200)
      assert.ok(performance.now() - started < 10_000)
      assert.ok(found.answer === 'way')
      assert.deepEqual([found.way.proof, found.way.take, found.trouble], ['first', ['o-b', 'o-c'], trouble])
      await solver.stop()
    })
  })

test('after a thread has died the next question gets a new one, and too many at once are told so', async () => {
  const solver = openSolver()
  try {
    const many = await Promise.all(Array.from({ length: 40 }, () => bestWay(solver, CHOICE, 'cheapest', 20_000)))
    const proofs = many.map((found) => (found.answer === 'way' ? found.way.proof : found.answer))
    assert.ok(proofs.includes('optimal') && proofs.includes('first'))
    assert.ok(many.every((found) => found.answer === 'way' && found.way.cost === 300))
    await solver.stop()
    const after = await bestWay(solver, CHOICE, 'cheapest', 20_000)
    assert.ok(after.answer === 'way' && after.way.proof === 'optimal')
  } finally {
    await solver.stop()
  }
})

test('a figure that nobody knows is never taken for nought while another way is known', async () => {
  const solver = openSolver()
  try {
    const rule: Part = { kind: 'any', of: [award('a'), award('b')] }
    const known = await bestWay(solver, asking(rule, [offering('a', null), offering('b', 900)]), 'cheapest', 20_000)
    assert.ok(known.answer === 'way' && known.way.take[0] === 'o-b' && known.way.unknown === 0)
    const only = await bestWay(solver, asking(rule, [offering('a', null)]), 'cheapest', 20_000)
    assert.ok(only.answer === 'way' && only.way.unknown === 1)
  } finally {
    await solver.stop()
  }
})

test('where no way leads, the parts that stop are named: what nobody offers, or what clashes', async () => {
  const solver = openSolver()
  try {
    const missing = asking({ kind: 'all', of: [award('a'), award('x'), award('y')] }, [offering('a', 1)])
    assert.deepEqual(await bestWay(solver, missing, 'cheapest', 20_000), { answer: 'none' })
    assert.deepEqual((await stopsOf(solver, missing, 20_000)).unreachable, ['2', '3'])
    const clash = asking(
      { kind: 'all', of: [award('a'), award('b'), { kind: 'not', of: { kind: 'all', of: [award('a'), award('b')] } }] },
      [offering('a', 1), offering('b', 1)],
    )
    assert.deepEqual(await bestWay(solver, clash, 'cheapest', 20_000), { answer: 'none' })
    const stops = await stopsOf(solver, clash, 20_000)
    assert.deepEqual(stops, { unreachable: [], single: ['1', '2', '3'] })
    const never = asking(
      { kind: 'all', of: [award('a'), { kind: 'never', definition: 'z' }] },
      [offering('a', 1)],
      [held('z')],
    )
    assert.deepEqual((await stopsOf(solver, never, 20_000)).unreachable, ['2'])
  } finally {
    await solver.stop()
  }
})

test('what is held and can not be used says why', () => {
  const rule: Part = {
    kind: 'all',
    of: [
      { kind: 'award', definition: 'a', withinMonths: 12 },
      { kind: 'award', definition: 'b', leastLevel: 6 },
      award('c'),
    ],
  }
  const own = [
    held('a', { awardedOn: '2024-01-01' }),
    held('b'),
    held('c', { state: 'used' }),
    held('other', { state: 'revoked' }),
  ]
  assert.deepEqual(unusedHeld(asking(rule, [], own)), [
    { key: 'h-a', why: 'too-old' },
    { key: 'h-b', why: 'level-low' },
    { key: 'h-c', why: 'used' },
  ])
})

test('the example to begin from fits the form, and shows what a rule is made of', () => {
  const read = readStack(JSON.parse(stackExample()))
  assert.ok('stack' in read, JSON.stringify(read))
  const kinds = new Set(placesOf(read.stack.rule).map(({ part }) => part.kind))
  assert.deepEqual([...kinds].sort(), ['all', 'award', 'least', 'never', 'not', 'sks'])
})

test('a list in order answers what sorting answers, however often and in whatever way it is asked', () => {
  const chance = chanceOf(7)
  for (let size = 0; size < 60; size++) {
    const items = Array.from({ length: size }, (_none, key) => ({ key, weight: Math.floor(chance() * 9) }))
    const shuffled = items.toSorted(() => chance() - 0.5)
    const ordered = inOrder(
      shuffled,
      ({ weight }) => weight,
      (a, b) => a.key < b.key,
    )
    const sorted = items.toSorted((a, b) => a.weight - b.weight || a.key - b.key)
    for (const at of [size >> 1, 0, size - 1, size, ...items.keys()]) assert.equal(ordered.at(at), sorted[at])
  }
})
